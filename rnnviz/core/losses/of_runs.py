"""The losses of a run of a network, with the mask that reached its output."""

from collections.abc import Sequence

import numpy as np

from rnnviz.core.layers import DenseTrace
from rnnviz.core.losses.cross_entropy import BinaryCrossentropy, CategoricalCrossentropy
from rnnviz.core.losses.loss import SquaredError
from rnnviz.core.masks import Mask
from rnnviz.core.network import NetworkTrace
from rnnviz.core.one_hot import OneHot


def squared_error(
    trace: NetworkTrace, targets: np.ndarray, timesteps: Sequence[int] | None = None, mask: Mask = None
) -> SquaredError:
    """Return the squared error of a run; arguments as ``categorical_crossentropy``."""
    return SquaredError(in_time(trace.outputs), like_outputs(trace, targets), *counting(trace, timesteps, mask))


def categorical_crossentropy(
    trace: NetworkTrace, targets: np.ndarray, timesteps: Sequence[int] | None = None, mask: Mask = None
) -> CategoricalCrossentropy:
    """Return the cross-entropy of a run whose last layer is a Dense with softmax.

    Args:
        trace: the run.
        targets: probabilities, in the shape of ``trace.outputs``.
        timesteps: those that count; all where None.
        mask: (batch, timesteps); the one that reached the output where None.
    """
    part = last_dense(trace, "softmax")
    counts = counting(trace, timesteps, mask)
    return CategoricalCrossentropy(part["y"], like_outputs(trace, targets), *counts, pre=part["pre_y"])


def sparse_categorical_crossentropy(
    trace: NetworkTrace, targets: np.ndarray, timesteps: Sequence[int] | None = None, mask: Mask = None
) -> CategoricalCrossentropy:
    """Return the same for ``targets`` that say which output is right: whole numbers, one axis less than the outputs."""
    targets, outputs = np.asarray(targets), trace.outputs
    if targets.shape != outputs.shape[:-1] or not np.issubdtype(targets.dtype, np.integer):
        raise ValueError(
            f"targets must be whole numbers of shape {outputs.shape[:-1]}; received {targets.dtype} {targets.shape}."
        )
    if (targets < 0).any() or (targets >= outputs.shape[-1]).any():
        raise ValueError(f"targets must be from 0 to {outputs.shape[-1] - 1}, which output is right.")
    return categorical_crossentropy(trace, np.asarray(OneHot(targets, outputs.shape[-1])), timesteps, mask)


def binary_crossentropy(
    trace: NetworkTrace, targets: np.ndarray, timesteps: Sequence[int] | None = None, mask: Mask = None
) -> BinaryCrossentropy:
    """Return the cross-entropy of a run whose last layer is a Dense with sigmoid; arguments as the categorical one."""
    part = last_dense(trace, "sigmoid")
    counts = counting(trace, timesteps, mask)
    return BinaryCrossentropy(part["y"], like_outputs(trace, targets), *counts, pre=part["pre_y"])


def last_dense(trace: NetworkTrace, activation: str) -> DenseTrace:
    """Return the trace of the last layer; ValueError unless it is a Dense with this activation."""
    part = trace.layers[-1].parts.get("") if trace.layers else None
    if not isinstance(part, DenseTrace) or part.layer.activation != activation:
        raise ValueError(f"This cross-entropy reads probabilities: the last layer must be a Dense with {activation}.")
    return part


def in_time(array: np.ndarray) -> np.ndarray:
    """Return one vector a sample as a sequence of one timestep; a sequence as it is."""
    return array[:, None] if array.ndim == 2 else array


def like_outputs(trace: NetworkTrace, targets: np.ndarray) -> np.ndarray:
    """Return targets as float64, laid out as the outputs; those of a single output may lack its axis, as in Keras."""
    targets = np.asarray(targets, dtype=np.float64)
    if (*targets.shape, 1) == trace.outputs.shape:
        targets = targets[..., None]
    return in_time(targets) if targets.ndim == trace.outputs.ndim else targets


def counting(trace: NetworkTrace, timesteps: Sequence[int] | None, mask: Mask) -> tuple[Sequence[int], Mask]:
    """Return which timesteps count, and the mask."""
    length = trace.outputs.shape[1] if trace.outputs.ndim == 3 else 1
    return tuple(range(length) if timesteps is None else timesteps), trace.mask if mask is None else mask
