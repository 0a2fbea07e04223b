"""The gradients chapter on the page: one room for each part that ``pages/gradients.py`` lists."""

from rnnviz.ui.gradients.choices import header, network
from rnnviz.ui.gradients.files import take_away
from rnnviz.ui.gradients.pictures import eigenvalues, flow, opened, reach
from rnnviz.ui.gradients.training import training
from rnnviz.ui.gradients.view import HELD
from rnnviz.ui.gradients.weights import check, clipping, contributions

__all__ = [
    "HELD",
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
