"""The NumPy core beside Keras."""

import os
import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from rnnviz import Cell, Dense, Network, Recurrent, backpropagate, init_network, run, run_network
from rnnviz.chapters.hidden_state.scene import View, scene
from rnnviz.keras_bridge import to_keras, weights_to_keras

Row = tuple[str, str, str, str]


def median_ms(work: Callable[[], object], times: int = 30) -> float:
    """Median duration in milliseconds, after three runs that do not count."""
    durations = []
    for _ in range(times + 3):
        start = time.perf_counter()
        work()
        durations.append(1e3 * (time.perf_counter() - start))
    return statistics.median(durations[3:])


def rows() -> Iterator[Row]:
    """The hand example, parity, and the cost of a forward pass with backpropagation."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    shown = scene(View())
    printed = np.array([0.18662322, -1.23694587, -0.07471441, -3.64187904, -1.30195881, -6.84172557, -3.86981216])
    off = np.abs(np.append(shown.h.ravel(), shown.y[-1]) - printed).max()
    yield (
        "hand example: h₁, h₂, h₃, o₃, largest difference from the tutorial",
        f"{off:.1e}",
        "≤ 1e-6",
        "the tutorial's digits",
    )
    yield from beside_keras()


def beside_keras() -> Iterator[Row]:
    """LSTM(16) over 100 steps, forward and every gradient, in both."""
    import tensorflow as tf

    cell = Cell("lstm", 16)
    layer = Recurrent(cell, return_sequences=True)
    network: Network = init_network((layer, Dense(1)), (None, 100, 1), seed=1)
    weights = network.weights[0]
    inputs = np.random.default_rng(1).standard_normal((1, 100, 1))
    d_h = np.ones((1, 100, 16))

    def ours():
        gradients = backpropagate(run(cell, weights, inputs), d_h)
        return gradients.kernel, gradients.recurrent_kernel, gradients.bias, gradients.inputs

    keras_layer = to_keras(layer)
    tensor = tf.constant(inputs)
    keras_layer(tensor)
    keras_layer.set_weights(weights_to_keras(weights))

    def theirs():
        with tf.GradientTape() as tape:
            tape.watch(tensor)
            loss = tf.reduce_sum(keras_layer(tensor))
        return tape.gradient(loss, [*keras_layer.trainable_weights, tensor])

    compiled = tf.function(theirs)
    pairs = zip(ours(), theirs(), strict=True)
    worst = max(float(np.max(np.abs(a - b.numpy()) / np.abs(b.numpy()).max())) for a, b in pairs)
    forward = np.abs(run_network(network, inputs).layers[0].outputs - keras_layer(tensor).numpy()).max()
    yield (
        "parity of that LSTM, forward · gradients, relative",
        f"{forward:.1e} · {worst:.1e}",
        "≤ 1e-10",
        "Keras, float64",
    )
    beside = f"Keras with GradientTape {median_ms(theirs):.0f} ms; in a tf.function {median_ms(compiled):.1f} ms"
    yield "LSTM(16), 100 steps, forward and whole BPTT", f"{median_ms(ours):.1f} ms", "≤ 5 ms", beside
