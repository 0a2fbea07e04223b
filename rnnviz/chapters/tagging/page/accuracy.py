"""Accuracy, told honestly: with padding and without, beside rules, by the length of the sentence, and tag by tag."""

import streamlit as st

from rnnviz.chapters.tagging.contest import FREQUENT, answering, contest, scores, tags, title_of
from rnnviz.chapters.tagging.figures import accuracy as figures
from rnnviz.chapters.tagging.page.pictures import draw
from rnnviz.chapters.tagging.page.state import PAGE
from rnnviz.chapters.tagging.view import tagger_of
from rnnviz.chapters.tagging.words import accuracy as words
from rnnviz.chapters.tagging.words.numbers import interval, meaning, percent, points
from rnnviz.text.tag_scores import COVERED
from rnnviz.ui.background import compute_or_offer, progress_of
from rnnviz.ui.components.table import table
from rnnviz.ui.computation import compute_at_once
from rnnviz.ui.link import OWN, verbatim


def answered_by():
    """Return what every part depends on: the tagger, and whether it has answered the held-out sentences."""
    return tagger_of(PAGE.view), progress_of(PAGE, answering(PAGE.view)) if PAGE.view.preset == OWN else None


def accuracy_by():
    """Return what the first part depends on."""
    return *answered_by(), PAGE.view.beside


def has_answered() -> bool:
    """Whether the held-out sentences were answered: those of networks that are brought along, always."""
    return PAGE.view.preset != OWN or compute_at_once(answering(PAGE.view)) is not None


@PAGE.section(accuracy_by, height=560)
def accuracy() -> None:
    """Tell what padding makes of accuracy, and draw the table of all."""
    view = PAGE.view
    st.header("Accuracy, told honestly")
    if not has_answered():
        compute_or_offer(PAGE, answering(view), "Let it tag all held-out sentences")
        return
    st.markdown(words.padding_told(view))
    rows = [
        (
            words.first_capital(title_of(view, each.name)),
            percent(each.padded) + ("" if contest(view).rows[each.name].with_padding is not None else " *"),
            *map(interval, (each.words, each.known, each.unknown)),
            "–" if each.name == FREQUENT else points(each.ahead),
        )
        for each in scores(view)
    ]
    known = f"words that the {'network' if len(rows) == 3 else 'networks'} know{'s' * (len(rows) == 3)}"
    table(
        ("who", "padding counted", "words alone", known, "unknown words", "ahead of the table, points"),
        rows,
        key=PAGE.key("scores"),
        name="accuracy on held-out sentences",
    )
    st.caption(
        f"In brackets: {percent(COVERED, 0)} intervals, drawn over sentences. * As if PAD were said wherever there is "
        "no word: in step, nothing is asked there. The table of most frequent tags knows every word of the training "
        "part, the networks the most frequent ones of them."
    )
    st.markdown(
        "**In the tutorial's program** the most frequent tag and PAD have the same number, 0: its dictionary counts "
        "tags from 0, and then sets PAD to 0. Who says 0 everywhere is right at all padding and at every such word. "
        "Here PAD has a number of its own."
    )
    st.markdown(f"**By more than chance?** {verbatim(words.chance_told(view))}")


@PAGE.section(answered_by, height=480)
def lengths() -> None:
    """Draw the accuracy by the length of the sentence."""
    if not has_answered():
        return
    st.subheader("Longer sentences")
    draw(figures.by_length(PAGE.view), "accuracy by length")


@PAGE.section(answered_by, height=600)
def by_tag() -> None:
    """Draw the table of tags."""
    view = PAGE.view
    if not has_answered():
        return
    st.subheader("Tag by tag")
    rows = [
        (meaning(each.tag), f"{each.count:,}", *map(interval, (each.network, each.frequent)), each.taken_for or "–")
        for each in tags(view)
    ]
    columns = ("tag", "held-out words", title_of(view, view.preset), "the most frequent tag", "else mostly")
    table(columns, rows, key=PAGE.key("by_tag"), name="accuracy tag by tag", texts=(0, 4))
