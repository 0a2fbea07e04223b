"""Events that arrive together, or older than what the page has answered meanwhile."""

from functools import partial
from unittest.mock import patch

import streamlit as st
from streamlit.testing.v1 import local_script_runner

from rnnviz.chapters.gates.view import LINK
from rnnviz.ui.page_state import PageState
from tests.support.pages import act, component, labelled, opened


def units(app) -> int:
    """The units that the diagram of the hidden state shows."""
    return len(component(app, "diagram")["groups"][1]["units"])


def test_back_wins_over_an_event_that_it_overtakes():
    """The browser's Back is a run of the whole page: an event that comes with it must not take its place."""
    app = opened("hidden_state", units="3")
    app.slider(key="hidden_state_units").set_value(4)
    act(app, "hidden_state")
    assert units(app) == 4
    app.run()
    app.query_params["units"] = "3"
    app.slider(key="hidden_state_timesteps").set_value(9)
    back = partial(local_script_runner.RerunData, is_history_navigation=True)
    with patch.object(local_script_runner, "RerunData", back):
        app.run()
    assert units(app) == 3 and labelled(app.slider, "Units").value == 3
    assert app.query_params["units"] == "3"


def test_a_widget_that_something_else_moves_is_another_one():
    """An event sent before a preset was answered brings its sliders as they were before it: nobody asks those."""
    app = opened("hidden_state", units="5")
    before = app.slider(key="hidden_state_units")
    app.button_group(key="hidden_state_preset").set_value("weather").run()
    after = labelled(app.slider, "Units")
    assert after.value == 6 and after.id != before.id
    assert app.button_group(key="hidden_state_preset").value == "weather", "the one that the reader moved stays"


def test_a_widget_whose_value_is_refused_keeps_the_focus():
    app = opened("forecasters")
    before = labelled(app.number_input, "Steps")
    before.set_value(9999.0).run()
    after = labelled(app.number_input, "Steps")
    assert after.value == 24 and after.id == before.id


def test_what_was_drawn_in_an_answer_that_has_not_come_is_drawn_again(monkeypatch):
    """Streamlit sends nothing of a run that ended just before it read another event."""
    page, drawn = PageState("gates", LINK), []
    event = type("Sent", (), {"near": {"near": ["picture", "sum", "told"], "heights": {}, "missed": [5, 6]}})
    state = {"gates_watch": event, "gates_placed": dict.fromkeys(("picture", "sum", "told", "far"))}
    state |= {"gates_drawn": {"picture": 1, "sum": 1, "told": 1}, "gates_drawn_in": {"picture": 4, "sum": 5, "told": 7}}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(page, "_rerun", drawn.append)
    page.came_near()
    assert set(page.drawn) == {"picture", "told"} and drawn == [{"picture", "sum", "told"}]


def test_an_address_that_says_the_same_in_other_words_stays():
    """Another one would be an entry of the history that the browser's Back comes to instead of the page before."""
    said = {"preset": "document", "units": "2", "wh": "0.50,0;0,0.5"}
    app = opened("hidden_state", **said)
    assert dict(app.query_params) == said
    app.slider(key="hidden_state_timesteps").set_value(5).run()
    assert dict(app.query_params) == {"timesteps": "5", "wh": "0.5,0;0,0.5"}
    assert "hat" not in opened("hidden_state", hat="blue").query_params
