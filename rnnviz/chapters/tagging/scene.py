"""A view → what a tagger says of the sentence, and beside it what another says and what is true."""

from functools import cache
from typing import NamedTuple

import numpy as np

from rnnviz.chapters.tagging.presets import PAIRS
from rnnviz.chapters.tagging.view import View, compared_of, known_of, network_of
from rnnviz.core.arithmetic import Reference
from rnnviz.core.gradients import NetworkGradients, backpropagate_loss
from rnnviz.core.losses import sparse_categorical_crossentropy
from rnnviz.core.network import NetworkTrace
from rnnviz.text.tagged import grammar_corpus
from rnnviz.text.taggers import Tagger, trained
from rnnviz.text.words import UNKNOWN
from rnnviz.ui.cache import cached
from rnnviz.ui.link import OWN


class Answer(NamedTuple):
    """What a tagger says of a sentence.

    Args:
        probabilities: (words that were read, tags).
        unknown: (words,), whether it does not know the word.
    """

    probabilities: np.ndarray
    unknown: np.ndarray

    @property
    def best(self) -> np.ndarray:
        """The unit of the likeliest tag of each word that was read."""
        return self.probabilities.argmax(axis=-1)


@cached(by=network_of)
def run_of(view: View) -> NetworkTrace:
    """Return the run over the sentence."""
    return view.tagger.run(view.words)


@cached(by=network_of)
def answer(view: View) -> Answer:
    """Return what the network says."""
    return answered(view.tagger, view.words, run_of(view))


@cached(by=compared_of)
def beside(view: View) -> Answer:
    """Return what the network says that it is compared with."""
    tagger = trained(view.beside)
    return answered(tagger, view.words, tagger.run(view.words))


def answered(tagger: Tagger, words: list[str], run: NetworkTrace) -> Answer:
    """Return what a run over words says."""
    return Answer(tagger.probabilities(words, run.outputs[0]), tagger.words.encode(words) == UNKNOWN)


def is_compared(view: View) -> bool:
    """Whether there is another network to compare with, of the same sentences and tags."""
    return view.preset not in (view.beside, OWN)


@cache
def known_tags() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the tags of the sentences of the grammar that were drawn, by their words in small letters."""
    corpus = grammar_corpus()
    return {each.known_by: each.tags for each in (*corpus.training, *corpus.held_out)}


OF_PAIRS = {each.known_by: each.tags for pair in PAIRS.values() if pair.is_decided for each in pair.sentences}
"""The tags of the sentences of pairs, of which the one that the page opens with is one."""


@cached(by=known_of)
def truth(view: View) -> tuple[str, ...] | None:
    """Return the tags of the sentence where it is one whose tags are known; else None."""
    words = tuple(word.lower() for word in view.words)
    if view.preset == OWN and view.own:
        return next((each.tags for each in view.own.corpus.held_out if each.known_by == words), None)
    return OF_PAIRS.get(words) or known_tags().get(words)


def timestep_of(view: View) -> int:
    """Return the timestep at which the word that is looked at is answered."""
    return view.tagger.timestep(view.position, len(view.words))


def unit_of(view: View) -> int:
    """Return the unit of the tag whose probability is opened."""
    return view.tagger.tags.index(view.tag) if view.tag else int(answer(view).best[view.position])


OFFERED = 4
"""Tags to choose from, when the reader is asked for one."""


def candidates(view: View) -> list[int]:
    """Return the units of the likeliest tags of the word that is looked at, in the order of all tags."""
    says = answer(view).probabilities[view.position]
    return sorted(np.argsort(-says, kind="stable")[:OFFERED].tolist())


def reference_of(view: View) -> Reference:
    """Return the probability that is opened."""
    return Reference("y", timestep_of(view), unit_of(view), layer=len(view.tagger.network.layers) - 1)


@cached(by=network_of)
def learned_from(view: View) -> NetworkGradients:
    """Return the run with the gradients of its loss, as in training, with its own answers as targets."""
    trace = run_of(view)
    return backpropagate_loss(trace, sparse_categorical_crossentropy(trace, trace.outputs.argmax(axis=-1)))


class OfPair(NamedTuple):
    """What a network says of the word in question in one sentence of a pair.

    Args:
        tag: the likeliest.
        probability: of that.
        says: (tags,), the probabilities of all.
    """

    tag: str
    probability: float
    says: np.ndarray


def of_pair(name: str, preset: str, number: int) -> OfPair:
    """Return what a network that is brought along says in one of the two sentences."""
    pair, tagger = PAIRS[name], trained(preset)
    words = list(pair.sentences[number].words)
    says = tagger.probabilities(words, tagger.run(words).outputs[0])[pair.position]
    best = int(says.argmax())
    return OfPair(tagger.tags[best], float(says[best]), says)
