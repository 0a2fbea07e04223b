"""Long tables → fewer steps: the last of them, or means by hour, day, month or block."""

import itertools
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from rnnviz.training.user_series.filling import listed
from rnnviz.training.user_series.rows import MAX_ROWS

FEW = 2000
"""Steps up to which all are taken without asking."""

USUAL = 5000
"""The last steps that are taken where there are too many and the reader has not chosen."""

PERIODS = {
    "hour": lambda day: 24 * day.toordinal() + day.hour,
    "day": datetime.toordinal,
    "month": lambda day: 12 * day.year + day.month,
}
"""Periods of which a mean is made: a date → the number of its period."""

MIN_SHARE = 0.5
"""Of a period's usual number of values, to make a mean of it."""


class Thinned(NamedTuple):
    """Steps of a table, and notes.

    Args:
        values: (n,), NaN where they are missing.
        rows: (n,), the row in which each begins; 0 where the file has no row of that step.
        days: their dates, as written; None where there are none.
        elapsed: the same by a clock that is never changed.
        precision: of the dates.
        begin: how many steps before them were left out.
        beside: further columns, (n,) each, NaN where they are missing.
    """

    values: np.ndarray
    rows: np.ndarray
    days: list[datetime] | None = None
    elapsed: list[datetime] | None = None
    precision: str = ""
    begin: int = 0
    notes: Sequence[str] = ()
    beside: tuple[np.ndarray, ...] = ()

    def since(self, begin: int) -> "Thinned":
        """Return the steps from one on."""
        days, elapsed = (each and each[begin:] for each in (self.days, self.elapsed))
        beside = tuple(column[begin:] for column in self.beside)
        return self._replace(
            values=self.values[begin:], rows=self.rows[begin:], days=days, elapsed=elapsed, beside=beside
        )


def thinnings(count: int, days: Sequence[datetime] | None) -> dict[str, str]:
    """Return the ways to make so many steps fewer, in words, the usual one first; none where they are few.

    >>> thinnings(100_000, None)
    {'last 5000': 'the last 5,000', 'last 20000': 'the last 20,000', 'last 2000': 'the last 2,000', \
'blocks 20': 'means of 20 rows: 5,000'}
    """
    if count <= FEW:
        return {}
    ways = {} if count > MAX_ROWS else {"all": f"all {count:,}"}
    ways |= {f"last {last}": f"the last {last:,}" for last in (USUAL, MAX_ROWS, FEW) if last < count}
    if days is None:
        size = math.ceil(count / USUAL)
        return ways | ({f"blocks {size}": f"means of {size} rows: {math.ceil(count / size):,}"} if size > 1 else {})
    for period, number_of in PERIODS.items():
        steps = len(set(map(number_of, days)))
        if 24 <= steps <= min(MAX_ROWS, count // 2):
            ways[f"mean {period}"] = f"means by {period}: {steps:,}"
    return ways


def thinned(steps: Thinned, ways: Mapping[str, str], way: str) -> Thinned:
    """Return the steps made fewer in one of the ``ways`` of ``thinnings``; the usual one where ``way`` is none of them.

    Means are of the values that are present; a period with fewer than half of its usual number of them is missing.
    """
    values, rows, days = steps.values, steps.rows, steps.days
    by_choice = way in ways
    way = way if by_choice else next(iter(ways), "all")
    if way == "all":
        return steps
    kind, size = way.split(" ")
    many = f"The table has {len(values):,} rows"
    many += f", and at most {MAX_ROWS:,} steps are learned from" if len(values) > MAX_ROWS and not by_choice else ""
    if kind == "last":
        begin = len(values) - int(size)
        notes = [f"{many}: the last {int(size):,} of them are read, from row {rows[begin]} on."]
        return steps.since(begin)._replace(begin=begin, notes=notes)
    if kind == "blocks":
        names = [at // int(size) for at in range(len(values))]
    else:
        names = list(map(PERIODS[size], days))
    starts = [at for at, name in enumerate(names) if at == 0 or name != names[at - 1]]
    spans = list(itertools.pairwise([*starts, len(values)]))
    usual = float(np.median([b - a for a, b in spans]))
    means, *beside = (means_of(column, starts, usual) for column in (values, *steps.beside))
    of = f"blocks of {size} rows" if kind == "blocks" else f"each {size}"
    notes = [f"{many}: {len(means):,} means of {of} are read."]
    short = [int(rows[a]) for (a, _), mean in zip(spans, means, strict=True) if np.isnan(mean)]
    if short:
        one = len(short) == 1
        notes.append(
            f"{len(short):,} of them {'has' if one else 'have'} fewer than half of the usual {usual:g} values and "
            f"{'is' if one else 'are'} missing, from {'row' if one else 'rows'} {listed(short)} on."
        )
    if days is None:
        return Thinned(means, rows[starts], notes=notes, beside=tuple(beside))
    days = [start_of(days[at], size) for at in starts]
    precision = {"hour": "minute", "day": "day", "month": "month"}[size]
    return Thinned(means, rows[starts], days, days, precision, notes=notes, beside=tuple(beside))


def means_of(column: np.ndarray, starts: Sequence[int], usual: float) -> np.ndarray:
    """Return the means of what is present from each start to the next; NaN where it is less than half of the usual."""
    present = np.add.reduceat(~np.isnan(column), starts, dtype=np.int64)
    sums = np.add.reduceat(np.nan_to_num(column), starts)
    return np.where(present >= max(1.0, MIN_SHARE * usual), sums / np.maximum(present, 1), np.nan)


def start_of(day: datetime, period: str) -> datetime:
    """Return the beginning of the hour, day or month of a date."""
    if period == "hour":
        return day.replace(minute=0, second=0, microsecond=0)
    midnight = day - timedelta(hours=day.hour, minutes=day.minute, seconds=day.second, microseconds=day.microsecond)
    return midnight.replace(day=1) if period == "month" else midnight
