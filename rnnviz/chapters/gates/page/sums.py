"""The selected number's arithmetic, or the question for it."""

import streamlit as st

from rnnviz.chapters.gates import results
from rnnviz.chapters.gates.page.controls import PAGE
from rnnviz.chapters.gates.page.pictures import is_asked, selected_reference, subject
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import written
from rnnviz.ui.arithmetic import Sums


def source():
    """The run that the selected number belongs to."""
    kind, *_, run = PAGE.view.selected
    return results.scene(PAGE.view, kind).runs[run]


SUMS = Sums(PAGE, source, selected_reference, subject, is_asked)


@st.fragment(key=PAGE.key("arithmetic"))
def arithmetic() -> None:
    """The selected number's arithmetic, or the question for it."""
    PAGE.write_address()
    kind, name, timestep, unit, run = PAGE.view.selected
    of = {"shown": "", "nudged": ", with the nudge", "untouched": ", before the operations"}[run]
    st.header(f"{NAMES[kind]}{of}")
    if run != "shown":
        here, shown = (results.scene(PAGE.view, kind).values(name, each)[timestep, unit] for each in (run, "shown"))
        change = here - shown if run == "nudged" else shown - here
        st.caption(f"In the run that is drawn above it is {written(shown)}; the change is {written(change)}.")
    SUMS.show()
