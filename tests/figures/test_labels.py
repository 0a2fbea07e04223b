"""Names stand beside the ends of their lines, and never on each other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.figures.labels import APART, END, apart, at_ends
from rnnviz.figures.marks import band, line, points


@given(st.lists(st.floats(-50, 350), max_size=12))
def test_names_keep_apart_and_in_order(places):
    places, height = sorted(places), 300
    moved = apart(places, height)
    assert len(moved) == len(places) and (np.diff(moved) >= APART - 1e-9).all()
    assert all(APART / 2 - 1e-9 <= each <= height - APART / 2 + 1e-9 for each in moved)


def test_a_name_is_where_its_line_ends_in_view_in_its_colour():
    x = np.arange(5.0)
    traces = [
        line(x, np.array([0.0, 1.0, 2.0, 3.0, np.nan]), "#111111", name="rises"),
        line(x, np.array([9.0, 9.0, 1.0, 40.0, 50.0]), "#222222", name="leaves"),
        band(x, x, x + 1, "#333333", name="area"),
        points(x, x, marker={}, name="dots"),
        line(x, np.full(5, np.nan), "#444444", name="nowhere"),
    ]
    by_name = {each["text"]: each for each in at_ends(traces, 0.0, 10.0, 100.0, last=3.0)}
    assert by_name.keys() == {"rises", "leaves"} and all(each["name"] == END for each in by_name.values())
    assert np.isclose(by_name["rises"]["y"], 0.3) and by_name["rises"]["font"]["color"] == "#111111"
    assert by_name["leaves"]["y"] == 1 - APART / 2 / 100.0, "what leaves the picture is named at its edge"
