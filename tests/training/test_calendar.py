"""Inputs that are known ahead: where in a calendar's period the value to be forecast lies."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.training.free_running import all_at_once, continuation, continue_from, errors_by_step
from rnnviz.training.intervals import free_coverage
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import train
from rnnviz.training.scores import rmse
from rnnviz.training.series import bundled
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import prepare

AIRLINE = bundled("airline").values
HOW = Preparation("standard", window=4, transform="log difference", reach_back=True, calendar=12)


@pytest.mark.parametrize(("horizon", "outputs"), [(1, 1), (3, 1), (2, 4)])
def test_every_timestep_has_the_value_there_and_the_calendar_of_the_first_target(horizon, outputs):
    ready = prepare(AIRLINE, replace(HOW, horizon=horizon, outputs=outputs, split=0.6))
    plain = prepare(AIRLINE, replace(ready.preparation, calendar=0))
    assert ready.inputs.shape == (len(ready), 4, 3) and plain.inputs.shape == (len(ready), 4, 1)
    np.testing.assert_array_equal(ready.inputs[..., :1], plain.inputs)
    at = ready.ends[:, None] + np.arange(-3, 1) + horizon
    angle = 2.0 * np.pi * at / 12.0
    np.testing.assert_allclose(ready.inputs[..., 1:], np.stack([np.sin(angle), np.cos(angle)], axis=-1), atol=1e-12)
    np.testing.assert_array_equal(at[:, -1], ready.positions)
    np.testing.assert_array_equal(ready.at(outputs - 1).inputs, ready.inputs)


def test_a_series_that_is_all_calendar_is_learned_from_it_alone():
    season = np.tile([0.0, 3.0, 1.0, 7.0, 2.0], 30)
    values = season + np.random.default_rng(0).normal(size=150)  # the value before says nothing more
    how = Preparation("standard", window=1, calendar=5, split=0.7)
    fit = Fit(learning_rate=0.03, batch=8, epochs=120)
    runs = [
        train(prepare(values, replace(how, calendar=each)), Model("gru", 8, features=features), fit)
        for each, features in ((5, 3), (0, 1))
    ]
    with_it, without = (
        float(rmse(run.forecast()[run.prepared.parts["test"]], run.prepared.actual[run.prepared.parts["test"]]))
        for run in runs
    )
    assert with_it < 1.3 < without


@pytest.fixture(scope="module")
def run():
    return train(prepare(AIRLINE, HOW), Model("gru", 3, features=3), Fit(epochs=3, batch=8))


def test_one_step_of_a_free_run_is_the_networks_own_prediction_and_each_next_reads_its_own_calendar(run):
    prepared, memory = run.prepared, run.prepared.preparation.memory
    test = prepared.parts["test"]
    starts = prepared.positions[test]
    history = AIRLINE[starts[:, None] - memory + np.arange(memory)]
    found = continue_from(run, history, 1, starts=starts)[:, 0]
    np.testing.assert_allclose(found, run.forecast()[test], rtol=1e-10)
    history, start = history[:1], starts[:1]
    long = continue_from(run, history, 14, starts=start)
    for step in range(14):
        one = continue_from(run, history, 1, starts=start + step)
        np.testing.assert_allclose(one[:, 0], long[:, step], rtol=1e-10)
        history = np.concatenate([history[:, 1:], one], axis=1)
    moved = continue_from(run, AIRLINE[None, :memory], 1, starts=np.array([memory + 1]))
    assert moved != continue_from(run, AIRLINE[None, :memory], 1, starts=np.array([memory]))


def test_teacher_forced_errors_by_step_and_coverage_know_where_they_start(run):
    test, start = run.prepared.parts["test"], run.prepared.boundary
    np.testing.assert_allclose(continuation(run, {}, start, 6).forced, run.forecast()[test][:6], rtol=1e-10)
    (errors,) = errors_by_step(run, {}, 1).values()
    assert errors[0] == pytest.approx(float(rmse(run.forecast()[test], run.prepared.actual[test])), rel=1e-9)
    assert np.isfinite(free_coverage(run, 4, 0.8)).all()
    assert np.isfinite(continuation(run, {}, len(AIRLINE), 8).free).all(), "the calendar is known beyond the data"


def test_all_at_once_reads_the_calendar_too():
    run = train(prepare(AIRLINE, replace(HOW, outputs=3)), Model("lstm", 2, features=3, outputs=3), Fit(epochs=2))
    test, memory = run.prepared.parts["test"], run.prepared.preparation.memory
    starts = run.prepared.ends[test] + 1
    found = all_at_once(run, AIRLINE[starts[:, None] - memory + np.arange(memory)], starts=starts)
    for output, look in enumerate(run.by_output):
        np.testing.assert_allclose(found[:, output], look.forecast()[test], rtol=1e-10)


def test_what_does_not_fit_is_refused(run):
    with pytest.raises(ValueError, match="must know where each forecast starts"):
        continue_from(run, AIRLINE[None, :9], 1)
    with pytest.raises(ValueError, match="must read 3 numbers at every timestep; it reads 1"):
        train(run.prepared, Model("gru", 3), Fit(batch=8))
    with pytest.raises(ValueError, match="a period of at least 2 steps, or 0 for none; received 1"):
        Preparation(calendar=1)
    with pytest.raises(ValueError, match="calendar"):
        Preparation(calendar=-3)
