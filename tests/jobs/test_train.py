"""One way to train: Keras beside our own gradients and steps, windows beside arrays, what is told on the way."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from rnnviz import Cell, Network, backpropagate_network, init_network, run_network
from rnnviz.core import losses
from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.layers import CategoryEncoding, Dense, Dropout, Embedding, Recurrent, SpatialDropout1D, TimeDistributed
from rnnviz.core.optimizers import clip
from rnnviz.jobs.kinds import train
from rnnviz.jobs.limits import size
from rnnviz.jobs.parity import WEIGHTS
from rnnviz.jobs.samples import Arrays, Sampling, Windows
from rnnviz.keras_bridge import weights_to_keras
from rnnviz.text.writing import continued
from rnnviz.training.kernels import optimizers
from tests.support.reports import Heard


@pytest.fixture
def rng():
    return np.random.default_rng(3)


SAMPLES, BATCH, EPOCHS, RATE = 7, 3, 3, 0.05

NUMBERS = (Recurrent(Cell("lstm", 4)), Dense(2, "tanh"))
EVERY_STEP = (CategoryEncoding(5), Recurrent(Cell("simple_rnn", 4), True), Dense(5, "softmax"))
MASKED = (Embedding(5, 3, mask_zero=True), Recurrent(Cell("gru", 4), True), Dense(3, "softmax"))
VECTOR = (Embedding(5, 3, mask_zero=True), Recurrent(Cell("lstm", 4)), Dense(1, "sigmoid"))


def absolute(trace, targets):
    """The mean absolute error and its gradients, by the definition."""
    apart = trace.outputs - targets
    return np.abs(apart).mean(), backpropagate_network(trace, np.sign(apart) / apart.size)


def of(loss):
    """A loss of the core, and its gradients."""

    def value_and_gradients(trace, targets):
        found = loss(trace, targets)
        return found.value, backpropagate_loss(trace, found)

    return value_and_gradients


CASES = {
    "mse": ("mse", NUMBERS, of(losses.squared_error)),
    "mae": ("mae", NUMBERS, absolute),
    "categorical": (
        "categorical_crossentropy",
        (*NUMBERS[:1], Dense(2, "softmax")),
        of(losses.categorical_crossentropy),
    ),
    "sparse, at every step": (
        "sparse_categorical_crossentropy",
        EVERY_STEP,
        of(losses.sparse_categorical_crossentropy),
    ),
    "sparse, masked": ("sparse_categorical_crossentropy", MASKED, of(losses.sparse_categorical_crossentropy)),
    "binary, masked": ("binary_crossentropy", VECTOR, of(losses.binary_crossentropy)),
}

STEPS = (
    ("mse", "adam", "norm"),
    ("mae", "rmsprop", "value"),
    ("categorical", "sgd", "global norm"),
    ("sparse, at every step", "adam", "none"),
    ("sparse, masked", "sgd", "none"),
    ("binary, masked", "sgd", "none"),
)
"""With which optimizer and which clipping each is trained.

Keras takes norms and squares of an embedding's gradient before what falls on the same row is added: there only plain
gradient descent is what the definitions say.
"""


def samples_for(name, rng) -> Arrays:
    """Random samples of a case; where padding is read there is padding, at every place."""
    tokens = rng.integers(0, 5, size=(SAMPLES, 6))
    numbers = rng.normal(size=(SAMPLES, 6, 3))
    match name:
        case "categorical":
            return Arrays(numbers, rng.dirichlet(np.ones(2), SAMPLES))
        case "sparse, at every step":
            return Arrays(tokens, rng.integers(0, 5, size=(SAMPLES, 6)))
        case "sparse, masked":
            return Arrays(tokens, rng.integers(0, 3, size=(SAMPLES, 6)))
        case "binary, masked":
            return Arrays(tokens, rng.integers(0, 2, size=(SAMPLES, 1)).astype(float))
    return Arrays(numbers, rng.normal(size=(SAMPLES, 2)))


def in_numpy(network, samples, order, value_and_gradients, optimizer, clipping):
    """The losses of each epoch and the weights after it, by our own gradients and steps."""
    arrays = [array for weights in network.weights for array in weights_to_keras(weights)]
    arrays = [array.copy().ravel() for array in arrays]
    shapes = [array.shape for weights in network.weights for array in weights_to_keras(weights)]
    moments = [np.zeros((2, array.size)) for array in arrays]
    means, step = [], 0
    for epoch in order:
        total = 0.0
        for chosen in (epoch[i : i + BATCH] for i in range(0, SAMPLES, BATCH)):
            now = train.with_weights(network.layers, [a.reshape(s) for a, s in zip(arrays, shapes, strict=True)])
            loss, gradients = value_and_gradients(run_network(now, samples.inputs[chosen]), samples.targets[chosen])
            total, step = total + loss * len(chosen), step + 1
            slopes = [
                getattr(part[""], name)
                for part in gradients.layers
                if part
                for name in WEIGHTS
                if getattr(part[""], name, None) is not None
            ]
            for array, slope, moment in zip(arrays, clip(slopes, clipping, 0.05), moments, strict=True):
                which = getattr(optimizers, optimizer.upper())
                optimizers.update.py_func(array, np.ascontiguousarray(slope).ravel(), which, RATE, step, moment)
        means.append(total / SAMPLES)
    return np.array(means), [array.reshape(shape) for array, shape in zip(arrays, shapes, strict=True)]


@pytest.mark.parametrize(("name", "optimizer", "clipping"), STEPS)
def test_keras_learns_what_our_gradients_and_steps_learn(name, optimizer, clipping, rng, random_network):
    loss, layers, value_and_gradients = CASES[name]
    samples, order = samples_for(name, rng), np.stack([rng.permutation(SAMPLES) for _ in range(EPOCHS)])
    network = random_network(layers, (None, *samples.input_shape), rng)
    asked = train.request(
        network,
        samples,
        order=order,
        loss=loss,
        optimizer=optimizer,
        learning_rate=RATE,
        batch=BATCH,
        clipping=clipping,
        threshold=0.05,
        dtype="float64",
        compiled=optimizer == "adam",
    )
    found = train.run(asked, Heard())
    means, arrays = in_numpy(network, samples, order, value_and_gradients, optimizer, clipping)
    np.testing.assert_allclose(found["losses"], means, rtol=1e-10)
    for theirs, ours in zip(found["weights"], arrays, strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-10, atol=1e-10)
    reversed_order = in_numpy(network, samples, order[:, ::-1], value_and_gradients, optimizer, clipping)[0]
    assert not np.allclose(reversed_order, means, rtol=1e-8), "the order matters"


def test_a_mask_is_left_out_of_the_loss_that_is_learned(rng, random_network):
    samples = samples_for("sparse, masked", rng)
    network = random_network(MASKED, (None, 6), rng)
    unmasked = replace(network, layers=(Embedding(5, 3), *MASKED[1:]))
    one, other = (
        train.run(train.request(each, samples, order=0, epochs=1, loss="sparse_categorical_crossentropy"), Heard())
        for each in (network, unmasked)
    )
    assert not np.allclose(one["losses"], other["losses"], rtol=1e-4)


def text(rng) -> np.ndarray:
    """A text of 60 tokens in which the next follows from the one before, mostly."""
    return (np.arange(60) + (rng.random(60) < 0.2)) % 5


def settings(**changed) -> dict:
    """Settings of a short training on text."""
    return {
        "order": 4,
        "epochs": 3,
        "loss": "sparse_categorical_crossentropy",
        "metrics": ["accuracy"],
        "batch": 4,
        "learning_rate": 0.02,
        "dtype": "float64",
    } | changed


@pytest.mark.parametrize("every_step", [False, True])
def test_windows_are_cut_on_the_worker_as_here(every_step, rng):
    layers = (CategoryEncoding(5), Recurrent(Cell("gru", 4), every_step), Dense(5, "softmax"))
    network = init_network(layers, (None, None), seed=2)
    tokens = text(rng)
    windows, held_out = (
        Windows(part, np.arange(0, len(part) - 6, 2), 6, every_step) for part in (tokens[:40], tokens[40:])
    )
    np.testing.assert_array_equal(windows.arrays.inputs[1], tokens[2:8])
    np.testing.assert_array_equal(windows.arrays.targets[1], tokens[3:9] if every_step else tokens[8])
    cut = train.run(train.request(network, windows, held_out=held_out, **settings()), Heard())
    given = train.run(train.request(network, windows.arrays, held_out=held_out.arrays, **settings()), Heard())
    other = train.run(train.request(network, windows, held_out=held_out, **settings(order=5)), Heard())
    for name in ("losses", "held_out_losses"):
        np.testing.assert_array_equal(cut[name], given[name])
        assert not np.allclose(cut[name], other[name], rtol=1e-8), "another seed is another order"
    assert cut["metrics"]["accuracy"].shape == cut["held_out_metrics"]["accuracy"].shape == (3,)
    after = train.trained_network(train.request(network, windows, **settings()), cut)
    trace = run_network(after, held_out.arrays.inputs)
    tested = losses.sparse_categorical_crossentropy(trace, held_out.arrays.targets)
    assert np.isclose(tested.value, cut["held_out_losses"][-1], rtol=1e-10)
    assert np.isclose(tested.accuracy, cut["held_out_metrics"]["accuracy"][-1])


def test_a_compiled_training_whose_calls_do_not_divide_the_epoch_is_the_same(rng, monkeypatch):
    network = init_network(EVERY_STEP, (None, None), seed=2)
    windows = Windows(text(rng), np.arange(18), 6, True)
    plain = train.run(train.request(network, windows, **settings(compiled=False)), Heard())
    monkeypatch.setattr(train, "STEPS_PER_EXECUTION", 2)  # of five batches, the last of two
    compiled = train.run(train.request(network, windows, **settings()), Heard())
    np.testing.assert_allclose(compiled["losses"], plain["losses"], rtol=1e-12)
    for mine, theirs in zip(compiled["weights"], plain["weights"], strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-12)
    assert keras.config.floatx() == "float32"


def test_texts_and_outputs_are_told_after_every_epoch(rng):
    network, tokens, report = init_network(EVERY_STEP, (None, None), seed=2), text(rng), Heard()
    samplings = [Sampling([1, 2], rng.random(9)), Sampling([1], rng.random(5), 0.0, length=6)]
    shown = np.array([[1, 2, 3], [3, 2, 1]])
    windows = Windows(tokens, np.arange(20), 6, True)
    asked = train.request(network, windows, samplings=samplings, shown=shown, **settings())
    found = train.run(asked, report)
    assert [kind for kind, _ in report.told] == ["epoch", "sample"] * 3
    told = [data for kind, data in report.told if kind == "sample"]
    assert [data["epoch"] for data in told] == [1, 2, 3]
    assert [each.shape for each in found["samples"]] == [(3, 9), (3, 5)] and found["shown"].shape == (3, 2, 3, 5)
    after = train.trained_network(asked, found)
    for each, written, last in zip(samplings, found["samples"], told[-1]["tokens"], strict=True):
        expected = continued(after, each.beginning, each.draws, each.temperature, each.length)
        np.testing.assert_array_equal(written[-1], expected)
        assert last == expected.tolist()
    np.testing.assert_allclose(found["shown"][-1], run_network(after, shown).outputs, rtol=1e-12)
    np.testing.assert_allclose(told[0]["outputs"], found["shown"][0])
    assert not np.allclose(found["shown"][0], found["shown"][-1])


def test_weights_come_back_to_every_layer(rng):
    layers = (
        Embedding(5, 3, mask_zero=True),
        SpatialDropout1D(0.2),
        Recurrent(Cell("lstm", 4), True),
        Dropout(0.3),
        TimeDistributed(5, "softmax"),
    )
    network = init_network(layers, (None, None), seed=2)
    windows = Windows(text(rng), np.arange(8), 6, True)
    asked = train.request(network, windows, **settings(dtype="float32"))
    found = train.run(asked, Heard())
    after = train.trained_network(asked, found)
    assert after.layers == layers and all(array.dtype == np.float32 for array in found["weights"])
    arrays = [array for weights in after.weights for array in weights_to_keras(weights)]
    for ours, theirs in zip(arrays, found["weights"], strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_request_carries_tokens():
    tokens = np.arange(142_554) % 42
    network = init_network(
        (CategoryEncoding(42), Recurrent(Cell("simple_rnn", 128)), Dense(42, "softmax")), (None, 10), 0
    )
    windows = Windows(tokens, np.arange(142_544), 10)
    asked = train.request(network, windows, **settings(epochs=25, batch=128))
    assert size(asked) < 1_400_000
    assert train.estimate(asked) < 600
    with pytest.raises(ValueError, match="epochs must be from 1 to 2000; received 2001"):
        train.estimate(train.request(network, windows, **settings(epochs=2001)))


def test_what_cannot_be_trained_is_refused_with_a_sentence(rng):
    network = init_network(EVERY_STEP, (None, None), seed=2)
    windows = Windows(text(rng), np.arange(8), 6, True)
    with pytest.raises(ValueError, match=r"Windows of 60 .* in a text of 60: at least one is needed"):
        Windows(text(rng), np.arange(1), 60)
    with pytest.raises(ValueError, match="3 samples and 2 targets"):
        Arrays(np.zeros((3, 1)), np.zeros((2, 1)))
    for changed, message in (
        ({"loss": "hinge"}, "loss must be one of mse"),
        ({"metrics": ["auc"]}, "metric must be one of accuracy"),
        ({"batch": 0}, "batch, learning_rate and threshold must be positive; received 0"),
        ({"epochs": None}, "needs a seed of at least 0 and epochs"),
        ({"order": np.zeros((2, 3), int), "epochs": None}, r"order must be \(epochs, samples\), 8 samples"),
        ({"order": np.full((3, 8), 8)}, "sample numbers from 0 to 7"),
    ):
        with pytest.raises(ValueError, match=message):
            train.request(network, windows, **settings(**changed))
    with pytest.raises(ValueError, match="received a 2-D tensor"):
        train.request(Network(network.layers[1:], network.weights[1:]), windows, **settings())
