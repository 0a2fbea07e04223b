"""The drawings of what is shown, kept: a rerun that changes nothing draws nothing anew."""

from functools import lru_cache
from weakref import ref  # of runs, which the shelf alone keeps

import numpy as np

from rnnviz.chapters.forecasters import drawings
from rnnviz.chapters.forecasters.page import results
from rnnviz.chapters.forecasters.page.results import Shown
from rnnviz.training.free_running import continuation, errors_by_step
from rnnviz.training.runs import Run
from rnnviz.training.seeds import band, rmse_on_test
from rnnviz.training.series import Series
from rnnviz.figures.drawing import Drawing

Runs = tuple[Run, ...] | None

kept = lru_cache(maxsize=6)
"""Of each drawing."""


def refs(runs: Runs) -> tuple[ref[Run], ...] | None:
    """References that keep no run."""
    return runs and tuple(map(ref, runs))


def held(runs: tuple[ref[Run], ...] | None) -> Runs:
    """The runs that they refer to."""
    return runs and tuple(run() for run in runs)


def forecast(shown: Shown, runs: Runs, branch: Run | None) -> Drawing:
    """What was measured, what the network says, the simplest rule, the seeds' band and the branch."""
    own = shown.view.chosen
    return _forecast(shown.series, ref(shown.run), results.frame_of(shown), own, refs(runs), branch and ref(branch))


@kept
def _forecast(series: Series, run: ref[Run], frame: int, chosen: int, runs, branch) -> Drawing:
    run, runs, branch = run(), held(runs), branch and branch()
    rule = results.rules_of(series, run.prepared, series.season)["repeat"]
    options = {"chosen": chosen, "baseline": (rule.title, rule.predictions)}
    if runs and len(runs) > 1:
        options["band"] = band(np.array([each.forecast() for each in runs]))
    if branch:
        options["ghost"] = "the branch", branch.forecast()
    return drawings.forecast(series, run.prepared, run.forecast(frame), **options)


def windows(shown: Shown) -> Drawing:
    """How the series becomes windows."""
    return _windows(shown.series, shown.prepared)


_windows = kept(drawings.windows)


def losses(shown: Shown, branch: Run | None) -> Drawing:
    """The loss of every epoch, of the run and its branch, with the band over the seeds."""
    return _losses(ref(shown.run), branch and ref(branch), refs(comparable(shown)))


def comparable(shown: Shown) -> Runs:
    """The runs of all seeds, where they were trained for as many epochs as the one that is shown."""
    runs = results.shelved_seeds(shown.view)
    return runs if runs and {len(run.test_losses) for run in runs} == {shown.run.epochs} else None


@kept
def _losses(run: ref[Run], branch, runs) -> Drawing:
    run, runs, branch = run(), held(runs), branch and branch()
    named = {"the run": run} | ({"the branch": branch} if branch else {})
    return drawings.losses(named, band=runs and band(np.array([each.test_losses for each in runs])))


def seeds(shown: Shown, runs: tuple[Run, ...]) -> Drawing:
    """The test error under each seed."""
    return _seeds(refs(runs), results.best_rule(shown), shown.series.unit)


@kept
def _seeds(runs: tuple[ref[Run], ...], best: tuple[str, float] | None, unit: str) -> Drawing:
    return drawings.seeds(np.array([rmse_on_test(run) for run in held(runs)]), 0, best, unit=unit)


def ahead(shown: Shown) -> Drawing:
    """One forecast of many steps; ValueError where there is none."""
    view = shown.view
    season = results.season_of(view)
    return _ahead(shown.series, ref(shown.run), results.frame_of(shown), view.start, view.steps, season)


@kept
def _ahead(series: Series, run: ref[Run], frame: int, start: int, steps: int, season: int) -> Drawing:
    run = run()
    rules = results.rules_of(series, run.prepared, season)
    found = continuation(run, rules, start - 1 if start else len(run.prepared.values), steps, frame)
    forced = found.forced[np.isfinite(found.actual)]
    return drawings.free_run(series, run.prepared, found.start, forced, found.free, found.rules)


def horizon(shown: Shown) -> Drawing:
    """The error by step; ValueError where the test part leaves no room."""
    view = shown.view
    return _horizon(shown.series, ref(shown.run), results.frame_of(shown), view.steps, results.season_of(view))


@kept
def _horizon(series: Series, run: ref[Run], frame: int, steps: int, season: int) -> Drawing:
    run = run()
    errors = errors_by_step(run, results.rules_of(series, run.prepared, season), steps, frame)
    return drawings.horizon_error(errors, series.unit, season)
