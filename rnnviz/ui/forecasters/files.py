"""The link, the numbers, the code that reproduces them, and runs to keep and to bring back."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters.view import View, series_of
from rnnviz.export.forecaster import forecaster_notebook, keras_forecaster, numpy_forecaster, predictions_csv
from rnnviz.store import load_run, save_run
from rnnviz.training.runs import Run
from rnnviz.training.series import BUNDLED, Series
from rnnviz.ui.forecasters.keras import keras_file
from rnnviz.ui.forecasters.results import Shown, branch_key, run_key, shown_last
from rnnviz.ui.forecasters.view import CONTROLS, HELD, to_query
from rnnviz.ui.take_away import Download
from rnnviz.ui.take_away import take_away as shown_away

MOST_BYTES = 40_000_000
"""Of a run that is brought back."""


def written(make):
    """A file made of the series and the run that are shown, as bytes; where there can be none, it says why."""

    def bytes_of(view: View) -> bytes:
        shown = shown_last()
        try:
            made = make(shown.series, shown.run)
        except ValueError as error:
            made = f"# There is no such file. {error}\n"
        return made if isinstance(made, bytes) else made.encode()

    return bytes_of


TABLE = Download("Predictions (CSV)", "forecasts.csv", "text/csv", written(predictions_csv))
NUMPY = Download("NumPy script", "forecaster_numpy.py", "text/x-python", written(numpy_forecaster))
KERAS = Download("Keras script", "forecaster_keras.py", "text/x-python", written(keras_forecaster))
NOTEBOOK = Download("Notebook", "forecaster.ipynb", "application/x-ipynb+json", written(forecaster_notebook))
RUN = Download("The run (.npz)", "run.npz", "application/octet-stream", written(save_run))


def take_away(shown: Shown) -> None:
    """The link, the files, and the way back in."""
    whole = shown.run.ending in ("done", "early")
    missing = "" if whole else " Training did not come to its end, so there is no Keras script that repeats it."
    shown_away(
        HELD,
        to_query(HELD.view),
        (TABLE, NUMPY, *((KERAS,) if whole else ()), NOTEBOOK, RUN),
        "The scripts carry the series and assert the RMSE after the last epoch: the one for NumPy with the trained "
        "weights, the one for Keras by training them again from the same initial weights. Saved runs hold every kept "
        f"epoch.{missing}",
    )
    keras_file(shown)
    with st.expander("Bring a saved run back"):
        st.file_uploader("A run that was saved here (.npz)", type="npz", key=HELD.key("run_file"), on_change=bring_back)


def bring_back() -> None:
    """A saved run was uploaded: everything in it is checked; then it is what the page shows."""
    HELD.moved()
    file = st.session_state[HELD.key("run_file")]
    if file is None:
        return
    try:
        if file.size > MOST_BYTES:
            raise ValueError(f"It has {file.size / 1e6:.0f} MB; at most {MOST_BYTES // 1_000_000} MB are read.")
        series, run = load_run(file.getvalue())
        view = view_of(series, run)
    except ValueError as error:
        return HELD.tell(f"“{file.name}” was not taken. {error} The view is as it was.")
    st.session_state[HELD.key("brought")] = (run_key(view) if run.branch is None else branch_key(view)), run
    HELD.change(lambda _: view)


def view_of(series: Series, run: Run) -> View:
    """The view of a saved run.

    Raises:
        ValueError: if a setting of it is none that this page has.
    """
    name = series.name if series.name in BUNDLED else "own"
    view = View(preset=name, series=name, own=series if name == "own" else None)
    if name != "own" and not np.array_equal(series_of(view).values, series.values):
        view = replace(view, preset="own", series="own", own=series)
    for part in (run.prepared.preparation, run.model, run.fit):
        view = replace(view, **{key: value for key, value in vars(part).items() if hasattr(view, key)})
    if run.branch is not None:
        after = {f"branch_{key}": value for key, value in vars(run.branch).items() if key != "epoch"}
        view = replace(view, branch_epoch=run.branch.epoch, **{k: v for k, v in after.items() if hasattr(view, k)})
        view = replace(view, branch_rate=run.branch.learning_rate)
    for control in CONTROLS:
        control.check(getattr(view, control.field))
    if view.fit != run.fit:
        raise ValueError("It was trained in a way that this page does not offer.")
    return view
