"""What holds for every cell, sequence and set of weights, and the closed forms."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import Cell, Dense, DenseWeights, Weights, init_weights, run
from rnnviz.core.activations import ACTIVATIONS, sigmoid
from rnnviz.core.weights import GATES

EXACT = {"rtol": 1e-12, "atol": 1e-12}

bounded = st.sampled_from(["tanh", "sigmoid", "hard_sigmoid"])
flags = st.booleans()
cells = st.builds(Cell, st.sampled_from(list(GATES)), st.integers(1, 4), bounded, bounded, flags, flags, flags)
seeds = st.integers(0, 2**32 - 1)


@st.composite
def runs(draw):
    """(cell, weights, inputs, initial state): sizes drawn apart, numbers random."""
    cell, rng = draw(cells), np.random.default_rng(draw(seeds))
    batch, timesteps, features = (draw(st.integers(low, 5)) for low in (1, 2, 1))
    weights = Weights(**{name: rng.normal(size=shape) for name, shape in cell.weight_shapes(features).items()})
    states = [rng.normal(size=(batch, cell.units)) for _ in cell.states]
    return cell, weights, rng.normal(size=(batch, timesteps, features)), as_argument(states)


def as_argument(states: list[np.ndarray]):
    """States as ``run`` takes them."""
    return states if len(states) > 1 else states[0]


def assert_same(trace, other) -> None:
    """Every value of two traces."""
    assert trace.values.keys() == other.values.keys()
    for name in trace.values:
        np.testing.assert_allclose(trace[name], other[name], err_msg=name, **EXACT)


@given(runs(), st.data())
def test_the_future_never_changes_the_past(drawn, data):
    cell, weights, inputs, state = drawn
    now = data.draw(st.integers(0, inputs.shape[1] - 2))
    changed = inputs.copy()
    later = slice(None, now) if cell.go_backwards else slice(now + 1, None)
    earlier = slice(now, None) if cell.go_backwards else slice(None, now + 1)
    changed[:, later] += 1.0
    trace, other = run(cell, weights, inputs, state), run(cell, weights, changed, state)
    for name in trace.values:
        np.testing.assert_array_equal(trace[name][:, earlier], other[name][:, earlier], err_msg=name)


@given(runs(), st.data())
def test_a_run_in_two_parts_is_the_whole_run(drawn, data):
    cell, weights, inputs, state = drawn
    cut = data.draw(st.integers(1, inputs.shape[1] - 1))
    whole = run(cell, weights, inputs, state)
    parts = [inputs[:, cut:], inputs[:, :cut]] if cell.go_backwards else [inputs[:, :cut], inputs[:, cut:]]
    first = run(cell, weights, parts[0], state)
    end = 0 if cell.go_backwards else -1
    second = run(cell, weights, parts[1], as_argument([first[name][:, end] for name in cell.states]))
    in_order = [second, first] if cell.go_backwards else [first, second]
    joined = {name: np.concatenate([part[name] for part in in_order], axis=1) for name in whole.values}
    assert_same(whole, replace(whole, values=joined))


@given(runs(), st.randoms(use_true_random=False))
def test_samples_of_a_batch_do_not_meet(drawn, random):
    cell, weights, inputs, state = drawn
    order = random.sample(range(len(inputs)), len(inputs))
    whole = run(cell, weights, inputs, state)
    states = list(state) if len(cell.states) > 1 else [state]
    other = run(cell, weights, inputs[order], as_argument([each[order] for each in states]))
    assert_same(replace(whole, values={name: array[order] for name, array in whole.values.items()}), other)


@given(runs())
def test_going_backwards_is_reading_the_reversed_sequence(drawn):
    cell, weights, inputs, state = drawn
    trace = run(replace(cell, go_backwards=True), weights, inputs, state)
    mirrored = run(replace(cell, go_backwards=False), weights, inputs[:, ::-1], state)
    assert_same(trace, replace(trace, values={name: array[:, ::-1] for name, array in mirrored.values.items()}))
    np.testing.assert_allclose(trace.sequence, mirrored["h"], **EXACT)
    np.testing.assert_allclose(trace.last, mirrored["h"][:, -1], **EXACT)


@given(runs())
def test_a_state_before_is_the_state_after_the_step_read_before(drawn):
    cell, weights, inputs, state = drawn
    trace = run(cell, weights, inputs, state)
    for name in cell.states:
        for t in range(trace.timesteps):
            previous = trace.previous(t)
            expected = trace.initial_state[name] if previous is None else trace[name][:, previous]
            np.testing.assert_array_equal(trace.before(name)[:, t], expected)
    assert [trace.previous(t) for t in range(trace.timesteps)].count(None) == 1


@given(runs(), st.floats(0.1, 1e3))
def test_gates_are_between_shut_and_open(drawn, scale):
    cell, weights, inputs, state = drawn
    cell = replace(cell, recurrent_activation="sigmoid" if scale < 10 else "hard_sigmoid")
    trace = run(cell, weights, scale * inputs, state)
    for name in {"i", "f", "o", "z", "r"} & trace.values.keys():
        assert (trace[name] >= 0.0).all(), name
        assert (trace[name] <= 1.0).all(), name


@given(cells, st.integers(1, 5), seeds)
def test_initial_weights(cell, features, seed):
    weights, again = init_weights(cell, features, seed), init_weights(cell, features, seed)
    weights.check(cell)
    assert all(np.array_equal(a, b) for a, b in zip(weights.arrays(), again.arrays(), strict=True))
    assert not np.array_equal(weights.kernel, init_weights(cell, features, seed + 1).kernel)
    np.testing.assert_allclose(weights.recurrent_kernel @ weights.recurrent_kernel.T, np.eye(cell.units), atol=1e-12)
    assert np.abs(weights.kernel).max() <= np.sqrt(6.0 / sum(weights.kernel.shape))
    if cell.use_bias:
        ones = np.zeros(weights.bias.shape)
        if "f" in cell.gates:
            ones[cell.block("f")] = 1.0
        np.testing.assert_array_equal(weights.bias, ones)


def test_initial_kernels_fill_the_glorot_interval():
    kernel = init_weights(Cell("lstm", 50), features=100, seed=0).kernel
    limit = np.sqrt(6.0 / 300)
    assert 0.999 * limit < np.abs(kernel).max() <= limit
    assert kernel.var() == pytest.approx(limit**2 / 3, rel=0.02)


TRACES = {
    Cell("simple_rnn", 1): ("pre_h", "h"),
    Cell("lstm", 1): ("pre_i", "pre_f", "pre_g", "pre_o", "i", "f", "g", "o", "c", "act_c", "h"),
    Cell("peephole_lstm", 1): ("pre_i", "pre_f", "pre_g", "pre_o", "i", "f", "g", "o", "c", "act_c", "h"),
    Cell("coupled_lstm", 1): ("pre_f", "pre_g", "pre_o", "f", "i", "g", "o", "c", "act_c", "h"),
    Cell("gru", 1): ("pre_z", "pre_r", "recurrent_n", "pre_n", "z", "r", "n", "h"),
    Cell("gru", 1, reset_after=False): ("pre_z", "pre_r", "reset_h", "pre_n", "z", "r", "n", "h"),
}


@pytest.mark.parametrize("cell", TRACES, ids=lambda cell: f"{cell.kind}-{cell.reset_after}")
def test_the_names_of_a_trace(cell):
    trace = run(cell, init_weights(cell, 1, seed=0), np.ones((1, 2, 1)))
    assert tuple(trace.values) == TRACES[cell]
    with pytest.raises(KeyError, match=f"{cell.kind} computes .*asked for 'q'"):
        trace["q"]


def biased(cell: Cell, features: int, **blocks: float) -> Weights:
    """Random weights, with the columns of some gates zero but for the bias given."""
    rng = np.random.default_rng(0)
    kernel, recurrent_kernel, bias = (rng.normal(size=shape) for shape in cell.weight_shapes(features).values())
    for gate, value in blocks.items():
        for array in (kernel, recurrent_kernel, bias):
            array[..., cell.block(gate)] = 0.0
        (bias[0] if cell.two_biases else bias)[cell.block(gate)] = value
    return Weights(kernel, recurrent_kernel, bias)


def test_an_lstm_that_forgets_nothing_and_lets_nothing_in_keeps_its_cell_state():
    cell, rng = Cell("lstm", 3), np.random.default_rng(1)
    c = rng.normal(size=(2, 3))
    trace = run(cell, biased(cell, 2, i=-1e3, f=1e3), rng.normal(size=(2, 30, 2)), (np.ones((2, 3)), c))
    np.testing.assert_array_equal(trace["c"], np.repeat(c[:, None], 30, axis=1))
    assert np.ptp(trace["h"], axis=1).all(), "h still moves: the output gate is neither open nor shut"


def test_an_lstm_that_forgets_everything_has_no_past():
    cell, rng = Cell("lstm", 3), np.random.default_rng(2)
    weights = biased(cell, 2, f=-1e3)
    trace = run(cell, weights, rng.normal(size=(2, 5, 2)), (np.zeros((2, 3)), 100 * np.ones((2, 3))))
    np.testing.assert_array_equal(trace["c"], trace["i"] * trace["g"])


def test_a_shut_output_gate_hides_the_state():
    cell, rng = Cell("lstm", 3), np.random.default_rng(3)
    trace = run(cell, biased(cell, 2, o=-1e3), rng.normal(size=(2, 5, 2)))
    assert not trace["h"].any()
    assert trace["c"].all()


@pytest.mark.parametrize("reset_after", [True, False])
def test_a_gru_whose_z_is_1_keeps_and_whose_z_is_0_replaces(reset_after):
    cell, rng = Cell("gru", 3, reset_after=reset_after), np.random.default_rng(4)
    inputs, h = rng.normal(size=(2, 20, 2)), rng.normal(size=(2, 3))
    kept = run(cell, biased(cell, 2, z=1e3), inputs, h)
    np.testing.assert_array_equal(kept["h"], np.repeat(h[:, None], 20, axis=1))
    replaced = run(cell, biased(cell, 2, z=-1e3), inputs, h)
    np.testing.assert_array_equal(replaced["h"], replaced["n"])


@pytest.mark.parametrize("reset_after", [True, False])
def test_a_gru_that_resets_and_replaces_has_no_past(reset_after):
    cell, rng = Cell("gru", 3, reset_after=reset_after), np.random.default_rng(5)
    weights, inputs = biased(cell, 2, z=-1e3, r=-1e3), rng.normal(size=(2, 5, 2))
    np.testing.assert_array_equal(
        run(cell, weights, inputs)["h"], run(cell, weights, inputs, rng.normal(size=(2, 3)))["h"]
    )


def test_where_the_two_kinds_of_gru_differ():
    """Resetting before or after the product is the same for a diagonal kernel, unless there is a recurrent bias."""
    rng = np.random.default_rng(6)
    kernel, bias, inputs = rng.normal(size=(2, 9)), rng.normal(size=9), rng.normal(size=(1, 6, 2))
    diagonal = np.concatenate([np.diag(rng.normal(size=3)) for _ in range(3)], axis=1)
    after, before = Cell("gru", 3), Cell("gru", 3, reset_after=False)
    two_biases = np.stack([bias, np.zeros(9)])
    one = run(after, Weights(kernel, diagonal, two_biases), inputs)["h"]
    np.testing.assert_allclose(one, run(before, Weights(kernel, diagonal, bias), inputs)["h"], **EXACT)
    full = rng.normal(size=(3, 9))
    one = run(after, Weights(kernel, full, two_biases), inputs)["h"]
    assert not np.allclose(one, run(before, Weights(kernel, full, bias), inputs)["h"], **EXACT)


def test_a_linear_rnn_is_a_sum_of_powers():
    rng = np.random.default_rng(7)
    w, u, x = rng.normal(size=(2, 3)), rng.normal(size=(3, 3)), rng.normal(size=(1, 4, 2))
    h = run(Cell("simple_rnn", 3, "linear", use_bias=False), Weights(w, u), x).last
    expected = sum(x[:, t] @ w @ np.linalg.matrix_power(u, 3 - t) for t in range(4))
    np.testing.assert_allclose(h, expected, **EXACT)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_slope_is_the_derivative(name):
    activation, pre, step = ACTIVATIONS[name], np.linspace(-4.95, 4.95, 100), 1e-6
    measured = (activation.function(pre + step) - activation.function(pre - step)) / (2 * step)
    np.testing.assert_allclose(activation.slope(activation.function(pre)), measured, atol=1e-9)


def test_activations_do_not_overflow():
    far = np.array([-1e308, -800.0, 0.0, 800.0, 1e308])
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_array_equal(sigmoid(far), [0.0, 0.0, 0.5, 1.0, 1.0])
        y = Dense(3, "softmax").run(DenseWeights(np.eye(3), np.zeros(3)), np.array([[-800.0, 800.0, 800.0]])).outputs
        np.testing.assert_array_equal(y, [[0.0, 0.5, 0.5]])
    np.testing.assert_allclose(sigmoid(far[1:4] / 100), 1 / (1 + np.exp(-far[1:4] / 100)), rtol=1e-12)
