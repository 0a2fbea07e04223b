"""Training a forecaster with Keras, on given batches in a given order."""

import math
import time

import numpy as np

from rnnviz.jobs.serialize import from_plain
from rnnviz.jobs.worker import Report
from rnnviz.keras_bridge import to_keras, weights_to_keras

CLIPPINGS = {"none": None, "value": "clipvalue", "norm": "clipnorm", "global norm": "global_clipnorm"}
"""Keras's argument for each way of clipping."""


def run(arguments: dict, report: Report) -> dict:
    """See ``requests.fit_request``."""
    import keras

    dtype, before = arguments["dtype"], keras.config.floatx()
    keras.config.set_floatx(dtype)  # the mean of an epoch's losses, and the learning rate, are kept in floatx
    try:
        return fitted(arguments, report, dtype)
    finally:
        keras.config.set_floatx(before)


def fitted(arguments: dict, report: Report, dtype: str) -> dict:
    """The model built, trained and read."""
    import keras

    network = from_plain(arguments["network"])
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
    """The optimizer of Keras."""
    import keras

    made = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}
    argument = CLIPPINGS[arguments["clipping"]]
    clipping = {argument: arguments["threshold"]} if argument else {}
    return made[arguments["optimizer"]](arguments["learning_rate"], **clipping)


def batches(inputs: np.ndarray, targets: np.ndarray, order: np.ndarray, batch: int):
    """Every epoch's batches one after the other, as Keras's own pipeline makes them of arrays, but in this order.

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
    """A callback of Keras that tells of every epoch, and stops between batches when nobody wants the job any more."""
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
            report.tell(
                "epoch", epoch=done, epochs=epochs, metrics=metrics, left=float(np.mean(paces)) * (epochs - done)
            )

    return Watch()
