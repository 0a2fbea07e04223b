"""A logarithmic axis that shows everything: zeros, infinities and what is no number have lanes of their own."""

import math

import numpy as np

from rnnviz.core.numbers import RAISED

LABELS = 6
"""About how many powers of ten are labelled."""


class LogAxis:
    """Where numbers stand on a log axis that fits them all.

    A zero has no logarithm and an infinity no place: they stand on lanes below and above, labelled 0, ∞ and NaN.
    """

    def __init__(self, *arrays: np.ndarray):
        values = np.concatenate([np.ravel(array) for array in arrays]) if arrays else np.zeros(0)
        sizes = np.abs(values[np.isfinite(values) & (values != 0)])
        logs = np.log10(sizes) if len(sizes) else np.zeros(1)
        self.low, self.high = math.floor(logs.min()), math.ceil(logs.max())
        self.high = max(self.high, self.low + 1)
        self.gap = max(0.5, (self.high - self.low) / 10)
        self.zeros, self.infinite, self.nans = (values == 0).any(), np.isinf(values).any(), np.isnan(values).any()

    def positions(self, values: np.ndarray) -> np.ndarray:
        """Return where each number stands: its log₁₀, or its lane."""
        sizes = np.abs(np.asarray(values, dtype=np.float64))
        with np.errstate(divide="ignore"):
            places = np.log10(sizes)
        places = np.where(sizes == 0, self.low - self.gap, places)
        places = np.where(np.isinf(sizes), self.high + self.gap, places)
        return np.where(np.isnan(sizes), self.high + (2 if self.infinite else 1) * self.gap, places)

    @property
    def bottom(self) -> float:
        """The end of the axis, on which bars stand: below everything that has a place."""
        return self.low - self.gap - 0.04 * (self.high - self.low)

    def bars(self, values: np.ndarray) -> np.ndarray:
        """Return how tall the bar of each number is above ``bottom``; zeros and what is no number have none."""
        heights = self.positions(values) - self.bottom
        return np.where((np.asarray(values) == 0) | np.isnan(values), 0.0, heights)

    def layout(self, title: str) -> dict:
        """Return the axis as Plotly takes it."""
        step = max(1, round((self.high - self.low) / LABELS))
        powers = range(self.low, self.high + 1, step)
        ticks = {float(power): "1" if power == 0 else f"10{str(power).translate(RAISED)}" for power in powers}
        highest = float(self.high)
        if self.zeros:
            ticks[self.low - self.gap] = "0"
        if self.infinite:
            highest = self.high + self.gap
            ticks[highest] = "∞"
        if self.nans:
            highest = self.high + (2 if self.infinite else 1) * self.gap
            ticks[highest] = "NaN"
        return {
            "title": {"text": title},
            "range": [self.bottom, highest + 0.04 * (highest - self.bottom)],
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
            "zeroline": False,
        }


def texts(values: np.ndarray) -> list[str]:
    """Return numbers as a hover shows them, in four digits."""
    return [NOT_FINITE.get(text := f"{value:.4g}", text.replace("-", "−")) for value in np.ravel(values).tolist()]


NOT_FINITE = {"inf": "∞", "-inf": "−∞", "nan": "NaN"}
