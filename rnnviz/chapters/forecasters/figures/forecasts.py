"""A series and what is forecast of it."""

import numpy as np

from rnnviz.figures.axes import MARGIN, TimeAxis, boundary, values_axis
from rnnviz.figures.layout import LEGEND, figure
from rnnviz.figures.marks import band as area
from rnnviz.figures.marks import line, note, points, ring, shade
from rnnviz.figures.palette import ACTUAL, BASELINES, PREDICTION, READ, faint

SHOWN = 420
"""How many values of a long series are in view at first."""

TRAINING_SHARE = 0.3
"""How much of the view is the training part, if it is that long."""


def in_view(length: int, test: int) -> tuple[int, int]:
    """The first and the last position of a long series that are in view at first.

    >>> in_view(2820, 2256), in_view(144, 96)
    ((2130, 2549), (0, 143))
    """
    if length <= SHOWN:
        return 0, length - 1
    first = min(max(test - int(TRAINING_SHARE * SHOWN), 0), length - SHOWN)
    return first, first + SHOWN - 1


def reachable(actual: np.ndarray, *predictions: np.ndarray) -> list[float]:
    """The range of the axis: all that was measured, and every prediction that is off by no more than its height."""
    low, high = float(actual.min()), float(actual.max())
    height = (high - low) or 1.0
    said = np.concatenate([np.ravel(each) for each in predictions])
    said = said[(said >= low - height) & (said <= high + height)]
    low, high = min(low, said.min(initial=low)), max(high, said.max(initial=high))
    return [low - 0.05 * (high - low or 1.0), high + 0.14 * (high - low or 1.0)]  # above it the words have room


def forecast(
    dates: tuple[str, ...] | None,
    actual: np.ndarray,
    unit: str,
    positions: np.ndarray,
    predictions: np.ndarray,
    train: int,
    test: int,
    *,
    band: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
    ghost: tuple[str, np.ndarray] | None = None,
    baseline: tuple[str, np.ndarray] | None = None,
    chosen: tuple[int, int, int] | None = None,
) -> dict:
    """A series, the predictions of its values, and the red line before the test part.

    The first two traces are the predictions of the training and of the test part, the third is the series, whatever
    else there is: the number of a clicked point tells the sample.

    Args:
        dates: ISO dates of the values; None where they are only counted.
        actual: (n,), original units, as all below.
        unit: of the values.
        positions: (samples,), of which value each prediction is.
        predictions: (samples,).
        train: how many samples are the training part's.
        test: position of the first value of the test part.
        band: least, median and greatest prediction over seeds, each (samples,).
        ghost: title and predictions (samples,) of another run.
        baseline: title and predictions (samples,).
        chosen: a sample, with the positions of the first and the last value of its window.
    """
    time = TimeAxis(dates, len(actual))
    truth, at = actual[positions], time.at(positions)
    _, testing = parts = slice(None, train), slice(train, None)

    def both(name: str, values: np.ndarray, colour: str, **looks) -> list[dict]:
        """Return the lines of the two parts, of which the second is in the legend."""
        looks |= {"hover": f"%{{x}}: {name} %{{y:.5g}}, actual %{{customdata:.5g}}", "name": name, "legendgroup": name}
        shown = drawable(values, actual)
        return [
            line(at[part], shown[part], colour, **looks, customdata=truth[part], showlegend=part is testing)
            for part in parts
        ]

    sparse = len(positions) < len(actual) / 3
    traces = both("predicted", predictions, PREDICTION, width=2.5, zorder=5, dots=7 if sparse else None)
    said = {"hover": "%{x}: actual %{y:.5g}", "name": "actual"}
    traces.append(line(time.all, actual, ACTUAL, width=1.6, zorder=2, **said))
    if band is not None:
        low, median, high = (drawable(each, actual) for each in band)
        traces += [between(at[part], low[part], high[part], part is testing) for part in parts]
        traces += both("median of the seeds", median, PREDICTION, width=1.2, dash="dash", zorder=3)
    if ghost is not None:
        traces += both(*ghost, PREDICTION, width=2, dash="dot", zorder=4, opacity=0.85)
    if baseline is not None:
        traces += both(*baseline, BASELINES[0], width=1.6, dash="dash", zorder=3)
    red, words = boundary(time.before(test))
    shapes = [red]
    if chosen is not None:
        sample, first, last = chosen
        shapes.append(read(time, first, last))
        place = at[[sample]], drawable(predictions[[sample]], actual)
        traces.append(points(*place, marker=ring(PREDICTION, 15, 3), name="chosen", zorder=6, showlegend=False))
    low, high = reachable(actual, predictions, *(each[1] for each in (ghost, baseline) if each is not None))
    if not ((predictions >= low) & (predictions <= high)).any():
        words.append(note("<b>every prediction lies outside the picture</b>", 0.5, 0.5))
    long, dated = len(actual) > SHOWN, time.layout(*in_view(len(actual), test))
    if long:
        dated["rangeslider"] = {"thickness": 0.14, "range": time.layout(0, len(actual) - 1)["range"]}
    return figure(
        traces,
        height=400,
        margin=(*MARGIN[:3], 8) if long else MARGIN,
        legend=LEGEND,
        hovermode="closest",
        xaxis=dated,
        yaxis=values_axis(unit) | {"range": [low, high]},
        shapes=shapes,
        annotations=words,
        uirevision=f"{len(actual)} {test} {actual[0]}",  # a reader's zoom lasts while the series does
    )


FAR = 1e4
"""How many times its height a series' picture is left by a number that is not drawn: browsers draw none so far out."""


def drawable(values: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """The values, NaN where they are infinite or ``FAR`` off what was measured: lines have gaps there."""
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(values - actual.mean()) <= FAR * (np.ptp(actual) or 1.0)
    return np.where(near, values, np.nan)


def between(x: np.ndarray, low: np.ndarray, high: np.ndarray, named: bool) -> dict:
    """The band between two lines, where both are finite."""
    can = np.isfinite(low) & np.isfinite(high)
    said = {"name": "all seeds", "legendgroup": "band", "showlegend": named, "zorder": 1}
    return area(x[can], low[can], high[can], faint(PREDICTION, 0.22), **said)


def read(time: TimeAxis, first: int, last: int) -> dict:
    """A shade over the values that a network read."""
    begin = time.before(first) if first else float(time.at(0)) - time.width / 2
    return shade(begin, float(time.at(last)) + time.width / 2, faint(READ, 0.2))
