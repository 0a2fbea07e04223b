"""How much the state at one timestep depends on the state at an earlier one.

The state is h for SimpleRNN and GRU, and (h, c) side by side for the LSTMs. A Jacobian J is (state, state) with
J[j, k] = ∂state_t[j] / ∂state_{t-1}[k], so that for a linear SimpleRNN J is recurrent_kernelᵀ.
"""

import numpy as np

from rnnviz.core.derivatives import of_gru, of_lstm, slope
from rnnviz.core.masks import where_read
from rnnviz.core.trace import Trace


def step_jacobians(trace: Trace) -> np.ndarray:
    """Return ∂state_t/∂state_{t-1} of every timestep, (batch, timesteps, state, state), in the order of the input."""
    with np.errstate(over="ignore", invalid="ignore"):
        jacobians = JACOBIANS[trace.cell.kind](trace)
    return where_read(None if trace.mask is None else trace.mask[..., None], jacobians, np.eye(jacobians.shape[-1]))


def summed(*parts: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return Σ diag(rows) matrixᵀ over (rows, matrix) pairs, for every timestep: (batch, timesteps, units, units).

    One matrix product for each unit, over the pairs, instead of a large array for each pair.
    """
    rows = np.stack([each for each, _ in parts], axis=-1)  # (batch, timesteps, units, pairs)
    matrices = np.stack([matrix.T for _, matrix in parts], axis=1)  # (units, pairs, units)
    by_unit = np.moveaxis(rows.reshape(-1, *rows.shape[2:]), 1, 0)
    return np.moveaxis(by_unit @ matrices, 0, 1).reshape(*rows.shape[:3], -1)


def diagonal(rows: np.ndarray) -> np.ndarray:
    """Return diag(rows) for every timestep."""
    return rows[..., :, None] * np.eye(rows.shape[-1])


def simple_rnn_jacobians(trace: Trace) -> np.ndarray:
    """diag(activation') uᵀ."""
    return summed((slope(trace, "h"), trace.weights.recurrent_kernel))


def lstm_jacobians(trace: Trace) -> np.ndarray:
    """∂(h, c): c through every gate but o; h through o and c; with peepholes the gates pass on c as well."""
    cell, u, local = trace.cell, trace.weights.recurrent_kernel, of_lstm(trace)
    of_c = [(c_by_pre, u[:, cell.block(name)]) for name, c_by_pre in local.c_by_pre.items()]
    of_h = [(local.h_by_pre_o, u[:, cell.block("o")]), *((local.h_by_c * rows, matrix) for rows, matrix in of_c)]
    jacobians = np.zeros((*trace["h"].shape[:2], 2 * cell.units, 2 * cell.units))
    h = np.arange(cell.units)
    c = h + cell.units
    jacobians[..., : cell.units, : cell.units] = summed(*of_h)
    jacobians[..., cell.units :, : cell.units] = summed(*of_c)
    jacobians[..., h, c] = local.h_by_c * local.c_by_c
    jacobians[..., c, c] = local.c_by_c
    return jacobians


def gru_jacobians(trace: Trace) -> np.ndarray:
    """diag(z) + diag(∂h/∂pre_z) u_zᵀ + diag(∂h/∂pre_n) ∂pre_n/∂h."""
    cell, u, local = trace.cell, trace.weights.recurrent_kernel, of_gru(trace)
    u_z, u_r, u_n = (u[:, cell.block(name)] for name in "zrn")
    by_z, by_n, r = (local.h_by_pre_z, u_z), local.h_by_pre_n, trace["r"]
    if cell.reset_after:
        return diagonal(trace["z"]) + summed(
            by_z, (by_n * r, u_n), (by_n * trace["recurrent_n"] * local.r_by_pre_r, u_r)
        )
    reset_h_by_h = diagonal(r) + summed((trace.before("h") * local.r_by_pre_r, u_r))
    return diagonal(trace["z"]) + summed(by_z) + by_n[..., :, None] * (u_n.T @ reset_h_by_h)


JACOBIANS = {
    "simple_rnn": simple_rnn_jacobians,
    "lstm": lstm_jacobians,
    "gru": gru_jacobians,
    "peephole_lstm": lstm_jacobians,
    "coupled_lstm": lstm_jacobians,
}


def products_to(jacobians: np.ndarray, end: int, go_backwards: bool = False) -> np.ndarray:
    """Return ∂state_end/∂state_k for every timestep k, (batch, timesteps, state, state).

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
    """Return the singular values of each matrix, largest first, (..., state); nan where a matrix is not finite."""
    finite = np.isfinite(matrices).all(axis=(-2, -1))
    values = np.full(matrices.shape[:-1], np.nan)
    values[finite] = np.linalg.svd(matrices[finite], compute_uv=False)
    return values


def norms(matrices: np.ndarray) -> np.ndarray:
    """Return the spectral norm of each matrix, its largest singular value: the most it can stretch any direction."""
    return singular_values(matrices)[..., 0]


def sensitivities(jacobians: np.ndarray, block: slice) -> np.ndarray:
    """Return how much each state of one sequence depends on each earlier one: (timesteps, timesteps), row t, column k.

    Args:
        jacobians: (timesteps, state, state), of one sample read forwards.
        block: the part of the state that is asked about: the rows and columns of h, or of c.

    Returns:
        The root mean square of the singular values of ∂state_t/∂state_k, which is its Frobenius norm over √units:
        1 on the diagonal and wherever lengths are kept; 0 for k > t; inf beyond the range of floating point.

    A product across a midpoint m is A B with A from m to t and B from k to m, and ‖A B‖² = ⟨AᵀA, BBᵀ⟩: all pairs of
    a half are one matrix product, so there are T log T small products instead of T²/2.
    """
    timesteps, units = len(jacobians), block.stop - block.start
    logs = np.full((timesteps, timesteps), -np.inf)

    def fill(low: int, high: int) -> None:
        if high - low <= BAND:
            return
        middle = (low + high) // 2
        fill(low, middle)
        fill(middle, high)
        logs[middle:high, low:middle] = across(jacobians, block, low, middle, high)

    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        fill_band(logs, jacobians, block)
        fill(0, timesteps)
        return np.exp(logs) / np.sqrt(units)


def last_singular_values(jacobians: np.ndarray, block: slice, steps: np.ndarray | None = None) -> np.ndarray:
    """Return how much the last state of one sequence is stretched by a push of each earlier one, in every direction.

    Args:
        jacobians: (timesteps, state, state), of one sample read forwards.
        block: the part of the state that is pushed and looked at: h, or c.
        steps: the timesteps k that are asked for, from 0; all of them where None.

    Returns:
        The singular values of ∂state_T/∂state_k, (steps, units), largest first: all 1 at k = T; 0 and inf beyond
        the range of floating point; nan where the Jacobians are not finite. The largest is what Hochreiter (1991) and
        Pascanu et al. (2013) call vanishing or exploding.
    """
    steps = np.arange(len(jacobians)) if steps is None else steps
    return singular_values_along(jacobians[:0:-1], block, len(jacobians) - 1 - steps)


def first_singular_values(jacobians: np.ndarray, block: slice, steps: np.ndarray) -> np.ndarray:
    """Return how much each state is stretched by a push of the first, as ``last_singular_values`` does of the last.

    (J_t … J_2)ᵀ = J_2ᵀ … J_tᵀ has the same singular values, and grows at its end as that of the last state does.
    """
    return singular_values_along(jacobians[1:].transpose(0, 2, 1), block, steps)


def singular_values_along(factors: np.ndarray, block: slice, asked: np.ndarray) -> np.ndarray:
    """Return the singular values of a block of the products of the first n factors, for each n of ``asked``."""
    logs, log, rows = np.zeros(len(factors) + 1), 0.0, np.eye(factors.shape[-1])[block]
    parts = np.zeros((len(logs), len(rows), len(rows)))
    parts[0] = rows[:, block]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for n, factor in enumerate(factors, 1):
            rows = rows @ factor
            parts[n], logs[n], norm = rows[:, block], log, np.sqrt(np.vdot(rows, rows))
            if norm > 0:
                rows /= norm
                log += np.log(norm)
        return np.exp(np.log(singular_values(parts[asked])) + logs[asked, None])


BAND = 8
"""Pairs nearer than this are multiplied out, all timesteps at once: fewer and larger products of small matrices."""

CANCELLED = 1e-6
"""The cosine, so to speak, below which an inner product of two matrices is not trusted to ten digits."""


def fill_band(logs: np.ndarray, jacobians: np.ndarray, block: slice) -> None:
    """Return the logarithms of the norms on the diagonal and on the ``BAND`` - 1 below it."""
    np.fill_diagonal(logs, 0.5 * np.log(block.stop - block.start))
    rows, log = jacobians[1:, block], np.zeros(len(jacobians) - 1)
    for lag in range(1, min(BAND, len(jacobians))):
        t = np.arange(lag, len(jacobians))
        logs[t, t - lag] = log + np.log(np.linalg.norm(rows[:, :, block], axis=(1, 2)))
        norm = np.linalg.norm(rows, axis=(1, 2))
        norm[~(norm > 0)] = 1.0
        rows = (rows / norm[:, None, None])[1:] @ jacobians[1:-lag]
        log = (log + np.log(norm))[1:]


def across(jacobians: np.ndarray, block: slice, low: int, middle: int, high: int) -> np.ndarray:
    """Return the logarithms of the norms for t from ``middle`` to ``high`` by k from ``low`` to ``middle``.

    Each A and B is kept at norm 1 with its logarithm beside it, so that nothing overflows on the way. Where A and B
    nearly cancel, ⟨AᵀA, BBᵀ⟩ would have lost digits, and the product itself is taken.
    """
    after, after_logs = chain(jacobians[middle:high], block)
    backwards = jacobians[middle - 1 : low : -1].transpose(0, 2, 1)  # (B J)ᵀ = Jᵀ Bᵀ
    before, before_logs = chain(backwards, block)
    identity = np.eye(jacobians.shape[-1])[None, block]
    before, before_logs = np.concatenate([identity, before]), np.append(0.0, before_logs)
    inner = grams(after) @ grams(before).T
    found = after_logs[:, None] + before_logs + 0.5 * np.log(inner)
    rows, columns = np.nonzero(inner < CANCELLED)
    direct = np.linalg.norm(after[rows] @ before[columns].transpose(0, 2, 1), axis=(1, 2))
    found[rows, columns] = after_logs[rows] + before_logs[columns] + np.log(direct)
    return found[:, ::-1]


def chain(steps: np.ndarray, block: slice) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows ``block`` of the products step_k … step_1, each over its norm, and the norms' logarithms."""
    size = steps.shape[-1]
    rows, logs, log = np.empty((len(steps), block.stop - block.start, size)), np.empty(len(steps)), 0.0
    product = np.eye(size)
    for k, step in enumerate(steps):
        product = step @ product
        norm = np.sqrt(np.vdot(product, product))
        if norm > 0:
            product /= norm
            log += np.log(norm)
        rows[k], logs[k] = product[block], log
    return rows, logs


def grams(matrices: np.ndarray) -> np.ndarray:
    """Return MᵀM of each matrix, as one long row each."""
    return (matrices.transpose(0, 2, 1) @ matrices).reshape(len(matrices), -1)
