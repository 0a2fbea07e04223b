"""Where the view of the chapter is held, and which number of its run is selected."""

from rnnviz.chapters.shapes.scene import scene, selected, shown_look
from rnnviz.chapters.shapes.view import LINK
from rnnviz.chapters.shapes.view.stack import View, network_of
from rnnviz.core.network import NetworkTrace
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("shapes", LINK, structure=lambda view: view.predict)


def network() -> View:
    """Return what decides every number of the page."""
    return network_of(PAGE.view)


def source() -> NetworkTrace:
    """Return the run up to what is looked at, which the selected number is of."""
    return scene(PAGE.view).explained(shown_look(PAGE.view).edge)


SELECTION = Selection(PAGE, source, lambda: selected(PAGE.view), network, asks=False)
