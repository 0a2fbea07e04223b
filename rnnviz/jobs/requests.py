"""The arguments of every task, as plain data."""

from collections.abc import Sequence

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.layers import Dense, Recurrent, RepeatVector
from rnnviz.core.network import Network, NetworkTrace
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.jobs.serialize import to_plain

LOSSES = ("mse", "mae")
OPTIMIZERS = ("sgd", "adam", "rmsprop")
DTYPES = ("float64", "float32")


def fit_request(
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
    """Of "fit": Keras trains the same network from the same weights on the same batches in the same order.

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
        clipping: a name in ``rnnviz.core.optimizers.CLIPPINGS``.
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
        "network": to_plain(network),
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


def check_request(runs: Sequence[NetworkTrace | NetworkGradients]) -> dict:
    """Of "check": Keras computes these runs, and their gradients where they are given, with the same weights.

    Raises:
        ValueError: if a network has a layer other than Recurrent, Dense, TimeDistributed(Dense) and RepeatVector.

    The result: ``runs``, a dict of arrays for each, as ``truth.claims`` names them.
    """
    return {"runs": [run_request(run) for run in runs]}


def run_request(run: NetworkTrace | NetworkGradients) -> dict:
    """One run of ``check_request``: the network, what it read, the states it began with, and its loss if any."""
    trace = run.trace if isinstance(run, NetworkGradients) else run
    loss = run.loss if isinstance(run, NetworkGradients) else None
    for layer in trace.layers:
        if not isinstance(layer.layer, Recurrent | Dense | RepeatVector):
            raise ValueError(f"The check is for recurrent and dense layers in a row; received {layer.layer.name}.")
    parts = [layer.parts.get("") for layer in trace.layers]
    network = Network(
        tuple(layer.layer for layer in trace.layers),
        tuple(None if part is None else part.weights for part in parts),
    )
    states = [
        list(part.initial_state.values()) if isinstance(layer.layer, Recurrent) else []
        for layer, part in zip(trace.layers, parts, strict=True)
    ]
    return {
        "network": to_plain(network),
        "inputs": trace.inputs,
        "states": states,
        "targets": None if loss is None else loss.targets,
        "timesteps": None if loss is None else list(loss.timesteps),
    }


def keras_file_request(network: Network, input_shape: tuple[int | None, ...]) -> dict:
    """Of "keras_file": a ``.keras`` file of a network that reads ``input_shape``, as Keras prints it.

    The result: ``file``, its bytes.
    """
    return {"network": to_plain(network), "input_shape": list(input_shape)}
