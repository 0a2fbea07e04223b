"""A table and what its reader chose → a series, and everything there is to tell of how it was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.training.series import Series
from rnnviz.training.user_series.covariates import covariates_of, first_complete, read_columns
from rnnviz.training.user_series.dates import Dates, iso, read_dates
from rnnviz.training.user_series.filling import without_missing
from rnnviz.training.user_series.in_time import in_order
from rnnviz.training.user_series.number_forms import bare, plain, quoted
from rnnviz.training.user_series.numbers import Numbers, read_numbers
from rnnviz.training.user_series.question import Answers, Question
from rnnviz.training.user_series.steps import GAPS, evenly
from rnnviz.training.user_series.table import Table
from rnnviz.training.user_series.thinning import Thinned, thinned, thinnings

MISSING_VALUES = ("refuse", "forward")
"""What to do with missing values: name them and stop, or let the last value before stand in, which is never scored."""

FIRST = 5
"""Rows that are shown as they were read."""


@dataclass(frozen=True)
class Choice:
    """What the reader chose of a table, and answered.

    Args:
        column: the name of the column of values.
        dates: the name of the column of dates; None where the values are only counted.
        series: of a long table, the name of one.
        missing: a name in ``MISSING_VALUES``.
        marks: what further cells stand for a missing value.
        rows: a way to make a long table shorter, as ``thinnings`` offers them; "" for the usual one.
        answers: to the questions that were asked, (what, column) → a reading.
        covariates: the names of further columns that are read beside the values.
        gaps: what becomes of dates that have no row, a name in ``GAPS``; "" for the usual.
    """

    column: str
    dates: str | None = None
    series: str | None = None
    missing: str = "forward"
    marks: tuple[str, ...] = ()
    rows: str = ""
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict, hash=False)
    covariates: tuple[str, ...] = ()
    gaps: str = ""


class FirstRow(NamedTuple):
    """A row of the file as it is there, and as it was understood: its date, its value, what is read beside it."""

    row: int
    raw: str
    date: str
    value: float
    beside: tuple[float, ...] = ()


class Reading(NamedTuple):
    """A series, and how it was read.

    Args:
        series: the series.
        notes: sentences about what was not plain in the table.
        facts: all sentences, by what they are about.
        first: the first rows.
        mark: what stands before decimals, "point" or "comma"; "" where no number has either.
        order: of day, month and year as in ``ORDERS`` where the dates could have another, else "".
        thinnings: the ways to make a long table shorter, in words.
        gaps: what became of dates that have no row, a name in ``GAPS``; "" where there are none.
        calendars: steps of a period of the calendar → what the place in it is (see ``Spaced``).
    """

    series: Series
    notes: tuple[str, ...]
    facts: dict[str, list[str]]
    first: list[FirstRow]
    mark: str
    order: str
    thinnings: dict[str, str]
    gaps: str
    calendars: Mapping[int, str]


def first_choice(table: Table) -> Choice:
    """Return the likeliest reading of a table."""
    column = (table.value_columns or table.names)[0]
    dates = next((name for name in table.date_columns if name != column), None)
    return Choice(column, dates, next(iter(table.series_names), None))


def read_series(table: Table, choice: Choice) -> Reading:
    """Return a column of a table as a series, in the order of its dates.

    The season is what the spacing of the dates suggests (see ``spacing``), 1 where nothing does.

    Raises:
        Question: where the table does not tell something.
        ValueError: a sentence for the reader that names the row and the column.
    """
    check_choice("missing", choice.missing, MISSING_VALUES)
    check_choice("gaps", choice.gaps, ("", *GAPS))
    column, name = choice.column, choice.dates
    is_left_out = choice.answers.get(("dates", name)) == "counted"
    if name == column:
        raise ValueError(f"Column “{column}” cannot be both the values and their dates.")
    if choice.series is not None:
        table = table.only(choice.series)
    cells, of_marks = marked(table.cells(column), choice.marks, column)
    numbers = read_numbers(cells, table.rows, column, table.separator, choice.answers, table.marks)
    columns = read_columns(table, choice.covariates, (column, name), choice.answers)
    beside, rows = tuple(each.values for each in columns), np.array(table.rows)
    steps, dates, of_dates = Thinned(numbers.values, rows, beside=beside), None, []
    if is_left_out:
        of_dates = [f"Column “{name}” is not read as dates, as you chose."]
    elif name is not None:
        dates = dates_or_question(table, name, choice.answers)
        ordered = in_order(dates, table.columns, table.rows, name)
        values, rows = numbers.values[ordered.order], rows[ordered.order]
        beside = tuple(each[ordered.order] for each in beside)
        steps = Thinned(values, rows, ordered.days, ordered.elapsed, dates.precision, beside=beside)
        of_dates = [*dates.notes, *ordered.notes]
    ways = thinnings(len(steps.values), steps.days)
    few = thinned(steps, ways, choice.rows)
    first = first_rows(table, steps, few.begin)
    spaced = evenly(few, choice.gaps)
    whole, of_missing = since_complete(spaced.steps, choice.covariates)
    labels = whole.days and tuple(iso(day, whole.precision) for day in whole.days)
    if len(whole.values) < 2:
        raise ValueError(f"Column “{column}” has a single value; a series needs at least two.")
    filled, said = without_missing(whole.values, whole.rows, column, choice.missing, labels or ())
    columns = [each._replace(values=values) for each, values in zip(columns, whole.beside, strict=True)]
    covariates, of_columns = covariates_of(columns, filled, len(whole.values))
    labels = labels and labels[filled.begin : filled.end]
    source = f"Your own table, column “{column}”."
    series = Series("own", column, "", filled.values, labels, spaced.season, source, filled.imputed, covariates)
    of_missing = [*of_marks, *of_missing, *said]
    facts = {
        "Values": [why_taken(table, choice), *numbers.notes, *decimals(cells, numbers)],
        "Dates": [*([f"“{name}”, written as {dates.form}."] if dates else [NO_DATES]), *of_dates],
        "Steps": [*few.notes, *filter(None, [spaced.step]), *spaced.notes] or ["One row is one step."],
        "Missing": of_missing or ["No value is missing."],
        **({"Read beside": of_columns} if of_columns else {}),
        "Rows": list(table.notes) or ["All rows were read."],
    }
    notes = (*table.notes, *numbers.notes, *of_dates, *few.notes, *spaced.notes, *of_missing, *of_columns)
    is_marked = any(mark in bare(plain(cell)).number for cell in set(cells) for mark in ".,")
    mark, order = numbers.mark if is_marked else "", dates.order if dates else ""
    return Reading(series, notes, facts, first, mark, order, ways, spaced.gaps, spaced.calendars)


def since_complete(steps: Thinned, names: Sequence[str]) -> tuple[Thinned, list[str]]:
    """Return the steps from the first on at which every further column has a number, or has had one; and a note."""
    for name, column in zip(names, steps.beside, strict=True):
        if np.isnan(column).all():
            raise ValueError(f"Column “{name}” has no numbers in the rows that are read.")
    first = first_complete(steps.beside)
    if not first:
        return steps, []
    if 2 * first > len(steps.values):
        last = max(zip(names, steps.beside, strict=True), key=lambda each: first_complete(each[1:]))[0]
        raise ValueError(
            f"Column “{last}” begins so late that {first:,} of the {len(steps.values):,} steps would be left out: read "
            "another beside the values, or none."
        )
    late = [name for name, column in zip(names, steps.beside, strict=True) if np.isnan(column[:first]).all()]
    which = " and ".join(f"“{name}”" for name in late)
    are = "step before has" if first == 1 else f"{first:,} steps before have"
    return steps.since(first), [f"The {are} no {which} and {'was' if first == 1 else 'were'} left out."]


NO_DATES = "None: the values are counted."


def dates_or_question(table: Table, name: str, answers: Answers) -> Dates:
    """Return the dates of a column; where they cannot be read the reader is asked whether to count the rows."""
    try:
        return read_dates(table.cells(name), table.rows, name, answers)
    except Question:
        raise
    except ValueError as error:
        raise Question(("dates", name), str(error), {"counted": "count the rows, without dates"}) from None


def why_taken(table: Table, choice: Choice) -> str:
    """Return why a column is the values: by itself, or because the reader chose it."""
    if choice.column in table.value_columns[:1]:
        return table.why_taken()
    reason = table.unfit.get(choice.column)
    return f"“{choice.column}”, as you chose{f', though it looks like {reason}' if reason else ''}."


def decimals(cells: Sequence[str], numbers: Numbers) -> list[str]:
    """Return a sentence about the decimal mark and what sets thousands apart, where no note tells of it."""
    told = any("decimal mark" in note or "because" in note for note in numbers.notes)
    written = [bare(plain(cell)).number for cell in set(cells)]
    decimal = {"point": ".", "comma": ","}[numbers.mark]
    thousands = {
        words
        for mark, words in (
            (".", "points"),
            (",", "commas"),
            ("'", "apostrophes"),
            ("’", "apostrophes"),
            (" ", "spaces"),
        )
        if mark != decimal and any(mark in cell for cell in written if cell[:4] != cell)
    }
    said = []
    if not told:
        has_decimals = any(decimal in cell for cell in written)
        said.append(f"The decimal mark is a {numbers.mark}." if has_decimals else "Whole numbers.")
    if thousands:
        said.append(f"Thousands are set apart by {' and '.join(sorted(thousands))}.")
    return said


def marked(cells: Sequence[str], marks: Sequence[str], name: str) -> tuple[Sequence[str], list[str]]:
    """Return the cells without those that the reader says stand for a missing value, and notes of how many."""
    notes = []
    for mark in marks:
        same = [plain(cell).lower() == mark.lower() or number_of(cell) == number_of(mark) != None for cell in cells]  # noqa: E711
        count = sum(same)
        found = f"{count:,} {'cell' if count == 1 else 'cells'}" if count else "No cell"
        notes.append(f"{found} of column “{name}” {'is' if count < 2 else 'are'} {quoted(mark)}, missing as you chose.")
        cells = ["" if gone else cell for gone, cell in zip(same, cells, strict=True)]
    return cells, notes


def number_of(cell: str) -> float | None:
    """Return the number of a cell that is plain, else None."""
    try:
        return float(plain(cell).replace(",", "."))
    except ValueError:
        return None


def first_rows(table: Table, steps: Thinned, begin: int) -> list[FirstRow]:
    """Return the first rows from a position on, as they are in the file and as they were understood."""
    chosen = range(begin, min(begin + FIRST, len(steps.values)))
    raw = table.raw([int(steps.rows[at]) for at in chosen])
    return [
        FirstRow(
            int(steps.rows[at]),
            raw.get(int(steps.rows[at]), ""),
            iso(steps.days[at], steps.precision) if steps.days else str(at + 1),
            float(steps.values[at]),
            tuple(float(column[at]) for column in steps.beside),
        )
        for at in chosen
    ]
