"""The selected number's arithmetic, or the question for it."""

import streamlit as st

from rnnviz.ui.hidden_state import results
from rnnviz.ui.hidden_state.pictures import asked, selected_reference, subject
from rnnviz.ui.hidden_state.view import HELD
from rnnviz.ui.sums import Sums

SUMS = Sums(HELD, lambda: results.scene(HELD.view).run, selected_reference, subject, lambda: asked() is not None)


@st.fragment(key=HELD.key("arithmetic"))
def arithmetic() -> None:
    """The selected number's arithmetic, or the question for it."""
    HELD.write_address()
    SUMS.show()
