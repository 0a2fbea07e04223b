"""What every cell keeps, over seeds."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures.kept import kept_figure, kept_line
from rnnviz.chapters.gradients.scene import sampled
from rnnviz.chapters.gradients.scene.reasons import memory
from rnnviz.chapters.gradients.scene.seeds import seeds_of, spread, spread_of
from rnnviz.chapters.gradients.view.choices import View
from rnnviz.core.layers import NAMES
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.log_axis import LogAxis
from rnnviz.figures.marks import band
from rnnviz.figures.palette import KIND_COLOURS, faint
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached


def seeds_drawn_of(view: View) -> View:
    """Return what decides the figure; that it is of the weights before any update is said where there has been one."""
    return replace(spread_of(view), variants=view.variants, updates=min(view.updates, 1))


@cached(by=seeds_drawn_of)
def over_seeds(view: View) -> Drawing:
    """Return the median of σ_max over seeds as a line of each cell, and from the least to the greatest as a band."""
    found = {kind: spread(view, kind) for kind in view.kinds}
    axis, steps, traces = LogAxis(*found.values()), sampled(view) + 1, []
    columns = {"pushed at step k": steps}
    for kind, values in found.items():
        name = f"{NAMES[kind]} {memory(kind)}"
        ends = (axis.positions(each(values, axis=0)) for each in (np.min, np.max))
        traces.append(band(steps, *ends, faint(KIND_COLOURS[kind], 0.2), showlegend=False, hoverinfo="skip"))
        middle = np.median(values, axis=0)
        traces.append(kept_line(kind, name, steps, middle, axis, f"{name}, from step %{{x}}: median"))
        columns |= {f"{name}, seed {seed}": row for seed, row in zip(seeds_of(view), values, strict=True)}
    drawn = kept_figure(traces, axis, view.timesteps, top=34)
    return Drawing(drawn, Table.of(columns), words.seeds_alt(view))
