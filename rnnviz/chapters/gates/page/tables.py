"""Names here and in Keras, the checks of what is shown, and what to notice."""

import streamlit as st

from rnnviz.chapters.gates import results
from rnnviz.chapters.gates.check import STEP
from rnnviz.chapters.gates.page.controls import PAGE
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.keras_badge import badge

NAMES_TABLE = """
| here | in Keras, in the order of its arrays |
|---|---|
| LSTM: i, f, g, o | i, f, c, o (c: the candidate) |
| GRU: z, r, n | z, r, h (h: the candidate) |
| states h and c | h, then c (the carry) |
"""


def what_to_notice() -> None:
    """Sentences computed from what is shown."""
    st.header("What to notice")
    st.markdown("\n".join(f"- {sentence}" for sentence in results.notices(PAGE.view)))


def check() -> None:
    """Backpropagation against finite differences, on demand, for exactly what is shown."""
    view = PAGE.view
    st.header("Are the gradients right?")
    st.markdown(
        "Peephole and coupled LSTM are **not in Keras**: peepholes (Gers and Schmidhuber 2000) let the gates see c, "
        "the coupled cell (Greff et al. 2017) has i = 1 − f. Keras cannot vouch for them; finite differences can: "
        f"every weight is moved by ±{written(STEP)} and ½ Σ h² computed anew."
    )
    key = PAGE.key("checked")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Check these weights on this input", key=PAGE.key("check")):
            st.session_state[key] = results.network_of(view), view.cells
        if st.session_state.get(key) == (results.network_of(view), view.cells):
            said = (f"{NAMES[kind]} {written(results.checked(view, kind), 12)}" for kind in view.cells)
            st.markdown(f"Largest relative difference from backpropagation: {'; '.join(said)}.")


def by_keras() -> None:
    """Every tensor of the page beside Keras's."""
    view = PAGE.view
    st.header("Does Keras agree?")
    lacking = [NAMES[kind] for kind in view.cells if kind not in KERAS_NAMES]
    if lacking:
        st.markdown(f"Keras has no {' and no '.join(lacking)}: finite differences, above, can vouch for that.")
    if len(lacking) < len(view.cells):
        st.markdown("Keras computes every gate, state and output of this page anew, with the same weights.")
        badge(
            PAGE,
            (results.network_of(view), view.cells),
            lambda: results.in_keras(view),
            "the mean of y² over all steps, as this page has no loss",
        )


def names() -> None:
    """What is called what."""
    st.header("Names here and in Keras")
    st.markdown(NAMES_TABLE)
    st.markdown(
        "- **z = 1 keeps**: h = z·h before + (1 − z)·n, as in Keras and Cho et al. 2014; many texts have it reversed."
        "\n- `reset_after=True`, Keras's default and what is shown here: r multiplies *after* the recurrent product, "
        "which has a bias of its own, so the bias is (2, 3·units). `reset_after=False`: r multiplies h before it."
        "\n- The forget gate's initial bias of 1 (`unit_forget_bias`) is in the weights, not in the step."
    )
