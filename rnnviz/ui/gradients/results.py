"""What the gradients chapter shows, kept: scenes, pictures and files of a view."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from rnnviz.chapters.gradients import scene as chapter
from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.check import Checked, check
from rnnviz.chapters.gradients.product import Product, product
from rnnviz.chapters.gradients.scene import Scene, View
from rnnviz.figures import gradients as figures
from rnnviz.layers import NAMES
from rnnviz.optimizers import norm
from rnnviz.ui.cached import remembered
from rnnviz.weights import STATES

Drawn = tuple[go.Figure, pd.DataFrame, str]
"""A figure, its numbers as a table, and what it shows in words."""

UNLOOKED = {
    **{name: getattr(View(), name) for name in ("preset", "cell", "variants", "share", "state", "pair", "step")},
    **{name: getattr(View(), name) for name in ("phase", "selected", "predict")},
}
"""Where the reader looks, which changes no number."""

UNTRAINED = {name: getattr(View(), name) for name in ("loss", "chosen", "clipping", "threshold", "learning_rate")}
"""What matters to the states only once the weights have been updated."""


def network_of(view: View) -> View:
    """The view without where the reader looks."""
    return replace(view, **UNLOOKED)


def scene(view: View, kind: str | None = None) -> Scene:
    """One kind of cell in a view: the one that is looked at closely, or another."""
    return _scene(network_of(view), kind or view.cell)


@lru_cache(maxsize=32)
def _scene(view: View, kind: str) -> Scene:
    return chapter.scene(view, kind)


def reach(view: View, kind: str) -> np.ndarray:
    """The T×T matrix of one kind, of the state that the view asks for."""
    key = network_of(view) if view.updates else replace(network_of(view), **UNTRAINED)
    return _reach(key, kind, view.state if view.state in STATES[kind] else "h")


@remembered
def _reach(view: View, kind: str, state: str) -> np.ndarray:
    return _scene(view, kind).reach_of(state)


def verdicts(view: View) -> list[str]:
    """What becomes of each cell's memory, in words."""
    return [words.verdict_sentence(scene(view, kind), view.state, reach(view, kind)) for kind in view.kinds]


def notices(view: View) -> list[str]:
    """What else there is to say: who explodes, and why."""
    found = [words.explosion(scene(view, kind)) for kind in view.kinds]
    return [f"{NAMES[kind]}. {text}" for kind, text in zip(view.kinds, found, strict=True) if text]


def flow(view: View) -> Drawn:
    """‖∂L/∂h_t‖ of every cell, and ‖∂L/∂c_t‖ where there is a c."""
    return _flow(replace(network_of(view), variants=view.variants, share=view.share), view.selected[1] or 0)


@remembered
def _flow(view: View, selected: int) -> Drawn:
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
    title = "‖∂L/∂hₜ‖"
    if view.share:
        title = "share of the sum over t"
        for line in lines:
            with np.errstate(invalid="ignore", divide="ignore"):
                line["values"] = line["values"] / line["values"].sum()
    steps = range(1, view.timesteps + 1)
    table = pd.DataFrame({"step": steps} | {line["name"]: line["values"] for line in lines})
    alt = " ".join(words.flow(scene(view, kind)) for kind in view.kinds)
    return figures.over_time(lines, title, view.loss_steps, selected), table, alt


def largest(view: View) -> float:
    """The power of ten at which the colour of every T×T matrix is full: the farthest any of them goes, at most 12."""
    found = []
    for kind in view.kinds:
        with np.errstate(divide="ignore"):
            logs = np.log10(reach(view, kind)[np.tri(view.timesteps, dtype=bool)])
        found.append(np.abs(logs[np.isfinite(logs)]).max(initial=0.0))
    return float(np.clip(np.ceil(max(found)), 1.0, 12.0))


def reach_map(view: View, kind: str) -> Drawn:
    """The T×T matrix as a heat map; its table is the row of the selected t."""
    return _reach_map(replace(network_of(view), variants=view.variants, state=view.state), kind, view.pair)


@remembered
def _reach_map(view: View, kind: str, pair: tuple[int, int]) -> Drawn:
    values, t = reach(view, kind), pair[0]
    table = pd.DataFrame({"k": range(1, t + 2), f"step {t + 1} by step k": values[t, : t + 1]})
    state = view.state if view.state in STATES[kind] else "h"
    alt = words.reach_sentence(NAMES[kind], state, values, pair)
    return figures.reach_map(values, largest(view), pair), table, alt


def reach_csv(view: View) -> bytes:
    """The T×T matrix of the cell that is looked at closely, rows t and columns k, as CSV."""
    steps = [str(step) for step in range(1, view.timesteps + 1)]
    return pd.DataFrame(reach(view, view.cell), index=steps, columns=steps).to_csv(index_label="t \\ k").encode()


def opened(view: View) -> Product:
    """The product behind the selected number of the T×T matrix."""
    key = network_of(view) if view.updates else replace(network_of(view), **UNTRAINED)
    return _opened(key, view.cell, view.pair, view.state)


@remembered
def _opened(view: View, kind: str, pair: tuple[int, int], state: str) -> Product:
    return product(_scene(view, kind), pair, state)


def singular(view: View) -> Drawn:
    """The singular values of the opened product beside their bounds."""
    found = opened(view)
    bounds = {"the factors' norms multiplied": found.bounds[-1]} if found.steps else {}
    if found.activation_bounds is not None and found.steps:
        bounds["σ_max(U) × largest slope, multiplied"] = found.activation_bounds[-1]
    order = range(1, len(found.singular_values) + 1)
    table = pd.DataFrame({"order": order, "singular value": found.singular_values})
    return figures.singular_values(found.singular_values, bounds), table, words.bound_sentence(found)


def factors(view: View) -> Drawn:
    """The norm of each Jacobian in the opened product."""
    found, first = opened(view), view.pair[1] + 2
    table = pd.DataFrame(
        {"step": range(first, first + found.steps), "norm": found.norms, "multiplied up": found.bounds}
    )
    return figures.factor_norms(found.norms, first), table, words.factor_sentence(found, first)


def eigenvalues(view: View) -> Drawn:
    """The eigenvalues of U, block by block."""
    key = replace(network_of(view), **({} if view.updates else UNTRAINED))
    return _eigenvalues(key, view.cell)


@remembered
def _eigenvalues(view: View, kind: str) -> Drawn:
    shown = _scene(view, kind)
    u, cell = shown.trace.weights.recurrent_kernel, shown.cell
    found = {gate: np.linalg.eigvals(u[:, cell.block(gate)]) for gate in cell.gates}
    rows = [(gate, each.real, each.imag, abs(each)) for gate, values in found.items() for each in values]
    table = pd.DataFrame(rows, columns=["block", "real", "imaginary", "absolute"])
    return figures.eigenvalues(found), table, words.eigen_sentence(found)


def contributions(view: View) -> Drawn:
    """How much each timestep adds to ∂L/∂recurrent_kernel."""
    return _contributions(network_of(view), view.cell, view.step - 1)


@remembered
def contribution_sizes(view: View, kind: str) -> np.ndarray:
    """The norm of each timestep's contribution, (timesteps,)."""
    return np.array([norm(each) for each in _scene(view, kind).contributions])


@remembered
def _contributions(view: View, kind: str, step: int) -> Drawn:
    sizes = contribution_sizes(view, kind)
    table = pd.DataFrame({"step": range(1, len(sizes) + 1), "norm of its contribution": sizes})
    return figures.contributions(sizes, step, kind), table, words.contribution_sentence(sizes)


def contribution_matrices(view: View) -> Drawn:
    """One timestep's contribution to ∂L/∂recurrent_kernel beside the sum of all."""
    return _contribution_matrices(network_of(view), view.cell, view.step - 1)


@remembered
def _contribution_matrices(view: View, kind: str, step: int) -> Drawn:
    shown = _scene(view, kind)
    here, total = shown.contributions[step], shown.recurrent.recurrent_kernel
    return matrices(shown, [(f"step {step + 1} alone", here), ("all steps", total)])


def update_matrices(view: View) -> Drawn:
    """The recurrent kernel before an update, its gradient as it is used, and the kernel after."""
    return _update_matrices(network_of(view), view.cell)


@remembered
def _update_matrices(view: View, kind: str) -> Drawn:
    shown = _scene(view, kind)
    before, gradient = shown.trace.weights.recurrent_kernel, shown.clipped["recurrent_kernel"]
    after = shown.updated.network.weights[0].recurrent_kernel
    return matrices(shown, [("U before", before), ("∂L/∂U as used", gradient), ("U after", after)])


def matrices(shown: Scene, panels: list[tuple[str, np.ndarray]]) -> Drawn:
    """Matrices of the recurrent kernel's shape, with every number in the table."""
    names = [title for title, _ in panels]
    rows, columns = panels[0][1].shape
    units = shown.cell.units
    entries = [
        (row, f"{shown.cell.gates[column // units]}{column % units}", *(values[row, column] for _, values in panels))
        for row in range(rows)
        for column in range(columns)
    ]
    table = pd.DataFrame(entries, columns=["row", "column", *names])
    ranges = "; ".join(f"{title}: {words.extent(values)}" for title, values in panels)
    return figures.matrices(panels, list(shown.cell.gates)), table, f"Matrices of {rows} × {columns}. {ranges}."


def clipping(view: View) -> Drawn:
    """The norms of every array's gradient before and after clipping."""
    return _clipping(network_of(view), view.cell)


@remembered
def _clipping(view: View, kind: str) -> Drawn:
    shown = _scene(view, kind)
    names = [name.replace("_", " ") for name in shown.parameters]
    gradients = [gradient for _, gradient in shown.parameters.values()]
    before, after = (np.array([norm(each) for each in arrays]) for arrays in (gradients, shown.clipped.values()))
    names, before, after = [*names, "all together"], np.append(before, norm(before)), np.append(after, norm(after))
    table = pd.DataFrame({"array": names, "norm before": before, "norm after": after})
    threshold = None if view.clipping == "none" else view.threshold
    alt = words.clipping_sentence(before[-1], after[-1], view.clipping, view.threshold)
    return figures.clipping(names, before, after, threshold), table, alt


@remembered
def _checked(view: View, kind: str) -> list[Checked]:
    return check(_scene(view, kind))


def checked(view: View) -> list[Checked]:
    """Every array's gradient beside finite differences."""
    return _checked(network_of(view), view.cell)


def gradients_csv(view: View) -> bytes:
    """∂L/∂h_t (and c) of every unit of the cell that is looked at closely, as CSV."""
    shown, columns = scene(view), {"step": range(1, view.timesteps + 1)}
    for state in shown.cell.states:
        values = shown.recurrent[state][0]
        columns |= {f"d_{state}[{unit}]": values[:, unit] for unit in range(view.units)}
    return pd.DataFrame(columns).to_csv(index=False).encode()
