"""The forecasters chapter on the page: one room for each part that ``pages/forecasters.py`` lists."""

from rnnviz.ui.forecasters.choices import header, network, waiting
from rnnviz.ui.forecasters.files import take_away
from rnnviz.ui.forecasters.keras import beside_keras
from rnnviz.ui.forecasters.pictures import ahead, forecast, opened, simple_rules, windows
from rnnviz.ui.forecasters.results import shown_last
from rnnviz.ui.forecasters.training import race, seeds, time_machine
from rnnviz.ui.forecasters.view import HELD

__all__ = [
    "HELD",
    "ahead",
    "beside_keras",
    "forecast",
    "header",
    "network",
    "opened",
    "race",
    "seeds",
    "shown_last",
    "simple_rules",
    "take_away",
    "time_machine",
    "waiting",
    "windows",
]
