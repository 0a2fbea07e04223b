"""The chapter of networks that write, on the page: a section for each part that ``pages/generation.py`` lists."""

from rnnviz.chapters.generation.page.controls import choices, header
from rnnviz.chapters.generation.page.parts import parts
from rnnviz.chapters.generation.page.pictures import arithmetic, text, told
from rnnviz.chapters.generation.page.state import PAGE, open_view
