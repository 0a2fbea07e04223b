"""The controls above the board: which board, how windows are batched, and what empties the state."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.stateful import view as parameters
from rnnviz.chapters.stateful.page.state import PAGE, board_now
from rnnviz.chapters.stateful.presets import PRESETS
from rnnviz.chapters.stateful.view import View
from rnnviz.ui.controls import choose_preset, control, drawer, row
from rnnviz.ui.opening import opening

KEPT = (*parameters.BESIDE, "predict", "sequences", "cell", "units")
"""What another board leaves as it is."""


def open_preset(view: View, preset: str) -> View:
    """Return the view of another board."""
    return replace(View.of(preset), **{name: getattr(view, name) for name in KEPT})


def in_drawer() -> tuple:
    """Return what the drawer shows, while it is open."""
    return (board_now(), PAGE.view.unit, PAGE.view.state) if st.session_state.get(PAGE.key("more"), False) else ()


@PAGE.section(lambda: (PAGE.view.board, PAGE.view.predict, in_drawer()), late=True, height=90)
def header() -> None:
    """Draw the title and the boards."""
    opening(PAGE)
    with row(PAGE.key("header_row"), gap="small"):
        choose_preset(PAGE, {key: each.title for key, each in PRESETS.items()}, open_preset, "board")
        control(PAGE, parameters.PREDICT)
        drawer(PAGE, more, width="content")


@PAGE.section(board_now, late=True, height=50)
def choices() -> None:
    """Draw how windows are batched and read."""
    with row(PAGE.key("choices_row"), gap="small"):
        control(PAGE, parameters.BATCH, in_row=210)
        control(PAGE, parameters.ARRANGEMENT)
        control(PAGE, parameters.STATEFUL)
        control(PAGE, parameters.SHUFFLE)
        control(PAGE, parameters.RESETS, place=st.container(width=170))
        control(PAGE, parameters.BETWEEN, place=st.container(width=200))


def more() -> None:
    """Draw how windows are cut, and which layer reads them."""
    for each in ("SAMPLES", "WINDOW", "STEP", "EPOCHS", "SEQUENCES", "CELL", "UNITS", "UNIT", "SEED"):
        control(PAGE, getattr(parameters, each))
    if PAGE.view.cell == "lstm":
        control(PAGE, parameters.STATE)
