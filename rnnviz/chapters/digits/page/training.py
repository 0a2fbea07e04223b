"""Training a network on digits: begun, followed, and brought into the chapter."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.chapters.digits import figures, training, words
from rnnviz.chapters.digits import view as parameters
from rnnviz.chapters.digits.page.mnist_file import JOB, bring, mnist
from rnnviz.chapters.digits.page.pictures import draw
from rnnviz.chapters.digits.page.state import PAGE
from rnnviz.chapters.digits.training import Begun
from rnnviz.chapters.digits.view import View, open_preset
from rnnviz.images.networks import PRESETS
from rnnviz.images.readings import READINGS
from rnnviz.jobs.limits import MAX_SECONDS
from rnnviz.ui import jobs
from rnnviz.ui.attempts import attempts
from rnnviz.ui.controls import control
from rnnviz.ui.link import OWN, verbatim


def train_by():
    """Return what the part depends on."""
    view = PAGE.view
    what = view.task, view.kind, view.units, view.dropout, view.epochs, view.count, view.reading
    return what, mnist(), st.session_state.get(PAGE.key(JOB)), view.own, attempts(PAGE)


@PAGE.section(train_by, height=500)
def train() -> None:
    """Draw the choices, the button, and what comes of it."""
    view = PAGE.view
    st.header("Train one yourself")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        control(PAGE, parameters.TASK, choose_task, place=st.container(width=300))
        if view.task == "eight":
            control(PAGE, parameters.KIND, place=st.container(width=150))
            control(PAGE, parameters.UNITS, place=st.container(width=150))
            control(PAGE, parameters.DROPOUT, place=st.container(width=150))
        else:
            control(PAGE, parameters.COUNT, place=st.container(width=230))
        control(PAGE, parameters.EPOCHS, place=st.container(width=190))
    if training.needs_mnist(view):
        bring("train", train)
    st.caption(about(view))
    jobs.follow(PAGE, JOB, show, offer)


def about(view: View) -> str:
    """Say how it is trained."""
    setting = training.setting_of(view)
    own = {
        "tutorial": "As the tutorial has it: LSTM(30), Dense(10, softmax).",
        "deep": "As the tutorial has it: LSTM(256, relu), Dropout(0.2), LSTM(256, relu), Dropout(0.1), Dense(32, "
        "relu), Dropout(0.2), Dense(10, softmax). Its decay of the learning rate, 0.7 % in four epochs, is left out.",
    }.get(view.task, "One layer and Dense(10, softmax).")
    dropped = " Dropout acts in training alone." if any(setting.dropouts) else ""
    return (
        f"{own} {setting.optimizer} with {setting.learning_rate:g}, batches of {setting.batch}, seed {training.SEED}; "
        f"it learns to read {READINGS[setting.reading]}, as the picture above is read.{dropped}"
    )


def choose_task(view: View, parameter: Any, task: str) -> View:
    """Return the view of training something else, for as many epochs as its tutorial has."""
    return replace(view, task=task, epochs=PRESETS[task].epochs)


def offer() -> None:
    """Draw the button that begins a training."""
    view = PAGE.view
    if training.needs_mnist(view) and mnist() is None:
        st.info("This one learns from MNIST: fetch it, or give the file.")
        return
    seconds = training.expected(view, mnist())
    if seconds > MAX_SECONDS:
        st.info(
            f"This would take Keras about {seconds / 60:.0f} minutes; a training may take {MAX_SECONDS / 60:.0f}. Take "
            "fewer epochs or fewer digits."
        )
        return
    last = f"{round(seconds)} s" if seconds < 100 else f"{seconds / 60:.0f} minutes"
    st.button(f"Train it with Keras (about {last})", key=PAGE.key("train"), on_click=begin)
    st.caption(
        "It says how much time is left after every epoch, and goes on while you look at other chapters; it ends when "
        "this tab is closed."
    )


def begin() -> None:
    """Ask the worker; a callback."""
    begun = training.begun(PAGE.view, mnist())
    jobs.begin(PAGE, JOB, "train", begun.request, training.without_pixels(begun))
    PAGE.redraw(train)


def show(begun: Begun, result: dict) -> None:
    """Show what was trained, and let it read."""
    made = PAGE.once("made", begun, lambda: training.learned(begun, result))
    if not np.isfinite(made.curves["held_out_losses"]).all():
        st.warning("The training diverged: its loss is no number any more. Fewer units or epochs may help.")
        return offer()

    def let_read() -> None:
        st.session_state[PAGE.key("own")] = made
        PAGE.change(lambda view: open_preset(replace(view, own=made, reading=made.setting.reading), OWN), train)

    st.markdown(words.reached_by(made))
    st.button("Let it read above", key=PAGE.key("let_read"), on_click=let_read, type="primary")
    draw(figures.learning(made), "accuracy, trained here")
    if any(made.setting.dropouts):
        st.markdown(verbatim(words.dropout_told(made)))
    return offer()
