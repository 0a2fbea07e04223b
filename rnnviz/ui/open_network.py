"""The one door between chapters: a network and what it reads, as a link of a chapter that shows such networks."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.core.layers import Dense, DenseWeights, Recurrent
from rnnviz.core.network import Network
from rnnviz.core.weights import Cell, Weights
from rnnviz.ui.link import clipped, written_table

MAX_UNITS, MAX_TIMESTEPS = 8, 64
"""The largest layer that a link holds, and the longest sequence that the hidden-state chapter shows."""

MAX_FEATURES, MAX_OUTPUTS = 6, 12
"""The most numbers of a timestep, and the most outputs, that the hidden-state chapter shows."""

MAX_GRADIENT_TIMESTEPS = 200
"""The longest sequence that the gradients chapter shows."""


class Small(NamedTuple):
    """A network of one recurrent layer and a dense one."""

    cell: Cell
    layer: Weights
    output: Dense
    dense: DenseWeights


def small(network: Network, timesteps: int, chapter: str, most: int) -> Small:
    """Return the parts of a network that a chapter shows.

    Raises:
        ValueError: if it is too large; the sentence says what the chapter shows.
    """
    recurrent = [layer for layer in network.layers if isinstance(layer, Recurrent)]
    cell = recurrent[0].cell
    if len(recurrent) > 1 or cell.units > MAX_UNITS or timesteps > most:
        raise ValueError(
            f"The {chapter} chapter shows one recurrent layer of up to {MAX_UNITS} units and "
            f"{most} timesteps; this has {len(recurrent)} of {cell.units} units, and {timesteps} timesteps."
        )
    (layer, dense), output = network.weights, network.layers[-1]
    assert isinstance(output, Dense)
    return Small(cell, layer, output, dense)


def rows_of(array: np.ndarray) -> str:
    """Return an array as a link holds it."""
    return written_table(np.atleast_2d(array).tolist())


def hidden_state_link(network: Network, inputs: np.ndarray, names: Sequence[str] = ()) -> dict[str, str]:
    """Return the query of the hidden-state chapter with these weights reading this sequence, at its last step.

    Args:
        network: one recurrent layer and a dense one.
        inputs: (timesteps, features).
        names: what the features are called, as far as letters and digits say it; by default x0, x1 and so on, where
            there are several.

    Raises:
        ValueError: if the network or the sequence is not what that chapter shows; the sentence says what it shows.
    """
    timesteps = len(inputs)
    cell, layer, output, dense = small(network, timesteps, "hidden-state", MAX_TIMESTEPS)
    features, outputs = inputs.shape[1], output.units
    if features > MAX_FEATURES or outputs > MAX_OUTPUTS:
        raise ValueError(
            f"The hidden-state chapter shows networks that read up to {MAX_FEATURES} numbers a step and say up to "
            f"{MAX_OUTPUTS}; this reads {features} and says {outputs}."
        )
    names = [clipped(name[:30]) or "?" for name in names] or [f"x{k}" for k in range(features)]
    arrays = {"x": inputs, "wx": layer.kernel, "wh": layer.recurrent_kernel, "bh": layer.bias}
    arrays |= {"wy": dense.kernel, "by": dense.bias}
    return {
        "preset": "own",
        "cell": cell.kind,
        "units": str(cell.units),
        "timesteps": str(timesteps),
        "activation": cell.activation,
        **({"gates": cell.recurrent_activation} if cell.recurrent_activation != Cell.recurrent_activation else {}),
        **({} if cell.reset_after else {"reset_after": "0"}),
        "output": output.activation,
        "every": "0",
        "step": str(timesteps),
        "select": f"h,{timesteps},0",
        **({"names": "|".join(names)} if features > 1 else {}),
        **({"outputs": str(outputs)} if outputs > 1 else {}),
        **{name: rows_of(array) for name, array in arrays.items()},
    }


def gradients_link(network: Network, inputs: np.ndarray) -> dict[str, str]:
    """Return the query of the gradients chapter with these weights reading this sequence.

    Args:
        network: one recurrent layer and a dense one of one output.
        inputs: (timesteps, 1).

    Raises:
        ValueError: as ``hidden_state_link`` does.
    """
    cell, layer, output, dense = small(network, len(inputs), "gradients", MAX_GRADIENT_TIMESTEPS)
    if inputs.shape[1] != 1 or output.units != 1:
        raise ValueError("The gradients chapter shows networks that read one number a step, and say one.")
    if cell.recurrent_activation != Cell.recurrent_activation or not cell.reset_after:
        raise ValueError("The gradients chapter shows cells whose gates are sigmoids, and GRUs with reset_after.")
    arrays = (layer.kernel, layer.recurrent_kernel, layer.bias, dense.kernel, dense.bias)
    last = len(inputs)
    return {
        "cell": cell.kind,
        "timesteps": str(last),
        "inputs": "own",
        "own": rows_of(inputs[:, 0]),
        "given": "|".join((cell.kind, cell.activation, output.activation, *map(rows_of, arrays))),
        "pair": f"{last},1",
        "step": str(last),
        "select": f"d_h,{max(1, last - 1)},0",
    }
