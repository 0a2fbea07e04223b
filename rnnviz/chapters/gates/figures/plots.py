"""Each cell over time, what a nudge changes, the output with and without operations, and seeds, as Plotly's figures."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.core.layers import NAMES
from rnnviz.figures.cell_styles import KIND_COLOURS, KIND_SYMBOLS

COLOURS = {"x": "#009e73", "h": "#0072b2", "c": "#7f6bc9", "y": "#d55e00", "o": "#6b7a8c"}
COLOURS |= dict.fromkeys(("f", "z"), "#c2609a") | dict.fromkeys(("i", "r"), "#b87400")
COLOURS |= dict.fromkeys(("g", "n"), "#2a93a8")
"""By role, as in common.css: what keeps, what lets in, what is proposed."""

SLOTS = (("x",), ("i", "r"), ("f", "z"), ("g", "n"), ("o",), ("c",), ("h",), ("y",))
"""The rows of the pictures, from top to bottom; what stands in one row in two cells does the same."""

GATED = "ifozr"

MISSING = {
    (("f", "z"), False, False): "no gates: nothing decides what is kept",
    (("c",), False, False): "no c: h is all there is",
    (("o",), False, True): "no output gate: h is shown as it is",
    (("c",), False, True): "no c: h itself is the belt",
}
"""What is said in a row that a cell does not have, by row, whether it has c, and whether it has z."""

THIN, THICK, GAP, TOP, BOTTOM = 20, 38, 6, 4, 38
"""Heights in pixels: of a row of one number, of a row of units, and of what is between, above and below them."""


def slots(names: set[str]) -> list[tuple[str, ...]]:
    """The rows that pictures of these names need."""
    return [slot for slot in SLOTS if names & set(slot)]


def domains(rows: list[tuple[str, ...]], thick: set[str]) -> tuple[list[tuple[float, float]], int]:
    """Where each row is, as shares of the height from the bottom, and the height of the figure in pixels."""
    heights = [THICK if set(row) & thick else THIN for row in rows]
    inside = sum(heights) + GAP * (len(rows) - 1)
    tops = inside - np.cumsum([0, *(height + GAP for height in heights[:-1])])
    return [
        ((top - height) / inside, top / inside) for top, height in zip(tops, heights, strict=True)
    ], inside + TOP + BOTTOM


def over_time(
    values: dict[str, np.ndarray],
    captions: list[str],
    rows: list[tuple[str, ...]],
    largest: dict[str, float],
    ghosts: dict[str, np.ndarray],
    unit: int | None = None,
) -> go.Figure:
    """One cell: a row for each name, heat maps of units × timesteps, or with ``unit`` a line each for that one.

    Args:
        values: by name, each (timesteps, units), nan where hidden; the traces of the figure come in this order.
        captions: what each timestep is called.
        rows: of ``slots``: the same for all cells beside each other.
        largest: of "x", "c" and "y", the absolute value at which the colour is full.
        ghosts: the untouched values by name, where there are operations.
        unit: drawn as lines; None for heat maps.

    ``meta`` of each trace of the figure is the name that it draws, "" where a row is empty.
    """
    thick = set(GATED + "ghnc") | {"x", "y"} if unit is not None else set(GATED + "ghnc")
    places, height = domains(rows, thick)
    timesteps = len(captions)
    traces, layout = [], {"height": height, "showlegend": False, "template": "none", "meta": {"scales": {}}}
    layout["margin"] = {"l": 30, "r": 6, "t": TOP, "b": BOTTOM}
    annotations = []
    for row, (bottom, top) in zip(rows, places, strict=True):
        k = "" if row == rows[0] else str(1 + rows.index(row))
        name = next((each for each in row if each in values), None)
        axis = {"domain": [bottom, top], "showgrid": False, "zeroline": False, "showticklabels": False}
        axis |= {"fixedrange": True, "ticks": "", "showline": False}
        layout[f"yaxis{k}"] = axis
        middle = {"xref": "paper", "yref": "paper", "y": (bottom + top) / 2, "yanchor": "middle", "showarrow": False}
        if name is None:
            text = MISSING.get((row, "c" in values, "z" in values), "")
            annotations.append({**middle, "x": 0.5, "text": text, "font": {"size": 13}})
            traces.append({"type": "scatter", "x": [1], "y": [None], "yaxis": f"y{k}", "hoverinfo": "skip", "meta": ""})
            continue
        annotations.append({**middle, "x": 0, "xanchor": "right", "xshift": -8, "text": f"<b>{name}</b>"})
        low, high = (0.0, 1.0) if name in GATED else (-largest.get(name, 1.0), largest.get(name, 1.0))
        if unit is None:
            traces.append(heat(values[name], name, captions, ghosts.get(name)) | {"yaxis": f"y{k}", "meta": name})
            colours = "coloraxis" + k
            traces[-1]["coloraxis"] = colours
            layout[colours] = {"cmin": low, "cmax": high, "showscale": False}
            layout["meta"]["scales"][colours] = "sequential" if name in GATED else "diverging"
            axis["autorange"] = "reversed"
        else:
            room = 0.08 * (high - low)
            axis |= {"range": [low - room, high + room], "zeroline": True}
            column = min(unit, values[name].shape[1] - 1)
            shown = line(values[name][:, column], f"{name}[{column}]", captions, COLOURS[name])
            traces.append(shown | {"yaxis": f"y{k}", "meta": name})
            if name in ghosts:
                ghost = line(ghosts[name][:, column], f"{name}[{column}] untouched", captions, COLOURS[name], "dot")
                traces.append(ghost | {"yaxis": f"y{k}", "opacity": 0.8, "meta": name})
    anchor = "y" if len(rows) == 1 else f"y{len(rows)}"
    layout["xaxis"] = {"anchor": anchor, "range": [0.5, timesteps + 0.5], "showgrid": False, "zeroline": False}
    layout["xaxis"] |= {
        "title": {"text": "timestep", "standoff": 2, "font": {"size": 13}},
        "ticks": "",
        "showline": False,
        "dtick": max(1, timesteps // 6),
        "fixedrange": True,
    }
    layout["annotations"] = annotations
    layout["hovermode"] = "closest"
    return go.Figure({"data": traces, "layout": layout}, skip_invalid=False)


def heat(values: np.ndarray, name: str, captions: list[str], ghost: np.ndarray | None) -> dict:
    """A heat map of (timesteps, units)."""
    timesteps, units = values.shape
    hover = f"{name}[%{{y}}] at timestep %{{x}} (%{{text}}): %{{z:.6g}}"
    trace = {"type": "heatmap", "z": values.T, "x": list(range(1, timesteps + 1)), "y": list(range(units))}
    trace |= {"text": [captions] * units, "xgap": 1, "ygap": 1 if units <= 8 else 0}
    if ghost is not None:
        trace["customdata"] = ghost.T
        hover += "<br>untouched: %{customdata:.6g}"
    return trace | {"hovertemplate": hover + "<extra></extra>"}


def line(values: np.ndarray, name: str, captions: list[str], colour: str, dash: str = "solid") -> dict:
    """A line over the timesteps."""
    hover = f"{name} at timestep %{{x}} (%{{text}}): %{{y:.6g}}<extra></extra>"
    trace = {"type": "scatter", "mode": "lines", "x": list(range(1, len(values) + 1)), "y": values, "text": captions}
    return trace | {"line": {"color": colour, "width": 2, "dash": dash}, "hovertemplate": hover, "name": name}


def by_kind(height: int, y: str, log: bool = False) -> dict:
    """The layout of a figure with a line for each kind over the timesteps."""
    return {
        "height": height,
        "margin": {"l": 62, "r": 12, "t": 30, "b": 40},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        "xaxis": {"title": {"text": "timestep", "font": {"size": 13}}, "showgrid": False, "zeroline": False},
        "yaxis": {"title": {"text": y, "font": {"size": 13}}, "zeroline": not log}
        | ({"type": "log", "exponentformat": "power", "dtick": 1} if log else {}),
        "template": "none",
        "hovermode": "closest",
    }


def perturbation(sizes: dict[str, np.ndarray], nudged: int, half: dict[str, int | None]) -> go.Figure:
    """|Δh| of each kind after a nudge at ``nudged`` (from 0), on a log axis; a ring where the half-life is over."""
    traces = []
    for kind, size in sizes.items():
        after = np.where(size > 0, size, np.nan)[nudged:]
        steps, colour = list(range(nudged + 1, len(size) + 1)), KIND_COLOURS[kind]
        hover = "|Δh| at timestep %{x}: %{y:.4g}"
        trace = {"type": "scatter", "mode": "lines+markers", "x": steps, "y": after, "name": NAMES[kind]}
        marker = {"symbol": KIND_SYMBOLS[kind], "size": 6, "color": colour}
        steps_to_half = half[kind]
        if steps_to_half is not None:
            marker["size"] = [13 if k == steps_to_half else 6 for k in range(len(after))]
        traces.append(trace | {"line": {"color": colour, "width": 2}, "marker": marker, "hovertemplate": hover})
    layout = by_kind(300, "largest |Δh|", log=True)
    layout["xaxis"] |= {"range": [0.5, len(size) + 0.5], "dtick": max(1, len(size) // 6)}
    return go.Figure({"data": traces, "layout": layout})


def outputs(shown: dict[str, np.ndarray], untouched: dict[str, np.ndarray], name: str) -> go.Figure:
    """An output over the timesteps, each (timesteps,), for each kind: with the operations, and dotted without them."""
    traces = []
    for dash, runs in (("solid", shown), ("dot", untouched)):
        for kind, y in runs.items():
            said = NAMES[kind] + ("" if dash == "solid" else ", untouched")
            trace = {"type": "scatter", "mode": "lines", "x": list(range(1, len(y) + 1)), "y": y, "name": said}
            trace |= {"line": {"color": KIND_COLOURS[kind], "width": 2.2, "dash": dash}, "legendgroup": kind}
            traces.append(trace | {"showlegend": dash == "solid", "hovertemplate": "%{y:.6g} at timestep %{x}"})
    layout = by_kind(280, name)
    layout["xaxis"] |= {"range": [0.5, len(y) + 0.5], "dtick": max(1, len(y) // 6)}
    return go.Figure({"data": traces, "layout": layout})


def spread(values: dict[str, np.ndarray], medians: dict[str, float], title: str, reference: float | None) -> go.Figure:
    """A dot for each seed and a bar at the median, for each kind, on a log axis; a dashed line at ``reference``."""
    traces = []
    for position, (kind, each) in enumerate(values.items()):
        colour = KIND_COLOURS[kind]
        dots = position + np.linspace(-0.16, 0.16, len(each))
        marker = {"symbol": KIND_SYMBOLS[kind], "size": 8, "color": colour, "opacity": 0.75}
        trace = {
            "type": "scatter",
            "mode": "markers",
            "x": dots,
            "y": np.where(each > 0, each, np.nan),
            "marker": marker,
        }
        traces.append(trace | {"name": NAMES[kind], "hovertemplate": f"{NAMES[kind]}: %{{y:.4g}}<extra></extra>"})
        bar = {"type": "scatter", "mode": "lines", "x": [position - 0.3, position + 0.3], "y": [medians[kind]] * 2}
        traces.append(bar | {"line": {"color": colour, "width": 4}, "hovertemplate": "median: %{y:.4g}<extra></extra>"})
    layout = by_kind(260, title, log=True) | {"showlegend": False}
    layout["margin"] = {**layout["margin"], "t": 8}
    ticks = {"tickvals": list(range(len(values))), "ticktext": [NAMES[kind] for kind in values]}
    layout["xaxis"] = {**ticks, "range": [-0.5, len(values) - 0.5], "zeroline": False, "showgrid": False}
    if reference is not None:
        end = {"x0": 0, "x1": 1, "xref": "paper", "y0": reference, "y1": reference}
        layout["shapes"] = [{"type": "line", **end, "line": {"dash": "dash", "width": 1.5, "color": "#8a94a3"}}]
    return go.Figure({"data": traces, "layout": layout})
