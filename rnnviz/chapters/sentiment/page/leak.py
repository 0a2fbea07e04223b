"""The leak: accuracies on a random split beside those on one without repeated sentences, and where order decides."""

from functools import partial

import streamlit as st

from rnnviz.chapters.sentiment import figures, words
from rnnviz.chapters.sentiment.page.own import LEAK, bring, brought
from rnnviz.chapters.sentiment.page.pictures import draw
from rnnviz.chapters.sentiment.page.state import PAGE
from rnnviz.jobs.kinds import beside_bags
from rnnviz.jobs.scoring import Leak, leak_of
from rnnviz.text.leak import SEEDS, SETTING, Run, Verdict, demonstration, learned_order, shipped
from rnnviz.ui import jobs
from rnnviz.ui.attempts import attempts
from rnnviz.ui.components.table import table
from rnnviz.ui.link import verbatim


def leak_by():
    """Return what the part depends on."""
    return brought(), st.session_state.get(PAGE.key(LEAK)), attempts(PAGE)


@PAGE.section(leak_by, height=700)
def leak() -> None:
    """Draw both splits, of the demonstration or of the reader's own sentences, and the sentences that order decides."""
    st.header("The leak")
    st.markdown(
        "Where a sentence is there twice, a random split may put it into both parts: the network is tested on what it "
        "knows by heart. The other split shares out different sentences, and tests each once."
    )
    own = brought()
    bring("leak", leak, own or demonstration())
    if own is None:
        show(shipped())
        return many()
    both: Leak = PAGE.once("both_splits", own, lambda: leak_of(SETTING, own, SEEDS))
    return jobs.follow(PAGE, LEAK, lambda _, result: show(both.runs(result)), partial(offer, both, own.source))


def offer(both: Leak, source: str) -> None:
    """Draw the button that trains on both splits of the reader's sentences."""
    seconds = beside_bags.estimate(both.request)

    def begin() -> None:
        jobs.begin(PAGE, LEAK, "beside_bags", both.request, source)
        PAGE.redraw(leak)

    count = 2 * len(SEEDS)
    st.button(
        f"Train {count} networks with Keras (about {round(seconds)} s)", key=PAGE.key("leak_begin"), on_click=begin
    )
    st.caption(f"The tutorial's network, {SETTING.epochs} epochs each, on both splits under {len(SEEDS)} seeds.")


def show(runs: tuple[Run, ...]) -> None:
    """Draw what came out."""
    draw(figures.accuracies(runs), "accuracies on both splits")
    clean = next(each for each in runs if each.split == "clean")
    st.subheader("Where only one of the two is right")
    st.markdown(verbatim(words.only_one(clean)))
    for found, name, title in (
        (clean.by_order, "by_order", "Right: the network alone"),
        (clean.by_words, "by_words", "Right: the bag of words alone"),
    ):
        if found:
            listed(found, name, title)


def many() -> None:
    """Draw on which sentences order decides, where there are enough different ones to learn it from."""
    run = learned_order()
    st.subheader("Where order decides")
    st.markdown(verbatim(words.enough(run)))
    listed(run.by_order, "by_order_of_many", "Right: the network alone")


def listed(found: tuple[Verdict, ...], name: str, title: str) -> None:
    """Draw sentences with both scores as a table."""
    st.markdown(f"**{title}**")
    rows = [(str(each.label), f"{each.network:.2f}", f"{each.bag:.2f}", each.sentence) for each in found]
    table(("label", "LSTM", "bag of words", "sentence"), rows, key=PAGE.key(name), name=title, texts=(3,))
