"""The same training in Keras, on its worker: the same initial weights, the same batches in the same order."""

from collections.abc import Hashable
from itertools import islice

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters.figures import errors
from rnnviz.chapters.forecasters.page.first_screen import draw
from rnnviz.chapters.forecasters.page.state import PAGE, section
from rnnviz.chapters.forecasters.scene import BROUGHT, Shown, run_training
from rnnviz.core.numbers import plural, written
from rnnviz.jobs.kinds import fit as fit_job
from rnnviz.jobs.kinds import keras_file as keras_file_job
from rnnviz.jobs.limits import MAX_BYTES
from rnnviz.training.runs import Run, orders, train
from rnnviz.ui import jobs
from rnnviz.ui.page_state import Section

FIT, FILE = "keras_fit", "keras_file"
"""The names of the page's jobs."""


def request(run: Run) -> dict:
    """Return what the worker is asked to train: the run as it was trained here, branch and early end aside.

    Raises:
        ValueError: if the order of all its batches is more than a job may hold.
    """
    prepared, fit = run.prepared, run.fit
    if 8 * run.epochs * prepared.n_train > MAX_BYTES:
        raise ValueError(
            f"The order of {plural(run.epochs, 'epoch')} of {plural(prepared.n_train, 'window')} is more than Keras's "
            "worker is sent: fewer epochs, or windows that do not overlap, are less."
        )
    train, watched = prepared.parts["training"], prepared.parts[run.watched[0]]
    return fit_job.request(
        run.model.network(run.weights[0]),
        prepared.inputs[train],
        prepared.targets[train],
        np.array(list(islice(orders(prepared.n_train, fit), run.epochs))),
        test_inputs=prepared.inputs[watched],
        test_targets=prepared.targets[watched],
        loss=fit.loss,
        optimizer=fit.optimizer,
        learning_rate=fit.learning_rate,
        batch=fit.batch,
        clipping=fit.clipping,
        threshold=fit.threshold,
    )


def subject_of(what: Shown) -> Hashable:
    """Return what a comparison is about: a run that was stopped has fewer epochs than its settings say."""
    return run_training(what.view).key, what.run.epochs


def result_about(name: str, subject: Hashable) -> dict | None:
    """Draw how far the page's job of that name is, if it is about this, and return its result when it is done."""
    asked = st.session_state.get(PAGE.key(name))
    return jobs.show_job(PAGE, name) if asked is not None and asked.subject == subject else None


@section(lambda what: (st.session_state.get(PAGE.key(FIT)),), height=200)
def by_keras(what: Shown) -> None:
    """Draw the button, the progress, then both curves and both times."""
    st.header("The same in Keras")
    subject = subject_of(what)
    st.markdown(
        "Keras trains the same network in float64, in a process of its own: from the same initial weights, with "
        "the same batches in the same order. The losses should agree to the last digits that rounding leaves."
    )
    result = result_about(FIT, subject)
    if result is not None:
        compared(what, result)
        return
    st.button("Train the same in Keras", key=PAGE.key("keras_begin"), on_click=begin, args=(what, subject))


def begin(what: Shown, subject: Hashable) -> None:
    """Ask the worker; a callback."""
    try:
        arguments = request(what.run)
    except ValueError as error:
        return PAGE.refuse(str(error))
    jobs.begin(PAGE, FIT, "fit", arguments, subject)
    PAGE.redraw(by_keras)


def compared(what: Shown, result: dict) -> None:
    """Draw both loss curves, the largest difference, and both times."""
    run = what.run
    part, watched = run.watched
    here = {"training": run.losses, part: watched}
    there = {"training": result["losses"], part: result["test_losses"]}
    ours, theirs = (np.concatenate(list(each.values())) for each in (here, there))
    both = np.isfinite(ours) & np.isfinite(theirs)  # a run that diverged has no number at its end
    off = (np.abs(ours - theirs)[both] / np.maximum(np.abs(theirs[both]), np.finfo(float).tiny)).max(initial=0.0)
    compiled, keras, times = st.columns(3)
    took = seconds_here(what)
    compiled.metric("compiled loops", seconds(took))
    keras.metric("Keras's fit", seconds(result["seconds"]))
    steady = f"{(result['seconds'] - result['first_batch']) / took:.0f} × without its first batch, which traces"
    times.metric("ratio", f"{result['seconds'] / took:.0f} ×", steady, delta_color="off", delta_arrow="off")
    draw(errors.same_in_keras(here, there, run.fit.loss), "same_in_keras")
    st.markdown(
        f"Largest relative difference of {both.sum()} losses: **{written(off, 2)}**. Keras's time is that of `fit` "
        "as tutorials call it, without building the model; it can be made faster, with `steps_per_execution` and "
        "`jit_compile`."
    )


def seconds_here(what: Shown) -> float:
    """Return how long the training takes in compiled loops on this machine; one that was brought along is repeated."""
    if run_training(what.view).seconds > BROUGHT:
        return what.run.seconds
    return train(what.prepared, what.run.model, what.run.fit).seconds


def seconds(value: float) -> str:
    """Say a time in milliseconds or seconds."""
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"


def keras_file(what: Shown, drawn_in: Section) -> None:
    """Draw the way to a ``.keras`` file of the trained network, which Keras itself writes."""
    subject = "file", subject_of(what), what.frame
    result = result_about(FILE, subject)
    if result is not None:
        file = result["file"], "forecaster.keras", "application/octet-stream"
        st.download_button("Download forecaster.keras", *file, key=PAGE.key("keras_download"), on_click="ignore")
        return

    def ask():
        arguments = keras_file_job.request(what.run.network(what.frame), (None, *what.prepared.inputs.shape[1:]))
        jobs.begin(PAGE, FILE, "keras_file", arguments, subject)
        PAGE.redraw(drawn_in)

    st.button("Let Keras write a .keras file", key=PAGE.key("keras_file_begin"), on_click=ask)
