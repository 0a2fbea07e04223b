"""One thing to try next with the gradients."""

from dataclasses import replace

from rnnviz.chapters.gradients.view.choices import View
from rnnviz.ui.proposal import Proposal

NEXT = {
    "defaults": ("open", "begin with an open forget gate and a small U. How much of c is left then?"),
    "open": ("trained", "read with cells that were trained to remember. Which keeps most?"),
    "trained": ("defaults", "read with untrained cells. What is left?"),
    "linear": ("vanish", "put tanh back. What does its slope take?"),
    "explode": ("identity", "let U be the identity, with relu. What is kept?"),
    "identity": ("explode", "make U a hundred times as large, without relu. Where does floating point end?"),
    "long": ("open", "begin with an open forget gate and a small U. How far does c reach then?"),
}
"""By example: the one to open next, and the question that it answers."""


def proposal(view: View) -> Proposal:
    """Propose one thing to try next."""
    if view.preset == "vanish":
        if view.radius == 0.5:
            label = "Next: set the spectral radius of U to 1. Does a push still vanish?"
            return Proposal(label, lambda view: replace(view, radius=1.0, updates=0))
        return opening("defaults", "Next: begin as Keras begins. Which cell keeps most?", view)
    key, question = NEXT[view.preset]
    return opening(key, f"Next: {question}", view)


def opening(key: str, label: str, view: View) -> Proposal:
    """Propose another example, in the part of the page that is open."""
    return Proposal(label, lambda _: replace(View.of(key), part=view.part))
