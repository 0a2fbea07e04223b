"""What can be done to the cells: nudge an input, operate on the gates, compare over seeds."""

from dataclasses import replace
from typing import Any

import streamlit as st

from rnnviz.chapters.gates import figures, words
from rnnviz.chapters.gates import view as parameters
from rnnviz.chapters.gates.page.pictures import GROUP, select_answer
from rnnviz.chapters.gates.page.state import PAGE, SELECTION
from rnnviz.chapters.gates.scene import changes, most_changed
from rnnviz.chapters.gates.scene.comparison import SEEDS, fresh_of, trained_of
from rnnviz.chapters.gates.view import View, cells_of, nudged_cells_of, select
from rnnviz.core.layers import NAMES
from rnnviz.figures.drawing import Drawing
from rnnviz.store.recall import recall, task_facts
from rnnviz.ui.components.plot import plot
from rnnviz.ui.controls import control


def bullets(lines: list[str]) -> None:
    """Draw sentences, one under the other."""
    st.markdown("\n".join(f"- {line}" for line in lines))


@PAGE.section(lambda: nudged_cells_of(PAGE.view), height=410)
def memory() -> None:
    """Show the memory half-life: nudge one input and see who still remembers."""
    view = PAGE.view
    figure, said = st.columns([1.6, 1], gap="medium")
    with said:
        nudged, delta = st.columns([2, 1], gap="small", wrap=False)
        control(PAGE, replace(parameters.NUDGED, high=max(2, view.timesteps)), place=nudged)
        control(PAGE, parameters.DELTA, place=delta)
        if view.operated:
            st.caption("With the operations under *Surgery*.")
        bullets(words.memory_lines(view))
        st.caption(
            "Drawn is the largest change of a unit of h, and dashed of c where a cell has one: there it keeps its "
            "memory, and h is what the output gate shows of tanh c. The half-life is the number of steps after which "
            "the change is at most half of what it first was, and stays so; the larger mark shows where. Click a "
            "point to open the nudged number."
        )
    with figure:
        plot(
            figures.perturbation(view),
            key=PAGE.key("perturbation"),
            name="memory-half-life",
            group=GROUP,
            on_click=lambda: SELECTION.choose("perturbation", "click", select_nudged),
        )


def select_nudged(view: View, event: Any) -> View:
    """Return the view with the nudged state of the unit that changed most, where the half-lives were clicked."""
    curves = list(changes(view))
    match event:
        case {"curve": int(curve), "column": int(column)} if 0 <= curve < len(curves):
            (kind, state), timestep = curves[curve], column + view.nudged - 1
            if 0 <= timestep < view.timesteps:
                unit = most_changed(view, kind, state, timestep)
                return select(view, {"kind": kind, "name": state, "timestep": timestep, "unit": unit, "run": "nudged"})
    return view


@PAGE.section(lambda: cells_of(PAGE.view), height=400)
def surgery() -> None:
    """Hold a gate, silence a unit, cut the recurrence; what was stays as a ghost."""
    view = PAGE.view
    figure, controls = st.columns([1.6, 1], gap="medium")
    with controls:
        left, right = st.columns(2, gap="small", wrap=False)
        control(PAGE, parameters.HELD_GATE, place=left)
        control(PAGE, parameters.VALUE, place=right)
        left, right = st.columns(2, gap="small", wrap=False, vertical_alignment="bottom")
        with left:
            smallest = min(view.sizes[kind] for kind in view.cells)
            control(PAGE, replace(parameters.SILENCED, options=parameters.SILENCED.options[: smallest + 1]))
        control(PAGE, parameters.CUT, place=right)
        bullets(words.surgery_lines(view))
        st.caption("All of it is done by weights alone, so every sum and every exported script still holds.")
    with figure:
        plot(
            figures.outputs(view, None),
            key=PAGE.key("outputs"),
            name="surgery",
            group=GROUP,
            on_click=lambda: SELECTION.choose("outputs", "click", select_answer),
        )


@PAGE.section(lambda: (fresh_of(PAGE.view), trained_of(PAGE.view)), height=450)
def fair() -> None:
    """Compare cells of equal units or parameters over many seeds."""
    view = PAGE.view
    sizes = "; ".join(f"{NAMES[kind]} {words.size_line(view, kind)}" for kind in view.cells)
    how = "equal units" if view.equal == "units" else "parameters as equal as whole units allow"
    st.markdown(f"Here the cells have **{how}**: {sizes}. The other way is under *More choices*.")
    fresh, trained = st.columns(2, gap="medium")
    facts = task_facts(view.features)
    share = "how much of the nudge under *Memory half-life* is left in h at the end, as a share of what it first was."
    with fresh:
        seeds(figures.fresh_spread(view), "fresh_spread", f"**Untrained**, {len(SEEDS)} seeds: {share}")
        st.caption(words.fresh_why(view))
    with trained:
        on = "on sequences never trained on" if view.features == 1 else "on the one word that there is"
        dashed = f"Dashed: saying the same always, {words.short(facts['baseline'])}."
        size = f"equal {view.equal}, LSTM of {recall()['units']} units"
        text = f"**Trained**, {size}, {len(facts['seeds'])} seeds, each {facts['steps']:,} steps of Adam: "
        text += f"{facts['loss']}, {on}. {dashed} The network of the median seed is the one above."
        seeds(figures.trained_spread(view), "trained_spread", text)


def seeds(drawing: Drawing, key: str, text: str) -> None:
    """Draw a figure with a dot for each seed, under what it shows."""
    st.markdown(text)
    plot(drawing, key=PAGE.key(key), name=key.replace("_", "-"))
