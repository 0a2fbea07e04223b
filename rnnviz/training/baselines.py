"""Forecasts that need no network: what a network must beat before it has learned anything.

Each is a forecaster with three things: ``memory``, how many of the latest values it reads; ``predict``, its forecast of
each sample's target; ``continue_from``, its forecast from its own forecasts. All are in original units.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.core.activations import check_size
from rnnviz.core.numbers import plural
from rnnviz.training.preparation import Prepared


@dataclass(frozen=True)
class Repeat:
    """Repeats the last season: the latest known value that lies whole seasons before the target.

    With a season of 1 that is the last value.
    """

    season: int = 1

    def __post_init__(self):
        check_size("season", self.season)

    @property
    def memory(self) -> int:
        """How many of the latest values a forecast reads."""
        return self.season

    def predict(self, values: np.ndarray, positions: np.ndarray, horizon: int) -> np.ndarray:
        """Forecast ``values[positions]`` (samples,) from values at least ``horizon`` before; NaN where none is."""
        back = -(-horizon // self.season) * self.season  # whole seasons, no fewer steps than the horizon
        return np.where(positions >= back, values[np.maximum(positions - back, 0)], np.nan)

    def continue_from(self, history: np.ndarray, steps: int) -> np.ndarray:
        """Return the forecast (…, steps) of what follows ``history`` (…, n).

        >>> Repeat(3).continue_from(np.array([9.0, 1.0, 2.0, 3.0]), 5)
        array([1., 2., 3., 1., 2.])
        """
        history = known(history, self.memory)
        return history[..., np.arange(steps) % self.season]


@dataclass(frozen=True)
class Mean:
    """Always says the same: the mean of the training part."""

    value: float
    memory: int = 0

    def predict(self, values: np.ndarray, positions: np.ndarray, horizon: int) -> np.ndarray:
        """Return ``value`` for every sample, (samples,)."""
        return np.full(len(positions), self.value)

    def continue_from(self, history: np.ndarray, steps: int) -> np.ndarray:
        """Return ``value`` for every step, (…, steps)."""
        return np.full((*np.shape(history)[:-1], steps), self.value)


@dataclass(frozen=True, eq=False)
class Autoregression:
    """AR(p): x[t + horizon] = intercept + φ₁ x[t] + φ₂ x[t-1] + … + φₚ x[t-p+1], direct for the horizon.

    Args:
        intercept: in original units.
        coefficients: (p,) φ₁ … φₚ, the latest value's first.
        horizon: how many steps after the latest value the target lies.
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
        return self.intercept + lagged(values, positions - horizon, len(self.coefficients)) @ self.coefficients

    def continue_from(self, history: np.ndarray, steps: int) -> np.ndarray:
        """Return the forecast (…, steps) of what follows ``history`` (…, n), at least ``memory`` values.

        Step k reads the p values that end ``horizon`` before it: measured ones at first, then its own forecasts.

        >>> Autoregression(1.0, np.array([0.5])).continue_from(np.array([10.0]), 3)
        array([6., 4., 3.])
        """
        known_values = known(history, self.memory)
        path = np.concatenate([known_values, np.empty((*known_values.shape[:-1], steps))], axis=-1)
        latest_first = self.coefficients[::-1]
        with np.errstate(over="ignore", invalid="ignore"):  # an unstable recursion grows without bound
            for k in range(steps):
                path[..., self.memory + k] = self.intercept + path[..., k : k + len(latest_first)] @ latest_first
        return path[..., self.memory :]


Forecaster = Repeat | Mean | Autoregression


def known(history: np.ndarray, memory: int) -> np.ndarray:
    """Return the latest ``memory`` values of ``history``; ValueError if there are fewer."""
    history = np.asarray(history, dtype=np.float64)
    if history.shape[-1] < memory:
        raise ValueError(f"history must have at least {plural(memory, 'value')}; received {history.shape[-1]}.")
    return history[..., history.shape[-1] - memory :]


def lagged(values: np.ndarray, ends: np.ndarray, order: int) -> np.ndarray:
    """Return (samples, order): the value at each of ``ends``, the one before it, and so on."""
    return values[ends[:, None] - np.arange(order)]


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
    middle, width = values.mean(), values.std() or 1.0  # fitted on standardised values, where rounding harms least
    standard = (values - middle) / width
    rows = np.column_stack([np.ones(len(ends)), lagged(standard, ends, order)])
    (intercept, *coefficients), *_ = np.linalg.lstsq(rows, standard[ends + horizon])
    coefficients = np.array(coefficients)
    return Autoregression(float(middle * (1.0 - coefficients.sum()) + width * intercept), coefficients, horizon)


@dataclass(frozen=True, eq=False)
class Baseline:
    """A forecaster fitted to a prepared series and what it predicts, or the reason why there is none.

    Args:
        title: what it is, for a table.
        forecaster: None where it cannot be made.
        predictions: (samples,), original units; None where it cannot be made. NaN for the first samples of the
            training part, where nothing lies a season before.
        reason: a sentence; "" where it can be made.
    """

    title: str
    forecaster: Forecaster | None = None
    predictions: np.ndarray | None = None
    reason: str = ""


def baselines(prepared: Prepared, season: int) -> dict[str, Baseline]:
    """Return every baseline of a prepared series: "repeat", "seasonal", "mean", "ar1" and "ar", AR(p) with p = window.

    What is fitted is fitted on the training part: on all its values that were measured and, for the autoregressions, on
    all its windows, overlapping ones too. Every prediction reads values up to its window's end only, the seasonal one
    also such as lie before the window.
    """
    training, window, horizon = (
        prepared.values[: prepared.boundary],
        prepared.preparation.window,
        prepared.preparation.horizon,
    )
    imputed = prepared.imputed[prepared.imputed < prepared.boundary]
    known = np.delete(training, imputed)
    return {
        "repeat": fitted("repeating the last value", prepared, Repeat),
        "seasonal": fitted(
            "repeating the last season" + (f" ({season} steps)" if season > 1 else ""),
            prepared,
            lambda: seasonal(prepared, season),
        ),
        "mean": fitted("the mean of the training part", prepared, lambda: Mean(float(known.mean()))),
        "ar1": fitted("AR(1)", prepared, lambda: fit_autoregression(training, 1, horizon, imputed)),
        "ar": fitted(f"AR(p = {window})", prepared, lambda: whole_window(training, window, horizon, imputed)),
    }


def fitted(title: str, prepared: Prepared, fit) -> Baseline:
    """Return the baseline that ``fit`` returns, or the reason that it raises."""
    try:
        forecaster = fit()
    except ValueError as error:
        return Baseline(title, reason=str(error))
    predictions = forecaster.predict(prepared.values, prepared.positions, prepared.preparation.horizon)
    return Baseline(title, forecaster, predictions)


def seasonal(prepared: Prepared, season: int) -> Repeat:
    """Repeat the last season; ValueError where there is none, or the test part begins before the first has passed."""
    if season == 1:
        raise ValueError("No season is given that could be repeated.")
    forecaster = Repeat(season)
    first = prepared.positions[prepared.n_train :][:1]
    if np.isnan(forecaster.predict(prepared.values, first, prepared.preparation.horizon)).any():
        values = f"{plural(int(first[0]), 'value')} {'precedes' if first[0] == 1 else 'precede'}"
        raise ValueError(f"One season is {season} steps, and only {values} the first test target.")
    return forecaster


def whole_window(training: np.ndarray, window: int, horizon: int, imputed: np.ndarray) -> Autoregression:
    """Fit AR(window); ValueError where that is AR(1)."""
    if window == 1:
        raise ValueError("With a window of one value this is AR(1).")
    return fit_autoregression(training, window, horizon, imputed)
