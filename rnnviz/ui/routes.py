"""The pages, and the guard that makes a deep link work on a fresh server."""

from typing import NamedTuple

import streamlit as st


class Chapter(NamedTuple):
    """A chapter: its address, what it is called and the question it answers."""

    path: str
    title: str
    question: str

    @property
    def page(self) -> str:
        """Its file."""
        return f"pages/{self.path}.py"


CHAPTERS = (
    Chapter(
        "hidden_state",
        "The hidden state",
        "What does a recurrent network remember, and where does each number come from?",
    ),
    Chapter(
        "shapes", "Shapes and wiring", "What shape flows on every edge of a stack, and what happens when one is wrong?"
    ),
    Chapter("gates", "What the gates do", "Who keeps what was read, who forgets it, and who decides?"),
    Chapter(
        "gradients",
        "Gradients through time",
        "How much of the loss reaches a step long ago, and why does it vanish or explode?",
    ),
    Chapter(
        "forecasters",
        "Forecasters",
        "What does a network learn from a series, and does it beat repeating the last value?",
    ),
)


def pages() -> list:
    """Return what st.navigation takes: the landing page and every chapter, at addresses that last."""
    home = st.Page("pages/home.py", title="rnnviz", default=True)
    return [home, *(st.Page(c.page, title=c.title, url_path=c.path) for c in CHAPTERS)]


def ensure_routed() -> None:
    """Make a deep link work on a fresh server; the first line of every page.

    Until some session has run st.navigation, a deep link runs the page's file alone, without app.py (see
    Streamlit's multipage documentation, "pages directory"): then declare the navigation and start again.
    """
    if not st.session_state.get("_routed"):
        st.navigation(pages(), position="top")
        st.rerun()
