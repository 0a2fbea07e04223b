"""What a network is asked to do: the mean squared error of its outputs at chosen timesteps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.core.network import NetworkTrace


@dataclass(frozen=True, eq=False)
class SquaredError:
    """L = mean of (output - target)² over the batch, the chosen timesteps and the outputs, as Keras's "mse".

    Args:
        outputs: (batch, timesteps, outputs), as the network gave them.
        targets: of the same shape.
        timesteps: those that count, from 0.

    Raises:
        ValueError: if the shapes differ or a timestep is out of range.

    >>> loss = SquaredError(np.array([[[1.0], [3.0]]]), np.zeros((1, 2, 1)), [1])
    >>> loss.value, loss.d_outputs.ravel()
    (9.0, array([0., 6.]))
    """

    outputs: np.ndarray
    targets: np.ndarray
    timesteps: Sequence[int]

    def __post_init__(self):
        if self.outputs.ndim != 3 or self.targets.shape != self.outputs.shape:
            raise ValueError(
                f"targets must have the shape (batch, timesteps, outputs) of the outputs, {self.outputs.shape}; "
                f"received {self.targets.shape}."
            )
        length = self.outputs.shape[1]
        if not self.timesteps or not all(0 <= t < length for t in self.timesteps):
            raise ValueError(f"timesteps must be from 0 to {length - 1}, at least one; received {self.timesteps}.")

    @cached_property
    def error(self) -> np.ndarray:
        """Output - target, (batch, timesteps, outputs)."""
        with np.errstate(invalid="ignore", over="ignore"):
            return self.outputs - self.targets

    @property
    def weight(self) -> float:
        """What each squared error counts: one over how many there are."""
        return 1.0 / (len(self.outputs) * len(self.timesteps) * self.outputs.shape[2])

    @property
    def value(self) -> float:
        """L."""
        with np.errstate(over="ignore", invalid="ignore"):
            return float(np.square(self.error[:, list(self.timesteps)]).sum() * self.weight)

    @cached_property
    def d_outputs(self) -> np.ndarray:
        """∂L/∂outputs: 2 weight error at the chosen timesteps, 0 at the others."""
        slopes = np.zeros_like(self.error)
        chosen = list(self.timesteps)
        with np.errstate(over="ignore", invalid="ignore"):
            slopes[:, chosen] = 2.0 * self.weight * self.error[:, chosen]
        return slopes


def squared_error(trace: NetworkTrace, targets: np.ndarray, timesteps: Sequence[int]) -> SquaredError:
    """Return the squared error of a run's outputs, which must be 3-D."""
    return SquaredError(trace.outputs, np.asarray(targets, dtype=np.float64), tuple(timesteps))
