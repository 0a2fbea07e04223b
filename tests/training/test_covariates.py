"""Further columns that are read beside the values: of which step, how scaled, and that nothing of the future leaks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.training.false_improvements import MIN_SEEDS, TITLES, find, pair
from rnnviz.training.free_running import all_at_once, continuation, continue_from, errors_by_step
from rnnviz.training.intervals import free_coverage
from rnnviz.training.preparation import Preparation
from rnnviz.training.rolling import origins, roll
from rnnviz.training.runs import train
from rnnviz.training.scores import rmse
from rnnviz.training.series import MAX_COVARIATES, Covariate, Series
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import prepare

RNG = np.random.default_rng(5)
PROMOTION = (RNG.random(140) < 0.3).astype(float)
WEATHER = RNG.normal(size=120).cumsum()
VALUES = 20.0 + 6.0 * PROMOTION[:120] + np.append(0.0, WEATHER[:-1]) + 0.1 * RNG.normal(size=120)
BESIDE = Covariate("promotion", PROMOTION, known_ahead=True), Covariate("weather", WEATHER)
HOW = Preparation("standard", window=4, reach_back=True, validation=0.15, covariates=2)
MODEL, FIT = Model("gru", 3, features=3), Fit(epochs=3, batch=8)


def trained(covariates=BESIDE, how=HOW, model=MODEL, fit=FIT):
    return train(prepare(VALUES, how, (), covariates), model, fit)


@pytest.fixture(scope="module")
def run():
    return trained()


@pytest.mark.parametrize(("horizon", "outputs"), [(1, 1), (3, 1), (2, 4)])
@pytest.mark.parametrize("calendar", [0, 7])
def test_what_is_known_ahead_is_read_of_the_first_target_and_what_is_not_of_its_own_step(horizon, outputs, calendar):
    how = replace(HOW, horizon=horizon, outputs=outputs, calendar=calendar)
    ready = prepare(VALUES, how, (30,), BESIDE)
    plain = prepare(VALUES, replace(how, covariates=0), (30,))
    np.testing.assert_array_equal(ready.inputs[..., :-2], plain.inputs)
    np.testing.assert_array_equal(ready.targets, plain.targets)
    promotion, weather = np.moveaxis(ready.inputs[..., -2:], -1, 0)
    known, measured = PROMOTION[: ready.trained], WEATHER[: ready.trained]
    np.testing.assert_allclose(
        promotion[:, -1], (PROMOTION[ready.positions] - known.mean()) / known.std(), rtol=1e-12, atol=1e-12
    )
    np.testing.assert_allclose(
        weather[:, -1], (WEATHER[ready.ends] - measured.mean()) / measured.std(), rtol=1e-12, atol=1e-12
    )
    np.testing.assert_array_equal(promotion[1, :-1], promotion[0, 1:])
    np.testing.assert_array_equal(ready.at(outputs - 1).inputs, ready.inputs)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["minmax", "standard", "none"]),
    st.booleans(),
    st.integers(1, 3),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6),
)
def test_the_future_of_a_column_changes_no_weight(scaling, leak, horizon, later):
    how = replace(HOW, scaling=scaling, leak=leak, horizon=horizon)
    trained_until = how.ends(len(VALUES))["training"]
    changed = tuple(
        replace(each, values=np.append(each.values[:trained_until], np.resize(later, len(each.values) - trained_until)))
        for each in BESIDE
    )
    fit = replace(FIT, epochs=1)
    one, two = (trained(covariates, how, fit=fit) for covariates in (BESIDE, changed))
    np.testing.assert_array_equal(one.weights, two.weights)
    np.testing.assert_array_equal(one.losses, two.losses)
    train_part = one.prepared.parts["training"]
    np.testing.assert_array_equal(one.predictions[:, train_part], two.predictions[:, train_part])


def test_what_only_a_column_tells_is_learned_from_it_alone():
    fit = Fit(learning_rate=0.03, batch=8, epochs=60)
    errors = []
    for covariates in (BESIDE, BESIDE[:1], ()):
        found = trained(
            covariates, replace(HOW, covariates=len(covariates)), Model("gru", 6, features=1 + len(covariates)), fit
        )
        test = found.prepared.parts["test"]
        errors.append(float(rmse(found.forecast()[test], found.prepared.actual[test])))
    assert errors[0] < errors[1] < errors[2] and errors[0] < 0.6 * errors[2]


def test_one_step_of_a_free_run_is_the_networks_own_prediction(run):
    prepared, test = run.prepared, run.prepared.parts["test"]
    starts = prepared.positions[test]
    history = VALUES[starts[:, None] - 4 + np.arange(4)]
    found = continue_from(run, history, 1, starts=starts)[:, 0]
    np.testing.assert_allclose(found, run.forecast()[test], rtol=1e-10)
    np.testing.assert_allclose(continuation(run, {}, prepared.boundary, 6).forced, run.forecast()[test][:6], rtol=1e-10)
    (errors,) = errors_by_step(run, {}, 1).values()
    assert errors[0] == pytest.approx(float(rmse(run.forecast()[test], prepared.actual[test])), rel=1e-9)
    assert np.isfinite(free_coverage(run, 4, 0.8)).all()
    with pytest.raises(ValueError, match="must know where each forecast starts"):
        continue_from(run, history, 1)


def test_a_free_run_reads_the_true_future_of_what_is_known_ahead_and_holds_the_rest(run):
    start, steps = np.array([100]), 12
    history = VALUES[None, 96:100]
    found = continue_from(run, history, steps, starts=start)
    held = np.append(WEATHER[:100], np.full(20, WEATHER[99]))  # as it is from the start on: held
    other = replace(run, prepared=replace(run.prepared, covariates=(BESIDE[0], replace(BESIDE[1], values=held))))
    np.testing.assert_array_equal(continue_from(other, history, steps, starts=start), found)
    without = replace(BESIDE[0], values=np.append(PROMOTION[:105], 1.0 - PROMOTION[105:]))
    other = replace(run, prepared=replace(run.prepared, covariates=(without, BESIDE[1])))
    moved = continue_from(other, history, steps, starts=start)
    np.testing.assert_array_equal(moved[:, :5], found[:, :5])
    assert (moved[:, 5:] != found[:, 5:]).all()


def test_beyond_what_is_known_the_last_value_is_held(run):
    short = replace(BESIDE[0], values=np.append(PROMOTION[:123], np.full(9, PROMOTION[122])))
    history, start = VALUES[None, -4:], np.array([120])
    held = replace(run, prepared=replace(run.prepared, covariates=(short, BESIDE[1])))
    cut = replace(short, values=short.values[:123])
    cut = replace(run, prepared=replace(run.prepared, covariates=(cut, BESIDE[1])))
    np.testing.assert_array_equal(*(continue_from(each, history, 12, starts=start) for each in (held, cut)))


def test_all_at_once_reads_them_too():
    run = trained(how=replace(HOW, outputs=3), model=Model("lstm", 2, features=3, outputs=3))
    test = run.prepared.parts["test"]
    starts = run.prepared.ends[test] + 1
    found = all_at_once(run, VALUES[starts[:, None] - 4 + np.arange(4)], starts=starts)
    for output, look in enumerate(run.by_output):
        np.testing.assert_allclose(found[:, output], look.forecast()[test], rtol=1e-10)


def test_rolling_origins_and_false_improvements_read_them():
    parts = origins(VALUES, HOW, (), BESIDE)
    assert all(each.inputs.shape[-1] == 3 for each in parts)
    assert len(roll(parts, MODEL, replace(FIT, epochs=1), 1)) == len(parts)
    for name in TITLES:
        found = find(name, VALUES, HOW, MODEL, replace(FIT, epochs=1), range(MIN_SEEDS), (), BESIDE)
        assert np.isfinite(found.honest).all() and np.isfinite(found.false).all()
        assert all(each.inputs.shape[-1] == 3 for each in pair(name, VALUES, HOW, (), 1, BESIDE))


@pytest.mark.parametrize("scaling", ["minmax", "standard", "none"])
def test_what_tells_nothing_in_the_training_part_is_refused(scaling):
    flat = Covariate("holiday", np.append(np.zeros(80), np.ones(40)), known_ahead=True)
    with pytest.raises(ValueError, match="All 78 values of “holiday” in the training part are 0"):
        prepare(VALUES, replace(HOW, scaling=scaling, covariates=1), (), (flat,))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="2 further columns are read, each as long as the series"):
        prepare(VALUES, HOW)
    with pytest.raises(ValueError, match="covariates must be from 0 to 3"):
        Preparation(covariates=MAX_COVARIATES + 1)
    with pytest.raises(ValueError, match="“weather” must be 1-D, finite"):
        Covariate("weather", np.array([1.0, np.nan]))
    about = "own", "x", "", VALUES, None, 1, ""
    with pytest.raises(ValueError, match="“short” must have a value for each of the 120 steps; received 9"):
        Series(*about, covariates=(Covariate("short", np.arange(9.0)),))
    with pytest.raises(ValueError, match="At most 3 further columns"):
        Series(*about, covariates=(BESIDE[0],) * 4)
    assert Series(*about, covariates=BESIDE).covariates == BESIDE
