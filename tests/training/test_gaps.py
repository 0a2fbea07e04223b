"""Dates that have no row: missing values where a row should have been there, and nothing invented where not."""

import calendar
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rnnviz.training.preparation import Preparation
from rnnviz.training.user_series import MAX_ROWS, Choice, first_choice, read_series, read_table
from rnnviz.training.user_series.spacing import CLEAR
from rnnviz.training.windows import prepare

START = datetime(2021, 1, 31, 6)


def month(at, day):
    year, number = divmod(START.month - 1 + at, 12)
    last = calendar.monthrange(START.year + year, number + 1)[1]
    return datetime(START.year + year, number + 1, last if day is None else day)


STEPS = {
    "minutes": lambda at: START + timedelta(minutes=at),
    "quarters of an hour": lambda at: START + timedelta(minutes=15 * at),
    "hours": lambda at: START + timedelta(hours=at),
    "days": lambda at: START.replace(hour=0) + timedelta(days=at),
    "weeks": lambda at: START.replace(hour=0) + timedelta(days=7 * at),
    "months": lambda at: month(at, 1),
    "ends of months": lambda at: month(at, None),
    "quarters": lambda at: month(3 * at, 15),
}


def table(days, values):
    return "t;x\n" + "\n".join(f"{day.isoformat(' ')};{value}" for day, value in zip(days, values, strict=True))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(STEPS)), st.integers(40, 90), st.data())
def test_what_a_clear_step_lacks_is_missing_and_never_a_target(name, count, data):
    gone = data.draw(st.sets(st.integers(1, count - 2), max_size=count // 20))
    days = [STEPS[name](at) for at in range(count)]
    kept = [at for at in range(count) if at not in gone]
    apart = np.diff(kept)
    assume((apart == 1).mean() >= CLEAR)
    reading = read_series(read_table(table([days[at] for at in kept], [at * 7 % 31 for at in kept])), Choice("x", "t"))
    series = reading.series
    whole = read_series(read_table(table(days, range(count))), Choice("x", "t")).series
    assert series.dates == whole.dates and series.season == whole.season and series.imputed == tuple(sorted(gone))
    last = np.maximum.accumulate([at if at in kept else 0 for at in range(count)])
    assert series.values.tolist() == (last * 7 % 31).tolist(), "the last value before, from the past alone"
    assert reading.gaps == ("missing" if gone else "")
    prepared = prepare(series.values, Preparation(window=3, reach_back=True, outputs=2), series.imputed)
    assert not np.isin(prepared.positions[:, None] + np.arange(2), sorted(gone)).any()
    told = " ".join(reading.notes)
    assert all(whole.dates[at] in told for at in sorted(gone)[:5])
    assert (f"{len(gone)} date{'s have' if len(gone) > 1 else ' has'} no row" in told) == bool(gone)
    joined = read_series(read_table(table([days[at] for at in kept], kept)), Choice("x", "t", gaps="joined"))
    assert joined.series.values.tolist() == kept and not joined.series.imputed
    assert [each.row for each in reading.first] == [2, 3, 4, 5, 6], "the rows of the file"


def rows_of(keep, step, count):
    """A table of the steps that ``keep`` keeps."""
    days = [datetime(2023, 1, 2) + at * step for at in range(count)]
    kept = [day for day in days if keep(day)]
    return table(kept, [10 + at * 7 % 13 for at in range(len(kept))])


HOLIDAYS = {date(2023, 4, 7), date(2023, 4, 10), date(2023, 5, 1), date(2023, 12, 25), date(2023, 12, 26)}
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)

AS_THEY_ARE = {
    "Monday to Friday": (rows_of(lambda day: day.weekday() < 5, DAY, 300), 5),
    "an exchange with holidays": (rows_of(lambda day: day.weekday() < 5 and day.date() not in HOLIDAYS, DAY, 400), 5),
    "a shop that is shut on Sundays": (rows_of(lambda day: day.weekday() < 6, DAY, 300), 6),
    "a shop from eight to eight": (rows_of(lambda day: 8 <= day.hour < 20, HOUR, 24 * 40), 12),
    "trading every five minutes": (
        rows_of(lambda day: day.weekday() < 5 and 9.5 <= day.hour + day.minute / 60 < 16, 5 * MINUTE, 288 * 20),
        78,
    ),
    "office hours": (rows_of(lambda day: day.weekday() < 5 and 9 <= day.hour < 17, HOUR, 24 * 60), 8),
    "a logger that was off for a year": (rows_of(lambda day: day.year != 2024, DAY, 365 * 3 + 1), 7),
    "half of the days": (rows_of(lambda day: day.day % 4 != 1 and day.day % 7 != 3, DAY, 200), None),
}


@pytest.mark.parametrize("name", AS_THEY_ARE)
def test_nothing_is_invented_where_rows_are_regularly_not_there(name):
    data, season = AS_THEY_ARE[name]
    reading = read_series(read_table(data), Choice("x", "t"))
    assert len(reading.series) == data.count("\n") and not reading.series.imputed and reading.gaps in ("joined", "")
    assert season is None or reading.series.season == season
    steps = " ".join(reading.facts["Steps"])
    assert season is None or f"so {season} steps are a" in steps
    assert bool(reading.calendars) == (name == "Monday to Friday"), "where dates are lacking no step has a sure place"
    assert reading.gaps == "" or "the series goes on as if there were no gap" in steps


def test_holidays_are_missing_where_the_reader_says_so():
    data = AS_THEY_ARE["an exchange with holidays"][0]
    reading = read_series(read_table(data), Choice("x", "t", gaps="missing"))
    gone = [date.fromisoformat(reading.series.dates[at][:10]) for at in reading.series.imputed]
    assert sorted(HOLIDAYS) == gone and reading.series.season == 5 and reading.calendars == {5: "day of the week"}
    assert all(date.fromisoformat(each[:10]).weekday() < 5 for each in reading.series.dates)


def test_more_steps_than_are_learned_from_are_refused():
    days = [datetime(2023, 1, 2) + at * MINUTE for at in [*range(30), *range(MAX_ROWS, MAX_ROWS + 30)]]
    data = read_table(table(days, range(60)))
    assert read_series(data, Choice("x", "t")).gaps == "joined"
    with pytest.raises(ValueError, match=r"With its 19,970 missing dates the series has 20,030 steps; at most 20,000"):
        read_series(data, Choice("x", "t", gaps="missing"))


def test_columns_beside_have_their_last_number_where_a_row_is_missing():
    rows = [f"2024-01-{day:02},{day},{day % 3}" for day in range(1, 32) if day not in (9, 20)]
    answers = {("known ahead", "y"): "known"}
    choice = Choice("x", "t", covariates=("y",), answers=answers)
    series = read_series(read_table("t,x,y\n" + "\n".join(rows)), choice).series
    assert series.imputed == (8, 19)
    found = series.covariates[0].values
    assert found[[7, 8, 9]].tolist() == [8 % 3, 8 % 3, 10 % 3] and len(found) == len(series) == 31


def test_an_hour_that_clocks_leap_over_is_not_missing_and_one_that_is_lost_is():
    """On 31 March 2024 clocks were set from two to three; five o'clock of the day before is lost."""
    days = [datetime(2024, 3, 28) + at * HOUR for at in range(140)]
    local = [day + HOUR if day >= datetime(2024, 3, 31, 2) else day for day in days]
    kept = [day for day in local if day != datetime(2024, 3, 30, 5)]
    series = read_series(read_table(table(kept, range(len(kept)))), Choice("x", "t")).series
    assert [series.dates[at] for at in series.imputed] == ["2024-03-30T05:00:00"] and len(series) == 140


def test_absent_rows_are_found_after_means_by_day_too():
    days = [datetime(2024, 1, 1) + at * HOUR for at in range(24 * 120)]
    kept = [day for day in days if day.date() not in (date(2024, 2, 3), date(2024, 3, 9))]
    data = read_table(table(kept, [day.hour + day.day for day in kept]))
    series = read_series(data, Choice("x", "t", rows="mean day")).series
    assert [series.dates[at] for at in series.imputed] == ["2024-02-03", "2024-03-09"] and len(series) == 120


def test_the_first_choice_says_nothing_of_gaps():
    assert first_choice(read_table(AS_THEY_ARE["Monday to Friday"][0])).gaps == ""
