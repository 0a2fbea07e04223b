"""The pictures of the forecaster chapter: each with its table and its sentence, from results alone."""

from collections.abc import Mapping, Sequence

import numpy as np

from rnnviz.chapters.forecasters import words
from rnnviz.chapters.forecasters.figures import errors, forecasts, free_running, seed_variance
from rnnviz.chapters.forecasters.figures import windows as window_figures
from rnnviz.core.layers import NAMES
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.table import Table
from rnnviz.training.preparation import Prepared
from rnnviz.training.runs import Run
from rnnviz.training.series import Series

Band = tuple[np.ndarray, np.ndarray, np.ndarray]
"""The least, the median and the greatest over seeds."""

Titled = tuple[str, np.ndarray]


def forecast(
    series: Series,
    prepared: Prepared,
    predictions: np.ndarray,
    *,
    band: Band | None = None,
    ghost: Titled | None = None,
    baseline: Titled | None = None,
    chosen: int | None = None,
) -> Drawing:
    """The series, what was predicted of it, and where the test part begins.

    Args:
        series: the series that ``prepared`` was made from.
        prepared: its windows.
        predictions: (samples,), original units, as those of all others.
        band: over seeds, each (samples,).
        ghost: title and predictions of another run.
        baseline: title and predictions of a baseline.
        chosen: a sample, which is marked together with its window.
    """
    others = dict(each for each in (ghost, baseline) if each is not None)
    window = None
    if chosen is not None:
        end = int(prepared.ends[chosen])
        window = chosen, end - prepared.preparation.window + 1, end
    figure = forecasts.forecast(
        series.dates, prepared.values, series.unit, prepared.positions, predictions, prepared.n_train,
        prepared.boundary, band=band, ghost=ghost, baseline=baseline, chosen=window,
    )  # fmt: skip
    columns = {
        "of": [series.label(position) for position in prepared.positions],
        "part": np.where(np.arange(len(prepared)) < prepared.n_train, "training", "test"),
        "actual": prepared.actual,
        "predicted": predictions,
        **others,
    }
    if band is not None:
        columns |= dict(zip(("least of the seeds", "median", "greatest"), band, strict=True))
    alt = words.forecast(series, prepared, predictions, others, chosen)
    return Drawing(figure, Table.of(columns), alt)


def sample_at(prepared: Prepared, click: Mapping[str, int]) -> int | None:
    """Which sample was clicked in a ``forecast``, or whose target; None where there is none.

    Args:
        prepared: the windows that were drawn.
        click: what the browser says: "curve" and "column", the number of the point.
    """
    curve, point = click.get("curve"), click.get("column")
    if not isinstance(curve, int) or not isinstance(point, int) or point < 0:
        return None
    if curve == 2:
        found = np.flatnonzero(prepared.positions == point)
        return int(found[0]) if len(found) else None
    sample = point + prepared.n_train * (curve == 1)
    return sample if curve in (0, 1) and sample < (prepared.n_train, len(prepared))[curve] else None


def losses(runs: Mapping[str, Run], *, band: Band | None = None) -> Drawing:
    """The losses of a run, or of a run and its branch, epoch by epoch.

    Args:
        runs: one or two, by title.
        band: of the test loss over seeds, each (epochs,).
    """
    curves, columns = [], {}
    for name, run in runs.items():
        title = f", {name}" if len(runs) > 1 else ""
        after = run.branch.epoch if run.branch and curves else 0
        marks = [("best", run.best, f"least test loss{title}: epoch {run.best}")] if run.best else []
        if run.ending in ("early", "stopped", "diverged"):
            symbol = "diverged" if run.ending == "diverged" else "stopped"
            marks.append((symbol, run.epochs, words.ending(run)))
        curve = {"name": name, "training": run.losses, "test": run.test_losses, "after": after, "marks": marks}
        curves.append(curve)
        columns |= {f"training loss{title}": run.losses, f"test loss{title}": run.test_losses}
    loss = next(iter(runs.values())).fit.loss.upper()
    if band is not None:
        columns |= dict(zip(("least test loss of the seeds", "median", "greatest"), band, strict=True))
    epochs = range(1, max(map(len, columns.values())) + 1)
    table = Table.of({"epoch": epochs} | columns)
    return Drawing(errors.losses(curves, f"loss ({loss}, scaled)", band=band), table, words.losses(runs))


def windows(series: Series, prepared: Prepared) -> Drawing:
    """How the series becomes (samples, timesteps, features), with the first windows drawn."""
    window, n_train = prepared.preparation.window, prepared.n_train
    figure = window_figures.windows(
        series.dates, prepared.values, series.unit, window, prepared.ends[:n_train], prepared.positions[:n_train],
        words.shape(n_train, window), prepared.boundary,
    )  # fmt: skip
    rows = [
        (
            number + 1,
            "training" if number < n_train else "test",
            series.label(int(end) - window + 1),
            series.label(int(end)),
            series.label(int(target)),
            float(prepared.values[target]),
        )
        for number, (end, target) in enumerate(zip(prepared.ends, prepared.positions, strict=True))
    ]
    table = Table(("window", "part", "from", "to", "target", "value"), rows)
    return Drawing(figure, table, words.windows(series, prepared))


def horizon_error(by_title: Mapping[str, np.ndarray], unit: str, season: int) -> Drawing:
    """The error so many steps ahead of free-running forecasts.

    Args:
        by_title: RMSE (steps,), original units; the network first, then baselines.
        unit: of the series.
        season: of the series.
    """
    table = Table.of({"steps ahead": range(1, max(map(len, by_title.values())) + 1)} | dict(by_title))
    figure = free_running.horizon_error(dict(by_title), unit, season)
    return Drawing(figure, table, words.horizon_error(by_title, unit))


def free_run(
    series: Series,
    prepared: Prepared,
    start: int,
    teacher: np.ndarray,
    free: np.ndarray,
    baselines: Mapping[str, np.ndarray],
) -> Drawing:
    """One forecast of many steps, given its own outputs, beside the one that is given the actual values.

    Args:
        series: the series that ``prepared`` was made from.
        prepared: its windows.
        start: position of the first forecast; ``len(series)`` is the first value beyond the data.
        teacher: (known,), original units, as all below: as many as there are actual values.
        free: (steps,).
        baselines: by title, each (steps,).
    """
    figure = free_running.free_run(
        series.dates, prepared.values, series.unit, prepared.preparation.window, start, prepared.boundary, teacher,
        free, dict(baselines),
    )  # fmt: skip
    positions = range(start, start + len(free))
    ahead = len(series) - 1
    labels = [series.label(at) if at <= ahead else f"{at - ahead} beyond the data" for at in positions]
    known = prepared.values[start : start + len(free)]
    columns = {"of": labels, "actual": known, "given the actual values": teacher, "given its own outputs": free}
    table = Table.of(columns | dict(baselines))
    return Drawing(figure, table, words.free_run(series, start, teacher, free))


def race(
    entries: Sequence[tuple[str, int, np.ndarray, np.ndarray]],
    *,
    unit: str = "",
    baseline: tuple[str, float] | None = None,
) -> Drawing:
    """The kinds of cell against each other: test error, time, parameters.

    Args:
        entries: of each kind its parameters, the seconds (seeds,) and the test RMSE (seeds,), original units.
        unit: of the errors.
        baseline: title and test RMSE of a baseline.
    """
    rows = [
        (NAMES[kind], parameters, number + 1, seconds[number], rmses[number])
        for kind, parameters, seconds, rmses in entries
        for number in range(len(rmses))
    ]
    table = Table(("cell", "parameters", "seed", "seconds", "test RMSE"), rows)
    alt = words.race({NAMES[kind]: rest for kind, *rest in entries}, baseline, unit)
    return Drawing(seed_variance.race(list(entries), unit, baseline), table, alt)


def same_in_keras(ours: Mapping[str, np.ndarray], keras: Mapping[str, np.ndarray], loss: str = "mse") -> Drawing:
    """Our losses and Keras's, from the same weights and in the same order.

    Args:
        ours: "training" and, if wanted, "test", each (epochs,), scaled.
        keras: the same.
        loss: its name.
    """
    columns = {"epoch": range(1, len(next(iter(ours.values()))) + 1)}
    for part in ours:
        columns |= {f"{part}, here": ours[part], f"{part}, Keras": keras[part]}
        columns |= {f"{part}, difference": ours[part] - keras[part]}
    figure = errors.same_in_keras(dict(ours), dict(keras), f"loss ({loss.upper()}, scaled)")
    return Drawing(figure, Table.of(columns), words.same_in_keras(ours, keras))


def seeds(
    rmses: np.ndarray, chosen: int | None = None, baseline: tuple[str, float] | None = None, *, unit: str = ""
) -> Drawing:
    """The test errors of several seeds; the number of a clicked point is the place of the seed in ``rmses``.

    Args:
        rmses: (seeds,), original units; not finite for a seed that diverged.
        chosen: the place of the one that is shown elsewhere.
        baseline: title and test RMSE of a baseline.
        unit: of the errors.
    """
    table = Table.of({"seed": range(1, len(rmses) + 1), "test RMSE": rmses})
    return Drawing(
        seed_variance.seeds(rmses, unit, chosen, baseline), table, words.seeds(rmses, chosen, baseline, unit)
    )
