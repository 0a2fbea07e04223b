"""The parts of the page that go deeper, a tab each."""

from rnnviz.chapters.sentiment.page.bench import mattered, sums_first
from rnnviz.chapters.sentiment.page.leak import leak
from rnnviz.chapters.sentiment.page.pictures import steps
from rnnviz.chapters.sentiment.page.state import PAGE
from rnnviz.chapters.sentiment.page.take import by_keras, take_away
from rnnviz.chapters.sentiment.page.training import train
from rnnviz.chapters.sentiment.view import PART
from rnnviz.ui.tabs import tabs

PARTS = {
    "steps": (steps,),
    "mattered": (sums_first, mattered),
    "leak": (leak,),
    "train": (train,),
    "take": (take_away, by_keras),
}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
