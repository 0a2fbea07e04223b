"""Sentences about gradients, each computed from what is shown."""

from rnnviz.chapters.gradients.words.explosions import explosion, notices
from rnnviz.chapters.gradients.words.products import (
    bound_sentence,
    colours_sentence,
    eigen_sentence,
    factor_sentence,
    push_sentence,
    sensitivity_sentence,
    stretch,
)
from rnnviz.chapters.gradients.words.proposals import proposal
from rnnviz.chapters.gradients.words.updates import (
    clipped_runs,
    clipped_runs_alt,
    clipping_sentence,
    contribution_sentence,
    learning,
    learning_alt,
    loss_sentence,
    ranges,
    story,
)
from rnnviz.chapters.gradients.words.verdicts import Verdict, flow, verdict, verdict_sentence, verdicts
from rnnviz.chapters.gradients.words.why import order_sentence, reasons, reasons_alt, seeds, seeds_alt, seeds_drawn
from rnnviz.chapters.gradients.words.writing import short

__all__ = [
    "Verdict",
    "bound_sentence",
    "clipped_runs",
    "clipped_runs_alt",
    "clipping_sentence",
    "colours_sentence",
    "contribution_sentence",
    "eigen_sentence",
    "explosion",
    "factor_sentence",
    "flow",
    "learning",
    "learning_alt",
    "loss_sentence",
    "notices",
    "order_sentence",
    "proposal",
    "push_sentence",
    "ranges",
    "reasons",
    "reasons_alt",
    "seeds",
    "seeds_alt",
    "seeds_drawn",
    "sensitivity_sentence",
    "short",
    "story",
    "stretch",
    "verdict",
    "verdict_sentence",
    "verdicts",
]
