"""Dates as people write them: a whole column tells its form, or the reader is asked."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.training.user_series import Question, read_table, series_from_table
from rnnviz.training.user_series.date_forms import date_of, form_of, match


def read(*dates, name="Date", answers=None, separator=";"):
    """The series of the values 0.5, 1.5, … at dates, and the notes."""
    lines = (f"{date}{separator}{value}.5" for value, date in enumerate(dates))
    table = read_table("\n".join([f"{name}{separator}x", *lines]))
    return series_from_table(table, "x", table.date_columns[0], answers=answers)


@pytest.mark.parametrize(
    ("dates", "first", "second"),
    [
        (["Dec 30, 2021", "Dec 31, 2021", "Jan 1, 2022"], "2021-12-30", "2021-12-31"),
        (["31-Dec-21", "1-Jan-22", "2-Jan-22"], "2021-12-31", "2022-01-01"),
        (["31 décembre 2021", "1 janvier 2022", "2 janvier 2022"], "2021-12-31", "2022-01-01"),
        (["31. Dezember 2021", "1. Januar 2022", "2. Januar 2022"], "2021-12-31", "2022-01-01"),
        (["December 31st, 2021", "January 1st, 2022"], "2021-12-31", "2022-01-01"),
        (["Fri, 31 Dec 2021", "Sat, 1 Jan 2022"], "2021-12-31", "2022-01-01"),
        (["Fr 31.12.2021", "Sa 01.01.2022"], "2021-12-31", "2022-01-01"),
        (["2021-Dec-31", "2022-Jan-01"], "2021-12-31", "2022-01-01"),
        (["Jan-49", "Feb-49", "Mar-49"], "1949-01", "1949-02"),
        (["Jan-10", "Feb-10", "Mar-10"], "2010-01", "2010-02"),
        (["49-Jan", "49-Feb", "49-Mar"], "1949-01", "1949-02"),
        (["Jan 2010", "Feb 2010", "Mar 2010"], "2010-01", "2010-02"),
        (["Januar 2010", "Februar 2010", "März 2010"], "2010-01", "2010-02"),
        (["janv. 2010", "févr. 2010", "mars 2010"], "2010-01", "2010-02"),
        (["2010 Jan", "2010 Feb", "2010 Mar"], "2010-01", "2010-02"),
        (["1949M01", "1949M02", "1949M03"], "1949-01", "1949-02"),
        (["01/2010", "02/2010", "03/2010"], "2010-01", "2010-02"),
        (["2019Q1", "2019Q2", "2019Q3"], "2019-01", "2019-04"),
        (["Q1 1990", "Q2 1990", "Q3 1990"], "1990-01", "1990-04"),
        (["1. Quartal 2019", "2. Quartal 2019"], "2019-01", "2019-04"),
        (["2019-S1", "2019-S2", "2020-S1"], "2019-01", "2019-07"),
        (["2020-W52", "2020-W53", "2021-W01"], "2020-12-21", "2020-12-28"),
        (["KW 52 2020", "KW 53 2020", "KW 1 2021"], "2020-12-21", "2020-12-28"),
        (["202012", "202101", "202102"], "2020-12", "2021-01"),
        (["20201231", "20210101", "20210102"], "2020-12-31", "2021-01-01"),
        (["2020123123", "2021010100", "2021010101"], "2020-12-31T23:00", "2021-01-01T00:00"),
        (["20201231T230000Z", "20210101T000000Z"], "2020-12-31T23:00:00", None),
        (["1609455600", "1609459200", "1609462800"], "2020-12-31T23:00", "2021-01-01T00:00"),
        (["1609372800000", "1609459200000", "1609545600000"], "2020-12-31", "2021-01-01"),
        (["44196", "44197", "44198"], "2020-12-31", "2021-01-01"),
        (["44196.5", "44197", "44197.5"], "2020-12-31T12:00", "2021-01-01T00:00"),
        (["12/31/2020 11:00:00 PM", "1/1/2021 12:00:00 AM"], "2020-12-31T23:00:00", "2021-01-01T00:00:00"),
        (["12/31/2020 11:00 p.m.", "1/1/2021 12:00 a.m."], "2020-12-31T23:00", "2021-01-01T00:00"),
        (["2020-12-31 23:00:00 UTC", "2021-01-01 00:00:00 UTC"], "2020-12-31T23:00:00", "2021-01-01T00:00:00"),
        (["2020-12-31 23:00:00+00", "2021-01-01 00:00:00+00"], "2020-12-31T23:00:00", "2021-01-01T00:00:00"),
        (["2020-12-31 24:00", "2021-01-01 01:00"], "2021-01-01T00:00", "2021-01-01T01:00"),
        (["2020-12-31 00:00:00", "2021-01-01 00:00:00"], "2020-12-31", "2021-01-01"),
        (["2020-12-31T23:00:00.250", "2020-12-31T23:00:00.500"], "2020-12-31T23:00:00.250", None),
        (["01.01.2020 00:00 - 01:00", "01.01.2020 01:00 - 02:00"], "2020-01-01T00:00", "2020-01-01T01:00"),
        (["31.12.2020 23:00 - 01.01.2021 00:00", "01.01.2021 00:00 - 01.01.2021 01:00"], "2020-12-31T23:00", None),
        (["2019-12-30/2020-01-05", "2020-01-06/2020-01-12"], "2019-12-30", "2020-01-06"),
        (["25.12.20", "26.12.20", "27.12.20"], "2020-12-25", "2020-12-26"),
        (["12/25/98", "12/26/98"], "1998-12-25", "1998-12-26"),
        (["98/12/25", "98/12/26"], "1998-12-25", "1998-12-26"),
        (["2020-07-01 00:00:00-04:00", "2020-12-31 00:00:00-05:00"], "2020-07-01", "2020-12-31"),
        (["01.02.2020", "03.02.2020", "02.02.2020"], "2020-02-01", "2020-02-02"),
    ],
)
def test_every_form_is_read(dates, first, second):
    series, _ = read(*dates)
    assert series.dates[0] == first and second in (None, series.dates[1])


@pytest.mark.parametrize(
    ("header", "lines", "dates"),
    [
        ("No,year,month,day,hour,x",
         ["1,2010,1,1,8,7.5", "2,2010,1,1,9,8.5"], ("2010-01-01T08:00", "2010-01-01T09:00")),
        ("Year,Month,x", ["1949,1,7.5", "1949,2,8.5"], ("1949-01", "1949-02")),
        ("Jahr,Monat,x", ["1949,Januar,7.5", "1949,Februar,8.5"], ("1949-01", "1949-02")),
        ("Year,Quarter,x", ["1949,Q1,7.5", "1949,Q2,8.5"], ("1949-01", "1949-04")),
        ("Year,Week,x", ["2020,53,7.5", "2021,1,8.5"], ("2020-12-28", "2021-01-04")),
        ("Date,Time,x", ["16/12/2006,23:59:00,7.5", "17/12/2006,00:00:00,8.5"],
         ("2006-12-16T23:59:00", "2006-12-17T00:00:00")),
        ("Date,Hour,x", ["2020-01-01,23,7.5", "2020-01-01,24,8.5"], ("2020-01-01T23:00", "2020-01-02T00:00")),
    ],
)  # fmt: skip
def test_dates_spread_over_columns_are_joined(header, lines, dates):
    table = read_table("\n".join([header, *lines]))
    assert "x" in table.number_columns and not {"year", "month", "hour", "Year"} & set(table.number_columns)
    series, _ = series_from_table(table, "x", table.date_columns[0])
    assert series.dates == dates and series.values.tolist() == [7.5, 8.5]


def test_dates_spread_over_columns_without_names_are_joined():
    table = read_table("1749;11;1749.875;55.7\n1749;12;1749.96;76.7\n1750;01;1750.042;73.3")
    assert table.date_columns[0] == "column 1 + column 2"
    assert series_from_table(table, "column 4", table.date_columns[0])[0].dates == ("1749-11", "1749-12", "1750-01")


def test_newest_first_is_turned_round_and_said():
    series, notes = read("Jan 04, 2021", "Jan 03, 2021", "Jan 02, 2021")
    assert series.dates[0] == "2021-01-02" and series.values.tolist() == [2.5, 1.5, 0.5]
    assert notes == ("The rows were newest first; they have been turned round.",)


def test_what_the_column_does_not_tell_is_asked_and_answered():
    months = [f"0{month}/02/2024" for month in (1, 2, 3, 5)]
    with pytest.raises(Question, match=re.escape("is day/month/year or month/day/year: write it as")) as asked:
        read(*months)
    assert set(asked.value.readings) == {"day first", "month first"}
    for answer, second in (("day first", "2024-02-02"), ("month first", "2024-02-02")):
        series, notes = read(*months, answers={asked.value.about: answer})
        assert series.dates[1] == second and "as you chose" in notes[0]
    assert read(*months, answers={asked.value.about: "month first"})[0].dates[3] == "2024-05-02"
    assert read(*months, answers={asked.value.about: "day first"})[0].dates[3] == "2024-02-05"
    with pytest.raises(Question):
        read(*months, answers={asked.value.about: "__import__"})


def test_order_tells_the_day_from_the_month_where_dates_are_missing():
    series, notes = read("01/02/2024", "01/03/2024", "03/03/2024", "06/03/2024", "07/01/2024")
    assert series.dates[:2] == ("2024-01-02", "2024-01-03") and "only so are they in order" in notes[0]


def test_the_century_keeps_the_order_of_the_rows():
    series, notes = read("Dec-19", "Jan-20", "Feb-20", "Mar-35")
    assert series.dates[0] == "1919-12" and series.dates[-1] == "1935-03"
    assert "were read as 1919 to 1935" in notes[0]


def test_a_day_without_a_year_is_asked():
    with pytest.raises(ValueError, match="can be a year or a day without a year"):
        read("Jan-10", "Jan-12", "Feb-14")


@pytest.mark.parametrize("dates", [["Pluviôse 3", "Pluviôse 4"], ["2024-01-01 25:00", "2024-01-01 26:00"]])
def test_dates_that_cannot_be_read_are_not_ignored(dates):
    with pytest.raises(ValueError, match="Row 2, column “Date”"):
        read(*dates)


def test_numbers_are_not_taken_for_dates():
    for cells in (
        ["150012", "150001", "149912"],
        ["200001", "200102", "200205"],
        ["44196", "44197", "44198"],
        ["1609455600", "1", "2"],
    ):
        assert read_table("\n".join(["x", *cells])).date_columns == ()


WRITTEN = ("%Y-%m-%d %H:%M:%S", "%d %B %Y %I:%M %p", "%b %d, %Y %H:%M", "%A, %d %B %Y", "%Y%m%dT%H%M", "%d-%b-%Y")


@given(st.datetimes(datetime(1600, 1, 1), datetime(2399, 12, 31)), st.sampled_from(WRITTEN))
def test_a_date_that_was_written_is_read_again(date, form):
    cell = date.strftime(form)
    back = date_of(match(form_of(cell), cell))
    assert back.strftime(form) == cell and abs(back - date) < timedelta(days=1)


@given(st.text(max_size=30) | st.from_regex(r"[0-9A-Za-z:/. -]{1,20}", fullmatch=True))
def test_any_cell_is_a_date_or_none(cell):
    form = form_of(cell)
    if form is not None:
        try:
            date_of(match(form, cell), "day first")
        except (ValueError, OverflowError):
            pass
