"""The cells beside each other over time, the diagram of one of them at one timestep, and the selected number's sum."""

from functools import partial
from typing import Any

import streamlit as st

from rnnviz.chapters.gates import figures, words
from rnnviz.chapters.gates.figures.plots import GATED
from rnnviz.chapters.gates.page.state import PAGE, SELECTION, hidden
from rnnviz.chapters.gates.scene import scales, values
from rnnviz.chapters.gates.view import KINDS, View, select, select_in_cell
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.numbers import written
from rnnviz.core.weights import STATES
from rnnviz.ui.components.cell import cell
from rnnviz.ui.components.plot import plot
from rnnviz.ui.page_state import Section

GROUP = "gates"
"""Whose cursor all figures of the page share."""

BESIDE = 3
"""How many cells stand in a row."""


def over_time() -> None:
    """Place every cell over time, on the same input, under one cursor."""
    cells = PAGE.view.cells
    with st.container():  # what follows on the page stays where it is when a row is added
        for first in range(0, len(cells), BESIDE):
            row = cells[first : first + BESIDE]
            columns = st.columns(max(len(row), min(BESIDE, len(cells))), gap="small")
            for column, kind in zip(columns, row, strict=False):
                with column:
                    CELLS[kind]()
    legend()


def cell_over_time(kind: str) -> None:
    """Draw one cell over time."""
    view = PAGE.view
    not_keras = "" if kind in KERAS_NAMES else " · not in Keras"
    st.markdown(f"**{NAMES[kind]}** :small[{words.size_line(view, kind)}{not_keras}]")
    plot(
        figures.over_time(view, kind, hidden()),
        key=PAGE.key(f"over_time_{kind}"),
        name=f"gates-{kind}",
        group=GROUP,
        on_click=lambda: SELECTION.choose(f"over_time_{kind}", "click", partial(select_in_figure, kind)),
    )


CELLS = {
    kind: Section(
        PAGE,
        f"{kind}_over_time",
        partial(cell_over_time, kind),
        by=lambda: (figures.over_time_of(PAGE.view), hidden()),
        height=390,
    )
    for kind in KINDS
}
"""The section of each kind of cell."""


def select_in_figure(kind: str, view: View, event: Any) -> View:
    """Return the view with the number that was clicked in a cell's figure."""
    if not isinstance(event, dict):
        return view
    curves = figures.over_time(view, kind, hidden()).figure["data"]
    curve, row, column = (event.get(key) for key in ("curve", "row", "column"))
    if type(curve) is not int or not 0 <= curve < len(curves):
        return view
    unit = view.unit if view.form == "lines" else row
    return select(view, {"kind": kind, "name": curves[curve]["meta"], "timestep": column, "unit": unit})


@PAGE.section(lambda: (figures.over_time_of(PAGE.view), PAGE.view.predict), height=90)
def legend() -> None:
    """Say what the colours or the lines mean, and where the weights come from."""
    view = PAGE.view
    sizes = ", ".join(
        name if view.predict else f"{name} ±{words.short(scales(view)[name])}"
        for name in ("x", "c", "y")
        if name != "c" or any("c" in STATES[kind] for kind in view.cells)
    )
    ghosts = "; dotted: untouched" if view.operated and view.form == "lines" else ""
    how = f"Lines of unit {view.unit}{ghosts}" if view.form == "lines" else "Units × timesteps"
    st.caption(
        f"{how}. Gates {', '.join(GATED)} from 0 to 1; h and the candidates g, n within ±1; {sizes}. In one row stands "
        f"what does the same: f and z keep, g and n propose. Click a number to open it.  \n{words.weights_from(view)}"
    )


@PAGE.section(lambda: (figures.diagram_of(PAGE.view), PAGE.view.selected, hidden()), first=True)
def diagram() -> None:
    """Draw the cell at the chosen timestep."""
    view = PAGE.view
    kind, name, timestep, *_ = view.selected
    st.header("Inside the cell")
    cell(
        figures.diagram_table(view, hidden()),
        key=PAGE.key("cell"),
        selected={"kind": kind, "name": name, "timestep": timestep, "asked": SELECTION.is_asked},
        on_select=lambda: SELECTION.choose("cell", "select", select_in_cell),
        group=GROUP,
    )
    st.caption(
        f"Unit {min(view.unit, view.sizes[kind] - 1)}. The thicker a wire behind a gate, the more it lets through."
    )


@PAGE.section(lambda: SELECTION.shown_by, first=True)
def arithmetic() -> None:
    """Show the selected number's arithmetic, or the question for it."""
    view = PAGE.view
    kind, name, timestep, unit, run = view.selected
    of = {"shown": "", "nudged": ", with the nudge", "untouched": ", before the operations"}[run]
    st.header(f"{NAMES[kind]}{of}")
    if run != "shown":
        here, shown = (values(view, kind, name, each)[timestep, unit] for each in (run, "shown"))
        change = here - shown if run == "nudged" else shown - here
        st.caption(f"In the run that is drawn above it is {written(shown)}; the change is {written(change)}.")
    SELECTION.show()
