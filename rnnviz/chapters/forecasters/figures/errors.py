"""How large errors are: over the epochs, over the steps ahead, over seeds, and against what they cost."""

import numpy as np

from rnnviz.figures.axes import MARGIN, ErrorAxis
from rnnviz.figures.layout import BARE, LEGEND, SMALL, each_ticked, figure, titled
from rnnviz.figures.log_axis import texts
from rnnviz.figures.marks import band as area
from rnnviz.figures.marks import line, note, points, ring, vertical
from rnnviz.figures.palette import ACTUAL, PREDICTION, TRAINING, faint

PARTS = {"training": (TRAINING, 2.0), "test": (PREDICTION, 2.5)}
"""Colour and width of the loss of each part."""

SYMBOLS = {"best": "star", "stopped": "square", "diverged": "x"}


def losses(curves: list[dict], title: str, *, band: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None) -> dict:
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
            looks = {"width": width, "dash": dash, "dots": 6 if len(epochs) <= 40 else 1, "name": said}
            hover = f"{said}, epoch %{{x}}: %{{text}}"
            traces.append(line(epochs, axis.positions(values), colour, **looks, text=texts(values), hover=hover))
        traces += [mark(axis, curve["test"], dash == "dot", *each) for each in curve["marks"]]
        if after:
            shapes.append(vertical(after, ACTUAL, 1.5, "dash"))
            place = {"xref": None, "yanchor": "top", "xanchor": "left"}
            notes.append(note(f"branch after epoch {after}", after, **place, size=SMALL))
    longest = max(len(curve["test"]) for curve in curves)
    epochs = epoch_axis(0.5 - 0.01 * longest, longest + 0.5 + 0.01 * longest) | each_ticked(longest)
    return over_epochs(traces, epochs, axis.layout(title), shapes=shapes, annotations=notes)


def epoch_axis(first: float, last: float) -> dict:
    """Return the axis of epochs."""
    return {**BARE, "title": titled("epoch"), "range": [first, last]}


def over_epochs(traces: list[dict], epochs: dict, errors: dict, **layout) -> dict:
    """Return a figure over an axis of epochs."""
    layout |= {"legend": LEGEND, "hovermode": "closest", "xaxis": epochs, "yaxis": errors}
    return figure(traces, height=320, margin=(66, *MARGIN[1:]), **layout)


def seeds_behind(axis: ErrorAxis, low: np.ndarray, median: np.ndarray, high: np.ndarray) -> list[dict]:
    """The band of the test losses of all seeds, each (epochs,), and their median."""
    epochs, (low, middle, high) = np.arange(1, len(median) + 1), map(axis.positions, (low, median, high))
    said = {"text": texts(median), "hover": "median of the seeds, epoch %{x}: %{text}", "name": "test, median"}
    return [
        area(epochs, low, high, faint(PREDICTION, 0.2), name="test, all seeds"),
        line(epochs, middle, PREDICTION, width=1.2, dash="dash", **said),
    ]


def mark(axis: ErrorAxis, values: np.ndarray, hollow: bool, symbol: str, epoch: int, text: str) -> dict:
    """A symbol on the curve at an epoch, or at the last one before it that has a number."""
    known = np.flatnonzero(np.isfinite(values[:epoch]))
    place = int(known[-1]) if len(known) else 0
    marker = {"symbol": SYMBOLS[symbol] + ("-open" if hollow else ""), "size": 13, "color": PREDICTION}
    return points([place + 1], axis.positions(values[place : place + 1]), marker=marker, hover=text, name=text)


def same_in_keras(ours: dict[str, np.ndarray], keras: dict[str, np.ndarray], title: str) -> dict:
    """The losses, each (epochs,) by part, as lines, and Keras's as rings on them, on a log axis."""
    axis, longest = ErrorAxis(*ours.values(), *keras.values()), max(map(len, ours.values()))
    traces = []
    for part in ours:
        colour, width = PARTS[part]
        for whose, values in (("here", ours[part]), ("Keras", keras[part])):
            name, place = f"{part}, {whose}", (np.arange(1, len(values) + 1), axis.positions(values))
            said = {"text": [f"{value:.12g}" for value in values.tolist()], "name": name}
            said["hover"] = f"{name}, epoch %{{x}}: %{{text}}"
            traces.append(
                line(*place, colour, width=width, **said)
                if whose == "here"
                else points(*place, marker=ring(colour, 11, 2), **said)
            )
    return over_epochs(traces, epoch_axis(0.4, longest + 0.6), axis.layout(title))
