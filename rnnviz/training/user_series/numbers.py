"""Cells of a column → numbers: decimal points or commas, thousands, what is missing, what is no number."""

import re
from collections.abc import Sequence

import numpy as np

from rnnviz.training.series import MAX_VALUE

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-", "–", "—"})
"""What stands for a missing value, in small letters."""

INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)

SIGN, EXPONENT = "[+-]?", "([eE][+-]?[0-9]{1,4})?"
POINT = re.compile(rf"{SIGN}(([0-9]+|[1-9][0-9]{{0,2}}([,'’ ][0-9]{{3}})+)(\.[0-9]*)?|\.[0-9]+){EXPONENT}")
COMMA = re.compile(rf"{SIGN}(([0-9]+|[1-9][0-9]{{0,2}}([.'’ ][0-9]{{3}})+)(,[0-9]*)?|,[0-9]+){EXPONENT}")
SPACES = re.compile("[\u00a0\u202f\u2009]")  # no-break and thin spaces, which set thousands apart


def plain(cell: str) -> str:
    """Return a cell with a plain minus sign and plain spaces."""
    return SPACES.sub(" ", cell).replace("−", "-").strip()


def is_missing(cell: str) -> bool:
    """Tell whether a cell stands for a missing value."""
    return cell.lower() in MISSING


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number, with a decimal point or a decimal comma."""
    cell = plain(cell)
    return bool(POINT.fullmatch(cell) or COMMA.fullmatch(cell) or INFINITE.fullmatch(cell))


def value_of(cell: str, comma: bool) -> float:
    """Return the number of a cell that fits ``COMMA`` or ``POINT``."""
    if comma:
        cell = cell.replace(".", "").replace(",", ".")
    return float(re.sub("[,'’ ]", "", cell))


def quoted(cell: str) -> str:
    """Return a cell as a sentence quotes it."""
    return f"“{cell[:24]}{'…' if len(cell) > 24 else ''}”"


def read_numbers(cells: Sequence[str], rows: Sequence[int], name: str, separator: str) -> tuple[np.ndarray, list[str]]:
    """Return the numbers of a column (n,), NaN where they are missing, and notes about how they were read.

    All cells decide together whether the decimal mark is a point or a comma: "1.234,5" anywhere makes "1.234" a
    thousand. Where nothing decides, as in a column of 1,234 and 5,678, the separator does: files whose columns are
    separated by semicolons come from where the decimal mark is a comma.

    Args:
        cells: of the column.
        rows: the row of each in the file.
        name: of the column.
        separator: of the columns.

    Raises:
        ValueError: a sentence that names the row and the column of the first cell that is no finite number.

    >>> read_numbers(["1.234,5", "?", "−1.000"], [2, 3, 4], "Strom", ";")
    (array([ 1234.5,     nan, -1000. ]), ['The decimal mark of column “Strom” is a comma.'])
    """
    cells = [plain(cell) for cell in cells]
    present = [(cell, row) for cell, row in zip(cells, rows, strict=True) if not is_missing(cell)]
    for cell, row in present:
        if INFINITE.fullmatch(cell):
            raise ValueError(f"Row {row}, column “{name}”: {quoted(cell)} is infinite; finite numbers are needed.")
    strange_as_point, strange_as_comma = (
        [(cell, row) for cell, row in present if not pattern.fullmatch(cell)] for pattern in (POINT, COMMA)
    )
    comma = len(strange_as_comma) < len(strange_as_point)
    refuse(strange_as_comma if comma else strange_as_point, name, comma)
    notes = [f"The decimal mark of column “{name}” is a comma."] if comma else []
    if not strange_as_comma and not strange_as_point:
        comma, notes = decided(present, name, separator)
    values = np.array([np.nan if is_missing(cell) else value_of(cell, comma) for cell in cells])
    for cell, row, value in zip(cells, rows, values, strict=True):
        if abs(value) > MAX_VALUE:
            raise ValueError(
                f"Row {row}, column “{name}”: {quoted(cell)} is too large; at most ±{MAX_VALUE:g} is allowed."
            )
    return values, notes


def refuse(strange: Sequence[tuple[str, int]], name: str, comma: bool) -> None:
    """Raise ValueError naming the first of the cells that are no numbers, and the decimal mark if that may be why."""
    if not strange:
        return
    (cell, row), others = strange[0], len(strange) - 1
    more = "" if not others else ", nor is another cell of the column" if others == 1 else f", nor are {others} others"
    other_mark = (POINT if comma else COMMA).fullmatch(cell)
    why = f": the decimal mark of the others is a {'comma' if comma else 'point'}" if other_mark else ""
    raise ValueError(f"Row {row}, column “{name}”: {quoted(cell)} is not a number{more}{why}.")


def decided(present: Sequence[tuple[str, int]], name: str, separator: str) -> tuple[bool, list[str]]:
    """Tell whether the decimal mark of cells that fit both is a comma, and a note if that was a guess."""
    for cell, _ in present:
        if value_of(cell, comma=True) != value_of(cell, comma=False):
            if "." in cell and separator == ",":
                return False, []
            comma = "," in cell and separator == ";"
            mark = "comma" if comma else "point"
            return comma, [
                f"Nothing tells whether the decimal mark of column “{name}” is a point or a comma: it was read as a "
                f"{mark}, so that {quoted(cell)} is {value_of(cell, comma):g}."
            ]
    return False, []
