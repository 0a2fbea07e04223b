"""What is missing in a column: refused, or filled from the past alone, and told with its rows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Filled(NamedTuple):
    """Values (n,) with none missing, which positions of them were, and from where to where they are of all rows."""

    values: np.ndarray
    imputed: tuple[int, ...] = ()
    begin: int = 0
    end: int | None = None


def without_missing(
    values: np.ndarray, rows: np.ndarray, name: str, missing: str, labels: Sequence[str] = ()
) -> tuple[Filled, list[str]]:
    """Return the values (n,) with the last one before in the place of each that is missing, and notes.

    Nothing precedes the first ones that are missing, and nothing is gained from the last ones: both are left out.

    Args:
        values: NaN where they are missing.
        rows: of the file, 0 where it has none of that step.
        name: of the column.
        missing: a name in ``MISSING_VALUES``.
        labels: the dates, where there are some.

    Raises:
        ValueError: if they are to be refused, or fewer than two are left.
    """
    gone = np.isnan(values)
    if not gone.any():
        return Filled(values), []
    if gone.all():
        raise ValueError(f"Column “{name}” has no numbers.")
    if missing == "refuse":
        raise ValueError(
            f"{places(gone, rows, name, labels)}: fill in what is missing, or have the last value before stand in for "
            "it."
        )
    present = np.flatnonzero(~gone)
    begin, end = int(present[0]), int(present[-1]) + 1
    if end - begin < 2:
        raise ValueError(f"Column “{name}” has a single value; a series needs at least two.")
    notes = []
    ends = gone.copy()
    ends[begin:end] = False
    if ends.any():
        notes.append(f"{places(ends, rows, name, labels)}, before the first number or after the last, and left out.")
    values, within = values[begin:end], gone[begin:end]
    steps = np.arange(len(values))
    values = values[np.maximum.accumulate(np.where(within, 0, steps))]
    if within.any():
        told = places(within, rows[begin:end], name, labels[begin:end])
        notes.append(
            f"{told}. The last value before stands in for each where it is read; no forecast of it is trained or "
            "scored."
        )
    return Filled(values, tuple(np.flatnonzero(within).tolist()), begin, end), notes


def places(gone: np.ndarray, rows: np.ndarray, name: str, labels: Sequence[str] = ()) -> str:
    """Say how many values are missing, in which rows, and at which dates where the file has no row of them.

    >>> places(np.array([True, False, True]), np.array([2, 3, 4]), "x")
    '2 values are missing, in rows 2 and 4 of column “x”'
    >>> places(np.array([False, True]), np.array([2, 0]), "x", ["2024-01-01", "2024-01-02"])
    '1 date has no row: 2024-01-02'
    """
    in_rows, said = gone & (rows > 0), []
    if in_rows.any():
        count = int(in_rows.sum())
        are, which = ("A value is", "row") if count == 1 else (f"{count:,} values are", "rows")
        said.append(f"{are} missing, in {which} {listed(sorted(rows[in_rows].tolist()))} of column “{name}”")
    if absent := [labels[at] for at in np.flatnonzero(gone & (rows == 0))]:
        have = "date has" if len(absent) == 1 else "dates have"
        said.append(f"{len(absent):,} {have} no row: {listed(absent)}")
    return "; ".join(said)


def listed(items: Sequence, most: int = 5) -> str:
    """Return at most ``most`` items in words.

    >>> listed([3, 7]), listed([1, 2, 3, 4], most=2)
    ('3 and 7', '1, 2 and 2 more')
    """
    shown = [str(item) for item in items[:most]]
    if len(items) > most:
        return f"{', '.join(shown)} and {len(items) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
