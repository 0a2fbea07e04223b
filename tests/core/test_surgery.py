"""Surgery is done by weights alone, and does exactly what it says."""

import numpy as np
import pytest

from rnnviz import GATES, Cell, run
from rnnviz.core.surgery import cut, hold, silence

PAGE = [(kind, gate) for kind, gates in GATES.items() for gate in gates if gate in "ifozr"]


def traced(cell, weights):
    """A run of random inputs."""
    return run(cell, weights, np.random.default_rng(3).normal(size=(2, 7, 3)))


@pytest.mark.parametrize("value", [0.0, 0.25, 1.0])
@pytest.mark.parametrize(("kind", "gate"), PAGE)
def test_a_held_gate_is_that_number_everywhere_and_the_others_are_computed(kind, gate, value, random_weights):
    cell = Cell(kind, 4)
    weights = random_weights(cell, 3, np.random.default_rng(2))
    held = hold(cell, weights, gate, value)
    trace = traced(cell, held)
    np.testing.assert_allclose(trace[gate], value, rtol=0, atol=0 if value in (0, 1) else 1e-15)
    for other in set(cell.gates) - {gate}:
        assert np.ptp(trace[other]) > 0.01, other
        for array, before in zip(held.arrays()[:3], weights.arrays()[:3], strict=True):
            np.testing.assert_array_equal(array[..., cell.block(other)], before[..., cell.block(other)])


def test_a_coupled_input_gate_follows_the_forget_gate_that_is_held(random_weights):
    cell = Cell("coupled_lstm", 2)
    weights = hold(cell, random_weights(cell, 3, np.random.default_rng(2)), "f", 1.0)
    assert not traced(cell, weights)["i"].any()


@pytest.mark.parametrize("reset_after", [True, False])
@pytest.mark.parametrize("kind", GATES)
def test_a_silenced_unit_says_nothing_and_the_others_speak(kind, reset_after, random_weights):
    cell = Cell(kind, 4, reset_after=reset_after)
    weights = random_weights(cell, 3, np.random.default_rng(5))
    h = traced(cell, silence(cell, weights, 2))["h"]
    assert not h[..., 2].any()
    assert (np.abs(h[..., [0, 1, 3]]).max(axis=(0, 1)) > 0.01).all()


def test_a_cut_simple_rnn_has_no_memory_and_a_cut_lstm_keeps_its_belt(random_weights):
    rnn, lstm = Cell("simple_rnn", 4), Cell("lstm", 4)
    rng = np.random.default_rng(6)
    inputs = rng.normal(size=(1, 7, 3))
    changed = inputs.copy()
    changed[:, 0] += 1.0
    for cell, forgets in ((rnn, True), (lstm, False)):
        weights = cut(cell, random_weights(cell, 3, rng))
        same = np.array_equal(run(cell, weights, inputs)["h"][:, 1:], run(cell, weights, changed)["h"][:, 1:])
        assert same == forgets


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda w: hold(Cell("simple_rnn", 2), w, "f", 1.0), "gate must be one of none for simple_rnn; received 'f'"),
        (lambda w: hold(Cell("lstm", 2), w, "g", 1.0), "gate must be one of i, f, o for lstm; received 'g'"),
        (lambda w: hold(Cell("lstm", 2), w, "f", 1.5), "value must be between 0 and 1; received 1.5"),
        (lambda w: hold(Cell("lstm", 2), w, "f", float("nan")), "value must be between 0 and 1; received nan"),
        (lambda w: hold(Cell("lstm", 2, recurrent_activation="relu"), w, "f", 1.0), "where it is a sigmoid"),
        (lambda w: silence(Cell("lstm", 2), w, 2), "unit must be from 0 to 1; received 2"),
        (lambda w: silence(Cell("lstm", 2, use_bias=False), w, 1), "a cell with a bias"),
    ],
)
def test_what_cannot_be_operated_on(act, message, random_weights):
    with pytest.raises(ValueError, match=message):
        act(random_weights(Cell("lstm", 2), 3, np.random.default_rng(0)))
