"""The gradients chapter on the page: a section for each part that ``pages/gradients.py`` lists."""

from rnnviz.chapters.gradients.page.controls import choices, header
from rnnviz.chapters.gradients.page.pictures import eigenvalues, flow, opened_number, sensitivity
from rnnviz.chapters.gradients.page.state import PAGE
from rnnviz.chapters.gradients.page.training import prediction, training, updated
from rnnviz.chapters.gradients.page.weights import check, clipping, contributions, take_away
