"""The chapter of sentences' scores, on the page: a section for each part that ``pages/sentiment.py`` lists."""

from rnnviz.chapters.sentiment.page.controls import choices, header
from rnnviz.chapters.sentiment.page.parts import parts
from rnnviz.chapters.sentiment.page.pictures import arithmetic, strip, told
from rnnviz.chapters.sentiment.page.state import PAGE, open_view
