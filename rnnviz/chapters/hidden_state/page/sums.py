"""The selected number's arithmetic, or the question for it."""

import streamlit as st

from rnnviz.chapters.hidden_state import results
from rnnviz.chapters.hidden_state.page.controls import PAGE
from rnnviz.chapters.hidden_state.page.pictures import asked, selected_reference, subject
from rnnviz.ui.arithmetic import Sums

SUMS = Sums(PAGE, lambda: results.scene(PAGE.view).run, selected_reference, subject, lambda: asked() is not None)


@st.fragment(key=PAGE.key("arithmetic"))
def arithmetic() -> None:
    """The selected number's arithmetic, or the question for it."""
    PAGE.write_address()
    SUMS.show()
