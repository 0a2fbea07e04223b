"""Where the gradient goes: its norm over time, the T×T matrix, the opened product, and the eigenvalues of U."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures import gradients, jacobians
from rnnviz.chapters.gradients.figures.reasons import reasons, reasons_of
from rnnviz.chapters.gradients.figures.seeds import over_seeds, seeds_drawn_of
from rnnviz.chapters.gradients.page.controls import setting
from rnnviz.chapters.gradients.page.state import PAGE
from rnnviz.chapters.gradients.scene.product import Product, opened, power_of_u
from rnnviz.chapters.gradients.scene.seeds import seeds_of
from rnnviz.chapters.gradients.view import link as parameters
from rnnviz.chapters.gradients.view.choices import View, weights_of
from rnnviz.chapters.gradients.view.events import change_weights, select_in_flow, select_pair
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.numbers import as_latex, in_latex, written
from rnnviz.core.weights import STATES
from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components.plot import plot
from rnnviz.ui.controls import control, row
from rnnviz.ui.formula import formula


def draw(drawing: Drawing, name: str, select: Callable[[View, Any], View] | None = None, group: str = "") -> None:
    """Draw a figure of this page; ``select(view, event)`` is the view that a click in it makes."""
    section, key = PAGE.drawing, PAGE.key(f"{name}_figure")

    def clicked() -> None:
        event = st.session_state[key].click
        PAGE.change(lambda view: select(view, event), section)

    plot(drawing, key=key, name=name, group=group, **({"on_click": clicked} if select else {}))


@PAGE.section(lambda: gradients.flow_of(PAGE.view), first=True, height=400)
def flow() -> None:
    """Draw ‖∂L/∂h_t‖ over time for every cell, the verdict beside it, and where numbers have left floating point."""
    view = PAGE.view
    picture, verdict = st.columns([1.9, 1], gap="medium")
    with picture:
        draw(gradients.flow(view), "flow", select_in_flow, group="time")
    seed = " Of one seed: see “Seeds and trained cells”." if view.are_drawn else ""
    with verdict:
        st.markdown(
            f"**What is left at step {view.timesteps} of a small push of the state at step 1** :small[in the "
            "direction that is kept best (σ_max): at most ½ vanishes, at least 2 explodes. In ∂L/∂c, h follows from "
            f"that step on.{seed}]\n\n" + "\n".join(f"- {sentence}" for sentence in words.verdicts(view))
        )
    for sentence in words.notices(view):
        st.info(sentence)


@PAGE.section(lambda: (words.story(PAGE.view), len(PAGE.view.loss_steps)), height=60)
def what_to_notice() -> None:
    """Say what there is to see."""
    view = PAGE.view
    st.markdown(
        f"**Read the curves backwards**, from the loss. {words.story(view)} A step multiplies a push by U, which is "
        f"w_h, and a slope; gates open other ways. {words.loss_sentence(view)}"
    )


@PAGE.section(lambda: jacobians.sensitivity_of(PAGE.view), height=380)
def sensitivity() -> None:
    """Draw the T×T matrix of every cell beside each other."""
    view = PAGE.view
    with row(PAGE.key("maps_row")):
        st.markdown(
            r"Row t, column k: how much a small push at step k is stretched until step t, on average over all "
            r"directions, $\lVert\partial h_t/\partial h_k\rVert_F/\sqrt{\mathrm{units}}$. Click a number to open it. "
            + words.colours_sentence(jacobians.farthest(view)),
            width=760,
        )
        control(PAGE, parameters.STATE)
    columns = st.columns(3, gap="small")
    for position, kind in enumerate(view.kinds):
        with columns[position % 3]:
            outside = "" if kind in KERAS_NAMES else " (not in Keras)"
            st.markdown(f"**{NAMES[kind]}** {view.state_of(kind)}{outside}")
            name = f"sensitivity_{kind}"
            draw(jacobians.sensitivity_map(view, kind), name, partial(select_pair, kind=kind), group="sensitivity")


@PAGE.section(lambda: jacobians.product_of(PAGE.view), height=300)
def opened_number() -> None:
    """Draw the product of Jacobians behind the selected number."""
    view, found = PAGE.view, opened(PAGE.view)
    t, k = view.pair
    state, carries_c = view.state_of(view.cell), "c" in STATES[view.cell]
    factors = "I" if t == k else product_latex(t + 1, k + 2, state if carries_c else "")
    left, middle, right = st.columns([1, 1.1, 1.1], gap="medium")
    with left:
        st.markdown(f"**One number of the {NAMES[view.cell]}**, opened")
        formula(f"\\frac{{\\partial {state}_{{{t + 1}}}}}{{\\partial {state}_{{{k + 1}}}}} = {factors}")
        stretch = as_latex(words.short(words.stretch(found)))
        formula(f"\\sqrt{{\\tfrac1{{{view.units}}}\\textstyle\\sum\\sigma_i^2}} = {stretch}")
        if carries_c:
            st.caption(words.push_sentence(state))
        if not found.steps:
            st.markdown(words.bound_sentence(found))
    if found.steps:
        with middle:
            st.markdown("**The norm of each factor**, its σ_max")
            draw(jacobians.factors(view), "factors", group="time")
        with right:
            st.markdown("**The singular values of their product**")
            draw(jacobians.singular_values(view), "singular")
    if view.units <= 4:
        written_out(view, found)


def product_latex(last: int, first: int, state: str) -> str:
    """Typeset J_t … J_k+1, of which ``state`` is a block where J is of h and c together."""
    middle = "\\,\\cdots\\," if last - first > 1 else "\\," if last > first else ""
    product = f"J_{{{last}}}" + (f"{middle}J_{{{first}}}" if last > first else "")
    return f"\\left[{product}\\right]_{{{state}{state}}}" if state else product


def written_out(view: View, found: Product) -> None:
    """Draw the product as a matrix; for a linear SimpleRNN beside the power of U that it is."""
    formula(f"= {matrix_latex(found.matrix)}")
    if view.cell == "simple_rnn" and view.activation == "linear":
        power, steps = power_of_u(view), view.pair.t - view.pair.k
        off = np.abs(found.matrix - power.T).max()
        formula(f"\\left(U^{{{steps}}}\\right)^\\top = {matrix_latex(power.T)}")
        st.caption(f"Largest difference between the two: {written(off)}.")


def matrix_latex(matrix: np.ndarray) -> str:
    """Typeset a matrix."""
    rows = " \\\\ ".join(" & ".join(in_latex(each, 5) for each in row) for row in matrix)
    return f"\\begin{{pmatrix}}{rows}\\end{{pmatrix}}"


@PAGE.section(lambda: reasons_of(PAGE.view), height=400)
def why() -> None:
    """Draw what each cell keeps beside what its own way would keep alone, and say why, in numbers."""
    view = PAGE.view
    picture, beside = st.columns([1.5, 1], gap="medium")
    with picture:
        draw(reasons(view), "why", group="time")
    beside.markdown("\n".join(f"- {sentence}" for sentence in words.reasons(view)))


@PAGE.section(lambda: seeds_drawn_of(PAGE.view), height=400)
def seeds() -> None:
    """Draw what each cell keeps over seeds, and let trained weights be opened."""
    view = PAGE.view
    picture, beside = st.columns([1.5, 1], gap="medium")
    with picture:
        draw(over_seeds(view), "seeds", group="time")
    with beside:
        setting(parameters.WEIGHTS, change_weights)
        st.markdown(
            f"**σ_max of the last state by the first, over {len(seeds_of(view))} seeds**\n\n"
            + "\n".join(f"- {sentence}" for sentence in words.seeds(view))
        )


@PAGE.section(lambda: (weights_of(PAGE.view), PAGE.view.cell), height=440)
def eigenvalues() -> None:
    """Draw the eigenvalues of U in the complex plane."""
    picture, beside = st.columns([1.5, 1], gap="medium")
    with picture:
        draw(jacobians.eigenvalues(PAGE.view), "eigenvalues")
    with beside:
        st.markdown(
            f"**The eigenvalues of U** of the {NAMES[PAGE.view.cell]}. In a linear SimpleRNN they decide what becomes "
            "of a direction in the long run: inside the circle it dies, outside it grows, though it may grow first. "
            "Each step also multiplies by the slope of the activation: at most 1 for tanh and relu, ¼ for σ. In gated "
            "cells the gates add ways around U."
        )
