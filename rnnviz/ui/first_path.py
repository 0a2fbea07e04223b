"""The first ten minutes: five views, each of which leads to the next."""

from typing import NamedTuple

import streamlit as st

from rnnviz.ui.page_state import PageState


class Step(NamedTuple):
    """A view to look at: what to do there, its chapter, and its link."""

    label: str
    path: str
    query: dict[str, str]

    def link(self, label: str) -> None:
        """Draw the way to it."""
        st.page_link(f"pages/{self.path}.py", label=label, query_params=self.query, width="content")


FIRST_PATH = (
    Step("Step through a sum", "hidden_state", {"preset": "document", "step": "1"}),
    Step("Predict a state", "hidden_state", {"step": "2", "select": "h,2,0", "predict": "1"}),
    Step("Watch a gate keep", "gates", {"weights": "carry", "select": "lstm,c,8,0"}),
    Step("See a gradient vanish", "gradients", {"preset": "vanish"}),
    Step("Make the usual mistake", "shapes", {"preset": "mistake"}),
)


def step_of(page: PageState) -> int | None:
    """Return the number of the step, from 1, with whose link a page was opened; None for any other link."""
    _, query = st.session_state.get(page.key("opened")) or (None, None)
    found = (number for number, each in enumerate(FIRST_PATH, 1) if (each.path, each.query) == (page.name, query))
    return next(found, None)


def lead_on(page: PageState) -> None:
    """Draw the way to the next step on a page that was opened with a step's link."""
    number = step_of(page)
    if number is None:
        return
    if number < len(FIRST_PATH):
        following = FIRST_PATH[number]
        following.link(f"Next, {number + 1} of {len(FIRST_PATH)}: {following.label} →")
    else:
        st.page_link("pages/home.py", label="That was the last of five: all chapters →", width="content")
