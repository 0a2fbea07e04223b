"""What the reader chose in the chapter of stateful layers: the view, its bounds, and its link."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from rnnviz.chapters.stateful.presets import PRESETS
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.stateful import Schedule
from rnnviz.core.weights import STATES
from rnnviz.training.series import bundled
from rnnviz.training.stateful import Setup
from rnnviz.ui.link import OWN, Choice, Flag, Link, Number, Parameter, Pick, Whole, choice, whole

MAX_BATCH, MAX_SAMPLES, MAX_WINDOW, MAX_EPOCHS, MAX_UNITS = 6, 24, 8, 3, 4
MAX_TICKETS = (MAX_SAMPLES + MAX_BATCH) * MAX_EPOCHS

STUDIED = ("series", "season", "train_batch", "train_epochs", "train_units", "late", "zeros")
"""What decides what is trained on the series."""

BESIDE = (*STUDIED, "period", "part", "own")
"""What is about trainings, and which part is open: it decides nothing of the board."""

LOOKED = ("ticket", "timestep", "unit", "state", "predict")
"""Where the reader looks on the board."""


@dataclass(frozen=True)
class OwnSeries:
    """A series that the reader has brought.

    Args:
        name: of the file.
        values: float64 as bytes, so that views are equal where their series are.
    """

    name: str
    values: bytes

    @cached_property
    def array(self) -> np.ndarray:
        """The values, (n,)."""
        return np.frombuffer(self.values)


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``ticket`` is the window in a batch that is looked at, by its position on the board; ``timestep`` and ``unit`` are
    from 0; a timestep of -1 is the last.
    """

    preset: str = "lanes"
    samples: int = 12
    window: int = 4
    step: int = 4
    batch: int = 3
    arrangement: str = "lanes"
    shuffle: bool = False
    seed: int = 1
    stateful: bool = True
    sequences: bool = False
    resets: str = "epoch"
    between: str = "nothing"
    epochs: int = 1
    cell: str = "simple_rnn"
    units: int = 2
    ticket: int = 4
    timestep: int = 0
    unit: int = 0
    state: str = "h"
    predict: bool = False
    part: str = "trained"
    series: str = "electricity"
    season: int = 48
    train_batch: int = 48
    train_epochs: int = 5
    train_units: int = 10
    late: bool = False
    zeros: bool = False
    period: int = 9
    own: OwnSeries | None = None

    @classmethod
    def of(cls, preset: str) -> "View":
        """Return the view that a board opens with."""
        return cls(preset, **PRESETS[preset].fields)

    @property
    def board(self) -> str:
        """The board that this is, of those that the chapter can open with; "" where the reader has made another."""
        mine = board_fields(self)
        return next((key for key in PRESETS if board_fields(View.of(key)) == mine), "")

    @property
    def schedule(self) -> Schedule:
        """Which window is read when."""
        return Schedule(
            self.samples, self.window, self.step, self.batch, self.arrangement, self.shuffle, self.seed, self.stateful,
            self.resets, self.between, self.epochs,
        )  # fmt: skip

    @property
    def setup(self) -> Setup:
        """How networks are trained."""
        return Setup(
            batch=self.train_batch, epochs=self.train_epochs, units=self.train_units, season=self.season,
            late=self.late, zeros=self.zeros,
        )  # fmt: skip

    @property
    def values(self) -> np.ndarray:
        """The series that networks are trained on, (n,)."""
        if self.series == OWN and self.own is not None:
            return self.own.array
        return bundled("electricity").values


BOARD = ("samples", "window", "step", "batch", "arrangement", "shuffle", "stateful", "resets", "between", "epochs")
"""What tells boards apart."""


def board_fields(view: View) -> tuple:
    """Return what tells the board from others."""
    return tuple(getattr(view, name) for name in BOARD)


def board_of(view: View) -> View:
    """Return what decides every number of the board, without where the reader looks."""
    bare = View()
    return replace(view, preset=bare.preset, **{name: getattr(bare, name) for name in (*BESIDE, *LOOKED)})


def training_of(view: View) -> View:
    """Return what decides what is trained on the series."""
    kept = {name: getattr(view, name) for name in STUDIED}
    return replace(View(), own=view.own if view.series == OWN else None, **kept)


def fitted(view: View) -> tuple[View, list[str]]:
    """Return a view within its bounds.

    Raises:
        ValueError: if there is no whole batch.
    """
    tickets, states = len(view.schedule.tickets), STATES[view.cell]
    return replace(
        view,
        preset=view.board or view.preset,
        ticket=min(view.ticket, tickets - 1),
        timestep=min(view.timestep, view.window - 1),
        unit=min(view.unit, view.units - 1),
        state=view.state if view.state in states else "h",
    ), []


def look_at(view: View, event: Any) -> View:
    """Return the view of what was chosen on the board: [ticket], at its last step, or [ticket, timestep]."""
    match event:
        case [ticket] if type(ticket) is int and 0 <= ticket < len(view.schedule.tickets):
            return replace(view, ticket=ticket, timestep=view.window - 1)
        case [ticket, timestep] if (
            type(ticket) is int
            and type(timestep) is int
            and 0 <= ticket < len(view.schedule.tickets)
            and 0 <= timestep < view.window
        ):
            return replace(view, ticket=ticket, timestep=timestep)
    raise ValueError("There is no such window on the board.")


def arranged(view: View, arrangement: str) -> View:
    """Return the same windows in another arrangement, not shuffled."""
    return replace(view, arrangement=arrangement, shuffle=False)


BATCH = Whole("batch", "Batch size B", "How many windows are read side by side: the rows, or lanes.", high=MAX_BATCH)
SAMPLES = Whole("samples", "Windows", "How many windows are cut from the series.", high=MAX_SAMPLES)
WINDOW = Whole("window", "Window", "How many values each window has: the timesteps.", high=MAX_WINDOW)
STEP = Whole("step", "Step", "How many values on the next window is cut.", high=MAX_WINDOW)
ARRANGEMENT = Choice(
    "arrangement",
    "Windows stand",
    "In lanes: row i of all batches is one stretch of the series. As cut: window after window fills batch after batch.",
    options=("lanes", "series"),
    names=("in lanes", "as cut"),
    side_by_side=True,
    unlabelled=True,
)
SHUFFLE = Flag("shuffle", "shuffle", "As fit does by default: every epoch in another order.")
SEED = Number("seed", "Seed of the shuffling", low=0, high=9999)
STATEFUL = Flag("stateful", "stateful", "Whether a batch begins with the states that the one before ended with.")
SEQUENCES = Flag("sequences", "return_sequences", "Whether each state is handed on, or the last of a window alone.")
RESETS = Choice(
    "resets",
    "Resets",
    "When layer.reset_state() is called.",
    options=("never", "epoch", "batch"),
    names=("never reset", "reset each epoch", "reset each batch"),
    unlabelled=True,
)
BETWEEN = Choice(
    "between",
    "After each epoch",
    "Runs on a batch of the windows that follow.",
    options=("nothing", "validation", "prediction"),
    names=("nothing in between", "validation in between", "prediction in between"),
    unlabelled=True,
)
EPOCHS = Whole("epochs", "Epochs", high=MAX_EPOCHS)
CELL = Choice("cell", "Layer", options=tuple(KERAS_NAMES), names=tuple(KERAS_NAMES.values()))
UNITS = Whole("units", "Units", high=MAX_UNITS)
UNIT = Whole("unit", "Unit shown", "Which number of the state is on the board, from 0.", low=0, high=MAX_UNITS - 1)
STATE = Choice("state", "State shown", options=("h", "c"), side_by_side=True)
PREDICT = Flag("predict", "Predict, then reveal", "Hides the lanes: say whose state a window receives.")
PART = Choice(
    "part",
    "Part",
    options=("trained", "faults", "worth", "one", "keras", "take"),
    names=(
        "Both, trained",
        "The tutorial's two faults",
        "When it is worth it",
        "One long sequence",
        "In Keras",
        "Take it with you",
    ),
)
SERIES = Choice("series", "Series", options=("electricity", OWN))
SEASON = Pick("season", "Values a day", "For the same time yesterday.", options=(1, 7, 12, 24, 48, 96, 144, 288))
TRAIN_BATCH = Pick(
    "train_batch",
    "Batch size",
    "A state goes to the window so many further on. 20 is as long as a window.",
    options=(20, 48, 96),
)
TRAIN_EPOCHS = Pick("train_epochs", "Epochs", "States are emptied after each.", options=(5, 20, 50))
TRAIN_UNITS = Pick("train_units", "Units of the LSTM", options=(4, 10, 20))
LATE = Flag("late", "Target one step too far", "data[i + 21] in the place of data[i + 20]: the tutorial's program.")
ZEROS = Flag("zeros", "Rows of zeros at the end", "As many rows as values, of which the last 21 are never filled.")
PERIOD = Pick("period", "A pulse every … values", "Windows have 7 values.", options=(5, 8, 9, 10, 13))

LINK = Link(
    View,
    (
        Parameter("preset", parse=choice(tuple(PRESETS))),
        *(BATCH, SAMPLES, WINDOW, STEP, ARRANGEMENT, SHUFFLE, SEED, STATEFUL, SEQUENCES, RESETS, BETWEEN, EPOCHS),
        *(CELL, UNITS, UNIT, PREDICT, PART),
        Parameter("ticket", parse=whole(0, MAX_TICKETS)),
        Parameter("timestep", name="at", parse=whole(0, MAX_WINDOW - 1)),
        STATE,
        *(SERIES, SEASON, TRAIN_BATCH, TRAIN_EPOCHS, TRAIN_UNITS, LATE, ZEROS, PERIOD),
    ),
    lambda values: View.of(values.get("preset", View().preset)),
    fitted,
    unwritten=("own",),
    steps=frozenset({"ticket", "at", "unit", "state", "part"}),
)
