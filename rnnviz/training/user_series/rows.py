"""The text of a file → rows of cells, each with its number in the file: what separates the columns."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from rnnviz.training.user_series.number_forms import COMMA, is_number, plain

MAX_ROWS = 20_000
"""Of a series."""

MAX_TABLE_ROWS = 200_000
"""Of a table, which is made a series of fewer steps."""

MAX_SEEN = 100_000
"""Different cells that are kept once each."""

TOO_MANY = f"The table has more than {MAX_TABLE_ROWS:,} rows, which is the most allowed: keep fewer of them."

SEPARATORS = ";\t|,"
"""What may separate columns, in the order in which they are tried: a comma may also be a decimal mark."""


def separator_of(lines: Sequence[str]) -> str:
    """Return what separates the columns: the first of ``SEPARATORS`` that cuts nine in ten of the first lines alike."""
    sample = [line[:2000] for line in lines[:100]]
    name, below = sample[0], sample[1:]
    if "," not in name and "," in "".join(below) and all(COMMA.fullmatch(plain(line)) for line in below):
        return ";"  # one column of decimal commas below its name
    for separator in SEPARATORS:
        widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=separator) if cells)
        width, often = widths.most_common(1)[0] if widths else (1, 0)
        if width > 1 and often >= 0.9 * min(len(sample), widths.total()):
            return separator
    return max(SEPARATORS, key=lambda each: sum(each in line for line in sample))


def one_line(line: str) -> tuple[str, ...] | None:
    """Return the numbers of a line that has several and nothing else; None if it is another, ValueError if too many."""
    mark = next((each for each in (";", "\t", "|", ", ", ",") if each in line), None)
    if line.count(mark or " ") >= MAX_TABLE_ROWS:
        raise ValueError(TOO_MANY)
    cells = tuple(cell for cell in (plain(cell) for cell in line.split(mark)) if cell)
    return cells if len(cells) > 1 and all(map(is_number, cells)) else None


def rows_of(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row in the file, its cells), one by one, from 1; cells without spaces around them.

    Raises:
        ValueError: if a quotation mark is not closed, or closed in the middle of a cell: rows would be lost.
    """
    row, seen = 0, {}  # a table has far fewer different cells than cells, and each takes fifty bytes
    try:
        lines = io.StringIO(text, newline="")
        for cells in csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True):
            row += 1
            cells = [cell.strip() for cell in cells]
            known = seen.setdefault if len(seen) < MAX_SEEN else seen.get
            yield row, [known(cell, cell) for cell in cells]
    except csv.Error:
        raise ValueError(
            f"Row {row + 1} has a quotation mark that is not closed, or closed in the middle of a cell, or a cell far "
            "too long."
        ) from None


def numbered_rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Return (row in the file, cells) of every row, from the first to the last that is not empty.

    An empty row is left out, but where there is a single column it is a missing value.
    """
    rows = list(itertools.islice(rows_of(text, separator), 2 * MAX_TABLE_ROWS))  # half of them may be empty
    if len(rows) == 2 * MAX_TABLE_ROWS:
        raise ValueError(TOO_MANY)
    full = [at for at, (_, cells) in enumerate(rows) if any(cells)]
    if not full:
        raise ValueError("The table has no cell that is not empty.")
    several = any(len(cells) > 1 for _, cells in rows)
    kept = full if several else range(full[0], full[-1] + 1)
    if len(kept) > MAX_TABLE_ROWS + 1:
        raise ValueError(TOO_MANY)
    return [(rows[at][0], rows[at][1] or [""]) for at in kept]


def raw_rows(text: str, separator: str, rows: Sequence[int]) -> dict[int, str]:
    r"""Return rows of a text as they are written; a row may go over several lines.

    >>> raw_rows('x;y\n"a\nb";1\n2;3', ";", [2, 3])
    {2: '"a\nb";1', 3: '2;3'}
    """
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    found = {}
    for row, _ in enumerate(csv.reader(lines(), delimiter=separator, skipinitialspace=True), 1):
        if row in rows:
            found[row] = "".join(taken).rstrip("\r\n")
        taken.clear()
        if len(found) == len(rows):
            break
    return found
