"""Forecasts of many steps: from measured values, and from the network's own outputs."""

import numpy as np
import pytest

from rnnviz.training.baselines import baselines
from rnnviz.training.free_running import DIRECT, all_at_once, continuation, continue_from, errors_by_step
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import train
from rnnviz.training.series import bundled
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import prepare

MODEL, PREPARED = Model(output_activation="tanh"), prepare(bundled("sunspots").values, Preparation(leak=True))


@pytest.fixture(scope="module")
def run():
    return train(PREPARED, MODEL, Fit(epochs=3, batch=16))


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
    prepared, beside = run.prepared, baselines(run.prepared, 132)
    start = prepared.boundary + 50
    found = continuation(run, beside, start, 10)
    assert found.free[0] == pytest.approx(found.forced[0], rel=1e-12)
    sample = int(np.flatnonzero(prepared.positions == start + 4)[0])
    assert found.forced[4] == pytest.approx(run.forecast()[sample], rel=1e-12)
    np.testing.assert_array_equal(found.actual, prepared.values[start : start + 10])
    np.testing.assert_array_equal(found.baselines["repeating the last value"], np.full(10, prepared.values[start - 1]))


def test_beyond_the_end_only_the_first_step_is_forced(run):
    found = continuation(run, {}, len(run.prepared.values), 6)
    assert np.isfinite(found.free).all() and np.isnan(found.actual).all()
    assert np.isfinite(found.forced[0]) and np.isnan(found.forced[1:]).all()


@pytest.fixture(scope="module", params=["none", "log difference"])
def several(request):
    how = Preparation("standard", window=6, transform=request.param, lag=5, reach_back=True, outputs=8)
    return train(prepare(bundled("airline").values, how), Model("gru", 3, outputs=8), Fit(epochs=3, batch=8))


def test_all_at_once_says_what_each_output_says(several):
    prepared, memory = several.prepared, several.prepared.preparation.memory
    test = prepared.parts["test"]
    starts = prepared.ends[test] + 1
    found = all_at_once(several, prepared.values[starts[:, None] - memory + np.arange(memory)])
    for output, look in enumerate(several.by_output):
        np.testing.assert_allclose(found[:, output], look.forecast()[test], rtol=1e-10)


def test_a_free_run_reads_the_first_output_and_begins_where_all_at_once_does(several):
    start = several.prepared.boundary
    found = continuation(several, {}, start, 12)
    assert found.direct.shape == (8,) and found.direct[0] == pytest.approx(found.free[0], rel=1e-12)
    assert continuation(several, {}, start, 5).direct.shape == (5,)
    again = continuation(several.by_output[3], {}, start, 12)
    np.testing.assert_array_equal(found.free, again.free)


def test_errors_by_step_have_those_of_all_at_once_as_far_as_there_are_outputs(several):
    errors = errors_by_step(several, {}, 10)[DIRECT]
    assert np.isfinite(errors[:8]).all() and np.isnan(errors[8:]).all()
    test = several.prepared.parts["test"]
    for output in (0, 4):
        look = several.by_output[output]
        starts = len(look.prepared.values) - 10 - look.prepared.boundary + 1  # which leave room for ten steps
        error = (look.forecast() - look.prepared.actual)[test][:starts]
        assert errors[output] == pytest.approx(float(np.sqrt(np.square(error).mean())), rel=1e-9)


def test_errors_by_step_begin_with_the_one_step_error(run):
    beside = baselines(run.prepared, 132)
    room = len(run.prepared.values) - run.prepared.boundary - 12
    found = errors_by_step(run, beside, room - 499)
    errors = run.forecast() - run.prepared.actual
    starts = run.prepared.n_train + np.arange(500)
    assert found["the network"][0] == pytest.approx(np.sqrt(np.mean(errors[starts] ** 2)), rel=1e-9)
    assert set(found) == {"the network", *(each.title for each in beside.values() if each.forecaster)}
    with pytest.raises(ValueError, match=rf"leaves room for {room} steps, not {room + 1}"):
        errors_by_step(run, beside, room + 1)


def test_a_longer_horizon_cannot_be_fed_back():
    found = train(prepare(PREPARED.values, Preparation(horizon=2)), MODEL, Fit(batch=16, epochs=1))
    with pytest.raises(ValueError, match="horizon of 2"):
        continuation(found, {}, 100, 3)


def test_where_windows_reach_back_the_first_start_is_the_first_value_of_the_test_part():
    prepared = prepare(PREPARED.values, Preparation(leak=True, reach_back=True))
    found = train(prepared, MODEL, Fit(epochs=1, batch=64))
    room = len(prepared.values) - prepared.boundary
    actual = prepared.values[prepared.boundary :]
    path = continuation(found, {}, prepared.boundary, room).free
    np.testing.assert_allclose(errors_by_step(found, {}, room)["the network"], np.abs(path - actual))
    with pytest.raises(ValueError, match=rf"values: that leaves room for {room} steps, not {room + 1}"):
        errors_by_step(found, {}, room + 1)
