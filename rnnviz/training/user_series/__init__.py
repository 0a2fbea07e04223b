"""A reader's own table → a series: nothing of it is run, and whatever is wrong is said with its row and column."""

import itertools
from collections.abc import Sequence

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

MISSING_VALUES = ("refuse", "interpolate")
"""What to do with missing values: name them and stop, or draw a straight line across them."""


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
    values, of_missing = without_missing(values, rows, column, missing)
    series = Series("own", column, "", values, labels, season, f"Your own table, column “{column}”.")
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


def without_missing(values: np.ndarray, rows: np.ndarray, name: str, missing: str) -> tuple[np.ndarray, list[str]]:
    """Return the values (n,) with none missing: interpolated linearly, step by step, between neighbours, with a note.

    Raises:
        ValueError: if they are to be refused, or one of them has no neighbour on one side.
    """
    gone = np.isnan(values)
    if not gone.any():
        return values, []
    if gone.all():
        raise ValueError(f"Column “{name}” has no numbers.")
    count = int(gone.sum())
    where = f"in row{'s' if count > 1 else ''} {listed(sorted(rows[gone].tolist()))} of column “{name}”"
    if missing == "refuse":
        are = "A value is" if count == 1 else f"{count} values are"
        raise ValueError(f"{are} missing, {where}: fill in what is missing, or have it interpolated.")
    if gone[0] or gone[-1]:
        row, end = (rows[0], "before") if gone[0] else (rows[-1], "after")
        raise ValueError(
            f"Row {row} of column “{name}” is missing at an end of the series, with no value {end} it to interpolate "
            "from: delete the row."
        )
    steps = np.arange(len(values))
    values = np.where(gone, np.interp(steps, steps[~gone], values[~gone]), values)
    are = "A missing value" if count == 1 else f"{count} missing values"
    return values, [f"{are}, {where}, {'was' if count == 1 else 'were'} interpolated linearly."]


def listed(items: Sequence, most: int = 5) -> str:
    """Return at most ``most`` items in words.

    >>> listed([3, 7]), listed([1, 2, 3, 4], most=2)
    ('3 and 7', '1, 2 and 2 more')
    """
    shown = [str(item) for item in items[:most]]
    if len(items) > most:
        return f"{', '.join(shown)} and {len(items) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
