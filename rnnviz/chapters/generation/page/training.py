"""Training a network on the reader's own text, or on Python's help: begun, followed, and brought into the chapter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import streamlit as st

from rnnviz.chapters.generation import figures, training, words
from rnnviz.chapters.generation import view as parameters
from rnnviz.chapters.generation.page.pictures import draw, samples
from rnnviz.chapters.generation.page.state import PAGE
from rnnviz.chapters.generation.view import View
from rnnviz.core.numbers import plural
from rnnviz.jobs.kinds import train as train_job
from rnnviz.jobs.writing import Task, task_of
from rnnviz.store.remote import ALICE, fetch
from rnnviz.text.corpus import Corpus, python_topics, split
from rnnviz.text.presets import PRESETS, Preset
from rnnviz.text.reading import read
from rnnviz.ui import jobs
from rnnviz.ui.attempts import attempts
from rnnviz.ui.controls import control
from rnnviz.ui.link import OWN, verbatim

JOB, SAMPLES = "training", "samples_trained"
"""The names of the page's job, and of the table of what it writes."""

MAX_PASTED = 200_000
"""Characters that may be pasted; a file may be larger."""


@dataclass(frozen=True, eq=False)
class Begun:
    """What a training was begun with."""

    preset: Preset
    corpus: Corpus
    task: Task


def corpus() -> Corpus:
    """Return the text to train on: the reader's own, or Python's help."""
    return PAGE.recall("corpus", python_topics)


def preset_of(view: View) -> Preset:
    """Return what is to be trained."""
    chosen = replace(PRESETS[view.network], units=view.units, iterations=view.iterations)
    return training.fitted(chosen, corpus())


def train_by():
    """Return what the part depends on."""
    view = PAGE.view
    return view.network, view.units, view.iterations, corpus(), st.session_state.get(PAGE.key(JOB)), view.own


@PAGE.section(train_by, height=500)
def train() -> None:
    """Draw the text, the choices, the button, and what comes of it."""
    st.header("Train one yourself")
    bring_text()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        control(PAGE, parameters.NETWORK, place=st.container(width=260))
        control(PAGE, parameters.UNITS, place=st.container(width=160))
        control(PAGE, parameters.ITERATIONS, place=st.container(width=160))
    jobs.follow(PAGE, JOB, bring, offer, samples_so_far)


def to_train() -> Begun:
    """Return the training that the choices ask for.

    Raises:
        ValueError: if the text has too few letters for it.
    """
    preset, text = preset_of(PAGE.view), corpus()
    return PAGE.once("to_train", (preset, text), lambda: Begun(preset, text, task_of(preset, text, training.SEED)))


def offer() -> None:
    """Draw the button that begins a training."""
    try:
        begun = to_train()
        seconds = train_job.estimate(begun.task.request)
    except ValueError as error:
        st.info(verbatim(str(error)))
        return
    label = f"Train it with Keras (about {max(1, round(seconds))} s)"
    st.button(label, key=PAGE.key("train"), on_click=begin, args=(begun,))
    st.caption("Keras works in a process of its own; the first training takes some seconds more to load it.")


def begin(begun: Begun) -> None:
    """Ask the worker; a callback."""
    jobs.begin(PAGE, JOB, "train", begun.task.request, begun)
    PAGE.redraw(train)


def bring_text() -> None:
    """Draw the text, and where another one is given; what is refused leaves the text that was there."""
    text = corpus()
    st.markdown(verbatim(f"The text: {text.source}. {plural(len(text.text), 'letter')}, the last tenth held out."))
    uploaded, pasted = (PAGE.key(f"{way}_{attempts(PAGE)}") for way in ("file", "pasted"))

    def take(given: Callable[[], bytes | str], source: str) -> None:
        try:
            taken = read(given())
        except ValueError as error:
            return PAGE.refuse(f"{error} The text stays what it was.", train)
        begin_with(split(source, taken.text, source), taken.notes)

    def took_file() -> None:
        if (file := st.session_state[uploaded]) is not None:
            take(file.getvalue, file.name)

    def took_pasted() -> None:
        if st.session_state[pasted].strip():
            take(lambda: st.session_state[pasted], "the text that you pasted")

    with st.container(horizontal=True, gap="small"):
        if not text.source.startswith(ALICE.name):
            st.button(
                f"Fetch {ALICE.name}",
                key=PAGE.key("fetch"),
                on_click=take,
                args=(partial(fetch, ALICE), f"{ALICE.name}, {ALICE.source}"),
                help=f"The tutorial's text, {ALICE.size / 1e6:.2f} MB, from GitHub; used only with the right checksum.",
            )
        if text != python_topics():
            st.button("Back to Python's help", key=PAGE.key("back"), on_click=begin_with, args=(python_topics(), ()))
        with st.popover("Your own text"):
            st.file_uploader(
                "A text file, up to 5 MB",
                type=["txt", "md", "csv"],
                max_upload_size=5,
                key=uploaded,
                on_change=took_file,
            )
            st.text_area(
                "Or paste one, 1,000 letters at least", key=pasted, on_change=took_pasted, max_chars=MAX_PASTED
            )
            st.caption("It stays in this session's memory and in Keras's process, and nowhere else.")


def begin_with(text: Corpus, notes: Sequence[str]) -> None:
    """Take another text to train on, of which these notes tell; a callback."""
    st.session_state[PAGE.key("corpus")] = text
    jobs.about_other(PAGE, (JOB,), train, notes)


def samples_so_far(asked: jobs.Asked) -> None:
    """Draw what the network wrote after every iteration so far, and how far it is."""
    begun, told = asked.subject, jobs.samples(asked)
    if told:
        st.markdown("What it writes after every iteration, from the same beginning with the same draws:")
        samples(begun.preset.beginning, [begun.task.vocabulary.decode(each["tokens"][0]) for each in told], SAMPLES)


def bring(begun: Begun, result: dict) -> None:
    """Show what was trained, and let it write."""
    made = PAGE.once("made", begun, lambda: training.learned(begun.preset, begun.corpus, begun.task, result))

    def let_write() -> None:
        st.session_state[PAGE.key("own")] = made
        PAGE.change(lambda view: parameters.begin(replace(view, preset=OWN, own=made), begun.preset.beginning), train)

    if not np.isfinite(made.held_out).all():
        st.warning("The training diverged: its loss is no number any more. Fewer units, or another text, may help.")
        return offer()
    st.markdown(words.beaten(made))
    st.button("Let it write above", key=PAGE.key("let_write"), on_click=let_write, type="primary")
    draw(figures.learning(made), "bits a letter, trained here")
    samples(made.settings.beginning, made.samples, SAMPLES)
    offer()
