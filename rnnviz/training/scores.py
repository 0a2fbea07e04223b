"""How good forecasts are: their errors beside those of the baselines, and who wins, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.core.numbers import written
from rnnviz.training.baselines import Baseline
from rnnviz.training.preparation import Prepared


@dataclass(frozen=True)
class Score:
    """The errors of the forecasts of one part; NaN where a forecast is not a number or there is none to count.

    Args:
        samples: how many forecasts count.
        rmse: root of the mean squared error, original units.
        mae: mean absolute error, original units.
        mase: mean absolute error over that of the yardstick (see ``yardstick``); below 1 is better than repeating the
            last value was in the training part.
        scaled_rmse: the RMSE as the network sees it, in scaled units.
    """

    samples: int
    rmse: float
    mae: float
    mase: float
    scaled_rmse: float


@dataclass(frozen=True)
class Row:
    """A line of the table of scores: a forecaster's title, its scores in both parts, or why it has none."""

    title: str
    train: Score | None
    test: Score | None
    reason: str = ""


def yardstick(prepared: Prepared) -> float:
    """Return what MASE divides by: the mean distance of values ``horizon`` steps apart in the training part.

    With horizon 1 this is the mean absolute scaled error of Hyndman and Koehler (2006), whose yardstick is the naive
    one-step forecast; with a longer one the yardstick looks as far ahead as the forecasts do. All values of the
    training part count, whichever windows there are.

    Returns:
        Original units; 0 where the training part is constant.
    """
    training, horizon = prepared.values[: prepared.boundary], prepared.preparation.horizon
    return float(np.abs(training[horizon:] - training[:-horizon]).mean())


def score(predictions: np.ndarray, actual: np.ndarray, prepared: Prepared) -> Score:
    """Return the errors of ``predictions`` (m,) of ``actual`` (m,), original units; a NaN among them makes all NaN."""
    if not len(actual):
        return Score(0, *[float("nan")] * 4)
    with np.errstate(over="ignore", invalid="ignore"):
        errors = predictions - actual
        rmse, mae = float(np.sqrt(np.square(errors).mean())), float(np.abs(errors).mean())
    unit = yardstick(prepared)
    return Score(len(actual), rmse, mae, mae / unit if unit else float("nan"), rmse / prepared.scaler.scale)


def score_row(title: str, predictions: np.ndarray, prepared: Prepared) -> Row:
    """Return the scores of ``predictions`` (samples,), in original units, in both parts.

    Raises:
        ValueError: if there is not one prediction for each sample.
    """
    if np.shape(predictions) != prepared.positions.shape:
        raise ValueError(
            f"predictions must have shape {prepared.positions.shape}, one for each sample; received "
            f"{np.shape(predictions)}."
        )
    train, test = slice(None, prepared.n_train), slice(prepared.n_train, None)
    return Row(title, *(score(predictions[part], prepared.actual[part], prepared) for part in (train, test)))


def baseline_row(baseline: Baseline, prepared: Prepared) -> Row:
    """Return the scores of a baseline, in the training part over the samples that it can predict."""
    if baseline.predictions is None:
        return Row(baseline.title, None, None, baseline.reason)
    train, test = slice(None, prepared.n_train), slice(prepared.n_train, None)
    can = ~np.isnan(baseline.predictions[train])
    return Row(
        baseline.title,
        score(baseline.predictions[train][can], prepared.actual[train][can], prepared),
        score(baseline.predictions[test], prepared.actual[test], prepared),
    )


def score_table(prepared: Prepared, networks: Mapping[str, np.ndarray], baselines: Mapping[str, Baseline]) -> list[Row]:
    """Return a row for each network's predictions (samples,), original units, by title; then one for each baseline."""
    return [score_row(title, predictions, prepared) for title, predictions in networks.items()] + [
        baseline_row(baseline, prepared) for baseline in baselines.values()
    ]


def best_row(rows: Sequence[Row]) -> Row | None:
    """Return the row with the least error on the test part; None where none has an error that is a number."""
    can = [row for row in rows if row.test is not None and np.isfinite(row.test.rmse)]
    return min(can, key=lambda row: row.test.rmse, default=None)


def verdict(network: str, rmses: Sequence[float], rows: Sequence[Row], unit: str = "") -> str:
    """Say who wins on the test part, by how much, and whether that is more than the variance of the seeds.

    The network's error is the median over its seeds. The spread over seeds is the range, from the best seed to the
    worst, which asks for no distribution. The best baseline is the one with the least error on this very part.

    Args:
        network: what to call it, such as "the network".
        rmses: its RMSE on the test part for each seed, original units; NaN or infinite for a seed that diverged.
        rows: the scores of the baselines, as in ``score_table``.
        unit: of the values; "" where there is none.

    >>> rows = [Row("repeating the last value", None, Score(46, 20.2, 14.0, 1.2, 0.08))]
    >>> print(verdict("the network", [22.0, 24.0, 23.0], rows, "sunspots"))
    On the test part the best baseline, repeating the last value, wins: its RMSE is 20.2 sunspots. That of the \
network is 13.9 % more, 23.0 sunspots (the median of 3 seeds). The difference is larger than the spread over the \
seeds, 2.00 sunspots from the best to the worst, and none of the 3 seeds beats the baseline.
    """
    finite = np.sort([each for each in rmses if np.isfinite(each)])
    best = best_row(rows)
    if not len(finite):
        beside = f" That of the best baseline, {best.title}, is {measured(best.test.rmse, unit)}." if best else ""
        return f"On the test part the RMSE of {network} is not a number: its training diverged.{beside}"
    median = float(np.median(finite))
    reached = measured(median, unit) + (f" (the median of {len(finite)} seeds)" if len(finite) > 1 else "")
    if best is None:
        said = f"On the test part the RMSE of {network} is {reached}; there is no baseline to compare it with."
    else:
        said = (
            f"{comparison(network, median, reached, best, unit)} {seed_variance(finite, median, best.test.rmse, unit)}"
        )
    lost = len(rmses) - len(finite)
    if lost:
        said += f" {lost} of {len(rmses)} seeds diverged and {'is' if lost == 1 else 'are'} not counted."
    return said


def comparison(network: str, median: float, reached: str, best: Row, unit: str) -> str:
    """Say who wins, and by how much of the baseline's error."""
    bar = best.test.rmse
    if short(median) == short(bar):
        return (
            f"On the test part {network} and the best baseline, {best.title}, are equal to three digits: their RMSE "
            f"is {reached}."
        )
    share = f"{short(100.0 * abs(median - bar) / bar)} % " if bar > 0 else ""
    if median < bar:
        return (
            f"On the test part {network} wins: its RMSE is {reached}, {share}less than the {measured(bar, unit)} of "
            f"the best baseline, {best.title}."
        )
    return (
        f"On the test part the best baseline, {best.title}, wins: its RMSE is {measured(bar, unit)}. That of {network} "
        f"is {share}more, {reached}."
    )


def seed_variance(finite: np.ndarray, median: float, bar: float, unit: str) -> str:
    """Tell whether the difference to the baseline is more than the range of the seeds' RMSEs (m,), sorted."""
    if len(finite) == 1:
        return "That is one seed: how much of it is luck, more seeds would tell."
    spread, better = finite[-1] - finite[0], int((finite < bar).sum())
    beats = f"{better or 'none'} of the {len(finite)} seeds {'beat' if better > 1 else 'beats'} the baseline"
    if short(median) == short(bar):
        return f"The spread over the seeds is {measured(spread, unit)} from the best to the worst, and {beats}."
    larger = "larger" if abs(median - bar) > spread else "not larger"
    return (
        f"The difference is {larger} than the spread over the seeds, {measured(spread, unit)} from the best to the "
        f"worst, and {beats}."
    )


def beside(network: str, rmses: Sequence[float], rows: Sequence[Row], simplest: Row, unit: str = "") -> str:
    """Say whether a network that loses to the best baseline beats at least the simplest; "" where that is not new.

    Args:
        network: what to call it.
        rmses: as for ``verdict``.
        rows: the scores of the baselines.
        simplest: the score of the simplest of them.
        unit: of the values.

    >>> last = Row("repeating the last value", None, Score(46, 20.2, 14.0, 1.2, 0.08))
    >>> rows = [last, Row("AR(1)", None, Score(46, 18.6, 13.1, 1.1, 0.07))]
    >>> beside("the network", [22.0, 24.0, 19.0], rows, last, "sunspots")
    'Nor does the network beat repeating the last value, 20.2 sunspots: 1 of the 3 seeds does.'
    """
    finite = [each for each in rmses if np.isfinite(each)]
    bars = [row.test.rmse for row in rows if row.test is not None and np.isfinite(row.test.rmse)]
    if not finite or simplest.test is None or not min(bars) < simplest.test.rmse or np.median(finite) < min(bars):
        return ""
    bar = simplest.test.rmse
    better = sum(each < bar for each in finite)
    begin = f"But {network} beats" if np.median(finite) < bar else f"Nor does {network} beat"
    of_seeds = f": {better or 'none'} of the {len(finite)} seeds {'do' if better > 1 else 'does'}"
    return f"{begin} {simplest.title}, {measured(bar, unit)}{of_seeds if len(finite) > 1 else ''}."


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
