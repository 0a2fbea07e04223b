"""A series of the reader's own in a link: its values, its season, its dates where they are even, what was missing.

As text that is ``values~start,step,season~missing~columns``, such as ``112,118,132~1949-01,1month,12~1~ahead:0,1,0``;
of the four parts the values alone are needed, as in links of before. Further columns are ``ahead`` where they are known
ahead, else ``behind``, with ``|`` between them.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from rnnviz.core.numbers import plural
from rnnviz.training.series import MAX_AHEAD, MAX_COVARIATES, MAX_VALUE, Covariate, Series
from rnnviz.ui.link import MAX_CHARACTERS, clipped, table, whole, written_table

MAX_VALUES = 600
"""Of a series in a link."""

MAX_SEASON = 20_000

MICROSECONDS = {"day": 86_400_000_000, "hour": 3_600_000_000, "minute": 60_000_000, "second": 1_000_000}

WHEN = {True: "ahead", False: "behind"}
"""How a link says whether a further column is known ahead."""

STEP = re.compile(rf"([1-9][0-9]{{0,5}})(month|monthend|weekday|{'|'.join(MICROSECONDS)})")

START = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?)?)?")


def parse_series(text: str) -> Series:
    """Return the series of whoever sent the link.

    Raises:
        ValueError: what is wrong, without a full stop.
    """
    values, time, missing, columns = (text.split("~") + [""] * 3)[:4] if text.count("~") < 4 else [""] * 4
    numbers = np.array(table(1, MAX_VALUES, MAX_VALUE)(values)[0])
    start, step, season = time.split(",") if time.count(",") == 2 else ("", "", time)
    steps_of_season = whole(1, MAX_SEASON)(season) if season else 1
    dates = dates_from(start, step, len(numbers)) if start or step else None
    imputed = tuple(map(whole(1, len(numbers) - 1), missing.split(","))) if missing else ()
    if list(imputed) != sorted(set(imputed)):
        raise ValueError("the positions of what was missing must rise")
    covariates = covariates_from(columns) if columns else ()
    about = "own", "A series from a link", "", numbers, dates, steps_of_season, "From the link.", imputed
    try:
        return Series(*about, covariates)
    except ValueError as error:
        raise ValueError(str(error).rstrip(".")) from None


def covariates_from(text: str) -> tuple[Covariate, ...]:
    """Return the further columns of a link; their names did not travel.

    Raises:
        ValueError: what is wrong, without a full stop.
    """
    columns, found = text.split("|"), []
    if len(columns) > MAX_COVARIATES:
        raise ValueError(f"at most {MAX_COVARIATES} further columns are read")
    for number, column in enumerate(columns, start=2):
        when, colon, values = column.partition(":")
        if when not in WHEN.values() or not colon:
            raise ValueError(f"“{clipped(when)}” is not known; a further column begins with ahead: or behind:")
        numbers = table(1, MAX_VALUES + MAX_AHEAD, MAX_VALUE)(values)[0]
        found.append(Covariate(f"column {number}", np.array(numbers), when == WHEN[True]))
    return tuple(found)


def write_series(series: Series) -> str:
    """Return the text of a series; its name does not travel."""
    values = written_table((tuple(series.values.tolist()),))
    start, step = steps_of(series) or ("", "")
    time = f"{start},{step},{series.season}" if step else f"{series.season}" if series.season > 1 else ""
    columns = (f"{WHEN[each.known_ahead]}:{written_table((each.values.tolist(),))}" for each in series.covariates)
    return "~".join([values, time, ",".join(map(str, series.imputed)), "|".join(columns)]).rstrip("~")


def travels(series: Series) -> bool:
    """Return whether a series is short enough for a link."""
    return len(series) <= MAX_VALUES and len(write_series(series)) <= MAX_CHARACTERS


def words(series: Series) -> str:
    """Return a sentence about what of a series of the reader's own is in the link."""
    if not travels(series):
        beside = f" and {plural(len(series.covariates), 'further column')}" if series.covariates else ""
        return (
            f"The link has no place for your series of {len(series):,} values{beside}, only for the setting: who opens "
            "it brings the series."
        )
    has = ["its values"]
    has += ["their dates"] if steps_of(series) else []
    has += [f"the season of {series.season:,} steps that they suggest"] if series.season > 1 else []
    has += ["which of them were missing"] if series.imputed else []
    has += ["what is read beside them"] if series.covariates else []
    text = f"The link carries your series: {', '.join(has[:-1])}{' and ' if has[1:] else ''}{has[-1]}"
    left_out = "" if series.dates is None or steps_of(series) else "; not the dates, which are not evenly spaced"
    return f"{text}{left_out}. {'Names stay' if series.covariates else 'Its name stays'} here."


def steps_of(series: Series) -> tuple[str, str] | None:
    """Return the first date and the step that make all dates of a series; None where there are none such."""
    if not series.dates or len(series) < 2 or not START.fullmatch(series.dates[0]):
        return None
    first, second = map(datetime.fromisoformat, map(whole_date, series.dates[:2]))
    months = 12 * (second.year - first.year) + second.month - first.month
    apart = (second - first) // timedelta(microseconds=1)
    steps = [f"{months}month", f"{months}monthend"] if months > 0 else []
    steps += [f"{apart // size}{unit}" for unit, size in MICROSECONDS.items() if apart > 0 and apart % size == 0][:1]
    for step in (*steps, "1weekday"):
        if STEP.fullmatch(step) and dates_or_none(series.dates[0], step, len(series)) == series.dates:
            return series.dates[0], step
    return None


def dates_or_none(start: str, step: str, count: int) -> tuple[str, ...] | None:
    """Return the dates, or None where there are none such."""
    try:
        return dates_from(start, step, count)
    except ValueError:
        return None


def dates_from(start: str, step: str, count: int) -> tuple[str, ...]:
    """Return so many dates from a first one on, written as that is.

    Raises:
        ValueError: what is wrong, without a full stop.

    >>> dates_from("2024-01-31", "1monthend", 3), dates_from("2024-01-05", "1weekday", 2)
    (('2024-01-31', '2024-02-29', '2024-03-31'), ('2024-01-05', '2024-01-08'))
    """
    found = STEP.fullmatch(step)
    if not found or not START.fullmatch(start):
        raise ValueError(f"“{clipped(start)},{clipped(step)}” is not allowed; a first date and a step as 1month are")
    size, unit = int(found[1]), found[2]
    try:
        first = datetime.fromisoformat(whole_date(start))
        days = (following(first, size, unit, at) for at in range(count)) if unit != "weekday" else weekdays(first)
        return tuple(day.isoformat()[: len(start)] for day, _ in zip(days, range(count), strict=False))
    except (ValueError, OverflowError):
        raise ValueError(f"“{clipped(start)},{clipped(step)}” leads to dates that there are not") from None


def whole_date(text: str) -> str:
    """Return a date with its month and day."""
    return text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text


def following(first: datetime, size: int, unit: str, at: int) -> datetime:
    """Return the date so many steps after the first."""
    if unit in MICROSECONDS:
        return first + at * size * timedelta(microseconds=MICROSECONDS[unit])
    year, month = divmod(12 * first.year + first.month - 1 + at * size, 12)
    day = calendar.monthrange(year, month + 1)[1] if unit == "monthend" else first.day
    return first.replace(year=year, month=month + 1, day=day)


def weekdays(day: datetime) -> Iterator[datetime]:
    """Yield the days from Monday to Friday, from one on."""
    while True:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)
