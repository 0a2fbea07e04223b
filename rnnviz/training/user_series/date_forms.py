"""How a single date may be written: one pattern for each form, and the date of what fits it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

YEAR = r"(?P<year>[12][0-9]{3})"
SHORT_YEAR = r"(?P<year>[12][0-9]{3}|'?[0-9]{2})"
NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:[:h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)
ZONE = (
    r"(?: ?(?P<zone>Z|CES?T|(?:UTC|GMT)?[+-][0-9]{2}(?::?[0-9]{2})?|UTC|GMT)"
    r"| ?\((?P<zone_in_brackets>UTC|GMT|CES?T)\))?"
)
TIME = rf"(?:(?:T|,? +){CLOCK}{ZONE}|(?: ?UTC| ?GMT|Z))?"

FORMS = {
    "year": YEAR,
    "quarter": YEAR + r"[-/: ]?[QT](?P<quarter>[1-4])",
    "quarter first": r"(?:[QT](?P<quarter>[1-4])|(?P<ordinal>[1-4])(?:\. ?Quartal|Q| ?quarter))[-/. ]*" + YEAR,
    "half": YEAR + r"[-/: ]?[HS](?P<semester>[12])",
    "week": YEAR + r"[- ]?(?:W|KW|week) ?(?P<week>[0-9]{1,2})(?:-(?P<weekday>[1-7]))?",
    "week first": r"(?:W|KW|week) ?(?P<week>[0-9]{1,2})[-/., ]+" + YEAR,
    "month": YEAR + r"[-/:](?P<month>[0-9]{1,2})",
    "month, M": YEAR + r"[- ]?M(?P<month>[0-9]{1,2})",
    "month first": r"(?P<month>[0-9]{1,2})[-/.]" + YEAR,
    "month's name": NAME + r"[-/ ,.]*" + SHORT_YEAR,
    "month's name last": YEAR + r"[-/ ]*" + NAME,
    "number, month's name": r"(?P<year>[0-9]{2})[-/ ]" + NAME,
    "day": YEAR + r"(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})" + TIME,
    "day, basic": YEAR + r"(?P<month>[0-9]{2})(?P<day>[0-9]{2})T(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})"
    r"(?P<second>[0-9]{2})?" + ZONE,
    "mixed": r"(?P<first>[0-9]{1,2})(?P<mark>[-/.])(?P<then>[0-9]{1,2})(?P=mark)" + SHORT_YEAR + TIME,
    "day, month's name": DAY + r"[-/. ]*(?:de |of )?" + NAME + r"[-/., ]*(?:de )?" + SHORT_YEAR + TIME,
    "month's name, day": NAME + r"[-/ ]*" + DAY + r"[-/, ]+" + SHORT_YEAR + TIME,
    "year, month's name, day": YEAR + r"[-/. ]*" + NAME + r"[-/. ]*" + DAY + TIME,
}
"""Forms that no number has, but for the year; "mixed" is day/month/year, month/day/year or, with two digits each,
year/month/day, which only all rows together tell."""

PLAUSIBLE = r"(?P<year>1[6-9][0-9]{2}|2[01][0-9]{2})"

DIGITS = {
    "digits of a month": PLAUSIBLE + r"(?P<month>0[1-9]|1[0-2])(?:\.0+)?",
    "digits of a day": PLAUSIBLE + r"(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])(?:\.0+)?",
    "digits of an hour": PLAUSIBLE
    + r"(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])[_ ]?(?P<hour>[01][0-9]|2[0-4])"
    r"(?:(?P<minute>[0-5][0-9])(?P<second>[0-5][0-9])?)?",
    "seconds since 1970": r"(?P<seconds>[1-9][0-9]{8,9})(?:\.(?P<fraction>[0-9]{1,9}))?",
    "milliseconds since 1970": r"(?P<milliseconds>[1-9][0-9]{11,12})(?:\.0+)?",
    "Excel's day number": r"(?P<serial>[1-6][0-9]{4}(?:[.,][0-9]+)?)",
}
"""Forms that are numbers too."""

PATTERNS = {name: re.compile(form, re.IGNORECASE) for name, form in (FORMS | DIGITS).items()}

WEEKDAY = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +(?=\w)"
    r"|(?:mo|di|mi|do|fr|sa|so|lun|mer|jeu|ven|sam|dim|\w{4,10}(?:tag|woch|di))\.?,? +(?=[0-9]))",
    re.IGNORECASE,
)

MONTHS = (
    "january januar janvier enero gennaio",
    "february februar février fevrier febrero febbraio",
    "march märz maerz mars marzo mrz",
    "april avril abril aprile",
    "may mai mayo maggio",
    "june juni juin junio giugno",
    "july juli juillet julio luglio",
    "august août aout agosto",
    "september septembre septiembre settembre",
    "october oktober octobre octubre ottobre",
    "november novembre noviembre",
    "december dezember décembre decembre diciembre dicembre",
)
"""The months' names in English, German, French, Spanish and Italian."""

ZONES = {"z": 0, "utc": 0, "gmt": 0, "cet": 60, "cest": 120}
"""Minutes east of UTC of the names that mean one thing."""


@cache
def month_of(word: str) -> int | None:
    """Return the month that a name or the beginning of one means; None if none, or several.

    >>> month_of("Okt"), month_of("juil"), month_of("jui"), month_of("soon")
    (10, 7, None, None)
    """
    found = {
        month
        for month, names in enumerate(MONTHS, 1)
        if any(name.startswith(word.lower()) for name in names.split(" "))
    }
    return found.pop() if len(found) == 1 and len(word) > 2 else None


def match(name: str, cell: str) -> dict | None:
    """Return the parts of a date that is written in a form of ``FORMS`` or ``DIGITS``; None where it is not."""
    found = PATTERNS[name].fullmatch(WEEKDAY.sub("", cell, count=1) if cell[:1].isalpha() else cell)
    parts = found and found.groupdict()
    return parts if parts and (not parts.get("name") or month_of(parts["name"])) else None


def form_of(cell: str) -> str | None:
    """Return the name in ``FORMS`` of how a date is written; None if it is none.

    >>> form_of("2024-01"), form_of("31/01/2024 08:30"), form_of("2024-01-31T08:30Z"), form_of("12.5")
    ('month', 'mixed', 'day', None)
    >>> form_of("Dec 31, 2021"), form_of("31-Dec-21"), form_of("Q1 1990"), form_of("2 men 20")
    ("month's name, day", "day, month's name", 'quarter first', None)
    """
    return next((name for name in FORMS if match(name, cell)), None) if len(cell) < 60 else None


def short_year(parts: Mapping, century_from: int) -> int:
    """Return the year of a date; one of two digits is that of the hundred years that begin with ``century_from``."""
    year = int(parts["year"].lstrip("'"))
    return year if year > 99 else century_from + (year - century_from) % 100


def date_of(parts: Mapping, order: str = "", century_from: int = 1970) -> datetime:
    """Return the date of the parts of a match, with its zone if it has one; ValueError if there is none such.

    Args:
        parts: as ``match`` returns them.
        order: of a mixed date: "day first", "month first" or "year first".
        century_from: the first year that two digits can mean.
    """
    if "serial" in parts:
        return datetime(1899, 12, 30) + timedelta(seconds=round(86_400 * float(parts["serial"].replace(",", "."))))
    if "milliseconds" in parts:
        return datetime(1970, 1, 1) + timedelta(milliseconds=int(parts["milliseconds"]))
    fraction = timedelta(microseconds=int((parts.get("fraction") or "0").ljust(6, "0")[:6]))
    if "seconds" in parts:
        return datetime(1970, 1, 1) + timedelta(seconds=int(parts["seconds"])) + fraction
    if order == "year first":
        parts = {**parts, "year": parts["first"], "month": parts["then"], "day": parts["year"]}
    elif "first" in parts:
        day, month = (parts["first"], parts["then"]) if order == "day first" else (parts["then"], parts["first"])
        parts = {**parts, "month": month, "day": day}
    year = short_year(parts, century_from)
    if "week" in parts:
        return datetime.fromisocalendar(year, int(parts["week"]), int(parts.get("weekday") or 1))
    month = int(parts.get("month") or 1)
    if parts.get("name"):
        month = month_of(parts["name"])
    elif quarter := parts.get("quarter") or parts.get("ordinal"):
        month = 3 * int(quarter) - 2
    elif parts.get("semester"):
        month = 6 * int(parts["semester"]) - 5
    date = datetime(year, month, int(parts.get("day") or 1), tzinfo=zone_of(parts))
    return date + time_of(parts) + fraction


def time_of(parts: Mapping) -> timedelta:
    """Return the time since midnight; 24:00 is the next day's midnight, as meters write it."""
    hour, minute, second = (int(parts.get(each) or 0) for each in ("hour", "minute", "second"))
    if parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError("There is no such hour of half a day.")
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        raise ValueError("There is no such time.")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def zone_of(parts: Mapping) -> timezone | None:
    """Return the zone that a date names; None where it names none."""
    zone = (parts.get("zone") or parts.get("zone_in_brackets") or "").lower()
    if not zone:
        return None
    if zone in ZONES:
        return timezone(timedelta(minutes=ZONES[zone]))
    digits = zone[-5:].replace(":", "").lstrip("utcgm+-")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if "-" in zone else offset) if offset else UTC
