"""What Dropout does while Keras trains, on a picture: the answer under masks that are drawn."""

from dataclasses import replace

import numpy as np

from rnnviz.core.layers import Dropout
from rnnviz.core.network import Network, NetworkTrace, run_next


def run_dropped(network: Network, inputs: np.ndarray, seed: int) -> NetworkTrace:
    """Return a run as of training: every Dropout draws which of its inputs, each at each step, are set to 0.

    The others are divided by 1 - rate, so that the mean over all draws is what came in.

    Args:
        network: its Dropout layers do so; dropout within cells is left out.
        inputs: (batch, timesteps, features).
        seed: of the draws.
    """
    random = np.random.default_rng(seed)
    trace = NetworkTrace(np.asarray(inputs, dtype=np.float64), ())
    for layer, weights in zip(network.layers, network.weights, strict=True):
        trace = run_next(trace, layer, weights)
        if isinstance(layer, Dropout):
            last = trace.layers[-1]
            kept = random.random(last.outputs.shape) >= layer.rate
            handed_on = np.where(kept, last.outputs / (1.0 - layer.rate), 0.0)
            trace = NetworkTrace(trace.inputs, (*trace.layers[:-1], replace(last, outputs=handed_on)))
    return trace


def dropped_answers(network: Network, inputs: np.ndarray, draws: int, seed: int = 0) -> np.ndarray:
    """Return the probabilities of one picture, (1, timesteps, features), under so many draws, (draws, 10)."""
    return run_dropped(network, np.repeat(inputs, draws, axis=0), seed).outputs
