"""What the reader chose in the chapter of taggers: the view, its bounds, and its link."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from rnnviz.chapters.tagging.presets import LONG, PAIRS, PRESETS, SENTENCES
from rnnviz.text.reading import is_left_out, note_of
from rnnviz.text.tagged import TaggedCorpus, grammar_corpus
from rnnviz.text.taggers import Tagger, trained
from rnnviz.text.words import words_of
from rnnviz.ui.link import OWN, Choice, Flag, Link, Parameter, Pick, choice, whole

MAX_WORDS, MAX_SENTENCE = 300, 3000
"""Words of a sentence, and the letters of it that are typed."""

LOOKED = ("position", "tag", "predict", "part", "beside", "pair", "network", "units", "epochs")
"""Where the reader looks, and what is to be trained: it decides nothing of what the network says."""


class Own(NamedTuple):
    """A tagger that was trained in this session, and the sentences that it was trained and tested on."""

    tagger: Tagger
    corpus: TaggedCorpus


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``position`` is the word that is looked at, from 0; ``tag`` the one whose probability there is opened, "" the
    likeliest. ``beside`` is the network that the answers are compared with. With ``predict`` the reader is asked for
    the likeliest tag of each word.
    """

    preset: str = "step_gru"
    sentence: str = SENTENCES["opened"]
    position: int = 2
    tag: str = ""
    predict: bool = False
    beside: str = "step_both"
    part: str = "alternatives"
    pair: str = "opened"
    network: str = "step_gru"
    units: int = 32
    epochs: int = 5
    own: Own | None = None

    @classmethod
    def of(cls, preset: str) -> "View":
        """Return the view that a network opens with."""
        return cls(preset)

    @property
    def tagger(self) -> Tagger:
        """The network that answers; where there is none of the reader's the first that is brought along."""
        if self.preset == OWN:
            return self.own.tagger if self.own else trained(View.preset)
        return trained(self.preset)

    @property
    def corpus(self) -> TaggedCorpus:
        """The sentences that it was trained and tested on."""
        return self.own.corpus if self.preset == OWN and self.own else grammar_corpus()

    @property
    def words(self) -> list[str]:
        """The words of the sentence."""
        return words_of(self.sentence)


def network_of(view: View) -> View:
    """Return the view without where the reader looks: what decides every number that the network says."""
    bare = View()
    own = view.own if view.preset == OWN else None
    return replace(view, own=own, **{name: getattr(bare, name) for name in LOOKED})


def tagger_of(view: View) -> View:
    """Return what decides which network it is."""
    return View(view.preset, own=view.own if view.preset == OWN else None)


def compared_of(view: View) -> View:
    """Return what decides what the network says that it is compared with."""
    return View(sentence=view.sentence, beside=view.beside)


def known_of(view: View) -> View:
    """Return what decides whether the tags of the sentence are known."""
    return replace(tagger_of(view) if view.preset == OWN else View(), sentence=view.sentence)


def fitted(view: View) -> tuple[View, list[str]]:
    """Return a view within its bounds, and what of the reader's was left out.

    Raises:
        ValueError: if the sentence has no word.
    """
    notes, left_out = [], [each for each in view.sentence if is_left_out(each)]
    if left_out:
        notes.append(note_of(Counter(left_out)))
        view = replace(view, sentence="".join(each for each in view.sentence if not is_left_out(each)))
    words = view.words
    if not words:
        raise ValueError("The sentence needs at least one word.")
    if len(words) > MAX_WORDS:
        notes.append(f"The sentence has {len(words)} words; the first {MAX_WORDS} are read.")
        view = replace(view, sentence=" ".join(words[:MAX_WORDS]))
    read = view.tagger.read(len(view.words))
    tag = view.tag if view.tag in view.tagger.tags else ""
    return replace(view, position=min(view.position, read - 1), tag=tag), notes


def look_at(view: View, event: Any) -> View:
    """Return the view that looks at the word that was clicked: [position]."""
    match event:
        case [position] if type(position) is int and 0 <= position < view.tagger.read(len(view.words)):
            return replace(view, position=position, tag="")
        case [position] if type(position) is int and 0 <= position < len(view.words):
            raise ValueError(
                f"This network reads the first {view.tagger.wiring.length} words alone: it says nothing of word "
                f"{position + 1}."
            )
    raise ValueError("There is no such word.")


def open_tag(view: View, event: Any) -> View:
    """Return the view that opens the probability of the tag whose bar was clicked, by its name."""
    if event not in view.tagger.tags:
        raise ValueError("There is no such tag.")
    return replace(view, tag=event)


def open_preset(view: View, preset: str) -> View:
    """Return the view of another network that reads the same sentence.

    Where there is none of the reader's yet, it is the view of training one.
    """
    if preset == OWN and view.own is None:
        return replace(view, part="train")
    return replace(view, preset=preset)


def look_from(view: View) -> View:
    """Return the view of the reader's tagger, on a sentence of its own kind: the first of those it has not learned."""
    return say(view, " ".join(view.corpus.held_out[0].words))


def say(view: View, sentence: str) -> View:
    """Return the view of another sentence, at its first word."""
    return replace(view, sentence=sentence, position=0, tag="")


def parse_sentence(text: str) -> str:
    """Take what was typed, cut where it is too long."""
    if not words_of(text):
        raise ValueError("it needs at least one word")
    return text[:MAX_SENTENCE]


SENTENCE = Parameter("sentence", parse=parse_sentence)
BESIDE = Choice(
    "beside",
    "Compared with",
    "Tags that differ from what this network says are framed.",
    options=tuple(LONG),
    names=tuple(LONG.values()),
)
PREDICT = Flag("predict", "Predict, then reveal", "Covers the tags: say of each word which one is the likeliest.")
PAIR = Choice("pair", "The word", options=tuple(PAIRS), side_by_side=True, unlabelled=True)
NETWORK = Choice("network", "Network", options=tuple(LONG), names=tuple(LONG.values()))
UNITS = Pick("units", "Units", "How many numbers the state of a cell holds.", options=(8, 16, 32, 64))
EPOCHS = Pick("epochs", "Epochs", "How often the sentences are read.", options=(1, 3, 5, 10, 20))
PART = Choice(
    "part",
    "Part",
    options=("alternatives", "accuracy", "context", "future", "train", "take"),
    names=(
        "The alternatives",
        "Accuracy, told honestly",
        "Which words each tag hears",
        "What Bidirectional adds",
        "Train one",
        "Take it with you",
    ),
)

LINK = Link(
    View,
    (
        Parameter("preset", parse=choice(tuple(PRESETS))),
        SENTENCE,
        Parameter("position", name="at", parse=whole(0, MAX_WORDS - 1)),
        Parameter("tag"),
        *(BESIDE, PREDICT, PART, PAIR, NETWORK, UNITS, EPOCHS),
    ),
    lambda values: View.of(values.get("preset", View().preset)),
    fitted,
    unwritten=("own",),
    steps=frozenset({"at", "tag", "part", "beside", "pair"}),
)
