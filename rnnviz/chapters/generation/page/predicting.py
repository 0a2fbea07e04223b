"""Predict, then reveal: which letter does the network think the likeliest after the one that is looked at?"""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.generation import words
from rnnviz.chapters.generation.page.state import PAGE
from rnnviz.chapters.generation.scene import candidates, distributions, position_of, written
from rnnviz.chapters.generation.view import text_of
from rnnviz.text.attribution import quoted
from rnnviz.ui.choosing import Choosing
from rnnviz.ui.link import verbatim

CHOOSING = Choosing(PAGE, lambda: (text_of(PAGE.view), position_of(PAGE.view)), "letter")


def ask() -> bool:
    """Ask for the letter, or grade what was said; return whether it was."""
    view, characters = PAGE.view, PAGE.view.model.vocabulary.characters
    if CHOOSING.is_asked:
        CHOOSING.ask(
            f"Which letter does the network think the likeliest next, {verbatim(words.place(view))}?",
            {letter: quoted(characters[letter]) for letter in candidates(view)},
            int(distributions(view)[0].argmax()),
            "One of these five has the highest probability.",
        )
        return False
    is_last = position_of(view) + 1 == len(written(view).tokens)
    CHOOSING.grade(words.graded(view, CHOOSING.chosen), None if is_last else go_on)
    return True


def say_first() -> None:
    """Say in a tab why it shows nothing yet."""
    st.info("First say which letter you think the likeliest: the question stands beside the text.")


def go_on() -> None:
    """Look at the next letter; a callback."""
    PAGE.change(lambda view: replace(view, position=position_of(view) + 1, letter=""))
