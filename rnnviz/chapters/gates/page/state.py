"""Where the view of the gates chapter is held, and which of its numbers is selected."""

from collections.abc import Hashable

from rnnviz.chapters.gates.scene import run_of
from rnnviz.chapters.gates.scene.hiding import Hidden
from rnnviz.chapters.gates.view import LINK, OUTPUTS, network_of, perturbed_of
from rnnviz.core.arithmetic import Reference
from rnnviz.ui.page_state import PageState
from rnnviz.ui.selection import Selection

PAGE = PageState("gates", LINK, structure=lambda view: (view.cells, view.predict, view.part))


def reference() -> Reference:
    """Return the selected number."""
    _, name, timestep, unit, _ = PAGE.view.selected
    return Reference(name, timestep, unit, layer=1 if name in OUTPUTS else 0)


def owner() -> Hashable:
    """Return what decides the run that the selected number belongs to."""
    kind, *_, run = PAGE.view.selected
    return (perturbed_of if run == "nudged" else network_of)(PAGE.view), kind, run


SELECTION = Selection(
    PAGE, lambda: run_of(PAGE.view, PAGE.view.selected.kind, PAGE.view.selected.run), reference, owner
)


def hidden() -> Hidden | None:
    """Return from which number on cells are hidden, because the reader is to predict it; None where nothing is."""
    if not PAGE.view.predict:
        return None
    kind, name, timestep, *_ = PAGE.view.selected
    return Hidden(kind, name, timestep, not SELECTION.is_asked)
