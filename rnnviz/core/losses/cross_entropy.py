"""Cross-entropies: -log of the probability of what was right."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnnviz.core.losses.loss import Loss


@dataclass(frozen=True, eq=False)
class CrossEntropy(Loss):
    """A mean of -log of the probability that the network gave to what was right.

    It is computed from ``pre``, the sums before the softmax or the sigmoid, so that it stays exact where a probability
    is too small for a float. So does Keras, "from logits", where a loss meets the output of a Dense layer; but behind
    TimeDistributed, and with a loss of another dtype than the output, it clips probabilities to [1e-7, 1 - 1e-7].
    A network whose last layer is linear, trained with ``from_logits=True``, is the same network with the activation.
    """

    pre: np.ndarray = field(kw_only=True)

    @property
    def d_pre(self) -> np.ndarray:
        """∂L/∂pre: weight (output - target) at the timesteps that count."""
        return self.where_counted(self.outputs - self.targets)


@dataclass(frozen=True, eq=False)
class CategoricalCrossentropy(CrossEntropy):
    """L = mean of -Σ target log(output), outputs of a softmax: Keras's "categorical_crossentropy", and the sparse one.

    >>> pre = np.log([[[0.7, 0.2, 0.1]]])
    >>> loss = CategoricalCrossentropy(np.exp(pre), np.array([[[0.0, 1.0, 0.0]]]), [0], pre=pre)
    >>> np.isclose(loss.value, -np.log(0.2)).item(), loss.d_pre.ravel().round(6)
    (True, array([ 0.7, -0.8,  0.1]))
    """

    def __post_init__(self):
        super().__post_init__()
        if (self.targets < 0).any() or not np.allclose(self.targets.sum(axis=-1), 1.0):
            raise ValueError("targets must be probabilities: none negative, and 1 in all at each timestep.")

    @cached_property
    def nll(self) -> np.ndarray:
        """-log of each probability, (batch, timesteps, outputs)."""
        shifted = self.pre - self.pre.max(axis=-1, keepdims=True)
        with np.errstate(invalid="ignore", over="ignore"):
            return np.log(np.exp(shifted).sum(axis=-1, keepdims=True)) - shifted

    @cached_property
    def losses(self) -> np.ndarray:
        """-Σ target log(output), (batch, timesteps, 1)."""
        with np.errstate(invalid="ignore"):
            return np.where(self.targets == 0, 0.0, self.targets * self.nll).sum(axis=-1, keepdims=True)

    @cached_property
    def d_outputs(self) -> np.ndarray:
        """∂L/∂outputs: -weight target / output."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return self.where_counted(np.where(self.targets == 0, 0.0, -self.targets / self.outputs))

    @property
    def accuracy(self) -> float:
        """How often the likeliest is the right one, of what counts."""
        right = self.outputs.argmax(axis=-1) == self.targets.argmax(axis=-1)
        return float(right[self.counted].sum() * self.weight)


@dataclass(frozen=True, eq=False)
class BinaryCrossentropy(CrossEntropy):
    """L = mean of -target log(output) - (1 - target) log(1 - output), of a sigmoid: Keras's "binary_crossentropy".

    >>> loss = BinaryCrossentropy(np.array([[[0.5]]]), np.ones((1, 1, 1)), [0], pre=np.zeros((1, 1, 1)))
    >>> np.isclose(loss.value, np.log(2.0)).item(), loss.d_pre.item()
    (True, -0.5)
    """

    def __post_init__(self):
        super().__post_init__()
        if (self.targets < 0).any() or (self.targets > 1).any():
            raise ValueError("targets must be probabilities, from 0 to 1.")

    @cached_property
    def nll(self) -> np.ndarray:
        """-log of each output, (batch, timesteps, outputs)."""
        return np.logaddexp(0.0, -self.pre)

    @cached_property
    def nll_not(self) -> np.ndarray:
        """-log(1 - output), (batch, timesteps, outputs)."""
        return np.logaddexp(0.0, self.pre)

    @cached_property
    def losses(self) -> np.ndarray:
        """-target log(output) - (1 - target) log(1 - output)."""
        return self.targets * self.nll + (1.0 - self.targets) * self.nll_not

    @cached_property
    def d_outputs(self) -> np.ndarray:
        """∂L/∂outputs: weight ((1 - target) / (1 - output) - target / output)."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            missed = np.where(self.targets == 1, 0.0, (1.0 - self.targets) / (1.0 - self.outputs))
            return self.where_counted(missed - np.where(self.targets == 0, 0.0, self.targets / self.outputs))

    @property
    def accuracy(self) -> float:
        """How often an output is on the right side of one half, of what counts."""
        right = (self.outputs > 0.5) == (self.targets > 0.5)
        return float(right[self.counted].sum() * self.weight)
