"""Names at the ends of lines, in place of a legend where the figure is wide enough for them (plot.js)."""

from collections.abc import Iterable

import numpy as np

from rnnviz.figures.layout import SMALL
from rnnviz.figures.marks import note

END = "end"
"""What words of this kind are called, by which plot.js knows them."""

APART = 17
"""How far apart names stand at least, in pixels."""


def at_ends(traces: Iterable[dict], low: float, high: float, height: float, last: float = np.inf) -> list[dict]:
    """Return the names of lines beside where they end, moved apart where they would cover each other.

    Args:
        traces: lines by ``marks.line``; of several with one name the last is named; what has no line is not.
        low: the lower end of the axis.
        high: its upper end.
        height: of the area that is drawn in, in pixels.
        last: the right end of the axis: lines end there at the latest.
    """
    ends = {}
    for trace in traces:
        x, y = (np.asarray(trace[axis], dtype=float) for axis in "xy")
        inside, colour = np.flatnonzero(np.isfinite(y) & (x <= last)), trace.get("line", {}).get("color")
        if "name" in trace and colour and len(inside):
            end = min(max(float(y[inside[-1]]), low), high)
            ends[trace["name"]] = height * (high - end) / (high - low), colour
    names = sorted(ends, key=lambda name: ends[name][0])
    places = apart([ends[name][0] for name in names], height)
    return [
        note(name, 1, 1 - down / height, name=END, xanchor="left", yanchor="middle", xshift=8)
        | {"font": {"size": SMALL, "color": ends[name][1]}}
        for name, down in zip(names, places, strict=True)
    ]


def apart(places: list[float], height: float) -> list[float]:
    """Return places, from the top down, moved so that all are ``APART`` and within the height if it has the room.

    >>> apart([10.0, 12.0, 50.0, 99.0, 99.0], 100)
    [10.0, 27.0, 50.0, 74.5, 91.5]
    """
    lowest, highest = APART / 2, height - APART / 2
    down = []
    for place in places:
        down.append(max(place, lowest))
        lowest = down[-1] + APART
    up = []
    for place in reversed(down):
        up.append(min(place, highest))
        highest = up[-1] - APART
    return up[::-1]
