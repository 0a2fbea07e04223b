"""Recurrent kernels to begin with: how each gate's block is drawn, and how far it stretches."""

import numpy as np

from rnnviz.chapters.gradients.view.choices import AS_DRAWN
from rnnviz.core.weights import Cell, glorot_uniform, orthogonal


def eigenvalues(matrix: np.ndarray) -> np.ndarray:
    """Return the eigenvalues of a square matrix, complex; nan where the matrix is not finite."""
    if not np.isfinite(matrix).all():
        return np.full(len(matrix), np.nan, dtype=complex)
    return np.linalg.eigvals(matrix).astype(complex)


def spectral_radius(matrix: np.ndarray) -> float:
    """Return the largest absolute value of an eigenvalue; nan where the matrix is not finite."""
    return float(np.abs(eigenvalues(matrix)).max())


def small_kernel(shape: tuple[int, int], seed: int) -> np.ndarray:
    """Return input weights as Le et al. (2015) draw them: normal, of width 0.001."""
    return np.random.default_rng([seed, 3]).normal(scale=0.001, size=shape)


def recurrent_kernel(cell: Cell, initialiser: str, radius: float, seed: int) -> np.ndarray:
    """Return (units, gates * units), drawn by ``initialiser``, each gate's block then scaled to a spectral radius.

    "identity" and "irnn" are the start that Le et al. (2015) give a relu network; "scaled" is normal, of width
    1/√units.
    """
    rng, units, gates = np.random.default_rng(seed), cell.units, len(cell.gates)
    blocks = {
        "keras": lambda: np.split(orthogonal(rng, (units, gates * units)), gates, axis=1),
        "orthogonal": lambda: [orthogonal(rng, (units, units)) for _ in cell.gates],
        "glorot": lambda: [glorot_uniform(rng, (units, units)) for _ in cell.gates],
        "identity": lambda: [np.eye(units) for _ in cell.gates],
        "irnn": lambda: [np.eye(units) for _ in cell.gates],
        "scaled": lambda: [rng.normal(scale=units**-0.5, size=(units, units)) for _ in cell.gates],
    }[initialiser]()
    if radius != AS_DRAWN:
        blocks = [block * (radius / spectral_radius(block)) for block in blocks]
    return np.concatenate(blocks, axis=1)
