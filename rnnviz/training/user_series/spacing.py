"""How dates are spaced: how many steps a season has, which dates are missing."""

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

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


def spacing(dates: Sequence[datetime]) -> tuple[int | None, list[tuple[int, int]]]:
    """Return the season that the spacing of sorted dates suggests, and their gaps.

    Returns:
        The steps of a season: a year of months or quarters, a week of days (five steps where there are weekdays alone),
        a day of what is shorter, else 1; None where dates are not evenly spaced but for some that are missing. And for
        each gap the position before it and how many dates are missing there.

    >>> spacing([datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 4, 1), datetime(2024, 5, 1)])
    (12, [(1, 1)])
    """
    months = months_of(dates)
    counts = [(date - dates[0]) // timedelta(microseconds=1) for date in dates] if months is None else months
    steps = [after - before for before, after in itertools.pairwise(counts)]
    if not steps:
        return None, []
    often = Counter(steps)
    step = max(often, key=lambda each: (often[each], -each))
    if 2 * often[step] < len(steps) or any(each % step for each in steps):
        return None, []
    gaps = [(at, each // step - 1) for at, each in enumerate(steps) if each > step]
    if months is not None:
        return SEASONS.get(step, 1), gaps
    if step == DAY and gaps and all(date.weekday() < 5 for date in dates):
        return 5, [(at, missing) for at, missing in weekdays_missing(dates, gaps) if missing]
    if step == DAY:
        return 7, gaps
    return DAY // step if DAY % step == 0 and step >= 60_000_000 else 1, gaps


def weekdays_missing(dates: Sequence[datetime], gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the gaps of daily dates, Saturdays and Sundays not counted."""
    return [
        (at, sum((dates[at] + timedelta(days=day)).weekday() < 5 for day in range(1, missing + 1)))
        for at, missing in gaps
    ]
