"""The text of a CSV file → its columns of cells: the separator, the header, the rows that are not part of it."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rnnviz.training.own.dates import form_of
from rnnviz.training.own.numbers import is_missing, is_number, plain, quoted
from rnnviz.training.own.text import decode

MOST_ROWS, MOST_COLUMNS = 20_000, 50

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars", ",": "commas"}
"""What may separate columns, in the order in which they are tried: a comma may also be a decimal mark."""

DECIMAL_COMMA = re.compile(r"\s*[+-]?[0-9]+,[0-9]+\s*")


@dataclass(frozen=True)
class Table:
    """Cells as text, column by column.

    Args:
        names: of the columns, all different.
        columns: one tuple of cells for each name, without spaces around them.
        rows: of each row of cells, its number in the file as a spreadsheet shows it, from 1.
        separator: of the columns.
        notes: sentences about how it was read.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[int, ...]
    separator: str
    notes: tuple[str, ...] = ()

    def cells(self, name: str) -> tuple[str, ...]:
        """The cells of a column; ValueError if there is none of that name."""
        if name not in self.names:
            raise ValueError(f"There is no column “{name}”; the columns are {', '.join(self.names)}.")
        return self.columns[self.names.index(name)]

    @property
    def date_columns(self) -> tuple[str, ...]:
        """The names of the columns whose first and last cells are dates; a column of years counts."""
        return tuple(
            name
            for name, cells in zip(self.names, self.columns, strict=True)
            if form_of(cells[0]) and form_of(cells[-1])
        )

    @property
    def number_columns(self) -> tuple[str, ...]:
        """The names of the columns of which at least half of the present cells are numbers, dates left out."""
        return tuple(
            name
            for name, cells in zip(self.names, self.columns, strict=True)
            if name not in self.date_columns and mostly_numbers(cells)
        )


def mostly_numbers(cells: Sequence[str]) -> bool:
    """Whether at least half of the cells that are present are numbers, and there is one."""
    present = [cell for cell in cells if not is_missing(cell)]
    return 0 < len(present) <= 2 * sum(map(is_number, present))


def read_table(data: bytes | str) -> Table:
    r"""The table of a CSV file, or of what a reader pasted.

    Columns are separated by commas, semicolons, tabs or vertical bars. One line of numbers is read as a column.
    Lines of words before and after the table are left out, and a note says so.

    Args:
        data: the bytes of a file, at most ``MOST_BYTES``, or pasted text.

    Raises:
        ValueError: a sentence for the reader: nothing, too much, no text, rows that do not fit.

    >>> table = read_table("month,passengers\n1949-01,112\n1949-02,118\n")
    >>> table.names, table.columns[1], table.rows
    (('month', 'passengers'), ('112', '118'), (2, 3))
    """
    text, notes = decode(data.encode("utf-8", "replace") if isinstance(data, str) else data)
    lines = [line for line in text.splitlines() if line.strip()]
    separator = separator_of(lines)
    if len(lines) == 1 and (numbers := one_line(lines[0])):
        notes.append(f"The one line of {len(numbers)} numbers was read as a column.")
        return Table(("value",), (numbers,), tuple(range(1, len(numbers) + 1)), separator, tuple(notes))
    numbered = numbered_rows(text, separator)
    width = Counter(len(cells) for _, cells in numbered if cells).most_common(1)[0][0]
    if width > MOST_COLUMNS:
        raise ValueError(f"The table has {width} columns; at most {MOST_COLUMNS} are allowed.")
    numbered = without_words(numbered, width, notes)
    names, numbered = header_of(numbered, width)
    if not numbered:
        raise ValueError("There is only one row: a series needs values below each other, one in a row.")
    for row, cells in numbered:
        if len(cells) > len(names):
            raise ValueError(too_wide(row, len(cells), len(names), separator))
    filled = [(*cells, *[""] * (len(names) - len(cells))) for _, cells in numbered]
    columns = tuple(zip(*filled, strict=True))
    kept = [at for at, name in enumerate(names) if name or any(columns[at])]
    return Table(
        distinct([names[at] or f"column {at + 1}" for at in kept]),
        tuple(columns[at] for at in kept),
        tuple(row for row, _ in numbered),
        separator,
        tuple(notes),
    )


def separator_of(lines: Sequence[str]) -> str:
    """What separates the columns: the first of ``SEPARATORS`` that cuts nine in ten of the first lines alike."""
    sample = lines[:100]
    if len(sample) > 1 and not DECIMAL_COMMA.fullmatch(sample[0]) and all(map(DECIMAL_COMMA.fullmatch, sample[1:])):
        if "," not in sample[0]:
            return ";"  # one column of decimal commas below a name
    for separator in SEPARATORS:
        widths = Counter(len(cells) for cells in rows_of("\n".join(sample), separator) if cells)
        width, often = widths.most_common(1)[0] if widths else (1, 0)
        if width > 1 and often >= 0.9 * min(len(sample), widths.total()):
            return separator
    return max(SEPARATORS, key=lambda each: sum(each in line for line in sample))


def one_line(line: str) -> tuple[str, ...] | None:
    """The numbers of a line that has several and nothing else; None if it is another."""
    mark = next((each for each in (";", "\t", "|", ", ", ",") if each in line), None)
    cells = tuple(cell for cell in (plain(cell) for cell in line.split(mark)) if cell)
    return cells if len(cells) > 1 and all(map(is_number, cells)) else None


def rows_of(text: str, separator: str):
    """The rows of cells of a text, one by one, cells without spaces around them."""
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True):
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise ValueError(f"The file cannot be read as a table: {error}.") from None


def numbered_rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """(row in the file, cells) of every row, from the first to the last that is not empty.

    An empty row is left out, but where there is a single column it is a missing value.
    """
    rows = list(itertools.islice(enumerate(rows_of(text, separator), start=1), 2 * MOST_ROWS))
    full = [at for at, (_, cells) in enumerate(rows) if any(cells)]
    if not full:
        raise ValueError("The table has no cell that is not empty.")
    several = any(len(cells) > 1 for _, cells in rows)
    kept = full if several else range(full[0], full[-1] + 1)
    if len(kept) > MOST_ROWS + 1:
        raise ValueError(f"The table has more than {MOST_ROWS:,} rows, which is the most allowed: keep fewer of them.")
    return [(rows[at][0], rows[at][1] or [""]) for at in kept]


def without_words(numbered: list[tuple[int, list[str]]], width: int, notes: list[str]) -> list[tuple[int, list[str]]]:
    """The rows without lines of one cell above and below a table of several columns; ``notes`` gets one of each."""

    def is_table(each) -> bool:
        _, cells = each
        return width == 1 or (len(cells) > 1 and cells[0].lower() != "sep=")  # Excel writes sep=; as a first line

    within = [at for at, each in enumerate(numbered) if is_table(each)]
    first, last = within[0], within[-1]
    for row, cells in numbered[:first] + numbered[last + 1 :]:
        notes.append(f"Row {row}, {quoted(cells[0])}, is not part of the table and was left out.")
    return numbered[first : last + 1]


def header_of(numbered: list[tuple[int, list[str]]], width: int) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, "" where there is none, and the rows below them.

    The first row is a header if it has a word where the second has a number, a date or nothing, or has words alone.
    """
    _, cells = numbered[0]
    second = numbered[1][1] if len(numbered) > 1 else []
    words = [at for at, cell in enumerate(cells) if is_word(cell)]
    below = [second[at] if at < len(second) else "" for at in words]
    if words and (len(words) == sum(map(bool, cells)) or not all(map(is_word, below))):
        return [*cells, *[""] * (width - len(cells))], numbered[1:]
    return [""] * width, numbered


def is_word(cell: str) -> bool:
    """Whether a cell is neither a number nor a date nor missing."""
    return not (is_missing(cell) or is_number(cell) or form_of(cell))


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """The names without line breaks, cut to 60 characters, and with a number where a name comes again.

    >>> distinct(["t", "x", "x"])
    ('t', 'x', 'x (2)')
    """
    kept = []
    for name in (" ".join(name.split())[:60] for name in names):
        again = (f"{name} ({count})" for count in itertools.count(2))
        kept.append(name if name not in kept else next(each for each in again if each not in kept))
    return tuple(kept)


def too_wide(row: int, cells: int, columns: int, separator: str) -> str:
    """What to say of a row with more cells than there are columns."""
    hint = " If its commas are decimal commas, separate the columns by semicolons." if separator == "," else ""
    return f"Row {row} has {cells} cells, but the table has {columns} columns.{hint}"
