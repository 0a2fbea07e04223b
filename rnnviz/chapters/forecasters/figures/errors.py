"""How large errors are: over the epochs, over the steps ahead, over seeds, and against what they cost."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.axes import ACTUAL, LEGEND, MARGIN, PREDICTION, SMALL, TRAINING, ErrorAxis, titled
from rnnviz.figures.log_axis import texts

PARTS = {"training": (TRAINING, 2.0), "test": (PREDICTION, 2.5)}
"""Colour and width of the loss of each part."""

SYMBOLS = {"best": "star", "stopped": "square", "diverged": "x"}


def losses(
    curves: list[dict], title: str, *, band: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
) -> go.Figure:
    """The loss of the training and of the test part after each epoch, of one run or of two, on a log axis.

    Args:
        curves: dicts of "name"; "training" and "test", each (epochs,); "after", the last epoch that the run shares
            with the one before it, 0 where it shares none; and "marks", of (a name in ``SYMBOLS``, epoch, text), each
            on the test loss of its epoch or, where that is no number, on the last that is one.
        title: of the axis.
        band: least, median and greatest test loss over seeds, each (epochs,).
    """
    axis = ErrorAxis(*[curve[part][max(curve["after"] - 1, 0) :] for curve in curves for part in PARTS], *(band or ()))
    traces, shapes, notes = ([] if band is None else seeds_behind(axis, *band)), [], []
    for curve, dash in zip(curves, ("solid", "dot"), strict=False):
        after = curve["after"]
        shared = max(after - 1, 0)  # a branch is drawn from the point that it shares
        epochs = np.arange(shared + 1, len(curve["test"]) + 1)
        for part, (colour, width) in PARTS.items():
            values, said = curve[part][shared:], f"{part}, {curve['name']}" if len(curves) > 1 else part
            trace = {"type": "scatter", "mode": "lines+markers", "name": said, "x": epochs, "y": axis.positions(values)}
            trace |= {"text": texts(values), "hovertemplate": f"{said}, epoch %{{x}}: %{{text}}<extra></extra>"}
            trace["line"] = {"color": colour, "width": width, "dash": dash}
            traces.append(trace | {"marker": {"size": 6 if len(epochs) <= 40 else 1, "color": colour}})
        traces += [mark(axis, curve["test"], dash == "dot", *each) for each in curve["marks"]]
        if after:
            line = {"color": ACTUAL, "width": 1.5, "dash": "dash"}
            shapes.append({"type": "line", "x0": after, "x1": after, "y0": 0, "y1": 1, "yref": "paper", "line": line})
            place = {"x": after, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left", "showarrow": False}
            notes.append({**place, "text": f"branch after epoch {after}", "font": SMALL})
    longest = max(len(curve["test"]) for curve in curves)
    layout = {
        "height": 320,
        "margin": {**MARGIN, "l": 66},
        "legend": LEGEND,
        "hovermode": "closest",
        "xaxis": {"title": titled("epoch"), "showgrid": False, "zeroline": False},
        "yaxis": axis.layout(title),
        "shapes": shapes,
        "annotations": notes,
        "template": "none",
    }
    layout["xaxis"] |= {"range": [0.5 - 0.01 * longest, longest + 0.5 + 0.01 * longest]}
    layout["xaxis"] |= {"dtick": 1} if longest <= 12 else {}
    return go.Figure({"data": traces, "layout": layout})


def seeds_behind(axis: ErrorAxis, low: np.ndarray, median: np.ndarray, high: np.ndarray) -> list[dict]:
    """The band of the test losses of all seeds, each (epochs,), and their median."""
    epochs = np.arange(1, len(median) + 1)
    edges = axis.positions(np.concatenate([high, low[::-1]]))
    band = {"type": "scatter", "mode": "lines", "x": np.concatenate([epochs, epochs[::-1]]), "y": edges}
    band |= {"fill": "toself", "fillcolor": "rgba(213, 94, 0, 0.2)", "line": {"width": 0}, "name": "test, all seeds"}
    middle = {"type": "scatter", "mode": "lines", "x": epochs, "y": axis.positions(median), "name": "test, median"}
    middle |= {"text": texts(median), "hovertemplate": "median of the seeds, epoch %{x}: %{text}<extra></extra>"}
    return [band | {"hoverinfo": "skip"}, middle | {"line": {"color": PREDICTION, "width": 1.2, "dash": "dash"}}]


def mark(axis: ErrorAxis, values: np.ndarray, hollow: bool, symbol: str, epoch: int, text: str) -> dict:
    """A symbol on the curve at an epoch, or at the last one before it that has a number."""
    known = np.flatnonzero(np.isfinite(values[:epoch]))
    place = known[-1] if len(known) else 0
    height = axis.positions(values[place : place + 1])
    marker = {"symbol": SYMBOLS[symbol] + ("-open" if hollow else ""), "size": 13, "color": PREDICTION}
    point = {"type": "scatter", "mode": "markers", "x": [int(place) + 1], "y": height, "marker": marker}
    return point | {"name": text, "hovertemplate": f"{text}<extra></extra>"}


def same_in_keras(ours: dict[str, np.ndarray], keras: dict[str, np.ndarray], title: str) -> go.Figure:
    """The losses, each (epochs,) by part, as lines, and Keras's as rings on them, on a log axis."""
    axis = ErrorAxis(*ours.values(), *keras.values())
    traces = []
    for part in ours:
        colour, width = PARTS[part]
        for name, values, mode in ((f"{part}, here", ours[part], "lines"), (f"{part}, Keras", keras[part], "markers")):
            trace = {"type": "scatter", "mode": mode, "name": name, "x": np.arange(1, len(values) + 1)}
            trace |= {"y": axis.positions(values), "text": [f"{value:.12g}" for value in values.tolist()]}
            trace |= {"hovertemplate": f"{name}, epoch %{{x}}: %{{text}}<extra></extra>"}
            ring = {"symbol": "circle-open", "size": 11, "color": colour, "line": {"width": 2}}
            traces.append(trace | {"line": {"color": colour, "width": width}, "marker": ring})
    longest = max(len(values) for values in ours.values())
    layout = {
        "height": 320,
        "margin": {**MARGIN, "l": 66},
        "legend": LEGEND,
        "hovermode": "closest",
        "xaxis": {"title": titled("epoch"), "showgrid": False, "zeroline": False, "range": [0.4, longest + 0.6]},
        "yaxis": axis.layout(title),
        "template": "none",
    }
    return go.Figure({"data": traces, "layout": layout})
