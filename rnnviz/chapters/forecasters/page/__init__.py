"""The forecasters chapter on the page: one room for each part that ``pages/forecasters.py`` lists."""

from rnnviz.chapters.forecasters.page.choices import header, network, waiting
from rnnviz.chapters.forecasters.page.controls import PAGE
from rnnviz.chapters.forecasters.page.files import take_away
from rnnviz.chapters.forecasters.page.in_keras import beside_keras
from rnnviz.chapters.forecasters.page.pictures import ahead, forecast, opened, simple_rules, windows
from rnnviz.chapters.forecasters.page.results import shown_last
from rnnviz.chapters.forecasters.page.training import race, seeds, time_machine

__all__ = [
    "PAGE",
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
