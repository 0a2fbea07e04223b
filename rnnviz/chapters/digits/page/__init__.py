"""The chapter of digits, on the page: a section for each part that ``pages/digits.py`` lists."""

from rnnviz.chapters.digits.page.controls import choices, header
from rnnviz.chapters.digits.page.drawing import pad, preparation
from rnnviz.chapters.digits.page.parts import parts
from rnnviz.chapters.digits.page.pictures import arithmetic, steps, told
from rnnviz.chapters.digits.page.state import PAGE, open_view
