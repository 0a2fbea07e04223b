"""Logistic regression on counts of words: a score that knows which words there are, and not in which order."""

from typing import NamedTuple

import numpy as np

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.text.words import PAD

sigmoid = ACTIVATIONS["sigmoid"].function

MAX_STEPS, SLOPE = 1000, 1e-2
"""Steps of the optimiser, and the largest slope of the loss that it stops at."""


class BagOfWords(NamedTuple):
    """A weight for each token, (tokens,), and a bias.

    >>> BagOfWords(np.array([0.0, 0.0, 2.0, -2.0]), 0.0).scores(np.array([[2, 3, 0], [3, 2, 2]])).round(3)
    array([0.5  , 0.881])
    """

    weights: np.ndarray
    bias: float

    def sums(self, tokens: np.ndarray) -> np.ndarray:
        """Return the sum of the weights of each row of tokens, and the bias, (sentences,); PAD weighs nothing."""
        return self.weights[tokens].sum(axis=1) + self.bias

    def scores(self, tokens: np.ndarray) -> np.ndarray:
        """Return the probability of the label 1, (sentences,)."""
        return sigmoid(self.sums(tokens))


def loss_of(bag: BagOfWords, tokens: np.ndarray, labels: np.ndarray, penalty: float = 1.0) -> tuple[float, BagOfWords]:
    """Return the loss and its slopes: -log of the probability of each label, and penalty / 2 times the squared weights.

    Args:
        bag: weights.
        tokens: (sentences, length), filled up with PAD.
        labels: (sentences,), 0 or 1.
        penalty: of the weights, not of the bias; 1 is what scikit-learn calls C = 1.
    """
    sums = bag.sums(tokens)
    loss = np.logaddexp(0.0, sums).sum() - sums[labels == 1].sum() + 0.5 * penalty * np.square(bag.weights).sum()
    missed = sigmoid(sums) - labels
    slopes = np.bincount(tokens.ravel(), np.repeat(missed, tokens.shape[1]), len(bag.weights)) + penalty * bag.weights
    slopes[PAD] = 0.0
    return float(loss), BagOfWords(slopes, float(missed.sum()))


def fit(tokens: np.ndarray, labels: np.ndarray, size: int, penalty: float = 1.0) -> BagOfWords:
    """Return the weights of the least loss; not in the web process, for SciPy's optimizers hold 33 MB.

    Args:
        tokens: (sentences, length), filled up with PAD.
        labels: (sentences,), 0 or 1.
        size: how many tokens there are, PAD and UNK among them.
        penalty: of the squared weights, as of ``loss_of``.
    """
    from scipy.optimize import minimize

    def at(point: np.ndarray) -> tuple[float, np.ndarray]:
        loss, slopes = loss_of(BagOfWords(point[:-1], point[-1]), tokens, labels, penalty)
        return loss, np.append(*slopes)

    options = {"maxiter": MAX_STEPS, "gtol": SLOPE, "ftol": 0.0}
    found = minimize(at, np.zeros(size + 1), jac=True, method="L-BFGS-B", options=options).x
    return BagOfWords(found[:-1], float(found[-1]))
