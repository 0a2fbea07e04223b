"""What a network gets wrong: the confusion matrix, whose cells open the digits in them."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.chapters.digits import figures, words
from rnnviz.chapters.digits.page.mnist_file import bring, mnist
from rnnviz.chapters.digits.page.pictures import draw
from rnnviz.chapters.digits.page.predicting import CHOOSING
from rnnviz.chapters.digits.page.state import PAGE, SELECTION
from rnnviz.chapters.digits.scene import Marked, marking
from rnnviz.chapters.digits.view import View, network_of, show_digit, show_levels
from rnnviz.images import levels
from rnnviz.images.networks import LEVELS
from rnnviz.ui.background import compute_or_offer, progress_of
from rnnviz.ui.components.gallery import Shown, gallery
from rnnviz.ui.computation import Computation

MAX_SHOWN = 36


def marks() -> Computation | None:
    """Return what marks the held-out digits; None where they are MNIST's and not there."""
    view = PAGE.view
    if view.size == 8:
        return marking(view)
    file = mnist()
    return file and marking(view, PAGE.once("tests", file, lambda: file.part("test")), file.digest)


def mistakes_by():
    """Return what the part depends on."""
    view, work = PAGE.view, marks()
    at = view.digit, view.ink, view.levels
    return network_of(view), view.cell, at, work and progress_of(PAGE, work), CHOOSING.is_asked


@PAGE.section(mistakes_by, height=620)
def mistakes() -> None:
    """Draw the confusion matrix, and the digits of a cell or all that are wrong."""
    view = PAGE.view
    st.header("What it gets wrong")
    if CHOOSING.is_asked:
        st.info("It is here once you have said where it changes its mind.")
        return
    if view.size == 28:
        st.markdown("The digits of MNIST are not brought along. With them here, all 10,000 of its test part are asked.")
        bring("wrong", mistakes)
    work = marks()
    if work is None:
        return
    found: Marked | None = compute_or_offer(PAGE, work, "Ask it about all of them")
    if found is None:
        return
    cell = chosen_cell(view)
    left, right = st.columns([1, 1.2], gap="medium")
    with left:
        draw(
            figures.matrix(found, cell),
            "confusion matrix",
            on_click=lambda: SELECTION.choose("confusion matrix", "click", choose_cell),
        )
    with right:
        shown(view, found, cell)


def chosen_cell(view: View) -> tuple[int, int] | None:
    """Return the cell that is open: what it is, and what it is called."""
    return (int(view.cell[0]), int(view.cell[1])) if view.cell else None


def shown(view: View, found: Marked, cell: tuple[int, int] | None) -> None:
    """Draw the digits of a cell, or those that are wrong, the surest first."""
    chosen = ~found.right if cell is None else (found.digits.labels == cell[0]) & (found.answers == cell[1])
    places = np.flatnonzero(chosen)
    places = places[np.argsort(-found.sure[places], kind="stable")]
    if cell is None:
        st.markdown(f"**All {len(places)} that are wrong**, the surest first. A cell of the matrix shows its own.")
    else:
        st.markdown(f"**{words.confused(found, *cell)}**")
        section = PAGE.drawing
        st.button(
            "All that are wrong",
            key=PAGE.key("all_wrong"),
            on_click=lambda: PAGE.change(lambda view: replace(view, cell=""), section),
        )
    if not len(places):
        return
    pictures = [picture_of(found, int(place)) for place in places[:MAX_SHOWN]]
    gallery(
        pictures,
        chosen=view.digit if view.size == 8 and not (view.ink or view.levels) else -1,
        key=PAGE.key("gallery"),
        label="Digits, what each is and is called, and what the network would say after each step",
        on_choose=lambda: SELECTION.choose("gallery", "choose", lambda view, event: open_digit(view, event, found)),
    )
    more = f" {MAX_SHOWN} of {len(places)} are shown." if len(places) > MAX_SHOWN else ""
    st.caption(f"Below each: what it would say after each step. A click opens it above.{more}")


def picture_of(found: Marked, place: int) -> Shown:
    """Return a digit with what the network believed after each step."""
    image, label, answer = found.digits.images[place], found.digits.labels[place], found.answers[place]
    best = found.best[place].tolist()
    believed = (
        "".join(map(str, best))
        if len(best) <= 28
        else f"{''.join(map(str, best[:12]))}…{''.join(map(str, best[-12:]))}"
    )
    sure = words.percent(found.sure[place])
    spoken = f"a {label}, called {answer} with {sure}; after each step {', '.join(map(str, best[:28]))}"
    return Shown(place, image / LEVELS[image.shape[0]], f"{label} → {answer}, {sure}", believed, spoken)


def open_digit(view: View, event: Any, found: Marked) -> View:
    """Return the view of the digit that was clicked: [its number]."""
    match event:
        case [place] if type(place) is int and 0 <= place < len(found.digits):
            if view.size == 8:
                return show_digit(view, place)
            return show_levels(view, levels.written(found.digits.images[place], found.digits.labels[place]))
    raise ValueError("There is no such digit.")


def choose_cell(view: View, event: Any) -> View:
    """Return the view of the cell that was clicked."""
    match event:
        case {"row": int(truth), "column": int(answer)} if 0 <= min(truth, answer) and max(truth, answer) < 10:
            return replace(view, cell=f"{int(truth)}{int(answer)}")
    raise ValueError("There is no such cell.")
