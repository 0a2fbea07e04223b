"""Where the view of the chapter is held, and which of its numbers is selected."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.sentiment.presets import OWN
from rnnviz.chapters.sentiment.scene import reference_of, run_of
from rnnviz.chapters.sentiment.view import LINK, View, reading_of
from rnnviz.text.word_networks import WordNetwork
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("sentiment", LINK, structure=lambda view: view.part)


def open_view() -> None:
    """Open the view of the link, with the network that this session has trained where the link names it."""
    view = PAGE.open()
    if view.network != OWN or view.own is not None:
        return
    own: WordNetwork | None = st.session_state.get(PAGE.key("own"))
    if own is None:
        PAGE.notify("The network that you trained is not in the link: here is one that is brought along.")
    changes = {"network": View.network, "part": "train"} if own is None else {"own": own}
    PAGE.open_instead(LINK.fitted(replace(view, **changes))[0])


def reading() -> View:
    """Return what decides every score of the page."""
    return reading_of(PAGE.view)


SELECTION = Selection(PAGE, lambda: run_of(PAGE.view), lambda: reference_of(PAGE.view), reading, asks=False)
