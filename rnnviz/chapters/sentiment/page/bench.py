"""Which words mattered: four methods, first where the truth is known, then on the sentence."""

import streamlit as st

from rnnviz.chapters.sentiment import figures, words
from rnnviz.chapters.sentiment import view as parameters
from rnnviz.chapters.sentiment.page.pictures import draw
from rnnviz.chapters.sentiment.page.predicting import is_covered, say_first
from rnnviz.chapters.sentiment.page.state import PAGE, reading
from rnnviz.chapters.sentiment.scene import attributing, read
from rnnviz.core.numbers import short
from rnnviz.text import sums
from rnnviz.text.word_attribution import Attributed
from rnnviz.ui.background import compute_or_offer, progress_of
from rnnviz.ui.components.table import table
from rnnviz.ui.computation import Computation
from rnnviz.ui.controls import SLIDER, control
from rnnviz.ui.link import verbatim

TRYING = Computation(("trying",), 4.0, lambda progress, stop: sums.trials())


@PAGE.section(lambda: progress_of(PAGE, TRYING), height=560)
def sums_first() -> None:
    """Draw the methods on a task whose truth is known."""
    st.header("First, where the truth is known")
    st.markdown(
        "An LSTM has learned to add up numbers from −3 to 3, up to twelve of them. What each did for the sum is known: "
        "itself. Which method says so?"
    )
    st.caption(words.METHODS)
    values = sums.sequences(1, sums.adder().about["seed_held_out"] + 1)[0]
    found = sums.asked(values)
    alt = f"What each number did for the sum {int(values.sum())}, which the network says is {found.total:.2f}."
    texts = [f"{value:+d}" for value in values]
    draw(figures.mattered(found, texts, "share in the sum", alt, values.astype(float)), "shares in a sum")
    trials = compute_or_offer(PAGE, TRYING, f"Try them on {sums.ASKED} sequences that it never read")
    if trials is not None:
        rows = [(each.method, short(each.error), short(each.correlation)) for each in trials]
        columns = ("method", "off, on average", "correlation with the truth")
        table(columns, rows, key=PAGE.key("trials"), name="methods where the truth is known")
        st.markdown(verbatim(words.tried(trials)))


def mattered_by():
    """Return what the part about the sentence depends on."""
    view = PAGE.view
    if not len(read(view).places):
        return reading(), is_covered()
    return reading(), view.steps, is_covered(), progress_of(PAGE, attributing(view))


@PAGE.section(mattered_by, height=520)
def mattered() -> None:
    """Draw what each word did for the score, by every method."""
    view = PAGE.view
    st.header("Then, on the sentence")
    if is_covered():
        return say_first()
    if not len(read(view).places):
        st.info("There is no word to ask about: type a sentence.")
        return
    st.markdown(
        "In log-odds, the sum before the sigmoid: sums can be shared out. Positive speaks for the label 1. The truth "
        "is not known here."
    )
    control(PAGE, parameters.STEPS, place=st.container(width=SLIDER))
    found: Attributed | None = compute_or_offer(PAGE, attributing(view), "Ask all four methods")
    if found is None:
        return
    texts = [read(view).texts[place] for place in found.places]
    alt = f"{words.added_up(found)} {words.gap(found, view.steps)}"
    draw(figures.mattered(found, texts, "log-odds", alt), "what each word did")
    st.caption(
        "Leaving one out reads the sentence without the word, with one PAD more. Integrated gradients begin at "
        "embeddings of zeros, which no word has: another beginning gives other shares."
    )
