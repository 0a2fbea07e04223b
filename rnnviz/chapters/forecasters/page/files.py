"""The link, the numbers, the code that reproduces them, and runs to keep and to bring back."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters.page.first_screen import verdict_runs
from rnnviz.chapters.forecasters.page.in_keras import FILE, keras_file
from rnnviz.chapters.forecasters.page.state import PAGE, bring, section, seed_runs
from rnnviz.chapters.forecasters.programs import (
    forecaster_notebook,
    keras_forecaster,
    numpy_forecaster,
    predictions_csv,
)
from rnnviz.chapters.forecasters.scene import Shown, branch_training, run_training
from rnnviz.chapters.forecasters.view import CONTROLS, LINK, View, own_link, series_of
from rnnviz.store import load_run, save_run
from rnnviz.training.runs import Run
from rnnviz.training.series import BUNDLED, Series
from rnnviz.ui.components.link import copy_link
from rnnviz.ui.take_away import Download

MAX_BYTES = 40_000_000
"""Of a run that is brought back."""


TABLE = Download("Predictions (CSV)", "forecasts.csv", "text/csv", predictions_csv)
NUMPY = Download("NumPy script", "forecaster_numpy.py", "text/x-python", numpy_forecaster)
KERAS = Download("Keras script", "forecaster_keras.py", "text/x-python", keras_forecaster)
NOTEBOOK = Download("Notebook", "forecaster.ipynb", "application/x-ipynb+json", forecaster_notebook)
RUN = Download("The run (.npz)", "run.npz", "application/octet-stream", save_run)
"""What is made of a series and its run, and but for the last of the rules beside it."""


def of(what: Shown, file: Download, seeds: tuple[Run, ...] = ()) -> bytes:
    """Return a file of what is shown; it is made when it is asked for, where no session is at hand.

    ``seeds`` are the runs that the verdict on the page is of; () where what is shown is none of them.
    """
    beside = {RUN: [], TABLE: [what.baselines]}.get(file, [what.baselines, seeds])
    try:
        made = file.make(what.series, what.run, *beside)
    except ValueError as error:  # of a script alone, and a page that is elsewhere cannot tell of it
        made = f"raise SystemExit({str(error)!r})\n"
    return made if isinstance(made, bytes) else made.encode()


@section(lambda what: (PAGE.view, what.season, seed_runs(what.view), st.session_state.get(PAGE.key(FILE))), height=250)
def take_away(what: Shown) -> None:
    """Draw the link, the files, and the way back in."""
    st.header("Take it with you")
    copy_link(LINK.write(PAGE.view), key=PAGE.key("link"))
    if PAGE.view.series == "own" and PAGE.view.own is not None:
        st.caption(own_link.words(PAGE.view.own))
    whole, finite = what.run.ending != "diverged", np.isfinite(what.run.predictions[-1]).all()
    scripts = (NUMPY, *((KERAS,) if whole else ()), NOTEBOOK) if finite else ()
    seeds = verdict_runs(what) if what.current and what.run.ending != "stopped" else ()
    with st.container(horizontal=True):
        for each in (TABLE, *scripts, RUN):
            make, key = partial(of, what, each, seeds), PAGE.key(each.name)
            st.download_button(each.label, make, each.name, each.mime, key=key, on_click="ignore")
    keras = "the one for Keras by training them again from the same initial weights"
    keras = keras if whole else "there is none for Keras, because training diverged"
    said = f"assert the RMSE after the last epoch: the one for NumPy with the trained weights, {keras}"
    said = (
        f"The scripts carry the series and every rule, and {said}. Where there is a verdict they come to it, too."
        if finite
        else "Without finite predictions there are no scripts."
    )
    st.caption(f"{said} Saved runs hold every kept epoch.")
    keras_file(what, take_away)
    with st.expander("Bring a saved run back"):
        st.file_uploader("A run that was saved here (.npz)", type="npz", key=PAGE.key("run_file"), on_change=bring_back)


def bring_back() -> None:
    """Check a saved run that was uploaded, and show it; a callback."""
    file = st.session_state[PAGE.key("run_file")]
    if file is None:
        return
    try:
        if file.size > MAX_BYTES:
            raise ValueError(f"It has {file.size / 1e6:.0f} MB; at most {MAX_BYTES // 1_000_000} MB are read.")
        series, run = load_run(file.getvalue())
        view = view_of(series, run)
    except ValueError as error:
        return PAGE.refuse(f"“{file.name}” was not taken. {error} The view is as it was.")
    bring((run_training(view) if run.branch is None else branch_training(view)).key, run)
    PAGE.change(lambda _: view)


def view_of(series: Series, run: Run) -> View:
    """Return the view of a saved run.

    Raises:
        ValueError: if a setting of it is none that this page has.
    """
    name = series.name if series.name in BUNDLED else "own"
    view = View(preset=name, series=name, own=series if name == "own" else None)
    if name != "own" and not np.array_equal(series_of(view).values, series.values):
        view = replace(view, preset="own", series="own", own=series)
    chosen = vars(run.prepared.preparation) | vars(run.model) | vars(run.fit)
    if run.branch is not None:
        chosen |= {f"branch_{key}": value for key, value in vars(run.branch).items()}
        chosen["branch_rate"] = run.branch.learning_rate
    view = replace(view, **{name: value for name, value in chosen.items() if hasattr(view, name)})
    for control in CONTROLS:
        control.check(getattr(view, control.field))
    if view.fit != run.fit:
        raise ValueError("It was trained in a way that this page does not offer.")
    return view
