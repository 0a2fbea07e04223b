"""One thing to try next with the gradients."""

from dataclasses import replace

from rnnviz.chapters.gradients.view.choices import View
from rnnviz.chapters.gradients.view.events import open_preset
from rnnviz.ui.proposal import Proposal

NEXT = {
    "defaults": ("open", "open the forget gate. Is c kept?"),
    "open": ("trained", "trained cells. Which keeps most?"),
    "trained": ("defaults", "untrained cells. What is left?"),
    "linear": ("vanish", "put tanh back. What does it take?"),
    "explode": ("identity", "U as the identity. What is kept?"),
    "identity": ("explode", "U a hundred times as large. And now?"),
    "long": ("open", "open the forget gate. Is c kept?"),
}
"""By example: the one to open next, and the question that it answers."""


def proposal(view: View) -> Proposal:
    """Propose one thing to try next."""
    if view.preset == "vanish":
        if view.radius == 0.5:
            label = "Next: a spectral radius of 1. Is a push kept?"
            return Proposal(label, lambda view: replace(view, radius=1.0, updates=0))
        return opening("defaults", "Next: begin as Keras does. Which keeps most?")
    key, question = NEXT[view.preset]
    return opening(key, f"Next: {question}")


def opening(key: str, label: str) -> Proposal:
    """Propose another example, in the part of the page that is open."""
    return Proposal(label, lambda view: open_preset(view, key))
