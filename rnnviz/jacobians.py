"""How much the state at one timestep depends on the state at an earlier one.

The state is h for SimpleRNN and GRU, and (h, c) side by side for the LSTMs. A Jacobian J is (state, state) with
J[j, k] = ∂state_t[j] / ∂state_{t-1}[k], so that for a linear SimpleRNN J is recurrent_kernelᵀ.
"""

import numpy as np

from rnnviz.activations import ACTIVATIONS
from rnnviz.gradients.through_time import slopes
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
    """Four blocks: ∂h/∂h, ∂h/∂c over ∂c/∂h, ∂c/∂c = diag(f); with peepholes the gates pass on c as well."""
    cell, u = trace.cell, trace.weights.recurrent_kernel
    gate, activation = slopes(trace)
    p_i, p_f, p_o = (0.0, 0.0, 0.0) if trace.weights.peephole is None else trace.weights.peephole
    u_i, u_f, u_g, u_o = (u[:, cell.block(name)] for name in "ifgo")
    i, f, g, o, act_c = (trace[name] for name in ("i", "f", "g", "o", "act_c"))
    by_i, by_f, by_g = g * gate(i), trace.before("c") * gate(f), i * activation(g)  # ∂c/∂pre
    by_o = act_c * gate(o)  # ∂h/∂pre_o
    c_by_h = scaled(by_f, u_f) + scaled(by_i, u_i) + scaled(by_g, u_g)
    return in_blocks(c_by_h, f + by_i * p_i + by_f * p_f, scaled(by_o, u_o), o * activation(act_c) + by_o * p_o)


def coupled_lstm_jacobians(trace: Trace) -> np.ndarray:
    """As ``lstm_jacobians``, with 1 - f in the place of i."""
    cell, u = trace.cell, trace.weights.recurrent_kernel
    gate, activation = slopes(trace)
    u_f, u_g, u_o = (u[:, cell.block(name)] for name in "fgo")
    f, g, o, act_c = (trace[name] for name in ("f", "g", "o", "act_c"))
    c_by_h = scaled((trace.before("c") - g) * gate(f), u_f) + scaled((1.0 - f) * activation(g), u_g)
    return in_blocks(c_by_h, f, scaled(act_c * gate(o), u_o), o * activation(act_c))


def in_blocks(c_by_h: np.ndarray, c_by_c: np.ndarray, h_by_h: np.ndarray, through_c: np.ndarray) -> np.ndarray:
    """The Jacobian of (h, c) from ∂c/∂h, the diagonal of ∂c/∂c, ∂h/∂h but for its way through c, and ∂h/∂c."""
    units = c_by_c.shape[-1]
    jacobians = np.zeros((*c_by_c.shape[:2], 2 * units, 2 * units))
    diagonal = np.arange(units)
    jacobians[..., :units, :units] = h_by_h + through_c[..., :, None] * c_by_h
    jacobians[..., diagonal, units + diagonal] = through_c * c_by_c
    jacobians[..., units:, :units] = c_by_h
    jacobians[..., units + diagonal, units + diagonal] = c_by_c
    return jacobians


def gru_jacobians(trace: Trace) -> np.ndarray:
    """diag(z) + diag((h - n) z') u_zᵀ + diag((1 - z) n') ∂pre_n/∂h."""
    cell, u = trace.cell, trace.weights.recurrent_kernel
    gate, activation = slopes(trace)
    u_z, u_r, u_n = (u[:, cell.block(name)] for name in "zrn")
    z, r, n, h = trace["z"], trace["r"], trace["n"], trace.before("h")
    if cell.reset_after:
        pre_n_by_h = scaled(r, u_n) + scaled(trace["recurrent_n"] * gate(r), u_r)
    else:
        reset_h_by_h = r[..., :, None] * np.eye(cell.units) + scaled(h * gate(r), u_r)
        pre_n_by_h = u_n.T @ reset_h_by_h
    kept = z[..., :, None] * np.eye(cell.units)
    return kept + scaled((h - n) * gate(z), u_z) + ((1.0 - z) * activation(n))[..., :, None] * pre_n_by_h


JACOBIANS = {
    "simple_rnn": simple_rnn_jacobians,
    "lstm": lstm_jacobians,
    "gru": gru_jacobians,
    "peephole_lstm": lstm_jacobians,
    "coupled_lstm": coupled_lstm_jacobians,
}


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


def reach(jacobians: np.ndarray, block: slice) -> np.ndarray:
    """How much each state of one sequence depends on each earlier one: (timesteps, timesteps), row t, column k.

    Args:
        jacobians: (timesteps, state, state), of one sample read forwards.
        block: the part of the state that is asked about: the rows and columns of h, or of c.

    Returns:
        The root mean square of the singular values of ∂state_t/∂state_k, which is its Frobenius norm over √units:
        1 on the diagonal and wherever lengths are kept; 0 for k > t; inf beyond the range of floating point.

    A product across a midpoint m is A B with A from m to t and B from k to m, and ‖A B‖² = ⟨AᵀA, BBᵀ⟩: all pairs of
    a half are one matrix product, so there are T log T small products instead of T²/2. Each A and B is kept at norm
    1 with its logarithm beside it, so that nothing overflows on the way. Where A and B nearly cancel, ⟨AᵀA, BBᵀ⟩
    would have lost digits, and the product itself is taken.
    """
    timesteps, units = len(jacobians), block.stop - block.start
    logs = np.full((timesteps, timesteps), -np.inf)
    np.fill_diagonal(logs, 0.5 * np.log(units))

    def fill(low: int, high: int) -> None:
        if high - low < 2:
            return
        middle = (low + high) // 2
        fill(low, middle)
        fill(middle, high)
        after, after_log = chain(jacobians[middle:high], lambda step, product: step @ product)
        before, before_log = chain(jacobians[middle - 1 : low : -1], lambda step, product: product @ step, first=True)
        after, before = after[:, block], before[:, :, block]
        inner = grams(after) @ grams(before.transpose(0, 2, 1)).T
        with np.errstate(divide="ignore", invalid="ignore"):
            found = after_log[:, None] + before_log + 0.5 * np.log(inner)
        lost = inner < CANCELLED
        if lost.any():
            rows, columns = np.nonzero(lost)
            direct = np.linalg.norm(after[rows] @ before[columns], axis=(1, 2))
            with np.errstate(divide="ignore"):
                found[rows, columns] = after_log[rows] + before_log[columns] + np.log(direct)
        logs[middle:high, low:middle] = found[:, ::-1]

    with np.errstate(over="ignore", invalid="ignore"):
        fill(0, timesteps)
        return np.exp(logs) / np.sqrt(units)


CANCELLED = 1e-6
"""The cosine, so to speak, below which an inner product of two matrices is not trusted to ten digits."""


def chain(steps: np.ndarray, extend, first: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """The products of more and more steps, each divided by its norm, and the logarithms of the norms.

    With ``first`` they begin with the identity, the product of none.
    """
    count, size = len(steps) + first, steps.shape[-1]
    products, norm_logs = np.empty((count, size, size)), np.empty(count)
    product, log = np.eye(size), 0.0
    for k in range(count):
        if k or not first:
            product = extend(steps[k - first], product)
        norm = np.sqrt(np.vdot(product, product))
        if norm > 0:
            product, log = product / norm, log + np.log(norm)
        products[k], norm_logs[k] = product, log
    return products, norm_logs


def grams(matrices: np.ndarray) -> np.ndarray:
    """MᵀM of each matrix, as one long row each."""
    return (matrices.transpose(0, 2, 1) @ matrices).reshape(len(matrices), -1)
