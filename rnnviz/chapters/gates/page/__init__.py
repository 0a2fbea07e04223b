"""The gates chapter on the page: one room for each part that ``pages/gates.py`` lists."""

from rnnviz.chapters.gates.page.choices import header, network
from rnnviz.chapters.gates.page.controls import PAGE
from rnnviz.chapters.gates.page.experiments import fair, memory, surgery
from rnnviz.chapters.gates.page.files import take_away
from rnnviz.chapters.gates.page.pictures import diagram, over_time
from rnnviz.chapters.gates.page.sums import arithmetic
from rnnviz.chapters.gates.page.tables import by_keras, check, names, what_to_notice

__all__ = [
    "PAGE",
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
