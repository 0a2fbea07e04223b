"""Predict, then reveal: where does each word take the score?"""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.sentiment import words
from rnnviz.chapters.sentiment.page.state import PAGE, reading
from rnnviz.chapters.sentiment.scene import STILL, columns_of, goes, read, timestep_of
from rnnviz.chapters.sentiment.view import SCORE, View, at_once
from rnnviz.ui.choosing import Choosing
from rnnviz.ui.link import Parameter, verbatim

CHOOSING = Choosing(PAGE, lambda: (reading(), timestep_of(PAGE.view)), "word")


def covered_from() -> int:
    """Return the first timestep whose score is covered; one behind the last where none is."""
    view = PAGE.view
    if not view.predict:
        return view.setting.length
    return timestep_of(view) + (not CHOOSING.is_asked)


def is_covered() -> bool:
    """Tell whether any score is covered."""
    return covered_from() < PAGE.view.setting.length


def predict(view: View, parameter: Parameter, on: bool) -> View:
    """Return the view that asks, from the first word on, or that asks nothing."""
    return at_once(replace(view, predict=True)) if on else replace(view, predict=False)


def ask() -> bool:
    """Ask where the score goes, or grade what was said; return whether it was."""
    view = PAGE.view
    if CHOOSING.is_asked:
        text = read(view).texts[timestep_of(view)]
        CHOOSING.ask(
            f"Where does {verbatim(f'“{text}”')} take the score?",
            {"up": "It rises", "down": "It falls", "still": "It hardly moves"},
            goes(view),
            f"Up is towards 1, which recommends. Hardly: by less than {STILL}.",
        )
        return False
    CHOOSING.grade(verbatim(words.graded(view)), go_on if timestep_of(view) < view.setting.length - 1 else None)
    return True


def say_first() -> None:
    """Say in a tab why it shows nothing yet."""
    st.info("The scores are covered while you predict: the question stands beside the sentence.")


def go_on() -> None:
    """Look at what is read next; a callback."""

    def moved(view: View) -> View:
        behind = [each.timestep for each in columns_of(view) if each.timestep > timestep_of(view)]
        return replace(view, number=SCORE, position=behind[0] if behind else -1)

    PAGE.change(moved)
