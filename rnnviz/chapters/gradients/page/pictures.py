"""Where the gradient goes: its norm over time, the T×T matrix, the opened product, and the eigenvalues of U."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from rnnviz.chapters.gradients import drawings, results, words
from rnnviz.chapters.gradients.page.controls import CELL, PAGE, SHARE, STATE, selected
from rnnviz.chapters.gradients.product import power_of_u
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.numbers import in_latex, written
from rnnviz.core.weights import STATES
from rnnviz.ui.components.panel import formula
from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components.plot import plot

SMALL = 4
"""Units up to which a product is written out as a matrix."""


def drawn(drawing: Drawing, name: str, **options) -> None:
    """A figure of this page."""
    plot(drawing, key=PAGE.key(f"{name}_figure"), name=name, **options)


@st.fragment(key=PAGE.key("flow"))
def flow() -> None:
    """‖∂L/∂h_t‖ over time for every cell, with the verdict beside it."""
    PAGE.write_address()
    view = PAGE.view
    picture, verdict = st.columns([1.9, 1], gap="medium")
    with picture:
        options = {"stale": PAGE.stale, "on_painted": PAGE.draw_rest}
        drawn(drawings.flow(view), "flow", on_click=click_flow, group="time", **options)
    with verdict:
        st.markdown(
            f"**What the state at step {view.timesteps} keeps of a small push at step 1** "
            ":small[(vanishes: at most ½; explodes: at least 2)]\n\n"
            + "\n".join(f"- {sentence}" for sentence in results.verdicts(view))
        )
        for sentence in results.notices(view):
            st.info(sentence)
        SHARE.draw(PAGE)


def click_flow() -> None:
    """The figure's event: a point of a cell's line was clicked."""
    event = st.session_state[PAGE.key("flow_figure")].click
    lines = [(kind, state) for kind in PAGE.view.kinds for state in STATES[kind]]
    match event:
        case {"row": int(row), "column": int(column)} if 0 <= row < len(lines):
            kind, state = lines[row]
            unit = PAGE.view.selected[2]
            number = {"name": f"d_{state}", "timestep": column, "unit": unit if isinstance(unit, int) else 0}
            PAGE.change(lambda view: selected(replace(view, cell=kind, phase="backward"), number))


def reach() -> None:
    """The T×T matrix of every cell beside each other."""
    view = PAGE.view
    st.header("How much every state depends on every earlier one")
    st.markdown(
        r"Row t, column k: how much a small push of the state at step k is stretched until step t, on average over all "
        r"directions: $\lVert\partial h_t/\partial h_k\rVert_F/\sqrt{\mathrm{units}}$, the root mean square of the "
        "singular values. 1 is kept; colour counts powers of ten. Click a number to open it."
    )
    STATE.draw(PAGE)
    columns = st.columns(min(len(view.kinds), 3), gap="small")
    for position, kind in enumerate(view.kinds):
        with columns[position % 3]:
            chosen = " ◂ opened below" if kind == view.cell else ""
            outside = "" if kind in KERAS_NAMES else " (not in Keras)"
            st.markdown(f"**{NAMES[kind]}**{outside}{chosen}")
            drawing = drawings.reach_map(view, kind)
            drawn(drawing, f"reach_{kind}", on_click=partial(click_reach, kind), group="reach")


def click_reach(kind: str) -> None:
    """A cell of a T×T matrix was clicked."""
    match st.session_state[PAGE.key(f"reach_{kind}_figure")].click:
        case {"row": int(t), "column": int(k)} if 0 <= k <= t < PAGE.view.timesteps:
            PAGE.change(lambda view: replace(view, cell=kind, pair=(t, k)))


def opened() -> None:
    """The product of Jacobians behind the selected number."""
    view = PAGE.view
    (t, k), shown = view.pair, results.scene(view)
    state = view.state if view.state in STATES[view.cell] else "h"
    st.header("One number opened: a product of Jacobians")
    CELL.draw(PAGE)
    if "c" in STATES[view.cell]:
        st.markdown("Here a Jacobian J is of (h, c) together, and what is opened is one block of their product.")
    found = results.opened(view)
    stretch = np.sqrt(np.mean(np.square(found.singular_values))) if found.steps else 1.0
    formula(
        f"\\frac{{\\partial {state}_{{{t + 1}}}}}{{\\partial {state}_{{{k + 1}}}}} = "
        + ("I" if t == k else product_latex(t + 1, k + 2, state if "c" in STATES[view.cell] else ""))
        + f",\\qquad \\sqrt{{\\tfrac1{{{view.units}}}\\textstyle\\sum\\sigma_i^2}} = {in_latex(stretch, 4)}"
    )
    if view.units <= SMALL:
        written_out(view, shown, found)
    if not found.steps:
        st.markdown(words.bound_sentence(found))
        return
    factors, values = drawings.product(view)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**The norm of each factor** (its largest singular value)")
        drawn(factors, "factors", group="time")
    with right:
        st.markdown("**The singular values of their product**")
        drawn(values, "singular")


def product_latex(last: int, first: int, state: str) -> str:
    """J_t … J_k+1, of which ``state`` is a block where J is of h and c together."""
    middle = "\\,\\cdots\\," if last - first > 1 else "\\," if last > first else ""
    product = f"J_{{{last}}}" + (f"{middle}J_{{{first}}}" if last > first else "")
    return f"\\left[{product}\\right]_{{{state}{state}}}" if state else product


def written_out(view, shown, found) -> None:
    """The product as a matrix; for a linear SimpleRNN beside the power of U that it is."""
    formula(f"= {matrix_latex(found.matrix)}")
    if view.cell == "simple_rnn" and view.activation == "linear":
        power, steps = power_of_u(shown, view.pair), view.pair[0] - view.pair[1]
        off = np.abs(found.matrix - power.T).max()
        formula(f"\\left(U^{{{steps}}}\\right)^\\top = {matrix_latex(power.T)}")
        st.caption(f"Largest difference between the two: {written(off)}.")


def matrix_latex(matrix: np.ndarray) -> str:
    """A matrix typeset."""
    rows = " \\\\ ".join(" & ".join(in_latex(each, 5) for each in row) for row in matrix)
    return f"\\begin{{pmatrix}}{rows}\\end{{pmatrix}}"


def eigenvalues() -> None:
    """The eigenvalues of U in the complex plane."""
    view = PAGE.view
    st.header("The eigenvalues of U")
    picture, beside = st.columns([1.3, 1], gap="medium")
    with picture:
        drawn(drawings.eigenvalues(view), "eigenvalues")
    with beside:
        st.markdown(
            "In a linear SimpleRNN they decide what becomes of a direction in the long run: inside the circle it dies "
            "out, outside it grows, though it may grow first. Each step also multiplies by the slope of the "
            "activation: at most 1 for tanh and relu, ¼ for σ. In gated cells the gates add ways around U."
        )
