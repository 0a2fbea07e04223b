"""What the hidden-state chapter draws: the unrolled network, and the states over time."""

import numpy as np

from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.diagram import scale, unrolled
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import View, network_of
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.heat_map import heat_map
from rnnviz.figures.table import Table, hiding
from rnnviz.ui.cache import cached

Hidden = tuple[tuple[str, int], ...]
"""From which timestep on h and y are not shown: (("h", 2), ("y", 2)), or nothing."""


@cached(by=network_of)
def diagram_table(view: View, hidden: Hidden = ()) -> dict:
    """Return the unrolled network, as its component takes it."""
    shown = scene(view)
    return unrolled(
        shown.trace,
        shown.run.layers[1].parts[""],
        shown.shown_outputs,
        shown.captions,
        words.steps(shown),
        shown.preset.features,
        shown.preset.outputs,
        dict(hidden),
    )


@cached(by=network_of)
def states_figure(view: View, hidden: Hidden = ()) -> Drawing:
    """Return the heat map of h, with x and y in its table."""
    shown, first_hidden = scene(view), dict(hidden)
    h, y = shown.h.copy(), shown.y.copy()
    h[first_hidden.get("h", len(h)) :] = np.nan
    y[first_hidden.get("y", len(y)) :] = np.nan
    y[[t for t in range(len(y)) if t not in shown.shown_outputs]] = np.nan
    largest = scale(shown.trace, shown.run.layers[1].parts[""], "h", shown.h[: first_hidden.get("h")])
    columns = {"step": range(1, len(h) + 1), "read": shown.captions}
    columns |= {
        f"{name}[{k}]": hiding(array[:, k])
        for name, array in (("x", shown.inputs), ("h", h), ("y", y))
        for k in range(array.shape[1])
    }
    finite = h[np.isfinite(h)]
    extent = f", from {finite.min():.4g} to {finite.max():.4g}" if finite.size else ""
    alt = f"Heat map of h: {h.shape[1]} units over {len(h)} steps{extent}."
    return Drawing(heat_map(h, "h", shown.captions, largest), Table.of(columns), alt)
