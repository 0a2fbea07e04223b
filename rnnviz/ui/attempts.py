"""Fields in which a reader brings something: each attempt finds them empty, under keys of their own."""

import streamlit as st

from rnnviz.ui.page_state import PageState

NAME = "attempts"


def attempts(page: PageState) -> int:
    """Return how often a reader has brought something, taken or refused: a part of the keys of such fields."""
    return page.recall(NAME, int)


def count_attempt(page: PageState) -> None:
    """Note that a reader has brought something; in a callback."""
    st.session_state[page.key(NAME)] = attempts(page) + 1
