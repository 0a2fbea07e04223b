"""Gradients over time, what each timestep contributes, matrices, and clipping."""

import numpy as np

from rnnviz.figures.layout import BARE, DIVERGING, LEGEND, about_zero, each_ticked, figure, suffix
from rnnviz.figures.log_axis import LogAxis, texts
from rnnviz.figures.marks import bars, heat, horizontal, line, note, points, vertical
from rnnviz.figures.palette import KIND_COLOURS, REFERENCE

LEFT, RIGHT, BOTTOM = 56, 12, 42
"""Margins in pixels."""

STEPS = {"title": {"text": "step t"}, "showgrid": False}
"""The axis of timesteps."""


def over_time(lines: list[dict], title: str, marks: tuple[int, ...], selected: int) -> dict:
    """One number a timestep for each line, on a log axis.

    Args:
        lines: dicts of name, kind, values (timesteps,) and dashed.
        title: of the axis.
        marks: the timesteps, from 0, at which the loss is taken.
        selected: the timestep, from 0, that the reader looks at.
    """
    axis, length = LogAxis(*(each["values"] for each in lines)), len(lines[0]["values"])
    traces = []
    for each in lines:
        name, values = each["name"], each["values"]
        looks = {"width": 2.5, "dash": "dot" if each["dashed"] else "solid", "dots": 6 if length <= 60 else 3}
        said = {"name": name, "text": texts(values), "hover": f"{name}, step %{{x}}: %{{text}}"}
        steps = list(range(1, length + 1))
        traces.append(line(steps, axis.positions(values), KIND_COLOURS[each["kind"]], **looks, **said))
    marker = {"symbol": "triangle-up", "size": 11, "color": REFERENCE}
    said = {"name": "loss taken here", "hover": "the loss counts step %{x}", "cliponaxis": False}
    traces.append(points([mark + 1 for mark in marks], [axis.bottom] * len(marks), marker=marker, **said))
    return figure(
        traces,
        height=340,
        margin=(LEFT, RIGHT, 34, BOTTOM),
        legend=LEGEND,
        hovermode="closest",
        xaxis=STEPS | {"range": [0.5, length + 0.5], "zeroline": False},
        yaxis=axis.layout(title),
        shapes=[vertical(selected + 1, REFERENCE, 1, "dash")],
    )


def log_bars(axis: LogAxis, x: list, values: np.ndarray, hover: str, **more) -> dict:
    """Return a bar for each of the values, on a log axis that holds them."""
    return bars(x, axis.bars(values), texts=texts(values), hover=hover, base=axis.bottom, **more)


def contributions(sizes: np.ndarray, selected: int, kind: str) -> dict:
    """How much each timestep adds to a weight's gradient, as bars on a log axis; ``selected`` counts from 0."""
    axis, steps = LogAxis(sizes), range(len(sizes))
    marker = {"color": KIND_COLOURS[kind], "opacity": [1.0 if t == selected else 0.5 for t in steps]}
    return figure(
        [log_bars(axis, [t + 1 for t in steps], sizes, "through step %{x}: %{text}", marker=marker)],
        height=260,
        margin=(LEFT, RIGHT, 10, BOTTOM),
        bargap=0.15,
        xaxis=STEPS,
        yaxis=axis.layout(""),
    )


def matrices(panels: list[tuple[str, np.ndarray]], blocks: list[str]) -> dict:
    """Matrices beside each other, each diverging about 0 on a scale of its own; ``blocks`` names gates' columns."""
    count = len(panels)
    traces, axes, notes = [], {}, []
    for number, (title, values) in enumerate(panels):
        k, domain = suffix(number), [number / count + 0.03 * (number > 0), (number + 1) / count - 0.02]
        finite = np.abs(values[np.isfinite(values)])
        largest = float(finite.max(initial=0.0)) or 1.0
        place = {"xaxis": f"x{k}", "yaxis": f"y{k}"}
        traces.append(heat(values, hover="row %{y}, column %{x}: %{z:.6g}", colours=f"coloraxis{k}", **place))
        axes[f"xaxis{k}"] = {**BARE, "domain": domain} | gate_ticks(values, blocks)
        up = {**BARE, "autorange": "reversed", "anchor": f"x{k}"} | each_ticked(len(values), 11)
        axes[f"yaxis{k}"] = up | ({"showticklabels": False} if number else {})
        axes[f"coloraxis{k}"] = about_zero(largest, showscale=False)
        extent = f"±{texts(np.array([largest]))[0]}" if finite.size else "not finite"
        notes.append(note(f"{title}<br>{extent}", sum(domain) / 2, yanchor="bottom"))
    return figure(traces, height=316, margin=(40, 8, 50, 30), annotations=notes, meta=DIVERGING, **axes)


def gate_ticks(values: np.ndarray, blocks: list[str]) -> dict:
    """The gates' letters in the middle of their columns, where there is more than one gate."""
    if len(blocks) < 2:
        return each_ticked(values.shape[1], 11)
    width = values.shape[1] // len(blocks)
    return {"tickvals": [width * k + (width - 1) / 2 for k in range(len(blocks))], "ticktext": blocks}


def clipping(names: list[str], before: np.ndarray, after: np.ndarray, threshold: float | None) -> dict:
    """Norms of gradients before and after clipping, an array each, on a log axis."""
    axis = LogAxis(before, after, *([np.array(threshold)] if threshold else []))
    place = float(axis.positions(np.array(threshold))) if threshold else 0.0
    return figure(
        [
            log_bars(axis, names, values, "%{x}, " + name + ": %{text}", name=name)
            for name, values in (("before", before), ("after clipping", after))
        ],
        height=300,
        margin=(LEFT, RIGHT, 34, 60),
        barmode="group",
        legend=LEGEND,
        yaxis=axis.layout("norm of the gradient"),
        shapes=[horizontal(place, REFERENCE, 1, "dash")] if threshold else [],
    )
