"""Excel workbooks and long tables: read like any table, and within bounds of memory."""

import io
import tracemalloc
import zipfile
from datetime import datetime, timedelta

import numpy as np
import pytest

from rnnviz.training.user_series import Choice, first_choice, read_series, read_table

CONTENT = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STYLES = f'<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def cell(name, value):
    """A cell as Excel writes it: a number, a date as its serial with a style, or a text within the cell."""
    if isinstance(value, datetime):
        return f'<c r="{name}" s="1"><v>{(value - datetime(1899, 12, 30)) / timedelta(days=1)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{name}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{name}"><v>{value!r}</v></c>' if value is not None else ""


def sheet(rows):
    """Rows as a sheet."""
    lines = (
        f'<row r="{at}">' + "".join(cell(f"{chr(65 + k)}{at}", value) for k, value in enumerate(row)) + "</row>"
        for at, row in enumerate(rows, 1)
    )
    return f"<worksheet {MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def workbook(compression=zipfile.ZIP_DEFLATED, texts="", **sheets):
    """A workbook of sheets, their XML by name."""
    file, numbers = io.BytesIO(), range(1, len(sheets) + 1)
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", CONTENT)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(f'<sheet name="{n}" sheetId="{k}" r:id="r{k}"/>' for k, n in zip(numbers, sheets, strict=True))
        archive.writestr("xl/workbook.xml", f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>')
        targets = "".join(
            f'<Relationship Id="r{k}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{k}.xml"/>' for k in numbers
        )
        targets += f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        if texts:
            targets += f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            archive.writestr("xl/sharedStrings.xml", f"<sst {MAIN}><si><t>{texts}</t></si></sst>")
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}">{targets}</Relationships>')
        archive.writestr("xl/styles.xml", STYLES)
        for number, xml in zip(numbers, sheets.values(), strict=True):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", xml)
    return file.getvalue()


DAYS = [datetime(2020, 1, 1) + timedelta(days=at) for at in range(40)]
SALES = [("Sales of 2020",), ("Date", "Sales"), *((day, 1.234 + at * 7 % 11) for at, day in enumerate(DAYS))]


def test_cells_of_dates_are_dates_and_a_point_is_no_mark_of_thousands():
    table = read_table(workbook(Sales=sheet([*SALES, ("Total", 99.0)])))
    reading = read_series(table, first_choice(table))
    assert reading.series.dates[-1] == "2020-02-09" and reading.series.values[1] == 8.234 and reading.series.season == 7
    assert (
        "Row 1, “Sales of 2020”, is not part of the table and was left out." in reading.notes
        and len(reading.notes) == 2
    )
    assert reading.first[0].row == 3


def test_of_several_sheets_the_first_with_numbers_is_read_and_said_and_another_can_be_chosen():
    other = sheet([("t", "x"), *((float(at), at * 7 % 5 + 0.5) for at in range(30))])
    data = workbook(About=sheet([("Made by us",), ("in 2020",)]), Sales=sheet(SALES), More=other)
    table = read_table(data)
    assert table.sheet == "Sales" and table.sheets == ("About", "Sales", "More")
    assert "Of the 3 sheets, “Sales” is read: the first with numbers." in table.notes
    assert read_table(data, "More").value_columns == ("x",)


FAR = sheet([("x",), (1.0,)]).replace(
    "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
)
SHARED = f"<worksheet {MAIN}><sheetData>" + "".join(
    f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 20_000)
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: workbook(Bomb=sheet([("x",), (1.0,)]) + " " * 80_000_000), "larger than 60 MB when it is unpacked"),
        (lambda: workbook(Far=FAR), "reaches to row 1,048,576"),
        (
            lambda: workbook(texts="x" * 1_000_000, Shared=SHARED + "</sheetData></worksheet>"),
            "texts that are too long",
        ),
        (lambda: workbook(Sales=sheet(SALES))[:-40], "damaged or encrypted"),
        (lambda: workbook(Sales=sheet(SALES)).replace(b"xl/workbook.xml", b"xl/w0rkbook.xml"), "no Excel workbook"),
        (lambda: workbook(Empty=sheet([])), "sheet is empty"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "save the sheet as .xlsx or CSV"),
    ],
)
def test_a_hostile_workbook_is_refused_in_bounded_memory(data, said):
    data = data()
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=said) as raised:
            read_table(data)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000 and str(raised.value).endswith(".")
    finally:
        tracemalloc.stop()


def long_table(count=30_000):
    """Hourly values, each that of its day, some of them missing."""
    hours = (datetime(2010, 1, 1) + timedelta(hours=at) for at in range(count))
    return "t,x\n" + "\n".join(
        f"{hour:%Y-%m-%d %H:%M},{'' if 240 <= at < 258 or at % 50 == 3 else hour.timetuple().tm_yday}.5".replace(
            ",.5", ","
        )
        for at, hour in enumerate(hours)
    )


def test_a_long_table_offers_fewer_steps_and_says_what_was_taken():
    table = read_table(long_table())
    reading = read_series(table, first_choice(table))
    assert list(reading.thinnings) == ["last 5000", "last 20000", "last 2000", "mean hour", "mean day", "mean month"][
        :3
    ] + ["mean day", "mean month"]
    assert len(reading.series) == 5000 and reading.series.dates[-1] == "2013-06-03T23:00"
    assert reading.facts["Steps"][0] == (
        "The table has 30,000 rows, and at most 20,000 steps are learned from: the last 5,000 of them are read, from "
        "row 25002 on."
    )
    assert reading.first[0].row == 25_002


def test_means_are_of_what_is_present_and_missing_where_less_than_half_is():
    table = read_table(long_table())
    series, notes, *_ = read_series(table, Choice("x", "t", rows="mean day"))
    assert series.dates[:2] == ("2010-01-01", "2010-01-02") and series.season == 7 and len(series) == 1250
    assert series.imputed == (10,) and "fewer than half of the usual 24 values" in " ".join(notes)
    measured = np.delete(series.values, 10)
    np.testing.assert_array_equal(measured[:364], np.delete(np.arange(1, 366) + 0.5, 10))


def test_where_there_are_no_dates_means_are_of_blocks():
    table = read_table("x\n" + "\n".join(str(at // 5) for at in range(25_000)))
    reading = read_series(table, Choice("x", None, rows="blocks 5"))
    assert "blocks 5" in reading.thinnings and reading.series.values.tolist() == list(range(5000))


def test_a_hundred_thousand_rows_are_read_in_bounded_memory():
    data = long_table(100_000).encode()
    tracemalloc.start()
    try:
        table = read_table(data)
        assert len(read_series(table, first_choice(table)).series) == 5000
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
    finally:
        tracemalloc.stop()
