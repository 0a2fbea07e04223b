"""Recurrent kernels to begin with: how each gate's block is drawn, and how far it stretches."""

import numpy as np

from rnnviz.weights import Cell, glorot_uniform, orthogonal

INITIALISERS = ("keras", "orthogonal", "glorot", "identity", "scaled")
"""Keras's default draws all blocks together, orthogonal; the others draw each gate's block by itself."""

RADII = (0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0)
"""The spectral radii that a reader may choose."""


def spectral_radius(matrix: np.ndarray) -> float:
    """The largest absolute value of an eigenvalue."""
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def recurrent_kernel(cell: Cell, initialiser: str, radius: float, seed: int) -> np.ndarray:
    """(units, gates * units), each gate's block drawn by ``initialiser`` and scaled to a spectral radius.

    "identity" is the start that Le et al. (2015) give a relu network; "scaled" is normal, of width 1/√units.
    """
    rng, units = np.random.default_rng(seed), cell.units
    draw = {
        "orthogonal": lambda: orthogonal(rng, (units, units)),
        "glorot": lambda: glorot_uniform(rng, (units, units)),
        "identity": lambda: np.eye(units),
        "scaled": lambda: rng.normal(scale=units**-0.5, size=(units, units)),
    }[initialiser]
    blocks = [draw() for _ in cell.gates]
    return np.concatenate([block * (radius / spectral_radius(block)) for block in blocks], axis=1)
