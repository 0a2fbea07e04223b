"""The parts of the page that go deeper, a tab each."""

from rnnviz.chapters.generation.page.pictures import learned, next_letters
from rnnviz.chapters.generation.page.state import PAGE
from rnnviz.chapters.generation.page.studies import follow, mattered
from rnnviz.chapters.generation.page.take import by_keras, take_away
from rnnviz.chapters.generation.page.training import train
from rnnviz.chapters.generation.view import PART
from rnnviz.ui.tabs import tabs

PARTS = {
    "next": (next_letters,),
    "mattered": (mattered,),
    "units": (follow,),
    "learned": (learned,),
    "train": (train,),
    "take": (take_away, by_keras),
}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
