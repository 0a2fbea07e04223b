"""Autoregression, with as many lags as Akaike's criterion asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.core.numbers import plural
from rnnviz.training.baselines.forecaster import Forecaster

EXACT = 1e-10
"""A root mean squared error, in standard deviations of the series, below which a fit is exact but for rounding."""


@dataclass(frozen=True, eq=False)
class Autoregression(Forecaster):
    """AR(p): x[t + horizon] = intercept + φ₁ x[t] + φ₂ x[t-1] + … + φₚ x[t-p+1], direct for the horizon.

    Step k reads the p values that end ``horizon`` before it: measured ones at first, then its own forecasts.

    Args:
        intercept: in original units.
        coefficients: (p,) φ₁ … φₚ, the latest value's first.
        horizon: how many steps after the latest value the target lies.

    >>> Autoregression(1.0, np.array([0.5])).continue_from(np.array([10.0]), 3)
    array([6., 4., 3.])
    """

    intercept: float
    coefficients: np.ndarray
    horizon: int = 1

    @property
    def memory(self) -> int:
        """How many of the latest values a forecast reads; beyond p where the horizon is longer than one step."""
        return len(self.coefficients) + self.horizon - 1

    def predict(self, values: np.ndarray, positions: np.ndarray, horizon: int) -> np.ndarray:
        """Return forecasts (samples,) of ``values[positions]``; ``horizon`` must be that of the fit."""
        if horizon != self.horizon:
            raise ValueError(f"horizon must be {self.horizon}, as this was fitted; received {horizon}.")
        ends = np.asarray(positions) - horizon
        enough = ends >= len(self.coefficients) - 1
        found = np.full(len(ends), np.nan)
        found[enough] = self.intercept + lagged(values, ends[enough], len(self.coefficients)) @ self.coefficients
        return found

    def paths(self, values: np.ndarray, ends: np.ndarray, steps: int) -> np.ndarray:
        """See ``Forecaster``."""
        enough = ends >= self.memory - 1
        known = lagged(values, ends[enough], self.memory)[:, ::-1]
        path = np.concatenate([known, np.empty((len(known), steps))], axis=1)
        latest_last = self.coefficients[::-1]
        with np.errstate(over="ignore", invalid="ignore"):  # an unstable recursion grows without bound
            for k in range(steps):
                path[:, self.memory + k] = self.intercept + path[:, k : k + len(latest_last)] @ latest_last
        found = np.full((len(ends), steps), np.nan)
        found[enough] = path[:, self.memory :]
        return found


def lagged(values: np.ndarray, ends: np.ndarray, order: int) -> np.ndarray:
    """Return (samples, order): the value at each of ``ends``, the one before it, and so on."""
    return values[ends[:, None] - np.arange(order)]


def standardized(values: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Return values at mean 0 and standard deviation 1, where rounding harms least, and what both were."""
    middle, width = float(values.mean()), float(values.std()) or 1.0
    return (values - middle) / width, middle, width


def fit_autoregression(values: np.ndarray, order: int, horizon: int = 1, imputed: Sequence[int] = ()) -> Autoregression:
    """Fit AR(order) by least squares on every window of ``values`` (n,), which is a training part.

    No target is one of the positions ``imputed``.

    Where several sets of coefficients fit equally well (a noiseless sine needs two lags and is given twelve), the
    smallest are chosen.

    Raises:
        ValueError: if there are not more windows than unknowns.

    >>> fit_autoregression(np.array([1.0, 3.0, 7.0, 15.0, 31.0]), order=1).coefficients.round(9)
    array([2.])
    """
    ends = np.arange(order - 1, len(values) - horizon)
    ends = ends[~np.isin(ends + horizon, imputed)]
    if len(ends) <= order + 1:
        raise ValueError(
            f"AR({order}) has {order + 1} unknowns, and the training part has only "
            f"{plural(len(ends), 'window')} to fit them on."
        )
    standard, middle, width = standardized(values)
    rows = np.column_stack([np.ones(len(ends)), lagged(standard, ends, order)])
    (intercept, *coefficients), *_ = np.linalg.lstsq(rows, standard[ends + horizon])
    coefficients = np.array(coefficients)
    return Autoregression(float(middle * (1.0 - coefficients.sum()) + width * intercept), coefficients, horizon)


def highest_order(length: int, horizon: int = 1) -> int:
    """Return how many lags are considered at most, 10 log₁₀ n, as R's ``ar`` does; fewer in a short series.

    >>> highest_order(3225), highest_order(96), highest_order(12)
    (35, 19, 3)
    """
    return max(1, min(int(10.0 * np.log10(max(length, 1))), (length - horizon) // 3))


def order_by_aic(values: np.ndarray, horizon: int = 1, imputed: Sequence[int] = ()) -> int:
    """Return the order, from 1 to ``highest_order``, with the least of Akaike's criterion (1974).

    All orders are fitted to the same targets, none of which is one of the positions ``imputed``. With the lags as
    columns, the latest first, one QR factorization has the squared error of every order: of the rotated targets, what
    lies beyond the columns taken.

    Raises:
        ValueError: if there are not more windows than unknowns of AR(1).
    """
    most = highest_order(len(values), horizon)
    ends = np.arange(most - 1, len(values) - horizon)
    ends = ends[~np.isin(ends + horizon, imputed)]
    if len(ends) <= most + 1:
        return 1  # of which the fit says what it lacks
    standard, *_ = standardized(values)
    rows = np.column_stack([np.ones(len(ends)), lagged(standard, ends, most)])
    orthogonal, _ = np.linalg.qr(rows)
    targets = standard[ends + horizon]
    rotated = np.square(orthogonal.T @ targets)
    left = np.square(targets - orthogonal @ (orthogonal.T @ targets)).sum()
    errors = left + np.append(np.cumsum(rotated[::-1])[::-1], 0.0)[2:]  # of 1, 2, … lags beside the intercept
    means = np.maximum(errors / len(ends), EXACT**2)
    return 1 + int(np.argmin(len(ends) * np.log(means) + 2.0 * np.arange(2, most + 2)))
