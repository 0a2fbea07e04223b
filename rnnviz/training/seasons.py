"""Which seasons a series has: what its step suggests, held against what its values say."""

import numpy as np

MIN_CORRELATION = 0.3
"""Of the steps one season apart, and half of it two seasons apart: what comes and goes without a calendar has less."""

STRONG = 0.64
"""From which strength on a season is one, as in R's ``nsdiffs``: of noise and of random walks it is below 0.5."""

WEEK = 7
"""Days."""

LONGER = {12: (), 4: (), 5: (260,), 7: (365,)}
"""The seasons, in steps, that may lie beyond the shortest of months, quarters, working days and days: a year."""


def step_correlations(values: np.ndarray, most: int) -> np.ndarray:
    """Return (most + 1,) the autocorrelation of the steps from value to value, which no trend hides; 0 for none.

    >>> step_correlations(np.tile([0.0, 1.0, 5.0], 30), 3).round(1)[[0, 3]]
    array([1., 1.])
    """
    steps = np.diff(values)
    steps = steps - steps.mean()
    spectrum = np.fft.rfft(steps, 2 * len(steps))
    products = np.fft.irfft(np.square(np.abs(spectrum)))[: most + 1]
    return products / products[0] if products[0] > 0.0 else np.zeros(most + 1)


def strength(values: np.ndarray, season: int) -> float:
    """Return how strong a season of ``values`` (n,) is, from 0 to 1; 0 for fewer than four seasons, which tell nothing.

    As Wang, Smith and Hyndman (2006) have it, with the classical decomposition: the share of the variance that the
    means of its steps take, once the moving average over one season is taken off.

    >>> round(strength(np.tile([0.0, 1.0, 5.0], 30), 3), 6)
    1.0
    """
    if len(values) < 4 * season:
        return 0.0
    weights = np.ones(season) if season % 2 else np.append(np.append(0.5, np.ones(season - 1)), 0.5)
    first = len(weights) // 2
    trend = np.convolve(values, weights / season, mode="valid")
    left = values[first : first + len(trend)] - trend
    phase = np.arange(len(left)) % season
    means = np.bincount(phase, left, season) / np.bincount(phase, minlength=season)
    varies = float(left.var())
    return max(0.0, 1.0 - float((left - means[phase]).var()) / varies) if varies > 0.0 else 0.0


def seasons_of(values: np.ndarray, calendar: int) -> tuple[int, ...]:
    """Return the seasons of a series, in steps, the one that the values repeat best first; at most two, or none.

    Only what the calendar suggests can be a season: sunspots come and go in cycles of nine to fourteen years, and what
    repeats after eleven is no season.

    Args:
        values: (n,).
        calendar: the shortest season that the spacing of the dates suggests, such as 12 of months; 1 for none.

    >>> seasons_of(np.tile(np.arange(12.0) ** 2, 6), 12)
    (12,)
    """
    if calendar < 2:
        return ()
    candidates = (calendar, *LONGER.get(calendar, (WEEK * calendar,)))
    can = [each for each in candidates if len(values) > 2 * each + 1]
    if not can:
        return ()
    found = step_correlations(values, 2 * max(can))
    repeats = [
        m
        for m in can
        if (found[m] >= MIN_CORRELATION and found[2 * m] >= MIN_CORRELATION / 2.0) or strength(values, m) >= STRONG
    ]
    n = len(values) - 1
    return tuple(sorted(repeats, key=lambda m: -found[m] * n / (n - m))[:2])  # as if all had as many pairs
