"""Operations on a cell, each done by its weights alone, so that everything computed from them stays exact.

A gate whose columns are zero and whose bias is far from zero is a constant; a state that is let out by a shut gate
is zero. Nothing of the cell's step is touched: what is operated on is still the same cell, with other weights.
"""

from dataclasses import replace

import numpy as np

from rnnviz.core.weights import PEEPHOLES, Cell, Weights

FAR = 40.0
"""A pre-activation at which the sigmoid is 0 or 1 to the last bit, and tanh ±1."""

HELD_SHUT = {"simple_rnn": "h", "lstm": "o", "gru": "z", "peephole_lstm": "o", "coupled_lstm": "o"}
"""The gate that lets a unit's state out (for GRU: that keeps it), which silencing shuts."""


def hold(cell: Cell, weights: Weights, gate: str, value: float) -> Weights:
    """Return weights with which a sigmoid gate is ``value``, from 0 to 1, in every unit and at every timestep.

    Raises:
        ValueError: if the cell has no such gate, its gates are not sigmoids, it has no bias, or ``value`` is not
            between 0 and 1.

    >>> from rnnviz import init_weights, run
    >>> cell = Cell("lstm", 2)
    >>> run(cell, hold(cell, init_weights(cell, 1, seed=0), "f", 1.0), [[[5.0]]])["f"]
    array([[[1., 1.]]])
    """
    held = [name for name in cell.gates if name in "ifozr"]
    if gate not in held:
        raise ValueError(f"gate must be one of {', '.join(held) or 'none'} for {cell.kind}; received {gate!r}.")
    if cell.recurrent_activation != "sigmoid" or not cell.use_bias:
        raise ValueError("A gate can be held where it is a sigmoid with a bias.")
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"value must be between 0 and 1; received {value!r}.")
    with np.errstate(divide="ignore"):
        bias = np.clip(np.log(value) - np.log1p(-value), -FAR, FAR)
    return constant(cell, weights, gate, slice(None), float(bias))


def silence(cell: Cell, weights: Weights, unit: int) -> Weights:
    """Return weights with which h of one unit is 0 at every timestep (from an initial state of 0).

    Raises:
        ValueError: if there is no such unit, or the cell has no bias.
    """
    if not 0 <= unit < cell.units:
        raise ValueError(f"unit must be from 0 to {cell.units - 1}; received {unit!r}.")
    if not cell.use_bias:
        raise ValueError("A unit can be silenced in a cell with a bias.")
    weights = constant(cell, weights, HELD_SHUT[cell.kind], unit, 0.0 if cell.kind == "simple_rnn" else -FAR)
    return constant(cell, weights, "n", unit, 0.0) if cell.kind == "gru" else weights


def cut(cell: Cell, weights: Weights) -> Weights:
    """Return weights with which no h is read back: recurrent_kernel = 0. What z or f keeps is still kept."""
    return replace(weights, recurrent_kernel=np.zeros_like(weights.recurrent_kernel))


def constant(cell: Cell, weights: Weights, gate: str, units: int | slice, bias: float) -> Weights:
    """Return weights with which the pre-activation of a gate, of one unit or all, is ``bias`` whatever is read."""
    arrays = {name: array.copy() for name, array in vars(weights).items() if array is not None}
    columns = np.arange(cell.block(gate).start, cell.block(gate).stop)[units]
    for array in arrays.values():
        if array is not arrays.get("peephole"):
            array[..., columns] = 0.0
    if gate in PEEPHOLES and "peephole" in arrays:
        arrays["peephole"][PEEPHOLES.index(gate), units] = 0.0
    (arrays["bias"][0] if cell.two_biases else arrays["bias"])[columns] = bias
    return Weights(**arrays)
