"""The forecasters chapter without its page: views and links, many steps ahead, seeds, the race, a window opened."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.chapters.forecasters.page import cached_figures, results
from rnnviz.chapters.forecasters.page.controls import CONTROLS, PARAMETERS, from_query, to_query
from rnnviz.chapters.forecasters.page.in_keras import request
from rnnviz.chapters.forecasters.presets import PRESETS, opened
from rnnviz.chapters.forecasters.snapshots import frames_of, inside
from rnnviz.chapters.forecasters.view import SERIES, View, estimate, fitted, prepared_of, season_of, series_of
from rnnviz.chapters.hidden_state.page import controls as hidden_state_link_of
from rnnviz.chapters.hidden_state.scene import scene as hidden_state_scene
from rnnviz.core.gradients import backpropagate_network
from rnnviz.core.jacobians import products_to, step_jacobians
from rnnviz.core.network import run_network
from rnnviz.training import cost
from rnnviz.training.baselines import baselines
from rnnviz.training.free_running import continuation, continue_from, errors_by_step
from rnnviz.training.preparation import Preparation, prepare
from rnnviz.training.runs import train
from rnnviz.training.seeds import band, race, racers, rmse_on_test, seeds_from, train_seeds
from rnnviz.training.series import bundled
from rnnviz.training.settings import Fit, Model
from rnnviz.ui.controls import Flag, Whole
from rnnviz.ui.link import MOST
from rnnviz.ui.open_in_hidden_state import hidden_state_link

VIEW = View(epochs=3, overlap=True, batch=16)


@pytest.fixture(scope="module")
def run():
    return train(prepared_of(VIEW), VIEW.model, VIEW.fit)


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_fits_is_trained_at_once_and_has_a_link(key):
    view, notes = fitted(opened(key))
    assert notes == [] and estimate(view) <= 0.35
    assert from_query(to_query(view))[0] == view
    assert np.isfinite(train(prepared_of(view), view.model, replace(view.fit, epochs=1)).losses).all()


def test_a_link_holds_everything_that_decides_what_is_shown():
    view = replace(
        opened("airline"),
        **{"kind": "gru", "units": 7, "layers": 2, "epochs": 50, "learning_rate": 0.03, "window": 5, "horizon": 1},
        **{"optimizer": "rmsprop", "loss": "mae", "clipping": "norm", "threshold": 0.1, "seed": 9, "patience": 5},
        **{"branch_epoch": 10, "branch_rate": 0.1, "epoch": 20, "sample": 100, "steps": 12, "fair": "parameters"},
        **{"scaling": "standard", "leak": False, "split": 0.75, "season": 6, "seeds": 10},
    )
    view, notes = fitted(view)
    assert notes == [] and from_query(to_query(view)) == (view, [])


def test_an_own_series_travels_in_the_link_while_it_is_short():
    view, _ = from_query({"preset": "own", "own": ",".join(map(str, range(60))), "window": "3"})
    assert series_of(view).values[-1] == 59.0 and view.window == 3
    assert from_query(to_query(view))[0].own.values.tolist() == series_of(view).values.tolist()
    _, notes = from_query({"preset": "own"})
    assert "an example stands in" in notes[0]


@pytest.mark.parametrize(
    "query,said",
    [
        ({"epochs": "1000000"}, "“1000000” is not known; allowed are 1, 2"),
        ({"epochs": "0"}, "allowed are 1, 2"),
        ({"units": "65"}, "a whole number from 1 to 64"),
        ({"window": "336", "series": "temperature"}, "The training part has 122 of the 153 values"),
        ({"series": "stocks"}, "allowed are sunspots"),
        ({"preset": "airline", "batch": "512"}, "The batch is 64 now"),
        ({"epochs": "2000", "units": "64", "overlap": "1", "window": "48"}, "at most 120 are allowed"),
        ({"own": "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "preset": "own", "window": "2"}, "divide by zero"),
    ],
)
def test_a_link_that_cannot_be_is_told_and_something_is_shown(query, said):
    view, notes = from_query(query)
    assert said in " ".join(notes)
    fitted(view)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_view_that_fits_can_be_prepared_and_is_its_links(data):
    changes = {control.field: data.draw(choices_of(control)) for control in CONTROLS}
    changes |= {name: data.draw(st.integers(-1, 2500)) for name in ("sample", "epoch", "branch_epoch")}
    changes |= {"series": data.draw(st.sampled_from(SERIES[:-1])), "start": data.draw(st.integers(0, 5000))}
    try:
        view, _ = fitted(replace(opened(data.draw(st.sampled_from(list(PRESETS)))), **changes))
    except ValueError as error:
        assert str(error).endswith((".", "less.")) and "\n" not in str(error)
        return
    assert fitted(view) == (view, [])
    prepared = prepared_of(view)
    assert view.batch <= prepared.n_train and 0 <= view.chosen < len(prepared) and estimate(view) <= cost.MAX_SECONDS
    assert view.branch is None or view.branch.epoch < view.epochs
    query = to_query(view)
    assert len(query) <= MOST and from_query(query) == (view, [])


def choices_of(control):
    """What a reader may choose."""
    if isinstance(control, Flag):
        return st.booleans()
    if isinstance(control, Whole):
        return st.integers(control.low, control.high)
    return st.sampled_from(control.options)


def test_a_link_may_have_every_parameter_at_once():
    assert len(PARAMETERS) <= MOST


def test_the_order_for_keras_is_no_more_than_a_job_may_hold():
    view = replace(VIEW, epochs=2000, batch=256)
    trained = train(prepared_of(view), view.model, replace(view.fit, epochs=1))
    long = replace(trained, losses=np.ones(2000))
    with pytest.raises(ValueError, match="The order of 2000 epochs of 2244 windows"):
        request(long)
    assert request(trained)["order"].shape == (1, 2244)


def test_a_series_of_ones_own_is_in_no_link_to_another_series():
    own, _ = from_query({"preset": "own", "own": ",".join(map(str, range(60))), "window": "3"})
    assert "own" in to_query(own) and "own" not in to_query(replace(opened("sunspots"), own=own.own))


def test_the_season_is_the_series_own_until_the_reader_says_another():
    assert season_of(View()) == 132 and season_of(View(season=11)) == 11


def test_one_step_of_a_free_run_is_the_networks_own_prediction(run):
    prepared = run.prepared
    windows = prepared.scaler.unscaled(prepared.inputs[..., 0])
    np.testing.assert_allclose(continue_from(run, windows, 1)[:, 0], run.forecast(), rtol=1e-12)


def test_forecasts_from_many_starts_are_fewer_where_they_would_take_long():
    series = bundled("electricity")
    prepared = prepare(series.values, Preparation(window=336, overlap=False))
    large = train(prepared, Model("lstm", 64, 2), Fit(batch=8, epochs=1), keep=1)
    with pytest.raises(ValueError, match="200 steps, each of which reads 336 values anew"):
        errors_by_step(large, {}, 200)
    assert np.isfinite(errors_by_step(large, {}, 1)["the network"]).all()


def test_a_free_run_reads_its_own_outputs(run):
    windows = run.prepared.scaler.unscaled(run.prepared.inputs[:3, :, 0])
    long = continue_from(run, windows, 5)
    moved = np.concatenate([windows, long[:, :2]], axis=1)[:, 2:]
    np.testing.assert_allclose(continue_from(run, moved, 3), long[:, 2:], rtol=1e-10)


def test_teacher_forcing_reads_measured_values_and_both_agree_at_the_first_step(run):
    prepared, rules = run.prepared, baselines(run.prepared, 132)
    start = prepared.boundary + 50
    found = continuation(run, rules, start, 10)
    assert found.free[0] == pytest.approx(found.forced[0], rel=1e-12)
    sample = int(np.flatnonzero(prepared.positions == start + 4)[0])
    assert found.forced[4] == pytest.approx(run.forecast()[sample], rel=1e-12)
    np.testing.assert_array_equal(found.actual, prepared.values[start : start + 10])
    np.testing.assert_array_equal(found.rules["repeating the last value"], np.full(10, prepared.values[start - 1]))


def test_beyond_the_end_only_the_first_step_is_forced(run):
    found = continuation(run, {}, len(run.prepared.values), 6)
    assert np.isfinite(found.free).all() and np.isnan(found.actual).all()
    assert np.isfinite(found.forced[0]) and np.isnan(found.forced[1:]).all()


def test_errors_by_step_begin_with_the_one_step_error(run):
    rules = baselines(run.prepared, 132)
    room = len(run.prepared.values) - run.prepared.boundary - 12
    found = errors_by_step(run, rules, room - 499)
    errors = run.forecast() - run.prepared.actual
    starts = run.prepared.n_train + np.arange(500)
    assert found["the network"][0] == pytest.approx(np.sqrt(np.mean(errors[starts] ** 2)), rel=1e-9)
    assert set(found) == {"the network", *(each.title for each in rules.values() if each.forecaster)}
    with pytest.raises(ValueError, match=rf"leaves room for {room} steps, not {room + 1}"):
        errors_by_step(run, rules, room + 1)


def test_a_longer_horizon_cannot_be_fed_back():
    view = replace(VIEW, horizon=2, epochs=1)
    found = train(prepared_of(view), view.model, view.fit)
    with pytest.raises(ValueError, match="horizon of 2"):
        continuation(found, {}, 100, 3)


def test_seeds_are_the_runs_that_each_would_be_alone():
    prepared, model, fit = prepared_of(VIEW), VIEW.model, Fit(epochs=2, batch=16)
    runs = train_seeds(prepared, model, fit, (3, 4, 5))
    for seed, found in zip((3, 4, 5), runs, strict=True):
        alone = train(prepared, model, replace(fit, seed=seed))
        np.testing.assert_array_equal(found.weights[-1], alone.weights[-1])
        assert found.kept == (2,)
    low, median, high = band(np.array([each.forecast() for each in runs]))
    assert (low <= median).all() and (median <= high).all()
    assert seeds_from(99_998, 3) == (99_998, 99_999, 0)


def test_a_seed_that_diverged_is_not_in_the_band():
    low, median, high = band(np.array([[1.0, 2.0], [np.nan, 3.0], [3.0, 4.0]]))
    assert median.tolist() == [2.0, 3.0] and np.isnan(band(np.full((2, 2), np.inf))[0]).all()


def test_a_race_is_fair():
    model = Model("gru", 6)
    assert {each.units for each in racers(model, "units")} == {6}
    parameters = {each.kind: each.parameters for each in racers(model, "parameters")}
    assert parameters["gru"] == model.parameters
    for kind, count in parameters.items():
        nearest = min(abs(Model(kind, units).parameters - model.parameters) for units in range(1, 65))
        assert abs(count - model.parameters) == nearest
    entries = race(prepared_of(VIEW), racers(model, "units"), Fit(epochs=1, batch=64), (1, 2))
    assert [each.model.kind for each in entries] == ["simple_rnn", "lstm", "gru"]
    for each in entries:
        assert [found.fit.seed for found in each.runs] == [1, 2]
        assert each.rmses[0] == rmse_on_test(each.runs[0]) and (each.seconds > 0).all()


@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
def test_a_prediction_opens_in_the_hidden_state_chapter(kind):
    view = replace(VIEW, kind=kind, units=4)
    found = train(prepared_of(view), view.model, view.fit)
    sample = found.prepared.n_train + 7
    link = hidden_state_link(found.network(), found.prepared.inputs[sample])
    there, ignored = hidden_state_link_of.from_query(link)
    assert ignored == []
    shown = hidden_state_scene(there)
    assert shown.y[-1, 0] == pytest.approx(found.predictions[-1, sample], rel=1e-10)
    with pytest.raises(ValueError, match="up to 8 units and 64 timesteps; this has 1 of 9 units"):
        large = replace(VIEW, kind=kind, units=9, epochs=1)
        found = train(prepared_of(large), large.model, large.fit)
        hidden_state_link(found.network(), found.prepared.inputs[0])


@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_inside_is_what_the_core_computes(loss):
    view = replace(VIEW, kind="lstm", layers=2, loss=loss, epochs=4)
    found = train(prepared_of(view), view.model, view.fit)
    sample = 5
    seen = inside(found, sample)
    assert seen.frames == frames_of(found) and seen.frames[0] == 0
    trace = run_network(found.network(seen.frames[2]), found.prepared.inputs[sample : sample + 1])
    last = trace.layers[1].parts[""]
    np.testing.assert_array_equal(seen.states["c"][2], last["c"][0])
    error = trace.outputs - found.prepared.targets[sample : sample + 1]
    gradients = backpropagate_network(trace, 2 * error if loss == "mse" else np.sign(error))
    np.testing.assert_allclose(seen.gradients["h"][2], np.linalg.norm(gradients.layers[1][""]["h"][0], axis=-1))
    products = products_to(step_jacobians(last), 11)[0, :, :3, :3]
    np.testing.assert_allclose(seen.reach[2, 11], np.linalg.norm(products, axis=(1, 2)) / np.sqrt(3), rtol=1e-9)


def test_a_film_of_a_large_network_is_without_what_would_take_long():
    view = replace(VIEW, kind="lstm", units=64, window=60, epochs=1, batch=128)
    found = train(prepared_of(view), view.model, view.fit)
    assert inside(found, 0).reach is None


def test_more_work_than_is_allowed_is_refused_with_what_would_help():
    with pytest.raises(ValueError, match="Fewer epochs"):
        cost.check(121.0)
    small, large = (cost.seconds(Model("lstm", units), Fit(), 1000, 1200, 12) for units in (4, 40))
    assert large > 10 * small


def test_what_is_kept_of_a_run_does_not_keep_the_run():
    view = replace(VIEW, seed=31)
    trained = train(prepared_of(view), view.model, view.fit)
    shown, gone = results.Shown(view, trained, True), weakref.ref(trained)
    assert results.film_of(shown, None) is results.film_of(shown, None)
    for drawing in (cached_figures.windows, cached_figures.ahead, cached_figures.horizon):
        assert drawing(shown) is drawing(shown)
    del shown, trained
    gc.collect()
    assert gone() is None
