"""The rows of a file → a table: the names of its columns, and which lines are not part of it."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rnnviz.training.user_series.around import further_names, is_data, with_tabs, without_comments, without_sums
from rnnviz.training.user_series.date_columns import joined_dates, looks_like_dates
from rnnviz.training.user_series.date_forms import form_of
from rnnviz.training.user_series.number_forms import decimal_marks, is_missing, is_number, quoted
from rnnviz.training.user_series.rows import numbered_rows, one_line, raw_rows, separator_of
from rnnviz.training.user_series.shapes import is_year, keys_of, month_number, series_in_rows, years_by_months
from rnnviz.training.user_series.text import MAX_BYTES, decode
from rnnviz.training.user_series.value_columns import first_of, is_named_as_values, why_not
from rnnviz.training.user_series.workbook import BEGINNING, read_workbook

MAX_COLUMNS = 50
ONE_ROW = "There is only one row: a series needs values below each other, one in a row."


@dataclass(frozen=True)
class Table:
    """Cells as text, column by column.

    Args:
        names: of the columns, all different.
        columns: one tuple of cells for each name, without spaces around them.
        rows: of each row of cells, its number in the file as a spreadsheet shows it, from 1.
        separator: of the columns.
        notes: sentences about how it was read.
        text: of the file, as it was before anything was left out.
        sheets: of a workbook; () of a text.
        sheet: the one that was read.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[int, ...]
    separator: str
    notes: tuple[str, ...] = ()
    text: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str | None = None

    def raw(self, rows: Sequence[int]) -> dict[int, str]:
        """Return rows of the file as they are written there; none where the table was turned."""
        return raw_rows(self.text, self.separator, rows) if self.text else {}

    def cells(self, name: str) -> tuple[str, ...]:
        """Return the cells of a column, or the dates of ``joined``; ValueError if there is none of that name."""
        if name in self.joined:
            return self.joined[name]
        if name not in self.names:
            raise ValueError(f"There is no column “{name}”; the columns are {', '.join(self.names)}.")
        return self.columns[self.names.index(name)]

    @cached_property
    def joined(self) -> dict[str, tuple[str, ...]]:
        """Dates that several columns make together, such as "year + month", and no column of that name."""
        found = joined_dates(self.names, self.columns)
        return {name: cells for name, cells in found.items() if name not in self.names}

    @cached_property
    def date_columns(self) -> tuple[str, ...]:
        """The names of the dates: those of several columns together, then the columns that look like dates."""
        of_one = (
            name
            for name, cells in zip(self.names, self.columns, strict=True)
            if looks_like_dates([cell.strip() for cell in cells], name)
        )
        return (*self.joined, *of_one)

    @cached_property
    def number_columns(self) -> tuple[str, ...]:
        """The names of the columns that are no dates and no part of one, and at least half numbers where present."""
        dates = {*self.date_columns, *(part for name in self.joined for part in name.split(" + "))}
        return tuple(
            name
            for name, cells in zip(self.names, self.columns, strict=True)
            if name not in dates and mostly_numbers(cells)
        )

    @cached_property
    def marks(self) -> dict[str, str]:
        """The decimal mark, "point" or "comma", of each column of numbers where it is certain."""
        found = {name: decimal_marks(self.cells(name)) for name in self.number_columns}
        return {name: next(iter(marks)) for name, marks in found.items() if len(marks) == 1}

    @cached_property
    def unfit(self) -> dict[str, str]:
        """The columns of numbers that are hardly the values, and what they are instead: an index, a constant, …."""
        reasons = {name: why_not(name, self.cells(name)) for name in self.number_columns}
        return {name: reason for name, reason in reasons.items() if reason}

    @cached_property
    def value_columns(self) -> tuple[str, ...]:
        """The columns of numbers that can be the values, the likeliest first; all of them where none can."""
        names = [name for name in self.number_columns if name not in self.unfit] or list(self.number_columns)
        if not names:
            return ()
        first = first_of(names)
        return (first, *(name for name in names if name != first))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell apart the series of a long table, one below another; () where there is one series."""
        dates = self.cells(self.date_columns[0]) if self.date_columns else ()
        values = {name for name in self.number_columns if self.unfit.get(name) != "an identifier"}
        columns = dict(zip(self.names, self.columns, strict=True))
        return keys_of(columns, dates, {*values, *self.date_columns}) if dates else ()

    @cached_property
    def series_names(self) -> tuple[str, ...]:
        """The series of a long table, in the order of their first rows; () where there is one."""
        return tuple(dict.fromkeys(map(" · ".join, zip(*map(self.cells, self.keys), strict=True)))) if self.keys else ()

    def only(self, series: str) -> "Table":
        """Return the rows of one of ``series_names``; ValueError if there is none of that name."""
        if series not in self.series_names:
            raise ValueError(f"There is no series “{series}” in the table.")
        names = map(" · ".join, zip(*map(self.cells, self.keys), strict=True))
        kept = [at for at, name in enumerate(names) if name == series]
        told = ", ".join(f"“{key}”" for key in self.keys)
        note = f"Of the {len(self.series_names)} series below each other, told apart by {told}, this is “{series}”."
        columns = tuple(tuple(cells[at] for at in kept) for cells in self.columns)
        rows = tuple(self.rows[at] for at in kept)
        return replace(self, columns=columns, rows=rows, notes=(*self.notes, note))

    def why_taken(self) -> str:
        """Return a sentence that says why the first of ``value_columns`` is taken, and what the others are."""
        if not self.value_columns:
            return ""
        first, *others = self.value_columns
        left = "; ".join(f"“{name}” is {reason}" for name, reason in self.unfit.items())
        if first in self.unfit:
            return f"“{first}” was taken as the values, though no column looks like values: {left}."
        why = "the only column of numbers" if not others and not left else "the only one that can be"
        if others:
            named = "by its name" if is_named_as_values(first) else "the first that can be"
            also = ", ".join(f"“{name}”" for name in others[:5]) + (
                f" and {len(others) - 5} more" if others[5:] else ""
            )
            why = f"{named}; {also} could be as well"
        return f"“{first}” was taken as the values, {why}{f' ({left})' if left else ''}."


def mostly_numbers(cells: Sequence[str]) -> bool:
    """Tell whether at least half of the first thousand cells that are present are numbers, and there is one."""
    present = list(itertools.islice((cell for cell in cells if not is_missing(cell)), 1000))
    return 0 < len(present) <= 2 * sum(map(is_number, present))


def read_table(data: bytes | str, sheet: str | None = None) -> Table:
    r"""Return the table of a CSV file, or of what a reader pasted.

    Columns are separated by commas, semicolons, tabs or vertical bars. One line of numbers is read as a column.
    Lines of words before and after the table are left out, and a note says so.

    Args:
        data: the bytes of a file, at most ``MAX_BYTES``, or pasted text.
        sheet: of a workbook; the first with numbers where it is None.

    Raises:
        ValueError: a sentence for the reader: nothing, too much, no text, rows that do not fit.

    >>> table = read_table("month,passengers\n1949-01,112\n1949-02,118\n")
    >>> table.names, table.columns[1], table.rows
    (('month', 'passengers'), ('112', '118'), (2, 3))
    """
    data = data.encode("utf-8", "replace") if isinstance(data, str) else data
    is_workbook = len(data) <= MAX_BYTES and data.startswith(BEGINNING)
    sheets = ()
    if is_workbook:
        text, sheet, sheets, notes = read_workbook(data, sheet)
        if not text.strip(",\n "):
            raise ValueError("The sheet is empty: a table with a column of numbers is needed.")
    else:
        (text, notes), sheet = decode(data), None
    original = text
    text = with_tabs(without_comments(text, notes), notes)
    lines = [line for line in text.splitlines() if line.strip()]
    separator = "," if is_workbook else separator_of(lines)
    if len(lines) == 1 and (numbers := one_line(lines[0])):
        notes.append(f"The one line of {len(numbers)} numbers was read as a column.")
        return Table(("value",), (numbers,), tuple(range(1, len(numbers) + 1)), separator, tuple(notes))
    numbered = numbered_rows(text, separator)
    widths = Counter(len(cells) for _, cells in numbered if cells)
    width = max(widths, key=lambda each: (widths[each], each))
    numbered = last_block(numbered, width, notes)
    numbered = without_sums(without_words(numbered, width, notes), notes)
    names = [""] * width
    if has_header(numbered):
        (row, names), *numbered = numbered
        if not all(is_word(name) for name in names if name):
            notes.append(f"Row {row} was read as the names of the columns: {', '.join(map(quoted, names[:5]))}.")
        header = names
        names, numbered = further_names(names, numbered, notes)
        again = [row for row, cells in numbered if cells == header]
        if again:
            notes.append(f"The names of the columns come again in row {again[0]}; such rows were left out.")
            numbered = [each for each in numbered if each[0] not in again]
    if len(names) > MAX_COLUMNS and sum(bool(form_of(name)) for name in names) < len(names) / 2:
        raise ValueError(f"The table has {len(names)} columns; at most {MAX_COLUMNS} are allowed.")
    if not numbered:
        raise ValueError(ONE_ROW)
    for row, cells in numbered:
        if any(cells[len(names) :]):
            raise ValueError(too_wide(row, len(cells), len(names), separator))
    filled = [(cells + [""] * len(names))[: len(names)] for _, cells in numbered]
    columns = tuple(zip(*filled, strict=True))
    kept = [at for at, name in enumerate(names) if name or any(columns[at])]
    return reshaped(
        Table(
            distinct([names[at] or f"column {at + 1}" for at in kept]),
            tuple(columns[at] for at in kept),
            tuple(row for row, _ in numbered),
            separator,
            tuple(notes),
            original,
            sheets,
            sheet,
        )
    )


def reshaped(table: Table) -> Table:
    """Return a table of years by months, or with a series in each row, as one with a series in each column."""
    columns = dict(zip(table.names, table.columns, strict=True))
    if found := years_by_months(columns, table.rows):
        turned, rows = found
        text = table.text
        said = "The table of years by months was read as one series of months."
        left = [name for name in table.names[1:] if not (month_number(name) or is_year(name))]
        said += f" Left out: {', '.join(map(quoted, left))}." if left and len(table.names) > 13 else ""
    elif found := series_in_rows(columns):
        turned, count = found
        rows, text = tuple(range(1, len(turned["date"]) + 1)), ""
        said = (
            f"Its columns are dates: the table was turned, and {count} of its rows have numbers. Rows count the dates."
        )
    else:
        return table
    notes = (*table.notes, said)
    return replace(table, names=tuple(turned), columns=tuple(turned.values()), rows=rows, notes=notes, text=text)


def without_words(numbered: list[tuple[int, list[str]]], width: int, notes: list[str]) -> list[tuple[int, list[str]]]:
    """Return the rows without lines of one word above and below a table of several columns; ``notes`` tells of each.

    Spreadsheets fill such lines up with empty cells.
    """
    counts = Counter(sum(map(bool, cells)) for _, cells in numbered)
    usual = max(counts, key=lambda each: (counts[each], each))

    def is_table(each) -> bool:
        _, cells = each
        if width == 1:
            return True
        present = [cell for cell in cells if cell]
        is_filled = 2 * len(present) > usual or not cells[0] or (is_data(present) and len(present) < 2)
        return len(cells) > 1 and is_filled and cells[0].lower() != "sep="  # Excel writes sep=; as a first line

    within = [at for at, each in enumerate(numbered) if is_table(each)]
    if not within:
        raise ValueError(ONE_ROW)
    first, last = within[0], within[-1]
    for row, cells in numbered[:first] + numbered[last + 1 :]:
        if cells[0].lower() != "sep=":
            word = next(filter(None, cells), "")
            notes.append(f"Row {row}, {quoted(word)}, is not part of the table and was left out.")
    return numbered[first : last + 1]


def last_block(numbered: list[tuple[int, list[str]]], width: int, notes: list[str]) -> list[tuple[int, list[str]]]:
    """Return the rows without a smaller table of other columns above, which an empty row sets apart."""
    ends = [at for at in range(1, len(numbered)) if numbered[at][0] > numbered[at - 1][0] + 1]
    above = [at for at in ends if 1 < at < len(numbered) / 2 and all(len(cells) != width for _, cells in numbered[:at])]
    if not above or len(numbered[above[-1]][1]) != width or any(len(cells) < 2 for _, cells in numbered[: above[-1]]):
        return numbered
    notes.append(f"Rows {numbered[0][0]} to {numbered[above[-1] - 1][0]} are another table and were left out.")
    return numbered[above[-1] :]


def has_header(numbered: Sequence[tuple[int, list[str]]]) -> bool:
    """Tell whether the first row names the columns: no cell but words, or a word above a number or a date."""
    cells = numbered[0][1]
    below = numbered[1][1] if len(numbered) > 1 else []
    words = [is_word(cell) for cell in cells]
    if len(cells) > 1 and not cells[0] and below and form_of(below[0]) and all(cells[1:]):
        return True  # pandas names a column of values 0
    above_value = [word and (is_number(cell) or bool(form_of(cell))) for word, cell in zip(words, below, strict=False)]
    return any(above_value) or 0 < sum(words) == sum(map(bool, cells)) or are_dates_above_numbers(cells, below)


def are_dates_above_numbers(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether cells beside a first one that is none are dates, each above what is no date: columns of dates."""
    dated = [at for at, cell in enumerate(cells) if form_of(cell)]
    above = all(at >= len(below) or is_missing(below[at]) or is_number(below[at]) for at in dated)
    rising = all(cells[a] < cells[b] for a, b in itertools.pairwise(dated)) and below[:1] and not is_number(below[0])
    return len(dated) > 1 and dated[0] > 0 and 2 * len(dated) >= len(cells) and above and bool(rising)


def is_word(cell: str) -> bool:
    """Tell whether a cell is neither a number nor a date nor missing."""
    return not (is_missing(cell) or is_number(cell) or form_of(cell))


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names without line breaks, cut to 60 characters, and with a number where a name comes again.

    >>> distinct(["t", "x", "x"])
    ('t', 'x', 'x (2)')
    """
    kept = []
    for name in (" ".join(name.split())[:60] for name in names):
        again = (f"{name} ({count})" for count in itertools.count(2))
        kept.append(name if name not in kept else next(each for each in again if each not in kept))
    return tuple(kept)


def too_wide(row: int, cells: int, columns: int, separator: str) -> str:
    """Return what to say of a row with more cells than there are columns."""
    hint = " If its commas are decimal commas, separate the columns by semicolons." if separator == "," else ""
    return f"Row {row} has {cells} cells, but the table has {columns} column{'s' if columns > 1 else ''}.{hint}"
