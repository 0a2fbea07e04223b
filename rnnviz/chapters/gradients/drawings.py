"""The figures of the gradients chapter, kept: each with its table and its sentence."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures import gradients as figures
from rnnviz.chapters.gradients.figures import jacobians
from rnnviz.chapters.gradients.initial import eigenvalues as eigenvalues_of
from rnnviz.chapters.gradients.results import contribution_sizes, dynamics_of, kept, network_of, opened, reach, scene
from rnnviz.chapters.gradients.scene import Scene, View
from rnnviz.core.layers import NAMES
from rnnviz.core.optimizers import norm
from rnnviz.core.weights import STATES
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached
from rnnviz.figures.drawing import Drawing


def flow(view: View) -> Drawing:
    """‖∂L/∂h_t‖ of every cell, and ‖∂L/∂c_t‖ where there is a c."""
    return _flow(replace(network_of(view), variants=view.variants, share=view.share), view.selected[1] or 0)


@cached
def _flow(view: View, selected: int) -> Drawing:
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
    return Drawing(figures.over_time(lines, title, view.loss_steps, selected), table, alt)


def shares(values: np.ndarray) -> np.ndarray:
    """Each number's part of their sum; zeros where all are, nan where one is not finite."""
    top = values.max()
    if not np.isfinite(top):
        return np.full_like(values, np.nan)
    parts = values / top if top else values
    return parts / (parts.sum() or 1.0)


FARTHEST = 12.0
"""The power of ten beyond which the colours of a T×T matrix tell no more apart."""


def largest(view: View) -> float:
    """The power of ten at which the colour of every T×T matrix is full: the farthest any goes, at most ``FARTHEST``."""
    found = []
    for kind in view.kinds:
        with np.errstate(divide="ignore"):
            logs = np.log10(reach(view, kind)[np.tri(view.timesteps, dtype=bool)])
        found.append(np.abs(logs[np.isfinite(logs)]).max(initial=0.0))
    return float(np.clip(np.ceil(max(found)), 1.0, FARTHEST))


def reach_map(view: View, kind: str) -> Drawing:
    """The T×T matrix as a heat map; its table is the row of the selected t."""
    return _reach_map(replace(network_of(view), variants=view.variants, state=view.state), kind, view.pair)


@kept
def _reach_map(view: View, kind: str, pair: tuple[int, int]) -> Drawing:
    values, t = reach(view, kind), pair[0]
    table = Table.of({"k": range(1, t + 2), f"step {t + 1} by step k": values[t, : t + 1]})
    state = view.state if view.state in STATES[kind] else "h"
    alt = words.reach_sentence(NAMES[kind], state, values, pair)
    return Drawing(jacobians.reach_map(values, largest(view), pair, FARTHEST), table, alt)


def product(view: View) -> tuple[Drawing, Drawing]:
    """The norms of the opened product's factors, of which there is one at least, and its singular values."""
    key = replace(dynamics_of(view), pair=view.pair, state=view.state, cell=view.cell)
    return _product(key)


@cached
def _product(view: View) -> tuple[Drawing, Drawing]:
    found, first = opened(view), view.pair[1] + 2
    steps = range(first, first + found.steps)
    of_factors = Table.of({"step": steps, "norm": found.norms, "multiplied up": found.bounds})
    factors = jacobians.factor_norms(found.norms, first)
    bounds = {"the factors' norms multiplied": found.bounds[-1]}
    if found.activation_bounds is not None:
        bounds["σ_max(U) × largest slope, multiplied"] = found.activation_bounds[-1]
    order = range(1, len(found.singular_values) + 1)
    of_values = Table.of({"order": order, "singular value": found.singular_values})
    values = jacobians.singular_values(found.singular_values, bounds)
    return (
        Drawing(factors, of_factors, words.factor_sentence(found, first)),
        Drawing(values, of_values, words.bound_sentence(found)),
    )


def eigenvalues(view: View) -> Drawing:
    """The eigenvalues of U, block by block."""
    return _eigenvalues(dynamics_of(view), view.cell)


@cached
def _eigenvalues(view: View, kind: str) -> Drawing:
    shown = scene(view, kind)
    u, cell = shown.trace.weights.recurrent_kernel, shown.cell
    found = {gate: eigenvalues_of(u[:, cell.block(gate)]) for gate in cell.gates}
    rows = [(gate, each.real, each.imag, abs(each)) for gate, values in found.items() for each in values]
    table = Table(("block", "real", "imaginary", "absolute"), rows)
    return Drawing(jacobians.eigenvalues(found), table, words.eigen_sentence(found))


def contributions(view: View) -> Drawing:
    """How much each timestep adds to ∂L/∂recurrent_kernel."""
    return _contributions(network_of(view), view.cell, view.step - 1)


@cached
def _contributions(view: View, kind: str, step: int) -> Drawing:
    sizes = contribution_sizes(view, kind)
    table = Table.of({"step": range(1, len(sizes) + 1), "norm of its contribution": sizes})
    return Drawing(figures.contributions(sizes, step, kind), table, words.contribution_sentence(sizes))


def contribution_matrices(view: View) -> Drawing:
    """One timestep's contribution to ∂L/∂recurrent_kernel beside the sum of all."""
    return _contribution_matrices(network_of(view), view.cell, view.step - 1)


@kept
def _contribution_matrices(view: View, kind: str, step: int) -> Drawing:
    shown = scene(view, kind)
    here, total = shown.contributions[step], shown.recurrent.recurrent_kernel
    return matrices(shown, [(f"step {step + 1} alone", here), ("all steps", total)])


def update_matrices(view: View) -> Drawing:
    """The recurrent kernel before an update, its gradient as it is used, and the kernel after."""
    return _update_matrices(network_of(view), view.cell)


@kept
def _update_matrices(view: View, kind: str) -> Drawing:
    shown = scene(view, kind)
    after = shown.updated.parameters
    panels = [
        ("U before", shown.parameters["recurrent_kernel"][0]),
        ("∂L/∂U as used", shown.clipped["recurrent_kernel"]),
        ("U after", after["recurrent_kernel"][0]),
    ]
    rows = [
        (
            name.replace("_", " "),
            ", ".join(map(str, place)),
            before[place],
            shown.clipped[name][place],
            after[name][0][place],
        )
        for name, (before, _) in shown.parameters.items()
        for place in np.ndindex(before.shape)
    ]
    table = Table(("array", "place", "before", "gradient as used", "after"), rows)
    alt = f"{words.ranges(panels)} The table lists every array."
    return Drawing(figures.matrices(panels, list(shown.cell.gates)), table, alt)


def matrices(shown: Scene, panels: list[tuple[str, np.ndarray]]) -> Drawing:
    """Matrices of the recurrent kernel's shape, with every number in the table."""
    units, gates = shown.cell.units, shown.cell.gates
    entries = [
        (row, f"{gates[column // units]}{column % units}", *(values[row, column] for _, values in panels))
        for row, column in np.ndindex(panels[0][1].shape)
    ]
    table = Table(("row", "column", *(title for title, _ in panels)), entries)
    return Drawing(figures.matrices(panels, list(gates)), table, words.ranges(panels))


def clipping(view: View) -> Drawing:
    """The norms of every array's gradient before and after clipping."""
    return _clipping(network_of(view), view.cell)


@cached
def _clipping(view: View, kind: str) -> Drawing:
    shown = scene(view, kind)
    names = [name.replace("_", " ") for name in shown.parameters]
    gradients = [gradient for _, gradient in shown.parameters.values()]
    before, after = (np.array([norm(each) for each in arrays]) for arrays in (gradients, shown.clipped.values()))
    names, before, after = [*names, "all"], np.append(before, norm(before)), np.append(after, norm(after))
    table = Table.of({"array": names, "norm before": before, "norm after": after})
    threshold = None if view.clipping == "none" else view.threshold
    alt = words.clipping_sentence(before[-1], after[-1], view.clipping, view.threshold)
    return Drawing(figures.clipping(names, before, after, threshold), table, alt)
