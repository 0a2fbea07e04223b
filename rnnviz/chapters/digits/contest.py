"""Cells beside each other: every seed of every cell in every order, as they were trained."""

from dataclasses import replace
from functools import cache

from rnnviz.chapters.digits.view import View
from rnnviz.images.networks import CELLS, SEEDS, shipped
from rnnviz.images.readings import READINGS
from rnnviz.images.scores import Spread


@cache
def accuracies() -> dict[str, dict[str, Spread]]:
    """Return the shares of held-out digits that the networks brought along are right on, by cell and order."""
    return {
        kind: {reading: Spread(tuple(each.accuracy for each in shipped(kind, reading))) for reading in READINGS}
        for kind in CELLS
    }


def open_point(view: View, curve: int, column: int) -> View:
    """Return the view of the network whose point in the figure of all seeds was clicked.

    Args:
        view: before.
        curve: of the figure: of each cell its seeds, then its medians.
        column: the point.

    Raises:
        ValueError: if there is no such point.
    """
    kind, is_median = divmod(curve, 2)
    if not 0 <= kind < len(CELLS) or is_median or not 0 <= column < len(READINGS) * len(SEEDS):
        raise ValueError("There is no network at that point.")
    reading, seed = divmod(column, len(SEEDS))
    order = tuple(READINGS)[reading]
    return replace(
        view, preset=CELLS[kind], reading=order, kept=False, seed=SEEDS[seed], position=-1, unit=-1, number="y"
    )
