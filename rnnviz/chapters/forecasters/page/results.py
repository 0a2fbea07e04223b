"""What the forecasters chapter computes, kept: runs, seeds, races, baselines and scores."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from weakref import ref  # of runs, where a cache is not to hold on to them: they are as large as 8 MB

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters import film_data
from rnnviz.chapters.forecasters.page.controls import PAGE
from rnnviz.chapters.forecasters.snapshots import inside
from rnnviz.chapters.forecasters.view import EPOCHS, View, estimate, prepared_of, season_of, series_of
from rnnviz.training.baselines import Baseline, baselines
from rnnviz.training.preparation import Prepared
from rnnviz.training.runs import Branch, Run, train
from rnnviz.training.scores import Row, beside, score_table, verdict
from rnnviz.training.seeds import THREADS, Racer, race, racers, rmse_on_test, seeds_from, train_seeds
from rnnviz.training.series import Series
from rnnviz.ui.background import AT_ONCE, made_at_once, result_of, shelved
from rnnviz.ui.cache import remembered_by

UNTRAINED = {
    name: getattr(View(), name)
    for name in (
        *("preset", "season", "seeds", "sample", "epoch", "steps", "start", "fair", "predict"),
        *("branch_epoch", "branch_kind", "branch_rate", "branch_clipping", "branch_threshold"),
    )
}
"""What changes nothing in training."""


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
    def prepared(self) -> Prepared:
        """The windows."""
        return self.run.prepared


def settings_of(view: View) -> View:
    """The view without what changes nothing in training."""
    return replace(view, **UNTRAINED, own=view.own if view.series == "own" else None)


def run_key(view: View) -> Hashable:
    """What a run depends on."""
    return "run", settings_of(view)


def run_shown(shown: Shown) -> Hashable:
    """What a comparison with the run shown depends on: one that was stopped has fewer epochs than its settings say."""
    return run_key(shown.view), shown.run.epochs


def branch_key(view: View) -> Hashable:
    """What the run of a branch depends on."""
    return "branch", settings_of(view), view.branch, view.branch_model


def seeds_key(view: View) -> Hashable:
    """What the runs of all seeds depend on."""
    return "seeds", settings_of(view), seeds_from(view.seed, view.seeds)


def made_or_offered(name: str, key: Hashable, estimate: float, label: str, make: Callable) -> Any:
    """A result that is kept or quick to make, else None beside what there is to press or to follow."""
    result = brought(key)
    if result is None:
        result = made_at_once(key, estimate, make)
    if result is None:
        result = result_of(PAGE, name, key, estimate, label, make)
    if result is None:
        st.caption(
            f"Work of up to about {AT_ONCE} s is done by itself when a control moves; more waits for its button."
        )
    return result


def brought(key: Hashable) -> Run | None:
    """The run that the reader brought back, if it is this one; shown to them alone, for nobody can tell who made it."""
    mine, run = st.session_state.get(PAGE.key("brought"), (None, None))
    return run if mine == key else None


def trained(view: View) -> Run | None:
    """The run of a view; None while it is not there, beside what there is to press or to follow."""
    return made_or_offered("run", run_key(view), estimate(view), "Train", partial(make_run, view, None))


def make_run(view: View, branch: Branch | None, progress: Callable[[float], None], stop: np.ndarray) -> Run | None:
    """Train the view's network, on a branch if there is one; None if the reader stopped it in the first epoch."""

    def after(epoch, loss, test_loss):
        progress(epoch / view.epochs)

    model = view.model if branch is None else view.branch_model
    run = train(prepared_of(view), model, view.fit, branch, progress=after, stop=stop)
    return run if run.epochs else None


def shown() -> Shown | None:
    """What the page shows now: the run of the view, else the last run of the same series, else as much as is quick.

    None where not even one epoch is quick.
    """
    view, slot = PAGE.view, PAGE.key("shown")
    run = trained(view)
    before = st.session_state.get(slot)
    if run is not None:
        st.session_state[slot] = Shown(view, run, True)
    elif before is not None and before.series is series_of(view):
        st.session_state[slot] = replace(before, current=False)
    else:
        quick = [epochs for epochs in EPOCHS if estimate(replace(view, epochs=epochs)) <= AT_ONCE]
        if quick:
            begun = replace(view, epochs=quick[-1], epoch=-1, branch_epoch=-1)
            run = made_at_once(run_key(begun), estimate(begun), partial(make_run, begun, None))
            st.session_state[slot] = Shown(begun, run, False)
        else:
            st.session_state.pop(slot, None)
    return st.session_state.get(slot)


def branches(shown: Shown) -> bool:
    """Whether the view has a branch, from an epoch that the run came to the end of."""
    return 0 <= shown.view.branch_epoch <= shown.run.whole


def branched(shown: Shown) -> Run | None:
    """The run that leaves the run shown at the epoch of the branch; None where there is none, or not yet."""
    view = shown.view
    if not (shown.current and branches(shown)):
        return None
    make = partial(make_run, view, view.branch)
    run = made_or_offered("branch", branch_key(view), estimate(view), "Train the branch", make)
    return run if run is not None and run.epochs > view.branch_epoch else None  # it may have been stopped before


def seeded(view: View) -> tuple[Run, ...] | None:
    """The runs of the view's seeds, of which only the last epoch is kept; None while they are not there."""
    label = f"Train {view.seeds} seeds"
    return made_or_offered("seeds", seeds_key(view), seeds_estimate(view), label, partial(make_seeds, view))


def quick_seeds(view: View) -> tuple[Run, ...] | None:
    """The same, where they are kept or quick to train."""
    return made_at_once(seeds_key(view), seeds_estimate(view), partial(make_seeds, view))


def seeds_estimate(view: View) -> float:
    """Seconds that the view's seeds take, two at a time."""
    return 0.6 * view.seeds * estimate(view)


def make_seeds(view: View, progress: Callable[[float], None], stop: np.ndarray) -> tuple[Run, ...]:
    """Train under each seed; those that were done when the reader stopped."""
    seeds, runs = seeds_from(view.seed, view.seeds), []
    step = len(seeds) if seeds_estimate(view) <= AT_ONCE else THREADS
    for first in range(0, len(seeds), step):
        runs += train_seeds(prepared_of(view), view.model, view.fit, seeds[first : first + step], stop=stop)
        progress(len(runs) / len(seeds))
        if stop[0]:
            break
    return tuple(run for run in runs if run.ending != "stopped")


def raced(view: View) -> tuple[Racer, ...] | None:
    """The race of the three cells, which the reader starts; None while it has not been run."""
    seeds = seeds_from(view.seed, min(view.seeds, 5))

    def make(progress, stop):
        return race(prepared_of(view), entries, view.fit, seeds, progress, stop)

    entries = racers(view.model, view.fair)
    longest = max(estimate(replace(view, kind=each.kind, units=each.units)) for each in entries)
    key = "race", settings_of(view), view.fair, seeds
    return result_of(PAGE, "race", key, len(entries) * len(seeds) * longest, "Run the race", make)


def rules(view: View) -> dict[str, Baseline]:
    """The baselines of a view."""
    return rules_of(series_of(view), prepared_of(view), season_of(view))


@remembered_by(lambda series: len(series) > 4000)
def rules_of(series: Series, prepared: Prepared, season: int) -> dict[str, Baseline]:
    """The baselines of a prepared series."""
    return baselines(prepared, season)


def frame_of(shown: Shown) -> int:
    """Which kept epoch of the run is looked at."""
    return -1 if shown.view.epoch < 0 else shown.run.frame(shown.view.epoch)


def rows(shown: Shown) -> list[Row]:
    """The table of scores: the network, then the baselines."""
    return score_table(shown.prepared, {"the network": shown.run.forecast(frame_of(shown))}, rules(shown.view))


def said(shown: Shown, runs: tuple[Run, ...] | None) -> str:
    """Who wins, in words; over the seeds where they have been trained."""
    rmses = [rmse_on_test(run) for run in runs or (shown.run,)]
    simple = rows(shown)[1:]
    said = verdict("the network", rmses, simple, shown.series.unit)
    if shown.run.kept[frame_of(shown)] != shown.run.epochs:
        said = f"After epoch {shown.run.epochs}, the last: o{said[1:]}"
    return f"{said} {beside('the network', rmses, simple, simple[0], shown.series.unit)}".rstrip()


def shelved_seeds(view: View) -> tuple[Run, ...] | None:
    """The runs of the view's seeds, where they have been trained."""
    return shelved(seeds_key(view))


def shelved_branch(shown: Shown) -> Run | None:
    """The run of the branch, where it has been trained."""
    key = branch_key(shown.view)
    return (brought(key) or shelved(key)) if branches(shown) else None


def notices(shown: Shown) -> list[str]:
    """How the training ended, where that was not as planned."""
    run = shown.run
    if run.ending == "diverged":
        epoch, batch = run.diverged_at
        return [
            f"Training stopped in epoch {epoch}, at batch {batch}: the loss or its gradient was no longer finite. What "
            "is shown are the weights before that batch. A smaller learning rate helps, or clipping the gradients "
            "(More choices)."
        ]
    if run.ending == "early":
        return [
            f"Stopped early after epoch {run.epochs}: the test loss has not fallen since epoch {run.best}. Shown are "
            "the last weights, as Keras's EarlyStopping leaves them by default."
        ]
    if run.ending == "stopped":
        return [f"You stopped the training after epoch {run.epochs}."]
    return []


def best_rule(shown: Shown) -> tuple[str, float] | None:
    """Title and test RMSE of the best baseline; None where there is none."""
    can = [row for row in rows(shown)[1:] if row.test is not None and np.isfinite(row.test.rmse)]
    best = min(can, key=lambda row: row.test.rmse, default=None)
    return None if best is None else (best.title, best.test.rmse)


def film_of(shown: Shown, branch: Run | None) -> dict:
    """The film of what is shown, and of its branch, as the browser reads it: a tenth of its arrays."""
    return _film(ref(shown.run), branch and ref(branch), shown.series, shown.view.chosen)


@remembered_by(lambda run: True)
def _film(run: ref[Run], branch: ref[Run] | None, series: Series, sample: int) -> dict:
    run, branch = run(), branch and branch()
    of_branch = branch and inside(branch, sample)
    return film_data.film_of(series, run, inside(run, sample), branch, of_branch, sample).sent


def shown_last() -> Shown | None:
    """What ``shown`` last returned, without another look."""
    return st.session_state.get(PAGE.key("shown"))
