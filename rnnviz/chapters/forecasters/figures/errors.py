"""The losses, epoch by epoch."""

from collections.abc import Mapping

import numpy as np

from rnnviz.chapters.forecasters import words
from rnnviz.figures.axes import MARGIN, ErrorAxis
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, LEGEND, figure, titled
from rnnviz.figures.marks import line, points, ring
from rnnviz.figures.palette import PREDICTION
from rnnviz.figures.table import Table

PARTS = {"training": ("dot", 2.0), "validation": ("dash", 2.5), "test": ("solid", 2.5)}
"""Dash and width of the loss of each part."""


def loss_title(loss: str) -> str:
    """Return the title of an axis of losses."""
    return f"loss ({loss.upper()}, scaled)"


def epoch_axis(first: float, last: float) -> dict:
    """Return the axis of epochs."""
    return {**BARE, "title": titled("epoch"), "range": [first, last]}


def over_epochs(traces: list[dict], epochs: dict, errors: dict, **layout) -> dict:
    """Return a figure over an axis of epochs."""
    layout |= {"legend": LEGEND, "hovermode": "closest", "xaxis": epochs, "yaxis": errors}
    return figure(traces, height=320, margin=(66, *MARGIN[1:]), **layout)


def same_in_keras(ours: Mapping[str, np.ndarray], keras: Mapping[str, np.ndarray], loss: str = "mse") -> Drawing:
    """Draw our losses as lines, and Keras's, from the same weights and in the same order, as rings on them.

    Args:
        ours: "training" and, if wanted, "test", each (epochs,), scaled.
        keras: the same.
        loss: its name.
    """
    axis, longest = ErrorAxis(*ours.values(), *keras.values()), max(map(len, ours.values()))
    traces, columns = [], {"epoch": range(1, longest + 1)}
    for part in ours:
        dash, width = PARTS[part]
        for whose, values in (("here", ours[part]), ("Keras", keras[part])):
            name, place = f"{part}, {whose}", (np.arange(1, len(values) + 1), axis.positions(values))
            said = {"text": [f"{value:.12g}" for value in values.tolist()], "name": name}
            said["hover"] = f"{name}, epoch %{{x}}: %{{text}}"
            traces.append(
                line(*place, PREDICTION, width=width, dash=dash, **said)
                if whose == "here"
                else points(*place, marker=ring(PREDICTION, 11, 2), **said)
            )
            columns[name] = values
        columns[f"{part}, difference"] = ours[part] - keras[part]
    shown = over_epochs(traces, epoch_axis(0.4, longest + 0.6), axis.layout(loss_title(loss)))
    return Drawing(shown, Table.of(columns), words.runs.same_in_keras(ours, keras))
