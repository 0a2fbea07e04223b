"""The controls above the picture: which network, in which order it reads, and how a drawing is prepared."""

from functools import partial

import streamlit as st

from rnnviz.chapters.digits import view as parameters
from rnnviz.chapters.digits.page.state import PAGE
from rnnviz.chapters.digits.presets import HEADINGS, INKS, PRESETS
from rnnviz.chapters.digits.view import open_preset, show_digit, show_ink
from rnnviz.images.digits import held_out
from rnnviz.ui.controls import choose_preset, control, row
from rnnviz.ui.opening import opening


@PAGE.section(lambda: PAGE.view.preset, late=True, height=90)
def header() -> None:
    """Draw the title and the networks."""
    opening(PAGE)
    choose_preset(PAGE, {key: each.title for key, each in PRESETS.items()}, open_preset, headings=HEADINGS)


@PAGE.section(
    lambda: (PAGE.view.preset, PAGE.view.reading, PAGE.view.kept, PAGE.view.seed, PAGE.view.predict),
    late=True,
    height=60,
)
def choices() -> None:
    """Draw the order, the seed, and pictures to begin with."""
    view = PAGE.view
    with row(PAGE.key("choices_row"), gap="small"):
        control(PAGE, parameters.READING, in_row=290)
        if view.has_seeds:
            control(PAGE, parameters.SEED, in_row=170)
            if view.reading not in ("rows", "random_pixels"):
                control(PAGE, parameters.KEPT)
        control(PAGE, parameters.PREDICT)
        section = PAGE.drawing
        st.button("another held-out digit", key=PAGE.key("another"), on_click=another, args=(section,), type="tertiary")
        for name, title in (("seven", "a drawn 7"), ("high", "a small 2 in the corner")):
            st.button(title, key=PAGE.key(name), on_click=partial(draw, INKS[name], section), type="tertiary")


def another(section) -> None:
    """Show the next held-out digit; a callback."""
    PAGE.change(lambda view: show_digit(view, (view.digit + 1) % len(held_out())), section)


def draw(ink: str, section) -> None:
    """Show a drawing; a callback."""
    PAGE.change(lambda view: show_ink(view, ink), section)
