"""How often answers are right: accuracies over seeds, the confusion matrix, and the digits in one of its cells."""

from typing import NamedTuple

import numpy as np

from rnnviz.images.networks import DIGITS


class Spread(NamedTuple):
    """Accuracies of several seeds: all, their median, the lowest and the highest."""

    all: tuple[float, ...]

    @property
    def median(self) -> float:
        """The one in the middle."""
        return float(np.median(self.all))

    @property
    def low(self) -> float:
        """The lowest."""
        return min(self.all)

    @property
    def high(self) -> float:
        """The highest."""
        return max(self.all)


def confusion(answers: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return how many digits of each kind got each answer, (10 true, 10 answered).

    Args:
        answers: (n,), the digit that is answered.
        labels: (n,), what each is.
    """
    return np.bincount(labels.astype(np.int64) * DIGITS + answers, minlength=DIGITS**2).reshape(DIGITS, DIGITS)


def most_frequent(learned: np.ndarray, held_out: np.ndarray) -> tuple[int, float]:
    """Return the digit that is there most often in what is learned from, and its share of what is held out."""
    digit = int(np.bincount(learned, minlength=DIGITS).argmax())
    return digit, float((held_out == digit).mean())


def chance(share: float, count: int) -> float:
    """Return the standard error of a share of ``count`` images: how far chance alone moves it, about."""
    return float(np.sqrt(share * (1.0 - share) / count))
