"""Training a forecaster with Keras, on given batches in a given order: a use of ``train`` that predicts besides."""

import numpy as np

from rnnviz.core.network import Network
from rnnviz.jobs.kind import Kind
from rnnviz.jobs.kinds import train
from rnnviz.jobs.kinds.train import MAX_EPOCHS
from rnnviz.jobs.report import Report
from rnnviz.jobs.samples import Arrays

__all__ = ["KIND", "MAX_EPOCHS", "request", "run"]

AS_KERAS = {"batch": 1, "dtype": "float64", "compiled": False}
"""What differs from the defaults of ``train``: the forecasters' own training is compared with it number by number."""


def request(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    order: np.ndarray,
    *,
    test_inputs: np.ndarray | None = None,
    test_targets: np.ndarray | None = None,
    **settings,
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
        **settings: as of ``train.request``, with the defaults of ``AS_KERAS``.

    Raises:
        ValueError: if a name is not known or shapes do not fit each other.

    The result: that of ``train``, with float64 ``weights``, and ``test_losses`` (epochs,), as in Keras's history;
    ``predictions`` (samples + test samples, outputs).
    """
    inputs, targets = (np.asarray(each, dtype=np.float64) for each in (inputs, targets))
    tests = (
        None
        if test_inputs is None
        else Arrays(np.asarray(test_inputs, np.float64), np.asarray(test_targets, np.float64))
    )
    return train.request(network, Arrays(inputs, targets), order=order, held_out=tests, **AS_KERAS | settings)


def run(arguments: dict, report: Report) -> dict:
    """Train, as ``request`` asks."""
    return train.in_dtype(arguments["dtype"], lambda: fitted(arguments, report))


def fitted(arguments: dict, report: Report) -> dict:
    """Train the model and let it predict all that it was given."""
    model, result = train.fitted(arguments, report)
    parts = [each["inputs"] for each in (arguments["samples"], arguments["held_out"]) if each is not None]
    inputs = np.concatenate(parts).astype(arguments["dtype"])
    outputs = [np.asarray(model(inputs[i : i + 1024], training=False)) for i in range(0, len(inputs), 1024)]
    return result | {
        "test_losses": result["held_out_losses"],
        "predictions": np.concatenate(outputs).astype(np.float64),
        "weights": [array.astype(np.float64) for array in result["weights"]],
    }


KIND = Kind("fit", train.estimate, run)
