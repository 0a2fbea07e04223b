"""The chapter of stateful layers, on the page: a section for each part that ``pages/stateful.py`` lists."""

from rnnviz.chapters.stateful.page.board import arithmetic, board, told
from rnnviz.chapters.stateful.page.controls import choices, header
from rnnviz.chapters.stateful.page.parts import parts
from rnnviz.chapters.stateful.page.state import PAGE, open_view
