"""Logistic regression on the pixels: what can be said of an image without reading it in any order."""

import json
from functools import cache
from typing import NamedTuple

import numpy as np

from rnnviz.images import FOLDER
from rnnviz.images.networks import DIGITS, LEVELS

MAX_STEPS = 500
"""Of the optimiser."""


class Logistic(NamedTuple):
    """Logistic regression, and what it and the digit that was learned from most often reach on what was held out.

    Args:
        kernel: (pixels, 10), a weight for each pixel and digit.
        bias: (10,).
        accuracy: its share of right answers; NaN where it was not asked.
        frequent: the most frequent digit.
        frequent_accuracy: the share of right answers of who always says that.
    """

    kernel: np.ndarray
    bias: np.ndarray
    accuracy: float = float("nan")
    frequent: int = -1
    frequent_accuracy: float = float("nan")

    def answers(self, images: np.ndarray) -> np.ndarray:
        """Return the probabilities of the ten digits, (n, 10), of images (n, side, side) of whole levels."""
        pixels = images.reshape(len(images), -1) / LEVELS[images.shape[-1]]
        sums = pixels @ self.kernel + self.bias
        shares = np.exp(sums - sums.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)


def fit(images: np.ndarray, labels: np.ndarray, penalty: float = 1.0) -> Logistic:
    """Return the weights of the least loss; not in the web process, for SciPy's optimizers hold 33 MB.

    Args:
        images: (n, side, side) of whole levels.
        labels: (n,).
        penalty: half of it times the sum of squared weights is added to the sum of the losses, as scikit-learn's
            ``LogisticRegression(C=1 / penalty)`` has it; biases are free.
    """
    from scipy.optimize import minimize

    pixels = images.reshape(len(images), -1) / LEVELS[images.shape[-1]]
    features, rows = pixels.shape[1], np.arange(len(labels))

    def at(point: np.ndarray) -> tuple[float, np.ndarray]:
        kernel, bias = point[: features * DIGITS].reshape(features, DIGITS), point[features * DIGITS :]
        sums = pixels @ kernel + bias
        sums -= sums.max(axis=1, keepdims=True)
        shares = np.exp(sums)
        totals = shares.sum(axis=1, keepdims=True)
        loss = np.log(totals).sum() - sums[rows, labels].sum() + 0.5 * penalty * np.square(kernel).sum()
        missed = shares / totals
        missed[rows, labels] -= 1.0
        return float(loss), np.append((pixels.T @ missed + penalty * kernel).ravel(), missed.sum(axis=0))

    options = {"maxiter": MAX_STEPS, "ftol": 1e-10}
    found = minimize(at, np.zeros((features + 1) * DIGITS), jac=True, method="L-BFGS-B", options=options).x
    return Logistic(found[: features * DIGITS].reshape(features, DIGITS), found[features * DIGITS :])


@cache
def shipped(size: int) -> Logistic:
    """Return the weights that are brought along, for images of 8 or of 28 pixels a side."""
    if size not in LEVELS:
        raise ValueError(f"There are no weights for images of {size} pixels a side.")
    with np.load(FOLDER / f"logistic_{size}.npz", allow_pickle=False) as file:
        arrays, scores = dict(file), json.loads(str(file["scores"]))
    return Logistic(arrays["kernel"].astype(np.float64), arrays["bias"].astype(np.float64), **scores)


def save(size: int, found: Logistic) -> None:
    """Write weights, as float32, and scores, to be brought along."""
    scores = {name: getattr(found, name) for name in ("accuracy", "frequent", "frequent_accuracy")}
    arrays = {"kernel": found.kernel.astype(np.float32), "bias": found.bias.astype(np.float32)}
    np.savez_compressed(FOLDER / f"logistic_{size}.npz", scores=np.array(json.dumps(scores)), **arrays)
