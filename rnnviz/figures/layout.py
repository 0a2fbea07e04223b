"""A figure around its marks: axes, margins, legends and scales of colour, as Plotly takes them."""

from rnnviz.figures.marks import given

LEGEND = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}
"""Above the figure, in a row."""

BARE = {"showgrid": False, "zeroline": False}
"""An axis without lines."""

SMALL = 13
"""The size of the words at axes."""


def figure(traces: list[dict], *, height: int, margin: tuple[int, int, int, int], **layout) -> dict:
    """Return a figure as Plotly takes it, {"data", "layout"}.

    Args:
        traces: marks.
        height: in pixels.
        margin: left, right, top and bottom, in pixels.
        layout: its axes, by Plotly's names, and the rest.
    """
    space = dict(zip("lrtb", margin, strict=True))
    return {"data": traces, "layout": {"height": height, "margin": space, "template": "none"} | layout}


def titled(text: str, standoff: int | None = 8) -> dict:
    """Return the title of an axis, clear of its numbers by ``standoff`` pixels."""
    return {"text": text, "font": {"size": SMALL}} | given(standoff=standoff)


def each_ticked(count: int, most: int = 12) -> dict:
    """Return a tick for each whole number if there are ``most`` of them at most; else Plotly chooses."""
    return {"dtick": 1} if count <= most else {}


def about_zero(largest: float, **more) -> dict:
    """Return a colour axis that is full at ± ``largest``."""
    return {"cmin": -largest, "cmax": largest, "cmid": 0} | more


DIVERGING = {"scale": "diverging"}
"""``layout.meta`` of a figure whose colours are the theme's diverging ones."""


def suffix(number: int) -> str:
    """Return what Plotly appends to the names of the axes of a panel, counted from 0.

    >>> [suffix(number) for number in range(3)]
    ['', '2', '3']
    """
    return "" if number == 0 else str(number + 1)
