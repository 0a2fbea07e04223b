"""The losses, epoch by epoch."""

from collections.abc import Mapping

import numpy as np

from rnnviz.chapters.forecasters import words
from rnnviz.chapters.forecasters.figures.forecasts import Band
from rnnviz.figures.axes import MARGIN, ErrorAxis
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, LEGEND, SMALL, each_ticked, figure, titled
from rnnviz.figures.log_axis import texts
from rnnviz.figures.marks import band as area
from rnnviz.figures.marks import line, note, points, ring, vertical
from rnnviz.figures.palette import ACTUAL, PREDICTION, TRAINING, VALIDATION, faint
from rnnviz.figures.table import Table
from rnnviz.training.runs import Run

PARTS = {"training": (TRAINING, 2.0), "validation": (VALIDATION, 2.5), "test": (PREDICTION, 2.5)}
"""Colour and width of the loss of each part."""

SYMBOLS = {"early": "square", "stopped": "square", "diverged": "x"}
"""What marks the last epoch of a run that did not end as planned."""


def losses(runs: Mapping[str, Run], *, band: Band | None = None) -> Drawing:
    """Draw the losses of a run, or of a run and its branch, epoch by epoch, on a log axis.

    Args:
        runs: one or two, by title.
        band: of the test loss over seeds, each (epochs,).
    """
    first = next(iter(runs.values()))
    left = {name: run.branch.epoch if run.branch and run is not first else 0 for name, run in runs.items()}
    shared = {name: max(after - 1, 0) for name, after in left.items()}  # a branch is drawn from the point it shares
    curves = {name: losses_of(run) for name, run in runs.items()}
    drawn = [each[shared[name] :] for name, parts in curves.items() for each in parts.values()]
    axis = ErrorAxis(*drawn, *(band or ()))
    traces, columns, shapes, notes = ([] if band is None else seeds_behind(axis, *band)), {}, [], []
    for (name, run), dash in zip(runs.items(), ("solid", "dot"), strict=False):
        title = f", {name}" if len(runs) > 1 else ""
        epochs = np.arange(shared[name] + 1, run.epochs + 1)
        for part, every in curves[name].items():
            colour, width = PARTS[part]
            values, said = every[shared[name] :], part + title
            looks = {"width": width, "dash": dash, "dots": 6 if len(epochs) <= 40 else 1, "name": said}
            hover = f"{said}, epoch %{{x}}: %{{text}}"
            traces.append(line(epochs, axis.positions(values), colour, **looks, text=texts(values), hover=hover))
            columns[f"{part} loss{title}"] = every
        marks = [("star", run.best, f"least {run.watched[0]} loss{title}: epoch {run.best}")] if run.best else []
        if run.ending in SYMBOLS:
            marks.append((SYMBOLS[run.ending], run.epochs, words.ending(run)))
        traces += [mark(axis, run.watched[1], "-open" if dash == "dot" else "", *each) for each in marks]
        if after := left[name]:
            shapes.append(vertical(after, ACTUAL, 1.5, "dash"))
            place = {"xref": None, "yanchor": "top", "xanchor": "left"}
            notes.append(note(f"branch after epoch {after}", after, **place, size=SMALL))
    if band is not None:
        columns |= dict(zip(("least test loss of the seeds", "median", "greatest"), band, strict=True))
    longest = max(run.epochs for run in runs.values())
    across = epoch_axis(0.5 - 0.01 * longest, longest + 0.5 + 0.01 * longest) | each_ticked(longest)
    shown = over_epochs(traces, across, axis.layout(loss_title(first.fit.loss)), shapes=shapes, annotations=notes)
    rows = range(1, max(map(len, columns.values())) + 1)
    return Drawing(shown, Table.of({"epoch": rows} | columns), words.losses(runs))


def losses_of(run: Run) -> dict[str, np.ndarray]:
    """Return the losses of each part, (epochs,)."""
    return {"training": run.losses, **dict([run.watched]), "test": run.test_losses}


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


def seeds_behind(axis: ErrorAxis, low: np.ndarray, median: np.ndarray, high: np.ndarray) -> list[dict]:
    """Return the band of the test losses of all seeds, each (epochs,), and their median."""
    epochs, (low, middle, high) = np.arange(1, len(median) + 1), map(axis.positions, (low, median, high))
    said = {"text": texts(median), "hover": "median of the seeds, epoch %{x}: %{text}", "name": "test, median"}
    return [
        area(epochs, low, high, faint(PREDICTION, 0.2), name="test, all seeds"),
        line(epochs, middle, PREDICTION, width=1.2, dash="dash", **said),
    ]


def mark(axis: ErrorAxis, values: np.ndarray, style: str, symbol: str, epoch: int, text: str) -> dict:
    """Return a symbol on the curve at an epoch, or at the last one before it that has a number."""
    known = np.flatnonzero(np.isfinite(values[:epoch]))
    place = int(known[-1]) if len(known) else 0
    marker = {"symbol": symbol + style, "size": 13, "color": PREDICTION}
    return points([place + 1], axis.positions(values[place : place + 1]), marker=marker, hover=text, name=text)


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
            columns[name] = values
        columns[f"{part}, difference"] = ours[part] - keras[part]
    shown = over_epochs(traces, epoch_axis(0.4, longest + 0.6), axis.layout(loss_title(loss)))
    return Drawing(shown, Table.of(columns), words.same_in_keras(ours, keras))
