"""The controls above the text: which network, how it begins, how letters are drawn."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.generation import view as parameters
from rnnviz.chapters.generation.page.state import PAGE
from rnnviz.chapters.generation.presets import HEADINGS, PRESETS
from rnnviz.chapters.generation.view import (
    MAX_BEGINNING,
    NOTHING,
    View,
    begin,
    colours_of,
    open_preset,
    recurrent_of,
    writing_of,
)
from rnnviz.ui.controls import SLIDER, choose_preset, control, drawer, row
from rnnviz.ui.opening import opening


@PAGE.section(lambda: PAGE.view.preset, late=True, height=90)
def header() -> None:
    """Draw the title and the networks."""
    opening(PAGE)
    titles = {key: each.title for key, each in PRESETS.items()}
    choose_preset(PAGE, titles, open_preset, headings=HEADINGS)


@PAGE.section(
    lambda: (writing_of(PAGE.view), PAGE.view.predict, PAGE.view.colour, PAGE.view.unit), late=True, height=60
)
def choices() -> None:
    """Draw the beginning, and by what the letters are coloured."""
    with row(PAGE.key("choices_row")):
        type_beginning()
        control(PAGE, parameters.DRAWS)
        choose_colour()
        drawer(PAGE, more_choices, width="content")


def type_beginning() -> None:
    """Draw the field of the text that the network goes on from."""
    shown, section = PAGE.widget("beginning", PAGE.view.beginning), PAGE.drawing

    def typed(text: str) -> None:
        PAGE.change(lambda view: begin(view, text), section)

    st.text_input("It goes on from", key=shown.key, on_change=shown.then(typed), max_chars=MAX_BEGINNING, width=300)


def choose_colour() -> None:
    """Draw the choice of what colours the letters: a state or a gate of one unit."""
    view = PAGE.view
    colour = replace(parameters.COLOUR, options=(NOTHING, *colours_of(view)))
    control(PAGE, colour, place=st.container(width=130))
    if view.colour != NOTHING:
        unit = replace(parameters.UNIT, high=recurrent_of(view).cell.units - 1)
        control(PAGE, unit, place=st.container(width=SLIDER))


def more_choices() -> None:
    """Choose how many letters are written, and from which they are drawn."""
    view: View = PAGE.view
    control(PAGE, parameters.PREDICT)
    control(PAGE, parameters.LETTERS)
    control(PAGE, parameters.KEEP)
    if view.keep == "top_k":
        control(PAGE, parameters.K)
    if view.keep == "top_p":
        control(PAGE, parameters.P)
