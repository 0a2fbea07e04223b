"""Forecasts that need no network: what a network must beat before it has learned anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.core.numbers import plural
from rnnviz.training.baselines.autoregression import Autoregression, fit_autoregression, order_by_aic
from rnnviz.training.baselines.forecaster import Drift, Forecaster, Mean, Repeat, SeasonalDrift
from rnnviz.training.baselines.smoothing import Smoothing, Theta, fit_smoothing, fit_theta
from rnnviz.training.windows import Prepared

__all__ = [
    "Autoregression",
    "Baseline",
    "Drift",
    "Forecaster",
    "Mean",
    "Repeat",
    "Rule",
    "SeasonalDrift",
    "Smoothing",
    "Theta",
    "baselines",
    "fit_autoregression",
    "fit_rules",
    "fit_smoothing",
    "fit_smoothings",
    "fit_theta",
    "order_by_aic",
]


@dataclass(frozen=True, eq=False)
class Rule:
    """A forecaster that was fitted to a training part, or the reason why there is none.

    Args:
        title: what it is, for a table.
        forecaster: None where it cannot be made.
        reason: a sentence; "" where it can be made.
    """

    title: str
    forecaster: Forecaster | None = None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Baseline(Rule):
    """A rule and what it predicts.

    Args:
        predictions: (samples,), original units; None where it cannot be made. NaN for the first samples of the
            training part, before which it has not enough to read.
    """

    predictions: np.ndarray | None = None


def attempt(title: str, fit: Callable[[], Forecaster]) -> Rule:
    """Return a rule, or why it cannot be fitted."""
    try:
        return Rule(title, fit())
    except ValueError as error:
        return Rule(title, reason=str(error))


def fit_smoothings(training: np.ndarray, season: int) -> dict[str, Rule]:
    """Fit "ets" and "theta" to a training part (n,): what takes the longest, and is the same for every horizon."""
    try:
        form, smoothing = fit_smoothing(training, season)
        ets = Rule(f"exponential smoothing {form}", smoothing)
    except ValueError as error:
        ets = Rule("exponential smoothing", reason=str(error))
    return {"ets": ets, "theta": attempt("Theta", lambda: fit_theta(training, season))}


def fit_rules(
    training: np.ndarray,
    season: int,
    horizon: int = 1,
    imputed: Sequence[int] = (),
    smoothings: Mapping[str, Rule] | None = None,
) -> dict[str, Rule]:
    """Fit every rule to a training part (n,).

    They are "repeat", "seasonal", "drift", "seasonal drift", "mean", "ar", "ets" and "theta". None looks at the windows
    of a network, so none changes with them. The autoregression's order is chosen by Akaike's criterion, and it
    forecasts ``horizon`` steps directly; all others go on from their own forecasts. Values at the positions ``imputed``
    were not measured: the mean leaves them out, and no autoregression is fitted to them as targets. ``smoothings`` are
    what ``fit_smoothings`` returned for the same training part and season; None to fit them now.
    """

    def seasonal(make: Callable[[int], Forecaster]) -> Callable[[], Forecaster]:
        return lambda: checked_season(make(season), training, season, horizon)

    order = order_by_aic(training, horizon, imputed)
    steps = f" ({season} steps)" if season > 1 else ""
    return {
        "repeat": Rule("repeating the last value", Repeat()),
        "seasonal": attempt(f"repeating the last season{steps}", seasonal(Repeat)),
        "drift": attempt("drift", lambda: Drift(float(training[-1] - training[0]) / max(len(training) - 1, 1))),
        "seasonal drift": attempt("repeating the last season with drift", seasonal(SeasonalDrift)),
        "mean": Rule("the mean of the training part", Mean(float(np.delete(training, imputed).mean()))),
        "ar": attempt(f"AR({order})", lambda: fit_autoregression(training, order, horizon, imputed)),
        **(smoothings or fit_smoothings(training, season)),
    }


def checked_season(forecaster: Forecaster, training: np.ndarray, season: int, horizon: int) -> Forecaster:
    """Return a seasonal rule; ValueError where there is no season, or the training part ends before it can speak."""
    if season == 1:
        raise ValueError("No season is given that could be repeated.")
    first = len(training)
    if first < horizon or np.isnan(forecaster.paths(training, np.array([first - horizon]), horizon)[0, -1]):
        raise ValueError(f"One season is {season} steps, and the training part has only {plural(first, 'value')}.")
    return forecaster


def baselines(prepared: Prepared, season: int, rules: Mapping[str, Rule] | None = None) -> dict[str, Baseline]:
    """Return every baseline of a prepared series: its rules and what they predict.

    Rules are fitted on the training part, on all its values, and not again on the validation part: the network is not
    either, so that they differ in method alone. Every prediction reads values up to its window's end only,
    and such as lie before the window where the rule asks for them.

    Args:
        prepared: the series.
        season: steps of one season; 1 where there is none.
        rules: what ``fit_rules`` returned for the same training part, season and horizon; None to fit them now.
    """
    horizon = prepared.horizon
    if rules is None:
        imputed = prepared.imputed[prepared.imputed < prepared.trained]
        rules = fit_rules(prepared.values[: prepared.trained], season, horizon, imputed)
    return {
        name: Baseline(
            rule.title,
            rule.forecaster,
            rule.reason,
            rule.forecaster and rule.forecaster.predict(prepared.values, prepared.positions, horizon),
        )
        for name, rule in rules.items()
    }
