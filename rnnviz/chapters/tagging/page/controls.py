"""The controls above the sentence: which network, which sentence, and with what it is compared."""

import streamlit as st

from rnnviz.chapters.tagging import view as parameters
from rnnviz.chapters.tagging.page.predicting import predict
from rnnviz.chapters.tagging.page.state import PAGE
from rnnviz.chapters.tagging.presets import HEADINGS, PRESETS, SENTENCES
from rnnviz.chapters.tagging.view import MAX_SENTENCE, open_preset, say
from rnnviz.ui.controls import choose_preset, control, row
from rnnviz.ui.link import OWN
from rnnviz.ui.opening import opening


@PAGE.section(lambda: PAGE.view.preset, late=True, height=90)
def header() -> None:
    """Draw the title and the networks."""
    opening(PAGE)
    choose_preset(PAGE, {key: each.title for key, each in PRESETS.items()}, open_preset, headings=HEADINGS)


@PAGE.section(
    lambda: (PAGE.view.sentence, PAGE.view.beside, PAGE.view.predict, PAGE.view.preset), late=True, height=100
)
def choices() -> None:
    """Draw the field of the sentence, some to begin with, and the network to compare with."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        type_sentence()
        if PAGE.view.preset != OWN:
            control(PAGE, parameters.BESIDE, place=st.container(width=250))
        control(PAGE, parameters.PREDICT, predict)
    section = PAGE.drawing
    with row(PAGE.key("sentences"), gap="small"):
        st.caption("Others:", width="content")
        for name, text in SENTENCES.items():
            st.button(name, key=PAGE.key(f"say {name}"), on_click=take, args=(text, section), type="tertiary")
        st.button("another held-out one", key=PAGE.key("draw"), on_click=draw, args=(section,), type="tertiary")


def type_sentence() -> None:
    """Draw the field of the sentence."""
    shown, section = PAGE.widget("sentence", PAGE.view.sentence), PAGE.drawing
    st.text_input(
        "The sentence",
        key=shown.key,
        on_change=shown.then(lambda text: take(text, section)),
        max_chars=MAX_SENTENCE,
        width=560,
    )


def take(text: str, section) -> None:
    """Read another sentence; a callback."""
    PAGE.change(lambda view: say(view, text), section)


def draw(section) -> None:
    """Read the next of the sentences that no network has learned from; a callback."""
    held_out = PAGE.view.corpus.held_out
    number = st.session_state[PAGE.key("drawn_sentence")] = st.session_state.get(PAGE.key("drawn_sentence"), -1) + 1
    take(" ".join(held_out[number % len(held_out)].words), section)
