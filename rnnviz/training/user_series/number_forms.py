"""How a single number may be written: decimal points or commas, thousands, money and units, what is missing."""

import re
from collections.abc import Sequence
from typing import NamedTuple

MISSING = frozenset(
    {"", "na", "n/a", "#n/a", "#na", "<na>", "n.a.", "k.a.", "k. a.", "n.d.", "nd", "nan", "nat", "null", "nil", "none"}
    | {"missing", "?", "-", "--", "---", "–", "—", ".", "..", "...", ":", "*", "**", "***", "****"}
)
"""What stands for a missing value, in small letters."""

INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)
LIMIT = re.compile(r"(?P<side>[<>≤≥])=? ?(?P<limit>[0-9].*)")
"""What was measured as less or more than a number only."""

SIGN, EXPONENT = "[+-]?", "([eE][+-]?[0-9]{1,4})?"
POINT = re.compile(rf"{SIGN}(([0-9]+|[1-9][0-9]{{0,2}}([,'’ ][0-9]{{3}})+)(\.[0-9]*)?|\.[0-9]+){EXPONENT}")
COMMA = re.compile(rf"{SIGN}(([0-9]+|[1-9][0-9]{{0,2}}([.'’ ][0-9]{{3}})+)(,[0-9]*)?|,[0-9]+){EXPONENT}")
SPACES = re.compile("[\u00a0\u202f\u2009]")  # no-break and thin spaces, which set thousands apart

CURRENCY = r"[A-Z]{0,2}\$|[€£¥₹₽₩]|USD|EUR|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|kr\.?|zł|Fr\.?|Rs\.?"
UNIT = r"%|‰|°[CF]?|[kMG]?Wh?|[mck]?m|mm/h|m/s|km/h|[hk]?Pa|mbar|ppm|[µu]g/m[³3]|[km]?g|t|m?l"
DRESSED = re.compile(
    rf"(?P<open>\()?(?P<sign>[+-])? ?(?P<before>{CURRENCY})? ?(?P<sign_after>[+-])?(?P<number>[0-9.,][0-9.,'’ ]*?) ?"
    rf"(?:(?P<scale>[kKMB]|Mio\.?|Mrd\.?|mn|bn)(?![A-Za-z]))?"
    rf"(?P<after> ?(?:{CURRENCY}|{UNIT}))?(?P<close>\))?(?P<minus>-)?"
)
"""A number with a sign of money or a unit, thousands as K, or brackets for minus, as accountants write it."""

SCALES = {"k": 3, "m": 6, "b": 9, "mio": 6, "mrd": 9, "mn": 6, "bn": 9}
"""Zeros that a letter after a number stands for."""


def plain(cell: str) -> str:
    """Return a cell with a plain minus sign and plain spaces."""
    return cell.strip() if cell.isascii() else SPACES.sub(" ", cell).replace("−", "-").strip()


class Bare(NamedTuple):
    """A number without what it is dressed in: its digits and sign, the sign of money or unit, its power of ten."""

    number: str
    unit: str = ""
    zeros: int = 0


def bare(cell: str) -> Bare:
    """Return the number of a plain cell; a cell that is no number as it is.

    >>> bare("$1,234.50"), bare("(5)"), bare("12,5 %"), bare("1.2M")
    (Bare(number='1,234.50', unit='$', zeros=0), Bare(number='-5', unit='', zeros=0), \
Bare(number='12,5', unit='%', zeros=0), Bare(number='1.2', unit='', zeros=6))
    """
    if POINT.fullmatch(cell) or COMMA.fullmatch(cell) or len(cell) > 40:
        return Bare(cell)
    found = DRESSED.fullmatch(cell)
    if not found or bool(found["open"]) != bool(found["close"]):
        return Bare(cell)
    signs = [mark for mark in (found["sign"], found["sign_after"], found["minus"], found["open"]) if mark]
    units = [unit.strip() for unit in (found["before"], found["after"]) if unit]
    if len(signs) > 1 or len(units) > 1:
        return Bare(cell)
    minus = "-" if signs and signs[0] != "+" else ""
    scale = (found["scale"] or "").rstrip(".").lower()
    return Bare(minus + found["number"].strip(), "".join(units), SCALES.get(scale, 0))


def is_missing(cell: str) -> bool:
    """Tell whether a cell stands for a missing value."""
    return cell.lower() in MISSING


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number, with a decimal point or a decimal comma, or is said to be below or above one."""
    cell = plain(cell)
    limit = LIMIT.fullmatch(cell)
    number = bare(limit["limit"] if limit else cell).number
    return bool(POINT.fullmatch(number) or COMMA.fullmatch(number) or INFINITE.fullmatch(cell))


def value_of(cell: str, comma: bool) -> float:
    """Return the number of a plain cell that fits ``COMMA`` or ``POINT`` once it is bare."""
    number, _, zeros = bare(cell)
    if comma:
        number = number.replace(".", "").replace(",", ".")
    value = float(re.sub("[,'’ ]", "", number))
    return float(f"{value!r}e{zeros}") if zeros and "e" not in repr(value) else value * 10.0**zeros


def decimal_marks(cells: Sequence[str]) -> set[str]:
    """Return which decimal marks the numbers of a column must have, "point" or "comma": none where all fit both.

    >>> decimal_marks(["1,5", "2"]), decimal_marks(["7.490", "8.500"])
    ({'comma'}, set())
    """
    numbers = [bare(plain(cell)).number for cell in set(cells)]
    fits = [(bool(POINT.fullmatch(each)), bool(COMMA.fullmatch(each))) for each in numbers]
    return {"point" for point, comma in fits if point and not comma} | {
        "comma" for point, comma in fits if comma and not point
    }


def quoted(cell: str) -> str:
    """Return a cell as a sentence quotes it."""
    return f"“{cell[:24]}{'…' if len(cell) > 24 else ''}”"
