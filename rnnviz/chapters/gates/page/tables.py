"""What to notice, the checks of what is shown, names here and in Keras, and what is taken away."""

import streamlit as st

from rnnviz.chapters.gates import programs, words
from rnnviz.chapters.gates.page.experiments import bullets
from rnnviz.chapters.gates.page.state import PAGE
from rnnviz.chapters.gates.proposals import proposal
from rnnviz.chapters.gates.scene import run_of, scene
from rnnviz.chapters.gates.scene.check import STEP, gradient_check
from rnnviz.chapters.gates.view import View, cells_of, nudged_cells_of
from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.controls import propose
from rnnviz.ui.keras_badge import badge, with_gradients
from rnnviz.ui.take_away import Download, take_away_section

NAMES_TABLE = """
| here | in Keras, in the order of its arrays |
|---|---|
| LSTM: i, f, g, o | i, f, c, o (c: the candidate) |
| GRU: z, r, n | z, r, h (h: the candidate) |
| states h and c | h, then c (the carry) |
"""


@PAGE.section(lambda: (cells_of(PAGE.view), PAGE.view.selected.kind), height=200)
def what_to_notice() -> None:
    """Tell what is true of what is shown."""
    st.subheader("What to notice")
    bullets(words.to_notice(PAGE.view))
    propose(PAGE, proposal(PAGE.view))


def is_checked() -> bool:
    """Return whether the reader asked for the check of what is shown."""
    return st.session_state.get(PAGE.key("checked")) == cells_of(PAGE.view)


@PAGE.section(lambda: (cells_of(PAGE.view), is_checked()), height=200)
def check() -> None:
    """Compare backpropagation with finite differences, on demand, for exactly what is shown."""
    view = PAGE.view
    st.header("Are the gradients right?")
    st.markdown(
        "Peephole and coupled LSTM are **not in Keras**: peepholes (Gers and Schmidhuber 2000) let the gates see c, "
        "the coupled cell (Greff et al. 2017) has i = 1 − f. Keras cannot vouch for them; finite differences can: "
        f"every weight is moved by ±{written(STEP)} and ½ Σ h² computed anew."
    )

    def ask():
        st.session_state[PAGE.key("checked")] = cells_of(PAGE.view)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Check these weights on this input", key=PAGE.key("check"), on_click=ask)
        if is_checked():
            said = (f"{NAMES[kind]} {written(gradient_check(view, kind), 12)}" for kind in view.cells)
            st.markdown(f"Largest relative difference from backpropagation: {'; '.join(said)}.")


@PAGE.section(lambda: nudged_cells_of(PAGE.view), height=200)
def by_keras() -> None:
    """Put every tensor of the page beside Keras's."""
    view = PAGE.view
    st.header("Does Keras agree?")
    lacking = [NAMES[kind] for kind in view.cells if kind not in KERAS_NAMES]
    if lacking:
        st.markdown(f"Keras has no {' and no '.join(lacking)}: finite differences, above, can vouch for that.")
    if len(lacking) < len(view.cells):
        st.markdown("Keras computes every gate, state and output of this page anew, with the same weights.")
        loss = "the mean of y² over all steps, as this page has no loss"
        badge(PAGE, nudged_cells_of(view), lambda: in_keras(view), loss)


def in_keras(view: View) -> dict[str, NetworkGradients]:
    """Return every run that the page draws of the cells that Keras has, with its gradients, by a title."""
    titles = {"shown": "", "untouched": ", untouched", "nudged": ", nudged"}
    return {
        NAMES[kind] + title: with_gradients(run_of(view, kind, run))
        for kind in view.cells
        if kind in KERAS_NAMES
        for run, title in titles.items()
        if run != "untouched" or scene(view, kind).is_operated
    }


@PAGE.section(lambda: None, height=350)
def names() -> None:
    """Tell what is called what."""
    st.markdown(NAMES_TABLE)
    st.markdown(
        "- **z = 1 keeps**: h = z·h before + (1 − z)·n, as in Keras and Cho et al. 2014; many texts have it reversed."
        "\n- `reset_after=True`, Keras's default and what is shown here: r multiplies *after* the recurrent product, "
        "which has a bias of its own, so the bias is (2, 3·units). `reset_after=False`: r multiplies h before it."
        "\n- The forget gate's initial bias of 1 (`unit_forget_bias`) is in the weights, not in the step."
    )


WHERE_KERAS_HAS_IT = (
    Download("Keras script", "gates_keras.py", "text/x-python", programs.keras_script),
    Download("Notebook", "gates.ipynb", "application/x-ipynb+json", programs.notebook),
)


def caption(view: View) -> str:
    """Tell what the files are."""
    kind = view.selected.kind
    no_script = " This cell is not in Keras, so there is no Keras script and no notebook of it."
    return (
        f"The table holds every cell shown. The scripts are of the chosen cell, {NAMES[kind]}; each carries the "
        f"weights and asserts the numbers shown.{'' if kind in KERAS_NAMES else no_script}"
    )


take_away = take_away_section(
    PAGE,
    (
        Download("Table (CSV)", "gates.csv", "text/csv", programs.table_csv),
        Download("NumPy script", "gates_numpy.py", "text/x-python", programs.numpy_script),
        *WHERE_KERAS_HAS_IT,
    ),
    caption,
    when=lambda view, each: each not in WHERE_KERAS_HAS_IT or view.selected.kind in KERAS_NAMES,
)
