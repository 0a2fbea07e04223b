"""The selected number's arithmetic, or the question for it."""

import streamlit as st

from rnnviz.arithmetic import Reference, explain
from rnnviz.numbers import written
from rnnviz.ui import cached
from rnnviz.ui.components.panel import panel
from rnnviz.ui.hidden_state.pictures import asked, selected_reference
from rnnviz.ui.hidden_state.view import HELD
from rnnviz.ui.prediction import question


@st.fragment(key=HELD.key("arithmetic"))
def arithmetic() -> None:
    """The selected number's arithmetic, or the question for it."""
    HELD.write_address()
    trail = st.session_state.setdefault(HELD.key("trail"), [selected_reference()])
    if trail[0] != selected_reference():
        trail = st.session_state[HELD.key("trail")] = [selected_reference()]
    network = cached.scene(HELD.view).run
    explanation = explain(network, *trail[-1])
    with st.container(key=HELD.key("arithmetic")):
        if asked():
            return question(HELD, explanation, HELD.key("revealed"))
        praised, answer = st.session_state.get(HELD.key("praise"), (None, 0.0))
        if praised == trail[-1] and HELD.view.predict:
            st.success(f"Right: you said {written(answer)}.")
        symbols = [explain(network, *reference).symbol for reference in trail]
        panel(explanation, symbols, key=HELD.key("panel"), on_open=open_operand, on_back=go_back)


def open_operand() -> None:
    """The panel's event: a factor was opened."""
    event = st.session_state[HELD.key("panel")].open
    if event:
        name, timestep, unit, layer, direction, sample = event
        trail = st.session_state[HELD.key("trail")]
        trail.append(Reference(name, timestep, unit, layer, direction, sample))


def go_back() -> None:
    """The panel's event: an earlier number of the trail was chosen."""
    position = st.session_state[HELD.key("panel")].back
    if isinstance(position, int):
        trail = st.session_state[HELD.key("trail")]
        del trail[position + 1 :]
