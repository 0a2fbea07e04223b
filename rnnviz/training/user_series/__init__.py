"""A reader's own table → a series: nothing of it is run, and whatever is wrong is said with its row and column."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.training.series import Series
from rnnviz.training.user_series.dates import iso, read_dates
from rnnviz.training.user_series.numbers import read_numbers
from rnnviz.training.user_series.question import Answers, Question
from rnnviz.training.user_series.rows import MAX_ROWS
from rnnviz.training.user_series.spacing import spacing
from rnnviz.training.user_series.table import MAX_COLUMNS, Table, read_table
from rnnviz.training.user_series.text import MAX_BYTES

__all__ = [
    "MISSING_VALUES",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Question",
    "Table",
    "series_from_table",
    "read_table",
]

MISSING_VALUES = ("refuse", "forward")
"""What to do with missing values: name them and stop, or let the last value before stand in, which is never scored."""


def series_from_table(
    table: Table, column: str, dates: str | None = None, missing: str = "refuse", answers: Answers | None = None
) -> tuple[Series, tuple[str, ...]]:
    r"""Return a column of a table as a series, and sentences about how it was read.

    Rows are put in the order of their dates. The season is guessed from how the dates are spaced (see
    ``spacing``): 12 steps for months, 4 for quarters, 7 for days, 24 for hours, 1 where nothing suggests more.

    Args:
        table: as ``read_table`` returns it.
        column: the name of the column of values.
        dates: the name of the column of dates; None where the values are only counted.
        missing: a name in ``MISSING_VALUES``.
        answers: to the questions that were asked before.

    Raises:
        Question: where the table does not tell something; its answer goes into ``answers``.
        ValueError: a sentence for the reader that names the row and the column.

    >>> table = read_table("month;sales\n2024-01;1,5\n2024-03;2,5\n2024-04;3")
    >>> series, notes = series_from_table(table, "sales", "month")
    >>> series.values, series.season
    (array([1.5, 2.5, 3. ]), 12)
    >>> print(*notes, sep="\n")
    The decimal mark of column “sales” is a comma.
    1 date is missing, after 2024-01 in row 2: the series goes on as if there were no gap.
    """
    check_choice("missing", missing, MISSING_VALUES)
    if dates == column:
        raise ValueError(f"Column “{column}” cannot be both the values and their dates.")
    values, notes = read_numbers(table.cells(column), table.rows, column, table.separator, answers, table.marks)
    rows, labels, season = np.array(table.rows), None, 1
    if dates is not None:
        days, precision, said = read_dates(table.cells(dates), table.rows, dates, answers)
        order = sorted(range(len(days)), key=days.__getitem__)
        said += sorting_words(order, days)
        days, rows, values = [days[at] for at in order], rows[order], values[order]
        labels = tuple(iso(day, precision) for day in days)
        refuse_twice(labels, days, rows, dates)
        season, of_spacing = spacing_words(days, labels, rows)
        notes += said + of_spacing
    if len(values) < 2:
        raise ValueError(f"Column “{column}” has a single value; a series needs at least two.")
    filled, of_missing = without_missing(values, rows, column, missing)
    labels = labels and labels[filled.begin : filled.end]
    source = f"Your own table, column “{column}”."
    series = Series("own", column, "", filled.values, labels, season, source, filled.imputed)
    return series, (*table.notes, *notes, *of_missing)


def sorting_words(order: Sequence[int], days: Sequence) -> list[str]:
    """Return what there is to say of how rows were put in order; ``order`` is that of the unsorted ``days``."""
    if all(a < b for a, b in itertools.pairwise(order)):
        return []
    if all(a >= b for a, b in itertools.pairwise(days)):
        return ["The rows were newest first; they have been turned round."]
    return ["The rows were not in the order of their dates; they have been sorted."]


def refuse_twice(labels: Sequence[str], days: Sequence, rows: np.ndarray, name: str) -> None:
    """Raise ValueError naming both rows of the first date that comes twice; dates are sorted."""
    for at in range(1, len(days)):
        if days[at] == days[at - 1]:
            raise ValueError(
                f"Column “{name}” has the date {labels[at]} twice, in rows {rows[at - 1]} and {rows[at]}: keep one of "
                "them, or choose no dates."
            )


def spacing_words(days: Sequence, labels: Sequence[str], rows: np.ndarray) -> tuple[int, list[str]]:
    """Return the season that the spacing of sorted dates suggests, and what there is to say about it."""
    season, gaps = spacing(days)
    if season is None:
        uneven = "The dates are not evenly spaced; every step counts as one, however long it is."
        return 1, [uneven] if len(days) > 1 else []
    if not gaps:
        return season, []
    count = sum(missing for _, missing in gaps)
    places = listed([f"{labels[at]} in row {rows[at]}" for at, _ in gaps])
    gap = "gap" if len(gaps) == 1 else "gaps"
    return season, [
        f"{count} {'date is' if count == 1 else 'dates are'} missing, after {places}: the series goes on as if there "
        f"were no {gap}."
    ]


class Filled(NamedTuple):
    """Values (n,) with none missing, which positions of them were, and from where to where they are of all rows."""

    values: np.ndarray
    imputed: tuple[int, ...] = ()
    begin: int = 0
    end: int | None = None


def without_missing(values: np.ndarray, rows: np.ndarray, name: str, missing: str) -> tuple[Filled, list[str]]:
    """Return the values (n,) with the last one before in the place of each that is missing, and notes.

    Nothing precedes the first ones that are missing, and nothing is gained from the last ones: both are left out.

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
            f"{places(gone, rows, name)}: fill in what is missing, or have the last value before stand in for it."
        )
    present = np.flatnonzero(~gone)
    begin, end = int(present[0]), int(present[-1]) + 1
    if end - begin < 2:
        raise ValueError(f"Column “{name}” has a single value; a series needs at least two.")
    notes = []
    ends = gone.copy()
    ends[begin:end] = False
    if ends.any():
        notes.append(f"{places(ends, rows, name)}, before the first number or after the last, and left out.")
    values, within = values[begin:end], gone[begin:end]
    steps = np.arange(len(values))
    values = values[np.maximum.accumulate(np.where(within, 0, steps))]
    if within.any():
        notes.append(
            f"{places(within, rows[begin:end], name)}. The last value before stands in for each where it is read; no "
            "forecast of it is trained or scored."
        )
    return Filled(values, tuple(np.flatnonzero(within).tolist()), begin, end), notes


def places(gone: np.ndarray, rows: np.ndarray, name: str) -> str:
    """Say how many values are missing, and in which rows.

    >>> places(np.array([True, False, True]), np.array([2, 3, 4]), "x")
    '2 values are missing, in rows 2 and 4 of column “x”'
    """
    count = int(gone.sum())
    are, which = ("A value is", "row") if count == 1 else (f"{count} values are", "rows")
    return f"{are} missing, in {which} {listed(sorted(rows[gone].tolist()))} of column “{name}”"


def listed(items: Sequence, most: int = 5) -> str:
    """Return at most ``most`` items in words.

    >>> listed([3, 7]), listed([1, 2, 3, 4], most=2)
    ('3 and 7', '1, 2 and 2 more')
    """
    shown = [str(item) for item in items[:most]]
    if len(items) > most:
        return f"{', '.join(shown)} and {len(items) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
