"""What is taken away of a scene: a Keras program that asserts its answer, and the numbers of its pictures."""

from rnnviz.chapters.clinic.figures import drawn
from rnnviz.chapters.clinic.question import Grid
from rnnviz.chapters.clinic.scene import shown
from rnnviz.chapters.clinic.view import View
from rnnviz.figures.table import Table, chained


def keras_text(view: View) -> str:
    """Return the program of the scene with the settings of the page."""
    question = view.question
    title = f'"""{question.question}\n\nRun it: it asserts the answer. Written by rnnviz for Keras 3.15.1.\n"""\n'
    return f'{title}\n{question.program(view).rstrip()}\n\nprint("Keras does what is said of it.")\n'


def keras_script(view: View) -> bytes:
    """Return the program as a file."""
    return keras_text(view).encode()


def numbers_csv(view: View) -> bytes:
    """Return the numbers of all pictures that are shown, each under its title."""
    tables = []
    for number, picture in shown(view):
        found = Table(picture.columns, picture.rows) if isinstance(picture, Grid) else drawn(view, number).table
        tables.append(found.marked("picture", picture.title))
    return chained(tables).csv()
