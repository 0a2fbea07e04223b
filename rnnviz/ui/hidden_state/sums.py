"""The selected number's arithmetic, or the question for it."""

import streamlit as st

from rnnviz.arithmetic import Reference, explain
from rnnviz.network import NetworkTrace
from rnnviz.numbers import written
from rnnviz.ui import cached
from rnnviz.ui.components.panel import panel
from rnnviz.ui.hidden_state.pictures import asked, selected_reference, subject
from rnnviz.ui.hidden_state.view import HELD
from rnnviz.ui.prediction import praised, question

DEEPEST = 64
"""How many numbers may be opened one from another: h at the last step leads back over every step."""


@st.fragment(key=HELD.key("arithmetic"))
def arithmetic() -> None:
    """The selected number's arithmetic, or the question for it."""
    HELD.write_address()
    network, opened = cached.scene(HELD.view).run, trail()
    explanation = explain(network, *opened[-1])
    with st.container(key=HELD.key("arithmetic")):
        if asked():
            return question(HELD, subject(), explanation)
        answer = praised(HELD, subject())
        if answer is not None and HELD.view.predict:
            st.success(f"Right: you said {written(answer)}.")
        symbols = [explain(network, *reference).symbol for reference in opened]
        panel(explanation, symbols, key=HELD.key("panel"), on_open=open_operand, on_back=go_back)


def trail() -> list[Reference]:
    """The selected number and what was opened from it, one from another; begun anew for another one or network."""
    owner, opened = st.session_state.get(HELD.key("trail"), (None, []))
    if owner != subject():
        opened = [selected_reference()]
        st.session_state[HELD.key("trail")] = (subject(), opened)
    return opened


def open_operand() -> None:
    """The panel's event: a factor was opened."""
    reference = reference_in(cached.scene(HELD.view).run, st.session_state[HELD.key("panel")].open)
    if reference and len(trail()) < DEEPEST:
        trail().append(reference)


def reference_in(network: NetworkTrace, event) -> Reference | None:
    """The number of a network that an event from the browser names; None if it names none."""
    try:
        reference = Reference(*event)
        explain(network, *reference)
    except (TypeError, ValueError, AttributeError):
        return None
    return reference


def go_back() -> None:
    """The panel's event: an earlier number of the trail was chosen."""
    position = st.session_state[HELD.key("panel")].back
    if type(position) is int and 0 <= position < len(trail()):
        del trail()[position + 1 :]
