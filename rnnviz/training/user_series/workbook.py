"""An Excel workbook (.xlsx) → the text of one of its sheets, as if it had been saved as CSV.

What is unpacked is measured before: a small file may hold any amount of zeros, a sheet whose two cells are far apart,
or one long text that a million cells share.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from rnnviz.training.user_series.number_forms import is_number

BEGINNING = b"PK\x03\x04"

MAX_UNPACKED = 60_000_000
"""Bytes of all sheets and texts of a workbook, unpacked."""

MAX_PARTS = 2000

MAX_CELLS = 3_000_000
"""Of the rectangle that a sheet's cells span."""

MAX_SHARED = 60_000_000
"""Characters of the longest text times the cells that show texts."""

CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})"')

NOT_A_TABLE = "a zip file, and no Excel workbook; unpack it"


class Sheet(NamedTuple):
    """A sheet as text separated by commas, its name, those of all sheets, and notes."""

    text: str
    name: str
    names: tuple[str, ...]
    notes: list[str]


def read_workbook(data: bytes, sheet: str | None = None) -> Sheet:
    """Return a sheet of a workbook; where none is named, the first with two rows that have numbers.

    Raises:
        ValueError: a sentence for the reader: no workbook, too large when it is unpacked, no table in it.
    """
    check_size(data)
    from python_calamine import CalamineError, CalamineWorkbook  # taken in only when such a file is brought

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = tuple(each for each in book.sheet_names if sheet in (None, each))
        for name in names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if sheet is None and name != names[-1] and sum(has_number(row) for row in rows[:200]) < 2:
                continue
            said = f"Of the {len(book.sheet_names)} sheets, “{name}” is read: " if len(book.sheet_names) > 1 else ""
            reason = "as you chose." if sheet is not None else "the first with numbers."
            return Sheet(written(rows), name, tuple(book.sheet_names), [said + reason] if said else [])
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise ValueError(f"The Excel workbook cannot be read ({str(error)[:80]}): save the sheet as CSV.") from None
    raise ValueError("The Excel workbook has no sheet with a table.")


def check_size(data: bytes) -> None:
    """Raise ValueError where a zip file is no workbook, is damaged, or would be too large when it is read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names:
            raise ValueError(f"This file is {NOT_A_TABLE}.")
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise ValueError(
                f"The Excel workbook is larger than {MAX_UNPACKED // 1_000_000} MB when it is unpacked: save its sheet "
                "as CSV, with fewer rows or columns."
            )
        texts = archive.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else b""
        longest = max(map(len, texts.split(b"</si>")))
        for part in parts:
            content = archive.read(part)  # no more than its file_size, or it is damaged
            if part.filename.startswith("xl/worksheets/"):
                check_sheet(content, longest)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, KeyError) as error:
        raise ValueError("The Excel workbook is damaged or encrypted: save its sheet as CSV.") from error


def check_sheet(content: bytes, longest: int) -> None:
    """Raise ValueError where the cells of a sheet span too many, or its texts are too long."""
    columns, rows = set(), 0
    for found in CELL.finditer(content):
        columns.add(found[1])
        rows = max(rows, int(found[2]))
    if rows * max(map(column_number, columns), default=0) > MAX_CELLS:
        raise ValueError(
            f"A sheet of the Excel workbook reaches to row {rows:,}, with {MAX_CELLS:,} cells and more: copy the table "
            "alone into a new one."
        )
    if longest * content.count(b't="s"') > MAX_SHARED:
        raise ValueError("The Excel workbook has texts that are too long: copy the table alone into a new one.")


def column_number(letters: bytes) -> int:
    """Return the number of a column.

    >>> column_number(b"A"), column_number(b"AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def has_number(row: Iterable) -> bool:
    """Tell whether a row has a number, or a text that is one."""
    return any(isinstance(cell, int | float) or (isinstance(cell, str) and is_number(cell.strip())) for cell in row)


def written(rows: Iterable[Iterable]) -> str:
    """Return rows as text separated by commas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([cell_text(cell) for cell in row])
    return text.getvalue()


def cell_text(cell: object) -> str:
    """Return a cell as text: dates as ISO, and numbers so that a point cannot be taken for one between thousands.

    >>> cell_text(7.0), cell_text(1.234), cell_text(datetime(2024, 1, 31)), cell_text(datetime(2024, 1, 31, 8, 30))
    ('7', '1.23400', '2024-01-31', '2024-01-31 08:30:00')
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        text = f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        return text + "00" if re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", text) else text
    if isinstance(cell, datetime):
        is_day = cell.time() == time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell).replace("\r", " ").replace("\n", " ")
