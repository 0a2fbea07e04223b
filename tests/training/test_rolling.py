"""Several test parts: cut rightly, everything trained and fitted before each, and one verdict over all."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.training.baselines import baselines
from rnnviz.training.preparation import Preparation
from rnnviz.training.rolling import ORIGINS, origins, rmses, roll, verdict
from rnnviz.training.runs import train
from rnnviz.training.scores import rmse
from rnnviz.training.series import bundled
from rnnviz.training.settings import Fit, Model

AIRLINE = bundled("airline").values
HOW = Preparation(window=6, validation=0.1)
FIT = Fit(epochs=2, batch=8)


@given(st.integers(60, 400), st.integers(1, 5), st.integers(1, 4), st.sampled_from([0.0, 0.1, 0.2]), st.booleans())
def test_the_test_parts_follow_one_another_and_each_has_all_that_lies_before(n, window, horizon, validation, overlap):
    values = np.random.default_rng(n).normal(size=n)
    parts = origins(values, Preparation("standard", False, window, overlap, horizon, validation=validation))
    tested = np.concatenate([each.positions[each.parts["test"]] for each in parts])
    assert len(parts) == ORIGINS and tested.tolist() == list(range(n - n // 2, n))
    for each in parts:
        np.testing.assert_array_equal(each.values, values[: len(each.values)])
        assert each.boundary - each.trained == int(n * validation)


def test_each_part_is_what_it_would_be_alone():
    parts = origins(AIRLINE, HOW)
    found = roll(parts, Model(), FIT, 12)
    errors = rmses(found)
    for number, each in enumerate(parts):
        run, test = train(each, Model(), FIT, keep=1), each.parts["test"]
        assert errors["the network"][number] == rmse(run.forecast()[test], each.actual[test])
        rules = baselines(each, 12)
        beside = rmse(rules["seasonal drift"].predictions[test], each.actual[test])
        assert errors["repeating the last season with drift"][number] == beside
        assert errors["AR"][number] == rmse(rules["ar"].predictions[test], each.actual[test])


def test_the_verdict_is_over_all_parts_and_its_rule_is_chosen_on_the_validation_parts():
    found = roll(origins(AIRLINE, HOW), Model(), FIT, 12)
    judged = verdict(found)
    assert (judged.points, judged.seeds, judged.chosen_on, judged.winner) == (72, 1, "validation", "rule")
    squares = np.concatenate([np.square(each.errors("the network")) for each in found])
    assert judged.network_rmse == pytest.approx(np.sqrt(squares.mean()))
    least = {
        title: np.concatenate([each.errors(title, "validation") for each in found])
        for title in found[0].baselines
        if found[0].baselines[title].predictions is not None
    }
    assert judged.rule == min(least, key=lambda title: np.square(least[title]).mean())
    assert verdict(roll(origins(AIRLINE, replace(HOW, validation=0.0)), Model(), FIT, 12)).chosen_on == "test"


def test_it_is_followed_and_stopped():
    heard, stop = [], np.zeros(1, np.uint8)

    def progress(share):
        heard.append(share)
        stop[0] = len(heard) == 2

    found = roll(origins(AIRLINE, HOW), Model(), FIT, 12, progress, stop)
    assert heard == [0.2, 0.4] and len(found) == 2


def test_what_diverged_has_no_number():
    wild = Fit(optimizer="sgd", learning_rate=0.9, epochs=4)
    found = roll(origins(AIRLINE, replace(HOW, scaling="none")), Model(activation="linear"), wild, 12)
    assert np.isnan(rmses(found)["the network"]).all() and verdict(found).winner == "diverged"
