"""The gates chapter's numbers: agreement with Keras, gradients, half-lives, operations, seeds, trained networks."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from data import make_recall
from rnnviz import run_network
from rnnviz.chapters.gates.presets.sizes import MAX_UNITS, equal_sizes
from rnnviz.chapters.gates.presets.weights import START, network
from rnnviz.chapters.gates.scene import changes, check, half_lives, inputs_of, run_of, scales, scene, values
from rnnviz.chapters.gates.scene.check import gradient_check
from rnnviz.chapters.gates.scene.comparison import SEEDS, left_of_nudge, median
from rnnviz.chapters.gates.scene.memory import HalfLife, half_life
from rnnviz.chapters.gates.view import KINDS, MAX_LSTM_UNITS, WEIGHTS, Selected, View, fitted, shown_names
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.weights import Cell
from rnnviz.store.recall import recall
from tests.support.gates import SHOWN, keras_gates


@pytest.mark.parametrize("kind", KERAS_NAMES)
def test_every_shown_gate_agrees_with_keras(kind):
    for view in SHOWN:
        shown = scene(view, kind)
        trace = shown.trace
        expected = keras_gates(trace.cell, trace.weights, shown.inputs, shown.initial)
        assert set(expected) == set(shown_names(kind)) - {"y"}
        for name, theirs in expected.items():
            ours, case = values(view, kind, name), f"{view.input} {view.weights} {name}"
            np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12, err_msg=case)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weights", WEIGHTS)
def test_gradients_agree_with_finite_differences(kind, weights):
    for key in ("two", "jazz"):
        view = fitted(replace(View.of(key), weights=weights, cells=KINDS, timesteps=8))[0]
        assert gradient_check(view, kind) < 1e-6


def test_a_wrong_gradient_is_found_by_the_check(monkeypatch):
    honest = check.backpropagate
    monkeypatch.setattr(check, "backpropagate", lambda trace, d: honest(trace, 1.001 * d))
    assert gradient_check.__wrapped__(View(), "peephole_lstm") > 1e-4, "computed anew, not the cached one"


def test_equal_parameters_are_as_near_as_units_allow():
    for features, units in itertools.product((1, 3), range(1, MAX_LSTM_UNITS + 1)):
        target = Cell("lstm", units).parameters(features)
        for kind, size in equal_sizes(KINDS, units, "parameters", features).items():
            off = abs(Cell(kind, size).parameters(features) - target)
            assert size < MAX_UNITS
            for other in (size - 1, size + 1):
                assert other < 1 or off <= abs(Cell(kind, other).parameters(features) - target)


def test_half_life_in_closed_form():
    decay = 0.5 ** (np.arange(12) / 3.0)
    assert half_life(decay * (1 - 1e-12), nudged=0).steps == 3
    assert half_life(np.ones(5), nudged=0) == HalfLife(None, True, 1.0)
    assert half_life(np.array([0.0, 1.0, 0.4, 0.9, 0.1]), nudged=1).steps == 3, "for good, not for once"
    assert not half_life(np.zeros(3), nudged=1).reached


def test_a_shut_cell_never_hears_the_nudge_and_a_carrying_one_never_forgets():
    shut = fitted(replace(View(), weights="shut", cells=KINDS))[0]
    lives = half_lives(shut)
    assert [each for each, life in lives.items() if life.reached] == [("simple_rnn", "h")]
    np.testing.assert_allclose(values(shut, "gru", "h"), START, rtol=1e-12)
    lives = half_lives(replace(shut, weights="carry"))
    assert lives["simple_rnn", "h"].steps is not None
    keepers = ("gru", "h"), ("lstm", "c"), ("coupled_lstm", "c")
    assert all(lives[each].steps is None and lives[each].reached for each in keepers)


def test_a_reset_gate_at_0_makes_the_candidate_forget():
    view = fitted(replace(View(), weights="reset"))[0]
    n, x = values(view, "gru", "n"), inputs_of(view)[:, 0]
    assert np.ptp(n[x == 0]) == 0.0, "equal inputs, equal candidates, whatever came before"
    assert np.ptp(values(view, "gru", "h")[x == 0]) > 0.1


def test_half_lives_are_those_of_the_traces():
    view = View()
    assert list(half_lives(view)) == [("simple_rnn", "h"), ("lstm", "h"), ("lstm", "c"), ("gru", "h")]
    for (kind, state), life in half_lives(view).items():
        apart = np.abs(values(view, kind, state, "nudged") - values(view, kind, state)).max(axis=1)
        np.testing.assert_array_equal(changes(view)[kind, state], apart)
        assert not apart[: view.nudged - 1].any(), "the future never changes the past"
        assert (apart[view.nudged - 1 + life.steps :] <= 0.5 * apart[view.nudged - 1]).all()


def test_the_trained_networks_reach_what_is_said_of_them():
    facts = recall()
    for task in ("pulse", "jazz"):
        for name, own in facts[task]["networks"].items():
            assert own["loss_reached"] == own["losses"][str(own["seed"])] == sorted(own["losses"].values())[2]
            assert own["loss_reached"] < 0.1 * facts[task]["baseline"], name
    inputs, targets = make_recall.pulses(np.random.default_rng(0), 512)
    for kind in KINDS:
        outputs = run_network(network("trained", kind, 6, 1, 0), inputs).outputs
        loss = facts["pulse"]["networks"][f"recall_pulse_{kind}_6"]["loss_reached"]
        assert make_recall.loss("pulse", outputs, targets) == pytest.approx(loss, abs=1e-7)


def test_operations_touch_the_cells_that_they_concern():
    view = replace(View(), held="z", value=100)
    np.testing.assert_array_equal(values(view, "gru", "z"), 1.0)
    assert np.ptp(values(view, "gru", "z", "untouched")) > 0.1
    assert not scene(view, "lstm").is_operated
    assert run_of(view, "lstm", "untouched") is run_of(view, "lstm"), "what is not operated on is run once"
    silent = replace(View(), silenced="2")
    assert not values(silent, "lstm", "h")[:, 2].any() and values(silent, "lstm", "h", "untouched")[:, 2].any()


def test_one_scale_holds_what_every_cell_shows_and_what_it_was():
    view = replace(View(cells=("lstm", "gru")), held="f", value=100)
    largest = max(np.abs(values(view, "lstm", "c", run)).max() for run in ("shown", "untouched"))
    assert scales(view)["c"] == largest > np.abs(values(view, "lstm", "c", "untouched")).max()
    assert scales(replace(view, cells=("gru",)))["c"] == 1.0, "no cell has it"
    assert scales(view)["x"] == 0.9


def test_where_the_reader_looks_makes_no_other_run():
    view = View()
    looks_elsewhere = replace(view, form="lines", predict=True, selected=Selected("gru", "z", 9, 1), unit=1)
    assert scene(looks_elsewhere, "gru") is scene(view, "gru")
    assert scene(replace(view, nudged=5), "gru") is scene(view, "gru"), "the nudge is another run of the same cells"
    assert run_of(replace(view, nudged=5), "gru", "nudged") is not run_of(view, "gru", "nudged")


def test_what_is_left_over_the_seeds_is_that_of_each_seed():
    view = fitted(replace(View(cells=("gru", "peephole_lstm")), weights="fresh"))[0]
    for kind, left in left_of_nudge(view).items():
        each = [half_lives(replace(view, seed=seed))[kind, "h"].left for seed in SEEDS]
        np.testing.assert_allclose(left, each, rtol=1e-6)


def test_seeds_that_the_nudge_does_not_reach_are_not_averaged():
    assert median(np.array([0.5, np.nan, 0.1])) == pytest.approx(0.3)
    assert np.isnan(median(np.full(3, np.nan)))
