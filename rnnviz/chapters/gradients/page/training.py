"""One step of training in four buttons, and the arithmetic of every number in it."""

import streamlit as st

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures import descents
from rnnviz.chapters.gradients.figures.gradients import update_matrices
from rnnviz.chapters.gradients.figures.training import training_rows
from rnnviz.chapters.gradients.page.controls import setting
from rnnviz.chapters.gradients.page.pictures import draw
from rnnviz.chapters.gradients.page.state import PAGE, SELECTION, network
from rnnviz.chapters.gradients.scene import loss_after, scene
from rnnviz.chapters.gradients.scene.descent import learning
from rnnviz.chapters.gradients.view import link as parameters
from rnnviz.chapters.gradients.view.events import take_step
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.background import compute_or_offer, progress_of
from rnnviz.ui.components.passes import passes
from rnnviz.ui.controls import SLIDER, control


@PAGE.section(lambda: (PAGE.view.phase, SELECTION.shown_by), height=800)
def training() -> None:
    """Draw the four buttons, the numbers they fill in, and the arithmetic of the selected one."""
    said, rate = st.columns([1.6, 1], gap="medium", vertical_alignment="center")
    said.markdown(
        f"The **{NAMES[PAGE.view.cell]}**, one unit at a time. Any number opens its arithmetic: pre is the sum "
        "before an activation, x⁽²⁾ what the Dense layer reads, so ∂L/∂x⁽²⁾ is what the loss asks of h directly."
    )
    with rate:
        setting(parameters.RATE, in_row=2 * SLIDER - 80)
    training_step()


@PAGE.section(lambda: (PAGE.view.phase, SELECTION.shown_by), first=True, height=800)
def prediction() -> None:
    """Draw the same where a gradient is to be predicted, and nothing else is shown."""
    st.header("One step of training, number by number")
    control(PAGE, parameters.CELL)
    training_step()
    st.caption("The other figures would give the number away. They are here once prediction is off.")


def training_step() -> None:
    """Draw the component with the four buttons beside the arithmetic of its selected number."""
    view, shown, section = PAGE.view, scene(PAGE.view, PAGE.view.cell), PAGE.drawing
    name, timestep, _ = view.selected
    key, hidden = PAGE.key("training_step"), timestep + SELECTION.is_asked if view.predict else None
    step, arithmetic = st.columns([1.6, 1], gap="medium")

    def acted() -> None:
        event = st.session_state[key].event
        PAGE.change(lambda view: take_step(view, event), section)

    with step:
        passes(
            training_rows(shown, view.unit, hidden),
            key=key,
            phase="backward" if view.predict else view.phase,
            selected=None if timestep is None or name == "d_recurrent_kernel" else [name, timestep],
            units=view.units,
            unit=view.unit,
            loss=written(shown.loss.value, 6),
            after=written(loss_after(view, view.cell), 6) if view.phase == "update" else "",
            updates=view.updates,
            locked=view.predict,
            on_event=acted,
        )
    with arithmetic:
        SELECTION.show()


@PAGE.section(lambda: (progress_of(PAGE, learning(PAGE.view, PAGE.view.cell)), PAGE.view.updates), height=320)
def learned() -> None:
    """Draw what updates do to the loss of this sequence, and of others; and what those on a batch do."""
    view = PAGE.view
    runs = compute_or_offer(PAGE, learning(view, view.cell), "Train on this sequence, and on a batch")
    if runs is None:
        return
    picture, beside = st.columns([1.5, 1], gap="medium")
    with picture:
        draw(descents.learned(view, *runs), "learned")
    beside.markdown("\n".join(f"- {sentence}" for sentence in words.learning(view, *runs)))


@PAGE.section(lambda: PAGE.view.phase == "update" and network(), height=16)
def updated() -> None:
    """Draw the recurrent kernel before and after the update, once it is made."""
    if PAGE.view.phase == "update":
        draw(update_matrices(PAGE.view), "update")
