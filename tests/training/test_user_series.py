"""A reader's own table: read rightly, or refused with a sentence that names what is wrong."""

import gzip
import io
import re
import warnings
import zipfile

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rnnviz.training.baselines import baselines
from rnnviz.training.preparation import Preparation
from rnnviz.training.scores import baseline_row
from rnnviz.training.user_series import (
    MAX_BYTES,
    MAX_ROWS,
    MAX_TABLE_ROWS,
    Choice,
    Question,
    Table,
    read_series,
    read_table,
    series_from_table,
)
from rnnviz.training.windows import prepare


def read(data, missing="refuse"):
    """The last column of numbers of a table by its first column of dates, if it has any, and the notes."""
    table = read_table(data)
    column = (table.number_columns or table.names)[-1]
    return series_from_table(table, column, next(iter(table.date_columns), None), missing)


def column(*cells, name="x"):
    """A CSV file of one column."""
    return "\n".join([name, *cells])


def by_date(*dates, name="date"):
    """A CSV file of dates and the values 0, 1, 2 and so on."""
    return "\n".join([f"{name},x", *(f"{date},{value}" for value, date in enumerate(dates))])


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ("x\n1\n2.5\n-3e1", [1, 2.5, -30]),
        ("1\n2.5\n3", [1, 2.5, 3]),
        ("x\r\n1\r\n2\r\n", [1, 2]),
        ("x\r1\r2", [1, 2]),
        ("\ufeffx\n1\n2".encode(), [1, 2]),
        ("Höhe;Fluß\n1;2\n3;4".encode("latin-1"), [2, 4]),
        ("€;x\n1;2\n3;4".encode("cp1252"), [2, 4]),
        ("t,x\n1,2\n3,4".encode("utf-16"), [2, 4]),
        ("t,x\n1,2\n3,4".encode("utf-16-le"), [2, 4]),
        ("t,x\n1,2\n3,4".encode("utf-16-be"), [2, 4]),
        ("t;x\n1;2\n3;4", [2, 4]),
        ("t\tx\n1\t2\n3\t4", [2, 4]),
        ("t|x\n1|2\n3|4", [2, 4]),
        ("t;x;\n1;2;\n3;4;\n", [2, 4]),
        ("sep=;\nt;x\n1;2\n3;4", [2, 4]),
        ('"a, b",x\n"1, 2",3\n"4, 5",6', [3, 6]),
        ("t;x\n1;1,5\n2;-2,25", [1.5, -2.25]),
        ("t;x\n1;1.234,5\n2;12.000\n3;1", [1234.5, 12000, 1]),
        ('t,x\n1,"1,234.5"\n2,"12,000"\n3,1', [1234.5, 12000, 1]),
        ("x\n1\u00a0234,5\n2\u202f000", [1234.5, 2000]),
        ("x\n1'234.5\n2'000", [1234.5, 2000]),
        ("x\n1,5\n2,5", [1.5, 2.5]),
        ("x\n0.123\n0.456", [0.123, 0.456]),
        ("x\n−1\n2", [-1, 2]),
        ("1, 2, 3", [1, 2, 3]),
        ("1 2 3", [1, 2, 3]),
        ("1,5; 2,5; 3", [1.5, 2.5, 3]),
        ("x\n7\n7\n7", [7, 7, 7]),
        ("year,x\n1990,1500\n1991,2500\n1992,1200", [1500, 2500, 1200]),
    ],
)
def test_tables_are_read(data, values):
    series, _ = read(data)
    np.testing.assert_array_equal(series.values, values)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b" \r\n\t\n", "The file is empty"),
        ("\ufeff".encode("utf-16"), "The file is empty"),
        (",,\n,,\n", "no cell that is not empty"),
        ("x\n", "only one row"),
        ("x\n5\n", "single value"),
        ("date,x\n2024-01,5\n", "single value"),
        (b"PK\x03\x04\x00\x00", "The Excel workbook is damaged or encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (gzip.compress(b"x\n1\n2", mtime=0), "gzip"),
        (b"\x93NUMPY\x01\x00v", "np.savetxt"),
        (b"x,y\n1,\x00\n", "byte 00 at position 7"),
        (b"x\n1\n" * 4_000_000, "The file has 16.0 MB; at most 12 MB"),
        ("<!DOCTYPE html><p>404", "a web page"),
        ('{"x": [1, 2]}', "JSON"),
        (column(*["1"] * (MAX_TABLE_ROWS + 1)), "more than 200,000 rows"),
        ("1\n\n" * (2 * MAX_TABLE_ROWS), "more than 200,000 rows"),
        (",".join(["1"] * (MAX_TABLE_ROWS + 1)), "more than 200,000 rows"),
        (",".join("abc" * 17) + "\n" + ",".join(["1"] * 51), "51 columns; at most 50"),
        ("t,x\n1,2\n3,4,5\n", "Row 3 has 3 cells, but the table has 2 columns. If its commas are decimal"),
        ("t,x\n2024-01,1,5\n2024-02,2,5", "Row 2 has 3 cells, but the table has 2 columns. If its commas are decimal"),
        ('t,x\n1,"2\n3,4\n5,6', "Row 2 has a quotation mark that is not closed"),
        ("t,x\n1,2\n\n3,seven\n5,6", "Row 4, column “x”: “seven” is not a number."),
        ("t,x\na,b\nc,d", "Row 2, column “x”: “b” is not a number, nor is another cell of the column."),
        ("t;x\n1;1,5\n2;2.5\n3;3,5", "Row 3, column “x”: “2.5” is not a number: the decimal mark of the others is a c"),
        ("x\n1\n#DIV/0!\n" + "2\n" * 5, "Row 3, column “x”: “#DIV/0!” is not a number."),
        (column("1", "9" * 200), "“999999999999999999999999…” is too large; at most ±1e+12"),
        (column("1", "1e999"), "“1e999” is too large"),
        (column("1", "-inf"), "Row 3, column “x”: “-inf” is infinite"),
        (column("1", "٣"), "“٣” is not a number"),
        (column("1", "__import__('os')"), "is not a number"),
    ],
)
def test_what_cannot_be_read_is_said(data, said):
    with pytest.raises(ValueError, match=re.escape(said)) as raised:
        read(data)
    assert str(raised.value).endswith(".")


def test_a_workbook_is_recognised_as_it_is_written():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(ValueError, match="Excel workbook"):
        read_table(file.getvalue())


def test_fifty_megabytes_are_refused_unread():
    class Untouchable(bytes):
        def _refuse(self, *args):
            raise AssertionError("read before its size was checked")

        strip = startswith = decode = _refuse

    with pytest.raises(ValueError, match=re.escape("50.0 MB; at most 12 MB")):
        read_table(Untouchable(50_000_000))
    assert MAX_BYTES == 12_000_000


def test_the_most_rows_are_read():
    series, notes = read(column(*["1.5"] * MAX_ROWS))
    assert len(series) == MAX_ROWS and not notes


@pytest.mark.parametrize("gap", ["", "NA", "n/a", "NaN", "?", "-", "null", ".", "..", "#N/A"])
def test_missing_values_are_refused_or_filled_from_the_past_alone(gap):
    data = f"date,x\n2024-01,1\n2024-02,{gap}\n2024-03,{gap}\n2024-04,4\n"
    with pytest.raises(ValueError, match=re.escape("2 values are missing, in rows 3 and 4 of column “x”")):
        read(data)
    series, notes = read(data, missing="forward")
    assert series.values.tolist() == [1, 1, 1, 4] and series.imputed == (1, 2)
    assert notes == (
        "2 values are missing, in rows 3 and 4 of column “x”. The last value before stands in for each where it is "
        "read; no forecast of it is trained or scored.",
    )


def test_what_is_missing_at_an_end_is_left_out_and_said():
    series, notes = read(
        by_date(*(f"2024-0{month}" for month in range(1, 7))).replace(",0", ",").replace(",5", ","), "forward"
    )
    assert series.values.tolist() == [1, 2, 3, 4] and series.dates == ("2024-02", "2024-03", "2024-04", "2024-05")
    assert not series.imputed and "in rows 2 and 7 of column “x”, before the first number or after the last" in notes[0]


def test_white_noise_with_a_third_missing_stays_as_hard_as_the_mean():
    """Values drawn across the gaps would be easy to forecast; what is scored was measured."""
    rng = np.random.default_rng(0)
    noise = [f"{value:.4f}" for value in rng.standard_normal(3000)]
    for at in rng.choice(np.arange(1, 2999), 1000, replace=False):
        noise[at] = ""
    series, _ = series_from_table(
        read_table("\n".join(["t;x", *(f"0;{cell}" for cell in noise)])), "x", None, "forward"
    )
    prepared = prepare(series.values, Preparation("standard"), series.imputed)
    assert len(series.imputed) == 1000 and prepared.left_out == 1000 - sum(at < 12 for at in series.imputed) - sum(
        prepared.boundary <= at < prepared.boundary + 12 for at in series.imputed
    )
    assert not set(prepared.positions) & set(series.imputed)
    found = baselines(prepared, 1)
    by_mean = baseline_row(found["mean"], prepared).test.rmse
    assert by_mean == pytest.approx(1.0, abs=0.06)
    assert baseline_row(found["ar"], prepared).test.rmse / by_mean == pytest.approx(1.0, abs=0.03)


def test_many_missing_values_are_not_all_listed():
    cells = [str(value) if value % 2 else "?" for value in range(1, 40)]
    with pytest.raises(ValueError, match=re.escape("19 values are missing, in rows 3, 5, 7, 9, 11 and 14 more")):
        read(column(*cells))


def test_an_empty_row_of_a_single_column_is_missing_and_one_of_several_columns_is_nothing():
    with pytest.raises(ValueError, match="A value is missing, in row 3"):
        read("x\n1\n\n3\n\n")
    assert read("t,x\n1,1\n\n2,3\n")[0].values.tolist() == [1, 3]


def test_lines_of_words_around_a_table_are_left_out_and_named():
    series, notes = read('Sales of a shop\n\nmonth,x\n2024-01,1\n2024-02,2\n\n"By A. Nonymous, 2024"\n')
    assert series.values.tolist() == [1, 2]
    assert [re.match(r"Row \d+, “[^,]+", note)[0] for note in notes] == [
        "Row 1, “Sales of a shop”",
        "Row 7, “By A. Nonymous",
    ]


def test_names_of_columns():
    assert read_table("x,x,\n1,2,3\n4,5,6").names == ("x", "x (2)", "column 3")
    assert read_table("1,2\n3,4").names == ("column 1", "column 2")
    table = read_table("day,note,kW\n2024-01-01,windy,1.5\n2024-01-02,calm,?\n")
    assert (table.date_columns, table.number_columns) == (("day",), ("kW",))


def test_a_first_row_of_words_and_numbers_is_a_header_where_a_word_is_above_a_number_and_a_note_says_so():
    assert read("1.5,windy\n2.5,\n3.5,calm")[0].values.tolist() == [1.5, 2.5, 3.5]
    table = read_table("2023,sales\n2024-01,5\n2024-02,6")
    assert table.names == ("2023", "sales")
    assert table.notes == ("Row 1 was read as the names of the columns: “2023”, “sales”.",)


def test_values_that_look_like_years_are_no_dates():
    assert read_table("x\n1500\n2500\n1200").date_columns == ()
    assert read_table("x\n1234.5\n1300.2").date_columns == ()


@pytest.mark.parametrize(
    ("dates", "iso", "season"),
    [
        (["2024-01", "2024-02", "2024-03"], "2024-03", 12),
        (["2024-01-31", "2024-02-29", "2024-03-31"], "2024-03-31", 12),
        (["2024-Q1", "2024-Q2", "2024-Q3"], "2024-07", 4),
        (["1990", "1991", "1992"], "1992", 1),
        (["2024/1/30", "2024/1/31", "2024/2/1"], "2024-02-01", 7),
        (["2024-01-04", "2024-01-05", "2024-01-08"], "2024-01-08", 5),
        (["2024-01-01 22:00", "2024-01-01 23:00", "2024-01-02 00:00"], "2024-01-02T00:00", 24),
        (["2024-01-01T00:30", "2024-01-01T01:00", "2024-01-01T01:30"], "2024-01-01T01:30", 48),
        (["2024-01-01T00:00:10", "2024-01-01T00:00:11", "2024-01-01T00:00:12"], "2024-01-01T00:00:12", 1),
        (["30/01/2024", "31/01/2024", "01/02/2024"], "2024-02-01", 7),
        (["01/30/2024", "01/31/2024", "02/01/2024"], "2024-02-01", 7),
        (["30.1.2024 08:00", "31.1.2024 08:00", "1.2.2024 08:00"], "2024-02-01T08:00", 7),
        (["2024-03-31T01:30+01:00", "2024-03-31T03:30+02:00", "2024-03-31T04:30+02:00"], "2024-03-31T02:30", 24),
        (["2024-01-01T22:30-0330", "2024-01-01T23:30-0330"], "2024-01-02T03:00", 24),
        (["2024-01-05", "2024-01-06", "2024-01-08"], "2024-01-08", 7),
        (["2024-01-01", "2024-01-08", "2024-01-15"], "2024-01-15", 1),
    ],
)
def test_dates_are_recognised_and_a_season_is_guessed(dates, iso, season):
    series, _ = read(by_date(*dates))
    assert (series.dates[-1], series.season) == (iso, season)


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["2024-01", "2024-01", "2024-02"], "the date 2024-01 twice, in rows 2 and 3"),
        (["2024-03", "2024-01", "2024-03"], "the date 2024-03 twice, in rows 2 and 4"),
        (["2024-01-01", "2024-02-30"], "Row 3, column “date”: there is no date “2024-02-30”"),
        (["2024-01-01", "2024-01"], "Row 3, column “date”: “2024-01” is not written as “2024-01-01” in row 2 is"),
        (["2024-01-01", "soon", "2024-01-02"], "Row 3, column “date”: “soon” is not a date"),
        (["2024-01-01", "", "2024-01-02"], "Row 3, column “date”: “” is not a date"),
        (["13/02/2024", "02/14/2024"], "“13/02/2024” in row 2, “02/14/2024” in row 3"),
        (["01/02/2024", "01/03/2024", "01/04/2024"], "Nothing tells whether “01/02/2024” in row 2"),
        (["2024-01-01T01:00Z", "2024-01-01T02:00"], "Row 3, column “date”: some times have an offset"),
    ],
)
def test_dates_that_cannot_be_read_are_named(dates, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        series_from_table(read_table(by_date(*dates)), "x", "date")


def test_months_tell_the_day_from_the_month_by_being_evenly_spaced():
    series, notes = read(by_date(*(f"01/{at % 12 + 1:02}/{2020 + at // 12}" for at in range(20))))
    assert series.dates[1] == "2020-02-01" and series.season == 12
    assert notes == ("The dates were read as day/month/year: only so are they evenly spaced.",)


def test_rows_out_of_order_are_sorted_with_their_values():
    series, notes = read(by_date("2024-03", "2024-01", "2024-02"))
    assert series.values.tolist() == [1, 2, 0] and series.dates == ("2024-01", "2024-02", "2024-03")
    assert notes == ("The rows were not in the order of their dates; they have been sorted.",)


def test_missing_dates_are_named_by_the_row_before_them():
    days = [f"2024-01-{day:02}" for day in range(1, 31) if day not in (4, 20, 21)]
    after = "3 dates are missing, after 2024-01-03 in row 4 and 2024-01-19 in row 19"
    series, notes = read(by_date(*days), missing="forward")
    assert series.season == 7 and len(series) == 30 and series.imputed == (3, 19, 20)
    assert [series.dates[at] for at in series.imputed] == ["2024-01-04", "2024-01-20", "2024-01-21"]
    assert notes == (
        "3 dates have no row: they are steps without a value.",
        "3 dates have no row: 2024-01-04, 2024-01-20 and 2024-01-21. The last value before stands in for each where it "
        "is read; no forecast of it is trained or scored.",
    )
    with pytest.raises(ValueError, match="3 dates have no row: 2024-01-04"):
        read(by_date(*days))
    reading = read_series(read_table(by_date(*days)), Choice("x", "date", gaps="joined"))
    assert reading.notes == (f"{after}: the series goes on as if there were no gaps.",) and len(reading.series) == 27


def test_uneven_dates_are_said_to_be_so():
    series, notes = read(by_date("2024-01-01", "2024-01-05", "2024-01-07", "2024-02-01"))
    assert series.season == 1 and "not evenly spaced" in notes[0]


@pytest.mark.parametrize("cells", [("1,234", "2,345"), ("7.490", "8.500")])
def test_a_number_that_can_be_two_is_asked_once(cells):
    table = read_table("t;x\n" + "\n".join(f"{at};{cell}" for at, cell in enumerate(cells)))
    with pytest.raises(Question, match="is a point or a comma") as asked:
        series_from_table(table, "x")
    for mark, decimal in (("point", "."), ("comma", ",")):
        series, notes = series_from_table(table, "x", answers={asked.value.about: mark})
        assert (series.values < 10).all() == (decimal in cells[0]) and "as you chose" in notes[0]


@pytest.mark.parametrize(
    ("data", "values", "said"),
    [
        ("t,x\n1,7.490\n2,8.500", [7.49, 8.5], "where commas separate the columns, the decimal mark is a point"),
        ("y;x\n0,5;7.490\n2,25;8.500", [7490, 8500], "because the decimal mark of column “y” is a comma"),
        ("t;x\n1;7.490\n2;8500", [7.49, 8500], "because “8500” in column “x” has no mark"),
        ("t;x\n1;$1,234.50\n2;$5", [1234.5, 5], "The sign “$” in column “x” was left out"),
        ("t;x\n1;1.234,50 €\n2;5,10 €", [1234.5, 5.1], "The sign “€” in column “x” was left out"),
        ("t;x\n1;CHF 1'234.50\n2;CHF 5", [1234.5, 5], "“CHF”"),
        ("t;x\n1;12.5%\n2;-0.52%", [12.5, -0.52], "“%”"),
        ("t;x\n1;(1,234.5)\n2;5", [-1234.5, 5], "in brackets"),
        ("t;x\n1;-$5\n2;($6)", [-5, -6], "in brackets"),
        ("t;x\n1;5-\n2;6", [-5, 6], ""),
        ("t;x\n1;1.25M\n2;980.5K", [1.25e6, 980500], "K stands for thousand"),
        ("t;x\n1;21.5 °C\n2;19 °C", [21.5, 19], "“°C”"),
        ("t;x\n1;1 234,5\n2;12 000,25", [1234.5, 12000.25], "comma"),
    ],
)
def test_numbers_as_people_write_them(data, values, said):
    series, notes = series_from_table(read_table(data), "x")
    np.testing.assert_allclose(series.values, values, rtol=1e-15)
    assert said in " ".join(notes)


def test_two_units_in_a_column_are_refused():
    with pytest.raises(ValueError, match="mixes “5 kg” in row 2 with “6 g” in row 3"):
        read("t;x\n1;5 kg\n2;6 g")


def test_a_limit_is_asked():
    table = read_table("x\n5\n<1\n7\n<1\n8")
    with pytest.raises(Question, match="Row 3, column “x”: “<1” can stand for 1 or for a missing value") as asked:
        series_from_table(table, "x")
    about = asked.value.about
    assert series_from_table(table, "x", answers={about: "limit"})[0].values.tolist() == [5, 1, 7, 1, 8]
    with pytest.raises(ValueError, match="2 values are missing, in rows 3 and 5"):
        series_from_table(table, "x", answers={about: "missing"})


@pytest.mark.parametrize("mark", ["-9999", "-999.9", "9999", "-200", "99999"])
def test_a_mark_of_missing_values_is_asked(mark):
    cells = [mark if at in (4, 9, 30) else f"{20 + at % 7 + at / 50:.2f}" for at in range(40)]
    table = read_table(column(*cells))
    with pytest.raises(Question, match="3 times in column “x”, first in row 6, far from the other values") as asked:
        series_from_table(table, "x")
    about = asked.value.about
    assert series_from_table(table, "x", answers={about: "value"})[0].values[4] == float(mark)
    with pytest.raises(ValueError, match="3 values are missing, in rows 6, 11 and 32"):
        series_from_table(table, "x", answers={about: "missing"})


def test_an_outlier_is_no_mark_of_missing_values():
    for cells in (["3", "4", "5", "77"], ["0", "1", "-1", "-1", "2"], ["-3", "-2", "5", "4"], ["5", "5", "5", "9"]):
        assert read(column(*cells))[0].values.tolist() == [float(cell) for cell in cells]


def test_columns_that_are_not_there_are_named():
    table = read_table("t,x\n1,2\n3,4")
    with pytest.raises(ValueError, match="There is no column “y”; the columns are t, x."):
        series_from_table(table, "y")
    with pytest.raises(ValueError, match="cannot be both"):
        series_from_table(table, "x", "x")
    with pytest.raises(ValueError, match="missing must be one of refuse, forward"):
        series_from_table(table, "x", missing="drop")


TABLE_LIKE = st.text(st.sampled_from("0123456789-+.,;:|/\t\n\r \"'eENAanTZQ?x=[{<\u00a0∞é"), max_size=120)
DATED = st.lists(
    st.tuples(
        st.sampled_from(["2024-01-0", "0", "31/01/202", "2024-", "199", "2024-01-01T0", "9999-12-3"]),
        st.sampled_from(["1", "2", "3", "2:30", "2:30Z", "2/2024"]),
        st.sampled_from(["1", "-2,5", "1.234", "1,234.5", "?", "", "1e400", "inf", "word"]),
    ).map(lambda parts: f"{parts[0]}{parts[1]};{parts[2]}"),
    max_size=6,
).map("\n".join)


@settings(max_examples=400)
@given(
    st.binary(max_size=200) | (TABLE_LIKE | DATED).map(str.encode) | TABLE_LIKE.map(lambda text: text.encode("utf-16"))
)
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00")
@example(b'"')
@example(b"sep=,")
@example(b"1" * 140_000)
@example(b"2999-12-31;1\n2999-12-30;2")
def test_any_bytes_are_a_table_and_its_columns_series_or_a_sentence(data):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            table = read_table(data)
        except ValueError as error:
            assert str(error).endswith(".") and type(error) in (ValueError, Question)
            return
        assert isinstance(table, Table)
        assert len(set(table.names)) == len(table.names) == len(table.columns)
        assert {len(cells) for cells in table.columns} == {len(table.rows)}
        for name in table.names:
            for dates in (None, *table.names):
                try:
                    series, _ = series_from_table(table, name, dates, "forward")
                except ValueError as error:
                    assert str(error).endswith(".") and type(error) in (ValueError, Question)
                else:
                    assert np.isfinite(series.values).all() and 2 <= len(series) <= len(table.rows)
                    assert dates is None or series.dates == tuple(sorted(series.dates))


def test_programs_and_saved_runs_keep_what_was_missing():
    from rnnviz.chapters.forecasters.programs.windows import prepared_code
    from rnnviz.store.header import header_for, read_header, series_of
    from rnnviz.training.runs import train
    from rnnviz.training.settings import Fit, Model

    cells = [f"{np.sin(at):.3f}" if at % 5 else "" for at in range(1, 80)]
    series, _ = series_from_table(
        read_table("\n".join(["t;x", *(f"0;{cell}" for cell in cells)])), "x", None, "forward"
    )
    for leak in (False, True):
        prepared = prepare(series.values, Preparation("standard", leak=leak, window=4), series.imputed)
        found = {"np": np}
        exec(prepared_code(series, prepared), found)
        inputs = np.concatenate([windows for windows, *_ in found["samples"].values()])
        np.testing.assert_allclose(inputs, prepared.inputs, rtol=1e-12)
        assert len(found["train_inputs"]) == prepared.n_train and prepared.left_out == 14
    run = train(prepared, Model(units=1), Fit(epochs=1))
    again = series_of(read_header(header_for(series, run))["series"], series.values)
    assert again.imputed == series.imputed and len(series.imputed) == 15
    with pytest.raises(ValueError, match="imputed must be positions"):
        series_of(read_header(header_for(series, run))["series"] | {"imputed": [-1]}, series.values)


@pytest.mark.parametrize(
    ("data", "values", "said"),
    [
        (
            "# a comment\n# another\nt;x\n1;1.5\n2;2.5",
            [1.5, 2.5],
            "2 rows, the first of them row 1, begin as a comment",
        ),
        ("t;x\n1;1.5\n2;2.5\nTotal;4", [1.5, 2.5], "Row 4, “Total”, sums up the others and was left out."),
        ("t;x\n1;1.5\n2;2.5\nSumme:;4\nMittelwert;2", [1.5, 2.5], "Row 4, “Summe:”, sums up"),
        ("t;x\n-;°C\n1;1.5\n2;2.5", [1.5, 2.5], "Row 2 has no number and was read with the names"),
        ("t  x\n1  1.5\n2  2.5\n", [1.5, 2.5], "separated by spaces"),
        ("  1958  3  315.71\n  1958  4  317.45\n 1958 5 317.51\n", [315.71, 317.45, 317.51], "separated by spaces"),
    ],
)
def test_what_stands_around_a_table_is_left_out_and_said(data, values, said):
    series, notes = read(data)
    np.testing.assert_array_equal(series.values, values)
    assert said in " ".join(notes)


MATRIX = "Year;Jan;Feb;Mar;Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec;Annual\n" + "\n".join(
    f"{year};" + ";".join(f"{year - 1949}.{month:02}" for month in range(1, 13)) + ";9.9" for year in (1950, 1951, 1952)
)


def test_a_matrix_of_years_by_months_is_one_series_either_way_round():
    series, notes = read(MATRIX)
    assert series.dates[0] == "1950-01" and series.season == 12 and len(series) == 36
    assert series.values[[0, 1, 12, 35]].tolist() == [1.01, 1.02, 2.01, 3.12]
    assert "Left out: “Annual”" in notes[0]
    turned = "\n".join(";".join(cells) for cells in zip(*(line.split(";")[:13] for line in MATRIX.splitlines())))  # noqa: B905
    np.testing.assert_array_equal(read(turned)[0].values, series.values)


def test_columns_that_are_dates_are_turned():
    years = [str(year) for year in range(1960, 2024)]
    lines = [["Country Name", "Country Code", *years], ["Aruba", "ABW", *(f"{int(year) % 7}.5" for year in years)]]
    lines.append(["World", "WLD", *("" if year < "1990" else f"{int(year) % 9}.5" for year in years)])
    table = read_table("\n".join(",".join(line) for line in lines))
    assert table.value_columns == ("Aruba, ABW", "World, WLD") and table.date_columns == ("date",)
    series, _ = series_from_table(table, "World, WLD", "date", "forward")
    assert series.dates[0] == "1990" and len(series) == 34 and not series.imputed


def test_the_series_of_a_long_table_are_offered():
    lines = [
        f"2013-01-{day:02},{store},{item},{day * store + item % 3}"
        for store in (1, 2)
        for item in (5, 6)
        for day in range(1, 20)
    ]
    table = read_table("\n".join(["date,store,item,sales", *lines]))
    assert table.keys == ("store", "item") and table.series_names == ("1 · 5", "1 · 6", "2 · 5", "2 · 6")
    assert table.value_columns == ("sales",)
    series, notes = series_from_table(table.only("2 · 5"), "sales", "date")
    assert series.values[:2].tolist() == [4, 6] and len(series) == 19 and "Of the 4 series below each other" in notes[0]
    with pytest.raises(ValueError, match="There is no series “3 · 5”"):
        table.only("3 · 5")


def test_years_that_come_again_are_dates_of_a_long_table_and_no_one_series():
    lines = [f"{country},{year},{year % 7}.5" for country in ("Aruba", "Cuba") for year in range(1980, 2010)]
    table = read_table("\n".join(["country,year,gdp", *lines]))
    assert table.date_columns == ("year",) and table.series_names == ("Aruba", "Cuba")
    assert series_from_table(table.only("Cuba"), "gdp", "year")[0].dates[-1] == "2009"
    with pytest.raises(ValueError, match="has the date 1980 twice"):
        series_from_table(table, "gdp", "year")
