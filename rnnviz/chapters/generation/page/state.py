"""Where the view of the chapter is held, and which of its numbers is selected."""

from rnnviz.chapters.generation.scene import reference_of, written
from rnnviz.chapters.generation.view import LINK, View, text_of
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("generation", LINK, structure=lambda view: view.part)


def network() -> View:
    """Return what decides every number of the page."""
    return text_of(PAGE.view)


SELECTION = Selection(PAGE, lambda: written(PAGE.view).trace, lambda: reference_of(PAGE.view), network, asks=False)
