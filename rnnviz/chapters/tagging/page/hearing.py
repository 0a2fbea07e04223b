"""Which words each tag goes by, and what is left of each word in the vector that a sentence goes through."""

import streamlit as st

from rnnviz.chapters.tagging.figures import hearing as figures
from rnnviz.chapters.tagging.page.pictures import draw
from rnnviz.chapters.tagging.page.predicting import CHOOSING, say_first
from rnnviz.chapters.tagging.page.state import PAGE, network
from rnnviz.chapters.tagging.view import View
from rnnviz.chapters.tagging.words import hearing as words
from rnnviz.text.hearing import MAX_HEARD, Hearing, hear, seconds, window
from rnnviz.ui.background import compute_or_offer, progress_of
from rnnviz.ui.computation import Computation


def hearing(view: View) -> Computation:
    """Return the answers with every word changed, around the one that is looked at."""
    tagger, said = view.tagger, view.words
    place = window(tagger.read(len(said)), view.position)
    key = ("hearing", network(), place.start)
    return Computation(key, seconds(tagger, said), lambda progress, stop: hear(tagger, said, view.position))


@PAGE.section(lambda: (progress_of(PAGE, hearing(PAGE.view)), CHOOSING.is_asked), height=700)
def heard() -> None:
    """Draw what moves when each word is changed."""
    view = PAGE.view
    st.header("Which words does each tag go by?")
    if CHOOSING.is_asked:
        return say_first()
    found: Hearing | None = compute_or_offer(PAGE, hearing(view), "Change each word")
    if found is None:
        return
    st.markdown(words.how(found))
    if view.tagger.read(len(view.words)) > MAX_HEARD:
        st.caption(f"{MAX_HEARD} words around the one that is looked at.")
    if found.vector is not None:
        st.markdown("**What is left of each word in the one vector:**")
        draw(figures.vector(view, found), "what is left of each word")
    draw(figures.moved(view, found), "which words each tag goes by")
