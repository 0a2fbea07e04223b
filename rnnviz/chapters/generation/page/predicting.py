"""Predict, then reveal: which letter does the network think the likeliest after the one that is looked at?"""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.generation import words
from rnnviz.chapters.generation.page.state import PAGE
from rnnviz.chapters.generation.scene import candidates, distributions, position_of, written
from rnnviz.chapters.generation.view import text_of
from rnnviz.core.numbers import plural
from rnnviz.text.attribution import quoted
from rnnviz.ui.link import verbatim

GUESSES = "guesses"
"""What was said: by text and position, the letter, and whether it was the likeliest."""


def subject() -> tuple:
    """Return what is asked about: a letter of this very text."""
    return text_of(PAGE.view), position_of(PAGE.view)


def guessed() -> int | None:
    """Return the letter that the reader said comes next; None while they have not."""
    letter, _ = PAGE.recall(GUESSES, dict).get(subject(), (None, False))
    return letter


def is_asked() -> bool:
    """Return whether what comes next is hidden."""
    return PAGE.view.predict and guessed() is None


def ask() -> bool:
    """Ask for the letter, or grade what was said; return whether it was."""
    view, characters = PAGE.view, PAGE.view.model.vocabulary.characters
    guess = guessed()
    if guess is None:
        st.markdown(f"**Which letter does the network think the likeliest next, {verbatim(words.place(view))}?**")
        st.caption("One of these five has the highest probability.")
        with st.container(horizontal=True, gap="small"):
            for letter in candidates(view):
                shown, key = quoted(characters[letter]), PAGE.key(f"guess_{letter}")
                st.button(verbatim(shown), key=key, on_click=guess_letter, args=(letter,))
        return False
    said = PAGE.recall(GUESSES, dict)
    _, is_right = said[subject()]
    (st.success if is_right else st.error)(words.graded(view, guess))
    hits = sum(right for _, right in said.values())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if position_of(view) + 1 < len(written(view).tokens):
            st.button("The next letter", key=PAGE.key("ask_next"), on_click=go_on)
        st.caption(f"{hits} of {plural(len(said), 'letter')} right so far.")
    return True


def say_first() -> None:
    """Say in a tab why it shows nothing yet."""
    st.info("First say which letter you think the likeliest: the question stands beside the text.")


def guess_letter(letter: int) -> None:
    """Take what the reader says; a callback."""
    likeliest = int(distributions(PAGE.view)[0].argmax())
    PAGE.recall(GUESSES, dict)[subject()] = letter, letter == likeliest
    PAGE.redraw()


def go_on() -> None:
    """Look at the next letter; a callback."""
    PAGE.change(lambda view: replace(view, position=position_of(view) + 1, letter=""))
