"""What a network would answer after each step, and the step at which it changed its mind for good."""

from typing import NamedTuple

import numpy as np


class Mind(NamedTuple):
    """How the likeliest digit came to be what it is.

    Args:
        best: (timesteps,), the likeliest digit after each step; of several that are equally likely the smallest.
        step: the last step, from 0, after which the likeliest is another than before it: from there on it stays. 0
            where it was the same after every step.
        changes: how often it became another, after the first step.
        tied: digits that are exactly as likely as the answer after the last step, the answer among them.
    """

    best: np.ndarray
    step: int
    changes: int
    tied: tuple[int, ...]

    @property
    def answer(self) -> int:
        """The answer: the likeliest digit after everything was read."""
        return int(self.best[-1])

    @property
    def before(self) -> int | None:
        """The likeliest digit until it changed its mind for good; None where it never did."""
        return int(self.best[self.step - 1]) if self.step else None


def mind_of(probabilities: np.ndarray) -> Mind:
    """Return how the likeliest of probabilities (timesteps, digits) came to be what it is.

    >>> mind_of(np.array([[0.6, 0.4], [0.3, 0.7], [0.2, 0.8]]))[1:]
    (1, 1, (1,))
    """
    best = probabilities.argmax(axis=1)
    changed = np.flatnonzero(best[1:] != best[:-1]) + 1
    last = probabilities[-1]
    tied = tuple(np.flatnonzero(last == last.max()).tolist())
    return Mind(best, int(changed[-1]) if changed.size else 0, len(changed), tied)
