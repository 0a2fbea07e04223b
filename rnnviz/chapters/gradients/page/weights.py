"""What the weights are told: each timestep's contribution, clipping, and two witnesses; and what is taken away."""

import streamlit as st

from rnnviz.chapters.gradients import programs, words
from rnnviz.chapters.gradients.figures import descents, gradients
from rnnviz.chapters.gradients.page.controls import setting
from rnnviz.chapters.gradients.page.pictures import draw
from rnnviz.chapters.gradients.page.state import PAGE, network
from rnnviz.chapters.gradients.scene import in_keras
from rnnviz.chapters.gradients.scene.check import checked
from rnnviz.chapters.gradients.scene.descent import clipping_runs
from rnnviz.chapters.gradients.view import link as parameters
from rnnviz.chapters.gradients.view.choices import View, loss_of
from rnnviz.chapters.gradients.view.events import select_contribution, select_weight
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.background import compute_or_offer, progress_of
from rnnviz.ui.components.table import table
from rnnviz.ui.controls import control
from rnnviz.ui.keras_badge import badge
from rnnviz.ui.take_away import Download, take_away_section


@PAGE.section(lambda: gradients.contribution_of(PAGE.view), height=460)
def contributions() -> None:
    """Draw how much each timestep adds to the gradient of the recurrent kernel."""
    view = PAGE.view
    st.markdown(
        f"**What each step adds to ∂L/∂U**, the recurrent kernel of the {NAMES[view.cell]}, in use at every step. "
        "A bar opens its matrix, a number of that its sum."
    )
    sizes, matrices = st.columns([1, 1.2], gap="medium")
    with sizes:
        draw(gradients.contributions(view), "contributions", select_contribution, group="time")
    with matrices:
        draw(gradients.contribution_matrices(view), "matrices", select_weight)


@PAGE.section(lambda: (network(), progress_of(PAGE, clipping_runs(PAGE.view, PAGE.view.cell))), height=520)
def clipping() -> None:
    """Draw a run with clipping beside one without, and the gradients of this page before and after."""
    view = PAGE.view
    how, threshold, rate = st.columns(3, gap="medium")
    setting(parameters.CLIPPING, place=how)
    setting(parameters.THRESHOLD, place=threshold)
    control(PAGE, parameters.RUN_RATE, place=rate)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Two runs of gradient descent, from the same weights**")
        runs = compute_or_offer(PAGE, clipping_runs(view, view.cell), "Run with and without clipping")
        if runs is not None:
            st.markdown(words.clipped_runs(view, *runs))
            draw(descents.clipped_runs(view, *runs), "runs")
    with right:
        st.markdown(f"**The gradients of this page, of the {NAMES[view.cell]}**")
        draw(gradients.clipping(view), "clipping")


def checked_of() -> tuple[View, str]:
    """Return what decides what is checked: the gradients, of which finite differences check one cell's."""
    return loss_of(PAGE.view), PAGE.view.cell


@PAGE.section(lambda: (checked_of(), PAGE.view.variants), height=320)
def check() -> None:
    """Draw the checks by Keras and by finite differences, on demand."""
    view = PAGE.view
    st.markdown("Keras computes every state, every gate and every gradient of this page anew, with the same weights.")
    badge(PAGE, loss_of(view), lambda: in_keras(view), "the loss of this page")
    if view.variants:
        st.caption("The peephole and the coupled LSTM are not in Keras; finite differences can vouch for them.")
    by_finite_differences(view)


def by_finite_differences(view: View) -> None:
    """Compare measured slopes with those of backpropagation."""
    subject, key = checked_of(), PAGE.key("checked")
    st.markdown(
        "Backpropagation computes slopes. They can be measured without it: move the weights a little along a random "
        "direction, run forward twice, and see how much the loss changes."
    )

    def asked():
        st.session_state[key] = subject

    st.button(f"Check the {NAMES[view.cell]} against finite differences", key=PAGE.key("check"), on_click=asked)
    if st.session_state.get(key) != subject:
        return
    found = checked(view, view.cell)
    rows = [
        (each.name.replace("_", " "), *map(written, (each.claimed, each.measured)), written(each.difference, 3))
        for each in found
    ]
    columns = ["array", "backpropagation says", "finite differences measure", "relative difference"]
    table(columns, rows, key=PAGE.key("differences"), name="backpropagation beside finite differences")
    worst = max((each.difference for each in found), key=lambda each: (each != each, each))
    if worst <= 1e-6:
        st.success(f"They agree: the largest relative difference is {written(worst, 3)}.")
    else:
        st.warning(
            f"The largest relative difference is {written(worst, 3)}. A difference cannot measure a slope where the "
            "loss is not finite, bends sharply within its step, or has a kink, as relu has at exactly 0."
        )


def what_is_taken(view: View) -> str:
    """Say what the files are."""
    caption = (
        f"The scripts are of the {NAMES[view.cell]}: its weights, its loss, and the gradient of every weight asserted."
    )
    return caption + ("" if view.cell in KERAS_NAMES else " Keras has no such cell, so there is no Keras script.")


take_away = take_away_section(
    PAGE,
    (
        Download("Gradients (CSV)", "gradients.csv", "text/csv", programs.gradients_csv),
        Download("T×T matrix (CSV)", "reach.csv", "text/csv", programs.sensitivity_csv),
        Download("NumPy script", "gradients_numpy.py", "text/x-python", programs.numpy_script),
        Download("Notebook", "gradients.ipynb", "application/x-ipynb+json", programs.notebook),
        Download("Keras script", "gradients_keras.py", "text/x-python", programs.keras_script),
    ),
    what_is_taken,
    lambda view, each: view.cell in KERAS_NAMES or each.make is not programs.keras_script,
)
