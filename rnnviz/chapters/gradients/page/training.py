"""One step of training in four buttons, and the arithmetic of every number in it."""

from collections.abc import Hashable

import streamlit as st

from rnnviz.chapters.gradients import figures
from rnnviz.chapters.gradients import view as parameters
from rnnviz.chapters.gradients.page.controls import setting
from rnnviz.chapters.gradients.page.pictures import draw
from rnnviz.chapters.gradients.page.state import PAGE, SELECTION, network
from rnnviz.chapters.gradients.scene import loss_after, scene
from rnnviz.chapters.gradients.view import BY_UNIT, selected_unit, take_step
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.components.passes import passes
from rnnviz.ui.controls import control


def training_by() -> Hashable:
    """What the training step and the arithmetic of its selected number depend on."""
    return network(), PAGE.view.phase, PAGE.view.selected, SELECTION.shown_by


@PAGE.section(training_by, height=800)
def training() -> None:
    """The four buttons, the numbers they fill in, and the arithmetic of the selected one."""
    st.header("One step of training, number by number")
    cell, rate = st.columns([1, 1.4], gap="medium")
    cell.markdown(
        f"The **{NAMES[PAGE.view.cell]}**, one unit at a time. Any number opens its arithmetic: pre is the sum "
        "before an activation, x⁽²⁾ what the Dense layer reads, so ∂L/∂x⁽²⁾ is what the loss asks of h directly."
    )
    with rate:
        setting(parameters.RATE)
    step_and_sum()


@PAGE.section(training_by, first=True, height=800)
def prediction() -> None:
    """The same where a gradient is to be predicted, and nothing else is shown."""
    st.header("One step of training, number by number")
    control(PAGE, parameters.CELL)
    step_and_sum()
    st.caption("The other figures would give the number away. They are here once prediction is off.")


def step_and_sum() -> None:
    """The training step beside the arithmetic of its selected number."""
    step, arithmetic = st.columns([1.6, 1], gap="medium")
    with step:
        training_step()
    with arithmetic:
        SELECTION.show()


def training_step() -> None:
    """The component with the four buttons."""
    view, shown, section = PAGE.view, scene(PAGE.view, PAGE.view.cell), PAGE.drawing
    name, timestep, _ = view.selected
    unit = selected_unit(view) if name in BY_UNIT else 0
    key = PAGE.key("training_step")

    def acted() -> None:
        event = st.session_state[key].event
        PAGE.change(lambda view: take_step(view, event), section)

    passes(
        figures.training_rows(shown, unit, hidden_before()),
        key=key,
        phase="backward" if view.predict else view.phase,
        selected=None if timestep is None or isinstance(view.selected.unit, tuple) else [name, timestep],
        units=view.units,
        unit=unit,
        loss=written(shown.loss.value, 6),
        after=written(loss_after(view, view.cell), 6) if view.phase == "update" else "",
        updates=view.updates,
        locked=view.predict,
        on_event=acted,
    )


def hidden_before() -> int | None:
    """The first timestep whose gradients are shown, because those before are to be predicted; None shows all."""
    return PAGE.view.selected.timestep + SELECTION.is_asked if PAGE.view.predict else None


@PAGE.section(lambda: PAGE.view.phase == "update" and network(), height=16)
def updated() -> None:
    """The recurrent kernel before and after the update, once it is made."""
    if PAGE.view.phase == "update":
        draw(figures.update_matrices(PAGE.view), "update")
