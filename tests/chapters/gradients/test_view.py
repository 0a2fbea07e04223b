"""What the reader chose in the gradients chapter: links, bounds, and what events make of a view."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.view.choices import View, fitted
from rnnviz.chapters.gradients.view.events import (
    change_timesteps,
    select,
    select_contribution,
    select_in_flow,
    select_pair,
    select_weight,
    take_step,
)
from rnnviz.chapters.gradients.view.link import LINK, TIMESTEPS
from tests.chapters.gradients.views import views


@given(views())
def test_a_link_gives_the_view_back(view):
    assert fitted(view) == (view, [])
    assert LINK.read(LINK.write(view)) == (view, [])


@pytest.mark.parametrize("key", PRESETS)
def test_a_setting_is_a_view_of_its_own(key):
    view = View.of(key)
    assert fitted(view) == (view, []) and LINK.write(view) == ({"preset": key} if key != "defaults" else {})
    assert set(PRESETS[key].changes) <= {field.name for field in fields(View)}


def test_what_is_not_to_be_predicted_cannot_be_selected():
    view = fitted(replace(View(), predict=True))[0]
    assert fitted(take_step(view, {"select": ["y", 3]}))[0].selected == ("d_h", 3, 0)


def test_what_is_no_longer_there_is_left_out_of_the_loss():
    view = replace(View(), loss="chosen", chosen=(2, 9))
    assert fitted(replace(view, timesteps=5))[1] == ["Only timesteps 1 to 5 are there: the loss leaves the others out."]
    assert fitted(replace(view, timesteps=1))[1] == ["Only timestep 1 is there: the loss leaves the others out."]


def test_a_pair_and_a_selection_at_the_end_stay_there():
    view = change_timesteps(View(), TIMESTEPS, 50)
    assert (view.timesteps, view.pair, view.selected) == (50, (49, 29), ("d_h", 48, 0))
    inside = replace(View(), pair=(7, 3), selected=("d_h", 3, 0))
    view = change_timesteps(LINK.read(LINK.write(fitted(inside)[0]))[0], TIMESTEPS, 50)
    assert (view.pair, view.selected) == ((7, 3), ("d_h", 3, 0))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["name", "timestep", "unit", "select", "phase", "reset", "next", "row", "column", "curve"]),
            inner,
        )
    ),
    max_leaves=10,
)


@given(views(), JUNK)
def test_no_event_from_the_browser_can_break_a_view(view, event):
    changes = (select, take_step, select_in_flow, select_contribution, select_weight)
    for changed in (*(each(view, event) for each in changes), select_pair(view, event, "gru")):
        changed = fitted(changed)[0]
        assert LINK.read(LINK.write(changed)) == (changed, [])


def test_events_of_the_four_buttons():
    view = replace(View(), phase="backward")
    assert take_step(view, {"phase": "update", "next": False}).phase == "update"
    again = take_step(replace(view, phase="update"), {"phase": "forward", "next": True})
    assert (again.updates, again.phase) == (1, "forward")
    assert take_step(again, {"reset": True}).updates == 0
    assert take_step(view, {"select": ["d_h", 3]}).selected == ("d_h", 3, 0)
    assert take_step(view, {"unit": 2}).selected == ("d_h", 38, 2)
    with pytest.raises(ValueError, match="20 updates"):
        take_step(replace(view, updates=20), {"phase": "forward", "next": True})


def test_what_clicks_in_figures_select():
    view = View()
    clicked = select_in_flow(view, {"row": 2, "column": 7})
    assert (clicked.cell, clicked.selected, clicked.step) == ("lstm", ("d_c", 7, 0), 8)
    clicked = select_pair(view, {"row": 9, "column": 4}, "gru")
    assert (clicked.cell, clicked.pair) == ("gru", (9, 4))
    assert select_pair(view, {"row": 4, "column": 9}, "gru") == view, "the past does not depend on the future"
    assert select_contribution(view, {"column": 11}).step == 12
    assert select_weight(view, {"row": 1, "column": 2, "curve": 0}).selected == ("d_recurrent_kernel", 39, (1, 2))
    assert select_weight(view, {"row": 1, "column": 2, "curve": 1}).selected == ("d_recurrent_kernel", None, (1, 2))


@pytest.mark.parametrize("text,read", [("1.0", 1.0), ("1", 1.0), ("5e-1", 0.5), ("0.90", 0.9)])
def test_a_number_of_a_slider_is_read_however_it_is_written(text, read):
    view, ignored = LINK.read({"radius": text})
    assert view.radius == read and ignored == []


@pytest.mark.parametrize("text", ["1.0000001", "nan", "inf", "1,0", "7", ""])
def test_what_is_no_number_of_a_slider_is_named(text):
    assert "radius" in " ".join(LINK.read({"radius": text})[1])
