"""How states depend on earlier ones: the T×T matrix, singular values, factors of a product, eigenvalues."""

import numpy as np

from rnnviz.chapters.gradients.figures.gradients import BOTTOM, LEFT, RIGHT, log_bars
from rnnviz.core.numbers import RAISED
from rnnviz.figures.layout import BARE, DIVERGING, LEGEND, about_zero, each_ticked, figure
from rnnviz.figures.log_axis import LogAxis, texts
from rnnviz.figures.marks import bars, frame, heat, horizontal, line, points
from rnnviz.figures.palette import INFINITE, NOT_A_NUMBER, PAIR, REFERENCE, ZERO


def reach_map(values: np.ndarray, largest: float, pair: tuple[int, int], farthest: float = np.inf) -> dict:
    """(timesteps, timesteps) as colour: log₁₀ about 0, where a length is kept; full colour at ± ``largest``.

    At ``farthest`` the colours end, whatever is beyond them.

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
        ("exactly 0", values == 0, ZERO),
        ("∞", np.isposinf(values), INFINITE),
        ("NaN", np.isnan(values), NOT_A_NUMBER),
    ):
        if (found & past).any():
            flat = np.where(found & past, np.float32(1), np.float32(np.nan))
            scale = {"colorscale": [[0, colour], [1, colour]], "showscale": False}
            traces.append(heat(flat, hover=hover + name, colours=None, **place, **scale))
    less, more = ("≤ ", "≥ ") if largest >= farthest else ("", "")
    ticks = {"tickvals": [-largest, 0, largest], "ticktext": [less + power(-largest), "1: kept", more + power(largest)]}
    return figure(
        traces,
        height=300,
        margin=(44, 8, 6, 40),
        coloraxis=about_zero(largest, colorbar={"thickness": 8, "len": 0.9, **ticks}),
        xaxis={**BARE, "title": {"text": "k: the state that is nudged"}},
        yaxis={**BARE, "title": {"text": "t"}, "autorange": "reversed"},
        shapes=[frame(pair[1] + 1, pair[0] + 1, PAIR, 2)],
        meta=DIVERGING,
    )


def power(exponent: float) -> str:
    """10⁻⁵ for -5."""
    return f"10{str(round(exponent)).translate(RAISED)}"


def singular_values(values: np.ndarray, bounds: dict[str, float]) -> dict:
    """The singular values of a product, with bounds as lines across."""
    axis, count = LogAxis(values, np.array(list(bounds.values()))), len(values)
    hover = "singular value %{x}: %{text}"
    traces = [log_bars(axis, list(range(1, count + 1)), values, hover, name="singular values")]
    for (name, bound), dash in zip(bounds.items(), ("dash", "dot"), strict=False):
        ends, both = [0.5, count + 0.5], np.array([bound, bound])
        said = {"name": name, "text": texts(both), "hover": f"{name}: %{{text}}"}
        traces.append(line(ends, axis.positions(both), dash=dash, **said))
    return figure(
        traces,
        height=280,
        margin=(LEFT, RIGHT, 56, BOTTOM),
        legend=LEGEND,
        xaxis={"title": {"text": "singular value, largest first"}, "showgrid": False} | each_ticked(count, 11),
        yaxis=axis.layout(""),
    )


def factor_norms(norms: np.ndarray, first: int) -> dict:
    """The spectral norm of each factor of a product, by its timestep; ``first`` is the earliest, from 1."""
    axis = LogAxis(norms, np.ones(1))
    alike = bool(np.isfinite(norms).all() and norms.max() < 10 * norms.min())
    steps, hover = list(range(first, first + len(norms))), "the Jacobian of step %{x} has norm %{text}"
    return figure(
        [bars(steps, norms if alike else axis.positions(norms), texts=texts(norms), hover=hover)],
        height=280,
        margin=(LEFT, RIGHT, 56, BOTTOM),
        xaxis={"title": {"text": "step"}, "showgrid": False} | each_ticked(len(norms), 11),
        yaxis={"rangemode": "tozero"} if alike else axis.layout(""),
        shapes=[horizontal(float(alike), REFERENCE, 1)],
    )


def eigenvalues(by_block: dict[str, np.ndarray]) -> dict:
    """Eigenvalues in the complex plane, for each block of a recurrent kernel, with the unit circle."""
    angle = np.linspace(0, 2 * np.pi, 121)
    sizes = np.abs(np.concatenate(list(by_block.values())))
    reach = 1.12 * sizes.max(initial=1.0, where=np.isfinite(sizes))
    hover = "%{x:.4g} + %{y:.4g}i, |λ| = %{text}"
    traces = []
    for (name, values), symbol in zip(by_block.items(), ("circle", "diamond", "square", "cross"), strict=False):
        said = {"name": f"U_{name}" if len(by_block) > 1 else "U", "text": texts(np.abs(values)), "hover": hover}
        traces.append(points(values.real, values.imag, marker={"size": 9, "opacity": 0.85, "symbol": symbol}, **said))
    traces.append(line(np.cos(angle), np.sin(angle), REFERENCE, width=1.5, name="unit circle"))
    return figure(
        traces,
        height=340,
        margin=(LEFT, RIGHT, 34, BOTTOM),
        legend=LEGEND,
        xaxis={"title": {"text": "real"}, "range": [-reach, reach]},
        yaxis={"title": {"text": "imaginary"}, "range": [-reach, reach], "scaleanchor": "x", "constrain": "domain"},
    )
