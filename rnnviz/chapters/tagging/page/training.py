"""Training a tagger on the reader's own two files, or on the grammar: begun, followed, and brought into the chapter."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from rnnviz.chapters.tagging import training
from rnnviz.chapters.tagging import view as parameters
from rnnviz.chapters.tagging.figures.sentence import learning
from rnnviz.chapters.tagging.page.pictures import draw
from rnnviz.chapters.tagging.page.state import PAGE
from rnnviz.chapters.tagging.training import Begun
from rnnviz.chapters.tagging.view import Own, look_from
from rnnviz.chapters.tagging.words.numbers import percent
from rnnviz.jobs.kinds import train as train_job
from rnnviz.text.tagged import TaggedCorpus, grammar_corpus, read, split
from rnnviz.ui import jobs
from rnnviz.ui.attempts import attempts
from rnnviz.ui.controls import control
from rnnviz.ui.link import OWN, verbatim

JOB = "training"
"""The name of the page's job."""

MEGABYTES = 5


def corpus() -> TaggedCorpus:
    """Return the sentences to train on: the reader's own, or the grammar's."""
    return PAGE.recall("corpus", grammar_corpus)


def train_by():
    """Return what the part depends on."""
    view = PAGE.view
    return view.network, view.units, view.epochs, corpus(), st.session_state.get(PAGE.key(JOB)), view.own


@PAGE.section(train_by, height=500)
def train() -> None:
    """Draw the sentences, the choices, the button, and what comes of it."""
    st.header("Train one yourself")
    bring_files()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        control(PAGE, parameters.NETWORK, place=st.container(width=280))
        control(PAGE, parameters.UNITS, place=st.container(width=160))
        control(PAGE, parameters.EPOCHS, place=st.container(width=160))
    begun = to_train()
    st.caption(verbatim(training.cut(begun.wiring, begun.corpus)))
    jobs.follow(PAGE, JOB, bring, partial(offer, begun))


def to_train() -> Begun:
    """Return the training that the choices ask for."""
    view, sentences = PAGE.view, corpus()
    about = view.network, view.units, view.epochs, sentences
    return PAGE.once("to_train", about, lambda: training.begun(view, sentences))


def offer(begun: Begun) -> None:
    """Draw the button that begins a training."""
    seconds = train_job.estimate(begun.request)
    label = f"Train it with Keras (about {max(1, round(seconds))} s)"
    st.button(label, key=PAGE.key("train"), on_click=begin, args=(begun,))
    st.caption(
        "Keras works in a process of its own; the first training takes some seconds more to load it. The tagger above "
        "stays until this one is done."
    )


def begin(begun: Begun) -> None:
    """Ask the worker; a callback."""
    jobs.begin(PAGE, JOB, "train", begun.request, begun)
    PAGE.redraw(train)


def bring_files() -> None:
    """Draw where two parallel files are given; what is refused leaves the sentences that were there."""
    sentences = corpus()
    st.markdown(
        verbatim(
            f"The sentences: {sentences.source}. {len(sentences.training):,} to learn from, "
            f"{len(sentences.held_out):,} held out."
        )
    )
    with st.expander("Your own sentences"):
        keys = [PAGE.key(f"{name}_{attempts(PAGE)}") for name in ("words", "tags")]

        def took() -> None:
            files = [st.session_state.get(key) for key in keys]
            if None in files:
                return None
            try:
                taken = read(*(each.getvalue() for each in files))
            except ValueError as error:
                return PAGE.refuse(f"The files were not taken. {error}", train)
            name = f"{files[0].name} and {files[1].name}"
            st.session_state[PAGE.key("corpus")] = split("own", taken.sentences, name)
            return jobs.about_other(PAGE, (JOB,), train, taken.notes)

        st.markdown("Two text files of as many lines: a sentence a line, its words apart by spaces, and their tags.")
        for key, name in zip(keys, ("words", "tags"), strict=True):
            st.file_uploader(
                f"The file of {name}, up to {MEGABYTES} MB",
                type=["txt", "tags", "words", "pos"],
                max_upload_size=MEGABYTES,
                key=key,
                on_change=took,
            )
        st.caption("They stay in this session's memory and in Keras's process, and nowhere else.")


def bring(what: Begun, result: dict) -> None:
    """Show what was trained, and let it tag the sentence above."""
    made = PAGE.once("made", what, lambda: training.learned(what, result))
    if not np.isfinite(made.tagger.saved.curves["held_out_loss"]).all():
        st.warning("The training diverged: its loss is no number any more. Fewer units may help.")
        return offer(to_train())
    st.markdown(said_of(made))
    st.button("Let it tag the sentence above", key=PAGE.key("let_tag"), on_click=let_tag, args=(made,), type="primary")
    draw(learning(made.tagger), "accuracy while it learned, trained here")
    return offer(to_train())


def said_of(made: Own) -> str:
    """Say what Keras counted on what was held out, and where the rest is told."""
    saved, in_step = made.tagger.saved, made.tagger.wiring.in_step
    counted = "without padding, which is masked" if in_step else "**padding counted**"
    right = percent(saved.curves["held_out_accuracy"][-1])
    return (
        f"Keras counts {right} of the tags of {len(made.corpus.held_out):,} held-out sentences as right, {counted}. "
        "Let it tag above; “Accuracy, told honestly” sets it beside the most frequent tag of each word."
    )


def let_tag(made: Own) -> None:
    """Look at the sentence with the tagger that was trained; a callback."""
    st.session_state[PAGE.key("own")] = made
    PAGE.change(lambda view: look_from(replace(view, preset=OWN, own=made)), train)
