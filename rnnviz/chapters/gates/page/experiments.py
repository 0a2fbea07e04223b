"""What can be done to the cells: nudge an input, operate on the gates, compare over seeds."""

from dataclasses import replace
from functools import partial

import streamlit as st

from rnnviz.chapters.gates import results, scenes, words
from rnnviz.chapters.gates.comparison import SEEDS
from rnnviz.chapters.gates.page.choices import changed
from rnnviz.chapters.gates.page.controls import CUT, DELTA, FIRST, HELD_GATE, NUDGED, PAGE, SILENCED, VALUE, selected
from rnnviz.chapters.gates.page.pictures import GROUP, show_selection
from rnnviz.core.layers import NAMES
from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components.plot import plot


def bullets(lines: list[str]) -> None:
    """Sentences, one under the other."""
    st.markdown("\n".join(f"- {line}" for line in lines))


def memory() -> None:
    """Memory half-life: nudge one input and see who still remembers."""
    view = PAGE.view
    st.header("Memory half-life")
    figure, words_ = st.columns([1.6, 1], gap="medium")
    with words_:
        left, right = st.columns([2, 1], gap="small", wrap=False)
        with left:
            replace(NUDGED, high=max(2, view.timesteps)).draw(PAGE, changed)
        with right:
            DELTA.draw(PAGE, changed)
        bullets(words.memory_lines(view, results.half_lives(view)))
        st.caption(
            "|Δh| is the largest change of a unit of h. The half-life is the number of steps after which it is at most "
            "half of what it first was, and stays so; the larger mark shows where. Click a point to open the nudged "
            "number."
        )
    with figure:
        picture = results.echoes(view)
        plot(
            picture,
            key=PAGE.key("echoes"),
            name="memory-half-life",
            group=GROUP,
            on_click=click_echo,
        )


def click_echo() -> None:
    """The half-life figure's event: open the nudged h of the unit that changed most."""
    event, view = st.session_state[PAGE.key("echoes")].click, PAGE.view
    if not isinstance(event, dict):
        return
    curve, column = event.get("curve"), event.get("column")
    if type(curve) is not int or type(column) is not int or not 0 <= curve < len(view.cells):
        return
    timestep = column + view.nudged - 1
    if not 0 <= timestep < view.timesteps:
        return
    kind = view.cells[curve]
    unit = results.most_changed(view, kind, timestep)
    number = {"kind": kind, "name": "h", "timestep": timestep, "unit": unit, "run": "nudged"}
    PAGE.change(partial(selected, event=number))
    show_selection("diagram", "arithmetic")


def surgery() -> None:
    """Hold a gate, silence a unit, cut the recurrence; what was stays as a ghost."""
    view = PAGE.view
    st.header("Surgery")
    figure, controls = st.columns([1.6, 1], gap="medium")
    with controls:
        left, right = st.columns(2, gap="small", wrap=False)
        with left:
            HELD_GATE.draw(PAGE, changed, FIRST)
        with right:
            VALUE.draw(PAGE, changed, FIRST)
        left, right = st.columns(2, gap="small", wrap=False, vertical_alignment="bottom")
        with left:
            smallest = min(view.sizes[kind] for kind in view.cells)
            replace(SILENCED, options=("none", *map(str, range(smallest)))).draw(PAGE, changed, FIRST)
        with right:
            CUT.draw(PAGE, changed, FIRST)
        bullets(results.surgery_lines(view))
        st.caption("All of it is done by weights alone, so every sum and every exported script still holds.")
    with figure:
        picture = results.outputs(view)
        plot(
            picture,
            key=PAGE.key("outputs"),
            name="surgery",
            group=GROUP,
            on_click=click_output,
        )


def click_output() -> None:
    """The output figure's event: open that output, of the operated or of the untouched cell."""
    event, view = st.session_state[PAGE.key("outputs")].click, PAGE.view
    if not isinstance(event, dict):
        return
    curve = event.get("curve")
    if type(curve) is not int or not 0 <= curve < 2 * len(view.cells):
        return
    run = "shown" if curve < len(view.cells) else "untouched"
    kind, unit = view.cells[curve % len(view.cells)], results.output_unit(view)
    number = {"kind": kind, "name": "y", "timestep": event.get("column"), "unit": unit, "run": run}
    PAGE.change(partial(selected, event=number))
    show_selection("diagram", "arithmetic")


def fair() -> None:
    """Equal units or equal parameters, many seeds."""
    view = PAGE.view
    st.header("A fair comparison")
    sizes = "; ".join(f"{NAMES[kind]} {words.size_line(view, kind)}" for kind in view.cells)
    how = "equal units" if view.equal == "units" else "parameters as equal as whole units allow"
    st.markdown(f"Here the cells have **{how}**: {sizes}. The other way is under *More choices*.")
    fresh, trained = st.columns(2, gap="medium")
    facts = scenes.recall()[scenes.task_of(view.features)]
    runs = len(facts["seeds"])
    with fresh:
        share = "how much of the nudge above is left at the end of this input, as a share of what it first was."
        seeds(results.fresh_spread(view), "fresh_spread", f"**Untrained**, {len(SEEDS)} seeds: {share}")
    with trained:
        on = "on sequences never trained on" if view.features == 1 else "on the one word that there is"
        dashed = f"Dashed: saying the same always, {words.short(facts['baseline'])}."
        size = f"equal {view.equal}, LSTM of {scenes.recall()['units']} units"
        text = f"**Trained**, {size}, {runs} seeds: {facts['loss']}, {on}. {dashed}"
        seeds(results.trained_spread(view), "trained_spread", text)


def seeds(picture: Drawing, key: str, text: str) -> None:
    """A figure with a dot for each seed."""
    st.markdown(text)
    plot(
        picture,
        key=PAGE.key(key),
        name=key.replace("_", "-"),
    )
