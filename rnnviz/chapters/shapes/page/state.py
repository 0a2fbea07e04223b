"""Where the view of the chapter is held, and which number of its run is selected."""

from rnnviz.chapters.shapes.scene import scene, selected
from rnnviz.chapters.shapes.view import LINK, View, network_of
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("shapes", LINK, structure=lambda view: view.predict)


def network() -> View:
    """Return what decides every number of the page."""
    return network_of(PAGE.view)


SELECTION = Selection(PAGE, lambda: scene(PAGE.view).run, lambda: selected(PAGE.view), network, asks=False)
