"""The landing page: a cell that reads, the chapters, the wirings."""

import streamlit as st

from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.figures import diagram_table
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import LINK, View, select
from rnnviz.ui.components.diagram import diagram
from rnnviz.ui.components.watch import watch
from rnnviz.ui.components.wirings import wirings
from rnnviz.ui.routes import CHAPTERS


def headline() -> None:
    """Say what this is, in a sentence."""
    st.title("See what a recurrent network remembers")
    st.markdown(
        "Every number here is computed as you watch, agrees with Keras, and opens its own arithmetic when you click it."
    )


def reading() -> None:
    """Draw a cell that reads J-A-Z-Z letter by letter; a number that is clicked opens in its chapter."""
    view = View.of("jazz")
    shown = scene(view)
    sentences = ["It has read nothing yet."] + [
        f"It reads {letter} and keeps it in its state: {words.said(shown, t)}."
        for t, letter in enumerate(shown.captions)
    ]
    table = {**diagram_table(view), "sentences": sentences, "autoplay": True, "folds": False}
    diagram(table, key="home_diagram", step=0, selected={"name": "h", "timestep": 0, "unit": 0}, on_select=open_number)
    chosen = st.session_state.pop("home_open", None)
    if chosen:
        st.switch_page(CHAPTERS[0].page, query_params=chosen)


def open_number() -> None:
    """Take the diagram's event: remember which number to open in the hidden-state chapter."""
    event = st.session_state["home_diagram"].select
    if isinstance(event, dict) and event.get("clicked"):
        st.session_state["home_open"] = LINK.write(select(View.of("jazz"), event))


def chapters() -> None:
    """List the chapters, each with its question."""
    st.header("Chapters")
    for row in range(0, len(CHAPTERS), 2):
        for column, chapter in zip(st.columns(2), CHAPTERS[row : row + 2], strict=False):
            with column.container(border=True):
                st.page_link(chapter.page, label=f"**{chapter.title}** →")
                st.markdown(chapter.question)


def drawings() -> None:
    """Draw the five wirings."""
    st.header("One cell, five wirings")
    with st.container(gap=None):
        wirings(key="home_wirings")
        # It closes the phone's menu.
        watch([], 0, page="home", query="", steps=[], key="home_watch", on_near=lambda: None)
    st.page_link("pages/shapes.py", label="Build them, and see what flows on every edge →")
