"""The figures of the runs that are shown, cached: what changes nothing in them draws nothing anew."""

from contextlib import suppress

import numpy as np

from rnnviz.chapters.forecasters.figures import forecasts, free_running
from rnnviz.chapters.forecasters.figures import seed_variance as variance
from rnnviz.chapters.forecasters.figures import windows as window_figures
from rnnviz.chapters.forecasters.scene import (
    Runs,
    baselines_of,
    best_rule,
    cached_by_run,
    drawn_baselines,
    intervals_of,
)
from rnnviz.chapters.forecasters.view.preparation import prepared_series
from rnnviz.figures.drawing import Drawing
from rnnviz.training import intervals
from rnnviz.training.free_running import continuation, errors_by_step
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import Run
from rnnviz.training.seeds import band, rmse_on_test
from rnnviz.training.series import Series


@cached_by_run
def forecast(
    series: Series, run: Run, frame: int, sample: int, season: int, seeds: Runs, branch: Run | None, level: float = 0.8
) -> Drawing:
    """Return what was measured, what the network says, the best baseline, the seeds' band and the branch."""
    about, options = (series, run.prepared.preparation, season, run.prepared.output), {"chosen": sample}
    best = best_rule(*about)
    made = intervals_of(run, frame, level)
    if made:
        options["interval"] = made["adaptive"]
    if best is not None:
        beside = baselines_of(*about).values()
        options["baseline"] = best.title, next(each.predictions for each in beside if each.title == best.title)
    if seeds and len(seeds) > 1:
        options["band"] = band(np.array([each.forecast() for each in seeds]))
    if branch:
        options["ghost"] = "the branch", branch.forecast()
    return forecasts.forecast(series, run.prepared, run.forecast(frame), **options)


@cached_by_run
def seed_variance(runs: tuple[Run, ...], best: tuple[str, float] | None, unit: str) -> Drawing:
    """Return the test error under each seed."""
    return variance.seeds(np.array([rmse_on_test(run) for run in runs]), 0, best, unit=unit)


@cached_by_run
def ahead(series: Series, run: Run, frame: int, start: int, steps: int, season: int, level: float = 0.8) -> Drawing:
    """Return one forecast of many steps from value ``start``, 0 for the end; ValueError where there is none."""
    beside, start = drawn_baselines(series, run.prepared.preparation, season), start - 1 if start else len(series)
    found = continuation(run, beside, start, steps, frame)
    forced = found.forced[np.isfinite(found.actual)]
    fan, memory = None, run.prepared.preparation.memory
    with suppress(ValueError):  # too few errors to draw from, or too much work: then there is no band
        history = series.values[None, start - memory : start]
        made = intervals.paths(run, history, steps, level, frame, starts=np.array([start]))
        fan = level, made.low[0], made.high[0]
    return free_running.free_run(series, run.prepared, start, forced, found.free, found.baselines, fan, found.direct)


@cached_by_run
def horizon(series: Series, run: Run, frame: int, steps: int, season: int) -> Drawing:
    """Return the error by step; ValueError where the test part leaves no room."""
    by_title = errors_by_step(run, drawn_baselines(series, run.prepared.preparation, season), steps, frame)
    return free_running.horizon_error(by_title, series.unit, season)


@cached_by_run
def windows(series: Series, preparation: Preparation) -> Drawing:
    """Return how a series becomes windows."""
    return window_figures.windows(series, prepared_series(series, preparation))
