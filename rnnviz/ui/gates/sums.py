"""The selected number's arithmetic, or the question for it."""

import streamlit as st

from rnnviz.layers import NAMES
from rnnviz.numbers import written
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
    kind, name, timestep, unit, run = HELD.view.selected
    of = {"shown": "", "nudged": ", with the nudge", "untouched": ", before the operations"}[run]
    st.header(f"{NAMES[kind]}{of}")
    if run != "shown":
        here, shown = (results.scene(HELD.view, kind).values(name, each)[timestep, unit] for each in (run, "shown"))
        change = here - shown if run == "nudged" else shown - here
        st.caption(f"In the run that is drawn above it is {written(shown)}; the change is {written(change)}.")
    SUMS.show()
