"""What only looks better: computed, compared seed by seed, and what cannot be known is known where it is meant to."""

import numpy as np
import pytest

from rnnviz.training.false_improvements import (
    SHORT,
    TITLES,
    Finding,
    epoch_rmse,
    filled,
    find,
    pair,
    said,
    seconds,
    without_some,
)
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import train
from rnnviz.training.seeds import rmse_on_test
from rnnviz.training.series import synthetic
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import prepare

WALK = synthetic("walk", 240).values
HOW = Preparation("standard", window=6, reach_back=True, validation=0.1)
FIT = Fit(learning_rate=0.01, batch=16, epochs=6)


def test_each_pair_differs_in_one_thing():
    made = {name: pair(name, WALK, HOW, (), 1) for name in TITLES}
    assert list(SHORT) == list(TITLES)
    honest, scaled = made["scaler"]
    assert honest.scaler != scaled.scaler and scaled.preparation.leak
    np.testing.assert_array_equal(honest.positions, scaled.positions)
    honest, shuffled = made["shuffled"]
    assert sorted(honest.positions) == sorted(shuffled.positions) and shuffled.n_train == honest.n_train
    tested = shuffled.positions[shuffled.parts["test"]]
    assert tested.min() < honest.trained and set(tested - 1) & set(shuffled.positions[: shuffled.n_train])
    honest, late = made["one_off"]
    np.testing.assert_array_equal(late.inputs[:, -1, 0], late.targets[:, 0])
    np.testing.assert_array_equal(late.targets, honest.targets)
    apart, across = made["interpolated"]
    assert len(across) > len(apart) and np.isin(apart.positions, without_some(WALK, ())).sum() == 0


def test_gaps_are_filled_from_the_past_or_straight_across():
    values = np.array([1.0, 9.0, 9.0, 4.0, 9.0])
    assert filled(values, (1, 2, 4), across=False).tolist() == [1.0, 1.0, 1.0, 4.0, 4.0]
    assert filled(values, (1, 2), across=True).tolist() == [1.0, 2.0, 3.0, 4.0, 9.0]
    assert without_some(values, (2,)) == (2,) and 0 not in without_some(values, ())


def test_the_honest_scores_are_those_of_honest_runs():
    found = {name: find(name, WALK, HOW, Model(), FIT, (1, 2, 3)) for name in ("scaler", "one_off", "epoch")}
    run = train(prepare(WALK, HOW), Model(), FIT)
    assert found["scaler"].honest[0] == found["one_off"].honest[0] == rmse_on_test(run)
    assert found["epoch"].honest[0] == epoch_rmse(run, "validation")
    assert found["epoch"].false[0] == epoch_rmse(run, "test") <= min(rmse_on_test(run), found["epoch"].honest[0])


def test_on_a_random_walk_a_target_within_the_window_looks_like_a_discovery():
    found = find("one_off", WALK, HOW, Model("gru", 4), FIT, (1, 2, 3, 4))
    assert found.improves and found.change[1] < -0.3
    assert TITLES["one_off"] in said((found,))


def test_an_improvement_is_said_where_it_is_more_than_luck_alone():
    steady = Finding("scaler", np.array([2.0, 2.1, 1.9]), np.array([1.5, 1.6, 1.4]))
    luck = Finding("epoch", np.array([2.0, 2.1, 1.9]), np.array([1.0, 3.0, 1.5]))
    lost = Finding("one_off", np.array([2.0, np.nan, 1.9]), np.array([1.5, 1.6, 1.4]))
    assert steady.improves and not luck.improves and not lost.improves and np.isnan(lost.change[0])
    assert steady.change == pytest.approx((-0.25,) * 3)
    text = said((steady, luck))
    assert (
        "1 of the 2 tried here makes the error look smaller" in text
        and TITLES["scaler"] in text
        and TITLES["epoch"] not in text
    )
    assert "what is tried here does not make" in said((luck,)) and "none of the 2 tried here makes" in said(
        (luck, lost)
    )


def test_it_is_followed_stopped_and_estimated():
    heard, stop = [], np.zeros(1, np.uint8)
    find("scaler", WALK, HOW, Model(), FIT, (1, 2, 3), progress=heard.append)
    assert heard == pytest.approx([1 / 3, 2 / 3, 1.0])
    stop[0] = 1
    assert find("epoch", WALK, HOW, Model(), FIT, (1, 2, 3), stop=stop) is None
    assert seconds("shuffled", WALK, HOW, Model(), FIT) > seconds("epoch", WALK, HOW, Model(), FIT) > 0.0
