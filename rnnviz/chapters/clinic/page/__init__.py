"""The clinic on the page: a section for each part that ``pages/clinic.py`` lists."""

from rnnviz.chapters.clinic.page.asking import question
from rnnviz.chapters.clinic.page.files import by_keras, program, take_away
from rnnviz.chapters.clinic.page.finding import header, results
from rnnviz.chapters.clinic.page.own_file import elsewhere, open_view, own_file
from rnnviz.chapters.clinic.page.pictures import arithmetic, choices, pictures
from rnnviz.chapters.clinic.page.state import PAGE
