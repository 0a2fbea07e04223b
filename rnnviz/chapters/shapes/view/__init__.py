"""What the reader chose in the chapter "Shapes and wiring": the stack, what it may be, and what is done to it."""

from rnnviz.chapters.shapes.view.edits import apply_edit, reveal, start_predicting
from rnnviz.chapters.shapes.view.link import LINK, PREDICT, SEED
from rnnviz.chapters.shapes.view.mistakes import Mistake, first_mistake
from rnnviz.chapters.shapes.view.presets import is_as_made, presets
from rnnviz.chapters.shapes.view.stack import (
    Look,
    Selected,
    View,
    fitted,
    has_number,
    may_start,
    network_of,
    shapes_of,
    stack_of,
)

__all__ = [
    "LINK",
    "PREDICT",
    "SEED",
    "Look",
    "Mistake",
    "Selected",
    "View",
    "apply_edit",
    "first_mistake",
    "fitted",
    "has_number",
    "is_as_made",
    "may_start",
    "network_of",
    "presets",
    "reveal",
    "shapes_of",
    "stack_of",
    "start_predicting",
]
