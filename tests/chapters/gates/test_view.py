"""The gates chapter's view: its links, and what events of the browser may do to it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rnnviz.chapters.gates.view import KINDS, LINK, Selected, View, change_input, fitted, select, select_in_cell
from tests.support.gates import VIEWS


@given(VIEWS)
def test_every_view_comes_back_from_its_link(view):
    assert fitted(view) == (view, [])
    assert LINK.read(LINK.write(view)) == (view, [])


@given(st.dictionaries(st.sampled_from([each.name for each in LINK.parameters]), st.text()))
def test_no_link_gives_anything_but_a_view_and_sentences(query):
    view, ignored = LINK.read(query)
    assert fitted(view) == (view, []) and all(isinstance(each, str) for each in ignored)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)


@given(JUNK | st.dictionaries(st.sampled_from(["kind", "name", "timestep", "unit", "run"]), JUNK))
def test_junk_from_the_browser_changes_nothing_or_selects_a_number(event):
    view = select(View(), event)
    assert fitted(view) == (view, [])


@given(JUNK | st.fixed_dictionaries({"kind": st.sampled_from(KINDS), "name": JUNK, "timestep": st.just(1)}))
def test_junk_from_the_diagram_changes_nothing_or_selects_a_number(event):
    view = select_in_cell(View(), event)
    assert fitted(view) == (view, [])


def test_another_cell_of_the_diagram_has_perhaps_no_number_of_that_name():
    view = fitted(View(equal="parameters", weights="fresh", unit=12, selected=Selected("simple_rnn", "h", 2, 12)))[0]
    assert select_in_cell(view, {"kind": "gru", "name": "pre_h", "timestep": 4}).selected == ("gru", "h", 4, 6, "shown")


def test_another_input_keeps_what_is_not_of_the_input():
    view = change_input(replace(View(), silenced="2", held="f", value=30, cells=("lstm",), nudged=9), "sunspots")
    opened = View.of("sunspots")
    assert (view.silenced, view.held, view.value, view.cells) == ("2", "f", 30, ("lstm",))
    assert (view.timesteps, view.nudged, view.selected) == (opened.timesteps, opened.nudged, opened.selected)


def test_the_unit_that_is_drawn_is_the_selected_one():
    assert LINK.read({"select": "gru,n,4,1"})[0].unit == 1
    assert LINK.read({"unit": "3"})[0].selected[3] == 3
    assert select(View(), {"kind": "gru", "name": "z", "timestep": 0, "unit": 5}).unit == 5
    output = select(View(unit=2), {"kind": "gru", "name": "y", "timestep": 0, "unit": 0})
    assert (output.unit, output.selected[3]) == (2, 0)


def test_what_is_wrong_with_a_link_is_named():
    for query, named in (
        ({"x": "1,inf", "input": "own"}, "not finite"),
        ({"select": "lstm,z,3,0"}, "“z” is not known"),
        ({"cells": "lstm,transformer"}, "“transformer” is not known"),
        ({"silence": "7"}, "Not every cell has a unit 7: units 0 to 5 can be silenced."),
        ({"nudge": "40"}, "There is no step 40 in a sequence of 24"),
        ({"units": "4"}, "The trained networks have 6 units"),
    ):
        view, ignored = LINK.read(query)
        assert named in " ".join(ignored)
