"""The gates chapter on the page: one room for each part that ``pages/gates.py`` lists."""

from rnnviz.ui.gates.choices import header, network
from rnnviz.ui.gates.experiments import fair, memory, surgery
from rnnviz.ui.gates.files import take_away
from rnnviz.ui.gates.pictures import diagram, over_time
from rnnviz.ui.gates.sums import arithmetic
from rnnviz.ui.gates.tables import by_keras, check, names, what_to_notice
from rnnviz.ui.gates.view import HELD

__all__ = [
    "HELD",
    "arithmetic",
    "by_keras",
    "check",
    "diagram",
    "fair",
    "header",
    "memory",
    "names",
    "network",
    "over_time",
    "surgery",
    "take_away",
    "what_to_notice",
]
