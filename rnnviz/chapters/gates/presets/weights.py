"""Weights for the gates chapter: fresh ones, ones set by hand to make a point, and trained ones."""

from dataclasses import dataclass

import numpy as np

from rnnviz.core.layers import Dense, DenseWeights, Recurrent
from rnnviz.core.network import Network, init_network
from rnnviz.core.surgery import FAR
from rnnviz.core.weights import Cell, Weights
from rnnviz.store.recall import trained, trained_name

START = 0.8
"""The state that the cells of the scene "shut" begin with."""


@dataclass(frozen=True)
class HandSet:
    """Gates set by hand. ``gates`` are pre-activations: gate → (without input, added for an input of 1 in size).

    What comes without an input is the bias. ``recurrent`` is the factor of h in its own unit's candidate.
    """

    title: str
    point: str
    gates: dict[str, tuple[float, float]]
    recurrent: float = 0.0
    start: float = 0.0


HAND_SET = {
    "carry": HandSet(
        "Keep all, let nothing in",
        "The forget gate stays open and the input gate is shut but for a large positive input. "
        "GRU does both with one gate, z. SimpleRNN has none: of its state, 0.9 is handed on at each step.",
        {"f": (6.0, 0.0), "i": (-6.0, 12.0), "o": (6.0, 0.0), "z": (6.0, -12.0), "r": (6.0, 0.0)},
        recurrent=0.9,
    ),
    "shut": HandSet(
        "Update gate at 1 keeps",
        f"z is 1: h stays the {START:g} it began with, whatever is read. So do f = 1 and i = 0 with c. SimpleRNN, "
        "which begins with the same, has nothing to keep it.",
        {"f": (FAR, 0.0), "i": (-FAR, 0.0), "o": (FAR, 0.0), "z": (FAR, 0.0), "r": (FAR, 0.0)},
        recurrent=0.5,
        start=START,
    ),
    "reset": HandSet(
        "Reset gate at 0",
        "r is 0: GRU's candidate n forgets the past and sees the input alone; the past reaches h only through z. LSTM "
        "has no reset gate: its candidate g always sees h.",
        {"f": (0.0, 0.0), "i": (0.0, 0.0), "o": (6.0, 0.0), "z": (0.0, 0.0), "r": (-FAR, 0.0)},
        recurrent=0.9,
    ),
}


def hand_set(setting: HandSet, cell: Cell, features: int) -> Weights:
    """Return weights of a cell in a scene: every unit reads the inputs with another strength, and itself alone."""
    shapes, units = cell.weight_shapes(features), cell.units
    kernel, recurrent, bias = (np.zeros(shapes[name]) for name in ("kernel", "recurrent_kernel", "bias"))
    for gate in cell.gates:
        block = cell.block(gate)
        if gate in ("h", "g", "n"):
            kernel[:, block] = np.linspace(1.0, 0.4, units) * (1.0 if gate == "h" else 1.5)
            recurrent[:, block] = setting.recurrent * np.eye(units)
            continue
        # A coupled forget gate opens and shuts as GRU's update gate does: what is not kept is taken in.
        without, added = setting.gates["z" if cell.kind == "coupled_lstm" and gate == "f" else gate]
        kernel[:, block] = added
        (bias[0] if cell.two_biases else bias)[block] = without
    peephole = np.zeros(shapes["peephole"]) if "peephole" in shapes else None
    return Weights(kernel, recurrent, bias, peephole)


def network(weights: str, kind: str, units: int, features: int, seed: int) -> Network:
    """Return a cell and the Dense layer that reads h after every step: one number, or for letters the next one.

    ``weights`` is "trained", "fresh" or a key of ``HAND_SET``.
    """
    dense = Dense(1) if features == 1 else Dense(features + 1, "softmax")
    layers = (Recurrent(Cell(kind, units), return_sequences=True), dense)
    if weights == "trained":
        return Network(layers, trained(trained_name(kind, units, features)))
    if weights == "fresh":
        return init_network(layers, (None, None, features), seed)
    mean = DenseWeights(np.full((units, dense.units), 1.0 / units), np.zeros(dense.units))
    return Network(layers, (hand_set(HAND_SET[weights], layers[0].cell, features), mean))


def start(weights: str, cell: Cell) -> list[np.ndarray]:
    """Return the initial state, (units,) for each state of the cell."""
    value = HAND_SET[weights].start if weights in HAND_SET else 0.0
    return [
        np.full(cell.units, np.tanh(value) if name == "h" and "c" in cell.states else value) for name in cell.states
    ]
