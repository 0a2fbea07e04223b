"""The gates chapter on the page: a section for each part that ``pages/gates.py`` lists."""

from rnnviz.chapters.gates.page.controls import choices, header
from rnnviz.chapters.gates.page.parts import parts
from rnnviz.chapters.gates.page.pictures import arithmetic, diagram, over_time, task
from rnnviz.chapters.gates.page.state import PAGE
from rnnviz.chapters.gates.page.tables import take_away, what_to_notice
