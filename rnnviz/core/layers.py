"""The layers a network is made of: what each hands on, how many parameters it has, and its trace when run.

A shape is a tuple as Keras prints it: (None, timesteps, features) or (None, features); None is any size.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from rnnviz.core.activations import ACTIVATIONS, check_choice, check_size
from rnnviz.core.trace import Trace, run
from rnnviz.core.weights import Arrays, Cell, Weights, glorot_uniform, init_weights

Shape = tuple[int | None, ...]

MERGES = {
    "concat": lambda forward, backward: np.concatenate([forward, backward], axis=-1),
    "sum": np.add,
    "ave": lambda forward, backward: 0.5 * (forward + backward),
    "mul": np.multiply,
}
"""Keras's merge modes of Bidirectional."""

DENSE_ACTIVATIONS = ("linear", "tanh", "sigmoid", "softmax")

KERAS_NAMES = {"simple_rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}

NAMES = KERAS_NAMES | {"peephole_lstm": "peephole LSTM", "coupled_lstm": "coupled LSTM"}
"""What every kind of cell is called; only those of ``KERAS_NAMES`` are in Keras."""


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
        """The values called ``name``."""
        return self.values[name]


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer of a run: its traces by direction ("" where there is one) and what it handed on."""

    layer: "Layer"
    parts: dict[str, Trace | DenseTrace]
    outputs: np.ndarray

    @property
    def states(self) -> dict[tuple[str, str], np.ndarray]:
        """What ``return_state`` hands on besides: each state after the last timestep read, (batch, units).

        By (direction, name), in Keras's order: h and c of the one direction, then of the other.
        """
        return {
            (direction, name): part[name][:, part.end]
            for direction, part in self.parts.items()
            if isinstance(part, Trace)
            for name in part.cell.states
        }


@dataclass(frozen=True)
class Recurrent:
    """A SimpleRNN, LSTM or GRU layer: one state per timestep with return_sequences, else the last one.

    With ``return_state`` Keras hands on a list: that output, then the last h (and c). In a stack the next layer reads
    the output; the states are in the trace of every run.
    """

    cell: Cell
    return_sequences: bool = False
    return_state: bool = False

    @property
    def name(self) -> str:
        """Keras's name of the layer."""
        return NAMES[self.cell.kind]

    def output_shape(self, shape: Shape) -> Shape:
        """Shape of what this layer hands on when it receives ``shape``, which must be 3-D."""
        batch, timesteps, _ = shape
        return (batch, timesteps, self.cell.units) if self.return_sequences else (batch, self.cell.units)

    def state_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        """Shapes of what ``return_state`` hands on besides; none without it."""
        return ((shape[0], self.cell.units),) * (len(self.cell.states) if self.return_state else 0)

    def parameters(self, shape: Shape) -> int:
        """How many numbers there are to learn."""
        return self.cell.parameters(shape[-1])

    def init(self, shape: Shape, seed: int) -> Weights:
        """Keras's default initial weights."""
        return init_weights(self.cell, shape[-1], seed)

    def run(self, weights: Weights, inputs: np.ndarray, initial_state=None) -> LayerTrace:
        """The trace of ``inputs`` (batch, timesteps, features)."""
        trace = run(self.cell, weights, inputs, initial_state)
        return LayerTrace(self, {"": trace}, trace.sequence if self.return_sequences else trace.last)


@dataclass(frozen=True)
class Bidirectional:
    """The same cell read forwards and, with weights of its own, backwards; the two outputs merged.

    Weights are a pair (forward, backward). Backward outputs are flipped to the order of the input before merging.
    """

    cell: Cell
    merge_mode: str = "concat"
    return_sequences: bool = False
    return_state: bool = False

    def __post_init__(self):
        check_choice("merge_mode", self.merge_mode, MERGES)
        if self.cell.go_backwards:
            raise ValueError(
                "The cell of a Bidirectional must have go_backwards=False: both directions are made from it."
            )

    @property
    def name(self) -> str:
        """Keras's name of the layer."""
        return f"Bidirectional({NAMES[self.cell.kind]})"

    @property
    def cells(self) -> dict[str, Cell]:
        """The cell of each direction."""
        return {"forward": self.cell, "backward": replace(self.cell, go_backwards=True)}

    def output_shape(self, shape: Shape) -> Shape:
        """Shape of what this layer hands on when it receives ``shape``, which must be 3-D."""
        units = self.cell.units * (2 if self.merge_mode == "concat" else 1)
        return (*shape[:2], units) if self.return_sequences else (shape[0], units)

    def state_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        """Shapes of what ``return_state`` hands on besides, forward's and then backward's; none without it."""
        return ((shape[0], self.cell.units),) * (2 * len(self.cell.states) if self.return_state else 0)

    def parameters(self, shape: Shape) -> int:
        """How many numbers there are to learn, in both directions."""
        return 2 * self.cell.parameters(shape[-1])

    def init(self, shape: Shape, seed: int) -> tuple[Weights, Weights]:
        """Keras's default initial weights, drawn apart for the two directions."""
        seeds = np.random.SeedSequence(seed).generate_state(2)
        return tuple(init_weights(self.cell, shape[-1], int(each)) for each in seeds)

    def run(self, weights: tuple[Weights, Weights], inputs: np.ndarray, initial_state=None) -> LayerTrace:
        """The two traces of ``inputs``; ``initial_state`` is a pair, one for each direction."""
        states = initial_state or (None, None)
        pairs = zip(self.cells.items(), weights, states, strict=True)
        parts = {direction: run(cell, w, inputs, state) for (direction, cell), w, state in pairs}
        outputs = (part["h"] if self.return_sequences else part.last for part in parts.values())
        with np.errstate(over="ignore", invalid="ignore"):
            return LayerTrace(self, parts, MERGES[self.merge_mode](*outputs))


@dataclass(frozen=True)
class Dense:
    """activation(x w + b), at each timestep apart when the inputs are 3-D (Keras's TimeDistributed(Dense))."""

    units: int
    activation: str = "linear"
    use_bias: bool = True
    name: str = field(default="Dense", init=False, repr=False)

    def __post_init__(self):
        check_size("units", self.units)
        check_choice("activation", self.activation, DENSE_ACTIVATIONS)

    def output_shape(self, shape: Shape) -> Shape:
        """The last axis becomes ``units``."""
        return (*shape[:-1], self.units)

    def parameters(self, shape: Shape) -> int:
        """How many numbers there are to learn."""
        return (shape[-1] + self.use_bias) * self.units

    def init(self, shape: Shape, seed: int) -> DenseWeights:
        """Keras's default initial weights: glorot_uniform and zeros."""
        kernel = glorot_uniform(np.random.default_rng(seed), (shape[-1], self.units))
        return DenseWeights(kernel, np.zeros(self.units) if self.use_bias else None)

    def run(self, weights: DenseWeights, inputs: np.ndarray, initial_state=None) -> LayerTrace:
        """The trace of ``inputs``, (batch, features) or (batch, timesteps, features)."""
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
        return LayerTrace(self, {"": DenseTrace(self, weights, x, values)}, outputs)


@dataclass(frozen=True)
class TimeDistributed(Dense):
    """Keras's TimeDistributed(Dense): computes what Dense does, but refuses inputs without a timesteps axis."""

    name: str = field(default="TimeDistributed(Dense)", init=False, repr=False)


@dataclass(frozen=True)
class RepeatVector:
    """Hands the same vector to each of n timesteps: how an encoder's summary becomes a decoder's input."""

    n: int
    name: str = field(default="RepeatVector", init=False, repr=False)

    def __post_init__(self):
        check_size("n", self.n)

    def output_shape(self, shape: Shape) -> Shape:
        """(batch, features) becomes (batch, n, features)."""
        return (shape[0], self.n, shape[1])

    def parameters(self, shape: Shape) -> int:
        """Nothing to learn."""
        return 0

    def init(self, shape: Shape, seed: int) -> None:
        """There are no weights."""
        return None

    def run(self, weights: None, inputs: np.ndarray, initial_state=None) -> LayerTrace:
        """``inputs`` (batch, features), repeated."""
        return LayerTrace(self, {}, np.repeat(inputs[:, None], self.n, axis=1))


Layer = Recurrent | Bidirectional | Dense | RepeatVector
