"""Predict, then reveal: at which step does the network change its mind for good?"""

import streamlit as st

from rnnviz.chapters.digits import words
from rnnviz.chapters.digits.page.state import PAGE, reading
from rnnviz.chapters.digits.scene import mind
from rnnviz.core.numbers import plural

GUESSES = "guesses"
"""What was said of each picture: the step, and whether it was the one."""


def guessed() -> int | None:
    """Return the step that the reader said; None while they have not."""
    step, _ = PAGE.recall(GUESSES, dict).get(reading(), (None, False))
    return step


def is_asked() -> bool:
    """Return whether the probabilities are hidden."""
    return PAGE.view.predict and guessed() is None


def note(step: int) -> None:
    """Take the step that the reader clicked."""
    PAGE.recall(GUESSES, dict)[reading()] = step, step == mind(PAGE.view).step


def ask() -> None:
    """Ask, or grade what was said."""
    view, said = PAGE.view, guessed()
    if said is None:
        st.markdown(
            f"**At which step does it change its mind for good?** Click that {words.STEP[view.reading]}; the first one "
            "where it never does."
        )
        return
    answers = PAGE.recall(GUESSES, dict).values()
    is_right = said == mind(view).step
    (st.success if is_right else st.error)(words.graded(view, said))
    st.caption(f"{sum(right for _, right in answers)} of {plural(len(answers), 'picture')} right so far.")
