"""How a network learned: its accuracy after every epoch."""

from collections.abc import Sequence

import numpy as np

from rnnviz.core.numbers import plural
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import LEGEND, each_ticked, figure, titled
from rnnviz.figures.marks import line
from rnnviz.figures.palette import PREDICTION, VALUE_COLOURS
from rnnviz.figures.table import Table


def accuracy_figure(
    accuracy: Sequence[float],
    held_out: Sequence[float],
    losses: Sequence[float],
    held_out_losses: Sequence[float],
    *,
    is_dropped: bool,
    note: str = "",
) -> Drawing:
    """Draw accuracies over the epochs; losses stand in the table beside them.

    Args:
        accuracy: (epochs,), shares of what was learned from, as Keras counts them while it learns.
        held_out: (epochs,), shares of what was held out, after each epoch.
        losses: (epochs,).
        held_out_losses: (epochs,).
        is_dropped: whether Dropout acts while it learns.
        note: what else is to be known to read it.
    """
    epochs = np.arange(1, len(accuracy) + 1)
    names = f"learned from{', with dropout' if is_dropped else ''}", "held out"
    curves = [np.asarray(each, float) for each in (accuracy, held_out, losses, held_out_losses)]
    traces = [
        line(epochs, values, colour, hover="%{y:.2%} after %{x}", name=name, dots=6)
        for values, colour, name in zip(curves, (VALUE_COLOURS["y"], PREDICTION), names, strict=False)
    ]
    layout = {
        "xaxis": {"title": titled("epoch"), "fixedrange": True, **each_ticked(len(epochs), 25)},
        "yaxis": {"title": titled("accuracy"), "fixedrange": True, "tickformat": ".0%"},
        "legend": LEGEND,
    }
    columns = (f"{what}, {name}" for what in ("accuracy", "loss") for name in names)
    table = Table.of({"epoch": epochs} | dict(zip(columns, curves, strict=True)))
    alt = f"Accuracy over {plural(len(epochs), 'epoch')}: held out from {held_out[0]:.1%} to {held_out[-1]:.1%}."
    return Drawing(figure(traces, height=290, margin=(60, 10, 30, 50), **layout), table, f"{alt} {note}".rstrip())
