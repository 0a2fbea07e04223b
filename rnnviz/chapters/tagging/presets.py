"""The trained taggers that the chapter opens with, and sentences to look at."""

from rnnviz.text.tag_scores import Pair
from rnnviz.text.tagged import Tagged
from rnnviz.ui.setting import Setting

PRESETS = {
    "step_gru": Setting("GRU", "It answers each word **where it reads it**: of what comes after, it knows nothing."),
    "step_lstm": Setting("LSTM", "An LSTM that answers each word **where it reads it**: what comes after is unknown."),
    "step_both": Setting(
        "Bidirectional",
        "Two GRUs read the sentence, one forwards and one backwards; **each word is answered from both**, so that the "
        "words behind it count as well.",
    ),
    "document_gru": Setting(
        "GRU",
        "The tutorial's wiring: one GRU reads the **whole** sentence into one vector, a second one makes all "
        "tags of that vector alone. It never sees a word while it answers.",
    ),
    "document_lstm": Setting(
        "LSTM", "The tutorial's wiring with LSTMs: the whole sentence goes through **one vector**, then come the tags."
    ),
    "document_both": Setting(
        "Bidirectional",
        "The tutorial's wiring with Bidirectional LSTMs: the sentence still goes through **one vector**, which is "
        "twice as long.",
    ),
    "own": Setting("Your tagger", "It was trained in this session."),
}

HEADINGS = {"step_gru": "In step", "document_gru": "Through one vector", "own": "Train one"}
"""Words before groups of them, by the first of each."""

LONG = {
    key: f"{each.title} {'in step' if key.startswith('step') else 'through one vector'}"
    for key, each in PRESETS.items()
    if key != "own"
}
"""What each is called where its group is not seen."""


def tagged(text: str) -> Tagged:
    """Return a sentence that is written word/TAG."""
    pairs = [each.rsplit("/", 1) for each in text.split()]
    return Tagged(tuple(word for word, _ in pairs), tuple(tag for _, tag in pairs))


PAIRS = {
    "opened": Pair(
        (
            tagged("The/DT show/NN opened/VBN in/IN Berlin/NNP annoyed/VBD us/PRP ./."),
            tagged("The/DT show/NN opened/VBD in/IN Berlin/NNP ,/, and/CC it/PRP annoyed/VBD us/PRP ./."),
        ),
        2,
    ),
    "her": Pair((tagged("We/PRP loved/VBD her/PRP ./."), tagged("We/PRP loved/VBD her/PRP$ new/JJ film/NN ./.")), 2),
    "that": Pair(
        (
            tagged("They/PRP said/VBD that/DT was/VBD awful/JJ ./."),
            tagged("They/PRP said/VBD that/IN the/DT film/NN was/VBD awful/JJ ./."),
        ),
        2,
    ),
    "dance": Pair(
        (
            tagged("I/PRP saw/VBD her/PRP dance/VB ,/, and/CC it/PRP was/VBD great/JJ ./."),
            tagged("I/PRP saw/VBD her/PRP$ dance/NN ,/, and/CC it/PRP was/VBD great/JJ ./."),
        ),
        3,
    ),
}
"""Sentences of the grammar that are the same up to a word and with it; of "dance" to their ends, so that nobody can
know."""

SENTENCES = {
    "opened": "The show opened in Berlin, and it annoyed us.",
    "a garden path": "The show opened in Berlin annoyed us.",
    "her, twice": "She saw her leave, and her film was not bad.",
    "that, three times": "They said that the film that we saw was not as bad as that.",
    "a long one": (
        "My neighbour watched the long Italian film that her brother reviewed on Monday at the old cinema, and the "
        "story of the young doctor was truly wonderful, even though the music and the costumes were rather dull."
    ),
    "words it never met": "The goblins snorkelled past a purple xylophone.",
}
"""Sentences that a click puts into the field."""
