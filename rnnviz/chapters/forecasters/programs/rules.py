"""The rules that need no network, in NumPy, and the errors that they are held to."""

import textwrap
from collections.abc import Mapping

import numpy as np

from rnnviz.export.text import ATOL, array, number
from rnnviz.training.baselines import Autoregression, Baseline, Drift, Mean, Repeat, SeasonalDrift, Smoothing, Theta
from rnnviz.training.scores import baseline_row
from rnnviz.training.windows import Prepared

RTOL = 1e-9
"""How closely the errors of the rules must be met, relative to them, unless rounding needs more."""

SMOOTHED = '''\
def smoothed(x, alpha, beta, gamma, phi, level, trend, seasonal):
    """The level and the trend after each value, and the seasonal term that each value is forecast with."""
    levels, trends, seasonal, season = [], [], list(seasonal), len(seasonal)
    for t, value in enumerate(x):
        error = value - (level + phi * trend + seasonal[t])
        level, trend = level + phi * trend + alpha * error, phi * trend + beta * error
        seasonal.append(seasonal[t] + gamma * error)
        levels.append(level)
        trends.append(trend)
    return np.array(levels), np.array(trends), np.array(seasonal)'''


def rules_code(baselines: Mapping[str, Baseline], prepared: Prepared) -> str:
    """Write the forecasts of every rule for the test part, with the numbers that were fitted, and assert their RMSE.

    "" where there is no rule.
    """
    made = [each for each in baselines.values() if each.forecaster is not None]
    if not made:
        return ""
    smooths = any(isinstance(each.forecaster, Smoothing | Theta) for each in made)
    lines = [
        "# The rules that need no network, in original units, with what was fitted to the training part.",
        f"ahead = horizon{f' + {int(prepared.output)}' if prepared.output else ''}  # how far ahead that is",
        *(["", "", SMOOTHED] if smooths else []),
        "",
        "",
        "def forecasts(at):",
        '    """What each rule says of the values at some positions."""',
        "    last, rules = at - ahead, {}  # the latest value that each forecast may read",
        *(textwrap.indent(line, "    ") for each in made for line in written(each)),
        "    return rules",
        "",
        "",
        f'at = samples["test"][-1][:, {int(prepared.output)}]  # where the test targets are',
        "rules = forecasts(at)",
        "",
        "# the RMSE of each on the test part that rnnviz showed",
        "expected = {",
        *(f"    {each.title!r}: {number(baseline_row(each, prepared).test.rmse)}," for each in made),
        "}",
        "for rule, predictions in rules.items():",
        "    error = rmse(predictions, values[at])",
        '    print(f"RMSE, {rule}: {error:.6g}", unit)',
        f"    np.testing.assert_allclose(error, expected[rule], rtol={RTOL:.0e}, "
        f"atol={max(ATOL, rounding(prepared)):.0e})",
    ]
    return "\n".join(lines)


def rounding(prepared: Prepared) -> float:
    """Return how much of an error may be rounding: some thousand last bits of the largest value."""
    return 1e4 * float(np.finfo(np.float64).eps * np.abs(prepared.values).max())


def written(baseline: Baseline) -> list[str]:
    """Write the predictions of one rule."""
    forecaster = baseline.forecaster
    lines, expression = FORMS[type(forecaster)](forecaster)
    return [*lines, f"rules[{baseline.title!r}] = {expression}"]


def back(season: int) -> str:
    """Write the distance of the latest known value that lies whole seasons before the target."""
    return "ahead" if season == 1 else f"-(-ahead // {season}) * {season}"


def repeat(rule: Repeat) -> tuple[list[str], str]:
    """Write a repeat."""
    return [], f"values[at - {back(rule.season)}]" if rule.season > 1 else "values[last]"


def seasonal_drift(rule: SeasonalDrift) -> tuple[list[str], str]:
    """Write a repeat of the season with what a season has changed."""
    change = f"-(-ahead // {rule.season}) * (values[last] - values[last - {rule.season}])"
    return [], f"values[at - {back(rule.season)}] + {change}"


def drift(rule: Drift) -> tuple[list[str], str]:
    """Write the last value and the mean step."""
    return [], f"values[last] + ahead * {number(rule.step)}"


def mean(rule: Mean) -> tuple[list[str], str]:
    """Write the mean."""
    return [], f"np.full(len(at), {number(rule.value)})"


def autoregression(rule: Autoregression) -> tuple[list[str], str]:
    """Write the coefficients, and the forecast from as many of the latest values: direct, whatever the horizon."""
    phi = array("phi", rule.coefficients, "the coefficients of the autoregression, the latest value's first")
    lags = f"values[last[:, None] - np.arange({len(rule.coefficients)})]"
    return [phi], f"{number(rule.intercept)} + {lags} @ phi"


def smoothing(rule: Smoothing) -> tuple[list[str], str]:
    """Write exponential smoothing."""
    season, start = len(rule.beginning.seasonal), rule.beginning
    rates = ", ".join(f"{name}={number(value)}" for name, value in zip(NAMES, rule.rates, strict=True))
    lines = [
        array("seasonal", start.seasonal, "the seasonal terms before the first value"),
        f"rates = dict({rates})",
        f"level, trend, seasonal = smoothed(values, **rates, level={number(start.level)}, "
        f"trend={number(start.trend)}, seasonal=seasonal)",
        'damped = np.sum(rates["phi"] ** np.arange(1, ahead + 1))',
        f"latest = at - {season} * (-(-ahead // {season}) - 1)",
    ]
    return lines, "level[last] + damped * trend[last] + seasonal[latest]"


def theta(rule: Theta) -> tuple[list[str], str]:
    """Write the Theta method."""
    off, on = ("/", "*") if rule.multiplicative else ("-", "+")
    kind = "factors" if rule.multiplicative else "terms"
    lines = [
        array("indices", rule.seasonal, f"the seasonal {kind} of the Theta method, from the first value on"),
        "indices = np.resize(indices, len(values))",
        f"alpha, slope = {number(rule.alpha)}, {number(rule.slope)}",
        f"level, _, _ = smoothed(values {off} indices, alpha, 0.0, 0.0, 1.0, {number(rule.level)}, 0.0, [0.0])",
        "steps = ahead - 1 + (1 - (1 - alpha) ** (last + 1)) / alpha",
    ]
    return lines, f"(level[last] + slope / 2 * steps) {on} indices[at]"


NAMES = ("alpha", "beta", "gamma", "phi")

FORMS = {
    Repeat: repeat,
    SeasonalDrift: seasonal_drift,
    Drift: drift,
    Mean: mean,
    Autoregression: autoregression,
    Smoothing: smoothing,
    Theta: theta,
}
