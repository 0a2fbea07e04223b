"""How states depend on earlier ones: the T×T matrix, the opened product of Jacobians, the eigenvalues of U."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures.gradients import BOTTOM, LEFT, RIGHT, log_bars
from rnnviz.chapters.gradients.scene import network, sensitivity
from rnnviz.chapters.gradients.scene.initial import eigenvalues as eigenvalues_of
from rnnviz.chapters.gradients.scene.product import opened
from rnnviz.chapters.gradients.view.choices import Pair, View, forward_of, weights_of
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import RAISED
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, DIVERGING, LEGEND, about_zero, each_ticked, figure
from rnnviz.figures.log_axis import LogAxis, texts
from rnnviz.figures.marks import bars, frame, heat, horizontal, line, points
from rnnviz.figures.palette import INFINITE, KIND_COLOURS, NOT_A_NUMBER, PAIR, REFERENCE, ZERO
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached

SHARED = 12.0
"""The power of ten up to which the colours of all T×T matrices mean the same; one that goes farther has its own."""


def maps_of(view: View) -> View:
    """Return what decides how far the colours of every T×T matrix go."""
    return replace(forward_of(view), variants=view.variants, state=view.state)


@cached(by=maps_of)
def farthest(view: View) -> dict[str, float]:
    """Return the power of ten at which the colour of each T×T matrix is full, by kind of cell: what is there."""
    past, found = np.tri(view.timesteps, dtype=bool), {}
    for kind in view.kinds:
        with np.errstate(divide="ignore"):
            logs = np.log10(sensitivity(view, kind, view.state_of(kind))[past])
        found[kind] = max(1.0, float(np.ceil(np.abs(logs[np.isfinite(logs)]).max(initial=0.0))))
    shared = max((each for each in found.values() if each <= SHARED), default=1.0)
    return {kind: shared if each <= SHARED else each for kind, each in found.items()}


def sensitivity_of(view: View) -> View:
    """Return what decides the T×T matrices."""
    return replace(maps_of(view), pair=view.pair)


@cached(by=sensitivity_of)
def sensitivity_map(view: View, kind: str) -> Drawing:
    """Return the T×T matrix of a kind of cell as a heat map; its table is the row of the selected t."""
    state, t = view.state_of(kind), view.pair.t
    values = sensitivity(view, kind, state)
    table = Table.of({"k": range(1, t + 2), f"step {t + 1} by step k": values[t, : t + 1]})
    alt = words.sensitivity_sentence(NAMES[kind], state, values, view.pair)
    return Drawing(heat_map(values, farthest(view)[kind], view.pair), table, alt)


def heat_map(values: np.ndarray, largest: float, pair: Pair) -> dict:
    """Return (timesteps, timesteps) as colour: log₁₀ about 0, where a length is kept; full colour at ± ``largest``.

    Cells of the future stay empty. Zeros, infinities and NaN have flat colours of their own.
    """
    steps = list(range(1, len(values) + 1))
    past = np.tri(len(values), dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(values)
    hover, place = "step %{y} by step %{x}: ", {"x": steps, "y": steps}
    shown = np.where(past & np.isfinite(logs), logs, np.nan).astype(np.float32)
    traces = [heat(shown, hover=hover + "×10^%{z:.3f}", **place)]
    for name, found, colour in (
        ("0 in float64", values == 0, ZERO),
        ("∞", np.isposinf(values), INFINITE),
        ("NaN", np.isnan(values), NOT_A_NUMBER),
    ):
        if (found & past).any():
            flat = np.where(found & past, np.float32(1), np.float32(np.nan))
            scale = {"colorscale": [[0, colour], [1, colour]], "showscale": False}
            traces.append(heat(flat, hover=hover + name, colours=None, **place, **scale))
    low, high = (f"10{str(round(exponent)).translate(RAISED)}" for exponent in (-largest, largest))
    ticks = {"tickvals": [-largest, 0, largest], "ticktext": [low, "1: kept", high]}
    return figure(
        traces,
        height=200,
        margin=(44, 8, 6, 40),
        coloraxis=about_zero(largest, colorbar={"thickness": 8, "len": 0.9, **ticks}),
        xaxis={**BARE, "title": {"text": "k, where it is pushed"}},
        yaxis={**BARE, "title": {"text": "t"}, "autorange": "reversed"},
        shapes=[frame(pair.k + 1, pair.t + 1, PAIR, 2)],
        meta=DIVERGING,
    )


def product_of(view: View) -> View:
    """Return what decides the opened product."""
    return replace(forward_of(view), pair=view.pair, state=view.state_of(view.cell), cell=view.cell)


@cached(by=product_of)
def factors(view: View) -> Drawing:
    """Return the spectral norms of the opened product's factors, of which there is one at least."""
    found, first = opened(view), view.pair.k + 2
    steps, sizes = list(range(first, first + found.steps)), found.norms
    axis, alike = LogAxis(sizes, np.ones(1)), bool(np.isfinite(sizes).all() and sizes.max() < 10 * sizes.min())
    hover, colour = "the Jacobian of step %{x} has norm %{text}", {"color": KIND_COLOURS[view.cell]}
    drawn = figure(
        [bars(steps, sizes if alike else axis.positions(sizes), texts=texts(sizes), hover=hover, marker=colour)],
        height=184,
        margin=(LEFT, RIGHT, 8, BOTTOM),
        xaxis={"title": {"text": "step"}, "showgrid": False} | each_ticked(len(sizes), 11),
        yaxis={"rangemode": "tozero"} if alike else axis.layout(""),
        shapes=[horizontal(float(alike), REFERENCE, 1)],
    )
    table = Table.of({"step": steps, "norm": sizes, "multiplied up": found.bounds})
    return Drawing(drawn, table, words.factor_sentence(found, first))


@cached(by=product_of)
def singular_values(view: View) -> Drawing:
    """Return the singular values of the opened product, which has one factor at least, with their bounds across."""
    found = opened(view)
    values, order = found.singular_values, list(range(1, view.units + 1))
    bounds = [("norms multiplied", "dash", found.bounds[-1])]
    if found.activation_bounds is not None:
        bounds.append(("σ_max(U) × slopes", "dot", found.activation_bounds[-1]))
    axis = LogAxis(values, np.array([bound for *_, bound in bounds]))
    colour = {"marker": {"color": KIND_COLOURS[view.cell]}, "showlegend": False}
    traces = [log_bars(axis, order, values, "singular value %{x}: %{text}", **colour)]
    for name, dash, bound in bounds:
        ends, both = [0.5, len(order) + 0.5], np.array([bound, bound])
        said = {"name": name, "text": texts(both), "hover": f"{name}: %{{text}}"}
        traces.append(line(ends, axis.positions(both), REFERENCE, dash=dash, **said))
    drawn = figure(
        traces,
        height=184,
        margin=(LEFT, RIGHT, 30, BOTTOM),
        legend=LEGEND,
        xaxis={"title": {"text": "singular value, largest first"}, "showgrid": False} | each_ticked(len(order), 11),
        yaxis=axis.layout(""),
    )
    return Drawing(drawn, Table.of({"order": order, "singular value": values}), words.bound_sentence(found))


@cached(by=lambda view: replace(weights_of(view), cell=view.cell))
def eigenvalues(view: View) -> Drawing:
    """Return the eigenvalues of each block of U in the complex plane, with the unit circle."""
    shown = network(view, view.cell)
    u, cell = shown.weights[0].recurrent_kernel, shown.layers[0].cell
    found = {gate: eigenvalues_of(u[:, cell.block(gate)]) for gate in cell.gates}
    sizes = np.abs(np.concatenate(list(found.values())))
    farthest = 1.12 * sizes.max(initial=1.0, where=np.isfinite(sizes))
    hover = "%{x:.4g} + %{y:.4g}i, |λ| = %{text}"
    traces = []
    for (gate, values), symbol in zip(found.items(), ("circle", "diamond", "square", "cross"), strict=False):
        said = {"name": f"U_{gate}" if len(found) > 1 else "U", "text": texts(np.abs(values)), "hover": hover}
        traces.append(
            points(
                values.real,
                values.imag,
                marker={"size": 9, "opacity": 0.7, "symbol": symbol, "color": KIND_COLOURS[view.cell]},
                **said,
            )
        )
    angle = np.linspace(0, 2 * np.pi, 121)
    traces.append(line(np.cos(angle), np.sin(angle), REFERENCE, width=1.5, name="unit circle"))
    ends = {"range": [-farthest, farthest]}
    drawn = figure(
        traces,
        height=300,
        margin=(LEFT, RIGHT, 34, BOTTOM),
        legend=LEGEND,
        xaxis={"title": {"text": "real"}} | ends,
        yaxis={"title": {"text": "imaginary"}} | ends | {"scaleanchor": "x", "constrain": "domain"},
    )
    rows = [(gate, each.real, each.imag, abs(each)) for gate, values in found.items() for each in values]
    return Drawing(drawn, Table(("block", "real", "imaginary", "absolute"), rows), words.eigen_sentence(found))
