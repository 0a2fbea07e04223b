"""A page that fails where it is told to, with what was typed in the fault's own words."""

import streamlit as st


def fail():
    """Raise what quotes the reader."""
    raise ValueError(st.session_state.typed)


@st.fragment
def part():
    """A button whose fault is its fragment's."""
    if st.button("in a fragment"):
        fail()


st.text_input("typed", key="typed")
if st.button("on the page"):
    fail()
st.button("in a callback", on_click=fail)
part()
