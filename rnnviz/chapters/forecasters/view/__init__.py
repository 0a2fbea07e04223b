"""The view of the forecasters chapter: what the reader chose, what follows from it without training, and its link."""

from rnnviz.chapters.forecasters.view.choices import (
    EPOCHS,
    SAME,
    SERIES,
    View,
    change_training,
    open_preset,
    pick_epoch,
    pick_sample,
    take_series,
    training_of,
)
from rnnviz.chapters.forecasters.view.link import CONTROLS, LINK
from rnnviz.chapters.forecasters.view.preparation import (
    estimate,
    fitted,
    prepared_of,
    sample_of,
    season_of,
    seasons_in,
    series_of,
)

__all__ = [
    "CONTROLS",
    "EPOCHS",
    "LINK",
    "SAME",
    "SERIES",
    "View",
    "change_training",
    "estimate",
    "fitted",
    "open_preset",
    "pick_epoch",
    "pick_sample",
    "prepared_of",
    "sample_of",
    "season_of",
    "seasons_in",
    "series_of",
    "take_series",
    "training_of",
]
