# ruff: noqa: E501
"""Headers and forms of tables as people have them, with values of our own: each is read rightly, or asked about."""

import math
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rnnviz.training.user_series import Question, first_choice, read_series, read_table, series_from_table


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
LOCAL = [
    (datetime(2020, 3, 1, tzinfo=UTC) + timedelta(hours=at - 1)).astimezone(ZoneInfo("Europe/Berlin"))
    for at in range(7000)
]
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


QUARTERS = [date(2010 + at // 4, 3 * (at % 4) + 1, 1) for at in range(40)]
WORKDAYS = [day for day in (date(2020, 1, 1) + timedelta(days=at) for at in range(80)) if day.weekday() < 5][:40]
GERMAN_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
FRENCH_MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()


def stamp(at, form="%Y-%m-%d %H:%M:%S", step=60):
    return f"{datetime(2020, 1, 1) + timedelta(minutes=step * at):{form}}"


REAL |= {
    "FRED, one more": (lines("observation_date,GDP", lambda at: f"{QUARTERS[at]},{value(at)}"), ("GDP", "2010-01-01", 4, 100.0)),
    "FRED, daily with holes": (lines("DATE,DGS10", lambda at: f"{WORKDAYS[at]},{value(at) if at % 11 != 5 else '.'}"), ("DGS10", "2020-01-01", 5, 100.0)),
    "stooq": (lines("Date,Open,High,Low,Close,Volume", lambda at: f"{WORKDAYS[at]},{at}.5,{at % 7}.25,{at % 5}.1,{value(at)},{10**6 + 37 * ODD[at]}"), ("Close", "2020-01-01", 5, 100.0)),
    "Yahoo, its page copied": (
        lines("Date\tOpen\tHigh\tLow\tClose\tAdj Close\tVolume", lambda at: f"{WORKDAYS[39 - at]:%b %d, %Y}\t{at}.50\t{at % 7}.25\t{at % 5}.10\t{value(39 - at):.2f}\t{at % 3}.90\t{10**6 + 37 * ODD[at]:,}"),
        ("Close", "2020-01-01", 5, 100.0),
    ),
    "Nasdaq": (lines("Date,Close/Last,Volume,Open", lambda at: f"{WORKDAYS[39 - at]:%m/%d/%Y},${value(39 - at):.2f},{10**6 + 37 * ODD[at]},${at % 7}.5"), ("Close/Last", "2020-01-01", 5, 100.0)),
    "investing.com, German": (
        lines('"Datum","Zuletzt","Eröffn.","Vol.","+/- %"', lambda at: f'"{WORKDAYS[39 - at]:%d.%m.%Y}","{comma(value(39 - at))}","{comma(1.0 + at % 9)}","{at % 7},42M","-0,{at % 9}2%"'),
        ("Zuletzt", "2020-01-01", 5, 100.0),
    ),
    "Binance": (lines("Open time,open,high,low,close,volume", lambda at: f"{1577836800000 + 3600000 * at},{at % 5}.1,{at % 7}.25,{at % 3}.5,{value(at)},{at % 9}.123"), ("close", "2020-01-01T00:00", 24, 100.0)),
    "CoinMarketCap": (lines("timeOpen;open;close;marketCap", lambda at: f"{stamp(at, '%Y-%m-%dT00:00:00.000Z', 1440)};{at % 5}.1;{value(at)};{10**9 + ODD[at]}"), ("close", "2020-01-01", 7, 100.0)),
    "an exchange rate": (lines("Date,EUR/USD", lambda at: f"{WORKDAYS[at]},{1.1 + value(at) / 1e4:.4f}"), ("EUR/USD", "2020-01-01", 5, 1.11)),
    "ECB": ("Data Source in SDW: null,,\n,EXR.D.USD.EUR.SP00.A,\n,\"US dollar/Euro\",\n" + lines("", lambda at: f"{WORKDAYS[39 - at]},{1.1 + value(39 - at) / 1e4:.4f},Normal value (A)"), ("EXR.D.USD.EUR.SP00.A US dollar/Euro", "2020-01-01", 5, 1.11)),
    "ECB Data Portal": (lines("DATE,TIME PERIOD,US dollar/Euro (EXR.D.USD.EUR.SP00.A)", lambda at: f"{MONTHS[at]},{MONTHS[at]:%Y%b},{value(at)}"), ("US dollar/Euro (EXR.D.USD.EUR.SP00.A)", "2015-01-01", 12, 100.0)),
    "Bundesbank": (
        ";BBK01.SU0202;BBK01.SU0202_FLAGS\n;Zinssätze;\nEinheit;% p.a.;\n" + lines("", lambda at: f"{MONTHS[at]:%Y-%m};{comma(value(at))};{'Vorläufiger Wert' if at > 37 else ''}"),
        ("BBK01.SU0202 Zinssätze % p.a.", "2015-01", 12, 100.0),
    ),
    "OECD": (lines("LOCATION,INDICATOR,FREQUENCY,TIME,Value,Flag Codes", lambda at: f"DEU,CPI,M,{MONTHS[at]:%Y-%m},{value(at)},"), ("Value", "2015-01", 12, 100.0)),
    "World Bank": (
        '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-01-01",\n\n"Country Name","Country Code",' + ",".join(f'"{1980 + at}"' for at in range(40)) + '\n"Aruba","ABW",' + ",".join(f'"{value(at)}"' for at in range(40)),
        ("Aruba, ABW", "1980", 1, 100.0),
    ),
    "NASA GISTEMP": (
        "Land-Ocean: Global Means\nYear,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,J-D,D-N\n" + "\n".join(f"{1990 + y}," + ",".join(f"{value(12 * y + m) if 12 * y + m < 40 else '***'}" for m in range(12)) + ",.5,***" for y in range(4)),
        ("value", "1990-01", 12, 100.0),
    ),
    "NOAA daily summaries": (lines('"STATION","DATE","TMAX","TMIN"', lambda at: f'"USW00094728","{DAYS[at]}","{value(at)}","{at % 9}"'), ("TMAX", "2020-01-01", 7, 100.0)),
    "NOAA climate at a glance": ("# Global Land Temperature Anomalies\n# Units: Celsius\n# Missing: -999\n" + lines("Year,Anomaly", lambda at: f"{MONTHS[at]:%Y%m},{value(at)}"), ("Anomaly", "2015-01", 12, 100.0)),
    "Mauna Loa, weekly": ("# CO2\n" + lines("year,month,day,decimal,average,ndays", lambda at: f"{WEEKS[at]:%Y},{WEEKS[at].month},{WEEKS[at].day},{2020 + (at + 0.6) / 52.18:.4f},{value(at)},{at % 4 + 3}"), ("average", "2020-01-05", 1, 100.0)),
    "SILSO, daily": (lines("", lambda at: f"{DAYS[at]:%Y;%m;%d};{2020 + (at + 0.5) / 366:.3f};{value(at):6};{at % 9}.7;{800 + ODD[at]};1"), ("column 5", "2020-01-01", 7, 100.0)),
    "DWD": (lines("STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor", lambda at: f"       3987;{HOURS[at]:%Y%m%d%H};    3;  {value(at)};   {60 + at % 9}.0;eor"), ("TT_TU", "2020-01-01T00:00", 24, 100.0)),
    "KNMI": ("# KNMI\n# STN,YYYYMMDD,   TG\n" + lines("STN,YYYYMMDD,   TG", lambda at: f"  260,{DAYS[at]:%Y%m%d},  {int(value(at))}"), ("TG", "2020-01-01", 7, 100.0)),
    "Météo-France": (lines("NUM_POSTE;AAAAMMJJ;TM", lambda at: f"75114001;{DAYS[at]:%Y%m%d};{value(at)}"), ("TM", "2020-01-01", 7, 100.0)),
    "Environment Canada": (lines('"Longitude (x)","Latitude (y)","Station Name","Date/Time","Year","Month","Day","Mean Temp (°C)"', lambda at: f'"-79.4","43.6","TORONTO","{DAYS[at]}","2020","{DAYS[at].month:02}","{DAYS[at].day:02}","{value(at)}"'), ("Mean Temp (°C)", "2020-01-01", 7, 100.0)),
    "Australian Bureau of Meteorology": (lines("Product code,Bureau of Meteorology station number,Year,Month,Day,Rainfall amount (millimetres)", lambda at: f"IDCJAC0009,086338,2020,{DAYS[at].month:02},{DAYS[at].day:02},{value(at)}"), ("Rainfall amount (millimetres)", "2020-01-01", 7, 100.0)),
    "Open-Meteo": ("latitude,longitude,elevation,utc_offset_seconds\n52.5,13.4,38.0,0\n\n" + lines("time,temperature_2m (°C)", lambda at: f"{stamp(at, '%Y-%m-%dT%H:%M')},{value(at)}"), ("temperature_2m (°C)", "2020-01-01T00:00", 24, 100.0)),
    "USGS": ("# US Geological Survey\n# retrieved\n" + lines("agency_cd\tsite_no\tdatetime\t14n_00060_00003\t14n_cd", lambda at: f"USGS\t01646500\t{DAYS[at]}\t{value(at)}\tA").replace("\nUSGS", "\n5s\t15s\t20d\t14n\t10s\nUSGS", 1), ("14n_00060_00003 14n", "2020-01-01", 7, 100.0)),
    "SMARD": (lines("Datum von;Datum bis;Gesamt (Netzlast) [MWh] Originalauflösungen", lambda at: f"{stamp(at, '%d.%m.%Y %H:%M')};{stamp(at + 1, '%d.%m.%Y %H:%M')};{german(value(at))}"), ("Gesamt (Netzlast) [MWh] Originalauflösungen", "2020-01-01T00:00", 24, 100000.0)),
    "PJM": (lines("Datetime,PJME_MW", lambda at: f"{stamp(39 - at)},{value(39 - at)}"), ("PJME_MW", "2020-01-01T00:00:00", 24, 100.0)),
    "NYISO": (lines('"Time Stamp","Time Zone","Name","PTID","Load"', lambda at: f'"{HOURS[at]:%m/%d/%Y %H:%M:%S}","EST","CAPITL",61757,{value(at)}'), ("Load", "2020-01-01T00:00:00", 24, 100.0)),
    "a smart meter": (lines("Reading Date and Time (local),Consumption (kWh)", lambda at: f"{stamp(at, '%d/%m/%Y %H:%M', 30)},{value(at)}", 800), ("Consumption (kWh)", "2020-01-01T00:00", 48, 100.0)),
    "Fluvius": (lines("Van (datum);Van (tijdstip);Volume;Eenheid", lambda at: f"{stamp(at, '%d-%m-%Y', 15)};{stamp(at, '%H:%M:%S', 15)};{comma(value(at))};kWh", 200), ("Volume", "2020-01-01T00:00:00", 96, 100.0)),
    "Our World in Data": (lines("Entity,Code,Year,Life expectancy", lambda at: f"Japan,JPN,{1970 + at},{value(at)}"), ("Life expectancy", "1970", 1, 100.0)),
    "Johns Hopkins, turned": ("Province/State,Country/Region,Lat,Long," + ",".join(f"{DAYS[at].month}/{DAYS[at].day}/{DAYS[at]:%y}" for at in range(40)) + "\n,Aruba,12.5,-70.0," + ",".join(str(7 * at % 31) for at in range(40)), ("Aruba, 12.5, -70.0", "2020-01-01", 7, 0.0)),
    "Google Trends, monthly": ("Kategorie: Alle Kategorien\n\n" + lines("Monat,keras: (Weltweit)", lambda at: f"{MONTHS[at]:%Y-%m},{(at * 7) % 41 + 3 if at != 4 else '<1'}".replace("<1", "0")), ("keras: (Weltweit)", "2015-01", 12, 3.0)),
    "Kaggle, airline": (lines("Month,#Passengers", lambda at: f"{MONTHS[at]:%Y-%m},{100 + ODD[at]}"), ("#Passengers", "2015-01", 12, 100.0)),
    "Kaggle, daily temperatures": (lines('"Date","Daily minimum temperatures"', lambda at: f'"{DAYS[at].month}/{DAYS[at].day}/{DAYS[at]:%Y}",{value(at)}'), ("Daily minimum temperatures", "2020-01-01", 7, 100.0)),
    "R's write.csv": (lines('"","time","value"', lambda at: f'"{at + 1}",{2015 + at / 12:.13f},{value(at)}'), ("value", None, 1, 100.0)),
    "R's ts, printed": ("     Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec\n" + "\n".join(f"{1990 + y} " + " ".join(f"{value(12 * y + m)}" for m in range(12)) for y in range(4)), ("value", "1990-01", 12, 100.0)),
    "pandas, a series": (lines(",0", lambda at: f"{stamp(at, step=1440)[:10]},{value(at)}"), ("0", "2020-01-01", 7, 100.0)),
    "Prophet": (lines("ds,y", lambda at: f"{DAYS[at]},{value(at)}"), ("y", "2020-01-01", 7, 100.0)),
    "GluonTS": (lines(",timestamp,target,item_id", lambda at: f"{at},{stamp(at)},{value(at)},A"), ("target", "2020-01-01T00:00:00", 24, 100.0)),
    "InfluxDB": ("#group,false,false,true\n#datatype,string,long,dateTime:RFC3339,double\n#default,_result,,,\n" + lines(",result,table,_time,_value,_field", lambda at: f",,0,{stamp(at, '%Y-%m-%dT%H:%M:%SZ')},{value(at)},load"), ("_value", "2020-01-01T00:00:00", 24, 100.0)),
    "Grafana": (lines('"Time","power"', lambda at: f'"{stamp(at, "%Y-%m-%d %H:%M:%S", 5)}","{value(at)} kW"'), ("power", "2020-01-01T00:00:00", 288, 100.0)),
    "Home Assistant": (lines("entity_id,state,last_changed", lambda at: f"sensor.temperature,{value(at)},{stamp(at, '%Y-%m-%dT%H:%M:%S.000Z')}"), ("state", "2020-01-01T00:00:00", 24, 100.0)),
    "Google Sheets": (lines("Date,Close", lambda at: f"{WORKDAYS[at].month}/{WORKDAYS[at].day}/{WORKDAYS[at]:%Y} 16:00:00,{value(at)}"), ("Close", "2020-01-01T16:00:00", 5, 100.0)),
    "Excel, German months": (lines("Monat;Umsatz in T€", lambda at: f"{GERMAN_MONTHS[at % 12]} {2015 + at // 12};{comma(value(at))}"), ("Umsatz in T€", "2015-01", 12, 100.0)),
    "Excel, French months": (lines("Mois;Ventes", lambda at: f"{FRENCH_MONTHS[at % 12]} {2015 + at // 12};{comma(value(at))}"), ("Ventes", "2015-01", 12, 100.0)),
    "Excel, Swiss": (lines("Datum;Betrag CHF", lambda at: f"{DAYS[at]:%d.%m.%Y};{1000 * value(at):,.2f}".replace(",", "’")), ("Betrag CHF", "2020-01-01", 7, 100000.0)),
    "Excel, Swedish": (lines("Datum;Värde", lambda at: f"{DAYS[at]};{1000 * value(at):,.2f}".translate(str.maketrans(",.", "\u00a0,"))), ("Värde", "2020-01-01", 7, 100000.0)),
    "Excel, weekday and date": (lines("Tag;Datum;Menge", lambda at: f"{'Mo Di Mi Do Fr Sa So'.split()[DAYS[at].weekday()]};{DAYS[at]:%d.%m.%y};{comma(value(at))}"), ("Menge", "2020-01-01", 7, 100.0)),
    "Excel, padded titles": ("Sales report,,\nRegion North,,\n,,\n" + lines("Date,Sales,Comment", lambda at: f"{DAYS[at]},{value(at)},{'promotion' if at == 9 else ''}") + "\n,,\nSource: our shop,,", ("Sales", "2020-01-01", 7, 100.0)),
    "Excel, percent": (lines("Month,Unemployment", lambda at: f"{MONTHS[at]:%b %Y},{value(at)}%"), ("Unemployment", "2015-01", 12, 100.0)),
    "a till": (lines("Date,Weekday,Receipts,Total", lambda at: f"{WORKDAYS[at]:%Y/%m/%d},{WORKDAYS[at]:%a},{at % 7 + 20},{value(at)}"), ("Total", "2020-01-01", 5, 100.0)),
    "ISO weeks": (lines("week;flu cases", lambda at: f"2020-W{at + 1:02};{at * 7 % 41 + 3}"), ("flu cases", "2019-12-30", 1, 3.0)),
    "half-years": (lines("TIME;price", lambda at: f"{2000 + at // 2}-S{at % 2 + 1};{value(at)}"), ("price", "2000-01", 1, 100.0)),
    "one column": (lines("", lambda at: f"{value(at)}"), ("column 1", None, 1, 100.0)),
    "one column, commas": (lines("Wert", lambda at: comma(value(at))), ("Wert", None, 1, 100.0)),
    "a list of Python": ("[" + ", ".join(f"{value(at)}" for at in range(40)) + "]", ("value", None, 1, 100.0)),
    "Markdown": ("| month | x |\n|---|---:|\n" + lines("", lambda at: f"| {MONTHS[at]:%Y-%m} | {value(at)} |"), ("x", "2015-01", 12, 100.0)),
    "an empty month to come": (lines("month,x", lambda at: f"{MONTHS[at]:%Y-%m},{value(at) if at < 37 else ''}"), ("x", "2015-01", 12, 100.0)),
    "clocks in March and October": (lines("Zeit;Last", lambda at: f"{LOCAL[at]:%d.%m.%Y %H:%M};{value(at)}", 7000), ("Last", "2020-03-01T00:00", 24, 100.0)),
    # Of these none was in mind while the reading was written.
    "years of Buddha": (lines("Date,x", lambda at: f"{DAYS[at]:%d/%m/}2563,{value(at)}"), ("x", "2563-01-01", 7, 100.0)),
    "seconds out of order": (lines("ts,v", lambda at: f"{1577836800 + 3600 * (at * 7 % 40)},{value(at)}"), ("v", "2020-01-01T00:00", 24, 100.0)),
    "hours that end": (lines("Date,Hour Ending,MW", lambda at: f"{stamp(at // 24 * 24, '%m/%d/%Y')},{at % 24 + 1},{value(at)}", 480), ("MW", "2020-01-01T01:00", 24, 100.0)),
    "subscribers": (lines("date,subscribers", lambda at: f"{DAYS[at]},{1000 + 10 * at}"), ("subscribers", "2020-01-01", 7, 1000.0)),
    "names that come again": ("\n".join(("date,x\n" if at % 20 == 0 else "") + f"{DAYS[at]},{value(at)}" for at in range(40)), ("x", "2020-01-01", 7, 100.0)),
    "a row twice": (lines("date,x", lambda at: f"{DAYS[at]},{value(at)}") + f"\n{DAYS[39]},{value(39)}", ("x", "2020-01-01", 7, 100.0)),
    "megawatts": (lines("Date;Conso (MW)", lambda at: f"{DAYS[at]:%d/%m/%Y};{50 + at % 7} {at * 13 % 900 + 100} MW"), ("Conso (MW)", "2020-01-01", 7, 50100.0)),
    "units in brackets": ("Date,Temp,Hum\n(local),(°C),(%)\n" + lines("", lambda at: f"{DAYS[at]},{value(at)},{50 + at % 9}"), ("Temp (°C)", "2020-01-01", 7, 100.0)),
    "a holiday first": (lines("date,holiday,onpromotion,sales", lambda at: f"{DAYS[at]},{int(at % 7 == 0)},{at % 3},{value(at)}"), ("sales", "2020-01-01", 7, 100.0)),
    "a line break in a name": ('"Date","Sales\n(thousand)"\n' + lines("", lambda at: f'"{DAYS[at]}","{value(at)}"'), ("Sales (thousand)", "2020-01-01", 7, 100.0)),
    "nanoseconds and a place": (lines("time,lat,lon,t2m", lambda at: f"{stamp(at, '%Y-%m-%dT%H:%M:%S')}.000000000,52.5,13.4,{value(at)}"), ("t2m", "2020-01-01T00:00:00", 24, 100.0)),
    "an hourly logger that lost some hours": (lines("time,MW", lambda at: f"{stamp(at + (at > 20) * 3 + (at > 400))},{value(at)}", 800), ("MW", "2020-01-01T00:00:00", 24, 100.0)),
    "a day that nobody wrote down": (lines("Date;kWh", lambda at: f"{DAYS[0] + timedelta(days=at + (at > 30)):%d.%m.%Y};{comma(value(at))}", 60), ("kWh", "2020-01-01", 7, 100.0)),
    "a month left out": (lines("Month,x", lambda at: f"{MONTHS[0].year + (at + (at > 20)) // 12}-{(at + (at > 20)) % 12 + 1:02},{value(at)}", 60), ("x", "2015-01", 12, 100.0)),
    "a shop's hours": (lines("time,visitors", lambda at: f"{stamp(24 * (at // 12) + at % 12 + 8)},{value(at)}", 480), ("visitors", "2020-01-01T08:00:00", 12, 100.0)),
    "a shop shut on Sundays": (lines("date,sales", lambda at: f"{date(2020, 1, 6) + timedelta(days=at + at // 6)},{value(at)}", 120), ("sales", "2020-01-06", 6, 100.0)),
    "decimal commas and American dates": (lines("Date;x", lambda at: f"{DAYS[at]:%m/%d/%Y};{comma(value(at))}"), ("x", "2020-01-01", 7, 100.0)),
}  # fmt: skip

REFUSED = {
    "months without a year": (lines("Month,x", lambda at: f"{MONTHS[at]:%B},{value(at)}", 24), "“January” is not a date"),
    "years of a budget": (lines("Year,x", lambda at: f"{1980 + at}/{(81 + at) % 100:02},{value(at)}"), "there is no date “1980/81”"),
    "spans of years": (lines("Years,x", lambda at: f"{1900 + 5 * at}-{1905 + 5 * at},{value(at)}", 20), "is not a date"),
    "times of one day": (lines("time,temp", lambda at: f"{HOURS[at]:%H:%M},{value(at)}", 24), "“00:00” is not a date"),
    "two forms of dates": (lines("date,x", lambda at: f"{DAYS[at] if at < 20 else format(DAYS[at], '%d.%m.%Y')},{value(at)}"), "Row 22, column “date”: “21.01.2020” is not written as"),
    "marks of footnotes": (lines("date,x", lambda at: f"{DAYS[at]},{value(at)}{'*' if at > 35 else ''}"), "Row 38, column “x”: “101.49*” is not a number"),
    "National Grid": (lines('"SETTLEMENT_DATE","SETTLEMENT_PERIOD","ND"', lambda at: f'"{stamp(at // 48 * 24, "%d-%b-%Y").upper()}",{at % 48 + 1},{value(at)}', 96), "twice, in rows 2 and 3"),
    "days without a year": (lines("day,x", lambda at: f"Jan-{at % 31 + 1},{value(at)}", 12), "Row 2, column “day”: “Jan-1” is not a date"),
    "two values for a date": (lines("date,x", lambda at: f"{DAYS[at // 2]},{value(at)}"), "twice, in rows 2 and 3"),
    "an Excel error": (lines("date,x", lambda at: f"{DAYS[at]},{value(at) if at != 5 else '#DIV/0!'}"), "Row 7, column “x”: “#DIV/0!” is not a number."),
    "two currencies": (lines("date;x", lambda at: f"{DAYS[at]};{'$' if at % 2 else '€'}{value(at)}"), "mixes “€100.0” in row 2 with"),
    "decimal commas between commas": (lines("date,x", lambda at: f"{DAYS[at]},{comma(value(at))}"), "If its commas are decimal"),
    "no numbers": (lines("date,x", lambda at: f"{DAYS[at]},calm"), "is not a number"),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_a_real_table_is_read_rightly_without_a_question(name):
    data, (column, first, season, begin) = REAL[name]
    table = read_table(data)
    choice = first_choice(table)
    series, notes, *_ = read_series(table, choice)
    found = choice.column, series.dates and series.label(0), series.season, series.values[0]
    assert found == (column, first, season, begin)
    assert len(series) >= 36 and column in table.why_taken() and all(note.endswith(".") for note in notes)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_one_series_is_refused_with_its_place(name):
    data, said = REFUSED[name]
    with pytest.raises(ValueError, match=re.escape(said)):
        table = read_table(data)
        read_series(table, first_choice(table))


COULD_BE_READ = ("Google Analytics", "an accountant", "National Grid")
"""Of those that are asked about or refused: the others are no one series, or can be two things to anybody."""


def test_nine_in_ten_of_those_that_are_one_series_are_read_without_a_question():
    assert {*COULD_BE_READ} <= {*ASKED, *REFUSED} and len(REAL) + len(ASKED) + len(REFUSED) >= 100
    assert len(REAL) >= 0.9 * (len(REAL) + len(COULD_BE_READ))


def test_store_sales_are_long():
    rows = [(store, item, at) for store in (1, 2) for item in (1, 2) for at in range(40)]
    data = lines("date,store,item,sales", lambda k: f"{DAYS[rows[k][2]]},{rows[k][0]},{rows[k][1]},{7 * rows[k][2] % 30 + rows[k][0]}", len(rows))  # fmt: skip
    table = read_table(data)
    assert table.value_columns[0] == "sales" and table.series_names == ("1 · 1", "1 · 2", "2 · 1", "2 · 2")
    assert series_from_table(table.only("2 · 1"), "sales", "date")[0].season == 7


ASKED = {
    "minus one": lines("date,count", lambda at: f"{DAYS[at]},{-1 if at % 9 == 4 else 200 + at * 7 % 31}"),
    "zero": lines("date,pressure", lambda at: f"{DAYS[at]},{0 if at % 13 == 4 else 1010 + at * 7 % 9}"),
    "Kaggle, shampoo": lines(
        '"Month","Sales of shampoo"', lambda at: f'"{at // 12 + 1}-{at % 12 + 1:02}",{value(at)}', 36
    ),
    "an accountant": lines(
        "Period,Net result",
        lambda at: (
            f'{QUARTERS[at].year} Q{at % 4 + 1},"{f"({1000 * value(at):,.0f})" if at % 5 else f"{1000 * value(at):,.0f}"}"'
        ),
    ),
    "Google Analytics": "# ----------------------------------------\n# All Web Site Data\n# 20200101-20200209\n# ----------------------------------------\n\n"
    + lines("Day Index,Users", lambda at: f'{DAYS[at].month}/{DAYS[at].day}/{DAYS[at]:%y},"{1000 + ODD[at]:,}"')
    + '\n,"99,999"',
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
        assert (
            len(series_from_table(table, table.value_columns[0], table.date_columns[0], "forward", answers)[0]) > 10
        ), reading
