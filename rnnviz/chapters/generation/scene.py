"""A view → the texts that the network writes, and its run over the one that is shown."""

from typing import NamedTuple

import numpy as np

from rnnviz.chapters.generation.view import NOTHING, TEMPERATURES, View, text_of, writing_of
from rnnviz.core.arithmetic import Reference
from rnnviz.core.gradients import NetworkGradients, backpropagate_loss
from rnnviz.core.losses import sparse_categorical_crossentropy
from rnnviz.core.network import NetworkTrace, run_network
from rnnviz.text.drawing import Decoding, decoded
from rnnviz.text.writing import Texts, after_each, read, write
from rnnviz.ui.cache import cached

GUESSES = 5
"""How many of the likeliest next letters stand below a letter."""


class Written(NamedTuple):
    """A text, and what the network says after each of its letters.

    Args:
        tokens: (n,) the beginning and what was written.
        given: letters of the beginning.
        sums: (n, letters), what the softmax is given after each letter.
        probabilities: (n, letters), of what comes after each letter.
        draws: (letters written,), the numbers from 0 to 1 that they were drawn with.
    """

    tokens: np.ndarray
    given: int
    sums: np.ndarray
    probabilities: np.ndarray
    draws: np.ndarray


def draws_of(view: View) -> np.ndarray:
    """Return the number from 0 to 1 of each letter to be written; a longer text has those of a shorter one first."""
    return np.random.default_rng(view.draws).random(view.letters)


@cached(by=writing_of)
def texts(view: View) -> Texts:
    """Return the text at every temperature."""
    beginning = view.model.vocabulary.encode(view.beginning)
    ways = [view.way._replace(temperature=each) for each in TEMPERATURES]
    return write(view.model.network, beginning, draws_of(view), ways, view.model.settings.rereads)


FAR = 300
"""Letters after which a greedy text has come round, if it does."""


@cached(by=writing_of)
def greedy_text(view: View) -> np.ndarray:
    """Return the beginning and the likeliest letters after it, one after the other, ``FAR`` of them."""
    beginning, model = view.model.vocabulary.encode(view.beginning), view.model
    return write(model.network, beginning, np.zeros(FAR), [Decoding(0.0)], model.settings.rereads).tokens[0]


@cached(by=text_of)
def written(view: View) -> Written:
    """Return the text at the temperature of the view, with what the network says."""
    tokens, sums = (each[TEMPERATURES.index(view.temperature)] for each in texts(view))
    return Written(tokens, len(view.beginning), sums, decoded(sums, Decoding()), draws_of(view))


def run_of(view: View) -> NetworkTrace:
    """Return the run that answers after the letter that is looked at."""
    return _run_of(text_of(view), position_of(view) if view.model.settings.rereads else None)


@cached
def _run_of(view: View, position: int | None) -> NetworkTrace:
    """Return the run over the text, or over the window that ends at a position."""
    return read(view.model.network, written(view).tokens, view.model.settings.rereads, position or 0)


@cached(by=writing_of)
def guesses(view: View) -> list[tuple[list[str], list[list[int]]]]:
    """Return, for the text at every temperature, the likeliest letters after each letter and their shares of 1000."""
    says = decoded(texts(view).sums, Decoding())
    best = np.argsort(-says, axis=-1, kind="stable")[..., :GUESSES]
    shares = np.rint(1000 * np.take_along_axis(says, best, axis=-1)).astype(int)
    characters = np.array(view.model.vocabulary.characters)[best]
    return [(["".join(row) for row in rows], each.tolist()) for rows, each in zip(characters, shares, strict=True)]


@cached(by=text_of)
def trained_on(view: View) -> NetworkGradients:
    """Return the run over the text with the gradients of its loss, as in training: of full windows alone."""
    model, tokens = view.model, written(view).tokens
    window = model.settings.rereads
    if window is None:
        read, targets = tokens[None, :-1], tokens[None, 1:]
    else:
        read, targets = np.lib.stride_tricks.sliding_window_view(tokens[:-1], window), tokens[window:]
    trace = run_network(model.network, read)
    return backpropagate_loss(trace, sparse_categorical_crossentropy(trace, targets))


def position_of(view: View) -> int:
    """Return which letter is looked at, from 0."""
    return len(view.beginning) - 1 if view.position < 0 else view.position


def letter_of(view: View) -> int:
    """Return the token whose probability after that letter is opened: the chosen one, or the one that comes next."""
    if view.letter:
        return view.model.vocabulary.characters.index(view.letter)
    shown, position = written(view), position_of(view)
    if position + 1 < len(shown.tokens):
        return int(shown.tokens[position + 1])
    return int(shown.probabilities[position].argmax())


def candidates(view: View) -> list[int]:
    """Return the likeliest letters after the one that is looked at, in the order of the list of letters."""
    says = written(view).probabilities[position_of(view)]
    return sorted(np.argsort(-says, kind="stable")[:GUESSES].tolist())


def reference_of(view: View) -> Reference:
    """Return the probability that is opened."""
    position, last = position_of(view), len(view.model.network.layers) - 1
    if view.model.settings.rereads:
        return Reference("y", 0, letter_of(view), layer=last)
    return Reference("y", position, letter_of(view), layer=last)


def distributions(view: View) -> tuple[np.ndarray, np.ndarray]:
    """Return what the network says after the letter that is looked at, and what is drawn from, (letters,) each."""
    shown, position = written(view), position_of(view)
    return shown.probabilities[position], decoded(shown.sums[position], view.way)


def colours(view: View) -> np.ndarray | None:
    """Return the value of the unit that colours the letters after each was read, (n,); None where nothing does."""
    if view.colour == NOTHING:
        return None
    return _after_each(text_of(view), view.colour)[:, view.unit]


@cached
def _after_each(view: View, name: str) -> np.ndarray:
    """Return a state or a gate of every unit after each letter, (n, units)."""
    return after_each(view.model.network, written(view).tokens, view.model.settings.rereads, [name])[name]
