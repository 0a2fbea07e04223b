"""The landing page: a cell that reads, what to do first, the chapters, the wirings."""

import streamlit as st

from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.figures import diagram_table
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import LINK, View, select
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.landing.pictures import PICTURES
from rnnviz.ui.components.cards import cards
from rnnviz.ui.components.diagram import diagram
from rnnviz.ui.components.watch import watch
from rnnviz.ui.components.wirings import wirings
from rnnviz.ui.first_path import FIRST_PATH
from rnnviz.ui.routes import CHAPTERS


def headline() -> None:
    """Say what this is, and what is seen below."""
    st.title("See what a recurrent network remembers")
    st.markdown(
        "A network reads **J-A-Z-Z** and says at each letter which comes **next** (· is the end of the word): **x** is "
        "what it reads, **h** what it remembers, **y** what it says. **Z is read twice, and the answers differ, "
        "because h does.** Every number is really computed, agrees with Keras, and opens its sum when you click it."
    )


def reading() -> None:
    """Draw a cell that reads J-A-Z-Z letter by letter; a number that is clicked opens in its chapter."""
    view = View.of("jazz")
    shown = scene(view)
    sentences = ["It has read nothing yet."] + [
        f"It reads {letter} and keeps it in its state: {words.said(shown, t)}."
        for t, letter in enumerate(shown.captions)
    ]
    table = {**diagram_table(view), "sentences": sentences, "autoplay": True, "map": None}
    diagram(table, key="home_diagram", step=0, selected={"name": "h", "timestep": 0, "unit": 0}, on_select=open_number)


def open_number() -> None:
    """Take the diagram's event: a number opens in the hidden-state chapter."""
    event = st.session_state["home_diagram"].select
    if isinstance(event, dict) and event.get("clicked"):
        st.switch_page("pages/hidden_state.py", query_params=LINK.write(select(View.of("jazz"), event)))


def first_path() -> None:
    """Propose what to do first."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown("**Your first ten minutes:**", width="content")
        for number, step in enumerate(FIRST_PATH, start=1):
            step.link(f"{number}. {step.label}")


def chapters() -> None:
    """Draw the chapters as cards, each with a picture of its own numbers."""
    st.header("Chapters")
    said = ("path", "title", "question")
    rows = [{name: getattr(each, name) for name in said} | PICTURES[each.path]() for each in CHAPTERS]
    cards(rows, key="home_cards", on_open=open_card)


def open_card() -> None:
    """Take the cards' event: a chapter opens."""
    path = st.session_state["home_cards"].open
    for each in CHAPTERS:
        if each.path == path:
            st.switch_page(each.page)


def drawings() -> None:
    """Draw the wirings; each opens as a stack of layers."""
    st.header("One cell, wired in many ways")
    with st.container(gap=None):
        wirings(key="home_wirings", on_open=open_wiring)
        # It closes the phone's menu.
        watch([], 0, page="home", query="", steps=[], key="home_watch", on_near=lambda: None)


def open_wiring() -> None:
    """Take the wirings' event: the stack of layers that is wired so opens."""
    name = st.session_state["home_wirings"].open
    for each in presets().values():
        if each.wiring and each.wiring == name:
            st.switch_page("pages/shapes.py", query_params={"preset": each.key})
