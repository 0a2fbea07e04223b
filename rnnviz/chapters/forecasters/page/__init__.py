"""The forecasters chapter on the page: a section for each part that ``pages/forecasters.py`` lists."""

from rnnviz.chapters.forecasters.page.controls import header, network
from rnnviz.chapters.forecasters.page.first_screen import forecast, opened, scores, training, verdict, waiting
from rnnviz.chapters.forecasters.page.learning import seeds
from rnnviz.chapters.forecasters.page.parts import parts
from rnnviz.chapters.forecasters.page.state import PAGE
from rnnviz.chapters.forecasters.page.targets import targets
