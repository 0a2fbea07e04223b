"""Gradients over time, what each timestep contributes, matrices, and clipping."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.cell_styles import KIND_COLOURS
from rnnviz.figures.log_axis import LogAxis, texts

MARGIN = {"l": 56, "r": 12, "t": 10, "b": 42}
LEGEND = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0}


def over_time(lines: list[dict], title: str, marks: tuple[int, ...], selected: int) -> go.Figure:
    """One number a timestep for each line, on a log axis.

    Args:
        lines: dicts of name, kind, values (timesteps,) and dashed.
        title: of the axis.
        marks: the timesteps, from 0, at which the loss is taken.
        selected: the timestep, from 0, that the reader looks at.
    """
    axis = LogAxis(*(line["values"] for line in lines))
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": line["name"],
            "x": list(range(1, len(line["values"]) + 1)),
            "y": axis.positions(line["values"]),
            "text": texts(line["values"]),
            "hovertemplate": f"{line['name']}, step %{{x}}: %{{text}}<extra></extra>",
            "line": {"color": KIND_COLOURS[line["kind"]], "width": 2.5, "dash": "dot" if line["dashed"] else "solid"},
            "marker": {"size": 6 if len(line["values"]) <= 60 else 3, "color": KIND_COLOURS[line["kind"]]},
        }
        for line in lines
    ]
    length = len(lines[0]["values"])
    low = axis.bottom
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": "loss taken here",
            "x": [mark + 1 for mark in marks],
            "y": [low] * len(marks),
            "marker": {"symbol": "triangle-up", "size": 11, "color": "#8a94a3"},
            "cliponaxis": False,
            "hovertemplate": "the loss counts step %{x}<extra></extra>",
        }
    )
    layout = {
        "height": 340,
        "margin": {**MARGIN, "t": 34},
        "legend": LEGEND,
        "hovermode": "closest",
        "xaxis": {"title": "step t", "range": [0.5, length + 0.5], "showgrid": False, "zeroline": False},
        "yaxis": axis.layout(title),
        "shapes": [vertical(selected + 1, "dash")],
        "template": "none",
    }
    return go.Figure({"data": traces, "layout": layout})


def vertical(x: float, dash: str) -> dict:
    """A line across the figure."""
    line = {"color": "#8a94a3", "width": 1, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def contributions(sizes: np.ndarray, selected: int, kind: str) -> go.Figure:
    """How much each timestep adds to a weight's gradient, as bars on a log axis; ``selected`` counts from 0."""
    axis = LogAxis(sizes)
    low = axis.bottom
    bars = {
        "type": "bar",
        "x": list(range(1, len(sizes) + 1)),
        "y": axis.bars(sizes),
        "base": low,
        "text": texts(sizes),
        "textposition": "none",
        "hovertemplate": "through step %{x}: %{text}<extra></extra>",
        "marker": {"color": KIND_COLOURS[kind], "opacity": [1.0 if t == selected else 0.5 for t in range(len(sizes))]},
    }
    layout = {
        "height": 260,
        "margin": MARGIN,
        "bargap": 0.15,
        "xaxis": {"title": "step t", "showgrid": False},
        "yaxis": axis.layout(""),
        "template": "none",
    }
    return go.Figure({"data": [bars], "layout": layout})


def matrices(panels: list[tuple[str, np.ndarray]], blocks: list[str]) -> go.Figure:
    """Matrices beside each other, each diverging about 0 on a scale of its own; ``blocks`` names gates' columns."""
    count = len(panels)
    traces, layout = [], {"height": 316, "margin": {"l": 40, "r": 8, "t": 50, "b": 30}, "template": "none"}
    layout["annotations"] = []
    for k, (title, values) in enumerate(panels):
        suffix = "" if k == 0 else str(k + 1)
        finite = np.abs(values[np.isfinite(values)])
        largest = float(finite.max(initial=0.0)) or 1.0
        left, right = k / count + 0.03 * (k > 0), (k + 1) / count - 0.02
        trace = {
            "type": "heatmap",
            "z": values,
            "xaxis": f"x{suffix}",
            "yaxis": f"y{suffix}",
            "coloraxis": f"coloraxis{suffix}",
            "hovertemplate": "row %{y}, column %{x}: %{z:.6g}<extra></extra>",
        }
        traces.append(trace)
        bare = {"showgrid": False, "zeroline": False}
        layout[f"xaxis{suffix}"] = {"domain": [left, right], **bare, **gate_ticks(values, blocks)}
        axis = {"autorange": "reversed", **bare, "anchor": f"x{suffix}", "dtick": 1 if len(values) < 12 else None}
        layout[f"yaxis{suffix}"] = axis | ({} if k == 0 else {"showticklabels": False})
        layout[f"coloraxis{suffix}"] = {"cmin": -largest, "cmax": largest, "cmid": 0, "showscale": False}
        extent = f"±{texts(np.array([largest]))[0]}" if finite.size else "not finite"
        label = f"{title}<br>{extent}"
        place = {"x": (left + right) / 2, "y": 1, "xref": "paper", "yref": "paper", "yanchor": "bottom"}
        layout["annotations"].append({**place, "text": label, "showarrow": False})
    layout["meta"] = {"scale": "diverging"}
    return go.Figure({"data": traces, "layout": layout})


def gate_ticks(values: np.ndarray, blocks: list[str]) -> dict:
    """The gates' letters in the middle of their columns, where there is more than one gate."""
    if len(blocks) < 2:
        return {"dtick": 1 if values.shape[1] < 12 else None}
    width = values.shape[1] // len(blocks)
    return {"tickvals": [width * k + (width - 1) / 2 for k in range(len(blocks))], "ticktext": blocks}


def clipping(names: list[str], before: np.ndarray, after: np.ndarray, threshold: float | None) -> go.Figure:
    """Norms of gradients before and after clipping, an array each, on a log axis."""
    axis = LogAxis(before, after, *([np.array(threshold)] if threshold else []))
    low = axis.bottom
    traces = [
        {
            "type": "bar",
            "name": name,
            "x": names,
            "y": axis.bars(values),
            "base": low,
            "text": texts(values),
            "textposition": "none",
            "hovertemplate": "%{x}, " + name + ": %{text}<extra></extra>",
        }
        for name, values in (("before", before), ("after clipping", after))
    ]
    layout = {
        "height": 300,
        "margin": {**MARGIN, "t": 34, "b": 60},
        "barmode": "group",
        "legend": LEGEND,
        "yaxis": axis.layout("norm of the gradient"),
        "template": "none",
    }
    if threshold:
        place = float(axis.positions(np.array(threshold)))
        line = {"color": "#8a94a3", "width": 1, "dash": "dash"}
        layout["shapes"] = [{"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": place, "y1": place, "line": line}]
    return go.Figure({"data": traces, "layout": layout})
