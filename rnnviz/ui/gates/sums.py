"""The selected number's arithmetic, or the question for it."""

import streamlit as st

from rnnviz.layers import NAMES
from rnnviz.ui.gates import results
from rnnviz.ui.gates.pictures import is_asked, selected_reference, subject
from rnnviz.ui.gates.view import HELD
from rnnviz.ui.sums import Sums


def source():
    """The run that the selected number belongs to."""
    kind, *_, run = HELD.view.selected
    return results.scene(HELD.view, kind).runs[run]


SUMS = Sums(HELD, source, selected_reference, subject, is_asked)


@st.fragment(key=HELD.key("arithmetic"))
def arithmetic() -> None:
    """The selected number's arithmetic, or the question for it."""
    HELD.write_address()
    kind, *_, run = HELD.view.selected
    of = {"shown": "", "nudged": ", with the nudge", "untouched": ", before the operations"}[run]
    st.header(f"{NAMES[kind]}{of}")
    SUMS.show()
