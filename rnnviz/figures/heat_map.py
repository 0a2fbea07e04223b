"""The state over time, as a heat map."""

import numpy as np
import plotly.graph_objects as go


def heat_map(values: np.ndarray, name: str, captions: list[str], largest: float) -> go.Figure:
    """Units × timesteps, diverging about 0; ``values`` (timesteps, units) may hold nan where nothing is to be seen.

    ``largest`` is the absolute value at which the colour is full.
    """
    timesteps, units = values.shape
    trace = {
        "type": "heatmap",
        "z": values.T,
        "x": list(range(1, timesteps + 1)),
        "y": [f"{name}[{unit}]" for unit in range(units)],
        "text": [captions] * units,
        "hovertemplate": "%{y} after step %{x} (%{text}): %{z:.6g}<extra></extra>",
        "coloraxis": "coloraxis",
        "xgap": 1,
        "ygap": 1,
    }
    layout = {
        "height": 92 + 26 * max(units, 2),
        "margin": {"l": 48, "r": 8, "t": 8, "b": 40},
        "coloraxis": {"cmin": -largest, "cmax": largest, "cmid": 0, "colorbar": {"thickness": 10, "len": 1}},
        "xaxis": {"title": "step", "dtick": 1 if timesteps <= 16 else None, "showgrid": False},
        "yaxis": {"autorange": "reversed", "showgrid": False},
        "meta": {"scale": "diverging"},
        "template": "none",
    }
    return go.Figure({"data": [trace], "layout": layout})
