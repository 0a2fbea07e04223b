"""What every rule that forecasts is, and the rules that repeat what was."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from rnnviz.core.activations import check_size
from rnnviz.core.numbers import plural


class Forecaster(ABC):
    """A rule with everything that was fitted already. Values and forecasts are in original units."""

    @property
    @abstractmethod
    def memory(self) -> int:
        """How many values must precede a forecast."""

    @abstractmethod
    def paths(self, values: np.ndarray, ends: np.ndarray, steps: int) -> np.ndarray:
        """Forecast from several origins.

        Args:
            values: (n,).
            ends: (origins,) positions in ``values`` of the last value that each forecast may read.
            steps: how many values to forecast after each.

        Returns:
            (origins, steps); NaN where fewer than ``memory`` values precede.
        """

    def predict(self, values: np.ndarray, positions: np.ndarray, horizon: int) -> np.ndarray:
        """Forecast ``values[positions]`` (samples,) from what lies ``horizon`` before; NaN as in ``paths``."""
        return self.paths(values, np.asarray(positions) - horizon, horizon)[:, -1]

    def continue_from(self, history: np.ndarray, steps: int) -> np.ndarray:
        """Return the forecast (…, steps) of what follows ``history`` (…, n); ValueError if n is below ``memory``."""
        history = np.asarray(history, dtype=np.float64)
        last = history.shape[-1] - 1
        if last + 1 < self.memory:
            raise ValueError(f"history must have at least {plural(self.memory, 'value')}; received {last + 1}.")
        return np.apply_along_axis(lambda each: self.paths(each, np.array([last]), steps)[0], -1, history)


def seasons_back(steps: int, season: int) -> np.ndarray:
    """Return (steps,): how many whole seasons lie between each step ahead and the last season that is known.

    >>> seasons_back(5, 3)
    array([1, 1, 1, 2, 2])
    """
    return -(-np.arange(1, steps + 1) // season)


def looked_up(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the values at ``places``; NaN before the first."""
    return np.where(places >= 0, values[np.maximum(places, 0)], np.nan)


@dataclass(frozen=True)
class Repeat(Forecaster):
    """Repeats the last season: the latest known value that lies whole seasons before the target.

    With a season of 1 that is the last value.

    >>> Repeat(3).continue_from(np.array([9.0, 1.0, 2.0, 3.0]), 5)
    array([1., 2., 3., 1., 2.])
    """

    season: int = 1

    def __post_init__(self):
        check_size("season", self.season)

    @property
    def memory(self) -> int:
        """One season."""
        return self.season

    def paths(self, values: np.ndarray, ends: np.ndarray, steps: int) -> np.ndarray:
        """See ``Forecaster``."""
        ahead = np.arange(1, steps + 1) - seasons_back(steps, self.season) * self.season
        return looked_up(values, ends[:, None] + ahead)


@dataclass(frozen=True)
class SeasonalDrift(Forecaster):
    """Repeats the last season, moved by what a season has changed: x[t] = x[t-m] + x[t-1] - x[t-1-m].

    Further ahead it reads its own forecasts, which comes to one more such change with every season.

    >>> SeasonalDrift(2).continue_from(np.array([0.0, 5.0, 2.0]), 3)
    array([7., 4., 9.])
    """

    season: int

    def __post_init__(self):
        check_size("season", self.season)

    @property
    def memory(self) -> int:
        """One season, and the value before it."""
        return self.season + 1

    def paths(self, values: np.ndarray, ends: np.ndarray, steps: int) -> np.ndarray:
        """See ``Forecaster``."""
        back = seasons_back(steps, self.season)
        change = looked_up(values, ends) - looked_up(values, ends - self.season)
        before = Repeat(self.season).paths(values, ends, steps)
        return before + back * change[:, None]


@dataclass(frozen=True)
class Drift(Forecaster):
    """Goes on from the last value in equal steps.

    Args:
        step: from one value to the next.
    """

    step: float
    memory: int = 1

    def paths(self, values: np.ndarray, ends: np.ndarray, steps: int) -> np.ndarray:
        """See ``Forecaster``."""
        return values[ends, None] + self.step * np.arange(1, steps + 1)


@dataclass(frozen=True)
class Mean(Forecaster):
    """Always says the same: the mean of the training part."""

    value: float
    memory: int = 0

    def paths(self, values: np.ndarray, ends: np.ndarray, steps: int) -> np.ndarray:
        """See ``Forecaster``."""
        return np.full((len(ends), steps), self.value)
