"""Where the view of the chapter is held, and which of its numbers is selected."""

from rnnviz.chapters.tagging.scene import reference_of, run_of
from rnnviz.chapters.tagging.view import LINK, View, network_of
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection
from rnnviz.ui.session_own import open_with_own

PAGE = PageState("tagging", LINK, structure=lambda view: view.part)


def open_view() -> None:
    """Open the view of the link, with the network that this session has trained where the link names it."""
    open_with_own(
        PAGE,
        "preset",
        "The tagger that was trained is not in the link: here is one that is brought along.",
        part="train",
    )


def network() -> View:
    """Return what decides every number of the page."""
    return network_of(PAGE.view)


SELECTION = Selection(PAGE, lambda: run_of(PAGE.view), lambda: reference_of(PAGE.view), network, asks=False)
