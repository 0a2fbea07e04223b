"""Reading one text many times at once, each time a little otherwise: no more is kept than what layers hand on.

Of networks that read tokens forwards and mask none of them.
"""

from dataclasses import replace

import numpy as np

from rnnviz.core.cells import STEPS
from rnnviz.core.layers import Bidirectional, Dense, LayerTrace, Recurrent, TimeDistributed
from rnnviz.core.masks import Mask, at, hold
from rnnviz.core.network import Network, NetworkTrace, run_network
from rnnviz.core.one_hot import OneHot
from rnnviz.core.weights import Cell, Weights

States = dict[int, list[np.ndarray]]
"""The states of each recurrent layer by its position, (1, units) each; those that are missing are zeros."""


def recurrent_position(network: Network) -> int:
    """Return where the first recurrent layer is.

    Raises:
        ValueError: if there is none, or one reads backwards: what is predicted must not have been read before.
    """
    for position, layer in enumerate(network.layers, start=1):
        if isinstance(layer, Bidirectional) or (isinstance(layer, Recurrent) and layer.cell.go_backwards):
            raise ValueError(f"Layer {position} ({layer.name}) reads backwards, from the characters that it predicts.")
    for position, layer in enumerate(network.layers):
        if isinstance(layer, Recurrent):
            return position
    raise ValueError("The network has no SimpleRNN, LSTM or GRU layer.")


def states_after(network: Network, tokens: np.ndarray) -> States:
    """Return the states of every recurrent layer after a text (timesteps,) was read; none where it is empty."""
    if not len(tokens):
        return {}
    return run_network(network, tokens[None]).ended


def at_end(network: Network) -> Network:
    """Return the network that predicts after the last timestep alone."""
    last = max(k for k, layer in enumerate(network.layers) if isinstance(layer, Recurrent))
    answer = replace(network.layers[last], return_sequences=False)
    above = (
        Dense(each.units, each.activation, each.use_bias) if isinstance(each, TimeDistributed) else each
        for each in network.layers[last + 1 :]
    )
    return replace(network, layers=(*network.layers[:last], answer, *above))


def run_many(
    network: Network,
    tokens: np.ndarray,
    states: States | None = None,
    read: Mask = None,
    kept: dict[int, np.ndarray] | None = None,
) -> NetworkTrace:
    """Run a network whose layers read forwards, and keep of its recurrent layers only what they hand on.

    Args:
        network: layers and weights.
        tokens: (batch, timesteps), or (1, timesteps) for a text that all read.
        states: what all begin with.
        read: (batch, timesteps), False where every recurrent layer holds its state. Keras gives no mask to a layer that
            is given a state; here a layer gets both, and hands on at such a timestep the state that it held.
        kept: by position, (batch, units), 0 for each unit that is silenced there, and 1 for the others.
    """
    trace = NetworkTrace(tokens, ())
    for position, (layer, weights) in enumerate(zip(network.layers, network.weights, strict=True)):
        if isinstance(layer, Recurrent):
            start = (states or {}).get(position)
            h = hidden(layer.cell, weights, trace.outputs, start, read, (kept or {}).get(position))
            last = LayerTrace(layer, {}, h if layer.return_sequences else h[:, -1])
        else:
            last = layer.run(weights, trace.outputs)
        trace = NetworkTrace(tokens, (*trace.layers, last))
    return trace


def hidden(
    cell: Cell,
    weights: Weights,
    inputs: np.ndarray | OneHot,
    start: list[np.ndarray] | None = None,
    read: Mask = None,
    kept: np.ndarray | None = None,
) -> np.ndarray:
    """Return h at every timestep, (batch, timesteps, units); arguments as ``run_many``, of one layer.

    A unit that is not kept is 0 for all who read it: the layer above, and every unit at the next timestep.
    """
    batch = max(len(each) for each in (inputs, read, kept) if each is not None)
    states = [np.repeat(each, batch, axis=0) for each in start or [np.zeros((1, cell.units))] * len(cell.states)]
    found = np.empty((batch, inputs.shape[1], cell.units))
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(inputs.shape[1]):
            step = STEPS[cell.kind](cell, weights, inputs[:, t], *states)
            if read is not None:
                step = hold(step, dict(zip(cell.states, states, strict=True)), at(read, t))
            states = [getattr(step, name) for name in cell.states]
            if kept is not None:
                states[0] = states[0] * kept
            found[:, t] = states[0]
    return found
