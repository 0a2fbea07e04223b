"""How dates are spaced: how many steps a season has, which dates are missing."""

import calendar
import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

SEASONS = {1: 12, 3: 4}
"""Steps of a season by the months of a step: a year."""

DAY = timedelta(days=1) // timedelta(microseconds=1)
"""Microseconds of a day."""


def months_of(dates: Sequence[datetime]) -> list[int] | None:
    """Return months since year 0 of dates at the same time of the same day of the month, or on its last; else None."""
    last = all((date + timedelta(days=1)).day == 1 for date in dates)
    days = {date.day for date in dates} if not last else {0}
    if len(days) > 1 or len({date.time() for date in dates}) > 1:
        return None
    return [12 * date.year + date.month for date in dates]


CLEAR = 0.9
"""The share of the steps that must be alike, and of the dates that must be there, for those between to be missing."""

WEEKDAYS = "a day, Monday to Friday"


class Spacing(NamedTuple):
    """How sorted dates are spaced.

    Args:
        season: its steps: a year of months or quarters, a week of days (five steps where there are weekdays alone),
            a day of what is shorter, else 1; None where dates are not evenly spaced but for some that are missing.
        gaps: for each the position before it and how many dates are missing there.
        step: in words, as "one row a month" has it.
        per: what a season is, as "a year".
        months: of a step; 0 where it is not counted in months.
        is_clear: whether what is between the dates is missing: nine in ten follow one another, and of all dates nine in
            ten are there. Nights when a shop is shut and days when an exchange is are not missing.
    """

    season: int | None
    gaps: list[tuple[int, int]]
    step: str = ""
    per: str = ""
    months: int = 0
    is_clear: bool = False


NAMES = {1: "a month", 3: "a quarter", 6: "half a year", 12: "a year"}
"""Of steps, by their months."""

PARTS = (("week", 7 * DAY), ("day", DAY), ("hour", DAY // 24), ("minute", DAY // 1440), ("second", DAY // 86_400))
"""Of what a step is told in, by their microseconds."""


def step_words(step: int) -> str:
    """Say how often a row comes, of a step in microseconds.

    >>> step_words(DAY), step_words(DAY // 48), step_words(DAY // 24)
    ('a day', 'every 30 minutes', 'an hour')
    """
    for name, size in PARTS:
        if step % size == 0:
            count = step // size
            return f"every {count:,} {name}s" if count > 1 else f"{'an' if name == 'hour' else 'a'} {name}"
    return f"every {step / 1e6:g} seconds"


def spacing(dates: Sequence[datetime]) -> Spacing:
    """Return how sorted dates are spaced.

    >>> spacing([datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 4, 1), datetime(2024, 5, 1)])
    Spacing(season=12, gaps=[(1, 1)], step='a month', per='a year', months=1, is_clear=False)
    """
    months = months_of(dates)
    counts = [(date - dates[0]) // timedelta(microseconds=1) for date in dates] if months is None else months
    steps = [after - before for before, after in itertools.pairwise(counts)]
    if not steps:
        return Spacing(None, [])
    often = Counter(steps)
    step = max(often, key=lambda each: (often[each], -each))
    if step == 0 or 2 * often[step] < len(steps) or any(each % step for each in steps):
        return Spacing(None, [])
    gaps = [(at, each // step - 1) for at, each in enumerate(steps) if each > step]
    missing = sum(count for _, count in gaps)
    is_clear = often[step] >= CLEAR * len(steps) and len(dates) >= CLEAR * (len(dates) + missing)
    if months is not None:
        words = NAMES.get(step, f"every {step} months")
        return Spacing(SEASONS.get(step, 1), gaps, words, "a year", step, is_clear)
    words = step_words(step)
    if step == DAY and gaps and all(date.weekday() < 5 for date in dates):
        gaps = [(at, missing) for at, missing in weekdays_missing(dates, gaps) if missing]
        return Spacing(5, gaps, WEEKDAYS, "a week")
    if step == DAY:
        return Spacing(7, gaps, words, "a week", is_clear=is_clear)
    season = DAY // step if DAY % step == 0 and step >= 60_000_000 else 1
    return Spacing(season, gaps, words, "a day", is_clear=is_clear)


def between(dates: Sequence[datetime], at: int, missing: int, spaced: Spacing) -> list[datetime]:
    """Return the dates that are missing after position ``at``, of which there are so many.

    >>> ends = [datetime(2024, 1, 31), datetime(2024, 3, 31)]
    >>> [f"{day:%m-%d}" for day in between(ends, 0, 1, Spacing(12, [(0, 1)], months=1))]
    ['02-29']
    """
    first, after = dates[at], dates[at + 1]
    if spaced.months:
        at_end = {(day + timedelta(days=1)).day for day in (first, after)} == {1}
        return [month_after(first, step * spaced.months, at_end) for step in range(1, missing + 1)]
    if spaced.step == WEEKDAYS:
        days = (first + timedelta(days=day) for day in range(1, (after - first).days))
        return [day for day in days if day.weekday() < 5]
    return [first + step * (after - first) / (missing + 1) for step in range(1, missing + 1)]


def month_after(first: datetime, months: int, at_end: bool) -> datetime:
    """Return the date so many months later, on the same day of the month where it has one, or on its last."""
    year, month = divmod(12 * first.year + first.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return first.replace(year=year, month=month + 1, day=last if at_end else min(first.day, last))


def weekdays_missing(dates: Sequence[datetime], gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the gaps of daily dates, Saturdays and Sundays not counted."""
    return [
        (at, sum((dates[at] + timedelta(days=day)).weekday() < 5 for day in range(1, missing + 1)))
        for at, missing in gaps
    ]
