"""The area under the ROC curve from ranks, of many units under many labellings at once."""

import numpy as np


def ranks(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return each value's rank within its group and unit, from 1, those of ties their mean: (timesteps, units)."""
    found = np.empty(values.shape)
    order = np.argsort(groups, kind="stable")
    for members in np.split(order, np.cumsum(np.bincount(groups))[:-1]):
        found[members] = tied_ranks(np.ascontiguousarray(values[members].T)).T
    return found


def tied_ranks(values: np.ndarray) -> np.ndarray:
    """Return ranks along the last axis, from 1, those of ties their mean.

    >>> tied_ranks(np.array([[0.3, 0.1, 0.3, 0.9]]))
    array([[2.5, 1. , 2.5, 4. ]])
    """
    order = values.argsort(axis=-1)
    ascending = np.take_along_axis(values, order, axis=-1)
    begins = np.ones(values.shape, dtype=bool)
    np.not_equal(ascending[:, 1:], ascending[:, :-1], out=begins[:, 1:])
    first = np.flatnonzero(begins)
    lengths = np.diff(first, append=values.size)
    mean = np.repeat(first % values.shape[1] + 0.5 * (lengths + 1.0), lengths)
    found = np.empty(values.shape)
    np.put_along_axis(found, order, mean.reshape(values.shape), axis=-1)
    return found


def aucs(ranked: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the AUC of each unit under each labelling, (labellings, units); ½ where no pair can be compared.

    Args:
        ranked: (timesteps, units), as ``ranks`` returns them.
        labels: (labellings, timesteps).
        groups: (timesteps,), from 0.
    """
    labels = labels.astype(np.float64)
    members = (groups[:, None] == np.arange(groups.max() + 1)).astype(np.float64)
    positive = labels @ members  # (labellings, groups)
    pairs = (positive * (members.sum(axis=0) - positive)).sum(axis=1, keepdims=True)
    wins = labels @ ranked - (0.5 * positive * (positive + 1.0)).sum(axis=1, keepdims=True)
    return np.divide(wins, pairs, out=np.full(wins.shape, 0.5), where=pairs > 0.0)
