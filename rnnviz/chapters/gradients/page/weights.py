"""What the weights are told: each timestep's contribution, clipping, and finite differences as a witness."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.gradients import drawings, results
from rnnviz.chapters.gradients.page.choices import changed
from rnnviz.chapters.gradients.page.controls import CLIPPING, PAGE, THRESHOLD
from rnnviz.chapters.gradients.page.pictures import drawn
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.components.table import table
from rnnviz.ui.keras_badge import badge

AGREES = 1e-6
"""The largest relative difference that is called agreement."""


def contributions() -> None:
    """How much each timestep adds to the gradient of the recurrent kernel."""
    view = PAGE.view
    st.header("What each step adds to ∂L/∂U")
    st.markdown(
        f"U, the recurrent kernel of the {NAMES[view.cell]}, is used at every step, so its gradient is a sum over "
        "steps. A bar opens its matrix; a number of the matrix opens its arithmetic."
    )
    sizes, matrices = st.columns([1, 1.2], gap="medium")
    with sizes:
        drawn(drawings.contributions(view), "contributions", on_click=click_bar, group="time")
    with matrices:
        drawn(drawings.contribution_matrices(view), "matrices", on_click=click_matrix)


def click_bar() -> None:
    """A timestep's bar was clicked."""
    match st.session_state[PAGE.key("contributions_figure")].click:
        case {"column": int(step)} if 0 <= step < PAGE.view.timesteps:
            PAGE.change(lambda view: replace(view, step=step + 1))


def click_matrix() -> None:
    """A number of a contribution, or of their sum, was clicked."""
    view = PAGE.view
    cell = results.scene(view).cell
    rows, columns = cell.weight_shapes(1)["recurrent_kernel"]
    match st.session_state[PAGE.key("matrices_figure")].click:
        case {"row": int(row), "column": int(column), "curve": int(curve)} if row in range(rows) and column in range(
            columns
        ):
            timestep = view.step - 1 if curve == 0 else None
            number = ("d_recurrent_kernel", timestep, (row, column))
            PAGE.change(lambda view: replace(view, selected=number, phase="backward"))


def clipping() -> None:
    """Gradients before and after clipping."""
    view = PAGE.view
    st.header("Clipping")
    how, threshold = st.columns([1, 1.4], gap="medium")
    with how:
        CLIPPING.draw(PAGE, changed)
    with threshold:
        THRESHOLD.draw(PAGE, changed)
    drawn(drawings.clipping(view), "clipping")


def check() -> None:
    """Keras and finite differences, on demand."""
    st.header("Is it true?")
    by_keras()
    by_finite_differences()


def by_keras() -> None:
    """Every tensor of the page beside Keras's."""
    view = PAGE.view
    of = (results.network_of(view), view.kinds)
    st.markdown("Keras computes every state, every gate and every gradient of this page anew, with the same weights.")
    badge(PAGE, of, lambda: results.in_keras(view), "the loss of this page")
    if view.variants:
        st.caption("The peephole and the coupled LSTM are not in Keras; finite differences can vouch for them.")


def by_finite_differences() -> None:
    """Measured slopes beside those of backpropagation."""
    view = PAGE.view
    st.markdown(
        "Backpropagation computes slopes. They can be measured without it: move the weights a little along a random "
        "direction, run forward twice, and see how much the loss changes."
    )
    of, key = results.network_of(view), PAGE.key("checked")

    def asked():
        st.session_state[key] = (of, view.cell)

    st.button(f"Check the {NAMES[view.cell]} against finite differences", key=PAGE.key("check"), on_click=asked)
    if st.session_state.get(key) != (of, view.cell):
        return
    found = results.checked(view)
    rows = [
        (each.name.replace("_", " "), *map(written, (each.claimed, each.measured)), written(each.difference, 3))
        for each in found
    ]
    columns = ["array", "backpropagation says", "finite differences measure", "relative difference"]
    table(columns, rows, key=PAGE.key("differences"), name="backpropagation beside finite differences")
    worst = max((each.difference for each in found), key=lambda each: (each != each, each))
    if worst <= AGREES:
        st.success(f"They agree: the largest relative difference is {written(worst, 3)}.")
    else:
        st.warning(
            f"The largest relative difference is {written(worst, 3)}. A difference cannot measure a slope where the "
            "loss is not finite, bends sharply within its step, or has a kink, as relu has at exactly 0."
        )
