"""How often a row comes, and what becomes of the dates between that have none: missing values, or no gap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from rnnviz.training.user_series.dates import iso
from rnnviz.training.user_series.filling import listed
from rnnviz.training.user_series.rows import MAX_ROWS
from rnnviz.training.user_series.spacing import WEEKDAYS, Spacing, between, spacing
from rnnviz.training.user_series.thinning import Thinned

GAPS = {"missing": "missing values", "joined": "no gap"}
"""What becomes of dates that have no row."""


class Spaced(NamedTuple):
    """Steps, how they are spaced, and what there is to say about it.

    Args:
        steps: with those that have no row, where they are missing values.
        season: steps of the season that the spacing suggests, 1 where it suggests none.
        step: a sentence that says how often a row comes, "" where they are not even.
        notes: sentences about dates that have no row.
        gaps: a name in ``GAPS``: what became of these; "" where there are none.
        calendars: steps of a period of the calendar in which every step has its place → what that place is.
    """

    steps: Thinned
    season: int = 1
    step: str = ""
    notes: tuple[str, ...] = ()
    gaps: str = ""
    calendars: Mapping[int, str] = MappingProxyType({})


def evenly(steps: Thinned, gaps: str = "") -> Spaced:
    """Return sorted steps with one for each date between that has no row, where these are missing.

    They are where it is clear that a row should have been there (see ``Spacing``), or as the reader chose.

    Args:
        steps: as ``thinned`` returns them.
        gaps: a name in ``GAPS``; "" for what is usual.

    Raises:
        ValueError: if the reader chose what makes more steps than are allowed.
    """
    if steps.days is None or len(steps.days) < 2:
        return Spaced(steps)
    spaced = spacing(steps.elapsed)
    if spaced.season is None:
        return Spaced(steps, notes=("The dates are not evenly spaced; every step counts as one, however long it is.",))
    if not spaced.gaps:
        return Spaced(steps, spaced.season, said(spaced, spaced.season), calendars=calendars_of(spaced))
    count = sum(missing for _, missing in spaced.gaps)
    fits = len(steps.days) + count <= MAX_ROWS
    if gaps == "missing" and not fits:
        raise ValueError(
            f"With its {count:,} missing dates the series has {len(steps.days) + count:,} steps; at most {MAX_ROWS:,} "
            "are learned from: take fewer rows."
        )
    is_missing = gaps == "missing" or (gaps != "joined" and spaced.is_clear and fits)
    if is_missing:
        have = "date has no row: it is a step" if count == 1 else "dates have no row: they are steps"
        note = f"{count:,} {have} without a value."
        whole, often = with_missing(steps, spaced), said(spaced, spaced.season)
        return Spaced(whole, spaced.season, often, (note,), "missing", calendars_of(spaced))
    places = listed([f"{iso(steps.days[at], steps.precision)} in row {steps.rows[at]}" for at, _ in spaced.gaps])
    are = "date is" if count == 1 else "dates are"
    gap = "gap" if len(spaced.gaps) == 1 else "gaps"
    days = "" if spaced.step != WEEKDAYS else " from Monday to Friday"
    note = f"{count:,} {are} missing{days}, after {places}: the series goes on as if there were no {gap}."
    season = usual_count(steps.days, spaced)
    return Spaced(steps, season, said(spaced, season), (note,), "joined")


def calendars_of(spaced: Spacing) -> dict[int, str]:
    """Return the periods of the calendar in which steps without a gap have a place, and what the place is.

    >>> calendars_of(Spacing(24, [], "an hour", "a day"))
    {24: 'time of day', 168: 'time of the week'}
    """
    season = spaced.season
    if season < 2:
        return {}
    if spaced.per == "a day":
        return {season: "time of day", 7 * season: "time of the week"}
    return {season: {"a week": "day of the week", "a year": "month" if season == 12 else "quarter"}[spaced.per]}


def said(spaced: Spacing, season: int) -> str:
    """Say how often a row comes, and how many are a season."""
    return f"One row {spaced.step}" + (f", so {season:,} steps are {spaced.per}." if season > 1 else ".")


PERIODS = {"a day": datetime.toordinal, "a week": lambda day: day.isocalendar()[:2]}
"""Seasons in which there can be always as many rows, but fewer than there are steps: a shop is shut at night."""


def usual_count(days: Sequence[datetime], spaced: Spacing) -> int:
    """Return how many rows most days, or weeks, have; the steps of a season where most have not the same."""
    if spaced.season < 2 or spaced.per not in PERIODS:
        return spaced.season
    counts = Counter(Counter(map(PERIODS[spaced.per], days)).values())
    count, often = counts.most_common(1)[0]
    return count if 2 * often > counts.total() else spaced.season


def with_missing(steps: Thinned, spaced: Spacing) -> Thinned:
    """Return the steps with one without a value or a row for each date that is missing."""
    days, elapsed, old, last = [], [], [], 0
    for at, missing in spaced.gaps:
        days += steps.days[last : at + 1]
        elapsed += steps.elapsed[last : at + 1]
        old += range(last, at + 1)
        found = between(steps.elapsed, at, missing, spaced)
        days += [steps.days[at] + (day - steps.elapsed[at]) for day in found]
        elapsed += found
        old += [-1] * len(found)
        last = at + 1
    days += steps.days[last:]
    elapsed += steps.elapsed[last:]
    old = np.array([*old, *range(last, len(steps.days))])

    def spread(column: np.ndarray, empty: float) -> np.ndarray:
        return np.where(old < 0, empty, column[old])

    beside = tuple(spread(column, np.nan) for column in steps.beside)
    rows = spread(steps.rows, 0)
    return steps._replace(values=spread(steps.values, np.nan), rows=rows, days=days, elapsed=elapsed, beside=beside)
