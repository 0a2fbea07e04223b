"""How a series becomes windows and targets."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.axes import ACTUAL, LEGEND, PREDICTION, READ, TimeAxis, boundary, values_axis

DRAWN = 4
"""How many windows are drawn at most."""

DOTTED = 60
"""Up to how many values each one is a dot."""


def windows(
    dates: tuple[str, ...] | None,
    values: np.ndarray,
    unit: str,
    window: int,
    ends: np.ndarray,
    positions: np.ndarray,
    shape: str,
    test: int,
) -> go.Figure:
    """The whole series with its two parts; below it the first windows, each a bar in a lane with its target's dot.

    Args:
        dates: ISO dates of the values; None where they are only counted.
        values: (n,), original units.
        unit: of the values.
        window: how many values each window has.
        ends: positions of the last value of each window of the training part.
        positions: positions of their targets.
        shape: of the training part's windows, in words.
        test: position of the first value of the test part.
    """
    time, drawn = TimeAxis(dates, len(values)), min(DRAWN, len(ends))
    last = min(int(positions[drawn - 1]) + max(2, window // 4), len(values) - 1)
    near, dotted = np.arange(last + 1), last < DOTTED
    lanes = np.arange(drawn)
    mode = "lines+markers" if dotted else "lines"
    quiet = {"color": ACTUAL, "width": 1.5}
    whole = {"type": "scatter", "mode": "lines", "x": time.all, "y": values, "line": {**quiet, "width": 1}}
    series = {"type": "scatter", "mode": mode, "x": time.at(near), "y": values[near], "xaxis": "x2", "yaxis": "y2"}
    series |= {
        "line": quiet,
        "marker": {"size": 5, "color": ACTUAL},
        "hovertemplate": f"%{{x}}: %{{y:.5g}} {unit}<extra></extra>",
    }
    aims = {"type": "scatter", "mode": "markers", "x": time.at(positions[:drawn]), "y": values[positions[:drawn]]}
    aims |= {"xaxis": "x2", "yaxis": "y2", "hovertemplate": f"target, %{{x}}: %{{y:.5g}} {unit}<extra></extra>"}
    aims |= {"marker": {"size": 11, "color": PREDICTION, "symbol": "circle-open", "line": {"width": 2.5}}}
    traces = [each | {"showlegend": False} for each in (whole | {"hoverinfo": "skip"}, series, aims)]
    steps = "1 step" if positions[0] - ends[0] == 1 else f"{positions[0] - ends[0]} steps"
    for lane, end, target in zip(lanes, ends, positions, strict=False):
        within = np.arange(end - window + 1, end + 1)
        on_lane = {"type": "scatter", "xaxis": "x2", "yaxis": "y3", "showlegend": bool(lane == 0)}
        way = {"mode": "lines", "x": time.at(np.array([end, target])), "y": [lane, lane], "hoverinfo": "skip"}
        way |= {"line": {"color": PREDICTION, "width": 1.5, "dash": "dot"}, "showlegend": False}
        bar = {"mode": mode if window > 1 else "markers", "x": time.at(within), "y": np.full(window, lane)}
        bar |= {"line": {"color": READ, "width": 7}, "marker": {"size": 11, "color": READ}}
        bar |= {"name": "read: " + ("1 value" if window == 1 else f"{window} values")}
        bar |= {"customdata": values[within], "hovertemplate": "read, %{x}: %{customdata:.5g}<extra></extra>"}
        dot = {"mode": "markers", "x": time.at(np.array([target])), "y": [lane], "customdata": [values[target]]}
        dot |= {"marker": {"size": 12, "color": PREDICTION}, "name": f"target: {steps} after the last"}
        dot |= {"hovertemplate": "target, %{x}: %{customdata:.5g}<extra></extra>"}
        traces += [on_lane | way, on_lane | bar, on_lane | dot]
    red, words = boundary(time.before(test))
    red |= {"yref": "y domain"}
    for word in words:
        word |= {"yref": "y domain", "yanchor": "bottom", "y": 1}
    box = {"type": "rect", "x0": float(time.at(0)), "x1": float(time.at(last)), "yref": "y domain", "y0": 0, "y1": 1}
    box |= {"fillcolor": "rgba(0, 158, 115, 0.25)", "line": {"width": 0}, "layer": "below"}
    place = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "yanchor": "bottom", "showarrow": False}
    said = {**place, "y": 0.62, "xshift": -40, "text": f"<b>training: {shape}</b>"}
    more = int(len(ends) > drawn)
    layout = {
        "height": 460,
        "margin": {"l": 74, "r": 14, "t": 30, "b": 60},
        "legend": LEGEND | {"y": -0.12, "yanchor": "top"},
        "xaxis": time.layout(0, len(values) - 1) | {"anchor": "y", "fixedrange": True},
        "yaxis": {"domain": [0.85, 1.0], "showticklabels": False, "showgrid": False, "zeroline": False},
        "xaxis2": time.layout(0, last) | {"anchor": "y3"},
        "yaxis2": values_axis("") | {"domain": [0.31, 0.6], "anchor": "x2", "nticks": 4},
        "yaxis3": {"domain": [0.02, 0.27], "anchor": "x2", "range": [drawn + more - 0.5, -0.5], "showgrid": False},
        "shapes": [red, box],
        "annotations": [*words, said],
        "hovermode": "closest",
        "template": "none",
    }
    layout["yaxis"] |= {"fixedrange": True}
    names = [f"window {lane + 1}" for lane in lanes] + ["⋮"] * more
    layout["yaxis3"] |= {"tickvals": list(range(drawn + more)), "ticktext": names, "zeroline": False}
    return go.Figure({"data": traces, "layout": layout})
