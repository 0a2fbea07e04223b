"""Where the view of the hidden-state chapter is held, and which of its numbers is selected."""

from rnnviz.chapters.hidden_state.figures import Hidden
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import LINK, View, network_of
from rnnviz.core.arithmetic import Reference
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("hidden_state", LINK, structure=lambda view: view.predict)


def network() -> View:
    """Return what decides every number of the page."""
    return network_of(PAGE.view)


def reference() -> Reference:
    """Return the selected number."""
    name, timestep, unit = PAGE.view.selected
    return Reference(name, timestep, unit, layer=1 if name == "y" else 0)


SELECTION = Selection(PAGE, lambda: scene(PAGE.view).run, reference, network)


def hidden() -> Hidden:
    """Return from which timestep h and y are hidden, because the reader is to predict; empty where nothing is."""
    view = PAGE.view
    if not view.predict:
        return ()
    name, timestep, _ = view.selected
    if SELECTION.is_asked:
        return (("h", timestep + (name == "y")), ("y", timestep))
    return (("h", timestep + 1), ("y", timestep + 1))
