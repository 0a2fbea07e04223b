"""A run as the film component takes it."""

import numpy as np

from rnnviz.chapters.forecasters.scene import cached_by_run, snapshots_of
from rnnviz.chapters.forecasters.snapshots import Snapshots
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.weights import GATES
from rnnviz.figures.film import Film, Frames, Reel
from rnnviz.training.runs import Run
from rnnviz.training.series import Series


@cached_by_run
def film_table(series: Series, run: Run, branch: Run | None, sample: int) -> dict:
    """Return the film of a run and of its branch, looking into the window of ``sample``, as the browser reads it."""
    prepared = run.prepared
    return Film(
        prepared.actual,
        tuple(series.label(int(position)) for position in prepared.positions),
        prepared.n_train,
        reel(run, snapshots_of(run, sample), 0),
        None if branch is None else reel(branch, snapshots_of(branch, sample), branch.branch.epoch),
        sample,
        series.unit,
        run.fit.loss.upper(),
    ).sent


def reel(run: Run, inside: Snapshots, start: int) -> Reel:
    """One run, from epoch ``start`` on."""
    keep = [k for k, frame in enumerate(inside.frames) if run.kept[frame] >= start]
    frames = [inside.frames[k] for k in keep]
    name = f"{KERAS_NAMES[run.model.kind]}({run.model.units}), learning rate {(run.branch or run.fit).learning_rate:g}"
    return Reel(
        name,
        np.array([run.kept[frame] for frame in frames]),
        run.losses[start:],
        run.test_losses[start:],
        run.norms[start:],
        run.prepared.scaler.unscaled(run.predictions[frames]),
        weights(run, frames),
        tuple(Frames(state, values[keep], rows="timestep", columns="unit") for state, values in inside.states.items()),
        tuple(Frames(f"∂L/∂{state}", values[keep]) for state, values in inside.gradients.items()),
        None if inside.reach is None else inside.reach[keep],
        start,
        run.best if run.fit.patience and run.best >= start else None,
    )


def weights(run: Run, frames: list[int]) -> tuple[Frames, ...]:
    """Every weight array at the given frames, named as the formulas do."""
    model, arrays = run.model, []
    blocks = GATES[model.kind] if model.kind != "simple_rnn" else ()
    networks = [model.network(run.weights[frame]) for frame in frames]
    for position in range(model.layers):
        mark = "" if model.layers == 1 else "₁₂"[position]
        named = {"W": "kernel", "U": "recurrent_kernel", "b": "bias"}
        for name, attribute in named.items():
            values = np.array([np.atleast_2d(getattr(each.weights[position], attribute)) for each in networks])
            rows = {"W": "input", "U": "unit", "b": "bias"}[name]
            arrays.append(Frames(f"{name}{mark}", values, blocks, rows, "unit"))
    dense = [each.weights[-1] for each in networks]
    arrays.append(Frames("V", np.array([each.kernel for each in dense]), (), "unit", "output"))
    arrays.append(Frames("d", np.array([each.bias[None] for each in dense]), (), "bias", "output"))
    return tuple(arrays)
