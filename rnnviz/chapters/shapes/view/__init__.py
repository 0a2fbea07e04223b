"""What the reader chose in the chapter "Shapes and wiring": the stack, what it may be, and what is done to it."""

from rnnviz.chapters.shapes.view.link import LINK

__all__ = ["LINK"]
