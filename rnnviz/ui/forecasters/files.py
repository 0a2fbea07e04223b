"""The link, the numbers and the code that reproduces them."""

from rnnviz.ui.forecasters.results import Shown
from rnnviz.ui.forecasters.view import HELD, to_query
from rnnviz.ui.take_away import take_away as shown_away


def take_away(shown: Shown) -> None:
    """The link, the predictions and the code that reproduces them."""
    shown_away(HELD, to_query(HELD.view), (), "")
