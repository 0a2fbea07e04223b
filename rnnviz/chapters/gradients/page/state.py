"""Where the view of the gradients chapter is held, and which of its numbers is selected."""

from rnnviz.chapters.gradients.scene import scene
from rnnviz.chapters.gradients.view.choices import View, network_of, without
from rnnviz.chapters.gradients.view.link import LINK
from rnnviz.core.arithmetic import Reference
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("gradients", LINK, structure=lambda view: (view.predict, view.part))


def network() -> tuple[View, str]:
    """Return what decides every number of the training step, of the cell that is looked at closely."""
    return without(network_of(PAGE.view), "run_rate"), PAGE.view.cell


def reference() -> Reference:
    """Return the selected number as the arithmetic takes it."""
    name, timestep, unit = PAGE.view.selected
    return Reference(name, timestep, unit, layer=1 if name in ("y", "d_y", "error") else 0)


SELECTION = Selection(PAGE, lambda: scene(PAGE.view, PAGE.view.cell).gradients, reference, network, product_first=True)
