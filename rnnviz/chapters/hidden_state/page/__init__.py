"""The hidden-state chapter on the page: one room for each part that ``pages/hidden_state.py`` lists."""

from rnnviz.chapters.hidden_state.page.choices import header, network
from rnnviz.chapters.hidden_state.page.controls import PAGE
from rnnviz.chapters.hidden_state.page.files import take_away
from rnnviz.chapters.hidden_state.page.pictures import over_time, unrolled
from rnnviz.chapters.hidden_state.page.sums import arithmetic
from rnnviz.chapters.hidden_state.page.tables import by_keras, numbers, what_to_notice

__all__ = [
    "PAGE",
    "arithmetic",
    "by_keras",
    "header",
    "network",
    "numbers",
    "over_time",
    "take_away",
    "unrolled",
    "what_to_notice",
]
