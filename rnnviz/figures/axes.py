"""What the pictures of forecasts share: axes of time, axes of errors, the line between training and test."""

import numpy as np

from rnnviz.core.numbers import written
from rnnviz.figures.layout import BARE, titled
from rnnviz.figures.log_axis import LogAxis
from rnnviz.figures.marks import note, vertical
from rnnviz.figures.palette import BOUNDARY

MARGIN = (58, 14, 34, 44)
"""Left, right, top and bottom, in pixels."""


def values_axis(unit: str) -> dict:
    """Return the axis of values in original units, their thousands written out."""
    return {"title": titled(unit), "zeroline": False, "exponentformat": "none", "separatethousands": True}


HOVER = {4: "%Y", 7: "%B %Y", 10: "%-d %B %Y", 16: "%-d %B %Y, %H:%M"}
"""How a date is written, by the length of the ISO date: no more is known."""

CALENDAR = {4: "Y", 7: "M"}
"""Years and months are not of one length: what counts in them is counted on the calendar."""


class TimeAxis:
    """Where the values of a series stand: at their dates, else at their numbers, from 1.

    Args:
        labels: ISO dates, one for each value; None where values are only counted.
        length: how many values there are.
    """

    def __init__(self, labels: tuple[str, ...] | None, length: int):
        self.dated = labels is not None
        self.written = HOVER.get(len(labels[0]), HOVER[16]) if self.dated else ""
        self.steps = np.arange(1, length + 1)
        if self.dated:
            self.steps = np.array(labels, f"datetime64[{CALENDAR.get(len(labels[0]), 'ms')}]")
        self.step = np.sort(np.diff(self.steps))[(length - 1) // 2]
        self.all = self.placed(self.steps)
        self.width = float(self.placed(self.steps[-1:])[0] - self.placed(self.steps[-1:] - self.step)[0])

    def placed(self, steps: np.ndarray) -> np.ndarray:
        """Return dates as milliseconds since 1970, as the browser counts: a tenth of the size of dates as text."""
        return (steps.astype("datetime64[ms]") if self.dated else steps).astype(float)

    def at(self, positions: np.ndarray) -> np.ndarray:
        """Return where values stand, by their positions from 0; those beyond the end at the usual distance."""
        positions, last = np.asarray(positions), len(self.steps) - 1
        return self.placed(self.steps[np.minimum(positions, last)] + np.maximum(positions - last, 0) * self.step)

    def before(self, position: int) -> float:
        """Return half way between a value and the one before it."""
        return float(self.at(position - 1) + self.at(position)) / 2

    def layout(self, first: int, last: int) -> dict:
        """Return the axis as Plotly takes it, from one position to another."""
        low, high = float(self.at(first)), float(self.at(last))
        room = max(0.015 * (high - low), self.width / 2)
        axis = {"type": "date" if self.dated else "linear", "range": [low - room, high + room]}
        axis |= {"hoverformat": self.written} if self.dated else {}
        return axis | BARE


def boundaries(
    time: TimeAxis, trained: int, tested: int, yref: str = "paper", anchor: str = "top"
) -> tuple[list[dict], list[dict]]:
    """Return the red line before the test part and, dotted, that before a validation part, with words beside them.

    Args:
        time: where values stand.
        trained: position of the first value after the training part.
        tested: position of the first value of the test part; ``trained`` where there is no validation part.
        yref: what the lines are as high as.
        anchor: whether the words stand below the top of that or on it, "top" or "bottom".
    """
    end, test = time.before(trained), time.before(tested)
    lines = [vertical(test, BOUNDARY, 2, yref=yref)]
    words = [("training", end, "right", 0), ("test", test, "left", 0)]
    if trained < tested:
        lines.append(vertical(end, BOUNDARY, 1.5, "dot", yref=yref))
        words.append(("validation", test, "right", -17 if anchor == "top" else 17))  # apart from the others
    notes = [
        note(f"<b>{text}</b>", x, xref=None, yref=yref, yanchor=anchor, xanchor=side, yshift=lower)
        | {"xshift": -5 if side == "right" else 5, "font": {"color": BOUNDARY, "size": 15}}
        for text, x, side, lower in words
    ]
    return lines, notes


class ErrorAxis:
    """A logarithmic axis for losses: close about them where all are positive, else with lanes for what is not."""

    def __init__(self, *arrays: np.ndarray):
        values = np.concatenate([np.ravel(array) for array in arrays])
        self.lanes = None if (np.isfinite(values) & (values > 0)).all() else LogAxis(values)
        if self.lanes is None:
            logs = np.log10(values)
            room = max(0.06 * np.ptp(logs), 0.02)
            self.low, self.high = logs.min() - room, logs.max() + room

    def positions(self, values: np.ndarray) -> np.ndarray:
        """Return where each number stands: its log₁₀, or its lane."""
        return np.log10(values) if self.lanes is None else self.lanes.positions(values)

    def layout(self, title: str) -> dict:
        """Return the axis as Plotly takes it."""
        if self.lanes is not None:
            return self.lanes.layout(title) | {"title": titled(title)}
        ticks = round_numbers(self.low, self.high)
        axis = {
            "tickvals": np.log10(ticks),
            "ticktext": [written(float(f"{tick:.3g}")) for tick in ticks],
            "zeroline": False,
        }
        return axis | {"title": titled(title), "range": [self.low, self.high]}


def round_numbers(low: float, high: float) -> list[float]:
    """Return three to eight round numbers between two powers of ten, whose exponents are given.

    >>> [float(f"{each:.3g}") for each in round_numbers(-2.5, -0.9)]
    [0.01, 0.03, 0.1]
    >>> [float(f"{each:.3g}") for each in round_numbers(-1.65, -1.45)]
    [0.024, 0.026, 0.028, 0.03, 0.032, 0.034]
    """
    low, high = max(low, -307.0), min(high, 308.0)  # what a float can hold
    powers = range(int(np.floor(low)), int(np.floor(high)) + 1)
    for digits in ((1,), (1, 3), (1, 2, 5)):
        found = [digit * 10.0**power for power in powers for digit in digits if low <= np.log10(digit) + power <= high]
        if len(found) >= 3:
            return found[:: -(-len(found) // 8)]
    width = 10.0**high - 10.0**low
    power = 10.0 ** np.floor(np.log10(width))
    step = next(each * power for each in (2, 1, 0.5, 0.2, 0.1) if width >= 3 * each * power)
    return (np.arange(np.ceil(10.0**low / step), np.floor(10.0**high / step) + 1) * step).tolist()
