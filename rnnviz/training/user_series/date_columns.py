"""Which columns of a table are dates, and which are dates only together: year, month and day, or date and time."""

import re
from collections.abc import Mapping, Sequence

from rnnviz.training.user_series.date_forms import CLOCK, DIGITS, date_of, form_of, match, month_of
from rnnviz.training.user_series.dates import RANGE, in_order, monotone
from rnnviz.training.user_series.number_forms import is_number, plain
from rnnviz.training.user_series.spacing import spacing

NAMED_DATES = re.compile(
    r"date|datum|fecha|timestamp|datetime|date[ _]?time|ds|dt|zeitpunkt|tag|day|month|week|years?|quarter|time|zeit|"
    r"period|monat|woche|jahr|jour|mois|mes",
    re.IGNORECASE,
)
"""Names of columns that hold dates, even where they cannot be read."""

NAMED_TIMES = re.compile(
    r"(?:.*[ _])?(?:date|datum|fecha|time|times?tamp|datetime|epoch|unix|ts|ds|dt|day|month|zeit|tag|jour|period)"
    r"(?:[ _(].*)?|.*(?:date|time)",
    re.IGNORECASE,
)
"""Names of columns whose numbers may be seconds since 1970 or Excel's days."""

PARTS = {
    "year": (r"year|yr|yyyy|jahr|ann[ée]e|a[ñn]o|anno", 1000, 2999),
    "month": (r"month|mon|mo|mm|monat|mois|mes|mese", 1, 12),
    "quarter": (r"quarter|qtr|q|quartal|trimestre", 1, 4),
    "week": (r"week|wk|kw|kalenderwoche|woche|semaine", 1, 53),
    "day": (r"day|dd|dy|tag|jour|d[ií]a|giorno|day of month", 1, 31),
    "hour": (r"hour|hour[ _]?(ending|beginning)|he|hr|hh|stunde|heure|hora|ora", 0, 24),
    "minute": (r"minute|min|mi", 0, 59),
}
"""Dates spread over columns: how each part is named, and between which numbers it lies."""

SPREADS = (
    ("year", "month", "day", "hour", "minute"),
    ("year", "month", "day", "hour"),
    ("year", "month", "day"),
    ("year", "month"),
    ("year", "quarter"),
    ("year", "week"),
)


def sample(cells: Sequence[str], most: int = 200) -> list[str]:
    """Return cells from the whole length of a column, the first and the last among them."""
    if len(cells) <= most:
        return list(cells)
    return [cells[at * (len(cells) - 1) // (most - 1)] for at in range(most)]


def looks_like_dates(cells: Sequence[str], name: str = "") -> bool:
    """Tell whether a column is of dates: read so, or nearly so, or named so; a column of years must be in order."""
    some = sample(cells)
    forms = [form_of(start_of(cell)) for cell in some]
    if all(form == "year" for form in forms):
        if not all(form_of(cell) == "year" for cell in cells):
            return False
        named = re.fullmatch(PARTS["year"][0], name, re.IGNORECASE)  # years of a long table come again and again
        return bool(named) or (
            len(set(cells)) == len(cells) and monotone(cells) and "1500" < min(cells) <= max(cells) < "2200"
        )
    if "month first" in forms and all(map(is_number, some)):
        return are_months(cells)
    if sum(form not in (None, "year") for form in forms) >= 0.5 * len(some):
        return True
    if any(map(is_number, some)):
        return digits_are_dates(cells, name)
    return bool(NAMED_DATES.fullmatch(name)) and any(re.search("[0-9]", cell) or month_of(cell) for cell in some)


def are_months(cells: Sequence[str]) -> bool:
    """Tell whether cells that are numbers too, as 1.1234 and 01.2010, are months one after another.

    >>> are_months(["11.2009", "12.2009", "01.2010"]), are_months(["1.1234", "1.1250", "1.1199"])
    (True, False)
    """
    matches = [match("month first", plain(cell)) for cell in cells]
    try:
        dates = sorted(map(date_of, matches)) if all(matches) else []
    except ValueError:
        return False
    return len(set(dates)) == len(dates) > 1 and spacing(dates).season in (12, 4)


def start_of(cell: str) -> str:
    """Return the beginning of a range of time, or the cell."""
    found = RANGE.fullmatch(plain(cell)) if len(cell) < 60 else None
    return found["start"] if found else plain(cell)


def digits_are_dates(cells: Sequence[str], name: str) -> bool:
    """Tell whether numbers are dates in digits: all are, in order; what might be any number must be named so."""
    for form in DIGITS:
        if not match(form, cells[0]) or not match(form, cells[-1]):
            continue
        matches = [match(form, cell) for cell in cells]
        named = NAMED_TIMES.fullmatch(name)
        if not all(matches) or not (in_order(matches, "") or (named and "Excel" not in form)):
            continue
        if named or (form.startswith("digits") and len(cells) > 2):
            dates = sorted(map(date_of, matches))
            return dates[0] < dates[-1] and (bool(named) or spacing(dates)[0] is not None)
    return False


def joined_dates(names: Sequence[str], columns: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return dates that several columns make together: "year + month" and so on → cells as ISO or the columns write.

    >>> joined_dates(("Year", "Month", "x"), (("1949", "1949"), ("1", "2"), ("112", "118")))
    {'Year + Month': ('1949-01', '1949-02')}
    """
    table = dict(zip(names, columns, strict=True))
    found = by_parts(table) or by_order(table) or date_and_time(table)
    return dict([found]) if found else {}


def within(cells: Sequence[str], part: str) -> bool:
    """Tell whether all cells are whole numbers that a part of a date may have, or months' names."""
    _, low, high = PARTS[part]
    if part == "month" and all(month_of(cell) for cell in cells):
        return True
    return all(re.fullmatch(r"[QT]?[0-9]{1,4}(\.0)?", cell) and low <= whole(cell) <= high for cell in cells)


def whole(cell: str) -> int:
    """Return the whole number of a part of a date."""
    return month_of(cell) or int(float(cell.lstrip("QT")))


def by_parts(table: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...]] | None:
    """Return the dates of columns that are named year, month and so on."""
    parts = {}
    for part, (named, *_) in PARTS.items():
        parts[part] = next(
            (n for n, cells in table.items() if re.fullmatch(named, n, re.IGNORECASE) and within(cells, part)), None
        )
    for spread in SPREADS:
        names = [parts[part] for part in spread]
        if all(names):
            return " + ".join(names), written(spread, [table[name] for name in names])
    return None


def by_order(table: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...]] | None:
    """Return the dates of columns beside each other whose numbers can be years, months and so on, and are in order."""
    names = list(table)
    for spread in SPREADS[1:4]:
        for at in range(len(names) - len(spread)):
            chosen = names[at : at + len(spread)]
            if all(within(table[name], part) for name, part in zip(chosen, spread, strict=True)):
                cells = written(spread, [table[name] for name in chosen])
                if len(set(cells)) == len(cells) > 2 and monotone(cells):
                    return " + ".join(chosen), cells
    return None


def written(spread: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return dates as ISO writes them, of the columns of their parts."""
    form = {"quarter": "{}-Q{}", "week": "{}-W{:02}"}.get(spread[1])
    form = (
        form or ("{}-{:02}", "{}-{:02}-{:02}", "{}-{:02}-{:02} {:02}:00", "{}-{:02}-{:02} {:02}:{:02}")[len(spread) - 2]
    )
    return tuple(form.format(*map(whole, cells)) for cells in zip(*columns, strict=True))


def date_and_time(table: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...]] | None:
    """Return the dates of a column of days beside one of times, or of hours that is named so."""
    for date, days in table.items():
        form = form_of(days[0])
        parts = match(form, days[0]) if form else None
        if parts is None or "hour" not in parts or parts["hour"]:
            continue
        for time, times in table.items():
            if time != date and all(re.fullmatch(CLOCK, cell, re.IGNORECASE) for cell in sample(times)):
                hours = re.fullmatch(PARTS["hour"][0], time, re.IGNORECASE) and within(times, "hour")
                if all(":" in cell or "m" in cell.lower() for cell in sample(times)) or hours:
                    cells = (f"{day} {clock}{':00' if hours else ''}" for day, clock in zip(days, times, strict=True))
                    return f"{date} + {time}", tuple(cells)
    return None
