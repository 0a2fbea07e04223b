"""How states depend on earlier ones: the T×T matrix, singular values, factors of a product, eigenvalues."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.chapters.gradients.figures.gradients import LEGEND, MARGIN
from rnnviz.core.numbers import RAISED
from rnnviz.figures.log_axis import LogAxis, texts


def reach_map(values: np.ndarray, largest: float, pair: tuple[int, int], farthest: float = np.inf) -> go.Figure:
    """(timesteps, timesteps) as colour: log₁₀ about 0, where a length is kept; full colour at ± ``largest``.

    At ``farthest`` the colours end, whatever is beyond them.

    Cells of the future stay empty. Zeros, infinities and NaN have flat colours of their own.
    """
    timesteps = len(values)
    steps = list(range(1, timesteps + 1))
    past = np.tri(timesteps, dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(values)
    shown = np.where(past & np.isfinite(logs), logs, np.nan).astype(np.float32)
    common = {"type": "heatmap", "x": steps, "y": steps}
    hover = "step %{y} by step %{x}: "
    traces = [{**common, "z": shown, "coloraxis": "coloraxis", "hovertemplate": hover + "×10^%{z:.3f}<extra></extra>"}]
    for name, found, colour in (
        ("exactly 0", values == 0, "#5f6b7a"),
        ("∞", np.isposinf(values), "#cc79a7"),
        ("NaN", np.isnan(values), "#e69f00"),
    ):
        if (found & past).any():
            flat = np.where(found & past, np.float32(1), np.float32(np.nan))
            scale = [[0, colour], [1, colour]]
            text = hover + name + "<extra></extra>"
            traces.append({**common, "z": flat, "colorscale": scale, "showscale": False, "hovertemplate": text})
    later, earlier = pair[0] + 1, pair[1] + 1
    box = {"type": "rect", "x0": earlier - 0.5, "x1": earlier + 0.5, "y0": later - 0.5, "y1": later + 0.5}
    less, more = ("≤ ", "≥ ") if largest >= farthest else ("", "")
    ticks = {"tickvals": [-largest, 0, largest], "ticktext": [less + power(-largest), "1: kept", more + power(largest)]}
    layout = {
        "height": 300,
        "margin": {"l": 44, "r": 8, "t": 6, "b": 40},
        "coloraxis": {"cmin": -largest, "cmax": largest, "cmid": 0, "colorbar": {"thickness": 8, "len": 0.9, **ticks}},
        "xaxis": {"title": "k: the state that is nudged", "showgrid": False, "zeroline": False},
        "yaxis": {"title": "t", "autorange": "reversed", "showgrid": False, "zeroline": False},
        "shapes": [{**box, "line": {"color": "#cc2f7b", "width": 2}}],
        "meta": {"scale": "diverging"},
        "template": "none",
    }
    return go.Figure({"data": traces, "layout": layout})


def power(exponent: float) -> str:
    """10⁻⁵ for -5."""
    return f"10{str(round(exponent)).translate(RAISED)}"


def singular_values(values: np.ndarray, bounds: dict[str, float]) -> go.Figure:
    """The singular values of a product, with bounds as lines across."""
    axis = LogAxis(values, np.array(list(bounds.values())))
    order = list(range(1, len(values) + 1))
    traces = [
        {
            "type": "bar",
            "name": "singular values",
            "x": order,
            "y": axis.bars(values),
            "base": axis.bottom,
            "text": texts(values),
            "textposition": "none",
            "hovertemplate": "singular value %{x}: %{text}<extra></extra>",
        }
    ]
    for (name, bound), dash in zip(bounds.items(), ("dash", "dot"), strict=False):
        place = float(axis.positions(np.array(bound)))
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": [0.5, len(values) + 0.5],
                "y": [place, place],
                "text": texts(np.array([bound, bound])),
                "hovertemplate": f"{name}: %{{text}}<extra></extra>",
                "line": {"dash": dash, "width": 2},
            }
        )
    layout = {
        "height": 280,
        "margin": {**MARGIN, "t": 56},
        "legend": LEGEND,
        "xaxis": {
            "title": "singular value, largest first",
            "showgrid": False,
            "dtick": 1 if len(values) < 12 else None,
        },
        "yaxis": axis.layout(""),
        "template": "none",
    }
    return go.Figure({"data": traces, "layout": layout})


def factor_norms(norms: np.ndarray, first: int) -> go.Figure:
    """The spectral norm of each factor of a product, by its timestep; ``first`` is the earliest, from 1."""
    axis = LogAxis(norms, np.ones(1))
    alike = np.isfinite(norms).all() and norms.max() < 10 * norms.min()
    steps = list(range(first, first + len(norms)))
    bars = {
        "type": "bar",
        "x": steps,
        "y": norms if alike else axis.positions(norms),
        "text": texts(norms),
        "textposition": "none",
        "hovertemplate": "the Jacobian of step %{x} has norm %{text}<extra></extra>",
    }
    one, line = float(alike), {"color": "#8a94a3", "width": 1}
    kept = {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": one, "y1": one, "line": line}
    layout = {
        "height": 280,
        "margin": {**MARGIN, "t": 56},
        "xaxis": {"title": "step", "showgrid": False, "dtick": 1 if len(norms) < 12 else None},
        "yaxis": {"rangemode": "tozero"} if alike else axis.layout(""),
        "shapes": [kept],
        "template": "none",
    }
    return go.Figure({"data": [bars], "layout": layout})


def eigenvalues(by_block: dict[str, np.ndarray]) -> go.Figure:
    """Eigenvalues in the complex plane, for each block of a recurrent kernel, with the unit circle."""
    angle = np.linspace(0, 2 * np.pi, 121)
    sizes = np.abs(np.concatenate(list(by_block.values())))
    reach = 1.12 * sizes.max(initial=1.0, where=np.isfinite(sizes))
    circle = {
        "type": "scatter",
        "mode": "lines",
        "name": "unit circle",
        "x": np.cos(angle),
        "y": np.sin(angle),
        "hoverinfo": "skip",
        "line": {"color": "#8a94a3", "width": 1.5},
    }
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": f"U_{name}" if len(by_block) > 1 else "U",
            "x": values.real,
            "y": values.imag,
            "text": texts(np.abs(values)),
            "hovertemplate": "%{x:.4g} + %{y:.4g}i, |λ| = %{text}<extra></extra>",
            "marker": {"size": 9, "opacity": 0.85, "symbol": symbol},
        }
        for (name, values), symbol in zip(by_block.items(), ("circle", "diamond", "square", "cross"), strict=False)
    ]
    layout = {
        "height": 340,
        "margin": {**MARGIN, "t": 34},
        "legend": LEGEND,
        "xaxis": {"title": "real", "range": [-reach, reach]},
        "yaxis": {"title": "imaginary", "range": [-reach, reach], "scaleanchor": "x", "constrain": "domain"},
        "template": "none",
    }
    return go.Figure({"data": [*traces, circle], "layout": layout})
