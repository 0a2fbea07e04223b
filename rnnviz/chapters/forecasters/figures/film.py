"""A run as the film component takes it."""

import numpy as np

from rnnviz.chapters.forecasters.scene import cached_by_run, snapshots_of
from rnnviz.chapters.forecasters.snapshots import Snapshots
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.weights import GATES
from rnnviz.figures.film import Film, FilmedRun, Frames
from rnnviz.training.runs import Run
from rnnviz.training.series import Series


@cached_by_run
def film_table(series: Series, run: Run, branch: Run | None, sample: int) -> dict:
    """Return the film of a run and of its branch, looking into the window of ``sample``, as the browser reads it."""
    prepared = run.prepared
    return Film(
        prepared.actual,
        tuple(series.label(int(position)) for position in prepared.positions),
        prepared.parts["test"].start,
        filmed(run, snapshots_of(run, sample), 0),
        None if branch is None else filmed(branch, snapshots_of(branch, sample), branch.branch.epoch),
        sample,
        series.unit,
        run.fit.loss.upper(),
        prepared.n_train,
        run.watched[0],
    ).sent


def filmed(run: Run, inside: Snapshots, start: int) -> FilmedRun:
    """Return one run, from epoch ``start`` on."""
    keep = [k for k, frame in enumerate(inside.frames) if run.kept[frame] >= start]
    frames = [inside.frames[k] for k in keep]
    name = f"{KERAS_NAMES[run.model.kind]}({run.model.units}), learning rate {(run.branch or run.fit).learning_rate:g}"
    return FilmedRun(
        name,
        np.array([run.kept[frame] for frame in frames]),
        run.losses[start:],
        run.watched[1][start:],
        run.norms[start:],
        run.forecast(frames),
        weights(run, frames),
        tuple(Frames(state, values[keep], rows="timestep", columns="unit") for state, values in inside.states.items()),
        tuple(Frames(f"∂L/∂{state}", values[keep]) for state, values in inside.gradients.items()),
        None if inside.sensitivities is None else inside.sensitivities[keep],
        start,
        run.best if run.fit.patience and run.best >= start else None,
    )


def weights(run: Run, frames: list[int]) -> tuple[Frames, ...]:
    """Return every weight array at the given frames, named as the formulas do."""
    networks = [run.network(frame) for frame in frames]
    blocks = GATES[run.model.kind] if run.model.kind != "simple_rnn" else ()

    def array(name: str, layer: int, attribute: str, rows: str, columns: str = "unit", blocks: tuple = ()) -> Frames:
        """Return one array of a layer; a bias that is a vector has one row."""
        values = [np.atleast_2d(getattr(each.weights[layer], attribute)) for each in networks]
        return Frames(name, np.array(values), blocks, rows, columns)

    arrays = []
    for layer in range(run.model.layers):
        mark = "" if run.model.layers == 1 else "₁₂"[layer]
        arrays.append(array(f"W{mark}", layer, "kernel", "input", blocks=blocks))
        arrays.append(array(f"U{mark}", layer, "recurrent_kernel", "unit", blocks=blocks))
        arrays.append(array(f"b{mark}", layer, "bias", "bias", blocks=blocks))
    return *arrays, array("V", -1, "kernel", "unit", "output"), array("d", -1, "bias", "bias", "output")
