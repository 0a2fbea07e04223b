"""What the presets open with is what training gives, and is there before anything is compiled."""

import json
import subprocess
import sys

import numpy as np
import pytest

from rnnviz.chapters.forecasters.scene import BROUGHT, rules_of, run_training, seeds_training
from rnnviz.chapters.forecasters.shipped import SHIPPED, shipped_for, shipped_runs
from rnnviz.chapters.forecasters.view import View, prepared_of, season_of, series_of
from rnnviz.training.baselines import smoothing
from rnnviz.training.kernels import ready
from rnnviz.training.runs import train
from rnnviz.training.seeds import seeds_from, train_seeds

WITHOUT_LOOPS = """
import json, sys
from rnnviz.chapters.forecasters.figures import of_runs
from rnnviz.chapters.forecasters.scene import Shown, drawn_baselines, run_training, seeds_training, verdicts_of
from rnnviz.chapters.forecasters.view import View
found = {}
for preset in sys.argv[1:]:
    view = View.of(preset)
    what = Shown(view, run_training(view).make(None, None), True)
    runs = seeds_training(view).make(None, None)
    of_runs.forecast(what.series, what.run, -1, what.sample, what.season, runs, None)
    of_runs.ahead(what.series, what.run, -1, 0, view.steps, what.season)
    best, _ = verdicts_of(what.series, runs, what.season)
    found[preset] = [best.winner, best.rule, best.network_rmse, best.rule_rmse]
print(json.dumps({"found": found, "numba": "numba" in sys.modules}))
"""


@pytest.fixture(scope="module", autouse=True)
def kernels():
    assert ready.wait(300)


@pytest.mark.parametrize("preset", SHIPPED)
def test_what_is_brought_is_what_training_gives(preset):
    view = View.of(preset)
    brought, prepared, seeds = shipped_for(view), prepared_of(view), seeds_from(view.seed, view.seeds)
    again = train(prepared, view.model, view.fit), *train_seeds(prepared, view.model, view.fit, seeds[1:])
    assert [run.fit for run in brought] == [run.fit for run in again] and brought[0].kept == again[0].kept
    for ours, theirs in zip(brought, again, strict=True):
        np.testing.assert_allclose(ours.losses, theirs.losses, rtol=1e-6)
        np.testing.assert_allclose(ours.predictions[-1], theirs.predictions[-1], rtol=1e-5, atol=1e-7)
    assert run_training(view).seconds == seeds_training(view).seconds == BROUGHT


def test_runs_of_a_preset_that_was_changed_since_are_not_taken_for_its_own(monkeypatch):
    monkeypatch.setattr(View, "of", lambda preset: View(preset, series="walk", scaling="standard", validation=0.2))
    assert shipped_runs.__wrapped__("walk") == ()


def test_another_setting_is_trained():
    view = View.of("sunspots")
    assert not shipped_for(View(units=4)) and shipped_for(View(preset="airline")) == shipped_for(view)
    assert run_training(View(units=4)).seconds > BROUGHT
    assert seeds_training(View(seeds=10)).seconds > BROUGHT == seeds_training(View(seeds=3)).seconds


@pytest.mark.parametrize("preset", SHIPPED)
def test_the_rates_that_are_brought_are_those_that_a_search_finds(preset, monkeypatch):
    view = View.of(preset)
    about = series_of(view), prepared_of(view).trained, season_of(view), view.horizon
    asked = []
    monkeypatch.setattr(smoothing, "searched_rates", lambda *rest: asked.append(rest))
    brought = rules_of.__wrapped__(*about)
    assert not asked, "nothing is searched for"
    monkeypatch.undo()
    monkeypatch.setattr(smoothing, "KNOWN_RATES", {})
    for name, rule in rules_of.__wrapped__(*about).items():
        assert rule.title == brought[name].title
    found = rules_of.__wrapped__(*about)["theta"].forecaster
    assert brought["theta"].forecaster.alpha == pytest.approx(found.alpha, abs=1e-6)


def test_every_preset_is_whole_before_the_loops_are_compiled():
    """In a process of its own, in which nobody asks for the loops."""
    command = [sys.executable, "-c", WITHOUT_LOOPS, *SHIPPED]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert not said["numba"] and said["found"].keys() == set(SHIPPED)
    assert said["found"]["sunspots"][:2] == ["open", "AR(27)"]
