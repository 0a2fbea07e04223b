"""Run a cell over a sequence and keep everything it computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.core import masks
from rnnviz.core.cells import STEPS, of_kept_c
from rnnviz.core.one_hot import OneHot, as_rows
from rnnviz.core.weights import Cell, Weights


class Carried(NamedTuple):
    """Whose last state the samples of a trace received as their initial one, where they are of batches after another.

    Args:
        source: for each sample the one of the same trace; -1 where the state was given, or empty.
        marks: for each sample a superscript that tells its numbers from those of the others.
    """

    source: tuple[int, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Trace:
    """Every intermediate of a run, by name, each (batch, timesteps, units), in the order of the input.

    ``trace["h"][:, t]`` is the state after ``inputs[:, t]`` was read, also for a cell that reads backwards.
    The names are the fields of the steps in ``cells.py``. Where ``mask`` is False the states are those of the timestep
    read before, and the gates are what the cell computed there and dropped. ``carried`` says whose last state a sample
    received, where that is in this trace as well.
    """

    cell: Cell
    weights: Weights
    inputs: np.ndarray | OneHot
    initial_state: dict[str, np.ndarray]
    values: dict[str, np.ndarray]
    mask: masks.Mask = None
    carried: Carried | None = None

    def __getitem__(self, name: str) -> np.ndarray:
        """Return the values called ``name``, (batch, timesteps, units)."""
        if name not in self.values:
            raise KeyError(f"{self.cell.kind} computes {', '.join(self.values)}; asked for {name!r}.")
        return self.values[name]

    @property
    def timesteps(self) -> int:
        """How many timesteps were read."""
        return self.inputs.shape[1]

    def previous(self, timestep: int) -> int | None:
        """Return the timestep read just before ``timestep``; None where that is the initial state."""
        before = timestep + 1 if self.cell.go_backwards else timestep - 1
        return before if 0 <= before < self.timesteps else None

    def before(self, name: str) -> np.ndarray:
        """Return a state as timesteps received it, so the initial state first: (batch, timesteps, units)."""
        first, values = self.initial_state[name][:, None], self.values[name]
        if self.cell.go_backwards:
            return np.concatenate([values[:, 1:], first], axis=1)
        return np.concatenate([first, values[:, :-1]], axis=1)

    def following(self, timestep: int) -> int | None:
        """Return the timestep read just after ``timestep``; None at the end."""
        after = timestep - 1 if self.cell.go_backwards else timestep + 1
        return after if 0 <= after < self.timesteps else None

    @property
    def end(self) -> int:
        """The timestep read last."""
        return 0 if self.cell.go_backwards else self.timesteps - 1

    @property
    def begun(self) -> masks.Mask:
        """Where h is handed on; before anything that is not masked was read Keras hands on zeros, not the state."""
        return masks.begun(self.mask, self.cell.go_backwards)

    @property
    def outputs(self) -> np.ndarray:
        """What is handed on after each timestep, in the order of the input: h, but zeros before anything was read."""
        return masks.where_read(self.begun, self.values["h"])

    @property
    def last(self) -> np.ndarray:
        """What Keras returns without return_sequences, (batch, units): h after the whole sequence was read."""
        return self.outputs[:, self.end]

    @property
    def sequence(self) -> np.ndarray:
        """What Keras returns with return_sequences: h in the order of reading, so reversed under go_backwards."""
        return self.outputs[:, ::-1] if self.cell.go_backwards else self.outputs

    def is_held(self, sample: int, timestep: int) -> bool:
        """Whether the mask holds the state of this sample at this timestep."""
        return self.mask is not None and not self.mask[sample, timestep]


def run(
    cell: Cell,
    weights: Weights,
    inputs: np.ndarray | OneHot,
    initial_state: np.ndarray | Sequence[np.ndarray] | None = None,
    mask: np.ndarray | None = None,
) -> Trace:
    """Read a sequence and return everything that was computed.

    Args:
        cell: the configuration.
        weights: arrays that fit it.
        inputs: (batch, timesteps, features), at least one timestep.
        initial_state: h of (batch, units), or (h, c) for LSTM; zeros where None.
        mask: (batch, timesteps), False where the state is held (see ``masks``); None where everything is read.

    Raises:
        ValueError: if a shape does not fit, with its name, what was expected and what was received.

    Example, from the first founding tutorial:

    >>> weights = Weights([[0.18662322, -1.2369459]], [[0.86981213, -0.49338293], [0.49338293, 0.8698122]], [0, 0])
    >>> trace = run(Cell("simple_rnn", 2, activation="linear"), weights, [[[1.0], [2.0], [3.0]]])
    >>> trace["h"][0, 2].round(6)
    array([-1.301959, -6.841726])
    """
    inputs = as_rows(inputs)
    if inputs.ndim != 3 or inputs.shape[1] < 1:
        raise ValueError(
            f"inputs must be 3-D (batch, timesteps, features), timesteps ≥ 1; received shape {inputs.shape}."
        )
    weights.check(cell)
    if inputs.shape[2] != weights.features:
        raise ValueError(
            f"inputs must have {weights.features} features, the rows of kernel; received {inputs.shape[2]}."
        )
    states = start = checked_state(cell, initial_state, batch=len(inputs))
    mask = masks.checked(mask, inputs.shape[:2])

    step = STEPS[cell.kind]
    order = range(inputs.shape[1])
    steps = []
    with np.errstate(over="ignore", invalid="ignore"):  # an exploding state is shown as inf and nan
        for t in reversed(order) if cell.go_backwards else order:
            steps.append(step(cell, weights, inputs[:, t], *states))
            if mask is not None:
                steps[-1] = masks.hold(steps[-1], dict(zip(cell.states, states, strict=True)), mask[:, t])
            states = [getattr(steps[-1], name) for name in cell.states]
    if cell.go_backwards:
        steps.reverse()
    columns = zip(type(steps[0])._fields, zip(*steps, strict=True), strict=True)
    values = {name: np.stack(column, axis=1) for name, column in columns}
    if mask is not None and "c" in cell.states:
        with np.errstate(over="ignore", invalid="ignore"):
            values |= of_kept_c(cell, weights, values, mask)
    return Trace(cell, weights, inputs, dict(zip(cell.states, start, strict=True)), values, mask)


def checked_state(cell: Cell, initial_state, batch: int) -> list[np.ndarray]:
    """Return the initial state as one (batch, units) array a state name."""
    expected = (batch, cell.units)
    if initial_state is None:
        return [np.zeros(expected) for _ in cell.states]
    arrays = list(initial_state) if len(cell.states) > 1 else [initial_state]
    if len(arrays) != len(cell.states):
        raise ValueError(
            f"initial_state of {cell.kind} must be ({', '.join(cell.states)}); received {len(arrays)} arrays."
        )
    arrays = [np.asarray(array, dtype=np.float64) for array in arrays]
    for name, array in zip(cell.states, arrays, strict=True):
        if array.shape != expected:
            raise ValueError(f"initial_state {name} must be (batch, units) = {expected}; received {array.shape}.")
    return arrays
