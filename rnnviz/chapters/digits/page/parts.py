"""The parts of the page that go deeper, a tab each."""

from rnnviz.chapters.digits.page.compared import compared
from rnnviz.chapters.digits.page.mistakes import mistakes
from rnnviz.chapters.digits.page.pictures import states
from rnnviz.chapters.digits.page.state import PAGE
from rnnviz.chapters.digits.page.take import by_keras, take_away
from rnnviz.chapters.digits.page.training import train
from rnnviz.chapters.digits.view import PART
from rnnviz.ui.tabs import tabs

PARTS = {
    "states": (states,),
    "compared": (compared,),
    "wrong": (mistakes,),
    "train": (train,),
    "take": (take_away, by_keras),
}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
