"""The gradients chapter on the page: one room for each part that ``pages/gradients.py`` lists."""

from rnnviz.chapters.gradients.page.choices import header, network
from rnnviz.chapters.gradients.page.controls import PAGE
from rnnviz.chapters.gradients.page.files import take_away
from rnnviz.chapters.gradients.page.pictures import eigenvalues, flow, opened, reach
from rnnviz.chapters.gradients.page.training import training
from rnnviz.chapters.gradients.page.weights import check, clipping, contributions

__all__ = [
    "PAGE",
    "check",
    "clipping",
    "contributions",
    "eigenvalues",
    "flow",
    "header",
    "network",
    "opened",
    "reach",
    "take_away",
    "training",
]
