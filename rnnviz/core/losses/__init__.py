"""What a network is asked to do: a mean over its outputs at chosen timesteps, of those that are not masked."""

from rnnviz.core.losses.cross_entropy import BinaryCrossentropy, CategoricalCrossentropy, CrossEntropy
from rnnviz.core.losses.loss import Loss, SquaredError
from rnnviz.core.losses.of_runs import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
    squared_error,
)

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "CrossEntropy",
    "Loss",
    "SquaredError",
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "squared_error",
]
