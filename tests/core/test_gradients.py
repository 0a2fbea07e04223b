"""Backpropagation and Jacobians against finite differences and closed forms."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from rnnviz import (
    GATES,
    Bidirectional,
    Cell,
    Dense,
    Network,
    Recurrent,
    RepeatVector,
    Weights,
    backpropagate,
    backpropagate_network,
    init_weights,
    run,
    run_network,
)
from rnnviz.core.jacobians import (
    last_singular_values,
    norms,
    products_to,
    sensitivities,
    singular_values,
    step_jacobians,
)
from rnnviz.core.layers import DENSE_ACTIVATIONS, MERGES
from rnnviz.keras_bridge import weights_from_keras, weights_to_keras

BATCH, TIMESTEPS, FEATURES, UNITS = 2, 5, 3, 4

CELLS = [
    Cell("simple_rnn", UNITS),
    Cell("simple_rnn", UNITS, activation="relu", use_bias=False, go_backwards=True),
    Cell("lstm", UNITS),
    Cell("lstm", UNITS, go_backwards=True),
    Cell("lstm", UNITS, activation="sigmoid", recurrent_activation="hard_sigmoid", use_bias=False),
    Cell("peephole_lstm", UNITS),
    Cell("peephole_lstm", UNITS, activation="sigmoid", recurrent_activation="hard_sigmoid", go_backwards=True),
    Cell("coupled_lstm", UNITS),
    Cell("coupled_lstm", UNITS, use_bias=False, go_backwards=True),
    Cell("gru", UNITS),
    Cell("gru", UNITS, go_backwards=True),
    Cell("gru", UNITS, reset_after=False),
    Cell("gru", UNITS, activation="linear", recurrent_activation="hard_sigmoid", reset_after=False, go_backwards=True),
    Cell("gru", UNITS, recurrent_activation="tanh", use_bias=False),
]


def name_of(cell: Cell) -> str:
    """An id for a cell."""
    return f"{cell.kind}-{cell.activation}-{cell.recurrent_activation}-{cell.reset_after}-{cell.go_backwards}"


each_cell = pytest.mark.parametrize("cell", CELLS, ids=name_of)


def assert_slope(loss, point: list[np.ndarray], gradient: list[np.ndarray], rng: np.random.Generator) -> None:
    """One number: along a random direction the loss rises as the gradient says."""
    direction = [rng.normal(size=each.shape) for each in point]
    step = 1e-6
    ahead = loss([each + step * d for each, d in zip(point, direction, strict=True)])
    behind = loss([each - step * d for each, d in zip(point, direction, strict=True)])
    measured = (ahead - behind) / (2 * step)
    claimed = sum(np.vdot(g, d) for g, d in zip(gradient, direction, strict=True))
    assert abs(measured - claimed) <= 1e-6 * max(1.0, abs(measured)), f"measured {measured!r}, claimed {claimed!r}"


def state_argument(states):
    """States as ``run`` takes them."""
    return states if len(states) > 1 else states[0]


@each_cell
def test_backpropagation_is_the_slope_of_the_loss(cell, random_weights):
    rng = np.random.default_rng(17)
    names = tuple(cell.weight_shapes(FEATURES))
    weights = random_weights(cell, FEATURES, rng).arrays()
    inputs = rng.normal(size=(BATCH, TIMESTEPS, FEATURES))
    states = [rng.normal(size=(BATCH, UNITS)) for _ in cell.states]
    d_h, d_c = rng.normal(size=(BATCH, TIMESTEPS, UNITS)), rng.normal(size=(BATCH, UNITS))
    end = 0 if cell.go_backwards else -1

    def trace_at(point):
        x, *rest = point
        arrays = dict(zip(names, rest, strict=False))
        return run(cell, Weights(**arrays), x, state_argument(rest[len(weights) :]))

    def loss(point):
        trace = trace_at(point)
        return np.vdot(d_h, trace["h"]) + (np.vdot(d_c, trace["c"][:, end]) if "c" in cell.states else 0.0)

    point = [inputs, *weights, *states]
    gradients = backpropagate(trace_at(point), d_h, d_c if "c" in cell.states else None)
    of_weights = [getattr(gradients, name) for name in names]
    gradient = [gradients.inputs, *of_weights, *(gradients.initial_state[name] for name in cell.states)]
    assert [each.shape for each in gradient] == [each.shape for each in point]
    for k in range(len(point)):  # each array by itself, so that a failure names it
        rest_fixed = lambda moved, k=k: loss([*point[:k], *moved, *point[k + 1 :]])  # noqa: E731
        assert_slope(rest_fixed, point[k : k + 1], gradient[k : k + 1], rng)


STACKS = [
    [Bidirectional(Cell(kind, UNITS), merge_mode, sequences), *rest]
    for number, merge_mode in enumerate(MERGES)
    for kind, sequences, rest in (
        ("gru", True, [Dense(3, DENSE_ACTIVATIONS[number]), Recurrent(Cell("lstm", 2)), Dense(2, "softmax")]),
        ("lstm", False, [RepeatVector(3), Recurrent(Cell("simple_rnn", 2, go_backwards=True), True)]),
    )
]


@pytest.mark.parametrize("layers", STACKS, ids=lambda layers: f"{layers[0].merge_mode}-{layers[0].return_sequences}")
def test_backpropagation_through_a_network_is_the_slope_of_the_loss(layers, random_network):
    rng = np.random.default_rng(19)
    network = random_network(layers, (None, TIMESTEPS, FEATURES), rng)
    inputs = rng.normal(size=(BATCH, TIMESTEPS, FEATURES))
    arrays = [weights_to_keras(each) for each in network.weights]
    trace = run_network(network, inputs)
    d_outputs = rng.normal(size=trace.outputs.shape)
    gradients = backpropagate_network(trace, d_outputs)

    def loss(layer, moved):
        weights = list(network.weights)
        weights[layer] = weights_from_keras(layers[layer], moved)
        return np.vdot(d_outputs, run_network(Network(network.layers, tuple(weights)), inputs).outputs)

    for layer, parts in enumerate(gradients.layers):
        names = ("kernel", "recurrent_kernel", "bias")
        claimed = [getattr(part, name) for part in parts.values() for name in names if hasattr(part, name)]
        assert_slope(lambda moved, layer=layer: loss(layer, moved), arrays[layer], claimed, rng)
    x_loss = lambda moved: np.vdot(d_outputs, run_network(network, moved[0]).outputs)  # noqa: E731
    assert_slope(x_loss, [inputs], [gradients.inputs], rng)


@each_cell
def test_a_weights_gradient_is_the_sum_of_its_steps(cell, random_weights):
    rng = np.random.default_rng(23)
    trace = run(cell, random_weights(cell, FEATURES, rng), rng.normal(size=(BATCH, TIMESTEPS, FEATURES)))
    gradients = backpropagate(trace, rng.normal(size=(BATCH, TIMESTEPS, UNITS)))
    for name, array in zip(("kernel", "recurrent_kernel", "bias"), trace.weights.arrays(), strict=False):
        by_step = gradients.by_step(name)
        assert by_step.shape == (TIMESTEPS, *array.shape)
        np.testing.assert_allclose(by_step.sum(axis=0), getattr(gradients, name), rtol=1e-12, atol=1e-13)
    assert (gradients.bias is None) == (not cell.use_bias)


@each_cell
def test_a_steps_jacobian_is_the_slope_of_its_state(cell, random_weights):
    rng = np.random.default_rng(29)
    weights = random_weights(cell, FEATURES, rng)
    states = [rng.normal(size=(BATCH, UNITS)) for _ in cell.states]
    trace = run(cell, weights, rng.normal(size=(BATCH, TIMESTEPS, FEATURES)), state_argument(states))

    def after(t, state):
        """The state that timestep t makes of ``state``, (batch, state)."""
        step = run(
            cell, weights, trace.inputs[:, t : t + 1], state_argument(np.split(state, len(cell.states), axis=-1))
        )
        return np.concatenate([step[name][:, 0] for name in cell.states], axis=-1)

    jacobians, step = step_jacobians(trace), 1e-6
    for t in range(TIMESTEPS):
        state = np.concatenate([trace.before(name)[:, t] for name in cell.states], axis=-1)
        nudges = step * np.eye(state.shape[-1])
        measured = np.stack([(after(t, state + nudge) - after(t, state - nudge)) / (2 * step) for nudge in nudges], -1)
        np.testing.assert_allclose(jacobians[:, t], measured, rtol=1e-6, atol=1e-8)


@each_cell
def test_products_of_jacobians_carry_the_gradient(cell, random_weights):
    rng = np.random.default_rng(31)
    trace = run(cell, random_weights(cell, FEATURES, rng), rng.normal(size=(BATCH, TIMESTEPS, FEATURES)))
    end = 1 if cell.go_backwards else 3
    d_h = np.zeros((BATCH, TIMESTEPS, UNITS))
    d_h[:, end] = rng.normal(size=(BATCH, UNITS))
    products = products_to(step_jacobians(trace), end, cell.go_backwards)
    d_state = np.einsum("bj,btjk->btk", d_h[:, end], products[:, :, :UNITS])
    np.testing.assert_allclose(backpropagate(trace, d_h)["h"], d_state[..., :UNITS], rtol=1e-10, atol=1e-12)
    assert not products[:, 0 if cell.go_backwards else 4].any(), "a state cannot depend on what was read after it"


def test_a_linear_rnn_carries_powers_of_its_matrix():
    rng = np.random.default_rng(37)
    u = rng.normal(size=(3, 3))
    trace = run(
        Cell("simple_rnn", 3, "linear", use_bias=False), Weights(np.ones((1, 3)), u), rng.normal(size=(1, 6, 1))
    )
    products = products_to(step_jacobians(trace), end=5)
    for t in range(6):
        np.testing.assert_allclose(products[0, t], np.linalg.matrix_power(u.T, 5 - t), rtol=1e-12, atol=1e-13)


def test_an_open_forget_gate_and_a_shut_input_gate_carry_the_gradient():
    """∂c_T/∂c_0 = 1, and what the sequence was changes nothing."""
    cell = Cell("lstm", 1)
    weights = Weights([[3.0, 0.0, 2.0, 1.0]], np.zeros((1, 4)), [-1e3, 1e3, 0.0, -1e3])
    inputs = np.random.default_rng(41).normal(size=(1, 50, 1))
    gradients = backpropagate(run(cell, weights, inputs), np.zeros((1, 50, 1)), d_c=np.ones((1, 1)))
    assert gradients.initial_state["c"] == 1.0
    assert (gradients["c"] == 1.0).all()
    assert not gradients.inputs.any()


def test_singular_values_of_known_matrices():
    matrices = np.array([[[3.0, 0.0], [0.0, -4.0]], [[0.0, 2.0], [0.0, 0.0]]])
    np.testing.assert_allclose(singular_values(matrices), [[4.0, 3.0], [2.0, 0.0]], atol=1e-15)
    np.testing.assert_allclose(norms(matrices), [4.0, 2.0])
    rng = np.random.default_rng(43)
    matrix = rng.normal(size=(3, 3))
    directions = rng.normal(size=(3, 1000))
    stretched = np.linalg.norm(matrix @ directions, axis=0) / np.linalg.norm(directions, axis=0)
    assert stretched.max() <= norms(matrix) <= 1.05 * stretched.max()


@pytest.mark.parametrize("kind", GATES)
def test_an_explosion_is_shown_and_not_warned_about(kind):
    cell = Cell(kind, 2, activation="linear", recurrent_activation="linear")
    weights = init_weights(cell, 1, seed=0)
    weights = replace(weights, recurrent_kernel=1e200 * weights.recurrent_kernel)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trace = run(cell, weights, np.ones((1, 6, 1)))
        gradients = backpropagate(trace, np.ones((1, 6, 2)))
        arrays = [
            gradients.kernel,
            gradients.recurrent_kernel,
            gradients.bias,
            gradients.inputs,
            gradients.by_step("kernel"),
        ]
        products = products_to(step_jacobians(trace), end=5)
        sizes = norms(products)
    assert not np.isfinite(trace["h"]).all()
    assert not any(np.isfinite(array).all() for array in arrays)
    assert sizes[0, 5] == 1.0
    assert np.isnan(sizes[0, 0])


@pytest.mark.parametrize("merge_mode", MERGES)
def test_an_explosion_in_a_network_is_shown_and_not_warned_about(merge_mode, random_network):
    """Forwards h grows to ∞, backwards to -∞: their sum is no number."""
    layers = [Bidirectional(Cell("simple_rnn", 1, "linear"), merge_mode, True), Dense(2, "softmax")]
    network = random_network(layers, (None, 6, 1), np.random.default_rng(0))
    opposite = (Weights([[1.0]], [[1e200]], [0.0]), Weights([[-1.0]], [[1e200]], [0.0]))
    network = Network(network.layers, (opposite, network.weights[1]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trace = run_network(network, np.ones((1, 6, 1)))
        gradients = backpropagate_network(trace, np.ones_like(trace.outputs))
        dense = gradients.layers[1][""]
        assert np.isnan(dense.kernel).any()
        assert np.isnan(dense.bias).any()
    assert np.isnan(trace.outputs).any()


@pytest.mark.parametrize(
    ("kind", "d_h", "d_c", "message"),
    [
        (
            "gru",
            np.zeros((1, 3, 9)),
            None,
            r"d_h must be \(batch, timesteps, units\) = \(1, 3, 2\); received \(1, 3, 9\)",
        ),
        ("gru", np.zeros((1, 3, 2)), np.zeros((1, 2)), "d_c is for cells that carry c: gru carries no cell state"),
        ("lstm", np.zeros((1, 3, 2)), np.zeros((3, 2)), r"d_c must be \(batch, units\) = \(1, 2\); received \(3, 2\)"),
    ],
)
def test_gradients_of_the_wrong_shape(kind, d_h, d_c, message):
    cell = Cell(kind, 2)
    trace = run(cell, init_weights(cell, 1, seed=0), np.zeros((1, 3, 1)))
    with pytest.raises(ValueError, match=message):
        backpropagate(trace, d_h, d_c)


FORWARDS = [(cell, state) for cell in CELLS for state in cell.states if not cell.go_backwards]


@pytest.mark.parametrize(("cell", "block"), FORWARDS, ids=[f"{name_of(cell)}-{state}" for cell, state in FORWARDS])
def test_sensitivity_is_the_norm_of_every_product(cell, block, random_weights):
    rng = np.random.default_rng(47)
    trace = run(cell, random_weights(cell, FEATURES, rng), rng.normal(size=(1, 13, FEATURES)))
    jacobians = step_jacobians(trace)
    here = slice(0, UNITS) if block == "h" else slice(UNITS, 2 * UNITS)
    found = sensitivities(jacobians[0], here)
    for t in range(13):
        products = products_to(jacobians, end=t)[0][:, here, here]
        expected = np.linalg.norm(products, axis=(1, 2)) / np.sqrt(UNITS)
        np.testing.assert_allclose(found[t], expected, rtol=1e-10, atol=0)


def test_sensitivity_of_a_linear_rnn_is_a_power_of_its_recurrent_kernel():
    cell = Cell("simple_rnn", 3, activation="linear")
    weights = init_weights(cell, 1, seed=5)
    weights = replace(weights, recurrent_kernel=0.1 * np.random.default_rng(5).normal(size=(3, 3)))
    trace = run(cell, weights, np.ones((1, 9, 1)))
    product = products_to(step_jacobians(trace), end=8)[0, 2]
    power = np.linalg.matrix_power(weights.recurrent_kernel, 6)
    np.testing.assert_allclose(product.T, power, rtol=1e-12)
    found = sensitivities(step_jacobians(trace)[0], slice(0, 3))
    assert found[8, 2] == pytest.approx(np.linalg.norm(power) / np.sqrt(3), rel=1e-12)


@pytest.mark.parametrize(("timesteps", "middle"), [(4, 2), (30, 15), (60, 30)])
def test_sensitivity_keeps_its_digits_where_the_midpoint_hides_them(timesteps, middle):
    """Two projections that nearly cancel: their Gram matrices are orthogonal to sixteen digits."""
    jacobians = np.broadcast_to(np.eye(2), (timesteps, 2, 2)).copy()
    jacobians[middle] = [[1e-12, 1.0], [0.0, 0.0]]
    jacobians[middle - 1] = [[1.0, 0.0], [0.0, 0.0]]
    assert sensitivities(jacobians, slice(0, 2))[-1, 0] == pytest.approx(1e-12 / np.sqrt(2), rel=1e-10, abs=0)


@pytest.mark.parametrize("timesteps", [1, 2, 5, 8, 9, 31, 33])
@pytest.mark.parametrize(("block", "scale"), [(slice(0, 3), 1.0), (slice(3, 6), 1e40), (slice(0, 6), 1e-40)])
def test_the_last_row_of_sensitivities_needs_one_product_alone(timesteps, block, scale):
    rng = np.random.default_rng(timesteps)
    jacobians = scale * rng.normal(size=(timesteps, 6, 6))
    expected = sensitivities(jacobians, block)[-1]
    found = last_singular_values(jacobians, block)
    assert (found[:, 1:] <= found[:, :-1]).all()
    stretch = np.hypot.reduce(found, axis=1) / np.sqrt(found.shape[1])
    np.testing.assert_allclose(stretch, expected, rtol=1e-10)
    assert timesteps < 33 or scale == 1.0 or expected[0] in (0.0, np.inf)


@pytest.mark.parametrize(("scale", "end"), [(1e20, np.inf), (1e-20, 0.0), (0.0, 0.0), (np.nan, np.nan)])
def test_sensitivity_shows_what_leaves_the_range_of_floating_point(scale, end):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = sensitivities(np.full((20, 1, 1), scale), slice(0, 1))
        last = last_singular_values(np.full((20, 1, 1), scale), slice(0, 1))[:, 0]
    np.testing.assert_array_equal(found[-1, 0], end)
    np.testing.assert_allclose(last, found[-1], rtol=1e-12)
    assert found[0, 0] == 1.0
    assert not found[0, 1:].any(), "the past does not depend on the future"


def test_names_that_have_no_steps():
    cell = Cell("gru", 2)
    gradients = backpropagate(run(cell, init_weights(cell, 1, seed=0), np.zeros((1, 3, 1))), np.zeros((1, 3, 2)))
    with pytest.raises(ValueError, match="name must be kernel, recurrent_kernel, bias or peephole; received 'h'"):
        gradients.by_step("h")
    trace = run_network(
        Network((Dense(1),), (weights_from_keras(Dense(1), [np.ones((2, 1)), np.ones(1)]),)), np.ones((1, 2))
    )
    with pytest.raises(ValueError, match=r"d_outputs must have the shape of the outputs, \(1, 1\); received \(1, 2\)"):
        backpropagate_network(trace, np.ones((1, 2)))
