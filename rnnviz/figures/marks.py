"""What figures are made of, as Plotly takes it: traces, and the lines, boxes and words that lie over them.

Plain dictionaries: Plotly's own Python objects check every field, which takes longer than the numbers of most figures.
The tests check what is written here against Plotly's schema. ``more`` are further fields of Plotly's.
"""

from collections.abc import Sequence

import numpy as np

Numbers = np.ndarray | Sequence

EXTRA = "<extra></extra>"
"""Ends a hover text that has no second box with the trace's name."""


def given(**fields) -> dict:
    """Return the fields that are not None: Plotly takes a null for a value."""
    return {name: value for name, value in fields.items() if value is not None}


def hovering(hover: str | None, boxed: bool = False) -> dict:
    """Return what a trace says when hovered, with its name beside it if ``boxed``; None is nothing."""
    return {"hoverinfo": "skip"} if hover is None else {"hovertemplate": hover if boxed else hover + EXTRA}


def line(
    x: Numbers,
    y: Numbers,
    colour: str | None = None,
    *,
    width: float = 2,
    dash: str | None = None,
    dots: float | Sequence | None = None,
    symbol: str | None = None,
    hover: str | None = None,
    boxed: bool = False,
    **more,
) -> dict:
    """Return a line through points.

    Args:
        x: along the figure.
        y: up it; NaN makes a gap.
        colour: None for the next of the theme's.
        width: in pixels.
        dash: one of Plotly's; None is solid.
        dots: the size of a dot at each point, or of each dot; None for none.
        symbol: of the dots.
        hover: what a point says; None for nothing.
        boxed: whether the trace's name stands beside it.
        more: further fields.
    """
    trace = {"type": "scatter", "mode": "lines" if dots is None else "lines+markers", "x": x, "y": y}
    trace["line"] = given(color=colour, width=width, dash=dash)
    if dots is not None:
        trace["marker"] = given(size=dots, color=colour, symbol=symbol)
    return trace | hovering(hover, boxed) | more


def points(x: Numbers, y: Numbers, *, hover: str | None = None, marker: dict, **more) -> dict:
    """Return points that no line joins; ``marker`` is Plotly's."""
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "marker": marker} | hovering(hover) | more


def ring(colour: str, size: float, width: float) -> dict:
    """Return a hollow marker."""
    return {"symbol": "circle-open", "size": size, "color": colour, "line": {"width": width}}


def bars(x: Numbers, y: Numbers, *, texts: list[str], hover: str, **more) -> dict:
    """Return bars of height ``y``, whose ``texts`` only the hover shows."""
    return {"type": "bar", "x": x, "y": y, "text": texts, "textposition": "none"} | hovering(hover) | more


def heat(z: np.ndarray, *, hover: str, colours: str | None = "coloraxis", gap: float | None = None, **more) -> dict:
    """Return a heat map.

    Args:
        z: (rows, columns); NaN is an empty cell.
        hover: what a cell says.
        colours: the name of its colour axis; None where ``more`` has a scale of its own.
        gap: between cells, in pixels.
        more: further fields, such as x and y, what the columns and the rows are called.
    """
    return {"type": "heatmap", "z": z} | given(coloraxis=colours, xgap=gap, ygap=gap) | hovering(hover) | more


def band(x: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str, **more) -> dict:
    """Return the area between two lines, each (n,), which says nothing when hovered; ``colour`` is its filling."""
    around = {"fill": "toself", "fillcolor": colour}
    return line(np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]]), width=0) | around | more


def vertical(x: float, colour: str, width: float, dash: str | None = None, **more) -> dict:
    """Return a line from the bottom of the figure to its top."""
    place = {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
    return place | {"line": given(color=colour, width=width, dash=dash)} | more


def horizontal(y: float, colour: str, width: float, dash: str | None = None, **more) -> dict:
    """Return a line across the figure."""
    place = {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y}
    return place | {"line": given(color=colour, width=width, dash=dash)} | more


def shade(x0: float, x1: float, colour: str, **more) -> dict:
    """Return a shade behind the figure, from its bottom to its top."""
    place = {"type": "rect", "x0": x0, "x1": x1, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return place | {"fillcolor": colour, "line": {"width": 0}} | more


def frame(x: float, y: float, colour: str, width: float) -> dict:
    """Return a frame around the cell of a heat map whose middle is at (x, y)."""
    place = {"type": "rect", "x0": x - 0.5, "x1": x + 0.5, "y0": y - 0.5, "y1": y + 0.5}
    return place | {"line": {"width": width, "color": colour}}


def note(
    text: str,
    x: float,
    y: float = 1,
    *,
    xref: str | None = "paper",
    yref: str = "paper",
    size: int | None = None,
    **more,
) -> dict:
    """Return words at a point of the paper or of the axes ``xref`` and ``yref``; None is the x axis."""
    font = None if size is None else {"size": size}
    return {"text": text, "x": x, "y": y, "yref": yref, "showarrow": False} | given(xref=xref, font=font) | more
