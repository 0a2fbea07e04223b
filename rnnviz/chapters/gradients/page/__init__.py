"""The gradients chapter on the page: a section for each part that ``pages/gradients.py`` lists."""

from rnnviz.chapters.gradients.page.controls import choices, closer, header
from rnnviz.chapters.gradients.page.parts import parts
from rnnviz.chapters.gradients.page.pictures import flow, what_to_notice
from rnnviz.chapters.gradients.page.state import PAGE
from rnnviz.chapters.gradients.page.training import prediction
from rnnviz.chapters.gradients.page.weights import take_away
