"""The controls above the board: which board, how windows are cut and batched, and what empties the state."""

import streamlit as st

from rnnviz.chapters.stateful import view as parameters
from rnnviz.chapters.stateful.page.state import PAGE, board_now
from rnnviz.chapters.stateful.presets import PRESETS
from rnnviz.chapters.stateful.view import View
from rnnviz.ui.controls import choose_preset, control, drawer
from rnnviz.ui.opening import opening


def open_preset(view: View, preset: str) -> View:
    """Return the view of another board; trainings stay as they are."""
    from dataclasses import replace

    kept = {name: getattr(view, name) for name in (*parameters.TRAINED, "season", "predict", "sequences", "cell")}
    return replace(View.of(preset), units=view.units, **kept)


@PAGE.section(lambda: PAGE.view.preset, late=True, height=90)
def header() -> None:
    """Draw the title and the boards."""
    opening(PAGE)
    choose_preset(PAGE, {key: each.title for key, each in PRESETS.items()}, open_preset)


@PAGE.section(lambda: (board_now(), PAGE.view.unit, PAGE.view.predict), late=True, height=100)
def choices() -> None:
    """Draw how windows are cut, batched and read."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=PAGE.key("choices")):
        control(PAGE, parameters.BATCH, place=st.container(width=130))
        control(PAGE, parameters.ARRANGEMENT, place=st.container(width=190))
        control(PAGE, parameters.RESETS, place=st.container(width=180))
        control(PAGE, parameters.BETWEEN, place=st.container(width=150))
        with st.container(width=170, gap="small"):
            control(PAGE, parameters.STATEFUL)
            control(PAGE, parameters.SHUFFLE)
        with st.container(width=190, gap="small"):
            control(PAGE, parameters.PREDICT)
            drawer(PAGE, more, width="content")


def more() -> None:
    """Draw the choices that matter less."""
    for each in ("SAMPLES", "WINDOW", "STEP", "EPOCHS", "CELL", "UNITS", "UNIT", "SEQUENCES", "SEED"):
        control(PAGE, getattr(parameters, each))
