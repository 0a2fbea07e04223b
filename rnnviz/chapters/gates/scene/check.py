"""The gradients of a cell against finite differences, for exactly the weights and inputs that are shown."""

import numpy as np

from rnnviz.chapters.gates.scene import scene
from rnnviz.chapters.gates.view import View, network_of
from rnnviz.core.gradients import backpropagate
from rnnviz.core.trace import run
from rnnviz.core.weights import Weights
from rnnviz.ui.cache import cached

STEP = 1e-5
"""How far a weight is moved to either side: the error of the difference goes with its square."""


@cached(by=network_of)
def gradient_check(view: View, kind: str) -> float:
    """Return the largest difference of ∂L/∂weight from its central difference, over its array's largest gradient.

    L = ½ Σ h², over all timesteps and units; every number of every array of the cell is moved in turn.
    """
    trace = scene(view, kind).trace
    cell, start = trace.cell, list(trace.initial_state.values())
    start = start if len(start) > 1 else start[0]
    arrays = {name: array for name, array in vars(trace.weights).items() if array is not None}

    def loss(name: str, array: np.ndarray) -> float:
        moved = run(cell, Weights(**{**arrays, name: array}), trace.inputs, start)
        return 0.5 * float(np.sum(moved["h"] ** 2))

    gradients, worst = backpropagate(trace, trace["h"]), 0.0
    for name, array in arrays.items():
        exact = getattr(gradients, name)
        differences = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            step = np.zeros_like(array)
            step[place] = STEP
            differences[place] = (loss(name, array + step) - loss(name, array - step)) / (2.0 * STEP)
        largest = max(np.abs(exact).max(), np.abs(differences).max())
        if largest > 0.0:
            worst = max(worst, float(np.abs(exact - differences).max() / largest))
    return worst
