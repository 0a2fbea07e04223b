"""Predict, then reveal: at which step does the network change its mind for good?"""

import streamlit as st

from rnnviz.chapters.digits import words
from rnnviz.chapters.digits.page.state import PAGE, reading
from rnnviz.chapters.digits.scene import mind
from rnnviz.ui.choosing import Choosing

CHOOSING = Choosing(PAGE, reading, "picture")


def note(step: int) -> None:
    """Take the step that the reader clicked."""
    CHOOSING.take(step, step == mind(PAGE.view).step)


def ask() -> None:
    """Ask, or grade what was said."""
    view = PAGE.view
    if not CHOOSING.is_asked:
        return CHOOSING.grade(words.graded(view, CHOOSING.chosen))
    st.markdown(
        f"**At which step does it change its mind for good?** Click that {words.STEP[view.reading]}; the first one "
        "where it never does."
    )
