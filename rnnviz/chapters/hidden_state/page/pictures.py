"""The unrolled network, the selected number's arithmetic, and the states over time."""

from typing import Any

import streamlit as st

from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.figures import diagram_table, states_figure
from rnnviz.chapters.hidden_state.page.state import PAGE, SELECTION, hidden, network
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import View, select
from rnnviz.ui.components.diagram import diagram
from rnnviz.ui.components.plot import plot


@PAGE.section(lambda: (PAGE.view, hidden()), first=True)
def unrolled() -> None:
    """Draw the unrolled network."""
    view = PAGE.view
    diagram(
        diagram_table(view, hidden()),
        key=PAGE.key("diagram"),
        step=view.step,
        selected=view.selected._asdict(),
        on_select=lambda: SELECTION.choose("diagram", "select", select),
    )
    st.caption(words.weights_from(scene(view)))


@PAGE.section(lambda: SELECTION.shown_by, first=True)
def arithmetic() -> None:
    """Show the selected number's arithmetic, or the question for it."""
    SELECTION.show()


@PAGE.section(lambda: (network(), hidden()), height=250)
def over_time() -> None:
    """Draw the heat map of h."""
    st.header("h over time")
    plot(
        states_figure(PAGE.view, hidden()),
        key=PAGE.key("states"),
        name="hidden-state",
        group="time",
        light="h",
        on_click=lambda: SELECTION.choose("states", "click", select_state),
    )


def select_state(view: View, event: Any) -> View:
    """Return the view with a clicked state of the heat map selected."""
    if not isinstance(event, dict):
        return view
    return select(view, {"name": "h", "timestep": event.get("column"), "unit": event.get("row")})
