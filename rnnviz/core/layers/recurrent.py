"""The layers that read a sequence with a cell, in one direction or both."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.layers.traced import LayerTrace, Shape
from rnnviz.core.masks import Mask, given, where_read
from rnnviz.core.trace import Trace, run
from rnnviz.core.weights import Cell, Weights, init_weights

MERGES = {
    "concat": lambda forward, backward: np.concatenate([forward, backward], axis=-1),
    "sum": np.add,
    "ave": lambda forward, backward: 0.5 * (forward + backward),
    "mul": np.multiply,
}
"""Keras's merge modes of Bidirectional."""

KERAS_NAMES = {"simple_rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}

NAMES = KERAS_NAMES | {"peephole_lstm": "peephole LSTM", "coupled_lstm": "coupled LSTM"}
"""What every kind of cell is called; only those of ``KERAS_NAMES`` are in Keras."""


@dataclass(frozen=True)
class Recurrent:
    """A SimpleRNN, LSTM or GRU layer: one state per timestep with return_sequences, else the last one.

    With ``return_state`` Keras hands on a list: that output, then the last h (and c). In a stack the next layer reads
    the output; the states are in the trace of every run.
    """

    cell: Cell
    return_sequences: bool = False
    return_state: bool = False
    dimensions: ClassVar = (3,)

    @property
    def name(self) -> str:
        """Keras's name of the layer."""
        return NAMES[self.cell.kind]

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of what this layer hands on when it receives ``shape``, which must be 3-D."""
        batch, timesteps, _ = shape
        return (batch, timesteps, self.cell.units) if self.return_sequences else (batch, self.cell.units)

    def state_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        """Return the shapes of what ``return_state`` hands on besides; none without it."""
        return ((shape[0], self.cell.units),) * (len(self.cell.states) if self.return_state else 0)

    def parameters(self, shape: Shape) -> int:
        """Return how many numbers there are to learn."""
        return self.cell.parameters(shape[-1])

    def init(self, shape: Shape, seed: int) -> Weights:
        """Return Keras's default initial weights."""
        return init_weights(self.cell, shape[-1], seed)

    def shown(self, part: Trace) -> Mask:
        """Return where h is what this layer hands on, and not zeros: once something was read."""
        return part.begun

    def run(self, weights: Weights, inputs: np.ndarray, initial_state=None, mask: Mask = None) -> LayerTrace:
        """Return the trace of ``inputs`` (batch, timesteps, features).

        Keras hands the mask of a sequence on as it came: under ``go_backwards`` the outputs are in reversed time and
        the mask is not, so that the next layer masks the wrong timesteps. So it does here.
        """
        trace = run(self.cell, weights, inputs, initial_state, given(mask, initial_state))
        outputs = trace.sequence if self.return_sequences else trace.last
        return LayerTrace(self, {"": trace}, outputs, mask if self.return_sequences else None)


@dataclass(frozen=True)
class Bidirectional:
    """The same cell read forwards and, with weights of its own, backwards; the two outputs merged.

    Weights are a pair (forward, backward). Backward outputs are flipped to the order of the input before merging.
    """

    cell: Cell
    merge_mode: str = "concat"
    return_sequences: bool = False
    return_state: bool = False
    dimensions: ClassVar = (3,)

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
        """Return the shape of what this layer hands on when it receives ``shape``, which must be 3-D."""
        units = self.cell.units * (2 if self.merge_mode == "concat" else 1)
        return (*shape[:2], units) if self.return_sequences else (shape[0], units)

    def state_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        """Return the shapes of what ``return_state`` hands on besides, forward's first; none without it."""
        return ((shape[0], self.cell.units),) * (2 * len(self.cell.states) if self.return_state else 0)

    def parameters(self, shape: Shape) -> int:
        """Return how many numbers there are to learn, in both directions."""
        return 2 * self.cell.parameters(shape[-1])

    def init(self, shape: Shape, seed: int) -> tuple[Weights, Weights]:
        """Return Keras's default initial weights, drawn apart for the two directions."""
        seeds = np.random.SeedSequence(seed).generate_state(2)
        return tuple(init_weights(self.cell, shape[-1], int(each)) for each in seeds)

    def shown(self, part: Trace) -> Mask:
        """Return where h is what a direction hands on: a sequence has zeros where it is masked, not the last output."""
        return part.mask if self.return_sequences else part.begun

    def handed_on(self, part: Trace) -> np.ndarray:
        """Return what a direction hands on to be merged, in the order of the input."""
        outputs = where_read(self.shown(part), part["h"])
        return outputs if self.return_sequences else outputs[:, part.end]

    def run(
        self, weights: tuple[Weights, Weights], inputs: np.ndarray, initial_state=None, mask: Mask = None
    ) -> LayerTrace:
        """Return the two traces of ``inputs``; ``initial_state`` is a pair, one for each direction."""
        states = initial_state or (None, None)
        pairs = zip(self.cells.items(), weights, states, strict=True)
        read = given(mask, initial_state)
        parts = {direction: run(cell, w, inputs, state, read) for (direction, cell), w, state in pairs}
        outputs = map(self.handed_on, parts.values())
        with np.errstate(over="ignore", invalid="ignore"):
            return LayerTrace(self, parts, MERGES[self.merge_mode](*outputs), mask if self.return_sequences else None)
