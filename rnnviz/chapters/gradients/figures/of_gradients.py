"""A view → what gradients are over time, what each timestep adds, and what an update makes of them."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures import gradients as plots
from rnnviz.chapters.gradients.scene import Scene, contribution_sizes, scene, update
from rnnviz.chapters.gradients.view import Selected, View, loss_of, network_of
from rnnviz.core.layers import NAMES
from rnnviz.core.optimizers import norm
from rnnviz.core.weights import STATES
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached


def flow_of(view: View) -> View:
    """Return what decides the figure of gradients over time."""
    selected = Selected("d_h", view.selected.timestep or 0, 0)
    return replace(loss_of(view), variants=view.variants, share=view.share, selected=selected)


@cached(by=flow_of)
def flow(view: View) -> Drawing:
    """Return ‖∂L/∂h_t‖ of every cell, and ‖∂L/∂c_t‖ where there is a c."""
    lines = [
        {
            "name": f"{NAMES[kind]} {state}",
            "kind": kind,
            "values": scene(view, kind).flow(state),
            "dashed": state == "c",
        }
        for kind in view.kinds
        for state in STATES[kind]
    ]
    title = "‖∂L/∂hₜ‖, ‖∂L/∂cₜ‖"
    if view.share:
        title = "share of the sum over t"
        for line in lines:
            line["values"] = shares(line["values"])
    steps = range(1, view.timesteps + 1)
    table = Table.of({"step": steps} | {line["name"]: line["values"] for line in lines})
    alt = words.flow({line["name"]: line["values"] for line in lines}, view.share)
    return Drawing(plots.over_time(lines, title, view.loss_steps, view.selected.timestep), table, alt)


def shares(values: np.ndarray) -> np.ndarray:
    """Return each number's part of their sum; zeros where all are, nan where one is not finite."""
    top = values.max()
    if not np.isfinite(top):
        return np.full_like(values, np.nan)
    parts = values / top if top else values
    return parts / (parts.sum() or 1.0)


def contribution_of(view: View) -> View:
    """Return what decides the figures of one timestep's contribution."""
    return replace(loss_of(view), cell=view.cell, step=view.step)


@cached(by=contribution_of)
def contributions(view: View) -> Drawing:
    """Return how much each timestep adds to ∂L/∂recurrent_kernel."""
    sizes = contribution_sizes(view, view.cell)
    table = Table.of({"step": range(1, len(sizes) + 1), "norm of its contribution": sizes})
    return Drawing(plots.contributions(sizes, view.step - 1, view.cell), table, words.contribution_sentence(sizes))


@cached(by=contribution_of)
def contribution_matrices(view: View) -> Drawing:
    """Return one timestep's contribution to ∂L/∂recurrent_kernel beside the sum of all."""
    shown = scene(view, view.cell)
    here, total = shown.contributions[view.step - 1], shown.recurrent.recurrent_kernel
    return matrices(shown, [(f"step {view.step} alone", here), ("all steps", total)])


def matrices(shown: Scene, panels: list[tuple[str, np.ndarray]]) -> Drawing:
    """Return matrices of the recurrent kernel's shape, with every number in the table."""
    units, gates = shown.cell.units, shown.cell.gates
    columns = [f"{gate}{unit}" for gate in gates for unit in range(units)]
    entries = [
        (row, name, *numbers)
        for row, each in enumerate(zip(*(values.tolist() for _, values in panels), strict=True))
        for name, *numbers in zip(columns, *each, strict=True)
    ]
    table = Table(("row", "column", *(title for title, _ in panels)), entries)
    return Drawing(plots.matrices(panels, list(gates)), table, words.ranges(panels))


def update_of(view: View) -> View:
    """Return what decides the figures of the next update."""
    return replace(network_of(view), cell=view.cell)


@cached(by=update_of)
def update_matrices(view: View) -> Drawing:
    """Return the recurrent kernel before an update, its gradient as it is used, and the kernel after."""
    before, after = scene(view, view.cell).weights, update(view, view.cell)
    panels = [
        ("U before", before["recurrent_kernel"]),
        ("∂L/∂U as used", after.clipped["recurrent_kernel"]),
        ("U after", after.weights["recurrent_kernel"]),
    ]
    rows = [
        (name.replace("_", " "), ", ".join(map(str, place)), *numbers)
        for name, array in before.items()
        for place, *numbers in zip(
            np.ndindex(array.shape),
            *(each.ravel().tolist() for each in (array, after.clipped[name], after.weights[name])),
            strict=True,
        )
    ]
    table = Table(("array", "place", "before", "gradient as used", "after"), rows)
    alt = f"{words.ranges(panels)} The table lists every array."
    return Drawing(plots.matrices(panels, list(scene(view, view.cell).cell.gates)), table, alt)


@cached(by=update_of)
def clipping(view: View) -> Drawing:
    """Return the norms of every array's gradient before and after clipping."""
    before, after = scene(view, view.cell).weight_gradients, update(view, view.cell).clipped
    names = [*(name.replace("_", " ") for name in before), "all"]
    sizes = [np.array([norm(each) for each in arrays.values()]) for arrays in (before, after)]
    before, after = (np.append(each, norm(each)) for each in sizes)
    table = Table.of({"array": names, "norm before": before, "norm after": after})
    threshold = None if view.clipping == "none" else view.threshold
    alt = words.clipping_sentence(before[-1], after[-1], view.clipping, view.threshold)
    return Drawing(plots.clipping(names, before, after, threshold), table, alt)
