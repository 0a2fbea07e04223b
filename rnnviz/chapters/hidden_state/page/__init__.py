"""The hidden-state chapter on the page: a section for each part that ``pages/hidden_state.py`` lists."""

from rnnviz.chapters.hidden_state.page.controls import choices, header
from rnnviz.chapters.hidden_state.page.pictures import arithmetic, told, unrolled
from rnnviz.chapters.hidden_state.page.state import PAGE
from rnnviz.chapters.hidden_state.page.tables import by_keras, numbers, take_away, what_to_notice
