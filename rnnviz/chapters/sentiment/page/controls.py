"""The controls above the sentence: examples, the reader's own, how it is filled up, what the squares show."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.sentiment import view as parameters
from rnnviz.chapters.sentiment.page.predicting import predict
from rnnviz.chapters.sentiment.page.state import PAGE, reading
from rnnviz.chapters.sentiment.presets import PRESETS
from rnnviz.chapters.sentiment.view import MAX_CHARACTERS, choose_network, open_preset, type_sentence, units_of
from rnnviz.ui.controls import choose_preset, control, row
from rnnviz.ui.link import OWN
from rnnviz.ui.opening import opening


@PAGE.section(lambda: PAGE.view.preset, late=True, height=90)
def header() -> None:
    """Draw the title and the examples."""
    opening(PAGE)
    choose_preset(PAGE, {key: each.title for key, each in PRESETS.items()}, open_preset)


@PAGE.section(
    lambda: (reading(), PAGE.view.unfold, PAGE.view.predict, PAGE.view.squares, PAGE.view.unit, PAGE.view.own is None),
    late=True,
    height=60,
)
def choices() -> None:
    """Draw the field of the sentence, how it is filled up, and what the squares show."""
    with row(PAGE.key("choices_row")):
        type_a_sentence()
        shown = dict(zip(parameters.NETWORK.options, parameters.NETWORK.names, strict=True))
        if PAGE.view.own is None:
            shown.pop(OWN)
        network = replace(parameters.NETWORK, options=tuple(shown), names=tuple(shown.values()))
        control(PAGE, network, choose_network, place=st.container(width=165))
        control(PAGE, parameters.SQUARES, place=st.container(width=165))
        if PAGE.view.squares == "unit":
            unit = replace(parameters.UNIT, high=units_of(PAGE.view) - 1)
            control(PAGE, unit, place=st.container(width=130))
        control(PAGE, parameters.UNFOLD)
        control(PAGE, parameters.PREDICT, predict)


def type_a_sentence() -> None:
    """Draw the field of the sentence."""
    shown, section = PAGE.widget("sentence", PAGE.view.sentence), PAGE.drawing

    def typed(text: str) -> None:
        PAGE.change(lambda view: type_sentence(view, text), section)

    st.text_input("A sentence", key=shown.key, on_change=shown.then(typed), max_chars=MAX_CHARACTERS, width=360)
