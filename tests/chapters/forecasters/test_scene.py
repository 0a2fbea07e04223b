"""The forecasters chapter's trainings and what is cached of them, and the way into the hidden state."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.forecasters.figures import of_runs
from rnnviz.chapters.forecasters.figures.film import film_table
from rnnviz.chapters.forecasters.page.in_keras import request
from rnnviz.chapters.forecasters.scene import (
    MAX_LINES,
    Shown,
    baselines_of,
    branch_training,
    drawn_baselines,
    race_training,
    run_training,
    seeds_training,
)
from rnnviz.chapters.forecasters.view import View, prepared_of
from rnnviz.chapters.hidden_state.scene import scene as hidden_state_scene
from rnnviz.chapters.hidden_state.view import LINK as HIDDEN_STATE
from rnnviz.training import cost
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import train
from rnnviz.training.series import Covariate, bundled
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import prepare
from rnnviz.ui.cache import CACHE, size_of
from rnnviz.ui.computation import compute_at_once
from rnnviz.ui.open_network import hidden_state_link

VIEW = View(epochs=3, overlap=True, batch=16)


def test_the_order_for_keras_is_no_more_than_a_job_may_hold():
    view = replace(VIEW, epochs=2000, batch=256)
    trained = train(prepared_of(view), view.model, replace(view.fit, epochs=1))
    long = replace(trained, losses=np.ones(2000))
    with pytest.raises(ValueError, match="The order of 2,000 epochs of 2,244 windows"):
        request(long)
    assert request(trained)["order"].shape == (1, 2244)


def test_keras_is_asked_to_watch_what_early_stopping_watches():
    for validation, part in ((0.0, "test"), (0.15, "validation")):
        view = replace(VIEW, validation=validation)
        found = train(prepared_of(view), view.model, view.fit)
        asked, of = request(found), found.prepared.parts[part]
        np.testing.assert_array_equal(asked["held_out"]["inputs"], found.prepared.inputs[of])
        np.testing.assert_array_equal(asked["samples"]["inputs"], found.prepared.inputs[: found.prepared.n_train])
        assert found.watched[0] == part


def test_a_prediction_of_several_inputs_opens_with_their_names_and_of_several_outputs_with_all_of_them():
    values, beside = bundled("airline").values, Covariate("<b>price|€", np.arange(144.0) % 7, known_ahead=True)
    how = Preparation(window=6, outputs=3, calendar=12, covariates=1)
    model = Model("lstm", 4, outputs=3, features=4)
    found = train(prepare(values, how, (), (beside,)), model, Fit(epochs=2, batch=8))
    sample = found.prepared.n_train + 7
    names = "value", "sine", "cosine", beside.name
    there, ignored = HIDDEN_STATE.read(hidden_state_link(found.network(), found.prepared.inputs[sample], names))
    shown = hidden_state_scene(there)
    assert ignored == [] and there.names == ("value", "sine", "cosine", "?b?price??")
    np.testing.assert_allclose(shown.y[-1], found.predictions[-1, sample], rtol=1e-10)
    assert shown.preset.features == there.names and HIDDEN_STATE.read(HIDDEN_STATE.write(there))[0] == there
    wide = Model("lstm", 4, outputs=13)
    with pytest.raises(ValueError, match="up to 6 numbers a step and say up to 12; this reads 1 and says 13"):
        hidden_state_link(wide.network(wide.init(1)), np.zeros((6, 1)))


@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
def test_a_prediction_opens_in_the_hidden_state_chapter(kind):
    view = replace(VIEW, kind=kind, units=4)
    found = train(prepared_of(view), view.model, view.fit)
    sample = found.prepared.n_train + 7
    link = hidden_state_link(found.network(), found.prepared.inputs[sample])
    assert not {"names", "outputs"} & link.keys()
    there, ignored = HIDDEN_STATE.read(link)
    assert ignored == []
    shown = hidden_state_scene(there)
    assert shown.y[-1, 0] == pytest.approx(found.predictions[-1, sample], rel=1e-10)
    with pytest.raises(ValueError, match="up to 8 units and 64 timesteps; this has 1 of 9 units"):
        large = replace(VIEW, kind=kind, units=9, epochs=1)
        found = train(prepared_of(large), large.model, large.fit)
        hidden_state_link(found.network(), found.prepared.inputs[0])


def test_more_work_than_is_allowed_is_refused_with_what_would_help():
    with pytest.raises(ValueError, match="Fewer epochs"):
        cost.check(121.0)
    small, large = (cost.seconds(Model("lstm", units), Fit(), 1000, 1200, 12) for units in (4, 40))
    assert large > 10 * small


def test_equal_questions_are_trained_once():
    looked = replace(VIEW, seed=32, epoch=1, steps=9, season=7)
    run = compute_at_once(run_training(looked))
    assert compute_at_once(run_training(replace(VIEW, seed=32))) is run
    assert compute_at_once(run_training(replace(VIEW, seed=33))) is not run


def test_what_takes_long_is_not_done_at_once():
    assert compute_at_once(run_training(replace(VIEW, epochs=2000, units=64, seed=34))) is None


def test_every_training_knows_all_that_it_depends_on():
    keys = {run_training(VIEW).key, run_training(replace(VIEW, units=4)).key, seeds_training(VIEW).key}
    keys |= {seeds_training(replace(VIEW, seeds=3)).key, race_training(VIEW).key}
    keys |= {race_training(replace(VIEW, fair="parameters")).key}
    branch = replace(VIEW, branch_epoch=1)
    keys |= {branch_training(branch).key, branch_training(replace(branch, branch_rate=0.1)).key}
    assert len(keys) == 8


def test_the_cache_counts_what_a_run_holds():
    run = compute_at_once(run_training(replace(VIEW, seed=35)))
    arrays = (run.weights, run.predictions, run.losses, run.prepared.scaled, run.prepared.values)
    held = sum(each.nbytes for each in arrays)
    assert held <= size_of(run) <= 2 * held
    assert size_of((run, run)) < 1.1 * size_of(run)


def test_what_is_cached_of_a_run_does_not_keep_the_run():
    view = replace(VIEW, seed=31)
    trained = train(prepared_of(view), view.model, view.fit)
    shown, gone = Shown(view, trained, True), weakref.ref(trained)
    of_run = shown.series, trained, shown.frame
    assert film_table(shown.series, trained, None, 3) is film_table(shown.series, trained, None, 3)
    assert of_runs.ahead(*of_run, 0, 5, 1) is of_runs.ahead(*of_run, 0, 5, 1)
    assert of_runs.horizon(*of_run, 5, 1) is of_runs.horizon(*of_run, 5, 1)
    assert of_runs.forecast(*of_run, 3, 1, None, None) is of_runs.forecast(*of_run, 3, 1, None, None)
    assert shown.rows is shown.rows and CACHE.bytes > 0
    del shown, trained, of_run
    gc.collect()
    assert gone() is None


def test_another_window_fits_no_rule_anew_and_only_the_best_and_the_simplest_are_drawn():
    airline = bundled("airline")
    first, second = (baselines_of(airline, Preparation(window=window), 12) for window in (3, 7))
    assert all(first[name].forecaster is second[name].forecaster for name in first)
    drawn = drawn_baselines(airline, Preparation(window=3), 12)
    assert list(drawn) == ["ets", "repeat"] and len(drawn) == MAX_LINES
