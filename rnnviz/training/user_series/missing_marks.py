"""Cells and numbers that may stand for missing values, and the questions about them: "<1", −9999."""

import re
from collections.abc import Collection, Sequence

import numpy as np

from rnnviz.training.user_series.number_forms import LIMIT, quoted
from rnnviz.training.user_series.question import Answers, Question


def without_limits(
    cells: Sequence[str], rows: Sequence[int], name: str, answers: Answers
) -> tuple[Sequence[str], list[str]]:
    """Return the cells with "<1" as 1 or as missing, as the reader answered; Question where there was no answer."""
    limits = [LIMIT.fullmatch(cell) for cell in cells]
    first = next((at for at, limit in enumerate(limits) if limit), None)
    if first is None:
        return list(cells), []
    about, cell = ("limit", name), cells[first]
    readings = {"limit": f"{quoted(cell)} is {limits[first]['limit']}", "missing": f"{quoted(cell)} is missing"}
    answer = answers.get(about)
    if answer not in readings:
        raise Question(
            about,
            f"Row {rows[first]}, column “{name}”: {quoted(cell)} can stand for {limits[first]['limit']} or for a "
            "missing value: write a number, or leave it empty.",
            readings,
        )
    kept = [(limit["limit"] if answer == "limit" else "") if limit else cell for cell, limit in zip(cells, limits)]  # noqa: B905
    count = sum(map(bool, limits))
    return kept, [
        f"{count} values of column “{name}” are limits such as {quoted(cell)}; {readings[answer]}, as you chose."
    ]


def without_sentinels(
    values: np.ndarray, rows: Sequence[int], name: str, answers: Answers, limits: Collection[float] = ()
) -> tuple[np.ndarray, list[str]]:
    """Return the values with NaN for numbers that stand for missing values, as the reader answered; Question else.

    ``limits`` were asked about before.
    """
    values, notes = values.copy(), []
    kept = np.isnan(values) | np.isin(values, list(limits))
    while (sentinel := sentinel_of(values[~kept])) is not None:
        at = np.flatnonzero(values == sentinel)
        about, written = (f"sentinel {sentinel:g}", name), f"{sentinel:g}".replace("-", "−")
        readings = {"missing": f"{written} stands for missing", "value": f"{written} was measured"}
        answer = answers.get(about)
        where = (
            f"{len(at)} times in column “{name}”, first in row {rows[at[0]]}"
            if len(at) > 1
            else (f"in row {rows[at[0]]} of column “{name}”")
        )
        if answer not in readings:
            raise Question(
                about,
                f"{written} stands {where}, far from the other values: it can be a mark of missing values or a "
                "measured value. Leave cells without a value empty.",
                readings,
            )
        notes.append(f"{readings[answer]}, as you chose: it stands {where}.")
        kept[at] = True
        if answer == "missing":
            values[at] = np.nan
    return values, notes


def sentinel_of(values: np.ndarray) -> float | None:
    """Return a value that may stand for missing ones: far outside of the others, and repeated or all nines; or None.

    >>> sentinel_of(np.array([20.5, -9999.0, 21.0, 19.5])), sentinel_of(np.array([20.5, 90.0, 21.0]))
    (-9999.0, None)
    """
    if len(values) < 3:
        return None
    for value in (values.min(), values.max()):
        others = values[values != value]
        if len(others) < 2:
            continue
        times, low, high = len(values) - len(others), others.min(), others.max()
        spread, away = high - low, max(low - value, value - high)
        nines = bool(re.fullmatch(r"-?9{2,}(\.0|\.9+)?", str(float(value))))
        only_negative = value < 0 <= low and times > 1 and len(np.unique(others)) >= 10
        if (away > spread > 0 and (times > 2 or (nines and (times > 1 or abs(value) > 900)))) or only_negative:
            return float(value)
    return None
