"""The layers that hand on what they receive: repeated, masked, or as it is."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from rnnviz.core.activations import check_rate, check_size
from rnnviz.core.layers.traced import LayerTrace, NoWeights, Shape
from rnnviz.core.masks import Mask, where_read


@dataclass(frozen=True)
class RepeatVector(NoWeights):
    """Hands the same vector to each of n timesteps: how an encoder's summary becomes a decoder's input."""

    n: int
    name: str = field(default="RepeatVector", init=False, repr=False)
    dimensions: ClassVar = (2,)

    def __post_init__(self):
        check_size("n", self.n)

    def output_shape(self, shape: Shape) -> Shape:
        """Return (batch, n, features) for (batch, features)."""
        return (shape[0], self.n, shape[1])

    def run(self, weights: None, inputs: np.ndarray, initial_state=None, mask: Mask = None) -> LayerTrace:
        """Repeat ``inputs`` (batch, features); there is no mask: one vector for a whole sequence has none."""
        return LayerTrace(self, {}, np.repeat(inputs[:, None], self.n, axis=1))


@dataclass(frozen=True)
class Dropout(NoWeights):
    """Sets a share of what it receives to 0 while Keras trains, and divides the rest by 1 - rate; else hands it on.

    A trace is never one of training: here it hands on what it receives.
    """

    rate: float
    name: str = field(default="Dropout", init=False, repr=False)
    dimensions: ClassVar = (2, 3)

    def __post_init__(self):
        check_rate("rate", self.rate)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the same shape."""
        return shape

    def run(self, weights: None, inputs: np.ndarray, initial_state=None, mask: Mask = None) -> LayerTrace:
        """Hand on ``inputs`` and their mask."""
        return LayerTrace(self, {}, inputs, mask)


@dataclass(frozen=True)
class SpatialDropout1D(Dropout):
    """Dropout of whole features: what is dropped is dropped at every timestep of a sample."""

    name: str = field(default="SpatialDropout1D", init=False, repr=False)
    dimensions: ClassVar = (3,)


@dataclass(frozen=True)
class Masking(NoWeights):
    """Masks the timesteps at which every feature is ``mask_value``, and sets them to 0.

    Keras drops a mask that came from before: what this layer finds is the whole mask that it hands on.
    """

    mask_value: float = 0.0
    name: str = field(default="Masking", init=False, repr=False)
    dimensions: ClassVar = (3,)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the same shape."""
        return shape

    def run(self, weights: None, inputs: np.ndarray, initial_state=None, mask: Mask = None) -> LayerTrace:
        """Hand on ``inputs`` (batch, timesteps, features) with the mask that they have."""
        found = (np.asarray(inputs) != self.mask_value).any(axis=-1)
        return LayerTrace(self, {}, where_read(found, np.asarray(inputs)), found)
