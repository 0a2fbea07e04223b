"""What each cell keeps beside what its own way from step to step would keep alone."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures.kept import kept_figure, kept_line
from rnnviz.chapters.gradients.scene.reasons import factors, held, memory, whole
from rnnviz.chapters.gradients.view.choices import View, forward_of
from rnnviz.core.layers import NAMES
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.log_axis import LogAxis
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached

ALONE = {"simple_rnn": "U alone", "gru": "∏z alone", "peephole_lstm": "h held", "coupled_lstm": "∏f, h held"}
"""What the own way of a kind of cell is called; of the others it is ∏f."""

MEANS = {"simple_rnn": "mean slope", "gru": "mean z", "peephole_lstm": "mean ∂c by c before, h held"}
"""What the mean of its factors is called; of the others it is that of f."""


def reasons_of(view: View) -> View:
    """Return what decides the figure."""
    return replace(forward_of(view), variants=view.variants)


@cached(by=reasons_of)
def reasons(view: View) -> Drawing:
    """Return σ_max of ∂state_T/∂state_k of every cell, solid, and of its own way alone, dotted, on a log axis."""
    steps, lines, columns = list(range(1, view.timesteps + 1)), [], {}
    for kind in view.kinds:
        state, own = memory(kind), ALONE.get(kind, "∏f, h held")
        alone, everything = held(view, kind), whole(view, kind)
        follows = f"{state}, h follows" if state == "c" else state
        lines += [(kind, f"{NAMES[kind]} {follows}", everything, "solid"), (kind, own, alone[:, 0], "dot")]
        columns |= {f"{NAMES[kind]} {follows}": everything, f"{NAMES[kind]} {own}: the most": alone[:, 0]}
        columns[f"{NAMES[kind]} {own}: median unit"] = np.median(alone, axis=1)
        columns[f"{NAMES[kind]} {MEANS.get(kind, 'mean f')}"] = factors(view, kind).mean(axis=1)
    axis, traces = LogAxis(*(values for _, _, values, _ in lines)), []
    for kind, name, values, dash in lines:
        traces.append(kept_line(kind, name, steps, values, axis, f"{NAMES[kind]}: {name}, from step %{{x}}:", dash))
    drawn = kept_figure(traces, axis, view.timesteps, top=52)
    return Drawing(drawn, Table.of({"pushed at step k": steps} | columns), words.reasons_alt(view))
