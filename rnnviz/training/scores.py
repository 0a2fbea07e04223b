"""How good forecasts are: their errors beside those of the baselines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rnnviz.core.numbers import written
from rnnviz.training.baselines import Baseline
from rnnviz.training.windows import Prepared


@dataclass(frozen=True)
class Score:
    """The errors of the forecasts of one part; NaN where a forecast is not a number or there is none to count.

    Args:
        samples: how many forecasts count.
        rmse: root of the mean squared error, original units.
        mae: mean absolute error, original units.
        mase: mean absolute error over that of the yardstick (see ``yardstick``); below 1 is better than repeating the
            last season, or the last value, one step ahead was in the training part.
        scaled_rmse: the RMSE as the network sees it, in scaled units.
    """

    samples: int
    rmse: float
    mae: float
    mase: float
    scaled_rmse: float


@dataclass(frozen=True)
class Row:
    """A line of the table of scores: a forecaster's title, its scores in every part, or why it has none."""

    title: str
    train: Score | None
    test: Score | None
    reason: str = ""
    validation: Score | None = None

    @property
    def choice(self) -> Score | None:
        """The score by which forecasters are chosen: of the validation part, where there is none of the test part."""
        return self.validation or self.test


def yardstick(prepared: Prepared, season: int = 1) -> float:
    """Return what MASE divides by: the mean distance of values one season apart in the training part.

    That is the mean absolute error, in the training part, of repeating the last season one step ahead; without a
    season, or with a training part no longer than one, of repeating the last value (Hyndman and Koehler 2006). It is
    the same for every horizon and window; values that were not measured are left out.

    Returns:
        Original units; 0 where the training part is constant.
    """
    return prepared.mean_change(season if season < prepared.trained else 1)


def rmse(predictions: np.ndarray, actual: np.ndarray, axis: int | None = None) -> np.ndarray:
    """Return the root of the mean squared error along an axis, or over all; where ``actual`` is NaN nothing counts."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.sqrt(np.square(predictions - actual).mean(axis, where=~np.isnan(actual)))


def score(predictions: np.ndarray, actual: np.ndarray, prepared: Prepared, season: int = 1) -> Score:
    """Return the errors of ``predictions`` (m,) of ``actual`` (m,), original units; a NaN among them makes all NaN."""
    if not len(actual):
        return Score(0, *[float("nan")] * 4)
    with np.errstate(over="ignore", invalid="ignore"):
        mae = float(np.abs(predictions - actual).mean())
    found, unit = float(rmse(predictions, actual)), yardstick(prepared, season)
    levels = prepared.preparation.transforming.levels
    scaled = float(rmse(levels(predictions), levels(actual))) / prepared.scaler.scale
    return Score(len(actual), found, mae, mae / unit if unit else float("nan"), scaled)


def score_row(title: str, predictions: np.ndarray, prepared: Prepared, season: int = 1) -> Row:
    """Return the scores of ``predictions`` (samples,), in original units, in both parts.

    Raises:
        ValueError: if there is not one prediction for each sample.
    """
    if np.shape(predictions) != prepared.positions.shape:
        raise ValueError(
            f"predictions must have shape {prepared.positions.shape}, one for each sample; received "
            f"{np.shape(predictions)}."
        )
    found = {
        name: score(predictions[part], prepared.actual[part], prepared, season) for name, part in prepared.parts.items()
    }
    return Row(title, found["training"], found["test"], validation=found.get("validation"))


def baseline_row(baseline: Baseline, prepared: Prepared, season: int = 1) -> Row:
    """Return the scores of a baseline, in the training part over the samples that it can predict."""
    if baseline.predictions is None:
        return Row(baseline.title, None, None, baseline.reason)
    row, can = score_row(baseline.title, baseline.predictions, prepared, season), ~np.isnan(baseline.predictions)
    can[prepared.n_train :] = False
    return replace(row, train=score(baseline.predictions[can], prepared.actual[can], prepared, season))


def score_table(
    prepared: Prepared, networks: Mapping[str, np.ndarray], baselines: Mapping[str, Baseline], season: int = 1
) -> list[Row]:
    """Return a row for each network's predictions (samples,), original units, by title; then one for each baseline.

    ``season`` is what MASE is scaled by: see ``yardstick``.
    """
    return [score_row(title, predictions, prepared, season) for title, predictions in networks.items()] + [
        baseline_row(baseline, prepared, season) for baseline in baselines.values()
    ]


def best_row(rows: Sequence[Row]) -> Row | None:
    """Return the row with the least error where forecasters are chosen; None where none has a number there."""
    can = [row for row in rows if row.choice is not None and np.isfinite(row.choice.rmse)]
    return min(can, key=lambda row: row.choice.rmse, default=None)


def measured(value: float, unit: str) -> str:
    """Return a number to three digits with its unit, if it has one."""
    return f"{short(value)} {unit}".strip()


def short(value: float) -> str:
    """Return a number to three digits, zeros among them, so that numbers side by side can be compared.

    >>> short(20.1992), short(15.0), short(0.0796), short(904.96), short(2421.49), short(9.999), short(1.23456e-6)
    ('20.2', '15.0', '0.0796', '905', '2421', '10.0', '1.23×10⁻⁶')
    """
    value = float(value)
    if value == 0 or not np.isfinite(value):
        return written(value)
    order = int(f"{value:.2e}".split("e")[1])  # after rounding
    if not -5 <= order < 7:
        return written(value, 4)
    return f"{value:.{max(0, 2 - order)}f}".replace("-", "−")
