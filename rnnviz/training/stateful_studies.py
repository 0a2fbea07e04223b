"""Stateless and stateful networks over seeds, beside what needs no network."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import numpy as np

from rnnviz.training.stateful import Rows, Setup, best_stateless, cut_rows, pulses, seconds, train

SEEDS = (1, 2, 3, 4, 5)
"""Of the initial weights."""

FEWER_SEEDS, MANY_ROWS = (1, 2, 3), 20_000
"""Where there are so many rows."""

PULSES = Setup(window=7, batch=7, epochs=40, units=8, learning_rate=0.01)
"""How networks learn pulses: in batches that are as long as a window, so that every state goes on exactly."""

PULSE_VALUES = 2000

Told = Callable[[float], None]
"""Is told what share of the work is done."""


@dataclass(frozen=True, eq=False)
class Study:
    """What came of training both.

    Args:
        setup: how.
        rules: the RMSE of "last" and "yesterday" on the same rows; of pulses that of "best", the least that anything
            can reach which says the same whenever it reads the same window.
        stateless: (seeds,), the RMSE on the test rows; NaN where it diverged.
        stateful: (seeds,).
        rows: of the training part and of the test part.
        cut: rows of each that fill no whole batch.
        empty: rows of zeros in the test part, and among those that were cut.
        theta: (parameters,), the weights of the first stateful network.
    """

    setup: Setup
    rules: dict[str, float]
    stateless: np.ndarray
    stateful: np.ndarray
    rows: tuple[int, int]
    cut: tuple[int, int]
    empty: tuple[int, int]
    theta: np.ndarray

    @property
    def networks(self) -> dict[str, np.ndarray]:
        """The RMSEs by what the network is called."""
        return {"stateless": self.stateless, "stateful": self.stateful}

    @property
    def is_finite(self) -> bool:
        """Whether no training diverged."""
        return bool(np.isfinite([self.stateless, self.stateful]).all())

    @property
    def ahead(self) -> int:
        """Under how many seeds the stateful network has the smaller error."""
        return int((self.stateful < self.stateless).sum())

    @property
    def is_certain(self) -> bool:
        """Whether one has the smaller error under every seed, by more than either varies between seeds."""
        difference = abs(float(np.median(self.stateful) - np.median(self.stateless)))
        return self.ahead in (0, len(self.stateful)) and difference > max(np.ptp(self.stateless), np.ptp(self.stateful))

    def plain(self) -> dict:
        """Return it as plain data, for a file."""
        return {name: getattr(self, name) for name in ("rules", "rows", "cut", "empty")} | {
            "setup": asdict(self.setup),
            **{name: getattr(self, name).tolist() for name in ("stateless", "stateful", "theta")},
        }

    @classmethod
    def of(cls, plain: dict) -> "Study":
        """Return the study of ``plain``."""
        pairs = {name: tuple(plain[name]) for name in ("rows", "cut", "empty")}
        arrays = {name: np.array(plain[name], dtype=np.float64) for name in ("stateless", "stateful", "theta")}
        return cls(Setup(**plain["setup"]), plain["rules"], **pairs, **arrays)


def seeds_for(rows: int) -> tuple[int, ...]:
    """Return the seeds that so many rows are trained under."""
    return FEWER_SEEDS if rows > MANY_ROWS else SEEDS


def study(rows: Rows, progress: Told | None, stop: np.ndarray) -> Study | None:
    """Train both under each seed, from the same initial weights; None where it was stopped."""
    found: dict[bool, list] = {False: [], True: []}
    seeds = seeds_for(len(rows.inputs))
    for number, seed in enumerate(seeds):
        for stateful, trained in found.items():
            trained.append(train(rows, seed, stateful, stop))
            if stop[0]:
                return None
            if progress:
                progress((2 * number + stateful + 1) / (2 * len(seeds)))
    stateless, stateful = (np.array([each.rmse for each in found[which]]) for which in (False, True))
    counts = rows.n_train, len(rows.inputs) - rows.n_train
    return Study(rows.setup, rows.rules, stateless, stateful, counts, rows.cut, rows.empty, found[True][0].theta)


def study_seconds(values: int, setup: Setup) -> float:
    """Estimate the seconds of ``study`` on a series of so many values."""
    return 2 * len(seeds_for(values)) * seconds(values, setup)


def pulse_rows(period: int) -> Rows:
    """Return the rows of a series with a pulse every so many values."""
    return cut_rows(pulses(PULSE_VALUES, period), replace(PULSES, season=period))


def pulse_study(period: int, progress: Told | None, stop: np.ndarray) -> Study | None:
    """Train both on pulses; beside them the best that any stateless network could reach on the test rows."""
    rows = pulse_rows(period)
    found = study(rows, progress, stop)
    best = best_stateless(rows.inputs[rows.tests], rows.targets[rows.tests])
    return found and replace(found, rules={"best": best})
