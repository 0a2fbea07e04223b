"""The chapter "Shapes and wiring" on the page: one room for each part that ``pages/shapes.py`` lists."""

from rnnviz.ui.shapes.builder import header, stack
from rnnviz.ui.shapes.detail import detail
from rnnviz.ui.shapes.files import code, take_away
from rnnviz.ui.shapes.predict import question
from rnnviz.ui.shapes.view import HELD

__all__ = ["HELD", "code", "detail", "header", "question", "stack", "take_away"]
