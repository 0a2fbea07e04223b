"""The chapter "Shapes and wiring" on the page: a section for each part that ``pages/shapes.py`` lists."""

from rnnviz.chapters.shapes.page.builder import builder, choices, header, told
from rnnviz.chapters.shapes.page.detail import arithmetic, detail, order
from rnnviz.chapters.shapes.page.files import code, take_away
from rnnviz.chapters.shapes.page.prediction import question
from rnnviz.chapters.shapes.page.state import PAGE
