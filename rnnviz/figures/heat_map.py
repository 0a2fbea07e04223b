"""The state over time, as a heat map."""

import numpy as np

from rnnviz.figures.layout import DIVERGING, about_zero, each_ticked, figure
from rnnviz.figures.marks import heat


def heat_map(values: np.ndarray, name: str, captions: list[str], largest: float) -> dict:
    """Return units × timesteps, diverging about 0.

    Args:
        values: (timesteps, units), NaN where nothing is to be seen.
        name: what they are called.
        captions: what each timestep is called.
        largest: the absolute value at which the colour is full.
    """
    timesteps, units = values.shape
    cells = heat(
        values.T,
        x=list(range(1, timesteps + 1)),
        y=[f"{name}[{unit}]" for unit in range(units)],
        text=[captions] * units,
        hover="%{y} after step %{x} (%{text}): %{z:.6g}",
        gap=1,
    )
    return figure(
        [cells],
        height=92 + 26 * max(units, 2),
        margin=(48, 8, 8, 40),
        coloraxis=about_zero(largest, colorbar={"thickness": 10, "len": 1}),
        xaxis={"title": {"text": "step"}, "showgrid": False} | each_ticked(timesteps, 16),
        yaxis={"autorange": "reversed", "showgrid": False},
        meta=DIVERGING,
    )
