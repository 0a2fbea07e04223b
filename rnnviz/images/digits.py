"""The 8×8 digits that are brought along, in two parts: what is learned from, and the last fifth, which is held out."""

from functools import cache
from typing import NamedTuple

import numpy as np

from rnnviz.images import FOLDER

HELD_OUT = 0.2
"""The share that is held out. It is the last fifth as the file has them, where digits of the same hand stand near each
other: of half of all digits the nearest one of the same kind is within 100 places, by chance it would be of a ninth. A
random fifth is easier: its neighbours are learned from."""


class Digits(NamedTuple):
    """Images (n, side, side) of whole levels, uint8, and what each is, (n,) uint8."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen) -> "Digits":
        """Return some of them."""
        return Digits(self.images[chosen], self.labels[chosen])


@cache
def eight() -> Digits:
    """Return all 1,797 digits of 8×8 pixels, from 0 to 16."""
    with np.load(FOLDER / "digits.npz", allow_pickle=False) as file:
        return Digits(file["images"], file["labels"])


def learned_from() -> Digits:
    """Return the first four fifths."""
    return eight()[: n_learned_from()]


def held_out() -> Digits:
    """Return the last fifth."""
    return eight()[n_learned_from() :]


def n_learned_from() -> int:
    """Return how many digits are learned from."""
    return len(eight()) - round(HELD_OUT * len(eight()))
