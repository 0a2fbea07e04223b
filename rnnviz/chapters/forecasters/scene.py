"""The forecasters chapter: what the reader chose → trainings, runs, baselines, scores. Pure, and cached.

A run may also come from elsewhere than its view: it was stopped, or brought back from a file. So what is made of runs
is cached by the runs themselves, which the cache knows by weak references: no figure keeps a run alive.
"""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any
from weakref import ref

import numpy as np

from rnnviz.chapters.forecasters.shipped import shipped_for
from rnnviz.chapters.forecasters.snapshots import Snapshots, snapshots
from rnnviz.chapters.forecasters.view import (
    EPOCHS,
    View,
    estimate,
    prepared_of,
    sample_of,
    season_of,
    series_of,
    training_of,
)
from rnnviz.chapters.forecasters.view.preparation import prepared_series
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.training import cost, false_improvements
from rnnviz.training.baselines import Baseline, Rule, baselines, fit_rules, fit_smoothings
from rnnviz.training.false_improvements import MIN_SEEDS, Finding
from rnnviz.training.intervals import Interval, free_coverage, intervals
from rnnviz.training.preparation import Preparation
from rnnviz.training.rolling import Origin, origins, roll
from rnnviz.training.runs import Branch, Run, train
from rnnviz.training.scores import Row, baseline_row, best_row, score_table
from rnnviz.training.seeds import THREADS, Racer, race, racers, seeds_from, train_seeds
from rnnviz.training.series import Series
from rnnviz.training.verdicts import Verdict, judged
from rnnviz.training.windows import Prepared
from rnnviz.ui.cache import CACHE, cached
from rnnviz.ui.computation import AT_ONCE, Computation

Progress = Callable[[float], None] | None

Runs = tuple[Run, ...] | None

ONE_AT_A_TIME = threading.Lock()
"""Seeds that are trained while readers wait: those of one view, so that many views do not fight over the cores."""

BROUGHT = 0.0
"""Seconds of what is not trained at all, because the project brings it."""

MAX_RACE_SEEDS = 5
"""Under which every cell of a race is trained."""

FITTING_RULES = 0.1
"""Seconds in which the rules are fitted, roughly."""

MAX_LINES = 2
"""How many rules are drawn at most: the best where rules are chosen, and the simplest."""


def weakly(each: Any) -> Any:
    """Return an argument as the cache is to know it: runs and series by weak references."""
    if isinstance(each, tuple):
        return tuple(map(weakly, each))
    return ref(each) if isinstance(each, Run | Series) else each


def cached_by_run(function: Callable) -> Callable:
    """Keep the results of a pure function of runs without keeping the runs alive."""

    @wraps(function)
    def look_up(*arguments):
        return CACHE.get_or_make((function, *weakly(arguments)), lambda: function(*arguments))

    return look_up


# Trainings


def run_training(view: View) -> Computation:
    """Return the training of a view's network, which takes no time where it is brought along."""
    if runs := shipped_for(view):
        return Computation(("run", training_of(view)), BROUGHT, lambda progress, stop: runs[0])
    return Computation(("run", training_of(view)), estimate(view), partial(make_run, view, None))


def branch_training(view: View) -> Computation:
    """Return the training of the view's branch."""
    key = "branch", training_of(view), view.branch, view.branch_model
    return Computation(key, estimate(view), partial(make_run, view, view.branch))


def seeds_training(view: View) -> Computation:
    """Return the training under each of the view's seeds, two at a time."""
    seeds = seeds_from(view.seed, view.seeds)
    if len(runs := shipped_for(view)) >= len(seeds):
        return Computation(("seeds", training_of(view), seeds), BROUGHT, lambda progress, stop: runs[: len(seeds)])
    seconds = 0.6 * len(seeds) * estimate(view)
    return Computation(("seeds", training_of(view), seeds), seconds, partial(make_seeds, view, seeds))


def race_training(view: View) -> Computation:
    """Return the race of the three cells."""
    seeds, models = seeds_from(view.seed, min(view.seeds, MAX_RACE_SEEDS)), racers(view.model, view.fair)
    longest = max(estimate(replace(view, kind=each.kind, units=each.units)) for each in models)

    def make(progress: Progress, stop: np.ndarray) -> tuple[Racer, ...]:
        return race(prepared_of(view), models, view.fit, seeds, progress or (lambda share: None), stop)

    return Computation(("race", training_of(view), view.fair, seeds), len(models) * len(seeds) * longest, make)


def rolling_training(view: View) -> Computation:
    """Return the training before each of several test parts; ValueError where the series is too short for them."""
    series = series_of(view)
    parts, season = [each.at(view.target - 1) for each in parts_of(series, view.preparation)], season_of(view)
    window, model = view.window, view.model
    seconds = sum(cost.seconds(model, view.fit, each.n_train, len(each), window) for each in parts)

    def make(progress: Progress, stop: np.ndarray) -> tuple[Origin, ...]:
        return roll(parts, model, view.fit, season, progress, stop)

    return Computation(("rolling", training_of(view), season, view.target), seconds + FITTING_RULES * len(parts), make)


def false_improvement_training(view: View, name: str) -> Computation:
    """Return the trainings with and without a false improvement; ValueError where the series is too short.

    Where several values are forecast at once, they are of a network that says the one that is looked at alone.
    """
    series, seeds = series_of(view), seeds_from(view.seed, max(view.seeds, MIN_SEEDS))
    how = replace(view.preparation, horizon=view.horizon + view.target - 1, outputs=1)
    about = how, replace(view.model, outputs=1), view.fit
    seconds = len(seeds) * seconds_of_false(name, series, *about)

    def make(progress: Progress, stop: np.ndarray) -> Finding | None:
        return false_improvements.find(
            name, series.values, *about, seeds, series.imputed, series.covariates, progress, stop
        )

    return Computation((f"false_{name}", training_of(view), seeds, view.target), seconds, make)


@cached
def parts_of(series: Series, preparation: Preparation) -> list[Prepared]:
    """Return a series cut into several test parts, each with what lies before it."""
    return origins(series.values, preparation, series.imputed, series.covariates)


@cached
def seconds_of_false(name: str, series: Series, *about) -> float:
    """Return the seconds that a false improvement takes for each seed."""
    return false_improvements.seconds(name, series.values, *about, series.imputed, series.covariates)


def make_run(view: View, branch: Branch | None, progress: Progress, stop: np.ndarray) -> Run | None:
    """Train the view's network, on a branch if there is one; None if the reader stopped it in the first epoch."""

    def after(epoch, loss, test_loss):
        progress(epoch / view.epochs)

    model = view.model if branch is None else view.branch_model
    run = train(prepared_of(view), model, view.fit, branch, progress=after if progress else None, stop=stop)
    return run if run.epochs else None


def make_seeds(view: View, seeds: tuple[int, ...], progress: Progress, stop: np.ndarray) -> tuple[Run, ...]:
    """Train under each seed, keeping the last epoch; those that were done when the reader stopped."""
    runs, at_once = [], len(seeds) if progress is None else THREADS
    for first in range(0, len(seeds), at_once):
        with ONE_AT_A_TIME if progress is None else nullcontext():
            runs += train_seeds(prepared_of(view), view.model, view.fit, seeds[first : first + at_once], stop=stop)
        if progress:
            progress(len(runs) / len(seeds))
        if stop[0]:
            break
    return tuple(run for run in runs if run.ending != "stopped")


def quick_view(view: View) -> View | None:
    """Return the view with as many epochs as are trained at once; None where not even one is."""
    quick = [epochs for epochs in EPOCHS if estimate(replace(view, epochs=epochs)) <= AT_ONCE]
    return replace(view, epochs=quick[-1], epoch=-1, branch_epoch=-1) if quick else None


# What is shown


@dataclass(frozen=True, eq=False)
class Shown:
    """What the page shows: a trained run, and the view that it belongs to.

    ``current`` is False while a run of other settings waits for the reader to begin it, or is under way.
    """

    view: View
    run: Run
    current: bool

    @property
    def series(self) -> Series:
        """What is forecast."""
        return series_of(self.view)

    @property
    def network(self) -> str:
        """The network as Keras would write it."""
        return f"{KERAS_NAMES[self.view.kind]}({self.view.units})"

    @property
    def prepared(self) -> Prepared:
        """The windows."""
        return self.run.prepared

    @property
    def frame(self) -> int:
        """Which kept epoch of the run is looked at."""
        return -1 if self.view.epoch < 0 else self.run.frame(self.view.epoch)

    @property
    def sample(self) -> int:
        """The sample that is looked into."""
        return sample_of(self.view)

    @property
    def season(self) -> int:
        """The steps of one season."""
        return season_of(self.view)

    @property
    def baselines(self) -> dict[str, Baseline]:
        """The forecasts that need no network."""
        return baselines_of(self.series, self.prepared.preparation, self.season, self.prepared.output)

    @property
    def rows(self) -> list[Row]:
        """The scores: of the network, then of the baselines."""
        return scores(self.series, self.run, self.frame, self.season)

    @property
    def best_baseline(self) -> tuple[str, float] | None:
        """Title and test RMSE of the best baseline (see ``best_rule``); None where there is none."""
        best = best_rule(self.series, self.prepared.preparation, self.season, self.prepared.output)
        return None if best is None else (best.title, best.test.rmse)

    @property
    def can_branch(self) -> bool:
        """Whether the view has a branch, from an epoch that the run came to the end of."""
        return 0 <= self.view.branch_epoch <= self.run.whole


@cached
def baselines_of(series: Series, preparation: Preparation, season: int, output: int = 0) -> dict[str, Baseline]:
    """Return the baselines of a prepared series, of as many steps ahead as an output of the network forecasts."""
    prepared = prepared_series(series, preparation).at(output)
    return baselines(prepared, season, rules_of(series, prepared.trained, season, prepared.horizon))


@cached
def best_rule(series: Series, preparation: Preparation, season: int, output: int = 0) -> Row | None:
    """Return the scores of the best baseline, chosen on the validation part, where there is none on the test part."""
    prepared = prepared_series(series, preparation).at(output)
    made = baselines_of(series, preparation, season, output)
    return best_row([baseline_row(each, prepared) for each in made.values()])


@cached
def drawn_baselines(series: Series, preparation: Preparation, season: int) -> dict[str, Baseline]:
    """Return those of the baselines that are drawn as lines, the best on the test part first: it has one colour."""
    made, prepared = baselines_of(series, preparation, season), prepared_series(series, preparation)
    errors = {name: row.choice.rmse for name, each in made.items() if (row := baseline_row(each, prepared)).choice}
    ranked = sorted(errors, key=errors.get)
    simplest = [name for name in ranked if name == "repeat"]
    return {name: made[name] for name in list(dict.fromkeys([*ranked[:1], *simplest, *ranked]))[:MAX_LINES]}


@cached
def rules_of(series: Series, trained: int, season: int, horizon: int) -> dict[str, Rule]:
    """Return the rules fitted to the first ``trained`` values: another window or network changes none of them."""
    imputed = [position for position in series.imputed if position < trained]
    return fit_rules(series.values[:trained], season, horizon, imputed, smoothings_of(series, trained, season))


@cached
def smoothings_of(series: Series, trained: int, season: int) -> dict[str, Rule]:
    """Return the exponential smoothings fitted to the first ``trained`` values, which serve every horizon."""
    return fit_smoothings(series.values[:trained], season)


@cached_by_run
def scores(series: Series, run: Run, frame: int, season: int) -> list[Row]:
    """Return the scores of a run after one of its kept epochs, then those of the baselines."""
    beside = baselines_of(series, run.prepared.preparation, season, run.prepared.output)
    return score_table(run.prepared, {"the network": run.forecast(frame)}, beside, season)


@cached_by_run
def verdicts_of(series: Series, runs: tuple[Run, ...], season: int) -> tuple[Verdict, Verdict]:
    """Return the verdict on the last epoch of runs of several seeds beside the best rule, and beside the simplest."""
    prepared = runs[0].prepared
    tested = prepared.parts["test"]
    about = series, prepared.preparation, season, prepared.output
    actual, best = prepared.actual[tested], best_rule(*about)
    chosen = best.title if best is not None and best.validation is not None else ""
    beside = baselines_of(*about).values()
    rules = [(each.title, each.predictions[tested] - actual) for each in beside if each.predictions is not None]
    with np.errstate(over="ignore", invalid="ignore"):
        errors = [run.forecast()[tested] - actual for run in runs]
    errors = [
        np.full_like(actual, np.nan) if run.ending == "diverged" else each
        for run, each in zip(runs, errors, strict=True)
    ]
    return judged(np.array(errors), rules, prepared.horizon, chosen)


@cached_by_run
def intervals_of(run: Run, frame: int, level: float) -> dict[str, Interval]:
    """Return the intervals around the forecasts of the test part, by method; none where none can be made."""
    try:
        return intervals(run, level, frame)
    except ValueError:
        return {}


@cached_by_run
def free_coverage_of(run: Run, frame: int, steps: int, level: float) -> np.ndarray | None:
    """Return (steps,) the coverage of free-running intervals; None where there is none."""
    try:
        return free_coverage(run, steps, level, frame)
    except ValueError:
        return None


@cached_by_run
def snapshots_of(run: Run, sample: int) -> Snapshots:
    """Return what a run did inside while it read the window of a sample."""
    return snapshots(run, sample)
