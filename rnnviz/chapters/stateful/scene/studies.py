"""What networks reach on the series, with the tutorial's faults and without, and on pulses: kept, or to be computed."""

import json
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np

from rnnviz.chapters.stateful.view import View, training_of
from rnnviz.core.trace import run
from rnnviz.training.kernels import ready
from rnnviz.training.stateful import cut_rows
from rnnviz.training.stateful_studies import PULSE_VALUES, PULSES, Study, pulse_study, study, study_seconds
from rnnviz.ui.cache import CACHE, cached
from rnnviz.ui.computation import Computation, together
from rnnviz.ui.link import OWN

FILE = Path(__file__).parents[4] / "data" / "stateful.json"

LEAST = 0.5
"""Seconds that a training is taken to last at least: a reader begins it, as the loops may have to be compiled first."""

FAULTS = tuple(product((False, True), repeat=2))
"""Every way in which the tutorial's faults, (late, zeros), can be there."""


@cache
def brought_along() -> tuple[dict[View, Study], dict[int, Study]]:
    """Return the studies in the repository: on its series by the view, and on pulses by the period."""
    plain = json.loads(FILE.read_text())
    found = [Study.of(each) for each in plain["series"]]
    on_series = {replace(View(), late=each.setup.late, zeros=each.setup.zeros): each for each in found}
    return on_series, {int(period): Study.of(each) for period, each in plain["pulses"].items()}


@cached(by=training_of)
def refusal(view: View) -> str:
    """Say why the series cannot be cut into whole batches; "" where it can. Its rows may take 22 MB: none are kept."""
    try:
        cut_rows(view.values, view.setup)
    except ValueError as error:
        return str(error)
    return ""


def training(view: View) -> Computation:
    """Return the training of both networks over seeds."""
    about = training_of(view)

    def make(progress, stop: np.ndarray) -> Study | None:
        if not ready.wait(ready.MAX_SECONDS):
            raise RuntimeError(ready.problem() or "the training loops could not be compiled")
        return study(cut_rows(about.values, about.setup), progress, stop)

    return Computation(("training", about), max(LEAST, study_seconds(len(view.values), view.setup)), make)


def study_of(view: View) -> Study | None:
    """Return what came of it, where it is brought along or done; else None."""
    about = training_of(view)
    return brought_along()[0].get(about) or CACHE.get(training(about).key)


def of_faults(view: View) -> dict[tuple[bool, bool], Study | None]:
    """Return the studies with the faults and without, as far as they are done."""
    return {pair: study_of(replace(view, late=pair[0], zeros=pair[1])) for pair in FAULTS}


def training_now(view: View) -> Computation:
    """Return the training of ``training`` as another piece of work, which two parts of a page offer."""
    return together("now", [training(view)])


def all_trainings(view: View) -> Computation:
    """Return the trainings with the faults and without that are not done, as one."""
    missing = [pair for pair, found in of_faults(view).items() if found is None]
    return together("faults", [training(replace(view, late=late, zeros=zeros)) for late, zeros in missing])


def pulse_training(period: int) -> Computation:
    """Return the training of both on pulses."""

    def make(progress, stop: np.ndarray) -> Study | None:
        if not ready.wait(ready.MAX_SECONDS):
            raise RuntimeError(ready.problem() or "the training loops could not be compiled")
        return pulse_study(period, progress, stop)

    return Computation(("pulses", period), max(LEAST, study_seconds(PULSE_VALUES, PULSES)), make)


def pulse_study_of(period: int) -> Study | None:
    """Return what came of it, where it is brought along or done; else None."""
    return brought_along()[1].get(period) or CACHE.get(pulse_training(period).key)


TRACED = 4
"""Batches of the test part along which the states of a lane are traced."""


@cached(by=training_of)
def carried_lane(view: View) -> dict[str, np.ndarray] | None:
    """Return h of lane 0 of the trained stateful network over some batches of the test part.

    Returns:
        "carried" and "emptied", (steps, units) each: with the states handed on, and emptied before every batch; "said"
        (2, batches), what it then says, in shares of the range; None where there is no network yet.
    """
    found = study_of(view)
    if found is None or not found.is_finite:
        return None
    rows, network = cut_rows(view.values, view.setup), found.setup.model.network(found.theta)
    inputs = rows.inputs[rows.tests][:: found.setup.batch][:TRACED]
    layer, (weights, out) = network.layers[0], network.weights
    emptied = run(layer.cell, weights, inputs)["h"]
    carried = run(layer.cell, weights, inputs.reshape(1, -1, 1))["h"].reshape(emptied.shape)
    said = np.stack([each[:, -1] @ out.kernel[:, 0] + out.bias[0] for each in (carried, emptied)])
    units = emptied.shape[-1]
    return {"carried": carried.reshape(-1, units), "emptied": emptied.reshape(-1, units), "said": said}


def is_own(view: View) -> bool:
    """Whether networks are trained on the reader's own series."""
    return view.series == OWN and view.own is not None
