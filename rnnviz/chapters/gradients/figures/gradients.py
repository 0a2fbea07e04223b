"""Gradients over time, what each timestep adds to those of the weights, and what an update makes of them."""

from dataclasses import replace
from itertools import product

import numpy as np

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.scene import contribution_sizes, scene, update
from rnnviz.chapters.gradients.view.choices import Selected, View, loss_of, network_of
from rnnviz.core.layers import NAMES
from rnnviz.core.optimizers import norm
from rnnviz.core.weights import STATES
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, DIVERGING, LEGEND, about_zero, each_ticked, figure, suffix
from rnnviz.figures.log_axis import LogAxis, texts
from rnnviz.figures.marks import bars, heat, horizontal, line, note, points, vertical
from rnnviz.figures.palette import KIND_COLOURS, REFERENCE, faint
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached

LEFT, RIGHT, BOTTOM = 56, 12, 42
"""Margins in pixels."""

STEPS = {"title": {"text": "step t"}, "showgrid": False}
"""The axis of timesteps."""


def flow_of(view: View) -> View:
    """Return what decides the figure of gradients over time."""
    selected = Selected("d_h", view.selected.timestep or 0, 0)
    return replace(loss_of(view), variants=view.variants, share=view.share, selected=selected)


@cached(by=flow_of)
def flow(view: View) -> Drawing:
    """Return ‖∂L/∂h_t‖ of every cell, and ‖∂L/∂c_t‖ where there is a c, on a log axis."""
    found = {(kind, state): scene(view, kind).flow(state) for kind in view.kinds for state in STATES[kind]}
    if view.share:
        found = {each: shares(values) for each, values in found.items()}
    axis, steps = LogAxis(*found.values()), list(range(1, view.timesteps + 1))
    traces, named = [], {}
    for (kind, state), values in found.items():
        name = f"{NAMES[kind]} {state}"
        looks = {"width": 2.5, "dash": "dot" if state == "c" else "solid", "dots": 6 if len(steps) <= 60 else 3}
        said = {"name": name, "text": texts(values), "hover": f"{name}, step %{{x}}: %{{text}}"}
        traces.append(line(steps, axis.positions(values), KIND_COLOURS[kind], **looks, **said))
        named[name] = values
    marker = {"symbol": "triangle-up", "size": 11, "color": REFERENCE}
    said = {"name": "loss taken here", "hover": "the loss counts step %{x}", "cliponaxis": False}
    counted = [t + 1 for t in view.loss_steps]
    traces.append(points(counted, [axis.bottom] * len(counted), marker=marker, **said))
    drawn = figure(
        traces,
        height=284,
        margin=(LEFT, RIGHT, 34, BOTTOM),
        legend=LEGEND,
        hovermode="closest",
        xaxis=STEPS | {"range": [0.5, len(steps) + 0.5], "zeroline": False},
        yaxis=axis.layout("share of the sum over t" if view.share else "‖∂L/∂hₜ‖, ‖∂L/∂cₜ‖"),
        shapes=[vertical(view.selected.timestep + 1, REFERENCE, 1, "dash")],
    )
    return Drawing(drawn, Table.of({"step": steps} | named), words.flow(named, view.share))


def shares(values: np.ndarray) -> np.ndarray:
    """Return each number's part of their sum; zeros where all are, nan where one is not finite."""
    top = values.max()
    if not np.isfinite(top):
        return np.full_like(values, np.nan)
    parts = values / top if top else values
    return parts / (parts.sum() or 1.0)


def log_bars(axis: LogAxis, x: list, values: np.ndarray, hover: str, **more) -> dict:
    """Return a bar for each of the values, on a log axis that holds them."""
    return bars(x, axis.bars(values), texts=texts(values), hover=hover, base=axis.bottom, **more)


def contribution_of(view: View) -> View:
    """Return what decides the figures of one timestep's contribution."""
    return replace(loss_of(view), cell=view.cell, step=view.step)


@cached(by=contribution_of)
def contributions(view: View) -> Drawing:
    """Return how much each timestep adds to ∂L/∂recurrent_kernel, as bars on a log axis."""
    sizes = contribution_sizes(view, view.cell)
    axis, steps = LogAxis(sizes), list(range(1, len(sizes) + 1))
    marker = {"color": KIND_COLOURS[view.cell], "opacity": [1.0 if step == view.step else 0.5 for step in steps]}
    drawn = figure(
        [log_bars(axis, steps, sizes, "through step %{x}: %{text}", marker=marker)],
        height=180,
        margin=(LEFT, RIGHT, 10, BOTTOM),
        bargap=0.15,
        xaxis=STEPS,
        yaxis=axis.layout(""),
    )
    table = Table.of({"step": steps, "norm of its contribution": sizes})
    return Drawing(drawn, table, words.contribution_sentence(sizes))


@cached(by=contribution_of)
def contribution_matrices(view: View) -> Drawing:
    """Return one timestep's contribution to ∂L/∂recurrent_kernel beside the sum of all."""
    shown = scene(view, view.cell)
    panels = {
        f"step {view.step} alone": shown.contributions[view.step - 1],
        "all steps": shown.recurrent.recurrent_kernel,
    }
    places = product(range(view.units), [f"{gate}{unit}" for gate in shown.cell.gates for unit in range(view.units)])
    numbers = zip(*(values.ravel().tolist() for values in panels.values()), strict=True)
    rows = [(*place, *each) for place, each in zip(places, numbers, strict=True)]
    return Drawing(matrices(panels, shown.cell.gates), Table(("row", "column", *panels), rows), words.ranges(panels))


def update_of(view: View) -> View:
    """Return what decides the figures of the next update."""
    return replace(network_of(view), cell=view.cell)


@cached(by=update_of)
def update_matrices(view: View) -> Drawing:
    """Return the recurrent kernel before an update, its gradient as it is used, and the kernel after."""
    shown, made = scene(view, view.cell), update(view, view.cell)
    parts = {"U before": shown.weights, "∂L/∂U as used": made.clipped, "U after": made.weights}
    panels = {title: arrays["recurrent_kernel"] for title, arrays in parts.items()}
    rows = [
        (name.replace("_", " "), ", ".join(map(str, place)), *numbers)
        for name, array in shown.weights.items()
        for place, *numbers in zip(
            np.ndindex(array.shape), *(arrays[name].ravel().tolist() for arrays in parts.values()), strict=True
        )
    ]
    table = Table(("array", "place", "before", "gradient as used", "after"), rows)
    return Drawing(matrices(panels, shown.cell.gates), table, f"{words.ranges(panels)} The table lists every array.")


def matrices(panels: dict[str, np.ndarray], gates: tuple[str, ...]) -> dict:
    """Return matrices of the recurrent kernel's shape beside each other, each about 0 with a colour bar of its own."""
    traces, axes, notes = [], {}, []
    for number, (title, values) in enumerate(panels.items()):
        k, left, right = suffix(number), number / len(panels), (number + 1) / len(panels)
        domain = [left + 0.03 * (number > 0), right - 0.25 / len(panels)]
        finite = np.abs(values[np.isfinite(values)])
        largest = float(finite.max(initial=0.0)) or 1.0
        place = {"xaxis": f"x{k}", "yaxis": f"y{k}"}
        traces.append(heat(values, hover="row %{y}, column %{x}: %{z:.6g}", colours=f"coloraxis{k}", **place))
        axes[f"xaxis{k}"] = {**BARE, "domain": domain} | gate_ticks(values.shape[1], gates)
        up = {**BARE, "autorange": "reversed", "anchor": f"x{k}"} | each_ticked(len(values), 11)
        axes[f"yaxis{k}"] = up | ({"showticklabels": False} if number else {})
        axes[f"coloraxis{k}"] = about_zero(largest, colorbar=colour_bar(largest, domain[1]))
        notes.append(note(title if finite.size else f"{title}: not finite", sum(domain) / 2, yanchor="bottom"))
    return figure(traces, height=204, margin=(40, 8, 30, 30), annotations=notes, meta=DIVERGING, **axes)


def colour_bar(largest: float, left: float) -> dict:
    """Return a narrow colour bar from -largest to largest, right of where a panel ends."""
    ticks = np.array([-largest, 0.0, largest])
    named = {"tickvals": ticks, "ticktext": [words.short(each) for each in ticks], "tickfont": {"size": 12}}
    return {"x": left, "xanchor": "left", "xpad": 6, "thickness": 8, "len": 1.0} | named


def gate_ticks(columns: int, gates: tuple[str, ...]) -> dict:
    """Return the gates' letters in the middle of their columns, where there is more than one gate."""
    if len(gates) < 2:
        return each_ticked(columns, 11)
    width = columns // len(gates)
    return {"tickvals": [width * k + (width - 1) / 2 for k in range(len(gates))], "ticktext": gates}


@cached(by=update_of)
def clipping(view: View) -> Drawing:
    """Return the norms of every array's gradient before and after clipping, on a log axis."""
    gradients = scene(view, view.cell).weight_gradients
    names = [*(name.replace("_", " ") for name in gradients), "all"]
    sizes = [
        np.array([norm(each) for each in arrays.values()]) for arrays in (gradients, update(view, view.cell).clipped)
    ]
    before, after = (np.append(each, norm(each)) for each in sizes)
    thresholds = [] if view.clipping == "none" else [np.array(view.threshold)]
    axis, full = LogAxis(before, after, *thresholds), KIND_COLOURS[view.cell]
    drawn = figure(
        [
            log_bars(axis, names, values, "%{x}, " + name + ": %{text}", name=name, marker={"color": colour})
            for name, values, colour in (("before", before, faint(full, 0.4)), ("after clipping", after, full))
        ],
        height=300,
        margin=(LEFT, RIGHT, 34, 60),
        barmode="group",
        legend=LEGEND,
        yaxis=axis.layout("norm of the gradient"),
        shapes=[horizontal(float(axis.positions(each)), REFERENCE, 1, "dash") for each in thresholds],
    )
    alt = words.clipping_sentence(gradients, view.clipping, view.threshold)
    return Drawing(drawn, Table.of({"array": names, "norm before": before, "norm after": after}), alt)
