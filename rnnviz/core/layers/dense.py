"""Dense layers, at each timestep apart."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from rnnviz.core.activations import ACTIVATIONS, check_choice, check_size
from rnnviz.core.layers.traced import LayerTrace, Shape
from rnnviz.core.masks import Mask
from rnnviz.core.weights import Arrays, glorot_uniform

DENSE_ACTIVATIONS = ("linear", "tanh", "sigmoid", "relu", "softmax")


@dataclass(frozen=True, eq=False)
class DenseWeights(Arrays):
    """kernel (features, units) and bias (units,), or None, of a Dense layer."""

    kernel: np.ndarray
    bias: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class DenseTrace:
    """What a Dense layer computed, by name, each (batch, timesteps, units); timesteps is 1 for 2-D inputs.

    ``pre_y`` is the sum, ``y`` the output; softmax has ``exp_y`` = exp(pre_y - its maximum) and ``total_y``,
    their sum over the units (one unit wide).
    """

    layer: "Dense"
    weights: DenseWeights
    inputs: np.ndarray
    values: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        """Return the values called ``name``."""
        return self.values[name]


@dataclass(frozen=True)
class Dense:
    """activation(x w + b), at each timestep apart when the inputs are 3-D (Keras's TimeDistributed(Dense))."""

    units: int
    activation: str = "linear"
    use_bias: bool = True
    name: str = field(default="Dense", init=False, repr=False)
    dimensions: ClassVar = (2, 3)

    def __post_init__(self):
        check_size("units", self.units)
        check_choice("activation", self.activation, DENSE_ACTIVATIONS)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape with ``units`` as its last axis."""
        return (*shape[:-1], self.units)

    def parameters(self, shape: Shape) -> int:
        """Return how many numbers there are to learn."""
        return (shape[-1] + self.use_bias) * self.units

    def init(self, shape: Shape, seed: int) -> DenseWeights:
        """Return Keras's default initial weights: glorot_uniform and zeros."""
        kernel = glorot_uniform(np.random.default_rng(seed), (shape[-1], self.units))
        return DenseWeights(kernel, np.zeros(self.units) if self.use_bias else None)

    def run(self, weights: DenseWeights, inputs: np.ndarray, initial_state=None, mask: Mask = None) -> LayerTrace:
        """Return the trace of ``inputs``, (batch, features) or (batch, timesteps, features), masked steps as well."""
        expected = (inputs.shape[-1], self.units)
        if weights.kernel.shape != expected:
            raise ValueError(
                f"kernel of Dense must be (features, units) = {expected}; received {weights.kernel.shape}."
            )
        if self.use_bias != (weights.bias is not None) or (self.use_bias and weights.bias.shape != (self.units,)):
            raise ValueError(f"bias of Dense must be {(self.units,) if self.use_bias else 'none'}.")
        x = inputs if inputs.ndim == 3 else inputs[:, None]
        with np.errstate(over="ignore", invalid="ignore"):
            values = {"pre_y": x @ weights.kernel + (0.0 if weights.bias is None else weights.bias)}
            if self.activation == "softmax":
                values["exp_y"] = np.exp(values["pre_y"] - values["pre_y"].max(axis=-1, keepdims=True))
                values["total_y"] = values["exp_y"].sum(axis=-1, keepdims=True)
                values["y"] = values["exp_y"] / values["total_y"]
            else:
                values["y"] = ACTIVATIONS[self.activation].function(values["pre_y"])
        outputs = values["y"] if inputs.ndim == 3 else values["y"][:, 0]
        return LayerTrace(self, {"": DenseTrace(self, weights, x, values)}, outputs, mask)


@dataclass(frozen=True)
class TimeDistributed(Dense):
    """Keras's TimeDistributed(Dense): computes what Dense does, but refuses inputs without a timesteps axis."""

    name: str = field(default="TimeDistributed(Dense)", init=False, repr=False)
    dimensions: ClassVar = (3,)
