"""The tensor on an edge and the weights of a layer, as heat maps."""

import numpy as np
import plotly.graph_objects as go

LETTERED = (7, 10)
"""Up to how many positions and units the numbers are written into the cells."""

ROW, TALLEST = {True: 28, False: 15}, 480
"""The height of a row in pixels, with and without numbers in it, and of all of them at most."""


def full_colour(values: np.ndarray, least: float = 0.0) -> float:
    """The absolute value at which the colour is full: the largest, but no less than ``least``."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=least)) or 1.0


def tensor_map(
    values: np.ndarray, name: str, sequence: bool, bounded: bool, marked: tuple[int, int] | None
) -> go.Figure:
    """Units × positions of ``values`` (positions, units), diverging about 0, with a frame around a marked cell.

    Args:
        values: (positions, units).
        name: what a number of it is called.
        sequence: whether positions are timesteps.
        bounded: whether the values lie within ±1, where the colour is then full.
        marked: (position, unit) of the frame.
    """
    positions, units = values.shape
    lettered = positions <= LETTERED[0] and units <= LETTERED[1]
    largest = full_colour(values, least=1.0 if bounded else 0.0)
    at = "at position %{x}: " if sequence else ""
    trace = {
        "type": "heatmap",
        "z": values.T,
        "x": list(range(1, positions + 1)),
        "y": [f"{name}[{unit}]" for unit in range(units)],
        "hovertemplate": f"%{{y}} {at}%{{z:.6g}}<extra></extra>",
        "coloraxis": "coloraxis",
        "xgap": 1,
        "ygap": 1,
    }
    if lettered:
        text = [[hundredths(value) for value in row] for row in values.T]
        trace |= {"text": text, "texttemplate": "%{text}", "textfont": {"size": 12}}
    layout = {
        "height": 74 + min(max(ROW[lettered] * units, 46), TALLEST),
        "margin": {"l": 48, "r": 8, "t": 8, "b": 40},
        "coloraxis": colours(largest),
        "xaxis": {
            "title": {
                "text": "position in the sequence" if sequence else "one vector, no timesteps",
                "font": {"size": 13},
            },
            "dtick": 1 if positions <= 16 else None,
            "showgrid": False,
            "showticklabels": sequence,
        },
        "yaxis": {"autorange": "reversed", "showgrid": False, "dtick": 1 if units <= 32 else None},
        "shapes": [] if marked is None else [frame(*marked)],
        "meta": {"scale": "diverging"},
        "template": "none",
    }
    return go.Figure({"data": [trace], "layout": layout})


def hundredths(value: float) -> str:
    """A number with two decimals, a true minus sign, and no minus before zero."""
    text = f"{value:.2f}"
    return text.removeprefix("-") if float(text) == 0.0 else text.replace("-", "−")


def colours(largest: float) -> dict:
    """A colour axis about zero, with three ticks: the map may be but one row high."""
    ticks = [-largest, 0.0, largest]
    bar = {
        "thickness": 10,
        "len": 1,
        "tickvals": ticks,
        "ticktext": [f"{tick:.3g}".replace("-", "−") for tick in ticks],
    }
    return {"cmin": -largest, "cmax": largest, "cmid": 0, "colorbar": bar}


def frame(position: int, unit: int) -> dict:
    """A frame around a cell."""
    place = {"x0": position + 0.5, "x1": position + 1.5, "y0": unit - 0.5, "y1": unit + 0.5}
    return {"type": "rect", **place, "line": {"width": 3, "color": "#e69f00"}}


def weights_map(arrays: dict[str, np.ndarray], blocks: tuple[str, ...], rows: dict[str, list[str]]) -> go.Figure:
    """The arrays of a layer above each other, their columns in the blocks of the gates.

    Args:
        arrays: name → (rows, blocks * units).
        blocks: the gates in the order of the columns; ("",) where there are none.
        rows: name → what the rows are called.
    """
    largest = max(full_colour(array) for array in arrays.values())
    columns = next(iter(arrays.values())).shape[1]
    units = columns // len(blocks)
    names = [f"{block}[{unit}]" if block else f"unit {unit}" for block in blocks for unit in range(units)]
    heights = [len(array) for array in arrays.values()]
    gap = 0.09
    scale = (1.0 - gap * (len(arrays) - 1)) / sum(heights)
    traces, layout, shapes, notes, top = [], {}, [], [], 1.0
    for number, (name, array) in enumerate(arrays.items(), start=1):
        bottom = top - heights[number - 1] * scale
        axis = "" if number == 1 else str(number)
        traces.append(
            {
                "type": "heatmap",
                "z": array,
                "x": list(range(columns)),
                "y": rows[name],
                "customdata": np.tile(np.array(names), (len(array), 1)),
                "hovertemplate": f"{name}, from %{{y}} to %{{customdata}}: %{{z:.6g}}<extra></extra>",
                "coloraxis": "coloraxis",
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
                "xgap": 1 if columns <= 64 else 0,
                "ygap": 1,
            }
        )
        layout[f"xaxis{axis}"] = {
            "anchor": f"y{axis}",
            "showgrid": False,
            "showticklabels": False,
            "ticks": "",
            "zeroline": False,
        }
        layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}",
            "domain": [max(bottom, 0.0), top],
            "autorange": "reversed",
            "showgrid": False,
            "zeroline": False,
            "dtick": 1 if len(array) <= 12 else None,
            "tickfont": {"size": 11},
        }
        notes.append(note(f"{name} {array.shape}", 0.0, top, "left", 13))
        for block in range(1, len(blocks)):
            line = {"type": "line", "x0": block * units - 0.5, "x1": block * units - 0.5, "y0": 0, "y1": 1}
            shapes.append(
                {**line, "xref": f"x{axis}", "yref": f"y{axis} domain", "line": {"width": 3, "color": "#e69f00"}}
            )
        top = bottom - gap
    if blocks != ("",):
        for position, block in enumerate(blocks):
            label = note(f"<b>{block}</b>", (position + 0.5) / len(blocks), 1.0, "center", 15)
            notes.append({**label, "yshift": 18})
    layout |= {
        "height": int(70 + 60 * len(arrays) + min(14 * sum(heights), 420)),
        "margin": {"l": 66, "r": 8, "t": 26 if blocks == ("",) else 44, "b": 12},
        "coloraxis": colours(largest),
        "shapes": shapes,
        "annotations": notes,
        "meta": {"scale": "diverging"},
        "template": "none",
    }
    return go.Figure({"data": traces, "layout": layout})


def note(text: str, x: float, y: float, anchor: str, size: int) -> dict:
    """A text above a point of the paper."""
    place = {"x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "bottom"}
    return {"text": text, **place, "showarrow": False, "font": {"size": size}}
