"""The parts of the page that go deeper, a tab each."""

from rnnviz.chapters.tagging.page.accuracy import accuracy, by_tag, lengths
from rnnviz.chapters.tagging.page.future import ambiguous, pairs
from rnnviz.chapters.tagging.page.hearing import heard
from rnnviz.chapters.tagging.page.pictures import alternatives, learned
from rnnviz.chapters.tagging.page.state import PAGE
from rnnviz.chapters.tagging.page.take import by_keras, take_away
from rnnviz.chapters.tagging.page.training import train
from rnnviz.chapters.tagging.view import PART
from rnnviz.ui.tabs import tabs

PARTS = {
    "alternatives": (alternatives,),
    "accuracy": (accuracy, lengths, by_tag),
    "context": (heard,),
    "future": (pairs, ambiguous),
    "train": (train, learned),
    "take": (take_away, by_keras),
}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
