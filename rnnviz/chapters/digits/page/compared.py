"""Cells and orders beside each other, over seeds."""

import streamlit as st

from rnnviz.chapters.digits import figures, words
from rnnviz.chapters.digits.contest import accuracies, open_point
from rnnviz.chapters.digits.page.pictures import draw
from rnnviz.chapters.digits.page.state import PAGE, SELECTION
from rnnviz.chapters.digits.view import View
from rnnviz.ui.link import verbatim


@PAGE.section(lambda: PAGE.view.reading, height=560)
def compared() -> None:
    """Draw the accuracy of every seed of each cell in every order."""
    reading = PAGE.view.reading
    st.header("Cells and orders, over seeds")
    st.markdown(
        "The same 8×8 digits as different sequences. Each cell, with 32 units, was trained for each order under five "
        "seeds; a click on a point lets that network read the picture above."
    )
    rows = accuracies()
    draw(
        figures.over_seeds(rows, reading),
        "accuracies",
        on_click=lambda: SELECTION.choose("accuracies", "click", clicked),
    )
    st.markdown(verbatim(words.pairs_told(rows, reading)))
    st.caption(words.split_told())


def clicked(view: View, event) -> View:
    """Return the view of the network whose point was clicked."""
    match event:
        case {"curve": int(curve), "column": int(column)}:
            return open_point(view, curve, column)
    raise ValueError("There is no network at that point.")
