"""The same training in Keras, on its worker: the same initial weights, the same batches in the same order."""

from itertools import islice

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters import drawings
from rnnviz.chapters.forecasters.page import results
from rnnviz.chapters.forecasters.page.controls import PAGE
from rnnviz.chapters.forecasters.page.pictures import drawn
from rnnviz.core.numbers import written
from rnnviz.jobs.limits import MAX_BYTES
from rnnviz.jobs.kinds import fit, keras_file
from rnnviz.training.runs import Run, orders
from rnnviz.ui import jobs

FIT, FILE = "keras_fit", "keras_file"
"""The names of the page's jobs."""


def request(run: Run) -> dict:
    """What the worker is asked to train: the run as it was trained here, branch and early end aside.

    Raises:
        ValueError: if the order of all its batches is more than a job may hold.
    """
    prepared, fit = run.prepared, run.fit
    if 8 * run.epochs * prepared.train > MAX_BYTES:
        raise ValueError(
            f"The order of {run.epochs} epochs of {prepared.train} windows is more than Keras's worker is sent: fewer "
            "epochs, or windows that do not overlap, are less."
        )
    train = slice(None, prepared.train)
    test = slice(prepared.train, None)
    return fit.request(
        run.model.network(run.weights[0]),
        prepared.inputs[train],
        prepared.targets[train],
        np.array(list(islice(orders(prepared.train, fit), run.epochs))),
        test_inputs=prepared.inputs[test],
        test_targets=prepared.targets[test],
        loss=fit.loss,
        optimizer=fit.optimizer,
        learning_rate=fit.learning_rate,
        batch=fit.batch,
        clipping=fit.clipping,
        threshold=fit.threshold,
    )


def asked_about(name: str):
    """What the page's job of that name is about; None where there is none."""
    asked = st.session_state.get(PAGE.key(name))
    return None if asked is None else asked.subject


def beside_keras(shown: results.Shown) -> None:
    """The button, the progress, then both curves and both times."""
    st.header("The same in Keras")
    subject = results.run_shown(shown)
    st.markdown(
        "Keras trains the same network in float64, in a process of its own: from the same initial weights, with "
        "the same batches in the same order. The losses should agree to the last digits that rounding leaves."
    )
    if asked_about(FIT) == subject:
        result = jobs.show_job(PAGE, FIT)
        if result is not None:
            compared(shown.run, result)
            return
    st.button("Train the same in Keras", key=PAGE.key("keras_begin"), on_click=begin, args=(shown, subject))


def begin(shown: results.Shown, subject) -> None:
    """Ask the worker."""
    PAGE.moved()
    try:
        jobs.begin(PAGE, FIT, "fit", request(shown.run), subject)
    except ValueError as error:
        PAGE.notify(str(error))


def compared(run: Run, result: dict) -> None:
    """Both loss curves, the largest difference, and both times."""
    ours = np.concatenate([run.losses, run.test_losses])
    theirs = np.concatenate([result["losses"], result["test_losses"]])
    both = np.isfinite(ours) & np.isfinite(theirs)  # a run that diverged has no number at its end
    off = (np.abs(ours - theirs)[both] / np.maximum(np.abs(theirs[both]), np.finfo(float).tiny)).max(initial=0.0)
    compiled, keras, times = st.columns(3)
    compiled.metric("compiled loops", seconds(run.seconds))
    keras.metric("Keras's fit", seconds(result["seconds"]))
    times.metric("ratio", f"{result['seconds'] / run.seconds:.0f} ×")
    here = {"training": run.losses, "test": run.test_losses}
    there = {"training": result["losses"], "test": result["test_losses"]}
    drawn(drawings.same_in_keras(here, there, run.fit.loss), "same_in_keras")
    st.markdown(
        f"Largest relative difference of {both.sum()} losses: **{written(off, 2)}**. Keras's time is that of `fit` "
        "as tutorials call it, tracing included and building the model not; it can be made faster, with "
        "`steps_per_execution` and `jit_compile`."
    )


def seconds(value: float) -> str:
    """A time in milliseconds or seconds."""
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"


def keras_file(shown: results.Shown) -> None:
    """A ``.keras`` file of the trained network, which Keras itself writes."""
    subject = "file", results.run_shown(shown), results.frame_of(shown)
    if asked_about(FILE) == subject:
        result = jobs.show_job(PAGE, FILE)
        if result is not None:
            st.download_button(
                "Download forecaster.keras",
                result["file"],
                "forecaster.keras",
                "application/octet-stream",
                key=PAGE.key("keras_download"),
                on_click="ignore",
            )
            return

    def ask():
        PAGE.moved()
        network = shown.run.network(results.frame_of(shown))
        arguments = keras_file.request(network, (None, *shown.prepared.inputs.shape[1:]))
        jobs.begin(PAGE, FILE, "keras_file", arguments, subject)

    st.button("Let Keras write a .keras file", key=PAGE.key("keras_file_begin"), on_click=ask)
