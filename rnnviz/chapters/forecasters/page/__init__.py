"""The forecasters chapter on the page: a section for each part that ``pages/forecasters.py`` lists."""

from rnnviz.chapters.forecasters.page.controls import header, network
from rnnviz.chapters.forecasters.page.false_improvements import false_improvements
from rnnviz.chapters.forecasters.page.files import take_away
from rnnviz.chapters.forecasters.page.first_screen import errors, forecast, opened, scores, training, verdict, waiting
from rnnviz.chapters.forecasters.page.in_keras import by_keras
from rnnviz.chapters.forecasters.page.intervals import intervals
from rnnviz.chapters.forecasters.page.learning import branch, losses, race, seeds, time_machine
from rnnviz.chapters.forecasters.page.many_steps import ahead, windows
from rnnviz.chapters.forecasters.page.rolling import rolling
from rnnviz.chapters.forecasters.page.state import PAGE
