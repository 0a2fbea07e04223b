"""Where the view of the chapter is held, which of its numbers is selected, and what was answered."""

import streamlit as st

from rnnviz.chapters.stateful.scene import learned_from, reference_of
from rnnviz.chapters.stateful.view import LINK, View, board_of
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection
from rnnviz.ui.session_own import open_with_own

PAGE = PageState("stateful", LINK, structure=lambda view: view.part)


def open_view() -> None:
    """Open the view of the link, with the series that this session has brought where the link names one."""
    missing = "The series that was brought is not in the link: here is the one that is brought along."
    open_with_own(PAGE, "series", missing, season=View.season)


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
