"""The cells beside each other over time, and the diagram of one of them at one timestep."""

from functools import partial

import streamlit as st

from rnnviz.chapters.gates import results, words
from rnnviz.chapters.gates.figures import GATED
from rnnviz.chapters.gates.page.controls import PAGE, selected
from rnnviz.chapters.gates.view import names_of, width_of
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.ui.components.cell import cell
from rnnviz.ui.components.plot import plot
from rnnviz.ui.prediction import is_revealed

GROUP = "gates"
"""Whose cursor all figures of the page share."""

BESIDE = 3
"""How many cells stand in a row."""


def subject() -> tuple:
    """The selected number of these very cells: what was said of it holds for no other."""
    return results.network_of(PAGE.view), PAGE.view.selected


def selected_reference() -> Reference:
    """The selected number."""
    _, name, timestep, unit, _ = PAGE.view.selected
    return Reference(name, timestep, unit, layer=1 if name in ("y", "pre_y") else 0)


def is_asked() -> bool:
    """Whether the selected number is hidden, because the reader is to predict it."""
    return PAGE.view.predict and not is_revealed(PAGE, subject())


def hidden() -> results.Hidden:
    """What is hidden: from which number on, and whether that one is shown."""
    if not PAGE.view.predict:
        return ()
    kind, name, timestep, _, _ = PAGE.view.selected
    return kind, name, timestep, not is_asked()


@st.fragment(key=PAGE.key("over_time"))
def over_time() -> None:
    """Every cell over time, on the same input, under one cursor."""
    PAGE.write_address()
    view = PAGE.view
    for first in range(0, len(view.cells), BESIDE):
        row = view.cells[first : first + BESIDE]
        for column, kind in zip(
            st.columns(max(len(row), min(BESIDE, len(view.cells))), gap="small"), row, strict=False
        ):
            with column:
                one_cell(kind, stale=PAGE.stale and kind == view.cells[-1])
    st.caption(f"{legend()}  \n{words.weights_from(view)}")


def one_cell(kind: str, stale: bool) -> None:
    """One cell over time."""
    view = PAGE.view
    picture = results.over_time(view, kind, hidden())
    not_keras = "" if kind in KERAS_NAMES else " · not in Keras"
    st.markdown(f"**{NAMES[kind]}** :small[{words.size_line(view, kind)}{not_keras}]")
    plot(
        picture,
        key=PAGE.key(f"over_time_{kind}"),
        name=f"gates-{kind}",
        group=GROUP,
        on_click=partial(click_cell, kind),
        stale=stale,
        on_painted=PAGE.draw_rest,
    )


def legend() -> str:
    """What the colours or the lines mean."""
    view = PAGE.view
    sizes = ", ".join(
        name if view.predict else f"{name} ±{words.short(results.largest_of(view, name))}"
        for name in ("x", "c", "y")
        if name != "c" or any("c" in results.scene(view, kind).trace.values for kind in view.cells)
    )
    ghosts = "; dotted: untouched" if view.operated and view.form == "lines" else ""
    how = f"Lines of unit {view.unit}{ghosts}" if view.form == "lines" else "Units × timesteps"
    return (
        f"{how}. Gates {', '.join(GATED)} from 0 to 1; h and the candidates g, n within ±1; {sizes}. In one row stands "
        f"what does the same: f and z keep, g and n propose. Click a number to open it."
    )


def click_cell(kind: str) -> None:
    """A figure's event: a number was clicked."""
    event = st.session_state[PAGE.key(f"over_time_{kind}")].click
    if not isinstance(event, dict):
        return
    traces = results.over_time(PAGE.view, kind, hidden()).figure.data
    curve, row, column = (event.get(key) for key in ("curve", "row", "column"))
    if type(curve) is not int or not 0 <= curve < len(traces):
        return
    unit = PAGE.view.unit if PAGE.view.form == "lines" else row
    PAGE.change(partial(selected, event={"kind": kind, "name": traces[curve].meta, "timestep": column, "unit": unit}))
    show_selection("diagram", "arithmetic")


def show_selection(*fragments: str) -> None:
    """Draw what follows from another selection: these fragments or, where it hides other numbers, the whole page."""
    if PAGE.view.predict:
        st.rerun()
    st.rerun([PAGE.key(fragment) for fragment in fragments])


@st.fragment(key=PAGE.key("diagram"))
def diagram() -> None:
    """The cell at the chosen timestep."""
    PAGE.write_address()
    view = PAGE.view
    kind, name, timestep, unit, _ = view.selected
    st.header("Inside the cell")
    cell(
        results.diagram(view, hidden()),
        key=PAGE.key("cell"),
        selected={"kind": kind, "name": name, "timestep": timestep, "asked": is_asked()},
        on_select=select,
        group=GROUP,
    )
    st.caption(
        f"Unit {min(view.unit, view.sizes[kind] - 1)}. The thicker a wire behind a gate, the more it lets through."
    )


def select() -> None:
    """The diagram's event: a number was opened, another cell chosen, or the reader settled on a step."""
    event = st.session_state[PAGE.key("cell")].select
    if not isinstance(event, dict):
        return
    view = PAGE.view
    name = event.get("name")
    unit = view.selected[3] if name in ("y", "pre_y") else view.unit
    kind = event.get("kind")
    if kind in view.cells:  # another kind may have no number of that name, and fewer units
        name = name if name in names_of(kind) else "h"
        unit = min(unit, width_of(view, kind, name) - 1)
    PAGE.change(partial(selected, event={**event, "name": name, "unit": unit}))
    show_selection("diagram", "arithmetic")
