# ruff: noqa: E501
"""Headers and forms of tables as people have them, with values of our own: each is read rightly, or asked about."""

import math
from datetime import date, datetime, timedelta

import pytest

from rnnviz.training.user_series import Question, read_table, series_from_table


def value(at):
    """A value that has a season, a trend and two digits."""
    return round(100 + at / 4 + 10 * math.sin(at / 2), 2)


def comma(number):
    return f"{number:.2f}".replace(".", ",")


def german(number):
    return f"{1000 * number:,.2f}".translate(str.maketrans(",.", ".,"))


def lines(header, row, count=40):
    return "\n".join(([header] if header else []) + [row(at) for at in range(count)])


HOURS = [datetime(2020, 1, 1) + timedelta(hours=at) for at in range(40)]
DAYS = [date(2020, 1, 1) + timedelta(days=at) for at in range(40)]
MONTHS = [date(2015 + at // 12, at % 12 + 1, 1) for at in range(40)]
WEEKS = [date(2020, 1, 5) + timedelta(days=7 * at) for at in range(40)]
ODD = [2 * at + at % 3 for at in range(40)]

REAL = {
    "Jena climate": (
        lines('"Date Time","p (mbar)","T (degC)","rh (%)"', lambda at: f"{HOURS[at]:%d.%m.%Y %H:%M:%S},{value(at)},-{at % 9}.02,93.3"),
        ("p (mbar)", "2020-01-01T00:00:00", 24, 100.0),
    ),
    "UCI household power": (
        lines(
            "Date;Time;Global_active_power;Global_reactive_power;Voltage",
            lambda at: f"{HOURS[at].day + 15}/12/2006;{HOURS[at]:%H:%M:%S};{value(at) if at != 7 else '?'};0.{at % 9}00;23{at % 7}.840",
        ),
        ("Global_active_power", "2006-12-16T00:00:00", 24, 100.0),
    ),
    "Yahoo": (
        lines("Date,Open,High,Low,Close,Adj Close,Volume", lambda at: f"{DAYS[at]},{at}.5,{at % 7}.25,{at % 5}.1,{value(at)},{at % 3}.9,{10**6 + 37 * ODD[at]}"),
        ("Close", "2020-01-01", 7, 100.0),
    ),
    "yfinance": (
        "Price,Close,High\nTicker,AAPL,AAPL\nDate,,\n" + lines("", lambda at: f"{DAYS[at]},{value(at)},{at % 7}.25"),
        ("Close AAPL", "2020-01-01", 7, 100.0),
    ),
    "investing.com": (
        lines(
            '"Date","Price","Open","Vol.","Change %"',
            lambda at: f'"{DAYS[39 - at]:%m/%d/%Y}","{value(39 - at)}","1,0{at % 9}1.50","{at % 7}.42M","-0.{at % 9}2%"',
        ),
        ("Price", "2020-01-01", 7, 100.0),
    ),
    "FRED": (
        lines("DATE,UNRATE", lambda at: f"{MONTHS[at]},{value(at) if at != 5 else '.'}"),
        ("UNRATE", "2015-01-01", 12, 100.0),
    ),
    "Beijing PM2.5": (
        lines("No,year,month,day,hour,pm2.5,DEWP,cbwd", lambda at: f"{at + 1},2020,1,{HOURS[at].day},{HOURS[at].hour},{value(at) if at > 3 else 'NA'},-{at % 8}1,NW"),
        ("pm2.5", "2020-01-01T04:00", 24, value(4)),
    ),
    "NOAA CO2": (
        "# Data from March 1958\n# Use freely\n" + lines("year,month,decimal date,average,ndays", lambda at: f"{MONTHS[at]:%Y},{MONTHS[at].month},{2015 + (at + 0.5) / 12:.4f},{value(at)},{at % 5 + 20}"),
        ("average", "2015-01", 12, 100.0),
    ),
    "NOAA CO2, spaces": (
        "# Data\n" + lines("", lambda at: f"  {MONTHS[at]:%Y}  {MONTHS[at].month:2}  {2015 + (at + 0.5) / 12:.4f}   {value(at)}   {at % 5 + 20}"),
        ("column 4", "2015-01", 12, 100.0),
    ),
    "SILSO": (
        lines("", lambda at: f"{MONTHS[at]:%Y};{MONTHS[at]:%m};{2015 + (at + 0.5) / 12:.3f}; {value(at)};{at % 9}.7;{800 + ODD[at]};1"),
        ("column 4", "2015-01", 12, 100.0),
    ),
    "ENTSO-E": (
        lines('"MTU (CET/CEST)","Day-ahead Price [EUR/MWh]","Currency"', lambda at: f'"{HOURS[at]:%d.%m.%Y %H:%M} - {HOURS[at] + timedelta(hours=1):%d.%m.%Y %H:%M}","{value(at)}","EUR"'),
        ("Day-ahead Price [EUR/MWh]", "2020-01-01T00:00", 24, 100.0),
    ),
    "Google Trends": (
        "Category: All categories\n\n" + lines("Week,covid: (Worldwide)", lambda at: f"{WEEKS[at]},{(at * 7) % 41 + 3}"),
        ("covid: (Worldwide)", "2020-01-05", 1, 3.0),
    ),
    "Eurostat": (
        lines("TIME_PERIOD,OBS_VALUE,OBS_FLAG", lambda at: f"{2010 + at // 4}-Q{at % 4 + 1},{value(at)},{'p' if at > 35 else ''}"),
        ("OBS_VALUE", "2010-01", 4, 100.0),
    ),
    "Excel, German": (
        lines("Datum;Umsatz", lambda at: f"{DAYS[at]:%d.%m.%Y};{german(value(at))} €"),
        ("Umsatz", "2020-01-01", 7, 100000.0),
    ),
    "Excel, French": (
        lines("Date;Température (°C)", lambda at: f"{DAYS[at]:%d/%m/%Y};{comma(value(at))}").encode("cp1252"),
        ("Température (°C)", "2020-01-01", 7, 100.0),
    ),
    "Excel, US": (
        lines("Date,Sales", lambda at: f'{DAYS[at].month}/{DAYS[at].day}/{DAYS[at]:%y},"${1000 * value(at):,.2f}"') + '\nTotal,"$99,999,999.00"',
        ("Sales", "2020-01-01", 7, 100000.0),
    ),
    "Excel, months' names": (
        lines("Month,Passengers", lambda at: f"{MONTHS[at]:%b-%y},{ODD[at]}"),
        ("Passengers", "2015-01", 12, 0.0),
    ),
    "pandas": (
        lines(",date,value", lambda at: f"{at},{HOURS[at]}+00:00,{value(at)}"),
        ("value", "2020-01-01T00:00:00", 24, 100.0),
    ),
    "a logger's epoch": (
        lines("timestamp,sensor_id,reading", lambda at: f"{1577836800 + 3600 * at},7,{value(at)}"),
        ("reading", "2020-01-01T00:00", 24, 100.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_a_real_table_is_read_rightly_without_a_question(name):
    data, (column, first, season, begin) = REAL[name]
    table = read_table(data)
    series, notes = series_from_table(table, table.value_columns[0], table.date_columns[0], "forward")
    assert (table.value_columns[0], series.dates[0], series.season, series.values[0]) == (column, first, season, begin)
    assert len(series) >= 36 and column in table.why_taken() and all(note.endswith(".") for note in notes)


def test_store_sales_are_long():
    rows = [(store, item, at) for store in (1, 2) for item in (1, 2) for at in range(40)]
    data = lines("date,store,item,sales", lambda k: f"{DAYS[rows[k][2]]},{rows[k][0]},{rows[k][1]},{7 * rows[k][2] % 30 + rows[k][0]}", len(rows))  # fmt: skip
    table = read_table(data)
    assert table.value_columns[0] == "sales" and table.series_names == ("1 · 1", "1 · 2", "2 · 1", "2 · 2")
    assert series_from_table(table.only("2 · 1"), "sales", "date")[0].season == 7


ASKED = {
    "days or months": lines("Date,x", lambda at: f"01/{at + 1:02}/2020,{value(at)}", 12),
    "a point of thousands or decimals": lines(
        "Monat;Umsatz", lambda at: f"{MONTHS[at]:%Y-%m};{at % 7 + 1}.{100 + 7 * at}"
    ),
    "a mark of missing values": lines("date,flow", lambda at: f"{DAYS[at]},{value(at) if at % 9 else -9999}"),
    "below the limit": lines("date,nitrate", lambda at: f"{DAYS[at]},{value(at) if at % 9 else '<0.5'}"),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_can_be_two_things_is_asked(name):
    table = read_table(ASKED[name])
    with pytest.raises(Question) as asked:
        series_from_table(table, table.value_columns[0], table.date_columns[0], "forward")
    for reading in asked.value.readings:
        answers = {asked.value.about: reading}
        assert len(series_from_table(table, table.value_columns[0], table.date_columns[0], "forward", answers)[0]) > 10
