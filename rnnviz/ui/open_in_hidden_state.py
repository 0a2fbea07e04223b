"""The one door between chapters: a network and what it reads, as a link of the hidden-state chapter."""

import numpy as np

from rnnviz.core.layers import Dense, Recurrent
from rnnviz.core.network import Network
from rnnviz.ui.link import written_table

MAX_UNITS, MAX_TIMESTEPS = 8, 64
"""The largest layer, and the longest sequence, that the hidden-state chapter shows."""


def hidden_state_link(network: Network, inputs: np.ndarray) -> dict[str, str]:
    """Return the query of the hidden-state chapter with these weights reading this sequence, at its last step.

    Args:
        network: one recurrent layer and a dense one.
        inputs: (timesteps, features).

    Raises:
        ValueError: if the network or the sequence is not what that chapter shows; the sentence says what it shows.
    """
    recurrent = [layer for layer in network.layers if isinstance(layer, Recurrent)]
    cell, timesteps = recurrent[0].cell, len(inputs)
    if len(recurrent) > 1 or cell.units > MAX_UNITS or timesteps > MAX_TIMESTEPS:
        raise ValueError(
            f"The hidden-state chapter shows one recurrent layer of up to {MAX_UNITS} units and "
            f"{MAX_TIMESTEPS} timesteps; this has {len(recurrent)} of {cell.units} units, and {timesteps} timesteps."
        )
    (layer, dense), output = network.weights, network.layers[-1]
    assert isinstance(output, Dense)
    arrays = {"x": inputs, "wx": layer.kernel, "wh": layer.recurrent_kernel, "bh": layer.bias}
    arrays |= {"wy": dense.kernel, "by": dense.bias}
    return {
        "preset": "own",
        "cell": cell.kind,
        "units": str(cell.units),
        "timesteps": str(timesteps),
        "activation": cell.activation,
        "output": output.activation,
        "every": "0",
        "step": str(timesteps),
        "select": f"h,{timesteps},0",
        **{name: written_table(np.atleast_2d(array).tolist()) for name, array in arrays.items()},
    }
