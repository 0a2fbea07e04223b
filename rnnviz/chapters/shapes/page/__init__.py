"""The chapter "Shapes and wiring" on the page: one room for each part that ``pages/shapes.py`` lists."""

from rnnviz.chapters.shapes.page.builder import header, stack
from rnnviz.chapters.shapes.page.controls import PAGE
from rnnviz.chapters.shapes.page.detail import detail
from rnnviz.chapters.shapes.page.files import code, take_away
from rnnviz.chapters.shapes.page.predict import question

__all__ = ["PAGE", "code", "detail", "header", "question", "stack", "take_away"]
