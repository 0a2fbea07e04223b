"""Stateless and stateful forecasters beside each other, on windows in whole batches, as a tutorial trains them.

The tutorial (Gulli and Pal 2017, *Deep Learning with Keras*, chapter 6) predicts a customer's electricity from the last
20 quarters of an hour, in batches of 96, in order. Its program has two faults, which can be put in here: its target is
one step too far, and its arrays are longer than the loop that fills them.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.training.kernels.epoch import DIVERGED, STOPPED
from rnnviz.training.runs import sizes_of
from rnnviz.training.settings import Model

OPS_PER_SECOND = 2.5e9
"""As measured on two cores of a server of 2024, of the operations that ``seconds`` counts."""

SHARE = 0.7
"""Of the windows are trained on."""

MAX_VALUES = 200_000
"""Of a series."""


@dataclass(frozen=True)
class Setup:
    """How windows are cut and a network is trained.

    Args:
        window: values that are read.
        batch: windows a batch, so also from a window to the one that receives its state.
        epochs: how often the training part is read; states are emptied after each.
        units: of the LSTM.
        season: values a day.
        late: the tutorial's first fault: the target is data[i + window + 1], one value further than the next.
        zeros: its second: as many rows as values, of which the last window + 1 are never filled.
        learning_rate: of Adam.
    """

    window: int = 20
    batch: int = 48
    epochs: int = 5
    units: int = 10
    season: int = 48
    late: bool = False
    zeros: bool = False
    learning_rate: float = 0.001

    @property
    def gap(self) -> int:
        """How many values lie between the last that a state has read and the first of the window that receives it."""
        return self.batch - self.window

    @property
    def model(self) -> Model:
        """The network."""
        return Model("lstm", self.units)


@dataclass(frozen=True, eq=False)
class Rows:
    """A series cut into rows: a window and its target each, scaled to 0…1, in whole batches.

    Args:
        setup: how.
        inputs: (samples, window, 1), of the training part, then of the test part.
        targets: (samples, 1).
        first: (samples,), the position of each row's first value; the rows that were never filled have theirs too.
        n_train: rows of the training part.
        cut: rows at the end of the training part, and of the test part, that fill no whole batch.
        empty: zero rows in the test part that is scored, and among those that were cut.
        yesterday: (test rows,), the value a day before the target, scaled; of rows that were never filled the last that
            there is, at most.
    """

    setup: Setup
    inputs: np.ndarray
    targets: np.ndarray
    first: np.ndarray
    n_train: int
    cut: tuple[int, int]
    empty: tuple[int, int]
    yesterday: np.ndarray

    @property
    def tests(self) -> slice:
        """The test rows."""
        return slice(self.n_train, len(self.inputs))

    @cached_property
    def rules(self) -> dict[str, float]:
        """The RMSE on the test rows of repeating the last value read, and the value of the same time yesterday."""
        last, targets = self.inputs[self.tests, -1, 0], self.targets[self.tests, 0]
        return {"last": rmse(last - targets), "yesterday": rmse(self.yesterday - targets)}


def rmse(errors: np.ndarray) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(errors))))


def cut_rows(values: np.ndarray, setup: Setup) -> Rows:
    """Cut a series into windows and targets, split it, and leave out what fills no whole batch.

    As in the tutorial it is scaled by the extremes of the whole series, so that errors are shares of its range.

    Args:
        values: (n,), original units.
        setup: how.

    Raises:
        ValueError: if values are not finite, all alike, too few or too many, or a part has no whole batch.

    >>> rows = cut_rows(np.arange(10.0), Setup(window=2, batch=2, season=3))
    >>> rows.n_train, rows.cut, (9 * rows.inputs[4:6, :, 0]).round().tolist(), (9 * rows.targets[4:6, 0]).tolist()
    (4, (1, 1), [[5.0, 6.0], [6.0, 7.0]], [7.0, 8.0])
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError("The series must be one column of finite numbers.")
    if len(values) > MAX_VALUES:
        raise ValueError(f"A series may have {MAX_VALUES:,} values; this one has {len(values):,}.")
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    if not 0.0 < high - low < np.inf:
        raise ValueError("The series must have values that differ, by no more than a number can hold.")
    scaled, window = (values - low) / (high - low), setup.window
    ahead = window + setup.late
    count = len(scaled) if setup.zeros else len(scaled) - ahead
    n_train = int(SHARE * count)
    n_test = count - n_train
    if min(n_train, n_test) < setup.batch or setup.season > n_train:
        raise ValueError(
            f"{len(values):,} values make {max(n_train, 0):,} windows to train on and {max(n_test, 0):,} to test on, "
            f"and a batch takes {setup.batch}: there is no whole batch in each. Choose a smaller batch, or a longer "
            "series."
        )
    filled = len(scaled) - window - 1 if setup.zeros else count
    cut = n_train % setup.batch, n_test % setup.batch
    kept = np.concatenate([np.arange(n_train - cut[0]), np.arange(n_train, count - cut[1])])
    inputs, targets = np.zeros((len(kept), window, 1)), np.zeros((len(kept), 1))
    known = kept[kept < filled]
    inputs[: len(known), :, 0] = scaled[known[:, None] + np.arange(window)]
    targets[: len(known), 0] = scaled[known + ahead]
    tests = kept[n_train - cut[0] :]
    empty = len(kept) - len(known)
    return Rows(
        setup, inputs, targets, kept, n_train - cut[0], cut, (empty, count - filled - empty),
        scaled[np.minimum(tests + ahead - setup.season, len(scaled) - 1)],
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Trained:
    """A network after its training.

    Args:
        theta: (parameters,) its weights, in Keras's order.
        losses: (epochs, 2), the training loss while it learned and the test loss after it: mean squared errors.
        predictions: (test rows,), what it says at the end.
        ending: "done", "stopped" or "diverged".
    """

    theta: np.ndarray
    losses: np.ndarray
    predictions: np.ndarray
    ending: str = "done"

    @property
    def rmse(self) -> float:
        """The RMSE on the test rows; NaN where it diverged or was stopped."""
        return float(np.sqrt(self.losses[-1, 1])) if self.ending == "done" else float("nan")


def train(rows: Rows, seed: int, stateful: bool, stop: np.ndarray | None = None) -> Trained:
    """Train an LSTM with Keras's initial weights under a seed, with Adam on batches in order.

    Args:
        rows: what it reads.
        seed: of the initial weights.
        stateful: whether states are carried from batch to batch; they are emptied after each epoch.
        stop: (1,) made 1 by another thread to end it.
    """
    from rnnviz.training.kernels.stateful import train_in_order

    setup = rows.setup
    theta = setup.model.init(seed)
    stop = np.zeros(1, dtype=np.uint8) if stop is None else stop
    recipe = sizes_of(setup.model), setup.batch, setup.epochs, setup.learning_rate, stateful
    moments, done = (np.zeros_like(theta), np.zeros_like(theta)), np.zeros(1, dtype=np.int64)
    losses, found, ended = train_in_order(theta, moments, rows.inputs, rows.targets, rows.n_train, recipe, stop, done)
    return Trained(theta, losses, found[:, 0], {STOPPED: "stopped", DIVERGED: "diverged"}.get(ended, "done"))


def seconds(n_rows: int, setup: Setup) -> float:
    """Estimate the seconds of one training."""
    return setup.epochs * n_rows * setup.window * (setup.model.parameters + 65 * setup.units) / OPS_PER_SECOND


def pulses(length: int, period: int) -> np.ndarray:
    """Return a series that is 1 at every ``period``-th value and 0 elsewhere, (length,).

    >>> pulses(7, 3).tolist()
    [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0]
    """
    return (np.arange(1, length + 1) % period == 0).astype(float)


def best_stateless(inputs: np.ndarray, targets: np.ndarray) -> float:
    """Return the least RMSE of anything that says the same whenever it reads the same window.

    Its best answer to a window is the mean of the targets that follow it.

    Args:
        inputs: (samples, window, 1).
        targets: (samples, 1).

    >>> best_stateless(np.zeros((4, 2, 1)), np.array([[0.0], [1.0], [0.0], [1.0]]))
    0.5
    """
    _, group = np.unique(inputs[..., 0], axis=0, return_inverse=True)
    counts = np.bincount(group.ravel())
    means = np.bincount(group.ravel(), targets[:, 0]) / counts
    return rmse(targets[:, 0] - means[group.ravel()])
