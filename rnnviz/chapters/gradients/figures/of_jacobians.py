"""A view → how states depend on earlier ones: the T×T matrix, the opened product, the eigenvalues of U."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures import jacobians as plots
from rnnviz.chapters.gradients.scene import network, sensitivity
from rnnviz.chapters.gradients.scene.initial import eigenvalues as eigenvalues_of
from rnnviz.chapters.gradients.scene.product import opened
from rnnviz.chapters.gradients.view import View, forward_of, weights_of
from rnnviz.core.layers import NAMES
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached

FARTHEST = 12.0
"""The power of ten beyond which the colours of a T×T matrix tell no more apart."""


def maps_of(view: View) -> View:
    """Return what decides how far the colours of every T×T matrix go."""
    return replace(forward_of(view), variants=view.variants, state=view.state)


@cached(by=maps_of)
def largest(view: View) -> float:
    """Return the power of ten at which the colour of every T×T matrix is full, the farthest any goes, up to a limit."""
    past, found = np.tri(view.timesteps, dtype=bool), []
    for kind in view.kinds:
        with np.errstate(divide="ignore"):
            logs = np.log10(sensitivity(view, kind, view.state_of(kind))[past])
        found.append(np.abs(logs[np.isfinite(logs)]).max(initial=0.0))
    return float(np.clip(np.ceil(max(found)), 1.0, FARTHEST))


@cached(by=lambda view: replace(maps_of(view), pair=view.pair))
def sensitivity_map(view: View, kind: str) -> Drawing:
    """Return the T×T matrix of a kind of cell as a heat map; its table is the row of the selected t."""
    state, t = view.state_of(kind), view.pair.t
    values = sensitivity(view, kind, state)
    table = Table.of({"k": range(1, t + 2), f"step {t + 1} by step k": values[t, : t + 1]})
    alt = words.sensitivity_sentence(NAMES[kind], state, values, view.pair)
    return Drawing(plots.reach_map(values, largest(view), view.pair, FARTHEST), table, alt)


def product_of(view: View) -> View:
    """Return what decides the opened product."""
    return replace(forward_of(view), pair=view.pair, state=view.state, cell=view.cell)


@cached(by=product_of)
def opened_product(view: View) -> tuple[Drawing, Drawing]:
    """Return the norms of the opened product's factors, of which there is one at least, and its singular values."""
    found, first = opened(view), view.pair.k + 2
    steps = range(first, first + found.steps)
    of_factors = Table.of({"step": steps, "norm": found.norms, "multiplied up": found.bounds})
    factors = plots.factor_norms(found.norms, first)
    bounds = {"the factors' norms multiplied": found.bounds[-1]}
    if found.activation_bounds is not None:
        bounds["σ_max(U) × largest slope, multiplied"] = found.activation_bounds[-1]
    order = range(1, len(found.singular_values) + 1)
    of_values = Table.of({"order": order, "singular value": found.singular_values})
    values = plots.singular_values(found.singular_values, bounds)
    return (
        Drawing(factors, of_factors, words.factor_sentence(found, first)),
        Drawing(values, of_values, words.bound_sentence(found)),
    )


@cached(by=lambda view: replace(weights_of(view), cell=view.cell))
def eigenvalues(view: View) -> Drawing:
    """Return the eigenvalues of U, block by block."""
    shown = network(view, view.cell)
    u, cell = shown.weights[0].recurrent_kernel, shown.layers[0].cell
    found = {gate: eigenvalues_of(u[:, cell.block(gate)]) for gate in cell.gates}
    rows = [(gate, each.real, each.imag, abs(each)) for gate, values in found.items() for each in values]
    table = Table(("block", "real", "imaginary", "absolute"), rows)
    return Drawing(plots.eigenvalues(found), table, words.eigen_sentence(found))
