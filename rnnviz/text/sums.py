"""A task whose truth is known: a network adds numbers up, and what each did for the sum is the number itself."""

from functools import cache
from typing import NamedTuple

import numpy as np

from rnnviz.core.layers import Dense, Embedding, Layer, Recurrent
from rnnviz.core.weights import Cell
from rnnviz.text import FOLDER
from rnnviz.text.word_attribution import METHODS, Attributed, attribute
from rnnviz.text.word_networks import WordNetwork
from rnnviz.text.words import Words, padded

VALUES = tuple(range(-3, 4))
"""The numbers that are added up; each is a word."""

LONGEST = 12

STEPS = 32
"""Of the way along which gradients are integrated."""

ASKED = 100
"""Held-out sequences that the methods are tried on."""


def words() -> Words:
    """Return the words of the task."""
    return Words(tuple(f"{value:+d}" for value in VALUES))


def layers() -> tuple[Layer, ...]:
    """Return the layers of the network that learns to add."""
    return Embedding(len(VALUES) + 2, 8, mask_zero=True), Recurrent(Cell("lstm", 16)), Dense(1)


def sequences(count: int, seed: int) -> list[np.ndarray]:
    """Return sequences of values, of 1 to ``LONGEST``."""
    draw = np.random.default_rng(seed)
    return [draw.choice(VALUES, draw.integers(1, LONGEST + 1)) for _ in range(count)]


def tokens_of(values: np.ndarray) -> np.ndarray:
    """Return the tokens of values as the network reads them, (LONGEST,)."""
    return padded([values - VALUES[0] + 2], LONGEST)[0]


@cache
def adder() -> WordNetwork:
    """Return the network that has learned to add, which is brought along."""
    return WordNetwork.load(FOLDER / "sum.npz")


class Trial(NamedTuple):
    """How far a method is from the truth on all numbers of the sequences that were held out.

    Args:
        method: of ``METHODS``.
        error: the mean of |what it says - the number|.
        correlation: of the two; 1 is a straight line.
    """

    method: str
    error: float
    correlation: float


def asked(values: np.ndarray) -> Attributed:
    """Return what each number of a sequence did, by each method."""
    return attribute(adder().network, tokens_of(values), lambda kept: padded([kept], LONGEST)[0], STEPS)


@cache
def trials() -> tuple[Trial, ...]:
    """Try the methods on sequences that the network has not learned from."""
    held_out = sequences(ASKED, adder().about["seed_held_out"])
    found, truth = [asked(each) for each in held_out], np.concatenate(held_out)
    said = {method: np.concatenate([each.values[method] for each in found]) for method in METHODS}
    return tuple(
        Trial(method, float(np.abs(each - truth).mean()), float(np.corrcoef(each, truth)[0, 1]))
        for method, each in said.items()
    )
