"""The cells beside each other over time, the diagram of one of them at one timestep, and the selected number's sum."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from rnnviz.chapters.gates import figures, words
from rnnviz.chapters.gates.page.state import PAGE, SELECTION, hidden
from rnnviz.chapters.gates.scene import answered, values
from rnnviz.chapters.gates.view import KINDS, OUTPUTS, Selected, View, cells_of, names_of, select, select_in_cell
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.components.cell import cell
from rnnviz.ui.components.plot import plot
from rnnviz.ui.page_state import Section

GROUP = "gates"
"""Whose cursor all figures of the page share."""

BESIDE = 3
"""How many pictures stand in a row."""


def over_time() -> None:
    """Place every cell over time, on the same input, under one cursor."""
    kinds = PAGE.view.cells
    with st.container(key=PAGE.key("cells_beside")):  # what follows on the page stays where it is when a row is added
        for row in (kinds[:BESIDE], kinds[BESIDE:]):
            for column, kind in zip(st.columns(BESIDE, gap="small"), row, strict=False):
                with column:
                    CELLS[kind]()
                    if kind == "simple_rnn":  # its picture is the lowest
                        legend()
    if "simple_rnn" not in kinds:
        legend()


@PAGE.section(lambda: (cells_of(PAGE.view), hidden()), height=286)
def task() -> None:
    """Draw what the cells are asked, and what each says."""
    st.markdown(words.task_line(PAGE.view))
    plot(
        figures.outputs(PAGE.view, hidden()),
        key=PAGE.key("task"),
        name="gates-task",
        group=GROUP,
        told=False,
        on_click=lambda: SELECTION.choose("task", "click", select_answer),
    )


def select_answer(view: View, event: Any) -> View:
    """Return the view with the clicked answer selected, of the operated or of the untouched cell."""
    match event:
        case {"curve": int(curve), "column": int(timestep)} if 0 <= curve < 2 * len(view.cells):
            run = "shown" if curve < len(view.cells) else "untouched"
            kind = view.cells[curve % len(view.cells)]
            unit = answered(view, timestep)
            return select(view, {"kind": kind, "name": "y", "timestep": timestep, "unit": unit, "run": run})
    return view


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
        kind=kind,
        told=False,
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
    ghosts = "; dotted: untouched" if view.operated and view.form == "lines" else ""
    how = f"Lines of unit {view.unit}{ghosts}" if view.form == "lines" else "Units × timesteps"
    st.caption(f"{how}. A gate is shut at 0 and open at 1.  \n{words.weights_from(view)}")


def looked_at() -> tuple[View, Selected]:
    """Return what the diagram shows, and the number: the last that was opened of those that it has."""
    view = PAGE.view
    kind, *_, run = view.selected
    names = names_of(kind)
    opened = [each for each in SELECTION.trail()[1:] if each.name in names and each.timestep is not None]
    if not opened:
        return view, view.selected
    name, timestep, unit, *_ = opened[-1]
    return view if name in OUTPUTS else replace(view, unit=unit), Selected(kind, name, timestep, unit, run)


@PAGE.section(lambda: (figures.diagram_of(PAGE.view), looked_at()[1], hidden()), first=True)
def diagram() -> None:
    """Draw the cell at the chosen timestep."""
    view, selected = looked_at()
    cell(
        figures.diagram_table(view, hidden()),
        key=PAGE.key("cell"),
        selected={**selected._asdict(), "asked": SELECTION.is_asked},
        on_select=lambda: SELECTION.choose("cell", "select", select_in_cell),
        group=GROUP,
    )
    st.caption(
        f"Unit {min(view.unit, view.sizes[selected.kind] - 1)}. Every gate reads all of [h, x], with weights of its "
        "own; the thicker a wire behind it, the more it lets through."
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
        st.caption(f"In the run that is drawn it is {written(shown)}; the change is {written(change)}.")
    SELECTION.show()
