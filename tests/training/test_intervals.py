"""Intervals hold what they promise, and say what they hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.training.intervals import LEVELS, adapted, free_coverage, intervals, paths, rank, said, why
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import train
from rnnviz.training.series import synthetic
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import prepare

THREE = Preparation("standard", window=8, reach_back=True, validation=0.15)
FIT = Fit(learning_rate=0.01, batch=16, epochs=8)


def autoregressive(seed: int, length: int) -> np.ndarray:
    drawn, values = np.random.default_rng(seed).normal(size=length), np.zeros(length)
    for t in range(1, length):
        values[t] = 0.8 * values[t - 1] + drawn[t]
    return values


MADE = {
    "AR(1)": autoregressive,
    "random walk": lambda seed, length: synthetic("walk", length, seed).values,
    "sine with noise": lambda seed, length: synthetic("sine", length, seed, 0.2).values,
}


def trained(values: np.ndarray, how: Preparation = THREE, seed: int = 1):
    return train(prepare(values, how), Model("gru", 3), replace(FIT, seed=seed), keep=1)


@pytest.mark.parametrize("name", MADE)
def test_eighty_per_cent_intervals_hold_75_to_85_per_cent(name):
    found = [intervals(trained(MADE[name](seed, 600), seed=seed), 0.8)["adaptive"].coverage for seed in range(10)]
    assert 0.75 <= np.mean(found) <= 0.85


@pytest.mark.parametrize("name", ["AR(1)", "sine with noise"])
@pytest.mark.parametrize("level", LEVELS)
def test_split_conformal_holds_its_level_where_errors_stay_as_they_were(name, level):
    found = [intervals(trained(MADE[name](seed, 900), seed=seed), level)["conformal"].coverage for seed in range(8)]
    assert abs(np.mean(found) - level) < 0.05


def test_errors_that_were_learned_by_heart_make_intervals_that_are_too_narrow():
    values = np.random.default_rng(1).normal(size=200)
    run = train(prepare(values, THREE), Model("gru", 24), replace(FIT, epochs=300), keep=1)
    made = intervals(run, 0.8)
    assert made["residuals"].coverage < 0.5 < made["adaptive"].coverage and made["residuals"].is_off
    assert "too narrow, as here" in why(made)


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.sampled_from(LEVELS))
def test_the_adapting_interval_looks_at_nothing_that_is_not_known(seed, horizon, level):
    rng = np.random.default_rng(seed)
    known, errors = np.abs(rng.normal(size=(2, 40)))
    told = np.maximum(np.arange(40) - horizon + 1, 0)
    half = adapted(known, errors, told, level)
    later = errors.copy()
    later[20:] *= 100.0
    np.testing.assert_array_equal(adapted(known, later, told, level)[: 20 + horizon], half[: 20 + horizon])
    assert half[0] == np.sort(known)[rank(level, 40) - 1]


def test_an_interval_is_around_its_forecast_and_says_how_many_values_it_holds():
    run = trained(autoregressive(0, 300))
    for each in intervals(run, 0.8).values():
        test = run.prepared.parts["test"]
        actual, middle = run.prepared.actual[test], run.forecast()[test]
        np.testing.assert_array_equal(each.held, (each.low <= actual) & (actual <= each.high))
        assert (each.low < middle).all() and (middle < each.high).all() and len(each.held) == 60
        assert f"holds {each.held.sum()} of 60 test values" in said(each)


def test_without_a_validation_part_the_training_parts_errors_are_the_beginning():
    run = trained(autoregressive(0, 300), replace(THREE, validation=0.0))
    made = intervals(run, 0.8)
    assert (
        list(made) == ["adaptive", "residuals"] and paths(run, run.prepared.values[None, :8], 3, 0.8).part == "training"
    )


def test_a_fan_grows_and_its_first_step_is_that_of_the_residuals():
    run = trained(autoregressive(0, 600))
    window = run.prepared.values[None, 400:408]
    fan = paths(run, window, 12, 0.8)
    width = (fan.high - fan.low)[0]
    part = run.prepared.parts["validation"]
    errors = (run.prepared.actual - run.forecast())[part]
    assert width[0] == pytest.approx(np.ptp(np.quantile(errors, [0.1, 0.9])), rel=0.25) and width[-1] > 1.2 * width[0]
    np.testing.assert_array_equal(fan.low, paths(run, window, 12, 0.8).low)


def test_free_running_intervals_of_an_autoregression_hold_about_what_they_promise():
    found = np.mean([free_coverage(trained(autoregressive(seed, 900), seed=seed), 4, 0.8) for seed in range(4)], axis=0)
    assert found.shape == (4,) and (np.abs(found - 0.8) < 0.12).all()


def test_what_has_no_interval_says_why():
    run = trained(autoregressive(0, 300))
    wild = replace(run, predictions=np.full_like(run.predictions, np.inf))
    with pytest.raises(ValueError, match="not all finite"):
        intervals(wild, 0.8)
    with pytest.raises(ValueError, match="leaves no room for 61 steps"):
        free_coverage(run, 61, 0.8)
    few = prepare(autoregressive(0, 15), Preparation("standard", window=2, validation=0.2, reach_back=True))
    few = train(few, Model(), Fit(epochs=1))
    with pytest.raises(ValueError, match="at least 10 errors; the training part has"):
        intervals(few, 0.8)
