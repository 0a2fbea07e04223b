"""What the reader chose in the gradients chapter: the view, its bounds, its link, and how events change it."""

from rnnviz.chapters.gradients.view.link import LINK

__all__ = ["LINK"]
