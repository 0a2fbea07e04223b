"""The chapter of taggers, on the page: a section for each part that ``pages/tagging.py`` lists."""

from rnnviz.chapters.tagging.page.controls import choices, header
from rnnviz.chapters.tagging.page.parts import parts
from rnnviz.chapters.tagging.page.pictures import arithmetic, sentence, told
from rnnviz.chapters.tagging.page.state import PAGE, open_view
