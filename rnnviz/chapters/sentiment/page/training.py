"""Training a network on the reader's own sentences, or the grammar's: begun, followed, and brought into the chapter."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from rnnviz.chapters.sentiment import figures, training, words
from rnnviz.chapters.sentiment import view as parameters
from rnnviz.chapters.sentiment.page.own import TRAINING, bring, brought
from rnnviz.chapters.sentiment.page.pictures import draw
from rnnviz.chapters.sentiment.page.state import PAGE
from rnnviz.chapters.sentiment.view import View
from rnnviz.jobs.kinds import train as train_job
from rnnviz.jobs.scoring import Task
from rnnviz.text.labelled import Labelled
from rnnviz.text.sentiment import PRESETS, Setting
from rnnviz.text.splits import Split
from rnnviz.ui import jobs
from rnnviz.ui.components.table import table
from rnnviz.ui.controls import control
from rnnviz.ui.link import OWN, verbatim


@dataclass(frozen=True, eq=False)
class Begun:
    """What a training was begun with."""

    setting: Setting
    split: Split
    task: Task


def corpus() -> Labelled:
    """Return the sentences to train on: the reader's own, or the grammar's."""
    return brought() or training.grammar()


def setting_of(view: View) -> Setting:
    """Return what is to be trained: as the sentence above is filled up, in the chosen size."""
    filled = view.setting if view.network == OWN else PRESETS[view.network]
    return replace(filled, units=view.units, epochs=view.epochs)


def train_by():
    """Return what the part depends on."""
    view = PAGE.view
    return view.network, view.units, view.epochs, corpus(), st.session_state.get(PAGE.key(TRAINING)), view.own


@PAGE.section(train_by, height=500)
def train() -> None:
    """Draw the sentences, the choices, the button, and what comes of it."""
    st.header("Train one yourself")
    bring("train", train, corpus())
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        control(PAGE, parameters.UNITS, place=st.container(width=200))
        control(PAGE, parameters.EPOCHS, place=st.container(width=200))
    jobs.follow(PAGE, TRAINING, show, offer, scores_so_far)


def offer() -> None:
    """Draw the button that begins a training."""
    setting, sentences = setting_of(PAGE.view), corpus()
    begun = PAGE.once("to_train", (setting, sentences), lambda: Begun(setting, *training.asked_of(setting, sentences)))
    seconds = max(1, round(train_job.estimate(begun.task.request)))
    st.button(f"Train it with Keras (about {seconds} s)", key=PAGE.key("train"), on_click=begin, args=(begun,))
    st.caption(
        "Otherwise as the tutorial has it: Embedding(128), three dropouts of 0.2, Adam, batches of 32, "
        f"{len(begun.task.words):,} tokens, PAD and UNK among them; filled up as the sentence above. A fifth of the "
        "different sentences is held out."
    )


def begin(begun: Begun) -> None:
    """Ask the worker; a callback."""
    jobs.begin(PAGE, TRAINING, "train", begun.task.request, begun)
    PAGE.redraw(train)


def scores_so_far(asked: jobs.Asked) -> None:
    """Draw the scores of a few held-out sentences after every epoch so far."""
    told = jobs.samples(asked)
    if told:
        shown_scores(asked.subject, np.array([each["outputs"] for each in told])[..., 0])


def shown_scores(begun: Begun, scores: np.ndarray) -> None:
    """Draw scores, (epochs, sentences), a row a sentence."""
    st.markdown("What it says of sentences that are held out, after every epoch:")
    shown = training.shown_of(begun.split)
    rows = [
        (" ".join(sentence), str(label), *(f"{score:.2f}" for score in after))
        for sentence, label, after in zip(shown.sentences, shown.labels, scores.T, strict=True)
    ]
    columns = ("sentence", "label", *(f"epoch {number}" for number in range(1, len(scores) + 1)))
    table(columns, rows, key=PAGE.key("scores_trained"), name="scores after every epoch")


def show(begun: Begun, result: dict) -> None:
    """Show what was trained, and let it read."""
    made = PAGE.once("made", begun, lambda: training.learned(begun.setting, begun.split, begun.task, result))
    if not np.isfinite(made.curves["held_out_losses"]).all():
        st.warning("The training diverged: its loss is no number any more. Fewer units, or other sentences, may help.")
        return offer()

    def let_read() -> None:
        st.session_state[PAGE.key("own")] = made
        PAGE.change(lambda view: replace(view, network=OWN, own=made, position=-1), train)

    st.markdown(verbatim(words.reached_by(made)))
    st.button("Let it read above", key=PAGE.key("let_read"), on_click=let_read, type="primary")
    draw(figures.learning(made), "accuracy, trained here")
    shown_scores(begun, result["shown"][..., 0])
    return offer()
