"""Cells of a column → numbers: all of them together tell the decimal mark, or the reader is asked."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.training.series import MAX_VALUE
from rnnviz.training.user_series.missing_marks import without_limits, without_sentinels
from rnnviz.training.user_series.number_forms import COMMA, INFINITE, POINT, bare, is_missing, plain, quoted, value_of
from rnnviz.training.user_series.question import Answers, Question

MARKS = ("point", "comma")
"""What may stand before the decimals."""


class Numbers(NamedTuple):
    """Numbers (n,), NaN where they are missing, notes about how they were read, and what stands before decimals."""

    values: np.ndarray
    notes: list[str]
    mark: str


def read_numbers(
    cells: Sequence[str],
    rows: Sequence[int],
    name: str,
    separator: str,
    answers: Answers | None = None,
    others: Mapping[str, str] | None = None,
) -> Numbers:
    r"""Return the numbers of a column.

    All cells decide together whether the decimal mark is a point or a comma: "1.234,5" anywhere makes "1.234" a
    thousand. Where nothing decides, as in a column of 1,234 and 5,678, the other columns do, else the reader is asked.

    Args:
        cells: of the column.
        rows: the row of each in the file.
        name: of the column.
        separator: of the columns.
        answers: to questions that it asked before.
        others: the decimal mark, "point" or "comma", of other columns by their names, where it is certain.

    Raises:
        Question: if a number can be two, or may stand for a missing value.
        ValueError: a sentence that names the row and the column of the first cell that is no finite number.

    >>> found = read_numbers(["1.234,5", "?", "−1.000"], [2, 3, 4], "Strom", ";")
    >>> found.values, found.notes
    (array([ 1234.5,     nan, -1000. ]), ['The decimal mark of column “Strom” is a comma.'])
    """
    answers = answers or {}
    written = [plain(cell) for cell in cells]
    cells, notes = without_limits(written, rows, name, answers)
    present = [(cell, row) for cell, row in zip(cells, rows, strict=True) if not is_missing(cell)]
    for cell, row in present:
        if INFINITE.fullmatch(cell):
            raise ValueError(f"Row {row}, column “{name}”: {quoted(cell)} is infinite; finite numbers are needed.")
    numbers = {cell: bare(cell).number for cell, _ in present}
    strange_as_point, strange_as_comma = (
        [(cell, row) for cell, row in present if cell in strange]
        for strange in (
            {cell for cell in numbers if not pattern.fullmatch(numbers[cell])} for pattern in (POINT, COMMA)
        )
    )
    chosen = answers.get(("decimal mark", name))
    comma = chosen == "comma" if chosen in MARKS else len(strange_as_comma) < len(strange_as_point)
    refuse(strange_as_comma if comma else strange_as_point, name, comma)
    notes += one_unit(present, name)
    if comma and strange_as_point:
        notes.append(f"The decimal mark of column “{name}” is a comma.")
    if not strange_as_comma and not strange_as_point:
        comma, said = decided(present, name, separator, answers, others or {})
        notes += said
    known = {cell: value_of(cell, comma) for cell in numbers}
    values = np.array([known.get(cell, np.nan) for cell in cells])
    for at in np.flatnonzero(np.abs(values) > MAX_VALUE)[:1]:
        raise ValueError(
            f"Row {rows[at]}, column “{name}”: {quoted(cells[at])} is too large; at most ±{MAX_VALUE:g} is allowed."
        )
    limits = {value for value, cell, before in zip(values, cells, written, strict=True) if cell != before}
    values, said = without_sentinels(values, rows, name, answers, limits)
    return Numbers(values, [*notes, *said], MARKS[comma])


def refuse(strange: Sequence[tuple[str, int]], name: str, comma: bool) -> None:
    """Raise ValueError naming the first of the cells that are no numbers, and the decimal mark if that may be why."""
    if not strange:
        return
    (cell, row), others = strange[0], len(strange) - 1
    more = "" if not others else ", nor is another cell of the column" if others == 1 else f", nor are {others} others"
    other_mark = (POINT if comma else COMMA).fullmatch(bare(cell).number)
    why = f": the decimal mark of the others is a {'comma' if comma else 'point'}" if other_mark else ""
    raise ValueError(f"Row {row}, column “{name}”: {quoted(cell)} is not a number{more}{why}.")


def one_unit(present: Sequence[tuple[str, int]], name: str) -> list[str]:
    """Return a note about the signs of money or units that were left out; ValueError where they differ."""
    units: dict[str, tuple[str, int]] = {}
    scaled = brackets = False
    for cell, row in reversed(dict(reversed(present)).items()):  # each cell once, in its first row
        _, unit, zeros = bare(cell)
        scaled, brackets = scaled or zeros > 0, brackets or cell.startswith("(")
        if unit:
            units.setdefault(unit, (cell, row))
    if len(units) > 1:
        (one, row), (other, other_row) = list(units.values())[:2]
        raise ValueError(
            f"Column “{name}” mixes {quoted(one)} in row {row} with {quoted(other)} in row {other_row}: write all of "
            "its values in one unit."
        )
    notes = [f"The sign “{unit}” in column “{name}” was left out: {quoted(units[unit][0])}." for unit in units]
    if scaled:
        notes.append(f"In column “{name}” K stands for thousand, M for a million, B for a thousand million.")
    if brackets:
        notes.append(f"Numbers in brackets in column “{name}” are negative.")
    return notes


def decided(
    present: Sequence[tuple[str, int]], name: str, separator: str, answers: Answers, others: Mapping[str, str]
) -> tuple[bool, list[str]]:
    """Tell whether the decimal mark of cells that fit both is a comma, and a note if something else told it.

    Raises:
        Question: if nothing tells it, and a cell can be two numbers.
    """
    about = ("decimal mark", name)
    cells = dict(present)
    cell = next((cell for cell in cells if value_of(cell, True) != value_of(cell, False)), None)
    if cell is None:
        return False, []
    readings = {mark: f"{quoted(cell)} is {value_of(cell, mark == 'comma'):,g}" for mark in MARKS}
    mark = answers.get(about)
    if mark in readings:
        return mark == "comma", [f"The decimal mark of column “{name}” is a {mark}, as you chose: {readings[mark]}."]
    plain_thousands = [cell for cell in cells if re.fullmatch("[+-]?[0-9]{4,}", bare(cell).number)]
    if plain_thousands:  # it sets no thousands apart, so the mark is a decimal one
        comma = "," in cell
        mark = "comma" if comma else "point"
        return comma, [f"{readings[mark]}, because {quoted(plain_thousands[0])} in column “{name}” has no mark."]
    if len(set(others.values())) == 1:
        other, mark = next(iter(others.items()))
        return mark == "comma", [f"{readings[mark]}, because the decimal mark of column “{other}” is a {mark}."]
    if "." in cell and separator == ",":
        return False, [f"{readings['point']}: where commas separate the columns, the decimal mark is a point."]
    raise Question(
        about,
        f"Nothing tells whether the decimal mark of column “{name}” is a point or a comma: {readings['point']}, or "
        f"{readings['comma'].split('” ')[-1]}. Write the numbers without a mark between thousands.",
        readings,
    )
