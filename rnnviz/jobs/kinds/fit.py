"""Training a forecaster with Keras, on given batches in a given order."""

import math
import time

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.network import Network
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.jobs.kind import Kind
from rnnviz.jobs.report import Report
from rnnviz.jobs.serialize import deserialize, serialize
from rnnviz.keras_bridge import to_keras, weights_to_keras

CLIPPING_ARGUMENTS = {"none": None, "value": "clipvalue", "norm": "clipnorm", "global norm": "global_clipnorm"}
"""Keras's argument for each way of clipping."""

MAX_EPOCHS = 2000
LOSSES = ("mse", "mae")
OPTIMIZERS = ("sgd", "adam", "rmsprop")
DTYPES = ("float64", "float32")


def request(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    order: np.ndarray,
    *,
    test_inputs: np.ndarray | None = None,
    test_targets: np.ndarray | None = None,
    loss: str = "mse",
    optimizer: str = "adam",
    learning_rate: float = 0.001,
    batch: int = 1,
    clipping: str = "none",
    threshold: float = 1.0,
    dtype: str = "float64",
    compiled: bool = False,
) -> dict:
    """Ask Keras to train the same network from the same weights on the same batches in the same order.

    Args:
        network: layers and initial weights; its last layer hands on one vector a sample.
        inputs: (samples, timesteps, features), what it trains on.
        targets: (samples, outputs).
        order: (epochs, samples) ints: in which order each epoch takes the samples; the last batch of an epoch may
            be smaller.
        test_inputs: what it is tested on after every epoch, as ``inputs``; None for nothing.
        test_targets: as ``targets``.
        loss: a name in ``LOSSES``.
        optimizer: a name in ``OPTIMIZERS``; all else about it is Keras's default.
        learning_rate: of the optimizer.
        batch: samples a batch.
        clipping: a name in ``core.optimizers.CLIPPINGS``.
        threshold: of the clipping.
        dtype: in which Keras computes.
        compiled: whether a whole epoch is one call of a program compiled by XLA (``jit_compile`` and
            ``steps_per_execution``), and not Keras's default of a call for every batch.

    Raises:
        ValueError: if a name is not known or shapes do not fit each other.

    The result: ``losses`` and ``test_losses`` (epochs,), as in Keras's history; ``predictions`` (samples + test
    samples, outputs); ``weights``, the network's final arrays in the order of ``model.get_weights()``; ``seconds`` of
    the whole ``fit``, without building and compiling the model, but with the tracing that its first batch waits for;
    ``first_batch``, the seconds until that batch was done; ``epoch_seconds`` (epochs,), tests included.
    """
    named = {"loss": (loss, LOSSES), "optimizer": (optimizer, OPTIMIZERS)}
    named |= {"clipping": (clipping, CLIPPINGS), "dtype": (dtype, DTYPES)}
    for name, (value, choices) in named.items():
        check_choice(name, value, choices)
    order = np.asarray(order)
    if order.ndim != 2 or order.shape[1] != len(inputs) or len(targets) != len(inputs):
        raise ValueError(
            f"order must be (epochs, samples) with a target for each of {len(inputs)} samples; received {order.shape} "
            f"and {len(targets)} targets."
        )
    if not (order.dtype.kind in "iu" and order.size and 0 <= order.min() and order.max() < len(inputs)):
        raise ValueError(f"order must be made of sample numbers from 0 to {len(inputs) - 1}.")
    if batch < 1 or not (learning_rate > 0 and threshold > 0):
        raise ValueError(
            f"batch, learning_rate and threshold must be positive; received {batch}, {learning_rate}, {threshold}."
        )
    return {
        "network": serialize(network),
        "inputs": np.asarray(inputs, dtype=np.float64),
        "targets": np.asarray(targets, dtype=np.float64),
        "test_inputs": None if test_inputs is None else np.asarray(test_inputs, dtype=np.float64),
        "test_targets": None if test_targets is None else np.asarray(test_targets, dtype=np.float64),
        "order": order.astype(np.int64),
        "loss": loss,
        "optimizer": optimizer,
        "learning_rate": float(learning_rate),
        "batch": int(batch),
        "clipping": clipping,
        "threshold": float(threshold),
        "dtype": dtype,
        "compiled": bool(compiled),
    }


def estimate(arguments: dict) -> float:
    """Return the seconds: a few to trace it; for each batch a millisecond and a little for each timestep; the sums."""
    epochs, train = arguments["order"].shape
    if not 1 <= epochs <= MAX_EPOCHS:
        raise ValueError(f"epochs must be from 1 to {MAX_EPOCHS}; received {epochs}.")
    _, timesteps, _ = arguments["inputs"].shape
    recurrent = sum("cell" in layer for layer in arguments["network"]["layers"])
    batches = math.ceil(train / arguments["batch"])
    parts = [part for layer in arguments["network"]["weights"] for part in layer]
    sums = 6.0 * train * timesteps * sum(array.size for part in parts for array in part.values())
    return 5.0 + epochs * (batches * (1.2e-3 + 8e-5 * timesteps * recurrent) + sums / 6e9)


def run(arguments: dict, report: Report) -> dict:
    """Train, as ``request`` asks."""
    import keras

    dtype, before = arguments["dtype"], keras.config.floatx()
    keras.config.set_floatx(dtype)  # the mean of an epoch's losses, and the learning rate, are kept in floatx
    try:
        return fitted(arguments, report, dtype)
    finally:
        keras.config.set_floatx(before)


def fitted(arguments: dict, report: Report, dtype: str) -> dict:
    """Build the model, train it and read it."""
    import keras

    network = deserialize(arguments["network"])
    inputs, targets = (arguments[name].astype(dtype) for name in ("inputs", "targets"))
    model = keras.Sequential([keras.Input(inputs.shape[1:], dtype=dtype)])
    for layer, weights in zip(network.layers, network.weights, strict=True):
        model.add(to_keras(layer, dtype))
        model.layers[-1].set_weights(weights_to_keras(weights))
    order, batch = arguments["order"], arguments["batch"]
    epochs, steps = len(order), math.ceil(order.shape[1] / batch)
    compiling = {"jit_compile": True, "steps_per_execution": steps} if arguments["compiled"] else {}
    model.compile(optimizer=optimizer(arguments), loss=arguments["loss"], **compiling)
    tested = arguments["test_inputs"] is not None and len(arguments["test_inputs"]) > 0
    tests = (arguments["test_inputs"].astype(dtype), arguments["test_targets"].astype(dtype)) if tested else None
    watch = watching(report, epochs)
    began = time.perf_counter()
    history = model.fit(
        batches(inputs, targets, order, batch),
        epochs=epochs,
        steps_per_epoch=steps,
        validation_data=tests,
        validation_batch_size=len(tests[0]) if tested else None,
        callbacks=[watch],
        shuffle=False,
        verbose=0,
    ).history
    seconds = time.perf_counter() - began
    everything = np.concatenate([inputs, tests[0]]) if tested else inputs
    parts = [np.asarray(model(everything[i : i + 1024], training=False)) for i in range(0, len(everything), 1024)]
    return {
        "losses": np.array(history["loss"]),
        "test_losses": np.array(history["val_loss"] if tested else []),
        "predictions": np.concatenate(parts).astype(np.float64),
        "weights": [array.astype(np.float64) for array in model.get_weights()],
        "seconds": seconds,
        "first_batch": watch.first_batch - began,
        "epoch_seconds": np.diff([began, *watch.ends]),
        "keras": keras.__version__,
    }


def optimizer(arguments: dict):
    """Return the optimizer of Keras."""
    import keras

    made = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}
    argument = CLIPPING_ARGUMENTS[arguments["clipping"]]
    clipping = {argument: arguments["threshold"]} if argument else {}
    return made[arguments["optimizer"]](arguments["learning_rate"], **clipping)


def batches(inputs: np.ndarray, targets: np.ndarray, order: np.ndarray, batch: int):
    """Return every epoch's batches one after the other, as Keras's own pipeline makes them, but in this order.

    ``fit`` takes ``steps_per_epoch`` of them for each epoch and goes on from there.
    """
    import tensorflow as tf

    inputs, targets = tf.constant(inputs), tf.constant(targets)

    def of_epoch(samples):
        return tf.data.Dataset.from_tensor_slices(samples).batch(batch)

    def gathered(samples):
        return tf.gather(inputs, samples), tf.gather(targets, samples)

    return tf.data.Dataset.from_tensor_slices(order).flat_map(of_epoch).map(gathered).prefetch(tf.data.AUTOTUNE)


def watching(report: Report, epochs: int):
    """Return a callback that tells of every epoch, and stops between batches when nobody wants the job any more."""
    import keras

    class Watch(keras.callbacks.Callback):
        first_batch = 0.0

        def on_train_begin(self, logs=None):
            self.ends = []

        def on_train_batch_end(self, batch, logs=None):
            self.first_batch = self.first_batch or time.perf_counter()
            report.check_wanted()

        def on_epoch_end(self, epoch, logs=None):
            self.ends.append(time.perf_counter())
            done = epoch + 1
            # The first epoch holds the tracing, which is not done again.
            paces = np.diff(self.ends) if done > 1 else [self.ends[0] - self.first_batch]
            metrics = {name: float(value) for name, value in logs.items()}
            report.send(
                "epoch", epoch=done, epochs=epochs, metrics=metrics, left=float(np.mean(paces)) * (epochs - done)
            )

    return Watch()


KIND = Kind("fit", estimate, run)
