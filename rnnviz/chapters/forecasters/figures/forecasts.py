"""A series and what is forecast of it."""

from collections.abc import Mapping

import numpy as np

from rnnviz.chapters.forecasters import words
from rnnviz.figures.axes import MARGIN, TimeAxis, boundaries, values_axis
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.labels import at_ends
from rnnviz.figures.layout import LEGEND, figure
from rnnviz.figures.marks import band as area
from rnnviz.figures.marks import line, note, points, ring, shade
from rnnviz.figures.palette import ACTUAL, BASELINES, BRANCH, PREDICTION, READ, faint
from rnnviz.figures.table import Table
from rnnviz.training import intervals
from rnnviz.training.intervals import Interval
from rnnviz.training.series import Series
from rnnviz.training.verdicts import brief
from rnnviz.training.windows import Prepared

Band = tuple[np.ndarray, np.ndarray, np.ndarray]
"""The least, the median and the greatest over seeds."""

Titled = tuple[str, np.ndarray]

HEIGHT, RANGE_SLIDER = 380, 90
"""Of the figure, and of what is below its plot where a long series has its overview there, in pixels."""

SHOWN = 420
"""How many values of a long series are in view at first."""

TRAINING_SHARE = 0.3
"""How much of the view is the training part, if it is that long."""


def in_view(length: int, test: int) -> tuple[int, int]:
    """Return the first and the last position of a long series that are in view at first.

    >>> in_view(2820, 2256), in_view(144, 96)
    ((2130, 2549), (0, 143))
    """
    if length <= SHOWN:
        return 0, length - 1
    first = min(max(test - int(TRAINING_SHARE * SHOWN), 0), length - SHOWN)
    return first, first + SHOWN - 1


def reachable(actual: np.ndarray, *predictions: np.ndarray) -> list[float]:
    """Return the range of the axis: what was measured, and every prediction that is off by no more than its height."""
    low, high = float(actual.min()), float(actual.max())
    height = (high - low) or 1.0
    said = np.concatenate([np.ravel(each) for each in predictions])
    said = said[(said >= low - height) & (said <= high + height)]
    low, high = min(low, said.min(initial=low)), max(high, said.max(initial=high))
    return [low - 0.05 * (high - low or 1.0), high + 0.14 * (high - low or 1.0)]  # above it the words have room


def forecast(
    series: Series,
    prepared: Prepared,
    predictions: np.ndarray,
    *,
    band: Band | None = None,
    ghost: Titled | None = None,
    baseline: Titled | None = None,
    chosen: int | None = None,
    interval: Interval | None = None,
) -> Drawing:
    """Draw a series, the predictions of its values, and the red line before the test part.

    The first traces are the predictions of each part, the next is the series, whatever else there is: see
    ``sample_at``.

    Args:
        series: the series that ``prepared`` was made from.
        prepared: its windows.
        predictions: (samples,), original units, as those of all others.
        band: over seeds, each (samples,).
        ghost: title and predictions of another run.
        baseline: title and predictions of a baseline.
        chosen: a sample, which is marked together with its window.
        interval: around the forecasts of the test part.
    """
    actual, test = prepared.values, prepared.boundary
    time = TimeAxis(series.dates, len(actual))
    truth, at = prepared.actual, time.at(prepared.positions)
    *_, testing = parts = tuple(prepared.parts.values())
    others = dict(each for each in (ghost, baseline) if each is not None)

    def both(name: str, values: np.ndarray, colour: str, **looks) -> list[dict]:
        """Return the lines of the parts, of which the last is in the legend."""
        looks |= {"hover": f"%{{x}}: {name} %{{y:.5g}}, actual %{{customdata:.5g}}", "name": name, "legendgroup": name}
        shown = drawable(values, actual)
        return [
            line(at[part], shown[part], colour, **looks, customdata=truth[part], showlegend=part is testing)
            for part in parts
        ]

    sparse = len(prepared) < len(actual) / 3
    traces = both("predicted", predictions, PREDICTION, width=2.5, zorder=5, dots=7 if sparse else None)
    said = {"hover": "%{x}: actual %{y:.5g}", "name": "actual"}
    traces.append(line(time.all, prepared.measured, ACTUAL, width=1.6, zorder=2, **said))
    if interval is not None:
        traces.append(around(at[testing], interval, actual))
    if band is not None:
        low, _, high = (drawable(each, actual) for each in band)
        traces += [between(at[part], low[part], high[part], part is testing) for part in parts]
    if ghost is not None:
        traces += both(*ghost, BRANCH, width=2, dash="dot", zorder=4)
    if baseline is not None:
        traces += both(brief(baseline[0]), baseline[1], BASELINES[0], width=1.6, dash="dash", zorder=3)
    shapes, notes = boundaries(time, prepared.trained, test)
    if chosen is not None:
        end = int(prepared.ends[chosen])
        shapes.append(read(time, end - prepared.preparation.window + 1, end))
        place = at[[chosen]], drawable(predictions[[chosen]], actual)
        traces.append(points(*place, marker=ring(PREDICTION, 15, 3), name="chosen", zorder=6, showlegend=False))
    low, high = reachable(actual, predictions, *others.values())
    if not ((predictions >= low) & (predictions <= high)).any():
        notes.append(note("<b>every prediction lies outside the picture</b>", 0.5, 0.5))
    first, last = in_view(len(actual), test)
    long, dated = len(actual) > SHOWN, time.layout(first, last)
    notes += at_ends(traces, low, high, HEIGHT - MARGIN[2] - (RANGE_SLIDER if long else MARGIN[3]), time.at(last))
    if long:
        dated["rangeslider"] = {"thickness": 0.14, "range": time.layout(0, len(actual) - 1)["range"]}
    shown = figure(
        traces,
        height=HEIGHT,
        margin=(*MARGIN[:3], 8) if long else MARGIN,
        legend=LEGEND,
        hovermode="closest",
        xaxis=dated,
        yaxis=values_axis(series.unit) | {"range": [low, high]},
        shapes=shapes,
        annotations=notes,
        uirevision=f"{len(actual)} {test} {actual[0]}",  # a reader's zoom lasts while the series does
    )
    columns = {
        "of": [series.label(position) for position in prepared.positions],
        "part": [prepared.part_of(sample) for sample in range(len(prepared))],
        "actual": truth,
        "predicted": predictions,
        **others,
    }
    if band is not None:
        columns |= dict(zip(("least of the seeds", "median", "greatest"), band, strict=True))
    said = words.runs.forecast(series, prepared, predictions, others, chosen)
    if interval is not None:
        low, high = ([""] * testing.start + each.tolist() for each in (interval.low, interval.high))
        columns |= {f"{interval.level:.0%} from": low, "to": high}
        said += f" {intervals.said(interval)}"
    return Drawing(shown, Table.of(columns), said)


def sample_at(prepared: Prepared, click: Mapping[str, int]) -> int | None:
    """Return which sample was clicked in a ``forecast``, or whose target; None where there is none.

    Args:
        prepared: the windows that were drawn.
        click: what the browser says: "curve" and "column", the number of the point.
    """
    curve, point = click.get("curve"), click.get("column")
    if not isinstance(curve, int) or not isinstance(point, int) or point < 0:
        return None
    parts = list(prepared.parts.values())
    if curve == len(parts):
        found = np.flatnonzero(prepared.positions == point)
        return int(found[0]) if len(found) else None
    if not 0 <= curve < len(parts):
        return None
    sample = parts[curve].start + point
    return sample if sample < parts[curve].stop else None


FAR = 1e4
"""How many times its height a series' picture is left by a number that is not drawn: browsers draw none so far out."""


def drawable(values: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """Return the values, NaN where they are infinite or ``FAR`` off what was measured: lines have gaps there."""
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(values - actual.mean()) <= FAR * (np.ptp(actual) or 1.0)
    return np.where(near, values, np.nan)


def between(x: np.ndarray, low: np.ndarray, high: np.ndarray, named: bool) -> dict:
    """Return the band between two lines, where both are finite."""
    can = np.isfinite(low) & np.isfinite(high)
    said = {"name": "all seeds", "legendgroup": "band", "showlegend": named, "zorder": 1}
    return area(x[can], low[can], high[can], faint(PREDICTION, 0.22), **said)


def around(x: np.ndarray, interval: Interval, actual: np.ndarray) -> dict:
    """Return the band of an interval around the forecasts at ``x``."""
    low, high = drawable(interval.low, actual), drawable(interval.high, actual)
    can = np.isfinite(low) & np.isfinite(high)
    return area(x[can], low[can], high[can], faint(PREDICTION, 0.13), name=f"{interval.level:.0%} interval", zorder=0)


def read(time: TimeAxis, first: int, last: int) -> dict:
    """Return a shade over the values that a network read."""
    begin = time.before(first) if first else float(time.at(0)) - time.width / 2
    return shade(begin, float(time.at(last)) + time.width / 2, faint(READ, 0.2))
