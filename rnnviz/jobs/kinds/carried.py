"""Keras's stateful layer on the batches of a schedule: whose states it carries where, by itself."""

import numpy as np

from rnnviz.core.layers import Recurrent
from rnnviz.core.stateful import Schedule
from rnnviz.core.trace import Trace
from rnnviz.core.weights import Cell, Weights
from rnnviz.jobs.kind import Kind
from rnnviz.jobs.report import Report
from rnnviz.keras_bridge import to_keras, weights_to_keras

MAX_BATCHES = 200


def request(trace: Trace, schedule: Schedule) -> dict:
    """Ask Keras to read the batches of a schedule, with no state given, emptied where the schedule says.

    Args:
        trace: of ``core.stateful.run_schedule``.
        schedule: the same.

    The result: ``h``, (tickets, timesteps, units), after every step of every window.
    """
    weights = {name: array for name, array in vars(trace.weights).items() if array is not None}
    return {
        "cell": vars(trace.cell),
        "weights": weights,
        "inputs": trace.inputs,
        "batch": schedule.batch,
        "stateful": schedule.stateful,
        "resets": [each.is_reset for each in schedule.batches],
    }


def estimate(arguments: dict) -> float:
    """Return the seconds.

    Raises:
        ValueError: if there are too many batches.
    """
    if not 1 <= len(arguments["resets"]) <= MAX_BATCHES:
        raise ValueError(f"Batches must be from 1 to {MAX_BATCHES}; received {len(arguments['resets'])}.")
    return 3.0 + 0.02 * len(arguments["resets"]) * arguments["inputs"].shape[1]


def run(arguments: dict, report: Report) -> dict:
    """Read, as ``request`` asks."""
    layer = to_keras(Recurrent(Cell(**arguments["cell"]), return_sequences=True))
    layer.stateful = arguments["stateful"]
    inputs, batch = arguments["inputs"], arguments["batch"]
    layer.build((batch, *inputs.shape[1:]))
    layer.set_weights(weights_to_keras(Weights(**arguments["weights"])))
    found = []
    for number, is_reset in enumerate(arguments["resets"]):
        report.check_wanted()
        if is_reset and layer.stateful:
            layer.reset_state()
        found.append(np.asarray(layer(inputs[number * batch : (number + 1) * batch])))
    return {"h": np.concatenate(found).astype(np.float64)}


KIND = Kind("carried", estimate, run)
