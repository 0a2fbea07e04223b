"""Losses of gradient descent, update by update."""

import numpy as np

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures.gradients import BOTTOM, LEFT, RIGHT
from rnnviz.chapters.gradients.scene.descent import BATCH, Descent, clipping_of
from rnnviz.chapters.gradients.view.choices import View
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import LEGEND, figure
from rnnviz.figures.log_axis import LogAxis, texts
from rnnviz.figures.marks import line, vertical
from rnnviz.figures.palette import KIND_COLOURS, REFERENCE, faint
from rnnviz.figures.table import Table


def losses(view: View, lines: dict[str, list[float]], looks: list[dict], alt: str, height: int, **more) -> Drawing:
    """Return losses by update on a log axis, in the colour of the cell that is looked at closely."""
    values = {name: np.array(each) for name, each in lines.items()}
    axis, updates, traces = LogAxis(*values.values()), list(range(len(next(iter(lines.values()))))), []
    for (name, each), look in zip(values.items(), looks, strict=True):
        said = {"name": name, "text": texts(each), "hover": f"{name}, after %{{x}} updates: %{{text}}"}
        traces.append(line(updates, axis.positions(each), width=2.5, dots=5, **look, **said))
    drawn = figure(
        traces,
        height=height,
        margin=(LEFT, RIGHT, 34, BOTTOM),
        legend=LEGEND,
        hovermode="closest",
        xaxis={"title": {"text": "updates"}, "showgrid": False, "zeroline": False},
        yaxis=axis.layout("loss"),
        **more,
    )
    return Drawing(drawn, Table.of({"updates": updates} | values), alt)


def learned(view: View, one: Descent, batch: Descent) -> Drawing:
    """Return the losses of twenty updates on one sequence, faint, and on a batch; dotted are those never seen."""
    full = KIND_COLOURS[view.cell]
    looks = [{"colour": colour, "dash": dash} for colour in (faint(full, 0.5), full) for dash in ("solid", "dot")]
    lines = {
        "this sequence": one.losses,
        "then never seen": one.unseen_losses,
        f"batch of {BATCH}": batch.losses,
        "then never seen ": batch.unseen_losses,
    }
    now = [vertical(view.updates, REFERENCE, 1, "dash")]
    return losses(view, lines, looks, words.learning_alt(view), 196, shapes=now)


def clipped_runs(view: View, free: Descent, clipped: Descent) -> Drawing:
    """Return the losses of the runs without clipping, faint, and with."""
    full, how = KIND_COLOURS[view.cell], clipping_of(view)
    lines = {"not clipped": free.losses, f"clipped by {how}": clipped.losses}
    looks = [{"colour": faint(full, 0.5)}, {"colour": full}]
    return losses(view, lines, looks, words.clipped_runs_alt(view), 300)
