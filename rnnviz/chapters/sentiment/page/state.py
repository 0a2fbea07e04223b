"""Where the view of the chapter is held, and which of its numbers is selected."""

from rnnviz.chapters.sentiment.scene import reference_of, run_of
from rnnviz.chapters.sentiment.view import LINK, View, reading_of
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection
from rnnviz.ui.session_own import open_with_own

PAGE = PageState("sentiment", LINK, structure=lambda view: view.part)


def open_view() -> None:
    """Open the view of the link, with the network that this session has trained where the link names it."""
    open_with_own(
        PAGE, "network", "The network that you trained is not in the link: here is one brought along.", part="train"
    )


def reading() -> View:
    """Return what decides every score of the page."""
    return reading_of(PAGE.view)


SELECTION = Selection(PAGE, lambda: run_of(PAGE.view), lambda: reference_of(PAGE.view), reading, asks=False)
