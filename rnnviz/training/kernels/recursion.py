"""The recursion of exponential smoothing, as Python runs it before it is compiled."""


def smoothed(values, rates, initial, states):
    """Write the states after each value, and return the sum of squared one-step errors; see ``smoothing.smooth``."""
    alpha, beta, gamma, phi = rates
    level, trend, seasonal = initial
    levels, trends, seasons = states
    season = len(seasonal)
    seasons[:season] = seasonal
    total = 0.0
    for t in range(len(values)):
        trend *= phi
        error = values[t] - (level + trend + seasons[t])
        total += error * error
        level += trend + alpha * error
        trend += beta * error
        seasons[t + season] = seasons[t] + gamma * error
        levels[t], trends[t] = level, trend
    return total
