"""The pictures of the forecaster chapter: each with its table and its sentence, from results alone."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rnnviz.chapters.forecasters import seen
from rnnviz.figures import errors, forecasts
from rnnviz.training.preparation import Prepared
from rnnviz.training.runs import Run
from rnnviz.training.series import Series
from rnnviz.ui.components.plot import Drawing

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
        series.dates, prepared.values, series.unit, prepared.positions, predictions, prepared.train, prepared.boundary,
        band=band, ghost=ghost, baseline=baseline, chosen=window,
    )  # fmt: skip
    columns = {
        "of": [series.label(position) for position in prepared.positions],
        "part": np.where(np.arange(len(prepared)) < prepared.train, "training", "test"),
        "actual": prepared.actual,
        "predicted": predictions,
        **others,
    }
    if band is not None:
        columns |= dict(zip(("least of the seeds", "median", "greatest"), band, strict=True))
    alt = seen.forecast(series, prepared, predictions, others, chosen)
    return Drawing(figure, pd.DataFrame(columns), alt)


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
    sample = point + prepared.train * (curve == 1)
    return sample if curve in (0, 1) and sample < (prepared.train, len(prepared))[curve] else None


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
            marks.append((symbol, run.epochs, seen.ending(run)))
        curve = {"name": name, "training": run.losses, "test": run.test_losses, "after": after, "marks": marks}
        curves.append(curve)
        columns |= {f"training loss{title}": run.losses, f"test loss{title}": run.test_losses}
    loss = next(iter(runs.values())).fit.loss.upper()
    if band is not None:
        columns |= dict(zip(("least test loss of the seeds", "median", "greatest"), band, strict=True))
    table = pd.DataFrame({name: pd.Series(values) for name, values in columns.items()})
    table.insert(0, "epoch", range(1, len(table) + 1))
    return Drawing(errors.losses(curves, f"loss ({loss}, scaled)", band=band), table, seen.losses(runs))
