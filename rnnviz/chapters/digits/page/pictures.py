"""The picture step by step, the arithmetic of one number, what is to be noticed, and states and gates."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.chapters.digits import figures, scene, words
from rnnviz.chapters.digits import view as parameters
from rnnviz.chapters.digits.page.predicting import CHOOSING, ask, note
from rnnviz.chapters.digits.page.state import PAGE, SELECTION, reading
from rnnviz.chapters.digits.presets import PRESETS
from rnnviz.chapters.digits.view import ANSWER, View, look_at, squares_of
from rnnviz.core.layers import Dropout
from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.scan import Line
from rnnviz.ui.components.scan import scan as draw_scan
from rnnviz.ui.controls import control
from rnnviz.ui.link import verbatim

MAX_LINES, MAX_UNITS = 64, 32
"""Of the picture: of more steps some are drawn, of more units the first."""

TALL = {8: 30, 28: 15, 64: 9}
"""Pixels of a line, by the number of steps."""


def looking():
    """Return what the picture depends on."""
    view = PAGE.view
    return (reading(), scene.timestep_of(view), view.number, view.unit, view.squares, CHOOSING.is_asked, view.predict)


@PAGE.section(looking, first=True)
def steps() -> None:
    """Draw the picture as it is read, with the ten probabilities after each step."""
    view, is_hidden = PAGE.view, CHOOSING.is_asked
    if view.predict:
        ask()
    said, found = scene.beliefs(view), scene.mind(view)
    states = scene.values_of(view, view.squares)[:, :MAX_UNITS]
    pixels = scene.pixels_of(view)
    lines = [
        Line(
            step,
            pixels[step],
            [None] * 10 if is_hidden else said[step],
            None if is_hidden else int(found.best[step]),
            f"{found.before} → {found.answer}" if step and step == found.step and not is_hidden else "",
            np.zeros_like(states[step]) if is_hidden else states[step],
        )
        for step in shown_steps(view)
    ]
    digit, unit = (scene.unit_of(view), None) if view.number == ANSWER else (None, view.unit)
    draw_scan(
        lines,
        tall=TALL.get(len(lines), 9),
        step=-1 if is_hidden else scene.timestep_of(view),
        digit=None if is_hidden else digit,
        unit=unit if unit is None or unit < MAX_UNITS else None,
        names=f"{view.squares} of {f'{MAX_UNITS} units' if view.of_cell.units > MAX_UNITS else 'every unit'}",
        largest=max(1.0, float(np.abs(states).max())),
        key=PAGE.key("steps"),
        label=f"The picture {words.READINGS[view.reading]}, with the probabilities of the ten digits after each step",
        legend="Each line is a step: what is read in it, then the probabilities in percent if reading ended there. "
        "Framed: the likeliest. Click one for its sum.",
        on_choose=lambda: SELECTION.choose("steps", "choose", choose),
    )


def shown_steps(view: View) -> list[int]:
    """Return the steps that are drawn: all, or as many as there is room for, that of the changed mind among them."""
    steps = range(view.timesteps)
    if view.timesteps <= MAX_LINES:
        return list(steps)
    some = set(range(0, view.timesteps, -(-view.timesteps // (MAX_LINES - 3))))
    return sorted(some | {scene.mind(view).step, scene.timestep_of(view), view.timesteps - 1})


def choose(view: View, event: Any) -> View:
    """Return the view that looks at what was clicked; while the reader is asked, take their answer."""
    chosen = look_at(view, event)
    if CHOOSING.is_asked:
        note(chosen.position)
        return view
    return chosen


@PAGE.section(lambda: (SELECTION.shown_by, CHOOSING.is_asked), first=True)
def arithmetic() -> None:
    """Show the arithmetic of the number that is looked at."""
    if CHOOSING.is_asked:
        st.info("The sums are here once you have said where it changes its mind.")
        return
    st.markdown(words.asked(PAGE.view))
    SELECTION.show()


@PAGE.section(lambda: (reading(), CHOOSING.is_asked), height=110)
def told() -> None:
    """Tell what the network makes of the picture, and how good it is."""
    view = PAGE.view
    wrong_order = words.mismatch(view)
    if wrong_order:
        st.warning(verbatim(wrong_order))
    if not CHOOSING.is_asked:
        st.markdown(words.told(view))
    story = PRESETS[view.preset].story
    st.caption(f"{story} {verbatim(words.reached(view))} {words.HONEST}")


def draw(drawing: Drawing, name: str, **options) -> None:
    """Draw a figure of the chapter."""
    plot(drawing, key=PAGE.key(name), name=name, **options)


@PAGE.section(looking, height=520)
def states() -> None:
    """Draw a state or a gate of every unit over the steps."""
    view = PAGE.view
    st.header("State and gates")
    if CHOOSING.is_asked:
        st.info("They are here once you have said where it changes its mind.")
        return
    options = squares_of(view.of_cell)
    control(PAGE, replace(parameters.SQUARES, options=options), place=st.container(width="content"))
    draw(figures.units(view), "units", on_click=lambda: SELECTION.choose("units", "click", clicked))
    if any(isinstance(each, Dropout) for each in view.model.network.layers):
        st.subheader("Dropout")
        st.markdown(verbatim(words.dropout_told(view.model)))
        draw(figures.masks(view), "answers under masks of training")


def clicked(view: View, event: Any) -> View:
    """Return the view that opens the unit whose square was clicked."""
    match event:
        case {"row": int(unit), "column": int(step)}:
            return look_at(view, [step, "unit", unit])
    raise ValueError("There is no such number in the picture.")
