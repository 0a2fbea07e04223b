"""Local derivatives: how each value of a timestep depends on those it is computed from, at every timestep at once.

``a_by_b`` is ∂a/∂b, (batch, timesteps, units): unit k of a depends on unit k of b alone. Backpropagation multiplies by
them from the right, a step's Jacobian is built of them.
"""

from typing import NamedTuple

import numpy as np

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.trace import Trace


class OfLSTM(NamedTuple):
    """Of the cells that carry c.

    ``c_by`` and ``c_by_pre`` are of every gate that c is computed from, by its name, in Keras's order; ``c_by_c`` is of
    c before, through peepholes too; ``h_by_c`` is through the activation of c and, with peepholes, the output gate.
    """

    c_by: dict[str, np.ndarray]
    c_by_pre: dict[str, np.ndarray]
    c_by_c: np.ndarray
    h_by_pre_o: np.ndarray
    h_by_c: np.ndarray


class OfGRU(NamedTuple):
    """Of GRU: h by z, by the candidate n and by the sums before them, and r by the sum before it."""

    h_by_z: np.ndarray
    h_by_pre_z: np.ndarray
    h_by_n: np.ndarray
    h_by_pre_n: np.ndarray
    r_by_pre_r: np.ndarray


def slope(trace: Trace, name: str) -> np.ndarray:
    """Return ∂name/∂pre_name, from what the activation gave: (batch, timesteps, units)."""
    cell = trace.cell
    return ACTIVATIONS[cell.recurrent_activation if name in "ifozr" else cell.activation].slope(trace[name])


def of_lstm(trace: Trace) -> OfLSTM:
    """Return the derivatives of LSTM, of LSTM with peepholes, and of LSTM with coupled gates."""
    c_before, i, f, g, o, act_c = trace.before("c"), *(trace[name] for name in ("i", "f", "g", "o", "act_c"))
    c_by = {"i": g, "f": c_before, "g": i}
    if trace.cell.kind == "coupled_lstm":  # f keeps c before, and 1 - f takes in the candidate
        c_by = {"f": c_before - g, "g": i}
    c_by_pre = {name: each * slope(trace, name) for name, each in c_by.items()}
    h_by_pre_o, h_by_c, c_by_c = act_c * slope(trace, "o"), o * slope(trace, "act_c"), f
    if trace.weights.peephole is not None:
        p_i, p_f, p_o = trace.weights.peephole
        c_by_c = f + c_by_pre["i"] * p_i + c_by_pre["f"] * p_f
        h_by_c = h_by_c + h_by_pre_o * p_o
    return OfLSTM(c_by, c_by_pre, c_by_c, h_by_pre_o, h_by_c)


def of_gru(trace: Trace) -> OfGRU:
    """Return the derivatives of GRU, with and without ``reset_after``."""
    h_by_z, h_by_n = trace.before("h") - trace["n"], 1.0 - trace["z"]
    return OfGRU(h_by_z, h_by_z * slope(trace, "z"), h_by_n, h_by_n * slope(trace, "n"), slope(trace, "r"))
