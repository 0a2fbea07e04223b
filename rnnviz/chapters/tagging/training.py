"""Training a tagger on a reader's sentences: what suits them, what is cut, and what comes back from Keras."""

from dataclasses import dataclass, replace

from rnnviz.chapters.tagging.view import Own, View
from rnnviz.core.numbers import plural
from rnnviz.jobs.tagging import request_of, trained_tagger
from rnnviz.text.tagged import TaggedCorpus
from rnnviz.text.taggers import WIRINGS, Task, Wiring, task_of

SEED = 1
"""Of the initial weights and of the order of sentences."""

MAX_KNOWN, MAX_LENGTH = 5000, 60
"""Words that a tagger trained here knows at most, the tutorial's; and words of a sentence that it is trained on."""

UPDATES = 30
"""How many there are in an epoch at least: of few sentences the batches are smaller."""


@dataclass(frozen=True, eq=False)
class Begun:
    """What a training was begun with."""

    wiring: Wiring
    corpus: TaggedCorpus
    task: Task
    request: dict


def fitted(view: View, corpus: TaggedCorpus) -> Wiring:
    """Return what is to be trained, as it suits the sentences."""
    wiring = WIRINGS[view.network]
    longest = max(len(each.words) for each in (*corpus.training, *corpus.held_out))
    # Half of the different words, so that UNK is learned as well, but of few words nearly all.
    different = len({word for each in corpus.training for word in each.known_by})
    return replace(
        wiring,
        units=view.units,
        epochs=view.epochs,
        known=min(MAX_KNOWN, max(100, round(0.7 * different))),
        length=min(MAX_LENGTH, longest),
        batch=max(1, min(wiring.batch, len(corpus.training) // UPDATES)),
    )


def begun(view: View, corpus: TaggedCorpus) -> Begun:
    """Return a training as it is asked of the worker."""
    wiring = fitted(view, corpus)
    task = task_of(wiring, corpus)
    return Begun(wiring, corpus, task, request_of(wiring, task, SEED))


def learned(what: Begun, result: dict) -> Own:
    """Return the tagger that came of it."""
    return Own(trained_tagger(what.wiring, what.corpus, what.task, what.request, result, SEED), what.corpus)


def cut(wiring: Wiring, corpus: TaggedCorpus) -> str:
    """Say what of the sentences is not learned from."""
    words = {word for each in corpus.training for word in each.known_by}
    longer = sum(len(each.words) > wiring.length for each in (*corpus.training, *corpus.held_out))
    known = min(wiring.known, len(words))
    text = f"The {known:,} most frequent of {len(words):,} different words are known; the others are UNK, one and all."
    if longer:
        verb = "is" if longer == 1 else "are"
        text += f" {plural(longer, 'sentence')} {verb} longer than {wiring.length} words: what is behind is cut off."
    return text
