"""The parts of the page that go deeper than the cells over time, a tab each."""

from rnnviz.chapters.gates.page.experiments import fair, memory, surgery
from rnnviz.chapters.gates.page.state import PAGE
from rnnviz.chapters.gates.page.tables import by_keras, check, names
from rnnviz.chapters.gates.view import PART
from rnnviz.ui.tabs import tabs

PARTS = {"memory": (memory,), "surgery": (surgery,), "fair": (fair,), "check": (check, by_keras), "names": (names,)}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
