"""Where the view of the chapter is held, which of its numbers is selected, and what was answered."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.stateful.scene import learned_from, reference_of
from rnnviz.chapters.stateful.view import LINK, View, board_of
from rnnviz.ui.link import OWN
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("stateful", LINK, structure=lambda view: view.part)


def open_view() -> None:
    """Open the view of the link, with the series that this session has brought where the link names one."""
    view = PAGE.open()
    if view.series != OWN or view.own is not None:
        return
    own = st.session_state.get(PAGE.key(OWN))
    if own is None:
        PAGE.notify("The series that was brought is not in the link: here is the one that is brought along.")
        view = replace(view, series=View.series, season=View.season)
    PAGE.open_instead(replace(view, own=own))


def board_now() -> View:
    """Return what decides every number of the board."""
    return board_of(PAGE.view)


SELECTION = Selection(
    PAGE, lambda: learned_from(PAGE.view), lambda: reference_of(PAGE.view), lambda: board_of(PAGE.view), asks=False
)


def asked() -> tuple:
    """Return what is asked about: this board, and the ticket that is looked at."""
    return board_now(), PAGE.view.ticket


def answer() -> int | None:
    """Return the reader's last answer to what is asked; None where there is none."""
    about, said = st.session_state.get(PAGE.key("answer"), (None, None))
    return said if about == asked() else None


def is_hidden() -> bool:
    """Whether the lanes are hidden, because the reader is to say whose state it is."""
    view = PAGE.view
    return view.predict and st.session_state.get(PAGE.key("shown")) != asked()
