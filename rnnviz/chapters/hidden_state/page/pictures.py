"""The unrolled network and the heat map of its states."""

from functools import partial

import streamlit as st

from rnnviz.chapters.hidden_state import results, words
from rnnviz.chapters.hidden_state.page.controls import PAGE, selected
from rnnviz.core.arithmetic import Reference
from rnnviz.ui.components.diagram import diagram
from rnnviz.ui.components.plot import plot
from rnnviz.ui.prediction import is_revealed


def asked() -> Reference | None:
    """The number that the reader is to predict; None where nothing is hidden."""
    if not PAGE.view.predict:
        return None
    reference = selected_reference()
    return None if is_revealed(PAGE, subject()) else reference


def subject() -> tuple:
    """The selected number of this very network: what was said of it holds for no other."""
    return results.network_of(PAGE.view), selected_reference()


def selected_reference() -> Reference:
    """The selected number."""
    name, timestep, unit = PAGE.view.selected
    return Reference(name, timestep, unit, layer=1 if name == "y" else 0)


def hidden() -> results.Hidden:
    """From which timestep h and y are hidden; empty where nothing is."""
    view, reference = PAGE.view, asked()
    if not view.predict:
        return ()
    timestep = view.selected[1]
    if reference is None:
        return (("h", timestep + 1), ("y", timestep + 1))
    return (("h", timestep + (reference.name == "y")), ("y", timestep))


@st.fragment(key=PAGE.key("unrolled"))
def unrolled() -> None:
    """The unrolled network."""
    PAGE.write_address()
    view = PAGE.view
    name, timestep, unit = view.selected
    diagram(
        results.diagram_table(view, hidden()),
        key=PAGE.key("diagram"),
        step=view.step,
        selected={"name": name, "timestep": timestep, "unit": unit},
        on_select=select,
        stale=PAGE.stale,
        on_painted=PAGE.draw_rest,
    )
    st.caption(words.weights_from(results.scene(view)))


def select() -> None:
    """The diagram's event: a number was chosen, or the reader settled on a step."""
    event = st.session_state[PAGE.key("diagram")].select
    if event:
        PAGE.change(partial(selected, event=event))
        show_selection("arithmetic")


def show_selection(*fragments: str) -> None:
    """Draw what follows from another selection: these fragments or, where it hides other numbers, the whole page."""
    if PAGE.view.predict:
        st.rerun()
    st.rerun([PAGE.key(fragment) for fragment in fragments])


@st.fragment(key=PAGE.key("states"))
def over_time() -> None:
    """The heat map of h."""
    st.header("h over time")
    plot(
        results.states_figure(PAGE.view, hidden()),
        key=PAGE.key("states"),
        name="hidden-state",
        group="time",
        light="h",
        on_click=click_state,
        stale=PAGE.stale,
        on_painted=lambda: PAGE.show_first("unrolled"),
    )


def click_state() -> None:
    """The heat map's event: a state was clicked."""
    event = st.session_state[PAGE.key("states")].click
    if isinstance(event, dict):
        state = {"name": "h", "timestep": event.get("column"), "unit": event.get("row")}
        PAGE.change(partial(selected, event=state))
        show_selection("unrolled", "arithmetic")
