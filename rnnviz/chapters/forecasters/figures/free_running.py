"""Forecasts that go on from their own outputs, and how their errors grow."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.chapters.forecasters.figures.forecasts import drawable, reachable
from rnnviz.figures.axes import (
    ACTUAL,
    BASELINES,
    DASHES,
    LEGEND,
    MARGIN,
    PREDICTION,
    SMALL,
    TimeAxis,
    boundary,
    titled,
    values_axis,
)

BEFORE = 3
"""How many windows of what was measured are shown before the forecast begins, at least."""


def free_run(
    dates: tuple[str, ...] | None,
    actual: np.ndarray,
    unit: str,
    window: int,
    start: int,
    test: int,
    teacher: np.ndarray,
    free: np.ndarray,
    baselines: dict[str, np.ndarray],
) -> go.Figure:
    """What followed, what was said one step ahead, and what was said from the outputs alone.

    Args:
        dates: ISO dates of the values; None where they are only counted.
        actual: (n,), original units, as all below.
        unit: of the values.
        window: how many values are read.
        start: position of the first forecast; n is the first value beyond the data.
        test: position of the first value of the test part.
        teacher: (known,), given the actual values.
        free: (steps,), given its own outputs.
        baselines: by title, each (steps,).
    """
    time, steps = TimeAxis(dates, len(actual)), len(free)
    first, last = max(0, start - max(BEFORE * window, steps // 2, 12)), start + steps - 1
    shown = np.arange(first, min(last + 1, len(actual)))

    def line(name: str, values: np.ndarray, colour: str, width: float, dash: str = "solid") -> dict:
        trace = {"type": "scatter", "mode": "lines", "name": name, "x": time.at(start + np.arange(len(values)))}
        trace |= {"y": drawable(values, actual), "line": {"color": colour, "width": width, "dash": dash}}
        if len(values) <= 40:
            trace |= {"mode": "lines+markers", "marker": {"size": 5 if width < 2 else 7, "color": colour}}
        return trace | {"hovertemplate": f"%{{x}}: {name} %{{y:.5g}}<extra></extra>"}

    measured = {"type": "scatter", "mode": "lines", "name": "actual", "x": time.at(shown), "y": actual[shown]}
    measured |= {"line": {"color": ACTUAL, "width": 2}, "hovertemplate": "%{x}: actual %{y:.5g}<extra></extra>"}
    traces = [measured]
    for (title, values), colour, dash in zip(baselines.items(), BASELINES, DASHES, strict=False):
        traces.append(line(title, values, colour, 1.5, dash))
    traces.append(line("given the actual values", teacher, PREDICTION, 1.8, "dot"))
    traces.append(line("given its own outputs", free, PREDICTION, 3))
    shapes, notes = [], []
    if first < test <= last:
        red, notes = boundary(time.before(test))
        shapes.append(red)
    here = time.before(start)
    begin = {"type": "line", "x0": here, "x1": here, "y0": 0, "y1": 1, "yref": "paper"}
    shapes.append(begin | {"line": {"color": ACTUAL, "width": 1.5, "dash": "dash"}})
    word = {"y": 1, "yref": "paper", "yanchor": "top", "yshift": -3, "font": SMALL, "showarrow": False}
    if start < len(actual):
        below = {"yshift": -22} if notes else {}
        notes.append({**word, "x": here, "xanchor": "right", "xshift": -5, "text": "forecast from here on →"} | below)
    if last >= len(actual):
        end = time.before(len(actual))
        box = {
            "type": "rect",
            "x0": end,
            "x1": float(time.at(last)) + time.width / 2,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
        }
        shapes.append(box | {"fillcolor": "rgba(138, 148, 163, 0.2)", "line": {"width": 0}, "layer": "below"})
        notes.append({**word, "x": end, "xanchor": "left", "xshift": 5, "text": "beyond the data"})
    layout = {
        "height": 400,
        "margin": MARGIN,
        "legend": LEGEND,
        "hovermode": "closest",
        "xaxis": time.layout(first, last),
        "yaxis": values_axis(unit) | {"range": reachable(actual[shown], free, teacher, *baselines.values())},
        "shapes": shapes,
        "annotations": notes,
        "template": "none",
    }
    return go.Figure({"data": traces, "layout": layout})


HIGHEST = 3.0
"""How many times the error of the middling line the axis reaches: a forecast that runs away leaves it."""


def horizon_error(by_title: dict[str, np.ndarray], unit: str, season: int) -> go.Figure:
    """The error of free-running forecasts so many steps ahead, each (steps,): the first strong, the others dashed.

    Args:
        by_title: RMSE, original units.
        unit: of the errors.
        season: steps of one season, marked by lines across; 1 where there is none.
    """
    traces = []
    styles = [
        (PREDICTION, 3.0, "solid"),
        *((colour, 2.0, dash) for colour, dash in zip(BASELINES, DASHES, strict=True)),
    ]
    tops = [each[np.isfinite(each)].max(initial=0.0) for each in by_title.values()]
    top = 1.08 * min(max(tops), HIGHEST * float(np.median([each for each in tops if each] or [1.0])))
    for (title, values), (colour, width, dash) in zip(by_title.items(), styles, strict=False):
        steps = np.arange(1, len(values) + 1)
        shown = np.where(values <= 100 * top, values, np.nan)
        trace = {"type": "scatter", "mode": "lines+markers", "name": title, "x": steps, "y": shown}
        trace |= {"line": {"color": colour, "width": width, "dash": dash}, "zorder": 2 if width == 3 else 1}
        trace |= {"marker": {"size": 2 * width if len(steps) <= 40 else 1, "color": colour}}
        traces.append(trace | {"hovertemplate": f"{title}, %{{x}} ahead: %{{y:.4g}}<extra></extra>"})
    longest = max(len(each) for each in by_title.values())
    seasons = range(season, longest + 1, season) if 1 < season <= longest else ()
    line = {"type": "line", "y0": 0, "y1": 1, "yref": "paper", "line": {"color": ACTUAL, "width": 1, "dash": "dot"}}
    word = {"x": season, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left", "xshift": 3, "showarrow": False}
    layout = {
        "height": 380,
        "margin": MARGIN,
        "legend": LEGEND,
        "hovermode": "closest",
        "xaxis": {"title": titled("steps ahead"), "range": [0.5, longest + 0.5], "showgrid": False, "zeroline": False},
        "yaxis": values_axis(f"RMSE ({unit})" if unit else "RMSE") | {"range": [0, top or 1.0]},
        "shapes": [{**line, "x0": each, "x1": each} for each in seasons],
        "annotations": [{**word, "text": "one season", "font": SMALL}] if seasons else [],
        "template": "none",
    }
    layout["xaxis"] |= {"dtick": 1} if longest <= 12 else {}
    return go.Figure({"data": traces, "layout": layout})
