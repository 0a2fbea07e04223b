"""The parts of the page that go deeper, a tab each."""

from rnnviz.chapters.stateful.page.in_keras import facts
from rnnviz.chapters.stateful.page.one import one
from rnnviz.chapters.stateful.page.state import PAGE
from rnnviz.chapters.stateful.page.take import by_keras, take_away
from rnnviz.chapters.stateful.page.trained import faults, trained, worth
from rnnviz.chapters.stateful.view import PART
from rnnviz.ui.tabs import tabs

PARTS = {
    "trained": (trained,),
    "faults": (faults,),
    "worth": (worth,),
    "one": (one,),
    "keras": (facts,),
    "take": (take_away, by_keras),
}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
