"""Rows into the order of their dates: turned round or sorted, clocks that change, dates that come twice."""

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from rnnviz.training.user_series.dates import Dates, iso
from rnnviz.training.user_series.filling import listed

HOUR = timedelta(hours=1)

CLOCK_MONTHS = (3, 4, 9, 10, 11)
"""In which clocks are changed, on a Sunday before four."""


class Ordered(NamedTuple):
    """Positions of rows in the order of time, their dates as written, and notes.

    ``elapsed`` are the dates of a clock that is never changed, which is what tells how far apart rows are.
    """

    order: list[int]
    days: list[datetime]
    elapsed: list[datetime]
    notes: list[str]


def in_order(dates: Dates, columns: Sequence[Sequence[str]], rows: Sequence[int], name: str) -> Ordered:
    """Return rows in the order of time.

    A row whose ``columns`` all repeat those of another is left out. Where a clock of local time is set back an hour
    comes twice, and both are kept in the order of the file.

    Raises:
        ValueError: naming both rows of the first other date that comes twice.
    """
    count = range(len(dates.days))
    if not dates.are_utc:
        for order in (list(count), list(reversed(count))):
            days = [dates.days[at] for at in order]
            changed = clock_changes(days)
            if changed is not None:
                notes = clock_words(days, changed, [rows[at] for at in order])
                turned = order[0] > order[-1]
                return Ordered(order, days, elapsed_of(days, changed), [TURNED] * turned + notes)
    order = sorted(count, key=dates.days.__getitem__)
    notes = sorting_words(order, dates.days)
    order, said = without_repeated(order, dates, columns, rows, name)
    days = [dates.days[at] for at in order]
    return Ordered(order, days, days, notes + said)


TURNED = "The rows were newest first; they have been turned round."


def sorting_words(order: Sequence[int], days: Sequence) -> list[str]:
    """Return what there is to say of how rows were put in order; ``order`` is that of the unsorted ``days``."""
    if all(a < b for a, b in itertools.pairwise(order)):
        return []
    if all(a >= b for a, b in itertools.pairwise(days)):
        return [TURNED]
    return ["The rows were not in the order of their dates; they have been sorted."]


def clock_changes(days: Sequence[datetime]) -> dict[int, int] | None:
    """Return where clocks of local time were changed: position before → hours that the clock leapt; None where nowhere.

    Dates must rise but for an hour that comes again, and come every hour or more often.
    """
    steps = [after - before for before, after in itertools.pairwise(days)]
    often = Counter(step for step in steps if step > timedelta(0))
    if not often:
        return None
    step = max(often, key=often.__getitem__)
    if step > HOUR or HOUR % step or 2 * often[step] < len(steps):
        return None
    found = {}
    for at, each in enumerate(steps):
        day = days[at + 1]
        if each - step in (HOUR, -HOUR) and day.weekday() == 6 and day.month in CLOCK_MONTHS and days[at].hour < 4:
            found[at] = 1 if each > step else -1
        elif each <= timedelta(0):
            return None
    return found or None


def elapsed_of(days: Sequence[datetime], changed: dict[int, int]) -> list[datetime]:
    """Return the times of a clock that was never changed."""
    ahead, elapsed = 0, []
    for at, day in enumerate(days):
        elapsed.append(day - ahead * HOUR)
        ahead += changed.get(at, 0)
    return elapsed


def clock_words(days: Sequence[datetime], changed: dict[int, int], rows: Sequence[int]) -> list[str]:
    """Say which clock changes there were and what became of them."""
    notes = []
    for leap, words in (
        (1, "set forward: no hour is missing there, that day has 23"),
        (-1, "set back: the hour that comes twice is kept twice, that day has 25"),
    ):
        places = [
            f"{days[at + 1].date()} ({days[at]:%H:%M}, then {days[at + 1]:%H:%M}, row {rows[at + 1]})"
            for at in changed
            if changed[at] == leap
        ]
        if places:
            notes.append(f"On {listed(places, 3)} clocks of local time were {words}.")
    return notes


def without_repeated(
    order: Sequence[int], dates: Dates, columns: Sequence[Sequence[str]], rows: Sequence[int], name: str
) -> tuple[list[int], list[str]]:
    """Return the sorted positions without those whose cells were all there before, and a note of their rows."""
    kept, left_out = list(order[:1]), []
    for at in order[1:]:
        last = kept[-1]
        if dates.days[at] != dates.days[last]:
            kept.append(at)
        elif all(cells[at] == cells[last] for cells in columns):
            left_out.append(rows[at])
        else:
            raise ValueError(
                f"Column “{name}” has the date {iso(dates.days[at], dates.precision)} twice, in rows {rows[last]} and "
                f"{rows[at]}: keep one of them, or choose no dates."
            )
    if not left_out:
        return kept, []
    which = "Row" if len(left_out) == 1 else "Rows"
    repeats = "repeats another and was" if len(left_out) == 1 else "repeat others and were"
    return kept, [f"{which} {listed(left_out)} {repeats} left out."]
