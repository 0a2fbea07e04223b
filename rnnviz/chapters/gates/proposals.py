"""One thing to try next with the cells that are shown."""

from dataclasses import replace

from rnnviz.chapters.gates.presets.weights import HAND_SET
from rnnviz.chapters.gates.scene import keeping_gate
from rnnviz.chapters.gates.view import View, fitted
from rnnviz.core.layers import NAMES
from rnnviz.store.recall import recall
from rnnviz.ui.proposal import Proposal


def proposal(view: View) -> Proposal:
    """Propose one thing to try with the cells that are shown."""
    if view.operated:
        undone = {"held": "none", "silenced": "none", "cut": False}
        return Proposal("Next: undo the operations", lambda view: replace(view, **undone))
    if view.weights in HAND_SET:
        return Proposal(
            "Next: the same with trained weights. What do the gates do then?",
            lambda view: fitted(replace(view, weights="trained", units=recall()["units"]))[0],
        )
    shown = [view.selected.kind, *view.cells]
    kind = next((each for each in shown if keeping_gate(each)), None)
    if kind is None:
        return Proposal(
            "Next: put an LSTM beside it, which has gates",
            lambda view: fitted(replace(view, cells=(*view.cells, "lstm")))[0],
        )
    held = {"held": keeping_gate(kind), "value": 0, "part": "surgery"}
    label = f"Next: hold {held['held']}, which keeps, at 0. What does {NAMES[kind]} say at the end then?"
    return Proposal(label, lambda view: replace(view, **held))
