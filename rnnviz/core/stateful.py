"""Whose last state a window receives, in a stateful layer: windows travel through batches, a lane for each row.

Keras's rule (``stateful`` of ``keras.layers.RNN``): row i of a batch begins with the state that row i of the batch
before ended with, whatever these windows are. Training, validation and prediction all move that state, and nothing but
``layer.reset_state()`` empties it. Gradients stop where a batch begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.trace import Carried, Trace, run
from rnnviz.core.weights import Cell, Weights

ARRANGEMENTS = ("series", "lanes")
"""In which order windows stand: as they are cut; or so that each row of all batches is one stretch of the series."""

RESETS = ("never", "epoch", "batch")
"""Before what the state is emptied: nothing, the first batch of each epoch, every batch."""

BETWEEN = ("nothing", "validation", "prediction")
"""What runs after the training batches of each epoch, on a batch of the windows that follow."""

RELATIONS = ("zeros", "continues", "skips", "repeats", "back")
"""What the state has read that a window receives: nothing; what ends just before it; what ends earlier; what overlaps
it from before; what begins no earlier than the window itself."""


class Batch(NamedTuple):
    """A batch on its way through the layer.

    Args:
        kind: "training", "validation" or "prediction".
        epoch: from 0.
        number: among all batches, in the order of time, from 0.
        samples: (rows,), the number of the window in each row.
        is_reset: whether the state is emptied before it.
    """

    kind: str
    epoch: int
    number: int
    samples: tuple[int, ...]
    is_reset: bool


class Ticket(NamedTuple):
    """A window in a row of a batch, and whose last state it receives.

    Args:
        batch: the number of the batch.
        row: in the batch: its lane.
        sample: the number of the window.
        source: position among the tickets of the one whose last state it receives; -1 for zeros.
        gap: how many values of the series lie between the last that its source has read and the first that it reads:
            0 continues exactly, less than 0 overlaps or lies behind; None for zeros.
        relation: one of ``RELATIONS``.
    """

    batch: int
    row: int
    sample: int
    source: int
    gap: int | None
    relation: str


@dataclass(frozen=True)
class Schedule:
    """Which window is read when, in which row, and when the state is emptied.

    Args:
        samples: how many windows are cut for training.
        window: values in each.
        step: values from the beginning of one to that of the next.
        batch: windows a batch.
        arrangement: one of ``ARRANGEMENTS``.
        shuffle: whether each epoch takes the windows in another order, as Keras's ``fit`` does by default.
        seed: of these orders.
        stateful: whether states are carried from batch to batch.
        resets: one of ``RESETS``.
        between: one of ``BETWEEN``.
        epochs: how many.

    Windows that fill no whole batch are left out, the last ones of the series: a stateful layer has a fixed batch size.

    Raises:
        ValueError: if a number is not positive, a name is not known, or there is no whole batch.

    >>> [(each.sample, each.source, each.gap) for each in Schedule(4, window=3, step=3, batch=2).tickets]
    [(0, -1, None), (1, -1, None), (2, 0, 3), (3, 1, 3)]
    >>> [(each.sample, each.source, each.gap) for each in Schedule(4, 3, 3, 2, arrangement="lanes").tickets]
    [(0, -1, None), (2, -1, None), (1, 0, 0), (3, 1, 0)]
    """

    samples: int
    window: int
    step: int
    batch: int
    arrangement: str = "series"
    shuffle: bool = False
    seed: int = 0
    stateful: bool = True
    resets: str = "epoch"
    between: str = "nothing"
    epochs: int = 1

    def __post_init__(self):
        for name in ("samples", "window", "step", "batch", "epochs"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1; received {getattr(self, name)}.")
        for name, names in (("arrangement", ARRANGEMENTS), ("resets", RESETS), ("between", BETWEEN)):
            check_choice(name, getattr(self, name), names)
        if self.samples < self.batch:
            raise ValueError(
                f"There is no whole batch: a batch takes {self.batch} windows, and there are {self.samples}. Choose a "
                "smaller batch, or more windows."
            )

    @property
    def per_epoch(self) -> int:
        """How many training batches an epoch has."""
        return self.samples // self.batch

    @property
    def cut(self) -> int:
        """How many windows fill no whole batch and are left out."""
        return self.samples % self.batch

    @property
    def windows(self) -> int:
        """How many windows there are, those that fill no batch and those of validation or prediction among them."""
        return self.samples + (0 if self.between == "nothing" else self.batch)

    @property
    def values(self) -> int:
        """How many values of the series all windows cover."""
        return (self.windows - 1) * self.step + self.window

    def start(self, sample: int) -> int:
        """Return where a window begins in the series, from 0."""
        return sample * self.step

    def order(self, epoch: int) -> np.ndarray:
        """Return the windows of an epoch in the order in which they are read, (per_epoch, batch)."""
        used = self.per_epoch * self.batch
        if self.shuffle:
            return np.random.default_rng([self.seed, epoch]).permutation(used).reshape(self.per_epoch, self.batch)
        numbers = np.arange(used)
        if self.arrangement == "lanes":
            return numbers.reshape(self.batch, self.per_epoch).T
        return numbers.reshape(self.per_epoch, self.batch)

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """All batches, in the order of time."""
        made = []
        for epoch in range(self.epochs):
            for number, samples in enumerate(self.order(epoch)):
                is_reset = self.resets == "batch" or (self.resets == "epoch" and number == 0)
                made.append(Batch("training", epoch, len(made), tuple(samples.tolist()), is_reset))
            if self.between != "nothing":
                following = tuple(range(self.samples, self.samples + self.batch))
                made.append(Batch(self.between, epoch, len(made), following, self.resets == "batch"))
        return tuple(made)

    @cached_property
    def tickets(self) -> tuple[Ticket, ...]:
        """Every window of every batch, batch by batch and row by row: ticket ``number * batch + row``."""
        made = []
        for each in self.batches:
            is_empty = not self.stateful or each.is_reset or each.number == 0
            for row, sample in enumerate(each.samples):
                source = -1 if is_empty else len(made) - self.batch
                gap, relation = self.related(made[source].sample, sample) if source >= 0 else (None, "zeros")
                made.append(Ticket(each.number, row, sample, source, gap, relation))
        return tuple(made)

    def related(self, source: int, sample: int) -> tuple[int, str]:
        """Return the gap between two windows and what it is called, of a state that goes from one to the other."""
        gap = self.start(sample) - self.start(source) - self.window
        if source >= sample:
            return gap, "back"
        return gap, "continues" if gap == 0 else "skips" if gap > 0 else "repeats"

    def chain(self, ticket: int) -> list[int]:
        """Return the tickets whose values the state has read after a ticket, from where it was empty to that ticket."""
        found = [ticket]
        while self.tickets[found[-1]].source >= 0:
            found.append(self.tickets[found[-1]].source)
        return found[::-1]


def cut_windows(series: np.ndarray, schedule: Schedule) -> np.ndarray:
    """Return the windows that a schedule counts, (windows, window, 1), of a series of at least ``values`` numbers."""
    starts = np.arange(schedule.windows) * schedule.step
    return np.asarray(series, dtype=np.float64)[starts[:, None] + np.arange(schedule.window)][..., None]


def run_schedule(cell: Cell, weights: Weights, windows: np.ndarray, schedule: Schedule) -> Trace:
    """Read batch after batch as a stateful layer does, with weights that stay as they are.

    Args:
        cell: the configuration.
        weights: arrays that fit it.
        windows: (windows, timesteps, features), by the number of the window.
        schedule: which are read when.

    Returns:
        One trace whose samples are the tickets of the schedule; each knows whose last state it received.
    """
    traces: list[Trace] = []
    for batch in schedule.batches:
        is_empty = not schedule.stateful or batch.is_reset or not traces
        states = None if is_empty else [traces[-1][name][:, traces[-1].end] for name in cell.states]
        if states is not None and len(states) == 1:
            states = states[0]
        traces.append(run(cell, weights, windows[list(batch.samples)], states))
    marks = tuple(f"b{each.batch + 1}" for each in schedule.tickets)
    return stacked(traces, Carried(tuple(each.source for each in schedule.tickets), marks))


def stacked(traces: Sequence[Trace], carried: Carried) -> Trace:
    """Return traces of one cell as one, their batches one after the other."""
    first = traces[0]
    initial = {name: np.concatenate([each.initial_state[name] for each in traces]) for name in first.initial_state}
    values = {name: np.concatenate([each[name] for each in traces]) for name in first.values}
    inputs = np.concatenate([each.inputs for each in traces])
    return Trace(first.cell, first.weights, inputs, initial, values, carried=carried)
