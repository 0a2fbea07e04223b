"""Predict, then reveal: which tag does the network think the likeliest of each word?"""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.tagging.page.state import PAGE, network
from rnnviz.chapters.tagging.scene import answer, candidates
from rnnviz.chapters.tagging.view import View
from rnnviz.chapters.tagging.words import sentence as words
from rnnviz.chapters.tagging.words.numbers import meaning, quoted
from rnnviz.ui.choosing import Choosing
from rnnviz.ui.link import Parameter, verbatim

CHOOSING = Choosing(PAGE, lambda: (network(), PAGE.view.position), "word")


def covered() -> frozenset[int]:
    """Return the positions of the words whose tags are covered."""
    view = PAGE.view
    read = len(answer(view).best) if view.predict else 0
    return frozenset(k for k in range(read) if CHOOSING.chosen_of((network(), k)) is None)


def predict(view: View, parameter: Parameter, on: bool) -> View:
    """Return the view that asks, from the first word on, or that asks nothing."""
    return replace(view, predict=on, tag="", position=0 if on else view.position)


def ask() -> bool:
    """Ask for the tag, or grade what was said; return whether it was."""
    view, tags = PAGE.view, PAGE.view.tagger.tags
    if CHOOSING.is_asked:
        CHOOSING.ask(
            f"Which tag does the network think the likeliest of {verbatim(quoted(view.words[view.position]))}?",
            {unit: meaning(tags[unit]) for unit in candidates(view)},
            int(answer(view).best[view.position]),
            "One of these has the highest probability.",
        )
        return False
    CHOOSING.grade(verbatim(words.graded(view, CHOOSING.chosen)), go_on if covered() else None)
    return True


def say_first() -> None:
    """Say in a tab why it shows nothing yet."""
    st.info("First say which tag you think the likeliest: the question stands beside the sentence.")


def go_on() -> None:
    """Look at the next word whose tag is covered, after the last one at the first; a callback."""
    left = covered()

    def moved(view: View) -> View:
        behind = [k for k in left if k > view.position]
        return replace(view, position=min(behind or left), tag="")

    PAGE.change(moved)
