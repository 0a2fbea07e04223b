"""Figures of the gradients chapter, each with its table and its alt text: a view in, a ``Drawing`` out.

The numbers are those of ``scene``; the modules beside this one draw them.
"""

from rnnviz.chapters.gradients.figures.of_gradients import (
    clipping,
    contribution_matrices,
    contributions,
    flow,
    update_matrices,
)
from rnnviz.chapters.gradients.figures.of_jacobians import eigenvalues, opened_product, sensitivity_map
from rnnviz.chapters.gradients.figures.training import training_rows

__all__ = [
    "clipping",
    "contribution_matrices",
    "contributions",
    "eigenvalues",
    "flow",
    "opened_product",
    "sensitivity_map",
    "training_rows",
    "update_matrices",
]
