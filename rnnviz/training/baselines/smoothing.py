"""Exponential smoothing with level, trend and season, and the Theta method, which is made of it."""

import hashlib
import json
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.core.numbers import plural
from rnnviz.training.baselines.forecaster import Forecaster, seasons_back
from rnnviz.training.kernels import ready
from rnnviz.training.kernels.recursion import smoothed
from rnnviz.training.series import DATA

RATES_FILE = DATA / "forecasts" / "rates.json"

KNOWN_RATES = json.loads(RATES_FILE.read_text("utf-8")) if RATES_FILE.exists() else {}
"""Rates and error by ``digest``: fitted once, by data/make_forecasts.py, so that no reader waits for the search."""

BEGINNING = 10
"""Values to whose straight line a smoothing without season begins, as in Hyndman and others (2008), section 2.6."""


class Rates(NamedTuple):
    """How fast level, trend and season follow the errors, and by what the trend is damped with every step."""

    level: float
    trend: float = 0.0
    season: float = 0.0
    damping: float = 1.0


class Beginning(NamedTuple):
    """Level and trend before the first value, and the seasonal terms (season,) of the first season."""

    level: float
    trend: float
    seasonal: np.ndarray


@dataclass(frozen=True, eq=False)
class Smoothing(Forecaster):
    """Additive exponential smoothing: Holt's with a trend, Holt and Winters's with a season, simple with neither.

    With errors e[t] = x[t] - (l[t-1] + φ b[t-1] + s[t-m]):
    l[t] = l[t-1] + φ b[t-1] + α e[t],  b[t] = φ b[t-1] + β e[t],  s[t] = s[t-m] + γ e[t].

    Args:
        rates: α, β, γ and φ.
        beginning: the states before the first value of the series.
    """

    rates: Rates
    beginning: Beginning
    memory: int = 1

    def paths(self, values: np.ndarray, ends: np.ndarray, steps: int) -> np.ndarray:
        """See ``Forecaster``; ``values`` begin where the series does."""
        levels, trends, seasonal = states(values, self.rates, self.beginning)
        season, ahead = len(self.beginning.seasonal), np.arange(1, steps + 1)
        damped = np.cumsum(self.rates.damping**ahead)
        latest = ends[:, None] + ahead - season * (seasons_back(steps, season) - 1)
        return levels[ends, None] + damped * trends[ends, None] + seasonal[latest]


def states(values: np.ndarray, rates: Rates, beginning: Beginning) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return level, trend and seasonal terms as ``kernels.smoothing.smooth`` does, slowly while that is compiled."""
    if not ready.is_ready():
        found = np.empty(len(values)), np.empty(len(values)), np.empty(len(values) + len(beginning.seasonal))
        smoothed(values, rates, beginning, found)
        return found
    from rnnviz.training.kernels.smoothing import smooth

    return smooth(np.ascontiguousarray(values, dtype=np.float64), tuple(rates), tuple(beginning))


def fitted_rates(values: np.ndarray, beginning: Beginning, trend: bool, damped: bool) -> tuple[Rates, float]:
    """Return the rates with the least squared one-step errors, and the mean of these.

    Those of the series that the project brings are kept with them, by the values and the states that they begin with.
    """
    kind = trend, len(beginning.seasonal) > 1, damped
    values = np.ascontiguousarray(values, dtype=np.float64)
    if (known := KNOWN_RATES.get(digest(values, beginning, kind))) is not None:
        return Rates(*known[:4]), known[4]
    return searched_rates(values, beginning, kind)


def searched_rates(values: np.ndarray, beginning: Beginning, kind: tuple[bool, bool, bool]) -> tuple[Rates, float]:
    """Return ``fitted_rates`` as a search finds them; ``kind`` is whether there is a trend, a season, damping."""
    from rnnviz.training.kernels.smoothing import fit_smoothing

    rates, error = fit_smoothing(values, tuple(beginning), kind)
    return Rates(*rates), error


def digest(values: np.ndarray, beginning: Beginning, kind: tuple[bool, bool, bool]) -> str:
    """Return what the fitted rates of ``values`` (n,) are known by."""
    beginning = np.concatenate([[beginning.level, beginning.trend], beginning.seasonal])
    # What is computed may differ in its last digits from one machine to another.
    about = [f"{each:.9g}" for each in beginning] + [f"{each:.12g}" for each in values]
    return hashlib.sha256(repr((about, kind)).encode()).hexdigest()[:16]


def beginning_of(values: np.ndarray, season: int, trend: bool) -> Beginning:
    """Return the states that a smoothing of ``values`` (n,) begins with, n at least two seasons.

    With a season the line goes through the means of the first two, and the seasonal terms are what is left beside it,
    over both; without one it is the line of least squares through the first ``BEGINNING`` values.

    >>> beginning_of(np.array([4.0, 8.0, 6.0, 10.0]), 2, True)
    Beginning(level=4.5, trend=1.0, seasonal=array([-1.5,  1.5]))
    """
    if season == 1:
        first = values[:BEGINNING]
        slope, level = np.polyfit(np.arange(1, len(first) + 1), first, 1) if trend else (0.0, first.mean())
        return Beginning(float(level), float(slope), np.zeros(1))
    seasons = values[: 2 * season].reshape(2, season)
    slope = float(np.diff(seasons.mean(axis=1))[0]) / season if trend else 0.0
    level = float(seasons.mean()) - slope * (season + 0.5)
    line = level + slope * np.arange(1, 2 * season + 1).reshape(2, season)
    return Beginning(level, slope, (seasons - line).mean(axis=0))


def fit_smoothing(values: np.ndarray, season: int = 1) -> tuple[str, Smoothing]:
    """Fit additive exponential smoothing to ``values`` (n,), a training part; Akaike's criterion chooses its form.

    The forms are those without trend, with one, and with a damped one; without a season and, where there is one and the
    training part has two of them, with it. Rates are those of the least squared one-step errors.

    Returns:
        The form in the taxonomy of Hyndman and others (2008), such as "ETS(A,Ad,N)", and the smoothing.

    Raises:
        ValueError: if there are not at least ``BEGINNING`` values.
    """
    if len(values) < BEGINNING:
        raise ValueError(
            f"Exponential smoothing is fitted to at least {BEGINNING} values; the training part has "
            f"{plural(len(values), 'value')}."
        )
    found = []
    for length in sorted({1, season}) if len(values) >= 2 * season else [1]:
        for trend, damped in ((False, False), (True, False), (True, True)):
            beginning = beginning_of(values, length, trend)
            rates, error = fitted_rates(values, beginning, trend, damped)
            unknowns = 2 + 2 * trend + damped + (length if length > 1 else 0)
            least = np.finfo(np.float64).eps ** 2 * max(
                float(np.square(values).mean()), 1e-300
            )  # exact but for rounding
            criterion = len(values) * np.log(max(error, least)) + 2 * unknowns
            name = f"ETS(A,{('A' + 'd' * damped) if trend else 'N'},{'A' if length > 1 else 'N'})"
            found.append((criterion, unknowns, name, Smoothing(rates, beginning)))
    return min(found, key=lambda each: each[:2])[2:]


@dataclass(frozen=True, eq=False)
class Theta(Forecaster):
    """The Theta method: simple exponential smoothing that drifts by half the slope of the line through the series.

    As Hyndman and Billah (2003) write the method of Assimakopoulos and Nikolopoulos (2000), with a season taken off
    before and put on again after.

    Args:
        alpha: the rate of the smoothing.
        slope: of the line of least squares, per step.
        level: before the first value.
        seasonal: (season,) factors, or terms to add, from the first value on.
        multiplicative: whether they are factors.
    """

    alpha: float
    slope: float
    level: float
    seasonal: np.ndarray
    multiplicative: bool = False
    memory: int = 1

    def paths(self, values: np.ndarray, ends: np.ndarray, steps: int) -> np.ndarray:
        """See ``Forecaster``; ``values`` begin where the series does."""
        season, ahead = len(self.seasonal), np.arange(1, steps + 1)
        adjusted = without_season(values, self.seasonal, self.multiplicative)
        levels, *_ = states(adjusted, Rates(self.alpha), Beginning(self.level, 0.0, np.zeros(1)))
        reached = (1.0 - (1.0 - self.alpha) ** (ends[:, None] + 1)) / self.alpha
        found = levels[ends, None] + 0.5 * self.slope * (ahead - 1 + reached)
        again = self.seasonal[(ends[:, None] + ahead) % season]
        return found * again if self.multiplicative else found + again


def without_season(values: np.ndarray, seasonal: np.ndarray, multiplicative: bool) -> np.ndarray:
    """Return the values (n,) without their seasonal factors or terms."""
    repeated = np.resize(seasonal, len(values))
    return values / repeated if multiplicative else values - repeated


def seasonal_indices(values: np.ndarray, season: int, multiplicative: bool) -> np.ndarray:
    """Return (season,) the factors or terms of classical decomposition, from the first of ``values`` (n,) on.

    The trend is the moving average over one season, centred; n is at least two seasons.

    >>> seasonal_indices(np.array([1.0, 3.0, 3.0, 5.0, 5.0, 7.0]), 2, False)
    array([-0.5,  0.5])
    """
    weights = np.ones(season) if season % 2 else np.append(np.append(0.5, np.ones(season - 1)), 0.5)
    trend = np.convolve(values, weights / season, mode="valid")
    first = len(weights) // 2
    inner = values[first : first + len(trend)]
    beside = inner / trend if multiplicative else inner - trend
    phase = (first + np.arange(len(trend))) % season
    indices = np.bincount(phase, beside, season) / np.bincount(phase, minlength=season)
    return indices / indices.mean() if multiplicative else indices - indices.mean()


def fit_theta(values: np.ndarray, season: int = 1) -> Theta:
    """Fit the Theta method to ``values`` (n,), a training part.

    The season is taken off where the training part has more than two of them: by factors where all values are positive,
    else by terms.

    Raises:
        ValueError: if there are not at least ``BEGINNING`` values.
    """
    if len(values) < BEGINNING:
        raise ValueError(
            f"Theta is fitted to at least {BEGINNING} values; the training part has {plural(len(values), 'value')}."
        )
    seasonal, multiplicative = np.zeros(1), False
    if season > 1 and len(values) > 2 * season:
        multiplicative = bool((values > 0.0).all())
        seasonal = seasonal_indices(values, season, multiplicative)
    adjusted = without_season(values, seasonal, multiplicative)
    beginning = beginning_of(adjusted, 1, trend=False)
    rates, _ = fitted_rates(adjusted, beginning, trend=False, damped=False)
    slope = float(np.polyfit(np.arange(len(adjusted)), adjusted, 1)[0])
    return Theta(rates.level, slope, beginning.level, seasonal, multiplicative)
