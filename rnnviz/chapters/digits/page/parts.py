"""The parts of the page that go deeper, a tab each."""

from rnnviz.chapters.digits.page.pictures import states
from rnnviz.chapters.digits.page.state import PAGE
from rnnviz.chapters.digits.view import PART
from rnnviz.ui.tabs import tabs

PARTS = {"states": (states,), "compared": (), "wrong": (), "train": (), "take": ()}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
