"""Shapes, parameter counts and the sentences for what does not fit."""

import numpy as np
import pytest

from rnnviz import (
    Bidirectional,
    Cell,
    Dense,
    DenseWeights,
    Dropout,
    Network,
    Recurrent,
    RepeatVector,
    Weights,
    init_network,
    init_weights,
    run,
    run_network,
    summarise,
)
from rnnviz.core.layers import MERGES
from rnnviz.core.network import ShapeError

RNN, LSTM, GRU = Cell("simple_rnn", 20), Cell("lstm", 7), Cell("gru", 5)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell("simple_rnn", 4), 4 * (3 + 4 + 1)),
        (Cell("simple_rnn", 4, use_bias=False), 4 * (3 + 4)),
        (Cell("lstm", 4), 4 * 4 * (3 + 4 + 1)),
        (Cell("lstm", 4, use_bias=False), 4 * 4 * (3 + 4)),
        (Cell("gru", 4), 3 * 4 * (3 + 4 + 2)),
        (Cell("gru", 4, reset_after=False), 3 * 4 * (3 + 4 + 1)),
        (Cell("gru", 4, use_bias=False), 3 * 4 * (3 + 4)),
    ],
)
def test_parameters_of_a_cell(cell, expected):
    assert cell.parameters(features=3) == expected
    assert sum(array.size for array in init_weights(cell, 3, seed=0).arrays()) == expected


def test_the_ledger_of_a_stack():
    layers = [Bidirectional(LSTM, "concat", True), Recurrent(GRU), RepeatVector(6), Recurrent(RNN, True), Dense(2)]
    rows = summarise(layers, (None, 10, 3))
    assert [row.name for row in rows] == ["Bidirectional(LSTM)", "GRU", "RepeatVector", "SimpleRNN", "Dense"]
    shapes = [(None, 10, 14), (None, 5), (None, 6, 5), (None, 6, 20), (None, 6, 2)]
    assert [row.output_shape for row in rows] == shapes
    assert [row.input_shape for row in rows] == [(None, 10, 3), *shapes[:-1]]
    assert [row.parameters for row in rows] == [2 * 4 * 7 * 11, 3 * 5 * (14 + 5 + 2), 0, 20 * (5 + 20 + 1), 2 * 21]


@pytest.mark.parametrize("merge_mode", MERGES)
@pytest.mark.parametrize("return_sequences", [True, False])
def test_what_is_run_has_the_shape_of_the_ledger(merge_mode, return_sequences):
    layers = [Dense(4, "tanh"), Bidirectional(GRU, merge_mode, return_sequences), Dense(2, "softmax")]
    trace = run_network(init_network(layers, (None, 3, 2), seed=1), np.ones((6, 3, 2)))
    for row, layer in zip(summarise(layers, (6, 3, 2)), trace.layers, strict=True):
        assert layer.outputs.shape == row.output_shape
    np.testing.assert_allclose(trace.outputs.sum(axis=-1), 1.0, rtol=1e-12)


def test_the_merges_are_of_both_directions_in_the_order_of_the_input():
    inputs = np.random.default_rng(0).normal(size=(2, 4, 3))
    for merge_mode, merge in MERGES.items():
        network = init_network([Bidirectional(GRU, merge_mode, True)], (None, 4, 3), seed=2)
        forward, backward = (
            run(GRU, w, x)["h"] for w, x in zip(network.weights[0], (inputs, inputs[:, ::-1]), strict=True)
        )
        np.testing.assert_allclose(run_network(network, inputs).outputs, merge(forward, backward[:, ::-1]), rtol=1e-12)
        last = Network((Bidirectional(GRU, merge_mode),), network.weights)
        np.testing.assert_allclose(
            run_network(last, inputs).outputs, merge(forward[:, -1], backward[:, -1]), rtol=1e-12
        )


def test_initial_states_are_given_by_layer():
    layers = [Recurrent(GRU, True), Bidirectional(LSTM, "sum")]
    network = init_network(layers, (None, 3, 2), seed=3)
    h, c = np.full((1, 7), 0.5), np.full((1, 7), -0.5)
    states = {0: np.full((1, 5), 0.25), 1: ((h, c), (c, h))}
    first, second = run_network(network, np.ones((1, 3, 2)), states).layers
    assert (first.parts[""].initial_state["h"] == 0.25).all()
    assert (second.parts["forward"].initial_state["c"] == -0.5).all()
    assert (second.parts["backward"].initial_state["c"] == 0.5).all()


def test_the_same_seed_gives_the_same_network():
    layers = [Bidirectional(LSTM, "sum"), Dense(7), Dense(7)]
    one, two, other = (init_network(layers, (None, 3, 2), seed) for seed in (4, 4, 5))
    assert np.array_equal(one.weights[2].kernel, two.weights[2].kernel)
    assert not np.array_equal(one.weights[2].kernel, other.weights[2].kernel)
    assert not np.array_equal(one.weights[1].kernel, one.weights[2].kernel), "layers are drawn apart"
    forward, backward = one.weights[0]
    assert not np.array_equal(forward.kernel, backward.kernel)


@pytest.mark.parametrize(
    ("layers", "shape", "message"),
    [
        (
            [Recurrent(RNN), Recurrent(RNN)],
            (None, None, 1),
            r"Layer 2 \(SimpleRNN\) received a 2-D tensor of shape \(None, 20\), but reads 3-D \(batch, timesteps, "
            r"features\)\. Set return_sequences=True on layer 1 \(SimpleRNN\)",
        ),
        (
            [Bidirectional(LSTM), Dense(3), Dense(3), Recurrent(GRU)],
            (None, 10, 1),
            r"Layer 4 \(GRU\) received a 2-D tensor of shape \(None, 3\).*return_sequences=True on layer 1 "
            r"\(Bidirectional\(LSTM\)\)",
        ),
        (
            [Recurrent(GRU), Dropout(0.5), Recurrent(GRU)],
            (None, 10, 1),
            r"Layer 3 \(GRU\).*return_sequences=True on layer 1 \(GRU\)",
        ),
        (
            [Recurrent(RNN), RepeatVector(3), Recurrent(RNN), Recurrent(RNN)],
            (None, 10, 1),
            r"Layer 4 \(SimpleRNN\).*return_sequences=True on layer 3 \(SimpleRNN\)",
        ),
        (
            [Recurrent(RNN, True), RepeatVector(3)],
            (None, 10, 1),
            r"Layer 2 \(RepeatVector\) received a 3-D tensor of shape \(None, 10, 20\), but reads 2-D \(batch, "
            r"features\)\. Set return_sequences=False on layer 1 \(SimpleRNN\)",
        ),
        (
            [Recurrent(RNN, True), Dense(2), RepeatVector(3)],
            (None, 10, 1),
            r"Layer 3 \(RepeatVector\).*Put it after a layer that hands on one vector",
        ),
        ([Recurrent(RNN)], (None, 3), r"Layer 1 \(SimpleRNN\) received a 2-D .*Give the input a timesteps axis"),
        ([Dense(2)], (None, 3, 3, 3), r"Layer 1 \(Dense\) received a 4-D"),
        ([Dense(2)], (None, 3, None), r"Layer 1 \(Dense\) needs to know how many features it reads"),
    ],
)
def test_a_stack_that_cannot_be_built_says_how_to_repair_it(layers, shape, message):
    with pytest.raises(ShapeError, match=message):
        summarise(layers, shape)
    with pytest.raises(ShapeError, match=message):
        init_network(layers, shape, seed=0)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ((np.ones(8), np.ones((2, 8)), np.ones(8)), r"kernel must be 2-D .* received shape \(8,\)"),
        (
            (np.ones((1, 9)), np.ones((2, 8)), np.ones(8)),
            r"kernel of lstm with 2 units must be \(1, 8\); received \(1, 9\)",
        ),
        ((np.ones((1, 8)), np.ones((3, 8)), np.ones(8)), r"recurrent_kernel of lstm .* \(2, 8\); received \(3, 8\)"),
        ((np.ones((1, 8)), np.ones((2, 8)), np.ones((2, 8))), r"bias of lstm .* \(8,\); received \(2, 8\)"),
        ((np.ones((1, 8)), np.ones((2, 8))), r"bias of lstm .* \(8,\); received none"),
    ],
)
def test_weights_of_the_wrong_shape(arrays, message):
    with pytest.raises(ValueError, match=message):
        run(Cell("lstm", 2), Weights(*arrays), np.ones((1, 3, 1)))


def test_a_bias_where_there_is_none():
    cell = Cell("lstm", 2, use_bias=False)
    with pytest.raises(ValueError, match="bias must be None when use_bias is False"):
        run(cell, Weights(np.ones((1, 8)), np.ones((2, 8)), np.ones(8)), np.ones((1, 3, 1)))


@pytest.mark.parametrize(
    ("inputs", "state", "message"),
    [
        (np.ones((3, 1)), None, r"inputs must be 3-D \(batch, timesteps, features\).*received shape \(3, 1\)"),
        (np.ones((1, 0, 1)), None, r"timesteps ≥ 1; received shape \(1, 0, 1\)"),
        (np.ones((1, 3, 2)), None, "inputs must have 1 features, the rows of kernel; received 2"),
        (np.ones((1, 3, 1)), [np.ones((1, 2))], r"initial_state of lstm must be \(h, c\); received 1 arrays"),
        (
            np.ones((1, 3, 1)),
            np.ones((2, 1, 3)),
            r"initial_state h must be \(batch, units\) = \(1, 2\); received \(1, 3\)",
        ),
        (np.ones((1, 3, 1)), [np.ones((1, 2)), np.ones((4, 2))], r"initial_state c must be .*received \(4, 2\)"),
    ],
)
def test_inputs_and_states_of_the_wrong_shape(inputs, state, message):
    cell = Cell("lstm", 2)
    with pytest.raises(ValueError, match=message):
        run(cell, init_weights(cell, 1, seed=0), inputs, state)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (
            DenseWeights(np.ones((4, 2)), np.ones(2)),
            r"kernel of Dense must be \(features, units\) = \(3, 2\); received \(4, 2\)",
        ),
        (DenseWeights(np.ones((3, 2)), np.ones(3)), r"bias of Dense must be \(2,\)"),
        (DenseWeights(np.ones((3, 2))), r"bias of Dense must be \(2,\)"),
    ],
)
def test_dense_weights_of_the_wrong_shape(weights, message):
    with pytest.raises(ValueError, match=message):
        run_network(Network((Dense(2),), (weights,)), np.ones((1, 3)))


def test_a_network_given_what_it_cannot_read():
    network = init_network([Recurrent(GRU)], (None, 3, 2), seed=0)
    with pytest.raises(ShapeError, match=r"Layer 1 \(GRU\) received a 2-D tensor of shape \(None, 2\)"):
        run_network(network, np.ones((3, 2)))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: Cell("rnn", 2),
            "kind must be one of simple_rnn, lstm, gru, peephole_lstm, coupled_lstm; received 'rnn'",
        ),
        (lambda: Cell("lstm", 0), "units must be a whole number of at least 1; received 0"),
        (lambda: Cell("lstm", 2.0), "units must be a whole number of at least 1; received 2.0"),
        (lambda: Cell("lstm", True), "units must be .* received True"),
        (lambda: Cell("lstm", 2, activation="gelu"), "activation must be one of linear, tanh, .* received 'gelu'"),
        (lambda: Cell("lstm", 2, recurrent_activation="x"), "recurrent_activation must be one of .* received 'x'"),
        (lambda: Bidirectional(LSTM, "max"), "merge_mode must be one of concat, sum, ave, mul; received 'max'"),
        (lambda: Bidirectional(Cell("gru", 1, go_backwards=True)), "must have go_backwards=False"),
        (lambda: Dense(0), "units must be .* received 0"),
        (lambda: Dense(1, "elu"), "activation must be one of linear, tanh, sigmoid, relu, softmax; received 'elu'"),
        (lambda: RepeatVector(0), "n must be .* received 0"),
    ],
)
def test_options_that_do_not_exist(build, message):
    with pytest.raises(ValueError, match=message):
        build()
