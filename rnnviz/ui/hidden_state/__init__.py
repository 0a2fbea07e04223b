"""The hidden-state chapter on the page: one room for each part that ``pages/hidden_state.py`` lists."""

from rnnviz.ui.hidden_state.choices import header, network
from rnnviz.ui.hidden_state.files import take_away
from rnnviz.ui.hidden_state.pictures import over_time, unrolled
from rnnviz.ui.hidden_state.sums import arithmetic
from rnnviz.ui.hidden_state.tables import by_keras, numbers, what_to_notice
from rnnviz.ui.hidden_state.view import HELD

__all__ = [
    "HELD",
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
