"""Cells of a column → dates: which form they have, and whether the day or the month comes first."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

from rnnviz.training.user_series.numbers import quoted
from rnnviz.training.user_series.spacing import spacing

TIME = r"([T ]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(:(?P<second>[0-9]{2})([.,][0-9]+)?)?)?"
ZONE = r" ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
FORMS = {
    "year": re.compile(r"(?P<year>[12][0-9]{3})"),
    "quarter": re.compile(r"(?P<year>[12][0-9]{3})[- ]?Q(?P<quarter>[1-4])"),
    "month": re.compile(r"(?P<year>[12][0-9]{3})[-/](?P<month>[0-9]{1,2})"),
    "day": re.compile(r"(?P<year>[12][0-9]{3})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})" + TIME + ZONE),
    "mixed": re.compile(r"(?P<first>[0-9]{1,2})[-/.](?P<then>[0-9]{1,2})[-/.](?P<year>[12][0-9]{3})" + TIME + ZONE),
}
"""How a date may be written; "mixed" is day/month/year or month/day/year, which only all rows together tell."""


def form_of(cell: str) -> str | None:
    """Return the name in ``FORMS`` of how a date is written; None if it is none.

    >>> form_of("2024-01"), form_of("31/01/2024 08:30"), form_of("2024-01-31T08:30Z"), form_of("12.5")
    ('month', 'mixed', 'day', None)
    """
    return next((name for name, form in FORMS.items() if form.fullmatch(cell)), None)


def read_dates(cells: Sequence[str], rows: Sequence[int], name: str) -> tuple[list[datetime], str, list[str]]:
    """Return the dates of a column, how precise they are (see ``iso``), and notes.

    Times with an offset are brought to UTC.

    Args:
        cells: of the column.
        rows: the row of each in the file.
        name: of the column.

    Raises:
        ValueError: a sentence that names the row of the first cell that is no date or is written unlike the first, or
            says that day and month cannot be told apart.
    """
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
    matches = [FORMS[form].fullmatch(cell).groupdict() for cell in cells]
    day_first, notes = day_comes_first(cells, rows, name, matches) if form == "mixed" else (False, [])
    dates = []
    for cell, row, parts in zip(cells, rows, matches, strict=True):
        try:
            dates.append(date_of(parts, day_first))
        except (ValueError, OverflowError):
            raise ValueError(f"Row {row}, column “{name}”: there is no date {quoted(cell)}.") from None
    zoned = [bool(parts.get("zone")) for parts in matches]
    if any(zoned):
        if not all(zoned):
            row = rows[zoned.index(not zoned[0])]
            raise ValueError(
                f"Row {row}, column “{name}”: some times have an offset from UTC and some have none, so their order is "
                "unknown."
            )
        notes.append("Times are in UTC.")
    return dates, precision_of(form, matches), notes


def precision_of(form: str, matches: Sequence[dict]) -> str:
    """Return how precise dates of a form are: as the most precise of them."""
    if form in ("day", "mixed"):
        timed = [each for each in ("second", "hour") if any(parts[each] for parts in matches)]
        return {"second": "second", "hour": "minute"}[timed[0]] if timed else "day"
    return "year" if form == "year" else "month"


def day_comes_first(cells, rows, name, matches) -> tuple[bool, list[str]]:
    """Tell whether the day is written before the month, decided from all rows, and a note that says so."""
    first_large = [at for at, parts in enumerate(matches) if int(parts["first"]) > 12]
    then_large = [at for at, parts in enumerate(matches) if int(parts["then"]) > 12]
    if first_large and then_large:
        at, other = first_large[0], then_large[0]
        raise ValueError(
            f"Column “{name}” mixes day/month and month/day: {quoted(cells[at])} in row {rows[at]}, "
            f"{quoted(cells[other])} in row {rows[other]}."
        )
    if first_large or then_large:
        return bool(first_large), []
    even = [day_first for day_first in (True, False) if evenly_spaced(matches, day_first)]
    if len(even) == 1:
        order = "day/month/year" if even[0] else "month/day/year"
        return even[0], [f"The dates were read as {order}: only so are they evenly spaced."]
    raise ValueError(
        f"Nothing tells whether {quoted(cells[0])} in row {rows[0]}, column “{name}”, is day/month/year or "
        "month/day/year: write it as 2024-01-31."
    )


def evenly_spaced(matches: Sequence[dict], day_first: bool) -> bool:
    """Tell whether dates so read are evenly spaced, and none is missing."""
    try:
        season, gaps = spacing(sorted({date_of(parts, day_first) for parts in matches}))
    except ValueError:
        return False
    return season is not None and not gaps


def date_of(parts: dict, day_first: bool) -> datetime:
    """Return the date of a match of one of ``FORMS``, without a zone; ValueError if there is none such."""
    month, day = parts.get("month") or 1, parts.get("day") or 1
    if "first" in parts:
        month, day = (parts["then"], parts["first"]) if day_first else (parts["first"], parts["then"])
    if "quarter" in parts:
        month = 3 * int(parts["quarter"]) - 2
    hour, minute, second = (int(parts.get(each) or 0) for each in ("hour", "minute", "second"))
    date = datetime(int(parts["year"]), int(month), int(day), hour, minute, second)
    zone = parts.get("zone")
    if not zone or zone == "Z":
        return date
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return date.replace(tzinfo=timezone(-offset if zone[0] == "-" else offset)).astimezone(UTC).replace(tzinfo=None)


def iso(date: datetime, precision: str) -> str:
    """Return a date in ISO's form, to "year", "month", "day", "minute" or "second".

    >>> iso(datetime(2024, 4, 1), "month"), iso(datetime(2024, 4, 1, 8, 30), "minute")
    ('2024-04', '2024-04-01T08:30')
    """
    if precision in ("minute", "second"):
        return date.isoformat(timespec="minutes" if precision == "minute" else "seconds")
    return date.date().isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]
