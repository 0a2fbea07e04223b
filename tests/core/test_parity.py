"""Our numbers beside Keras's own, in float64, with every weight and bias random and every size different."""

from itertools import permutations, product

import numpy as np
import pytest

from rnnviz import (
    Bidirectional,
    Cell,
    Dense,
    Recurrent,
    RepeatVector,
    Weights,
    backpropagate,
    backpropagate_network,
    run,
    run_network,
    summarise,
)
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import DENSE_ACTIVATIONS, MERGES
from rnnviz.keras_bridge import (
    from_keras,
    network_from_keras,
    network_to_keras,
    to_keras,
    weights_from_keras,
    weights_to_keras,
)

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

BATCH, TIMESTEPS, FEATURES, UNITS = 2, 5, 3, 4
EXACT = {"rtol": 1e-10, "atol": 1e-12}


def option_grid() -> list[tuple[Cell, bool]]:
    """Each cell with every pair of activations, and with every combination of its other options, state given or not."""
    grid = []
    for kind, reset_after in (("simple_rnn", True), ("lstm", True), ("gru", True), ("gru", False)):
        gate_activations = ["sigmoid"] if kind == "simple_rnn" else ACTIVATIONS
        for number, (activation, gate_activation) in enumerate(product(ACTIVATIONS, gate_activations)):
            cell = Cell(kind, UNITS, activation, gate_activation, True, reset_after, go_backwards=number % 2 == 1)
            grid.append((cell, True))
        for use_bias, go_backwards, given in product([True, False], repeat=3):
            cell = Cell(kind, UNITS, use_bias=use_bias, reset_after=reset_after, go_backwards=go_backwards)
            grid.append((cell, given))
    return grid


def label(value) -> str | None:
    """A readable id for a cell of the grid."""
    if not isinstance(value, Cell):
        return None
    flags = [name for name in ("use_bias", "reset_after", "go_backwards") if getattr(value, name)]
    return "-".join([value.kind, value.activation, value.recurrent_activation, *flags])


def drawn(cell: Cell, given: bool, rng: np.random.Generator) -> tuple[np.ndarray, list[np.ndarray]]:
    """Inputs and initial states."""
    states = [rng.normal(scale=0.5, size=(BATCH, UNITS)) * given for _ in cell.states]
    return rng.normal(scale=0.5, size=(BATCH, TIMESTEPS, FEATURES)), states


def keras_layer_of(cell: Cell, weights: Weights):
    """The built Keras layer, which also returns its last states."""
    plain = to_keras(Recurrent(cell, return_sequences=True))
    layer = type(plain).from_config({**plain.get_config(), "return_state": True})
    layer.build((BATCH, TIMESTEPS, FEATURES))
    layer.set_weights(weights.arrays())
    return layer


@pytest.mark.parametrize(("cell", "given"), option_grid(), ids=label)
def test_a_cell_and_its_gradients(cell, given, random_weights):
    rng = np.random.default_rng(2028)  # with which no product of linear gates explodes: rounding would show
    weights = random_weights(cell, FEATURES, rng)
    inputs, states = drawn(cell, given, rng)
    d_sequence, d_c = rng.normal(size=(BATCH, TIMESTEPS, UNITS)), rng.normal(size=(BATCH, UNITS))

    layer = keras_layer_of(cell, weights)
    x, initial = tf.constant(inputs), [tf.constant(state) for state in states]
    with tf.GradientTape() as tape:
        tape.watch([x, *initial])
        sequence, *last = layer(x, initial_state=initial if given else None)
        loss = tf.reduce_sum(sequence * d_sequence) + (tf.reduce_sum(last[1] * d_c) if cell.kind == "lstm" else 0.0)
    d_inputs, d_initial, d_weights = tape.gradient(loss, [x, initial, layer.trainable_weights])

    trace = run(cell, weights, inputs, (states if len(states) > 1 else states[0]) if given else None)
    end = 0 if cell.go_backwards else -1
    np.testing.assert_allclose(trace.sequence, sequence, **EXACT)
    for name, value in zip(cell.states, last, strict=True):
        np.testing.assert_allclose(trace[name][:, end], value, **EXACT)

    d_h = d_sequence[:, ::-1] if cell.go_backwards else d_sequence
    gradients = backpropagate(trace, d_h, d_c if cell.kind == "lstm" else None)
    np.testing.assert_allclose(gradients.inputs, d_inputs, **EXACT)
    names = ("kernel", "recurrent_kernel", "bias")[: len(d_weights)]
    for name, value in zip(names, d_weights, strict=True):
        np.testing.assert_allclose(getattr(gradients, name), value, err_msg=name, **EXACT)
    if given:
        for name, value in zip(cell.states, d_initial, strict=True):
            np.testing.assert_allclose(gradients.initial_state[name], value, err_msg=name, **EXACT)


@pytest.mark.parametrize(
    "cell", [Cell("lstm", UNITS), Cell("gru", UNITS), Cell("gru", UNITS, reset_after=False)], ids=label
)
def test_no_other_order_of_the_gates_gives_keras_numbers(cell, random_weights):
    rng = np.random.default_rng(7)
    weights = random_weights(cell, FEATURES, rng)
    inputs, _ = drawn(cell, False, rng)
    sequence, *_ = keras_layer_of(cell, weights)(inputs)
    for order in permutations(cell.gates):
        blocks = [np.concatenate([a[..., cell.block(gate)] for gate in order], axis=-1) for a in weights.arrays()]
        same = np.allclose(run(cell, Weights(*blocks), inputs)["h"], sequence, **EXACT)
        assert same == (order == cell.gates), f"gates in the order {order}"


def stacks() -> list[list]:
    """Stacks that use every merge mode with and without sequences, every Dense activation on 2-D and 3-D inputs."""
    cells = [Cell("gru", UNITS), Cell("lstm", UNITS), Cell("simple_rnn", UNITS), Cell("gru", UNITS, reset_after=False)]
    grid = []
    for number, merge_mode in enumerate(MERGES):
        first, second = cells[number], cells[number - 1]
        activation, other = DENSE_ACTIVATIONS[number], DENSE_ACTIVATIONS[number - 1]
        grid.append([Bidirectional(first, merge_mode, True), Dense(3, activation), Recurrent(second), Dense(2, other)])
        decoder = [RepeatVector(3), Recurrent(Cell("lstm", 5, use_bias=False, go_backwards=True), True)]
        grid.append([Bidirectional(first, merge_mode), *decoder, Dense(2, activation, use_bias=number % 2 == 0)])
    grid.append([Recurrent(cells[0], True), Bidirectional(cells[2], "mul", True), Recurrent(cells[1], True)])
    return grid


@pytest.mark.parametrize("layers", stacks(), ids=lambda layers: "-".join(layer.name for layer in layers))
def test_a_network_its_shapes_and_its_gradients(layers, random_network):
    rng = np.random.default_rng(11)
    shape = (None, TIMESTEPS, FEATURES)
    network = random_network(layers, shape, rng)
    inputs = rng.normal(size=(BATCH, TIMESTEPS, FEATURES))
    model = network_to_keras(network, shape)
    x = tf.constant(inputs)
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = model(x)
        d_outputs = rng.normal(size=outputs.shape)
        loss = tf.reduce_sum(outputs * d_outputs)
    d_inputs, d_weights = tape.gradient(loss, [x, [layer.trainable_weights for layer in model.layers]])

    trace = run_network(network, inputs)
    np.testing.assert_allclose(trace.outputs, outputs, **EXACT)
    for row, keras_layer in zip(summarise(layers, shape), model.layers, strict=True):
        assert (row.output_shape, row.parameters) == (keras_layer.output.shape, keras_layer.count_params())

    gradients = backpropagate_network(trace, d_outputs)
    np.testing.assert_allclose(gradients.inputs, d_inputs, **EXACT)
    for parts, expected in zip(gradients.layers, d_weights, strict=True):
        names = ("kernel", "recurrent_kernel", "bias")
        ours = [getattr(part, name, None) for part in parts.values() for name in names]
        for value, keras_value in zip([each for each in ours if each is not None], expected, strict=True):
            np.testing.assert_allclose(value, keras_value, **EXACT)


@pytest.mark.parametrize(
    "layer", [each for layers in stacks() for each in layers] + [Recurrent(c) for c, _ in option_grid()]
)
def test_a_configuration_survives_the_round_trip(layer):
    assert from_keras(to_keras(layer)) == layer


@pytest.mark.parametrize("layers", stacks()[:4])
def test_weights_survive_the_round_trip(layers, random_network):
    shape = (None, None, FEATURES)
    network = random_network(layers, shape, np.random.default_rng(3))
    back = network_from_keras(network_to_keras(network, shape))
    assert back.layers == network.layers
    for layer, expected, received in zip(layers, network.weights, back.weights, strict=True):
        assert type(received) is type(expected), layer
        pairs = zip(weights_to_keras(expected), weights_to_keras(received), strict=True)
        assert all(np.array_equal(a, b) for a, b in pairs), layer


def test_time_distributed_dense_is_dense(random_network):
    rng = np.random.default_rng(5)
    inputs = rng.normal(size=(BATCH, TIMESTEPS, FEATURES))
    wrapped = keras.layers.TimeDistributed(keras.layers.Dense(2, activation="tanh", dtype="float64"), dtype="float64")
    model = keras.Sequential([keras.Input((TIMESTEPS, FEATURES), dtype="float64"), wrapped])
    network = network_from_keras(model)
    assert network.layers == (Dense(2, "tanh"),)
    np.testing.assert_allclose(run_network(network, inputs).outputs, model(inputs), **EXACT)


def bidirectional_of_two() -> "keras.Layer":
    """Two directions that are not the same cell."""
    backward = keras.layers.LSTM(2, activation="relu", go_backwards=True)
    return keras.layers.Bidirectional(keras.layers.LSTM(2), backward_layer=backward)


def bidirectional_backwards_first() -> "keras.Layer":
    """A first direction that reads backwards."""
    first = keras.layers.GRU(2, go_backwards=True)
    return keras.layers.Bidirectional(first, backward_layer=keras.layers.GRU(2))


UNSUPPORTED = {
    "activation='gelu'; supported: 'linear', 'tanh'": lambda: keras.layers.SimpleRNN(2, activation="gelu", name="mine"),
    "recurrent_activation='silu'; supported": lambda: keras.layers.LSTM(2, recurrent_activation="silu", name="mine"),
    "activation='elu'; supported: 'linear', 'tanh', 'sigmoid', 'relu', 'softmax'": lambda: keras.layers.Dense(
        2, "elu", name="mine"
    ),
    "activation={.*Softmax.*supported": lambda: keras.layers.Dense(2, keras.layers.Softmax(), name="mine"),
    "stateful=True; supported: False": lambda: keras.layers.LSTM(2, stateful=True, name="mine"),
    "lora_rank=3; supported: None": lambda: keras.layers.Dense(2, lora_rank=3, name="mine"),
    "merge_mode=None; supported: 'concat', 'sum', 'ave', 'mul'": lambda: keras.layers.Bidirectional(
        keras.layers.LSTM(2), merge_mode=None, name="mine"
    ),
    "backward_layer=.*relu": bidirectional_of_two,
    "go_backwards=True; supported: False": bidirectional_backwards_first,
    "TimeDistributed.*layer='Flatten'; supported: 'Dense'": lambda: keras.layers.TimeDistributed(
        keras.layers.Flatten()
    ),
    "'mine' is of class Flatten; supported are SimpleRNN, LSTM, GRU": lambda: keras.layers.Flatten(name="mine"),
    r"noise_shape=\(None, 1, 3\); supported: None": lambda: keras.layers.Dropout(0.5, (None, 1, 3), name="mine"),
    "output_mode='multi_hot'; supported: 'one_hot'": lambda: keras.layers.CategoryEncoding(3, name="mine"),
    "zero_output_for_mask=True; supported: False": lambda: keras.layers.GRU(2, zero_output_for_mask=True, name="mine"),
}


@pytest.mark.parametrize("message", UNSUPPORTED)
def test_an_unsupported_keras_layer_says_why(message):
    layer = UNSUPPORTED[message]()
    with pytest.raises(ValueError, match=message) as error:
        from_keras(layer)
    assert layer.name in str(error.value) or isinstance(layer, keras.layers.Bidirectional)


def test_what_is_no_network_of_ours():
    with pytest.raises(ValueError, match="model must be a keras.Sequential.*received Dense"):
        network_from_keras(keras.layers.Dense(1))
    with pytest.raises(ValueError, match="no weights yet"):
        network_from_keras(keras.Sequential([keras.layers.LSTM(2)]))
    with pytest.raises(ValueError, match="layer must be Recurrent.*received str"):
        to_keras("LSTM")
    with pytest.raises(ValueError, match=r"Bidirectional\(LSTM\) has 6 arrays of weights; received 0"):
        weights_from_keras(Bidirectional(Cell("lstm", 2)), [])


@pytest.mark.parametrize("kind", ["peephole_lstm", "coupled_lstm"])
def test_what_keras_does_not_have_is_said(kind):
    for layer in (Recurrent(Cell(kind, 2)), Bidirectional(Cell(kind, 2))):
        with pytest.raises(ValueError, match="Keras has no (peephole|coupled) LSTM; it has SimpleRNN, LSTM, GRU"):
            to_keras(layer)
