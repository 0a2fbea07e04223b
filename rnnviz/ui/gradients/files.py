"""The link, the numbers and the code that reproduces them."""

from rnnviz.ui.gradients import results
from rnnviz.ui.gradients.view import HELD, to_query
from rnnviz.ui.take_away import Download
from rnnviz.ui.take_away import take_away as shown

DOWNLOADS = (
    Download("Gradients (CSV)", "gradients.csv", "text/csv", results.gradients_csv),
    Download("T×T matrix (CSV)", "reach.csv", "text/csv", results.reach_csv),
)


def take_away() -> None:
    """The link, the numbers and the code that reproduces them."""
    shown(HELD, to_query(HELD.view), DOWNLOADS, "Each script carries the weights and asserts the numbers shown.")
