"""How gradients change weights: plain gradient descent, with the three ways in which Keras clips."""

from collections.abc import Sequence

import numpy as np

CLIPPINGS = ("none", "value", "norm", "global norm")
"""Keras's clipvalue (each number), clipnorm (each array) and global_clipnorm (all arrays together)."""


def norm(array: np.ndarray, axis: int | tuple[int, ...] | None = None) -> np.ndarray:
    """Return the Euclidean norm of an array, or along some of its axes; inf or nan where its numbers are not finite.

    They are divided by the largest before they are squared, so that nothing overflows or vanishes that need not.
    """
    largest = np.abs(array).max(axis=axis, keepdims=True, initial=0.0)
    scale = np.where(np.isfinite(largest) & (largest > 0), largest, 1.0)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        total = np.square(array / scale).sum(axis=axis, keepdims=True)
        return (scale * np.sqrt(total)).squeeze(axis=axis)


def clip(gradients: Sequence[np.ndarray], how: str, threshold: float) -> list[np.ndarray]:
    """Return gradients as an optimizer of Keras uses them, but that norms are computed without overflow (see ``norm``).

    Args:
        gradients: one array for each weight.
        how: a name in ``CLIPPINGS``.
        threshold: the largest absolute value, or the largest norm, that is left as it is.

    Raises:
        ValueError: if ``how`` is not known or ``threshold`` is not positive.

    >>> clip([np.array([3.0, 4.0])], "norm", 1.0)
    [array([0.6, 0.8])]
    """
    if how not in CLIPPINGS:
        raise ValueError(f"how must be one of {', '.join(CLIPPINGS)}; received {how!r}.")
    if not threshold > 0:
        raise ValueError(f"threshold must be positive; received {threshold!r}.")
    if how == "none":
        return list(gradients)
    if how == "value":
        return [np.clip(each, -threshold, threshold) for each in gradients]
    sizes = [norm(each) for each in gradients]
    if how == "global norm":
        sizes = [norm(np.array(sizes))] * len(sizes)
    with np.errstate(invalid="ignore", over="ignore"):
        return [each * (threshold / max(size, threshold)) for each, size in zip(gradients, sizes, strict=True)]


def descend(weights: Sequence[np.ndarray], gradients: Sequence[np.ndarray], learning_rate: float) -> list[np.ndarray]:
    """Return weights after one step of plain gradient descent: w - learning_rate ∂L/∂w."""
    with np.errstate(invalid="ignore", over="ignore"):
        return [w - learning_rate * g for w, g in zip(weights, gradients, strict=True)]
