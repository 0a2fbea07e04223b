"""Scaled and back: a scaling, and how it is fitted to values of the training part."""

from dataclasses import dataclass

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.training.series import Covariate

SCALINGS = ("minmax", "standard", "none")
"""To 0…1 by the least and the greatest value; to mean 0 and standard deviation 1; not at all."""


@dataclass(frozen=True)
class Scaler:
    """scaled = (original - offset) / scale."""

    offset: float = 0.0
    scale: float = 1.0

    def scaled(self, original: np.ndarray) -> np.ndarray:
        """Return original units scaled."""
        return (original - self.offset) / self.scale

    def unscaled(self, scaled: np.ndarray) -> np.ndarray:
        """Return scaled numbers in original units."""
        return scaled * self.scale + self.offset


def fit_scaler(values: np.ndarray, scaling: str) -> Scaler:
    """Fit a scaling in ``SCALINGS`` to ``values`` (n,); the standard deviation divides by n, as scikit-learn's.

    Raises:
        ValueError: if the values are all the same and are to be scaled.

    >>> fit_scaler(np.array([2.0, 4.0, 12.0]), "minmax")
    Scaler(offset=2.0, scale=10.0)
    """
    check_choice("scaling", scaling, SCALINGS)
    if scaling == "none":
        return Scaler()
    low, high = float(values.min()), float(values.max())
    scaler = Scaler(low, high - low) if scaling == "minmax" else Scaler(float(values.mean()), float(values.std()))
    if low == high or not 0 < scaler.scale < np.inf:
        raise ValueError(
            f"All {len(values)} values that the scaling is fitted on are {low:g}, or so near that scaling would divide "
            "by zero: choose a series that varies there, or no scaling."
        )
    return scaler


def fit_covariate(covariate: Covariate, scaling: str, trained: int) -> Scaler:
    """Fit a scaling to the first ``trained`` values of a further column, those of the training part.

    Raises:
        ValueError: if they are all the same, or so near that what comes later cannot be scaled.
    """
    known = covariate.values[:trained]
    if known.min() == known.max():
        raise ValueError(
            f"All {trained} values of “{covariate.name}” in the training part are {known[0]:g}, so that nothing can be "
            "learned from it: leave it out, or choose another split."
        )
    scaler = fit_scaler(known, scaling)
    with np.errstate(over="ignore"):
        if not np.isfinite(scaler.scaled(covariate.values)).all():
            raise ValueError(
                f"“{covariate.name}” varies so little in the training part, by {scaler.scale:g}, that scaling by it "
                "makes later values infinite: leave it out, or choose no scaling."
            )
    return scaler
