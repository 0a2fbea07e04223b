"""The values of a table are not its index, a counter, a date in digits, an identifier or a constant."""

import numpy as np
import pytest

from rnnviz.training.user_series import read_table

WIDE = {
    "Unnamed: 0": [str(row) for row in range(12)],
    "id": [str(row * 3 + row % 2) for row in range(12)],
    "t": [str(5 * row) for row in range(12)],
    "decimal date": [f"{1958 + (row + 0.5) / 12:.4f}" for row in range(12)],
    "station_id": ["7", "9", "7"] * 4,
    "lat": ["52.5"] * 12,
    "holiday": ["0", "1", "0", "0"] * 3,
    "dayofweek": [str(row % 7) for row in range(12)],
    "ppm": [f"{315 + np.sin(row):.2f}" for row in range(12)],
}


def table_of(names):
    return read_table(
        "\n".join(";".join(cells) for cells in zip(*([name, *WIDE[name]] for name in names), strict=True))
    )


@pytest.mark.parametrize("name", [name for name in WIDE if name != "ppm"])
def test_what_is_no_value_is_not_taken_and_said(name):
    for names in ((name, "ppm"), ("ppm", name)):
        table = table_of(names)
        assert table.value_columns == ("ppm",) and name in table.unfit
        assert f"“{name}” is {table.unfit[name]}" in table.why_taken()


def test_all_of_them_at_once():
    assert table_of(list(WIDE)).value_columns == ("ppm",)


def test_where_several_can_be_a_name_decides_and_the_others_are_said():
    lines = [f"2020-01-{day:02},{day % 3}.5,{day % 4}.5,{day % 5}.5" for day in range(1, 20)]
    table = read_table("\n".join(["Date,Open,High,Close", *lines]))
    assert table.value_columns == ("Close", "Open", "High")
    assert table.why_taken() == "“Close” was taken as the values, by its name; “Open”, “High” could be as well."
    table = read_table("\n".join(["Date,a,b,c", *lines]))
    assert table.why_taken() == ("“a” was taken as the values, the first that can be; “b”, “c” could be as well.")


def test_where_nothing_can_be_the_first_is_taken_and_what_it_is_is_said():
    table = read_table("x\n1\n2\n3\n4")
    assert table.value_columns == ("x",) and "no column looks like values: “x” is an index" in table.why_taken()


def test_growing_values_are_values():
    for cells in (["100", "110", "121", "133"], ["1", "2", "4", "8"], ["1500", "2500", "1200", "900"]):
        assert read_table("\n".join(["x", *cells])).unfit == {}
