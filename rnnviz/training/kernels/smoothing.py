"""Exponential smoothing: its recursions, and the search for the rates that fit a series best."""

import numpy as np

from rnnviz.training.kernels import recursion
from rnnviz.training.kernels.compiled import entry, kernel

MAX_STEPS = 200
"""Steps of the search from each of its beginnings."""

LEAST = 1e-4
"""The least smoothing rate, and how far from 1 the greatest stays."""

DAMPING = 0.8, 0.98
"""The strongest and the weakest damping, as in Hyndman and Athanasopoulos (2021), section 8.2."""


smoothed = kernel(recursion.smoothed)


@kernel
def rates_of(shares, trend, seasonal, damped):
    """Return α, β, γ, φ from numbers in 0…1: α within (0, 1), β below α, γ below 1 - α, φ within ``DAMPING``."""
    alpha = LEAST + (1.0 - 2.0 * LEAST) * shares[0]
    beta = alpha * (LEAST + (1.0 - 2.0 * LEAST) * shares[1]) if trend else 0.0
    gamma = (1.0 - alpha) * (LEAST + (1.0 - 2.0 * LEAST) * shares[2]) if seasonal else 0.0
    phi = DAMPING[0] + (DAMPING[1] - DAMPING[0]) * shares[3] if damped else 1.0
    return alpha, beta, gamma, phi


@entry
def smooth(values, rates, initial):
    """Smooth a series exponentially, additively, in the error-correction form of Hyndman and others (2008).

    Args:
        values: (n,).
        rates: α of the level, β of the trend, γ of the season, φ, by which the trend is damped.
        initial: level and trend before the first value, and (season,) the seasonal terms of the first season.

    Returns:
        After each value (n,) the level and (n,) the trend; (season + n,) the seasonal terms: at t, what the value at t
        is forecast with, as known a season before.
    """
    n = values.size
    states = np.empty(n), np.empty(n), np.empty(n + initial[2].size)
    smoothed(values, rates, initial, states)
    return states


@kernel
def cost_of(shares, values, initial, kind, states):
    """Return the mean squared one-step error at a point of the search, which is moved into its cube."""
    for k in range(shares.size):
        shares[k] = min(max(shares[k], 0.0), 1.0)
    return smoothed(values, rates_of(shares, *kind), initial, states) / values.size


@kernel
def search(begin, free, values, initial, kind, states):
    """Return where the cost is least near ``begin``, by the method of Nelder and Mead (1965), and the cost there.

    ``free`` are the coordinates that are searched; the others stay.
    """
    count = free.size
    points = np.empty((count + 1, begin.size))
    costs = np.empty(count + 1)
    for k in range(count + 1):
        points[k] = begin
        if k:
            points[k, free[k - 1]] += 0.25 if begin[free[k - 1]] < 0.5 else -0.25
        costs[k] = cost_of(points[k], values, initial, kind, states)
    for _ in range(MAX_STEPS):
        order = np.argsort(costs)
        points, costs = points[order], costs[order]
        if costs[count] - costs[0] <= 1e-11 * costs[0] and np.abs(points - points[0]).max() < 1e-5:
            break
        middle = np.zeros(begin.size)
        for k in range(count):
            middle += points[k] / count
        worst = points[count].copy()
        tried = 2.0 * middle - worst
        cost = cost_of(tried, values, initial, kind, states)
        if cost < costs[0]:
            further = 3.0 * middle - 2.0 * worst
            there = cost_of(further, values, initial, kind, states)
            if there < cost:
                tried, cost = further, there
        elif cost >= costs[count - 1]:
            tried = 0.5 * (middle + (tried if cost < costs[count] else worst))
            bar = min(cost, costs[count])
            cost = cost_of(tried, values, initial, kind, states)
            if cost >= bar:
                for k in range(1, count + 1):
                    points[k] = 0.5 * (points[0] + points[k])
                    costs[k] = cost_of(points[k], values, initial, kind, states)
                continue
        points[count], costs[count] = tried, cost
    best = np.argmin(costs)
    return points[best], costs[best]


@entry
def fit_smoothing(values, initial, kind):
    """Find the rates whose one-step errors have the least squares, which is the most likely with normal errors.

    Args:
        values: (n,).
        initial: as for ``smooth``.
        kind: whether there is a trend, a season, damping.

    Returns:
        The rates as ``smooth`` takes them, and the mean squared one-step error.
    """
    free = np.flatnonzero(np.array([True, kind[0], kind[1], kind[2]]))
    states = np.empty(values.size), np.empty(values.size), np.empty(values.size + initial[2].size)
    best, least = np.full(4, 0.5), np.inf
    for alpha in (0.1, 0.5, 0.9):
        found, cost = search(np.array([alpha, 0.1, 0.1, 0.9]), free, values, initial, kind, states)
        found, cost = search(found, free, values, initial, kind, states)  # a flattened simplex may have stopped early
        if cost < least:
            best, least = found, cost
    return rates_of(best, *kind), least
