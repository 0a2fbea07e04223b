"""Losses of networks that answer with probabilities, and losses under a mask: values and gradients beside Keras's."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz import (
    Bidirectional,
    CategoryEncoding,
    Cell,
    Dense,
    Embedding,
    Network,
    Recurrent,
    RepeatVector,
    run_network,
)
from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.layers import TimeDistributed
from rnnviz.core.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
    squared_error,
)
from rnnviz.keras_bridge import network_to_keras, weights_from_keras, weights_to_keras

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

EXACT = {"rtol": 1e-10, "atol": 1e-12}
WORDS = 7
TOKENS = np.array([[0, 3, 0, 0, 5, 1], [2, 2, 6, 4, 0, 0], [0, 0, 0, 0, 0, 0], [1, 6, 5, 2, 3, 4]])
EMBEDDING, LSTM, GRU = Embedding(WORDS, 3, mask_zero=True), Cell("lstm", 4), Cell("gru", 2)

OURS = {
    "mse": squared_error,
    "categorical_crossentropy": categorical_crossentropy,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
    "binary_crossentropy": binary_crossentropy,
}
THEIRS = {
    "mse": keras.losses.MeanSquaredError,
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
}

CASES = {
    "sentiment": ("binary_crossentropy", [EMBEDDING, Recurrent(LSTM), Dense(1, "sigmoid")]),
    "topics": ("binary_crossentropy", [EMBEDDING, Recurrent(LSTM), Dense(5, "sigmoid")]),
    "sentiment after every word": ("binary_crossentropy", [EMBEDDING, Recurrent(LSTM, True), Dense(1, "sigmoid")]),
    "tags": ("sparse_categorical_crossentropy", [EMBEDDING, Bidirectional(LSTM, "concat", True), Dense(5, "softmax")]),
    "tags from a table without a mask": (
        "sparse_categorical_crossentropy",
        [Embedding(WORDS, 3), Recurrent(GRU, True), Dense(5, "softmax")],
    ),
    "soft tags": ("categorical_crossentropy", [EMBEDDING, Recurrent(GRU, True), Dense(5, "softmax")]),
    "wiring": (
        "sparse_categorical_crossentropy",
        [EMBEDDING, Recurrent(GRU), RepeatVector(6), Recurrent(LSTM, True), TimeDistributed(5, "softmax")],
    ),
    "next letter": ("sparse_categorical_crossentropy", [CategoryEncoding(WORDS), Recurrent(LSTM), Dense(5, "softmax")]),
    "next letters": ("categorical_crossentropy", [CategoryEncoding(WORDS), Recurrent(GRU, True), Dense(5, "softmax")]),
    "squared error under a mask": ("mse", [EMBEDDING, Recurrent(LSTM, True), Dense(2, "tanh")]),
    "squared error of one vector": ("mse", [EMBEDDING, Recurrent(LSTM), Dense(2)]),
}


def drawn_targets(name: str, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Targets of a loss for outputs of this shape."""
    if name.startswith("sparse"):
        return rng.integers(0, shape[-1], shape[:-1])
    if name == "categorical_crossentropy":
        return rng.dirichlet(np.ones(shape[-1]), shape[:-1])
    return rng.integers(0, 2, shape) if name == "binary_crossentropy" else rng.normal(size=shape)


def case(name: str, random_network):
    """(network, run, loss, targets, name of the loss) of a row of ``CASES``."""
    loss, layers = CASES[name]
    rng = np.random.default_rng(1)
    network = random_network(layers, (None, None), rng)
    trace = run_network(network, TOKENS)
    targets = drawn_targets(loss, trace.outputs.shape, rng)
    return network, trace, OURS[loss](trace, targets), targets, loss


def arrays_of(gradients) -> list[np.ndarray]:
    """The gradients of all weights, in Keras's order."""
    names = ("embeddings", "kernel", "recurrent_kernel", "bias")
    parts = [part for layer in gradients.layers for part in layer.values()]
    return [getattr(part, name) for part in parts for name in names if getattr(part, name, None) is not None]


@pytest.mark.parametrize("name", CASES)
def test_a_loss_and_its_gradients_are_keras(name, random_network):
    network, trace, loss, targets, kind = case(name, random_network)
    model = network_to_keras(network, (None, TOKENS.shape[1]))
    with tf.GradientTape() as tape:
        theirs = THEIRS[kind](dtype="float64")(targets, model(TOKENS))
    d_weights = [tf.convert_to_tensor(each) for each in tape.gradient(theirs, model.trainable_variables)]
    assert loss.value == pytest.approx(float(theirs), rel=1e-10)
    ours = arrays_of(backpropagate_loss(trace, loss))
    for mine, their in zip(ours, d_weights, strict=True):
        np.testing.assert_allclose(mine, their, **EXACT)

    everywhere = OURS[kind](trace, targets, mask=np.ones(loss.outputs.shape[:2], bool))
    masked = trace.mask is not None
    assert (everywhere.value != pytest.approx(loss.value, rel=1e-3)) == masked, "the mask matters"
    other = arrays_of(backpropagate_loss(trace, everywhere))
    assert np.allclose(other[-1], ours[-1]) != masked


@pytest.mark.parametrize("name", CASES)
def test_its_gradients_are_its_slopes(name, random_network):
    network, trace, loss, targets, kind = case(name, random_network)
    rng = np.random.default_rng(2)
    gradients = backpropagate_loss(trace, loss)
    for position, (layer, weights) in enumerate(zip(network.layers, network.weights, strict=True)):
        arrays = weights_to_keras(weights)
        claimed = arrays_of(replace(gradients, layers=(gradients.layers[position],)))
        direction = [rng.normal(size=each.shape) for each in arrays]

        def moved(step, position=position, layer=layer, arrays=arrays, direction=direction):
            there = [each + step * d for each, d in zip(arrays, direction, strict=True)]
            weights = [*network.weights]
            weights[position] = weights_from_keras(layer, there)
            return OURS[kind](run_network(Network(network.layers, tuple(weights)), TOKENS), targets).value

        measured = (moved(1e-6) - moved(-1e-6)) / 2e-6
        assert measured == pytest.approx(sum(map(np.vdot, claimed, direction)), rel=1e-6, abs=1e-9), layer.name


@pytest.fixture
def float64():
    """Keras's own precision, as a compiled model's loss has it."""
    keras.config.set_floatx("float64")
    yield
    keras.config.set_floatx("float32")


@pytest.mark.parametrize("name", ["sentiment", "sentiment after every word", "tags", "soft tags", "next letter"])
def test_a_compiled_model_says_the_same_loss_and_accuracy(name, float64, random_network):
    """A metric respects the mask where it reaches the output; the opposite is widely repeated."""
    network, trace, loss, targets, kind = case(name, random_network)
    model = network_to_keras(network, (None, TOKENS.shape[1]))
    model.compile("sgd", kind, metrics=["accuracy"])
    value, accuracy = model.evaluate(TOKENS, targets, verbose=0)
    assert (loss.value, loss.accuracy) == pytest.approx((value, accuracy), rel=1e-10)
    if trace.mask is not None:
        everywhere = OURS[kind](trace, targets, mask=np.ones(loss.outputs.shape[:2], bool))
        assert everywhere.accuracy != pytest.approx(accuracy)


def test_where_nothing_counts_the_loss_is_0(random_network):
    network = random_network(CASES["tags"][1], (None, None), np.random.default_rng(3))
    padding, targets = np.zeros((2, 4), int), np.ones((2, 4), int)
    trace = run_network(network, padding)
    loss = sparse_categorical_crossentropy(trace, targets)
    model = network_to_keras(network, (None, 4))
    theirs = keras.losses.SparseCategoricalCrossentropy(dtype="float64")(targets, model(padding))
    assert loss.value == float(theirs) == loss.accuracy == 0.0
    assert not any(array.any() for array in arrays_of(backpropagate_loss(trace, loss)))


@pytest.mark.parametrize("name", ["tags", "squared error under a mask", "sentiment after every word"])
def test_chosen_timesteps_count_where_they_are_not_masked(name, random_network):
    _, trace, _, targets, kind = case(name, random_network)
    loss = OURS[kind](trace, targets, (1, 5))
    np.testing.assert_array_equal(loss.counted.nonzero(), [[0, 0, 1, 3, 3], [1, 5, 1, 1, 5]])
    alone = [OURS[kind](trace, targets, (t,)) for t in (1, 5)]
    shares = [np.count_nonzero(each.counted) / 5 for each in alone]
    assert loss.value == pytest.approx(sum(share * each.value for share, each in zip(shares, alone, strict=True)))


def saturated(activation: str, layer=Dense) -> Network:
    """A network whose answers are as sure as can be: the sums before them are ±900."""
    weights = [np.array([[1.0], [-1.0]]), np.array([[900.0, -900.0, 30.0]]), np.zeros(3)]
    layers = (Embedding(2, 1), layer(3, activation))
    return Network(layers, tuple(map(weights_from_keras, layers, ([weights[0]], weights[1:]))))


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_a_probability_too_small_for_a_float_has_a_loss_and_a_gradient(activation):
    network, tokens = saturated(activation), np.array([[0, 1]])
    kind = "categorical_crossentropy" if activation == "softmax" else "binary_crossentropy"
    targets = np.array([[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]])
    trace = run_network(network, tokens)
    assert trace.outputs[0, 0, 1] == 0.0
    model = network_to_keras(network, (None, 2))
    with tf.GradientTape() as tape:
        theirs = THEIRS[kind](dtype="float64")(targets, model(tokens))
    loss = OURS[kind](trace, targets)
    assert loss.value > 100.0 and loss.value == pytest.approx(float(theirs), rel=1e-12)
    for mine, their in zip(
        arrays_of(backpropagate_loss(trace, loss)), tape.gradient(theirs, model.trainable_variables), strict=True
    ):
        np.testing.assert_allclose(mine, tf.convert_to_tensor(their), **EXACT)


def test_where_keras_clips_probabilities():
    """Behind TimeDistributed, or with a loss of another dtype, Keras no longer finds the sums before the softmax."""
    tokens, targets = np.array([[0, 1]]), np.array([[1, 2]])
    exact = sparse_categorical_crossentropy(run_network(saturated("softmax"), tokens), targets).value
    outputs = network_to_keras(saturated("softmax", TimeDistributed), (None, 2))(tokens)
    clipped = float(keras.losses.SparseCategoricalCrossentropy(dtype="float64")(targets, outputs))
    rough = network_to_keras(saturated("softmax"), (None, 2))(tokens)
    float32 = float(keras.losses.SparseCategoricalCrossentropy(dtype="float32")(targets, rough))
    assert exact == (1800.0 + 930.0) / 2
    assert clipped == pytest.approx(-np.log(1e-7), rel=1e-6) == float32


def test_targets_may_lack_the_axis_of_a_single_output(random_network):
    _, trace, loss, targets, _ = case("sentiment", random_network)
    assert binary_crossentropy(trace, targets[:, 0]).value == loss.value


@pytest.mark.parametrize(
    ("name", "make", "targets", "message"),
    [
        ("tags", binary_crossentropy, np.zeros((4, 6, 5)), "last layer must be a Dense with sigmoid"),
        ("sentiment", categorical_crossentropy, np.zeros((4, 1)), "last layer must be a Dense with softmax"),
        ("tags", categorical_crossentropy, np.zeros((4, 6, 5)), "targets must be probabilities: none negative, and 1"),
        ("tags", categorical_crossentropy, np.ones((4, 5)), r"outputs, \(4, 6, 5\); received \(4, 5\)"),
        ("tags", sparse_categorical_crossentropy, np.full((4, 6), 5), "targets must be from 0 to 4"),
        (
            "tags",
            sparse_categorical_crossentropy,
            np.zeros((4, 6)),
            r"whole numbers of shape \(4, 6\); received float64",
        ),
        ("tags", sparse_categorical_crossentropy, np.zeros((4, 5), int), r"\(4, 6\); received int64 \(4, 5\)"),
        ("sentiment", binary_crossentropy, np.full((4, 1), 2.0), "targets must be probabilities, from 0 to 1"),
    ],
)
def test_targets_that_do_not_fit(name, make, targets, message, random_network):
    network = random_network(CASES[name][1], (None, None), np.random.default_rng(0))
    with pytest.raises(ValueError, match=message):
        make(run_network(network, TOKENS), targets)


def test_a_mask_that_does_not_fit(random_network):
    _, trace, _, targets, _ = case("tags", random_network)
    with pytest.raises(ValueError, match=r"mask must be \(batch, timesteps\) = \(4, 6\); received \(4, 5\)"):
        sparse_categorical_crossentropy(trace, targets, mask=np.ones((4, 5), bool))
