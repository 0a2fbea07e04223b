"""What a series becomes before it is scaled: its logarithms, its differences, or both; and the way back."""

from dataclasses import dataclass

import numpy as np

TRANSFORMS = ("none", "log", "difference", "log difference")


@dataclass(frozen=True)
class Transform:
    """Logarithms, if any; then differences, if any.

    Args:
        log: whether logarithms are taken.
        lag: a difference is that to the value so many steps before; 0 for no differences.
    """

    log: bool = False
    lag: int = 0

    def levels(self, values: np.ndarray) -> np.ndarray:
        """Return the values, or their logarithms; NaN for a value that has none."""
        if not self.log:
            return values
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(values)

    def values(self, levels: np.ndarray) -> np.ndarray:
        """Return what has these levels, in original units."""
        if not self.log:
            return levels
        with np.errstate(over="ignore"):
            return np.exp(levels)

    def changes(self, values: np.ndarray) -> np.ndarray:
        """Return what the network reads of values (…, n), before it is scaled: (…, n), NaN for the first ``lag``.

        >>> Transform(lag=2).changes(np.array([1.0, 5.0, 2.0, 9.0]))
        array([nan, nan,  1.,  4.])
        """
        levels = self.levels(values)
        if not self.lag:
            return levels
        found = np.full(levels.shape, np.nan)
        found[..., self.lag :] = levels[..., self.lag :] - levels[..., : -self.lag]
        return found

    def back(self, horizon: int) -> int:
        """Return how far before its target lies the value that a forecast is a difference to.

        It is the latest that is known when the forecast is made and lies whole lags before the target.

        >>> [Transform(lag=12).back(horizon) for horizon in (1, 12, 13)], Transform(lag=1).back(3)
        ([12, 12, 24], 3)
        """
        return -(-horizon // self.lag) * self.lag

    def continued(self, changes: np.ndarray, history: np.ndarray) -> np.ndarray:
        """Return the values (…, steps) that follow ``history`` (…, n), where every next change is given.

        Args:
            changes: (…, steps), as ``changes`` makes them of a series.
            history: original units, at least ``lag`` values.

        >>> Transform(lag=2).continued(np.array([1.0, 1.0, 1.0]), np.array([10.0, 20.0]))
        array([11., 21., 12.])
        """
        if not self.lag:
            return self.values(changes)
        steps, lag = changes.shape[-1], self.lag
        levels = np.concatenate([self.levels(history[..., -lag:]), changes], axis=-1)
        for step in range(steps):
            levels[..., lag + step] += levels[..., step]
        return self.values(levels[..., lag:])


def transform_of(name: str, lag: int) -> Transform:
    """Return the transform of a name in ``TRANSFORMS``, whose differences, if any, are over ``lag`` steps."""
    return Transform(name.startswith("log"), lag if name.endswith("difference") else 0)


def check_positive(values: np.ndarray) -> None:
    """Raise ValueError unless all values (n,) have a logarithm."""
    wrong = np.flatnonzero(values <= 0.0)
    if len(wrong):
        raise ValueError(
            f"Only positive values have a logarithm: {len(wrong)} of the {len(values)} values "
            f"{'is' if len(wrong) == 1 else 'are'} 0 or less, the first of them value {wrong[0] + 1}, "
            f"{values[wrong[0]]:g}. Differences are possible, or no transform."
        )
