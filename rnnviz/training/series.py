"""The series that a forecaster may learn: measured ones from ``data/``, synthetic ones, each with its facts."""

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from rnnviz.core.activations import check_choice

DATA = Path(__file__).resolve().parents[2] / "data"

LENGTHS = (24, 20_000)
"""The shortest and the longest synthetic series."""

MAX_NOISE = 2.0
"""The largest standard deviation of the noise on the sines, whose amplitude is 1."""


MAX_VALUE = 1e12
"""The largest absolute value of a series: squares and sums of such stay exact enough, and far from overflow."""


MAX_COVARIATES = 3
"""The most further columns that are read beside the values."""

MAX_AHEAD = 200
"""The most steps beyond the end of a series for which a column that is known ahead has values."""


@dataclass(frozen=True, eq=False)
class Covariate:
    """A further column that a network reads beside the values.

    Args:
        name: of the column.
        values: one for each step of the series, original units; more where they are known beyond its end. They are
            copied and cannot be written to.
        known_ahead: whether the value of a step is known before that step, as a calendar or a price list is; what is
            measured with the series is not.

    Raises:
        ValueError: if the values are not 1-D, finite and within ±``MAX_VALUE``.
    """

    name: str
    values: np.ndarray
    known_ahead: bool = False

    def __post_init__(self):
        object.__setattr__(self, "values", checked_values(f"“{self.name}”", self.values))


def checked_values(name: str, values: np.ndarray) -> np.ndarray:
    """Return a copy of values (n,) that cannot be written to; ValueError unless they are finite and not too large."""
    values = np.array(values, dtype=np.float64)
    if values.ndim != 1 or not (np.abs(values) <= MAX_VALUE).all():
        received = np.array2string(values, threshold=6)
        raise ValueError(f"{name} must be 1-D, finite and within ±{MAX_VALUE:g}; received {received}.")
    values.flags.writeable = False
    return values


@dataclass(frozen=True, eq=False)
class Series:
    """Values at equal steps of time.

    Args:
        name: a name in ``BUNDLED`` or ``SYNTHETIC``, or "own".
        title: what it is, for a heading.
        unit: of the values; "" where there is none.
        values: (n,), finite and within ±``MAX_VALUE``, in original units. They are copied and cannot be written to.
        dates: ISO date or timestamp of each value, n of them; None where values are only counted, from 1.
        season: steps of the shortest season that its calendar suggests, such as 12 of months, or that it was made with;
            1 where there is none. Whether the values have it is another matter: see ``seasons``.
        source: a sentence that says where it comes from.
        imputed: positions of values that were missing, in order; what stands there is the last one before. They are
            read in windows, but no target.
        covariates: further columns that are read beside the values, at most ``MAX_COVARIATES``.

    Raises:
        ValueError: if the values are not 1-D, finite and within ±``MAX_VALUE``, or not as many as the dates, if
            ``imputed`` are no positions after the first, or if there are too many covariates or one is too short.
    """

    name: str
    title: str
    unit: str
    values: np.ndarray
    dates: tuple[str, ...] | None
    season: int
    source: str
    imputed: tuple[int, ...] = ()
    covariates: tuple[Covariate, ...] = ()

    def __post_init__(self):
        values = checked_values("values", self.values)
        if self.dates is not None and len(self.dates) != len(values):
            raise ValueError(f"dates must be one for each of the {len(values)} values; received {len(self.dates)}.")
        if self.imputed and not 0 < min(self.imputed) <= max(self.imputed) < len(values):
            raise ValueError(f"imputed must be positions from 1 to {len(values) - 1}; received {self.imputed[:6]}.")
        if len(self.covariates) > MAX_COVARIATES:
            raise ValueError(f"At most {MAX_COVARIATES} further columns are read; received {len(self.covariates)}.")
        for each in self.covariates:
            if len(each.values) < len(values):
                raise ValueError(
                    f"“{each.name}” must have a value for each of the {len(values)} steps; received {len(each.values)}."
                )
        object.__setattr__(self, "values", values)

    def __len__(self):
        return len(self.values)

    def label(self, position: int) -> str:
        """Return the date of a value, or its number, counted from 1.

        >>> bundled("airline").label(143), synthetic("noise").label(0)
        ('1960-12', '1')
        """
        return str(position + 1) if self.dates is None else self.dates[position]


BUNDLED = {
    "sunspots": (
        "Monthly sunspots, 1749–1983",
        "sunspots",
        12,  # a year of months, of which sunspots know nothing: cycles of nine to fourteen years are no season
        "Monthly mean relative sunspot numbers of the Swiss Federal Observatory, Zurich, and from 1960 of the Tokyo "
        "Astronomical Observatory, as R's datasets::sunspots has them.",
    ),
    "airline": (
        "Monthly airline passengers, 1949–1960",
        "thousand passengers",
        12,
        "Monthly totals of international airline passengers (Box, Jenkins and Reinsel 1976, series G), as R's "
        "datasets::AirPassengers has them.",
    ),
    "temperature": (
        "Daily maximum temperature, New York, summer 1973",
        "°F",
        7,
        "Daily maximum temperature at La Guardia Airport, 1 May to 30 September 1973, of the National Weather "
        "Service, as R's datasets::airquality has it.",
    ),
    "electricity": (
        "Half-hourly electricity demand, England and Wales, summer 2000",
        "MW",
        48,  # A day. The week repeats better: repeating it is off by 738 MW (RMSE), repeating the day by 3182.
        "Half-hourly electricity demand in England and Wales, 5 June to 27 August 2000 (Taylor 2003), as R's "
        "forecast::taylor has it.",
    ),
}
"""The measured series: title, unit, the calendar's season and source of each."""


@cache
def bundled(name: str) -> Series:
    """Return a measured series.

    Raises:
        ValueError: if ``name`` is not in ``BUNDLED``.

    >>> airline = bundled("airline")
    >>> len(airline), airline.values[:3], airline.dates[0], airline.season
    (144, array([112., 118., 132.]), '1949-01', 12)
    """
    check_choice("series", name, BUNDLED)
    title, unit, season, source = BUNDLED[name]
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        dates, values = zip(*list(csv.reader(file))[1:], strict=True)
    return Series(name, title, unit, np.array(values, dtype=np.float64), dates, season, source)


SYNTHETIC = {
    "sine": ("A sine wave", 24, "A sine of period 24 and amplitude 1"),
    "sines": ("The sum of two sine waves", 96, "A sine of period 24 and, half as high, one of period 32"),
    "walk": ("A random walk", 1, "The running sum of steps from the standard normal distribution"),
    "noise": ("White noise", 1, "Independent values from the standard normal distribution"),
    "logistic": ("The logistic map", 1, "Each value is 3.8 x (1 − x) of the value x before it, from a first one drawn"),
}
"""The synthetic series: title, season, and the beginning of the sentence that says how each is made."""


@lru_cache(maxsize=32)
def synthetic(name: str, length: int = 480, seed: int = 0, noise: float = 0.0) -> Series:
    """Return a series made by a formula and a seed, without a unit.

    The sum of sines repeats after 96 steps, the first multiple of both periods. Nothing predicts the next step of a
    random walk better than its last value, and nothing predicts white noise better than its mean: on these two,
    a network that wins in training has learned them by heart. The logistic map at 3.8 is chaos: each value follows
    exactly from the one before it, by a curve that no rule linear in earlier values can follow (May 1976).

    Args:
        name: a name in ``SYNTHETIC``.
        length: how many values, within ``LENGTHS``.
        seed: of what is drawn.
        noise: standard deviation of normal noise added to the sines, 0 to ``MAX_NOISE``; the walk and the noise
            ignore it, as the logistic map does.

    Raises:
        ValueError: if the name is not known, or a number is out of range.

    >>> synthetic("sine", 48).values[[0, 6, 18]]
    array([ 0.,  1., -1.])
    """
    check_choice("series", name, SYNTHETIC)
    shortest, longest = LENGTHS
    if not shortest <= length <= longest:
        raise ValueError(f"length must be from {shortest} to {longest:,}; received {length!r}.")
    if not 0 <= noise <= MAX_NOISE:
        raise ValueError(f"noise must be from 0 to {MAX_NOISE:g}; received {noise!r}.")
    if seed < 0:
        raise ValueError(f"seed must be at least 0; received {seed!r}.")
    drawn = np.random.default_rng(seed).standard_normal(length)
    steps = np.arange(length)
    sine, slower = np.sin(2.0 * np.pi * steps / 24), np.sin(2.0 * np.pi * steps / 32)
    values = {
        "sine": sine + noise * drawn,
        "sines": sine + 0.5 * slower + noise * drawn,
        "walk": drawn.cumsum(),
        "noise": drawn,
        "logistic": logistic(length, seed),
    }[name]
    title, season, made = SYNTHETIC[name]
    if name in ("sine", "sines"):
        made += f", with normal noise of standard deviation {noise:g} (seed {seed})" if noise else ""
    else:
        made += f" (seed {seed})"
    return Series(name, title, "", values, None, season, f"{made}, made here.")


def logistic(length: int, seed: int) -> np.ndarray:
    """Return (length,) values of the map x ← 3.8 x (1 - x), the first drawn from 0.1 to 0.9.

    >>> x = logistic(3, 0)
    >>> bool(x[2] == 3.8 * x[1] * (1.0 - x[1]))
    True
    """
    values = [float(np.random.default_rng(seed).uniform(0.1, 0.9))]
    for _ in range(length - 1):
        values.append(3.8 * values[-1] * (1.0 - values[-1]))
    return np.array(values)
