"""The same lane as one long sequence."""

import streamlit as st

from rnnviz.chapters.stateful import figures
from rnnviz.chapters.stateful.page.state import PAGE, is_hidden
from rnnviz.chapters.stateful.scene.one_sequence import chain_key, one_sequence
from rnnviz.chapters.stateful.words import studies as words
from rnnviz.ui.components.plot import plot


@PAGE.section(lambda: (chain_key(PAGE.view), is_hidden()), height=480)
def one() -> None:
    """Draw how far the gradient goes in windows, and in one go."""
    view = PAGE.view
    if is_hidden():
        st.caption("How long this lane is would tell whose state the window receives: first predict it.")
        return
    found = one_sequence(view)
    if not found.difference <= 1e-12:
        raise AssertionError(f"A lane read in one go differs by {found.difference}.")
    st.header("One long sequence instead")
    st.markdown(
        "A lane is one long sequence that was cut. `return_sequences=True` on the whole of it gives an answer at every "
        "step, needs no `stateful`, no reset and no fixed batch size: the same numbers forward, as long as memory "
        "suffices for the gradients of all steps."
    )
    st.markdown(words.one(found, view.sequences, view.stateful))
    if len(found.tickets) > 1:
        plot(figures.gradients(found), key=PAGE.key("gradients"), name="the gradient along a lane")
    st.caption("The lane of the window that is framed on the board, since its state was empty.")
