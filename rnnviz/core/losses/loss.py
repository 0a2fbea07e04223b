"""A mean over what a network gave at chosen timesteps, of those that are not masked."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.core.masks import Mask, checked


@dataclass(frozen=True, eq=False)
class Loss(ABC):
    """A mean of losses over the batch and the timesteps that count, as Keras reduces them.

    Args:
        outputs: (batch, timesteps, outputs), as the network gave them; timesteps is 1 where it hands on one vector.
        targets: of the same shape.
        timesteps: those that count, from 0.
        mask: (batch, timesteps), as it reached the output: what is False is neither added nor counted. Where nothing
            counts the loss is 0.

    Raises:
        ValueError: if the shapes differ or a timestep is out of range.
    """

    outputs: np.ndarray
    targets: np.ndarray
    timesteps: Sequence[int]
    mask: Mask = None

    def __post_init__(self):
        if self.outputs.ndim != 3 or self.targets.shape != self.outputs.shape:
            raise ValueError(
                f"targets must have the shape (batch, timesteps, outputs) of the outputs, {self.outputs.shape}; "
                f"received {self.targets.shape}."
            )
        length = self.outputs.shape[1]
        if not self.timesteps or not all(0 <= t < length for t in self.timesteps):
            raise ValueError(f"timesteps must be from 0 to {length - 1}, at least one; received {self.timesteps}.")
        object.__setattr__(self, "mask", checked(self.mask, self.outputs.shape[:2]))

    @cached_property
    def counted(self) -> np.ndarray:
        """Whether each timestep of each sample counts: chosen, and not masked; (batch, timesteps)."""
        counted = np.zeros(self.outputs.shape[:2], dtype=bool)
        counted[:, list(self.timesteps)] = True
        return counted if self.mask is None else counted & self.mask

    @property
    def weight(self) -> float:
        """What each loss that counts is multiplied by: one over how many there are; 0 where there are none."""
        count = np.count_nonzero(self.counted) * self.losses.shape[2]
        return 1.0 / count if count else 0.0

    @property
    @abstractmethod
    def losses(self) -> np.ndarray:
        """The losses whose mean is taken, (batch, timesteps, one or as many as outputs)."""

    @property
    def value(self) -> float:
        """L."""
        with np.errstate(over="ignore", invalid="ignore"):
            return float(self.losses[self.counted].sum() * self.weight)

    def where_counted(self, slopes: np.ndarray) -> np.ndarray:
        """Return ``slopes``, (batch, timesteps, outputs), times the weight where they count, and 0 elsewhere."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.where(self.counted[..., None], self.weight * slopes, 0.0)

    @property
    @abstractmethod
    def d_outputs(self) -> np.ndarray:
        """∂L/∂outputs, (batch, timesteps, outputs)."""

    @property
    def d_pre(self) -> np.ndarray | None:
        """∂L/∂ of the sums before the last activation, where it is known at once; None where it follows."""
        return None


@dataclass(frozen=True, eq=False)
class SquaredError(Loss):
    """L = mean of (output - target)² over the batch, the chosen timesteps and the outputs, as Keras's "mse".

    >>> loss = SquaredError(np.array([[[1.0], [3.0]]]), np.zeros((1, 2, 1)), [1])
    >>> loss.value, loss.d_outputs.ravel()
    (9.0, array([0., 6.]))
    """

    @cached_property
    def error(self) -> np.ndarray:
        """Output - target, (batch, timesteps, outputs)."""
        with np.errstate(invalid="ignore", over="ignore"):
            return self.outputs - self.targets

    @cached_property
    def losses(self) -> np.ndarray:
        """Error²."""
        with np.errstate(invalid="ignore", over="ignore"):
            return np.square(self.error)

    @cached_property
    def d_outputs(self) -> np.ndarray:
        """∂L/∂outputs: 2 weight error at the timesteps that count, 0 at the others."""
        return self.where_counted(2.0 * self.error)
