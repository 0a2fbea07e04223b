"""Training any network with Keras: on arrays, windows of a text or pixels, with any loss, told of after every epoch.

samples = Windows(tokens, np.arange(0, len(tokens) - 10), length=10)     # ten characters → the next
arguments = train.request(network, samples, loss="sparse_categorical_crossentropy", order=1, epochs=25, batch=128)
job = jobs.submit(session, "train", arguments)
"""

import math
import time
from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.network import Network, run_network, summarise
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.core.serialize import deserialize, serialize
from rnnviz.jobs.kind import Kind
from rnnviz.jobs.report import Report
from rnnviz.jobs.samples import Arrays, Pixels, Sampling, Windows, size_of, travelling, unpacked
from rnnviz.keras_bridge import to_keras, weights_from_keras, weights_to_keras
from rnnviz.text.writing import continued

CLIPPING_ARGUMENTS = {"none": None, "value": "clipvalue", "norm": "clipnorm", "global norm": "global_clipnorm"}
"""Keras's argument for each way of clipping."""

MAX_EPOCHS = 2000
LOSSES = ("mse", "mae", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")
METRICS = ("accuracy", "mse", "mae")
OPTIMIZERS = ("sgd", "adam", "rmsprop")
DTYPES = ("float64", "float32")

STEPS_PER_EXECUTION = 100
"""Batches of one call of a compiled program: between two calls a job that nobody wants any more is stopped."""

HELD_OUT_BATCH = 256
"""Samples a batch of what is held out, at least; as many as of what is trained on where these are more."""


LARGE = 200_000
"""Numbers of a matrix that no longer stays in a core's cache: its sums take twice as long."""


def request(
    network: Network,
    samples: Arrays | Windows | Pixels,
    *,
    order: int | np.ndarray,
    epochs: int | None = None,
    held_out: Arrays | Windows | Pixels | None = None,
    loss: str = "mse",
    metrics: Sequence[str] = (),
    optimizer: str = "adam",
    learning_rate: float = 0.001,
    batch: int = 32,
    clipping: str = "none",
    threshold: float = 1.0,
    dtype: str = "float32",
    compiled: bool = True,
    samplings: Sequence[Sampling] = (),
    shown: np.ndarray | None = None,
) -> dict:
    """Ask Keras to train a network from the weights it has.

    Args:
        network: layers and initial weights.
        samples: what it trains on; tokens stay tokens, the layers say how they are read and masked.
        order: a seed, under which each epoch takes the samples in another order; or (epochs, samples) ints, the order
            of each epoch. The last batch of an epoch may be smaller.
        epochs: how many; where ``order`` is an array it says so itself.
        held_out: what it is tested on after every epoch, as ``samples``; None for nothing.
        loss: a name in ``LOSSES``, the mean over samples, timesteps and outputs as Keras takes it.
        metrics: names in ``METRICS``.
        optimizer: a name in ``OPTIMIZERS``; all else about it is Keras's default.
        learning_rate: of the optimizer.
        batch: samples a batch.
        clipping: a name in ``core.optimizers.CLIPPINGS``.
        threshold: of the clipping.
        dtype: in which Keras computes.
        compiled: whether many batches are one call of a program compiled by XLA (``jit_compile`` and
            ``steps_per_execution``), and not Keras's default of a call for every batch.
        samplings: texts that the network writes after every epoch.
        shown: inputs, a few, whose outputs are told after every epoch.

    Raises:
        ValueError: if a name is not known or shapes do not fit each other.

    The result: ``losses`` and ``held_out_losses`` (epochs,), as in Keras's history, so in nats; ``metrics`` and
    ``held_out_metrics``, (epochs,) by name; ``weights``, the final arrays in the order of ``model.get_weights()``, for
    ``trained_network``; ``samples``, for each sampling (epochs, tokens); ``shown`` (epochs, …), outputs; ``seconds`` of
    the whole ``fit``, without building and compiling the model, but with the tracing that its first batch waits for;
    ``first_batch``, the seconds until that batch (compiled: the first call) was done; ``epoch_seconds`` (epochs,),
    held-out part and samples included. After each epoch an event "epoch", and "sample" if there is anything to show.
    """
    named = {"loss": (loss, LOSSES), "optimizer": (optimizer, OPTIMIZERS)}
    named |= {"clipping": (clipping, CLIPPINGS), "dtype": (dtype, DTYPES)}
    for name, (value, choices) in [*named.items(), *(("metric", (each, METRICS)) for each in metrics)]:
        check_choice(name, value, choices)
    if batch < 1 or not (learning_rate > 0 and threshold > 0):
        raise ValueError(
            f"batch, learning_rate and threshold must be positive; received {batch}, {learning_rate}, {threshold}."
        )
    order, epochs = checked_order(order, epochs, len(samples))
    summarise(network.layers, (None, *samples.input_shape))
    return {
        "network": serialize(network),
        "samples": samples.plain(),
        "order": order,
        "epochs": epochs,
        "held_out": None if held_out is None or not len(held_out) else held_out.plain(),
        "loss": loss,
        "metrics": list(metrics),
        "optimizer": optimizer,
        "learning_rate": float(learning_rate),
        "batch": int(batch),
        "clipping": clipping,
        "threshold": float(threshold),
        "dtype": dtype,
        "compiled": bool(compiled),
        "samplings": [each.plain() for each in samplings],
        "shown": None if shown is None else travelling(shown),
    }


def checked_order(order: int | np.ndarray, epochs: int | None, samples: int) -> tuple[int | np.ndarray, int]:
    """Return the order of samples, a seed or (epochs, samples) int32, and the number of epochs."""
    if np.ndim(order) == 0:
        if epochs is None or int(order) < 0:
            raise ValueError(f"An order by a seed needs a seed of at least 0 and epochs; received {order}, {epochs}.")
        return int(order), int(epochs)
    order = np.asarray(order)
    if order.ndim != 2 or order.shape[1] != samples or epochs not in (None, len(order)):
        raise ValueError(
            f"order must be (epochs, samples), {samples} samples, and as many epochs; received {order.shape} and "
            f"{epochs} epochs."
        )
    if not (order.dtype.kind in "iu" and order.size and 0 <= order.min() and order.max() < samples):
        raise ValueError(f"order must be made of sample numbers from 0 to {samples - 1}.")
    return order.astype(np.int32), len(order)


def estimate(arguments: dict) -> float:
    """Return the seconds: some to trace it; for each batch a millisecond and a little for each timestep; the sums."""
    epochs = arguments["epochs"]
    if not 1 <= epochs <= MAX_EPOCHS:
        raise ValueError(f"epochs must be from 1 to {MAX_EPOCHS}; received {epochs}.")
    train, timesteps = size_of(arguments["samples"])
    recurrent = sum("cell" in layer for layer in arguments["network"]["layers"])
    batches = math.ceil(train / arguments["batch"])
    parts = [part for layer in arguments["network"]["weights"] for part in layer]
    sizes = [array.size for part in parts for array in part.values()]
    held_out = 0 if arguments["held_out"] is None else size_of(arguments["held_out"])[0]
    sums = (6.0 * train + 2.0 * held_out) * timesteps * sum(sizes)
    if arguments["compiled"]:
        pace = 3e10 if max(sizes, default=0) <= LARGE else 1.5e10
        return 15.0 + epochs * (batches * (3e-4 + 3e-5 * timesteps * recurrent) + sums / pace)
    return 5.0 + epochs * (batches * (1.2e-3 + 8e-5 * timesteps * recurrent) + sums / 6e9)


def run(arguments: dict, report: Report) -> dict:
    """Train, as ``request`` asks."""
    return in_dtype(arguments["dtype"], lambda: fitted(arguments, report)[1])


def in_dtype(dtype: str, work: Callable):
    """Return what ``work`` returns, done while Keras's floatx is ``dtype``.

    The mean of an epoch's losses, and the learning rate, are kept in floatx.
    """
    import keras

    before = keras.config.floatx()
    keras.config.set_floatx(dtype)
    try:
        return work()
    finally:
        keras.config.set_floatx(before)


def fitted(arguments: dict, report: Report):
    """Build the model, train it and return it with the result."""
    import keras

    network, dtype = deserialize(arguments["network"]), arguments["dtype"]
    samples, held_out = arguments["samples"], arguments["held_out"]
    model = model_of(network, samples, dtype)
    (train, _), batch = size_of(samples), arguments["batch"]
    steps = math.ceil(train / batch)
    compiled, watch = arguments["compiled"], watching(arguments, network, report)
    together = {"jit_compile": True, "steps_per_execution": min(steps, STEPS_PER_EXECUTION)} if compiled else {}
    model.compile(optimizer=optimizer(arguments), loss=arguments["loss"], metrics=arguments["metrics"], **together)
    tests = None
    if held_out is not None:
        n_held_out = size_of(held_out)[0]
        tests = in_batches(held_out, np.arange(n_held_out)[None], max(batch, HELD_OUT_BATCH), dtype)
    began = time.perf_counter()
    history = model.fit(
        in_batches(samples, watch.order if compiled else watch.orders(), batch, dtype),
        epochs=arguments["epochs"],
        steps_per_epoch=None if compiled else steps,
        validation_data=tests,
        callbacks=[watch],
        shuffle=False,
        verbose=0,
    ).history
    seconds = time.perf_counter() - began
    return model, {
        "losses": np.array(history["loss"]),
        "held_out_losses": np.array(history.get("val_loss", [])),
        "metrics": {name: np.array(history[name]) for name in arguments["metrics"]},
        "held_out_metrics": {name: np.array(history[f"val_{name}"]) for name in arguments["metrics"] if held_out},
        "weights": model.get_weights(),
        "samples": [np.array(each, dtype=np.int32) for each in zip(*watch.samples, strict=True)],
        "shown": np.array(watch.shown),
        "seconds": seconds,
        "first_batch": watch.first_batch - began,
        "epoch_seconds": np.diff([began, *watch.ends]),
        "keras": keras.__version__,
    }


def model_of(network: Network, samples: dict, dtype: str):
    """Return the model of Keras: the layers with their weights, on an input of the shape of one sample."""
    import keras

    if "starts" in samples:
        shape, reads = (samples["length"],), "int32"
    elif "pixels" in samples:
        shape, reads = tuple(samples["shape"][1:]), dtype
    else:
        inputs = samples["inputs"]
        shape, reads = inputs.shape[1:], "int32" if inputs.dtype.kind in "iu" else dtype
    model = keras.Sequential([keras.Input(shape, dtype=reads)])
    for layer, weights in zip(network.layers, network.weights, strict=True):
        model.add(to_keras(layer, dtype))
        model.layers[-1].set_weights(weights_to_keras(weights))
    return model


def optimizer(arguments: dict):
    """Return the optimizer of Keras."""
    import keras

    made = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}
    argument = CLIPPING_ARGUMENTS[arguments["clipping"]]
    clipping = {argument: arguments["threshold"]} if argument else {}
    return made[arguments["optimizer"]](arguments["learning_rate"], **clipping)


def in_batches(samples: dict, orders, batch: int, dtype: str):
    """Return the batches of epochs one after the other, as Keras's own pipeline makes them, but in these orders.

    Args:
        samples: as ``plain`` of ``Arrays``, ``Windows`` or ``Pixels`` gives them.
        orders: (epochs, samples) ints; or a variable of TensorFlow, (1, samples), which is looked up whenever the
            pipeline begins: a program of many batches needs an end to each epoch, and for one of single batches
            beginning anew would take longer than the batches.
        batch: samples a batch.
        dtype: of what are not whole numbers.
    """
    import tensorflow as tf

    def constant(array):
        return tf.constant(array.astype("int32" if array.dtype.kind in "iu" else dtype))

    if "starts" in samples:
        tokens, starts = constant(samples["tokens"]), constant(samples["starts"])
        window, every_step = tf.range(samples["length"] + 1), samples["every_step"]

        def gathered(chosen):
            found = tf.gather(tokens, tf.gather(starts, chosen)[:, None] + window)
            return found[:, :-1], found[:, 1:] if every_step else found[:, -1]
    elif "pixels" in samples:
        pixels, targets = tf.constant(unpacked(samples)), constant(samples["targets"])

        def gathered(chosen):
            return tf.cast(tf.gather(pixels, chosen), dtype) / samples["scale"], tf.gather(targets, chosen)

    else:
        inputs, targets = constant(samples["inputs"]), constant(samples["targets"])

        def gathered(chosen):
            return tf.gather(inputs, chosen), tf.gather(targets, chosen)

    def of_epoch(epoch):
        return tf.data.Dataset.from_tensor_slices(tf.convert_to_tensor(orders)[epoch]).batch(batch)

    found = tf.data.Dataset.range(orders.shape[0]).flat_map(of_epoch).map(gathered)
    steps = orders.shape[0] * math.ceil(size_of(samples)[0] / batch)
    return found.apply(tf.data.experimental.assert_cardinality(steps)).prefetch(tf.data.AUTOTUNE)


def watching(arguments: dict, network: Network, report: Report):
    """Return a callback that gives every epoch its order and tells of it afterwards.

    It stops between batches, compiled between calls, when nobody wants the job any more.
    """
    import keras
    import tensorflow as tf

    order, epochs, train = arguments["order"], arguments["epochs"], size_of(arguments["samples"])[0]

    class Watch(keras.callbacks.Callback):
        first_batch = 0.0

        def __init__(self):
            super().__init__()
            self.order = tf.Variable(tf.range(train)[None], trainable=False)
            self.samples, self.shown = [], []

        def on_train_begin(self, logs=None):
            self.ends = []

        def orders(self):
            return np.stack([order_of(order, epoch, train) for epoch in range(epochs)])

        def on_epoch_begin(self, epoch, logs=None):
            if arguments["compiled"]:
                self.order.assign(order_of(order, epoch, train)[None])

        def on_train_batch_end(self, batch, logs=None):
            self.first_batch = self.first_batch or time.perf_counter()
            report.check_wanted()

        def on_epoch_end(self, epoch, logs=None):
            done = epoch + 1
            # The first epoch holds the tracing, which is not done again.
            ends = [*self.ends, time.perf_counter()]
            paces = np.diff(ends) if epoch else [ends[0] - self.first_batch]
            metrics = {name: float(value) for name, value in logs.items()}
            report.send(
                "epoch", epoch=done, epochs=epochs, metrics=metrics, left=float(np.mean(paces)) * (epochs - done)
            )
            if arguments["samplings"] or arguments["shown"] is not None:
                self.show(done)
            self.ends.append(time.perf_counter())

        def show(self, done):
            now = with_weights(network.layers, self.model.get_weights())
            tokens = [continued(now, **each) for each in arguments["samplings"]]
            self.samples.append(tokens)
            data = {"tokens": [each.tolist() for each in tokens]}
            if arguments["shown"] is not None:
                self.shown.append(np.asarray(run_network(now, arguments["shown"]).outputs))
                data["outputs"] = self.shown[-1].tolist()
            report.send("sample", epoch=done, **data)

    return Watch()


def order_of(order: int | np.ndarray, epoch: int, samples: int) -> np.ndarray:
    """Return the order of one epoch, counted from 0: as given, or under a seed."""
    if isinstance(order, int):
        return np.random.default_rng([order, epoch]).permutation(samples).astype(np.int32)
    return order[epoch]


def with_weights(layers: Sequence, arrays: Sequence[np.ndarray]) -> Network:
    """Return a network of these layers with the arrays of ``model.get_weights()``."""
    arrays, weights = list(arrays), []
    for layer in layers:
        count = len(weights_to_keras(layer.init((None, None, 1), seed=0)))
        weights.append(weights_from_keras(layer, arrays[:count]))
        del arrays[:count]
    return Network(tuple(layers), tuple(weights))


def trained_network(arguments: dict, result: dict) -> Network:
    """Return the network as it was after the last epoch, of a request and its result."""
    return with_weights(deserialize(arguments["network"]).layers, result["weights"])


KIND = Kind("train", estimate, run)
