"""Cells of a column → dates: all of them together tell how they are written, and what comes first."""

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from rnnviz.training.user_series.date_forms import CLOCK, DIGITS, FORMS, date_of, form_of, match
from rnnviz.training.user_series.number_forms import plain, quoted
from rnnviz.training.user_series.question import Answers, Question
from rnnviz.training.user_series.spacing import spacing

ORDERS = {"day first": "day/month/year", "month first": "month/day/year", "year first": "year/month/day"}

FORM_WORDS = {
    "day": "year-month-day",
    "day, basic": "year, month and day in digits",
    "month": "year-month",
    "month, M": "year, M, month",
    "month first": "month/year",
    "month's name": "a month's name and its year",
    "month's name last": "a year and a month's name",
    "number, month's name": "a year and a month's name",
    "quarter first": "a quarter and its year",
    "quarter": "a year and its quarter",
    "half": "a year and its half",
    "week": "a year and its week",
    "week first": "a week and its year",
    "day, month's name": "day, month's name, year",
    "month's name, day": "month's name, day, year",
}
"""How the forms of dates are told of, where their names do not tell it."""

RANGE = re.compile(r"(?P<start>.+?)(?: +(?:[-–—]|to|bis) +|/(?=[0-9]{4}-)|--)(?P<end>.+)")
"""From one time to another, as "01.01.2020 00:00 - 01.01.2020 01:00"."""


class Dates(NamedTuple):
    """Dates, how precise they are (see ``iso``), notes, how they are written, and whether they are in UTC.

    ``order`` is a name in ``ORDERS`` where the cells could be read in several; "" else.
    """

    days: list[datetime]
    precision: str
    notes: list[str]
    form: str
    are_utc: bool
    order: str = ""


def read_dates(cells: Sequence[str], rows: Sequence[int], name: str, answers: Answers | None = None) -> Dates:
    """Return the dates of a column.

    Times with an offset are brought to UTC; where all of them are midnight, the days are kept as they are written.

    Args:
        cells: of the column.
        rows: the row of each in the file.
        name: of the column.
        answers: to questions that it asked before.

    Raises:
        Question: if the column does not tell which of two numbers is the day.
        ValueError: a sentence that names the row of the first cell that is no date or is written unlike the first.
    """
    cells, notes = without_ends([plain(cell) for cell in cells], name)
    form = one_form(cells, rows, name)
    matches = [match(form, cell) for cell in cells]
    order, said = order_of(cells, rows, name, matches, answers or {}) if form == "mixed" else ("", [])
    notes += said
    century, said = century_of(matches, order, name)
    notes += said
    dates = []
    for cell, row, parts in zip(cells, rows, matches, strict=True):
        try:
            dates.append(date_of(parts, order, century))
        except (ValueError, OverflowError):
            raise ValueError(f"Row {row}, column “{name}”: there is no date {quoted(cell)}.") from None
    if form in DIGITS:
        notes.append(f"The numbers of column “{name}” were read as {form}: {quoted(cells[0])} is {dates[0]}.")
    if max(dates, key=lambda date: date.year).year > datetime.now(UTC).year + 100:
        notes.append(f"The dates of column “{name}” reach to {max(date.year for date in dates)}, as they are written.")
    dates, said = without_zones(dates, rows, name)
    written = FORM_WORDS.get(form) or ORDERS.get(order, form).replace("/", matches[0].get("mark") or "/")
    are_utc = bool(said and "UTC" in said[0]) or "since 1970" in form or bool(re.search(r"\b(UTC|GMT)\b", name))
    return Dates(dates, precision_of(matches, dates), [*notes, *said], written, are_utc, order)


def without_ends(cells: Sequence[str], name: str) -> tuple[Sequence[str], list[str]]:
    """Return the beginnings of times that are written as ranges, and a note; other cells as they are."""
    ranges = [RANGE.fullmatch(cell) for cell in cells]
    if not all(ranges) or not all(form_of(each["start"]) for each in ranges):
        return cells, []
    if not all(form_of(each["end"]) or re.fullmatch(CLOCK, each["end"], re.IGNORECASE) for each in ranges):
        return cells, []
    return [each["start"] for each in ranges], [f"Column “{name}” has ranges of time; each counts by its beginning."]


def one_form(cells: Sequence[str], rows: Sequence[int], name: str) -> str:
    """Return the form in which all cells are written; ValueError naming the first that is written in another."""
    for form in (*FORMS, *DIGITS):
        if all(match(form, cell) for cell in cells):
            return year_or_day(form, cells, rows, name)
    form = form_of(cells[0])
    for cell, row in zip(cells, rows, strict=True):
        written = form_of(cell)
        if written is None:
            raise ValueError(
                f"Row {row}, column “{name}”: {quoted(cell)} is not a date; write 2024-01-31, 2024-01 or "
                "2024-01-31 08:30."
            )
        if written != form:
            raise ValueError(
                f"Row {row}, column “{name}”: {quoted(cell)} is not written as {quoted(cells[0])} in row {rows[0]} is."
            )
    raise ValueError(f"Column “{name}” has dates of several forms: write them as 2024-01-31.")


def year_or_day(form: str, cells: Sequence[str], rows: Sequence[int], name: str) -> str:
    """Return the form; ValueError if its number beside a month's name may be a day of no year, as in "10-Jan"."""
    if form not in ("month's name", "number, month's name"):
        return form
    matches = [match(form, cell) for cell in cells]
    numbers = [int(parts["year"].lstrip("'")) for parts in matches]
    if max(numbers) <= 31 and min(numbers) > 0 and spacing(sorted(so_read(matches, "")))[0] is None:
        raise ValueError(
            f"Column “{name}”: the number of {quoted(cells[0])} in row {rows[0]} can be a year or a day without a "
            "year: write 2024-01 or 2024-01-31."
        )
    return form


def order_of(
    cells: Sequence[str], rows: Sequence[int], name: str, matches: Sequence[Mapping], answers: Answers
) -> tuple[str, list[str]]:
    """Return which of ``ORDERS`` mixed dates have, decided from all rows, and a note where that was a decision."""
    about = ("order", name)
    if answers.get(about) in ORDERS:
        return answers[about], [f"The dates were read as {ORDERS[answers[about]]}, as you chose."]
    points = all(parts["mark"] == "." for parts in matches)
    orders = [order for order in ORDERS if order != "year first" or not points]
    possible = [order for order in orders if all(readable(parts, order) for parts in matches)]
    if len(possible) == 1:
        return possible[0], []
    if not possible:
        refuse_mixture(cells, rows, name, matches)
        return "day first", []
    for tells, why in ((evenly_spaced, "evenly spaced"), (in_order, "in order")):
        found = [order for order in possible if tells(matches, order)]
        if len(found) == 1:
            return found[0], [f"The dates were read as {ORDERS[found[0]]}: only so are they {why}."]
    if points:
        return "day first", ["The dates were read as day.month.year, as dates with points are written."]
    readings = {order: f"{ORDERS[order]}: {date_of(matches[0], order).date()}" for order in possible}
    written = [ORDERS[order] for order in possible]
    raise Question(
        about,
        f"Nothing tells whether {quoted(cells[0])} in row {rows[0]}, column “{name}”, is {', '.join(written[:-1])} or "
        f"{written[-1]}: write it as 2024-01-31.",
        readings,
    )


def readable(parts: Mapping, order: str) -> bool:
    """Tell whether a mixed date has a day and a month so read; whether its month is so long is asked elsewhere."""
    first, then, last = int(parts["first"]), int(parts["then"]), parts["year"].lstrip("'")
    if order == "year first":
        return len(parts["first"]) == len(last) == 2 and 1 <= then <= 12 and 1 <= int(last) <= 31
    day, month = (first, then) if order == "day first" else (then, first)
    return 1 <= month <= 12 and 1 <= day <= 31


def refuse_mixture(cells: Sequence[str], rows: Sequence[int], name: str, matches: Sequence[Mapping]) -> None:
    """Raise ValueError naming a date with the day first and one with the month first, where there are such."""
    first, then = (
        next((at for at, parts in enumerate(matches) if readable(parts, one) and not readable(parts, other)), None)
        for one, other in (("day first", "month first"), ("month first", "day first"))
    )
    if first is not None and then is not None:
        raise ValueError(
            f"Column “{name}” mixes day/month and month/day: {quoted(cells[first])} in row {rows[first]}, "
            f"{quoted(cells[then])} in row {rows[then]}."
        )


def so_read(matches: Sequence[Mapping], order: str) -> list[datetime]:
    """Return dates read in an order, as written, whatever their zones; none where one is no date."""
    try:
        return [date_of(parts, order).replace(tzinfo=None) for parts in matches]
    except (ValueError, OverflowError):
        return []


def evenly_spaced(matches: Sequence[Mapping], order: str) -> bool:
    """Tell whether dates so read are evenly spaced, and none is missing."""
    spaced = spacing(sorted(set(so_read(matches, order))))
    return spaced.season is not None and not spaced.gaps


def in_order(matches: Sequence[Mapping], order: str) -> bool:
    """Tell whether dates so read only rise or only fall from row to row."""
    return monotone(so_read(matches, order))


def monotone(dates: Sequence) -> bool:
    """Tell whether there are dates and they only rise or only fall, as oldest first or newest first."""
    pairs = list(itertools.pairwise(dates))
    return len(dates) > 1 and (all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs))


def century_of(matches: Sequence[Mapping], order: str, name: str) -> tuple[int, list[str]]:
    """Return the first year that two digits can mean, and a note that says how they were read.

    No date lies beyond next year, but where only another century keeps the rows in order.
    """
    part = "first" if order == "year first" else "year"
    if not any(len((parts.get(part) or "0000").lstrip("'")) == 2 for parts in matches):
        return 1970, []

    def so_far(century: int) -> list[datetime]:
        try:
            return [date_of(parts, order, century).replace(tzinfo=None) for parts in matches]
        except (ValueError, OverflowError):
            return []

    usual = datetime.now(UTC).year - 98
    century = next((each for each in (usual, 1900, 2000) if monotone(so_far(each))), usual)
    years = [date.year for date in so_far(century)]
    return century, [f"The two-digit years of column “{name}” were read as {min(years)} to {max(years)}."] * bool(years)


def without_zones(dates: list[datetime], rows: Sequence[int], name: str) -> tuple[list[datetime], list[str]]:
    """Return dates without zones, in UTC where they had one, and a note; ValueError if only some have."""
    zoned = [date.tzinfo is not None for date in dates]
    if not any(zoned):
        return dates, []
    if not all(zoned):
        row = rows[zoned.index(not zoned[0])]
        raise ValueError(
            f"Row {row}, column “{name}”: some times have an offset from UTC and some have none, so their order is "
            "unknown."
        )
    local = [date.replace(tzinfo=None) for date in dates]
    if len({date.utcoffset() for date in dates}) > 1 and not any(time_of_day(date) for date in local):
        return local, ["All times are midnight of their own zone: the days count, as they are written."]
    try:
        return [date.astimezone(UTC).replace(tzinfo=None) for date in dates], ["Times are in UTC."]
    except OverflowError:
        raise ValueError(f"Column “{name}” has a time before the year 1 or after 9999 in UTC.") from None


def time_of_day(date: datetime) -> timedelta:
    """Return the time since midnight."""
    return date - datetime.combine(date.date(), datetime.min.time())


def precision_of(matches: Sequence[Mapping], dates: Sequence[datetime]) -> str:
    """Return how precise dates are: as the most precise of them; times that are all midnight are none."""
    parts = matches[0]
    if not any(part in parts for part in ("day", "first", "week", "seconds", "milliseconds", "serial")):
        return "month" if len(parts) > 1 else "year"
    times = [time_of_day(date) for date in dates]
    if not any(times):
        return "day"
    if any(time.microseconds for time in times):
        return "millisecond"
    written = any(parts.get("second") for parts in matches)
    return "second" if written or any(time.seconds % 60 for time in times) else "minute"


def iso(date: datetime, precision: str) -> str:
    """Return a date in ISO's form, to "year", "month", "day", "minute", "second" or "millisecond".

    >>> iso(datetime(2024, 4, 1), "month"), iso(datetime(2024, 4, 1, 8, 30), "minute")
    ('2024-04', '2024-04-01T08:30')
    """
    specs = {"minute": "minutes", "second": "seconds", "millisecond": "milliseconds"}
    if precision in specs:
        return date.isoformat(timespec=specs[precision])
    return date.date().isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]
