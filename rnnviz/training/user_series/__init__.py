"""A reader's own table → a series: nothing of it is run, and whatever is wrong is said with its row and column."""

from rnnviz.training.series import Series
from rnnviz.training.user_series.dates import ORDERS
from rnnviz.training.user_series.question import Answers, Question
from rnnviz.training.user_series.reading import MISSING_VALUES, Choice, Reading, first_choice, read_series
from rnnviz.training.user_series.rows import MAX_ROWS, MAX_TABLE_ROWS
from rnnviz.training.user_series.steps import GAPS
from rnnviz.training.user_series.table import MAX_COLUMNS, Table, read_table
from rnnviz.training.user_series.text import MAX_BYTES

__all__ = [
    "GAPS",
    "MISSING_VALUES",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "MAX_TABLE_ROWS",
    "ORDERS",
    "Choice",
    "Question",
    "Reading",
    "Table",
    "first_choice",
    "read_series",
    "read_table",
    "series_from_table",
]


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
    reading = read_series(table, Choice(column, dates, missing=missing, answers=answers or {}))
    return reading.series, reading.notes
