"""The parts of the page that go deeper than the forecast and its errors, a tab each."""

from rnnviz.chapters.forecasters.page.false_improvements import false_improvements
from rnnviz.chapters.forecasters.page.files import take_away
from rnnviz.chapters.forecasters.page.in_keras import by_keras
from rnnviz.chapters.forecasters.page.intervals import intervals
from rnnviz.chapters.forecasters.page.learning import branch, race, time_machine
from rnnviz.chapters.forecasters.page.many_steps import ahead, windows
from rnnviz.chapters.forecasters.page.rolling import rolling
from rnnviz.chapters.forecasters.page.state import PAGE
from rnnviz.chapters.forecasters.view.link import PART
from rnnviz.ui.tabs import tabs

PARTS = {
    "ahead": (ahead,),
    "sure": (intervals, rolling),
    "false": (false_improvements,),
    "inside": (branch, time_machine),
    "race": (race, by_keras),
    "windows": (windows,),
    "take": (take_away,),
}


def parts() -> None:
    """Place the tabs."""
    tabs(PAGE, PART, PARTS)
