"""Where the view of the chapter is held, and which of its numbers is selected."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.tagging.scene import reference_of, run_of
from rnnviz.chapters.tagging.view import LINK, OWN, Own, View, network_of
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("tagging", LINK, structure=lambda view: view.part)


def open_view() -> None:
    """Open the view of the link, with the tagger that this session has trained where the link names it."""
    view = PAGE.open()
    if view.preset != OWN or view.own is not None:
        return
    own: Own | None = st.session_state.get(PAGE.key("own"))
    if own is None:
        PAGE.notify("The tagger that was trained is not in the link: here is one that is brought along.")
    changes = {"preset": View.preset, "part": "train"} if own is None else {"own": own}
    PAGE.open_instead(LINK.fitted(replace(view, **changes))[0])


def network() -> View:
    """Return what decides every number of the page."""
    return network_of(PAGE.view)


SELECTION = Selection(PAGE, lambda: run_of(PAGE.view), lambda: reference_of(PAGE.view), network, asks=False)
