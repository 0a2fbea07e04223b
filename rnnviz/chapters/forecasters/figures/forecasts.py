"""A series and what is forecast of it."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.axes import ACTUAL, BASELINES, LEGEND, MARGIN, PREDICTION, TimeAxis, boundary, values_axis

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
) -> go.Figure:
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
    parts = (slice(None, train), slice(train, None))
    sparse = len(positions) < len(actual) / 3
    truth, said = actual[positions], time.at(positions)

    def line(name: str, values: np.ndarray, part: slice, style: dict, **more) -> dict:
        trace = {"type": "scatter", "mode": "lines", "name": name, "x": said[part], "y": drawable(values[part], actual)}
        hover = f"%{{x}}: {name} %{{y:.5g}}, actual %{{customdata:.5g}}<extra></extra>"
        trace |= {"customdata": truth[part], "hovertemplate": hover, "line": style, "legendgroup": name}
        return trace | {"showlegend": part is parts[1]} | more

    strong = {"color": PREDICTION, "width": 2.5}
    markers = {"mode": "lines+markers", "marker": {"size": 7, "color": PREDICTION}} if sparse else {}
    traces = [line("predicted", predictions, part, strong, zorder=5, **markers) for part in parts]
    measured = {"type": "scatter", "mode": "lines", "name": "actual", "x": time.all, "y": actual, "zorder": 2}
    traces.append(
        measured | {"line": {"color": ACTUAL, "width": 1.6}, "hovertemplate": "%{x}: actual %{y:.5g}<extra></extra>"}
    )
    if band is not None:
        low, median, high = band
        traces += [
            between(said[part], drawable(low, actual)[part], drawable(high, actual)[part], part is parts[1])
            for part in parts
        ]
        thin = {"color": PREDICTION, "width": 1.2, "dash": "dash"}
        traces += [line("median of the seeds", median, part, thin, zorder=3) for part in parts]
    if ghost is not None:
        dotted = {"color": PREDICTION, "width": 2, "dash": "dot"}
        traces += [line(ghost[0], ghost[1], part, dotted, zorder=4, opacity=0.85) for part in parts]
    if baseline is not None:
        dashed = {"color": BASELINES[0], "width": 1.6, "dash": "dash"}
        traces += [line(baseline[0], baseline[1], part, dashed, zorder=3) for part in parts]
    red, words = boundary(time.before(test))
    shapes = [red]
    if chosen is not None:
        sample, first, last = chosen
        shapes.append(read(time, first, last))
        ring = {"type": "scatter", "mode": "markers", "name": "chosen", "x": said[[sample]]}
        ring |= {"y": drawable(predictions[[sample]], actual), "hoverinfo": "skip", "zorder": 6, "showlegend": False}
        style = {"size": 15, "symbol": "circle-open", "color": PREDICTION, "line": {"width": 3}}
        traces.append(ring | {"marker": style})
    others = [each[1] for each in (ghost, baseline) if each is not None]
    view = in_view(len(actual), test)
    layout = {
        "height": 400,
        "margin": MARGIN,
        "legend": LEGEND,
        "hovermode": "closest",
        "xaxis": time.layout(*view),
        "yaxis": values_axis(unit),
        "shapes": shapes,
        "annotations": words,
        "uirevision": f"{len(actual)} {test} {actual[0]}",  # a reader's zoom lasts while the series does
        "template": "none",
    }
    low, high = layout["yaxis"]["range"] = reachable(actual, predictions, *others)
    if not ((predictions >= low) & (predictions <= high)).any():
        place = {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False}
        words.append({**place, "text": "<b>every prediction lies outside the picture</b>"})
    if len(actual) > SHOWN:
        layout["xaxis"]["rangeslider"] = {"thickness": 0.14, "range": time.layout(0, len(actual) - 1)["range"]}
        layout["margin"] = {**MARGIN, "b": 8}
    return go.Figure({"data": traces, "layout": layout})


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
    x, low, high = x[can], low[can], high[can]
    outline = {"x": np.concatenate([x, x[::-1]]), "y": np.concatenate([high, low[::-1]])}
    trace = {"type": "scatter", "mode": "lines", "fill": "toself", "fillcolor": "rgba(213, 94, 0, 0.22)", **outline}
    trace |= {"line": {"width": 0}, "hoverinfo": "skip", "zorder": 1, "legendgroup": "band"}
    return trace | {"name": "all seeds", "showlegend": named}


def read(time: TimeAxis, first: int, last: int) -> dict:
    """A shade over the values that a network read."""
    box = {"type": "rect", "x0": time.before(first) if first else float(time.at(0)) - time.width / 2}
    box |= {"x1": float(time.at(last)) + time.width / 2, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return box | {"fillcolor": "rgba(0, 158, 115, 0.2)", "line": {"width": 0}}
