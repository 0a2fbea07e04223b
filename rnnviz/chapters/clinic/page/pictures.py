"""The live view of a scene: its controls, its pictures, and the arithmetic of the number that is opened."""

from functools import partial

import streamlit as st

from rnnviz.chapters.clinic.figures import drawn
from rnnviz.chapters.clinic.page.state import PAGE, SELECTION, settings
from rnnviz.chapters.clinic.question import Grid
from rnnviz.chapters.clinic.scene import controls, live, opened, select, selected, shown
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.table import table
from rnnviz.ui.controls import control, row
from rnnviz.ui.link import Number, Whole, verbatim

SLIDER = 195
"""Pixels of a slider with its name: up to six controls stand in a row."""


@PAGE.section(settings, late=True, height=50)
def choices() -> None:
    """Draw the controls of the scene, in a row."""
    with row(PAGE.key("choices_row"), gap="small"):
        for each in controls(PAGE.view):
            slides = isinstance(each, Whole) and not isinstance(each, Number)
            control(PAGE, each, in_row=SLIDER if slides else 0)


@PAGE.section(lambda: (settings(), PAGE.view.is_answered, selected(PAGE.view)), first=True)
def pictures() -> None:
    """Draw the pictures of the scene, and say what to notice in them."""
    view = PAGE.view
    for position, (number, picture) in enumerate(shown(view)):
        st.markdown(f"**{verbatim(picture.title)}**")
        key = PAGE.key(f"picture_{number}")
        if isinstance(picture, Grid):
            table(picture.columns, picture.rows, key=key, name=picture.title, texts=picture.texts)
        else:
            plot(drawn(view, number), key=key, name=picture.title, told=False, on_click=partial(choose, number))
        if position == 0:
            st.markdown(live(view).notice)


def choose(number: int) -> None:
    """Take a click on a picture: open the number; a callback."""
    SELECTION.choose(f"picture_{number}", "click", lambda view, event: select(view, number, event))


def shown_by() -> tuple:
    """Return what the arithmetic depends on; nothing where no number can be opened."""
    return (settings(), opened(PAGE.view) and SELECTION.shown_by)


@PAGE.section(shown_by, first=True)
def arithmetic() -> None:
    """Show the arithmetic of the opened number."""
    if opened(PAGE.view):
        SELECTION.show()
