"""What stands around a table: comments, further rows of names, sums below it; and spaces between its columns."""

import re
from collections import Counter
from collections.abc import Sequence

from rnnviz.training.user_series.date_forms import form_of
from rnnviz.training.user_series.number_forms import is_missing, is_number, plain, quoted
from rnnviz.training.user_series.rows import SEPARATORS

COMMENT = re.compile(r"\s*(#(?![A-Z]+[/!?]|N/?A)|%|//)")

SUM = re.compile(
    r"(grand |sub)?totals?|sum|average|avg\.?|mean|median|min(imum)?|max(imum)?|summe|gesamt(summe)?|insgesamt|"
    r"durchschnitt|mittel(wert)?|moyenne|somme|promedio|suma|media",
    re.IGNORECASE,
)
"""How a row below a table is named that sums it up."""

MAX_NAMES = 4
"""Rows that the names of columns may have."""

Row = tuple[int, list[str]]


def without_comments(text: str, notes: list[str]) -> str:
    """Return the text with an empty line for each comment, so that rows keep their numbers; ``notes`` tells of them."""
    lines = text.splitlines()
    at = [number for number, line in enumerate(lines) if COMMENT.match(line)]
    if not at or len(at) == len(lines):
        return text
    which = f"Row {at[0] + 1} begins" if len(at) == 1 else f"{len(at)} rows, the first of them row {at[0] + 1}, begin"
    notes.append(f"{which} as a comment does, {quoted(lines[at[0]].strip())}, and were left out.")
    for number in at:
        lines[number] = ""
    return "\n".join(lines)


def with_tabs(text: str, notes: list[str]) -> str:
    """Return the text with tabs where spaces alone separate its columns: nine in ten lines have as many words."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    some = lines[:200]
    if len(lines) < 2 or sum(any(mark in line for mark in SEPARATORS) for line in some) > 0.1 * len(some):
        return text
    if sum(bool(is_number(line) or form_of(plain(line))) for line in some[1:]) > 0.1 * len(some):
        return text
    width, often = Counter(len(line.split()) for line in some[1:]).most_common(1)[0]
    often += len(some[0].split()) in (width, width - 1)
    if width < 2 or often < 0.9 * len(some) or not any(is_number(cell) for cell in some[-1].split()):
        return text
    notes.append("The columns are separated by spaces.")
    first = len(some[0].split()) == width - 1  # names of the columns, and none above those of the rows
    return "\n".join("\t" * (first and line.strip() == some[0]) + "\t".join(line.split()) for line in text.splitlines())


def is_data(cells: Sequence[str]) -> bool:
    """Tell whether a row has a number or a date."""
    return any(is_number(cell) or form_of(cell) for cell in cells)


def further_names(names: list[str], numbered: list[Row], notes: list[str]) -> tuple[list[str], list[Row]]:
    """Return the names with those of the rows below that hold words alone, as units do, and the rows without them."""
    if len(names) < 2:
        return names, numbered
    first = next((at for at, (_, cells) in enumerate(numbered[:MAX_NAMES]) if is_data(cells)), 0)
    for row, cells in numbered[:first]:
        cells = (cells + [""] * len(names))[: len(names)]
        names = [
            name if is_missing(cell) or cell == name or re.fullmatch("[-:= ]+", cell) else f"{name} {cell}".strip()
            for name, cell in zip(names, cells, strict=True)
        ]
        notes.append(f"Row {row} has no number and was read with the names of the columns.")
    return names, numbered[first:]


def without_sums(numbered: list[Row], notes: list[str]) -> list[Row]:
    """Return the rows without those at the end that sum up the others; ``notes`` names each."""
    while len(numbered) > 2:
        row, cells = numbered[-1]
        named = next((cell for cell in cells if SUM.fullmatch(cell.rstrip(" :"))), None)
        if named is not None:
            notes.append(f"Row {row}, {quoted(named)}, sums up the others and was left out.")
        elif len(cells) > 1 and not cells[0] and all(others[0] for _, others in numbered[1:-1]):
            notes.append(f"Row {row} alone has no first cell and was left out.")
        else:
            break
        numbered = numbered[:-1]
    return numbered
