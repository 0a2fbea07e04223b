"""Forecasts of many steps: each reads the network's own earlier outputs where no measured value is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from rnnviz.core.network import run_network
from rnnviz.core.numbers import plural
from rnnviz.training import cost
from rnnviz.training.baselines import Baseline
from rnnviz.training.kernels import ready
from rnnviz.training.runs import Run, sizes_of
from rnnviz.training.scores import rmse
from rnnviz.training.windows import Prepared

DIRECT = "the network, all at once"
"""The title of a network's forecasts of several steps, each by an output of its own."""

MAX_STARTS = 500
"""Starts over which the error of a step is averaged: evenly spread where the test part has more."""

MIN_STARTS = 10
"""Fewer say little of the test part."""

MAX_SECONDS = 2.0
"""The estimated work that forecasting from all starts may take: beyond it there are fewer of them."""


def continue_from(
    run: Run,
    windows: np.ndarray,
    steps: int,
    frame: int = -1,
    shocks: np.ndarray | None = None,
    starts: np.ndarray | None = None,
) -> np.ndarray:
    """Forecast the next ``steps`` values, each forecast becoming the last value of the next window.

    Args:
        run: trained with a horizon of 1.
        windows: (starts, memory), original units: what each forecast is made from, see ``Preparation.memory``.
        steps: how many.
        frame: which of the run's kept epochs.
        shocks: (starts, steps), scaled: added to each output before it is fed back; None for nothing.
        starts: (starts,) position of each first forecast; a calendar and further columns need it. Of a column that is
            known ahead each forecast reads what is to come; of any other the last value before the start is held.

    Returns:
        (starts, steps), original units.

    Raises:
        ValueError: if the run's horizon is not 1: its output is then no next value.
    """
    prepared, how, scaler = run.prepared, run.prepared.preparation, run.prepared.scaler
    horizon, window, transform = how.horizon, how.window, how.transforming
    if horizon != 1:
        raise ValueError(
            f"With a horizon of {horizon} the network does not say what comes next, so its forecasts cannot be fed "
            "back to it: choose a horizon of 1."
        )
    read = scaler.scaled(transform.changes(windows)[:, transform.lag :])
    path = np.concatenate([read, np.empty((len(windows), steps))], axis=1)
    says, ends = reader(run, frame), ends_of(run, windows, starts)
    for k in range(steps):
        path[:, window + k] = says(prepared.inputs_of(path[:, k : k + window], ends + k, last=ends))[:, 0]
        if shocks is not None:
            path[:, window + k] += shocks[:, k]
    with np.errstate(over="ignore", invalid="ignore"):
        return transform.continued(scaler.unscaled(path[:, window:]), windows)


def ends_of(run: Run, windows: np.ndarray, starts: np.ndarray | None) -> np.ndarray:
    """Return where the values that forecasts are made from end, (starts,); ValueError where it must be known."""
    if starts is None:
        if run.prepared.preparation.features > 1:
            raise ValueError("A network that reads more than the values must know where each forecast starts.")
        starts = np.zeros(len(windows), dtype=np.int64)
    return starts - 1


def reader(run: Run, frame: int) -> Callable[[np.ndarray], np.ndarray]:
    """Return what predicts from inputs (samples, window, features), scaled: compiled, or NumPy until that is ready."""
    if not ready.is_ready():
        network = run.network(frame)
        return lambda windows: run_network(network, windows).outputs
    from rnnviz.training.kernels.epoch import predict

    return lambda windows: predict(run.weights[frame], windows.copy(), sizes_of(run.model))


@dataclass(frozen=True, eq=False)
class Continuation:
    """A forecast from one start.

    Args:
        free: (steps,) the network from its own outputs, original units.
        forced: (steps,) the network from measured values, as far as there are any; NaN beyond.
        actual: (steps,) what was measured; NaN beyond the end.
        baselines: (steps,) of each baseline that can continue, by title.
        direct: (steps or outputs,), whichever is less: the network's outputs, all at once; (0,) where it has one.
    """

    free: np.ndarray
    forced: np.ndarray
    actual: np.ndarray
    baselines: dict[str, np.ndarray]
    direct: np.ndarray


def all_at_once(run: Run, windows: np.ndarray, frame: int = -1, starts: np.ndarray | None = None) -> np.ndarray:
    """Forecast as many values as the network has outputs, from the horizon on.

    Args:
        run: of any horizon.
        windows: (starts, memory), original units, as for ``continue_from``.
        frame: which of the run's kept epochs.
        starts: as for ``continue_from``.

    Returns:
        (starts, outputs), original units.
    """
    how, scaler = run.prepared.preparation, run.prepared.scaler
    transform, ahead = how.transforming, how.horizon + np.arange(how.outputs)
    read = scaler.scaled(transform.changes(windows)[:, transform.lag :])
    with np.errstate(over="ignore", invalid="ignore"):
        levels = scaler.unscaled(reader(run, frame)(run.prepared.inputs_of(read, ends_of(run, windows, starts))))
        if transform.lag:
            levels = levels + transform.levels(windows)[:, how.memory - 1 + ahead - transform.back(ahead)]
        return transform.values(levels)


def continuation(run: Run, baselines: Mapping[str, Baseline], start: int, steps: int, frame: int = -1) -> Continuation:
    """Forecast ``steps`` values from position ``start`` of the series on, or from its end.

    Raises:
        ValueError: if fewer values than a forecast is made from precede ``start``, or the horizon is not 1.
    """
    values, memory = run.prepared.values, run.prepared.preparation.memory
    if not memory <= start <= len(values):
        raise ValueError(
            f"A forecast can start at value {memory + 1} to {len(values) + 1}, after a whole window; received "
            f"{start + 1}."
        )
    history = values[None, start - memory : start]
    begin = np.array([start])
    free = continue_from(run, history, steps, frame, starts=begin)[0]
    direct = all_at_once(run, history, frame, begin)[0, :steps] if run.model.outputs > 1 else np.empty(0)
    known = min(steps, len(values) - start)
    forced, actual = np.full(steps, np.nan), np.full(steps, np.nan)
    actual[:known] = values[start : start + known]
    reads = min(known + 1, steps)  # the step after the last measured value still reads measured ones alone
    windows = np.lib.stride_tricks.sliding_window_view(values[start - memory : start + reads - 1], memory)
    forced[:reads] = continue_from(run, windows, 1, frame, starts=start + np.arange(reads))[:, 0]
    continued = {
        each.title: each.forecaster.continue_from(values[:start], steps)
        for each in baselines.values()
        if each.forecaster is not None and each.forecaster.memory <= start
    }
    return Continuation(free, forced, actual, continued, direct)


def first_start(prepared: Prepared) -> int:
    """Return the position of the first forecast in the test part that has a whole window to read."""
    return prepared.boundary + (0 if prepared.preparation.reach_back else prepared.preparation.window)


def errors_by_step(run: Run, baselines: Mapping[str, Baseline], steps: int, frame: int = -1) -> dict[str, np.ndarray]:
    """Return the RMSE of the first, second, … value of a continued forecast, over starts in the test part.

    Returns:
        By title, "the network" first, then ``DIRECT`` where it has several outputs: (steps,), original units; NaN
        beyond the outputs.

    Raises:
        ValueError: if the test part is shorter than a window and ``steps`` values, the horizon is not 1, or too few
            starts can be afforded.
    """
    prepared = run.prepared
    values, window = prepared.values, prepared.preparation.window
    first, last = first_start(prepared), len(values) - steps
    if last < first:
        after = f"after a window of {window} that" if first > prepared.boundary else "that"
        raise ValueError(
            f"The test part has {len(values) - prepared.boundary} values: {after} leaves room "
            f"for {plural(max(0, len(values) - first), 'step')}, not {steps}."
        )
    most = min(MAX_STARTS, int(MAX_SECONDS / cost.forward_seconds(run.model, steps, window, MAX_STARTS)))
    if most < MIN_STARTS:
        raise ValueError(
            f"Forecasts of {plural(steps, 'step')}, each of which reads {plural(window, 'value')} anew, take this "
            "network too long to be averaged: fewer steps, a shorter window or fewer units take less."
        )
    starts = np.unique(np.linspace(first, last, min(most, last - first + 1)).astype(int))
    actual = prepared.measured[starts[:, None] + np.arange(steps)]
    if np.isnan(actual).all(axis=0).any():
        raise ValueError("Of some step every value in the test part was missing: there is no error to average.")

    memory = prepared.preparation.memory
    windows = values[starts[:, None] - memory + np.arange(memory)]
    paths = {"the network": continue_from(run, windows, steps, frame, starts=starts)}
    if run.model.outputs > 1:
        direct = all_at_once(run, windows, frame, starts)[:, :steps]
        paths[DIRECT] = np.pad(direct, ((0, 0), (0, steps - direct.shape[1])), constant_values=np.nan)
    for each in baselines.values():
        if each.forecaster is not None and each.forecaster.memory <= first:
            paths[each.title] = each.forecaster.paths(values, starts - 1, steps)
    return {title: rmse(path, actual, axis=0) for title, path in paths.items()}
