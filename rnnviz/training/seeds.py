"""The same setting under several seeds, and three cells in a fair race: seed variance."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.training.runs import Run, train
from rnnviz.training.scores import rmse
from rnnviz.training.settings import MAX_SEED, MAX_UNITS, Fit, Model
from rnnviz.training.windows import Prepared

FAIR = ("units", "parameters")
"""What the cells of a race have in common."""

THREADS = 2
"""How many runs are trained at once: the kernels leave Python's lock alone."""


def train_seeds(prepared: Prepared, model: Model, fit: Fit, seeds: Sequence[int], **options) -> tuple[Run, ...]:
    """Train a run for each seed, of which only the last epoch is kept; ``options`` as in ``train``."""
    with ThreadPoolExecutor(THREADS) as pool:
        runs = pool.map(lambda seed: train(prepared, model, replace(fit, seed=seed), keep=1, **options), seeds)
        return tuple(runs)


def seeds_from(first: int, count: int) -> tuple[int, ...]:
    """Return ``count`` seeds from ``first`` on, counted on from 0 after the last that is allowed."""
    return tuple((first + k) % (MAX_SEED + 1) for k in range(count))


def band(curves: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the least, the median and the greatest of ``curves`` (seeds, n) that did not diverge, each (n,)."""
    finite = curves[np.isfinite(curves).all(axis=1)]
    if not len(finite):
        return (np.full(curves.shape[1], np.nan),) * 3
    return finite.min(axis=0), np.median(finite, axis=0), finite.max(axis=0)


def rmse_on_test(run: Run) -> float:
    """Return the RMSE of a run's last epoch on the test part, original units; NaN or inf if it diverged so far."""
    if run.ending == "diverged":
        return float("nan")
    test = run.prepared.parts["test"]
    return float(rmse(run.forecast()[test], run.prepared.actual[test]))


@dataclass(frozen=True, eq=False)
class Racer:
    """A cell in a race: the model, and its run under each seed."""

    model: Model
    runs: tuple[Run, ...]

    @property
    def rmses(self) -> np.ndarray:
        """(seeds,) on the test part, original units."""
        return np.array([rmse_on_test(run) for run in self.runs])

    @property
    def seconds(self) -> np.ndarray:
        """(seeds,) how long each run took."""
        return np.array([run.seconds for run in self.runs])


@lru_cache(maxsize=64)
def racers(model: Model, fair: str) -> tuple[Model, ...]:
    """Return the three cells with the units of ``model``, or with the units whose parameters come nearest to its own.

    >>> [(each.kind, each.units, each.parameters) for each in racers(Model("lstm", 4), "parameters")]
    [('simple_rnn', 9, 109), ('lstm', 4, 101), ('gru', 4, 89)]
    """
    check_choice("fair", fair, FAIR)
    if fair == "units":
        return tuple(replace(model, kind=kind) for kind in KERAS_NAMES)
    sized = {
        kind: [replace(model, kind=kind, units=units) for units in range(1, MAX_UNITS + 1)] for kind in KERAS_NAMES
    }
    sized[model.kind] = [model]
    return tuple(min(each, key=lambda m: abs(m.parameters - model.parameters)) for each in sized.values())


def race(
    prepared: Prepared,
    models: Sequence[Model],
    fit: Fit,
    seeds: Sequence[int],
    progress: Callable[[float], None] = lambda share: None,
    stop: np.ndarray | None = None,
) -> tuple[Racer, ...]:
    """Train every model under the same seeds. They take turns, so that the machine's other work falls on all.

    ``progress`` hears the share that is done; none is returned if ``stop[0]`` has become 1.
    """
    runs = {model: [] for model in models}
    for position, seed in enumerate(seeds, start=1):
        for model in models:
            runs[model].append(train(prepared, model, replace(fit, seed=seed), keep=1, stop=stop))
        if stop is not None and stop[0]:
            return ()
        progress(position / len(seeds))
    return tuple(Racer(model, tuple(each)) for model, each in runs.items())
