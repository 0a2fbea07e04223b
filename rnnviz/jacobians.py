"""How much the state at one timestep depends on the state at an earlier one.

The state is h for SimpleRNN and GRU, and (h, c) side by side for LSTM. A Jacobian J is (state, state) with
J[j, k] = ∂state_t[j] / ∂state_{t-1}[k], so that for a linear SimpleRNN J is recurrent_kernelᵀ.
"""

import numpy as np

from rnnviz.activations import ACTIVATIONS
from rnnviz.trace import Trace


def step_jacobians(trace: Trace) -> np.ndarray:
    """∂state_t/∂state_{t-1} of every timestep, (batch, timesteps, state, state), in the order of the input."""
    with np.errstate(over="ignore", invalid="ignore"):
        return JACOBIANS[trace.cell.kind](trace)


def scaled(rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """diag(rows) @ matrixᵀ for every timestep: (batch, timesteps, units, units)."""
    return rows[..., :, None] * matrix.T


def simple_rnn_jacobians(trace: Trace) -> np.ndarray:
    """diag(activation') uᵀ."""
    return scaled(ACTIVATIONS[trace.cell.activation].slope(trace["h"]), trace.weights.recurrent_kernel)


def lstm_jacobians(trace: Trace) -> np.ndarray:
    """Four blocks: ∂h/∂h, ∂h/∂c over ∂c/∂h, ∂c/∂c = diag(f)."""
    cell, u = trace.cell, trace.weights.recurrent_kernel
    gate, activation = ACTIVATIONS[cell.recurrent_activation].slope, ACTIVATIONS[cell.activation].slope
    u_i, u_f, u_g, u_o = (u[:, cell.block(name)] for name in "ifgo")
    i, f, g, o, act_c = (trace[name] for name in ("i", "f", "g", "o", "act_c"))
    c_by_h = scaled(trace.before("c") * gate(f), u_f) + scaled(g * gate(i), u_i) + scaled(i * activation(g), u_g)
    c_by_c = f[..., :, None] * np.eye(cell.units)
    through_c = (o * activation(act_c))[..., :, None]
    h_by_h = scaled(act_c * gate(o), u_o) + through_c * c_by_h
    return np.block([[h_by_h, through_c * c_by_c], [c_by_h, c_by_c]])


def gru_jacobians(trace: Trace) -> np.ndarray:
    """diag(z) + diag((h - n) z') u_zᵀ + diag((1 - z) n') ∂pre_n/∂h."""
    cell, u = trace.cell, trace.weights.recurrent_kernel
    gate, activation = ACTIVATIONS[cell.recurrent_activation].slope, ACTIVATIONS[cell.activation].slope
    u_z, u_r, u_n = (u[:, cell.block(name)] for name in "zrn")
    z, r, n, h = trace["z"], trace["r"], trace["n"], trace.before("h")
    if cell.reset_after:
        pre_n_by_h = scaled(r, u_n) + scaled(trace["recurrent_n"] * gate(r), u_r)
    else:
        reset_h_by_h = r[..., :, None] * np.eye(cell.units) + scaled(h * gate(r), u_r)
        pre_n_by_h = u_n.T @ reset_h_by_h
    kept = z[..., :, None] * np.eye(cell.units)
    return kept + scaled((h - n) * gate(z), u_z) + ((1.0 - z) * activation(n))[..., :, None] * pre_n_by_h


JACOBIANS = {"simple_rnn": simple_rnn_jacobians, "lstm": lstm_jacobians, "gru": gru_jacobians}


def products_to(jacobians: np.ndarray, end: int, go_backwards: bool = False) -> np.ndarray:
    """∂state_end/∂state_k for every timestep k, (batch, timesteps, state, state).

    The identity at k = end; zeros for the timesteps read after ``end``, on which it cannot depend.
    """
    size = jacobians.shape[-1]
    products = np.zeros_like(jacobians)
    product = np.broadcast_to(np.eye(size), jacobians[:, 0].shape)
    order = range(end, jacobians.shape[1]) if go_backwards else range(end, -1, -1)
    with np.errstate(over="ignore", invalid="ignore"):
        for k in order:
            products[:, k] = product
            product = product @ jacobians[:, k]
    return products


def singular_values(matrices: np.ndarray) -> np.ndarray:
    """Singular values of each matrix, largest first, (..., state); nan where a matrix is not finite."""
    finite = np.isfinite(matrices).all(axis=(-2, -1))
    values = np.full(matrices.shape[:-1], np.nan)
    values[finite] = np.linalg.svd(matrices[finite], compute_uv=False)
    return values


def norms(matrices: np.ndarray) -> np.ndarray:
    """Spectral norm of each matrix, its largest singular value: the most it can stretch any direction."""
    return singular_values(matrices)[..., 0]
