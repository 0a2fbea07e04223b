"""What cells keep of a push, by the step at which it is pushed: what the figures of σ_max have in common."""

import numpy as np

from rnnviz.chapters.gradients.figures.gradients import BOTTOM, LEFT, RIGHT
from rnnviz.figures.layout import LEGEND, figure
from rnnviz.figures.log_axis import LogAxis, texts
from rnnviz.figures.marks import line
from rnnviz.figures.palette import KIND_COLOURS


def kept_line(
    kind: str,
    name: str,
    steps: list[int] | np.ndarray,
    values: np.ndarray,
    axis: LogAxis,
    hover: str,
    dash: str = "solid",
) -> dict:
    """Return σ_max of one kind of cell by step; ``hover`` is what a point says, before its number."""
    said = {"name": name, "text": texts(values), "hover": f"{hover} %{{text}}"}
    return line(steps, axis.positions(values), KIND_COLOURS[kind], width=2.5, dash=dash, **said)


def kept_figure(traces: list[dict], axis: LogAxis, timesteps: int, top: int) -> dict:
    """Return the figure of such lines; ``top`` is the height of its legend."""
    return figure(
        traces,
        height=320,
        margin=(LEFT, RIGHT, top, BOTTOM),
        legend=LEGEND,
        hovermode="closest",
        xaxis={"title": {"text": "k, where it is pushed"}, "showgrid": False, "zeroline": False},
        yaxis=axis.layout(f"σ_max at step {timesteps}"),
    )
