"""Each cell over time, what a nudge changes, the output with and without operations, and seeds, as Plotly's figures."""

import numpy as np

from rnnviz.core.layers import NAMES
from rnnviz.figures.layout import BARE, LEGEND, figure, suffix, titled
from rnnviz.figures.log_axis import LogAxis, texts
from rnnviz.figures.marks import heat, horizontal, line, note, points
from rnnviz.figures.palette import KIND_COLOURS, KIND_SYMBOLS, REFERENCE, VALUE_COLOURS, faint

SLOTS = (("x",), ("i", "r"), ("f", "z"), ("g", "n"), ("o",), ("c",), ("h",), ("y",))
"""The rows of the pictures, from top to bottom; what stands in one row in two cells does the same."""

GATED = "ifozr"

MISSING = {
    (("f", "z"), False, False): "no gates: nothing decides what is kept",
    (("c",), False, False): "no c: h is all there is",
    (("o",), False, True): "no output gate: h is shown as it is",
    (("c",), False, True): "no c: h itself is the belt",
}
"""What is said in a row that a cell does not have, by row, whether it has c, and whether it has z."""

THIN, THICK, GAP, TOP, BOTTOM = 20, 34, 6, 4, 38
"""Heights in pixels: of a row of one number, of a row of units, and of what is between, above and below them."""


def slots(names: set[str]) -> list[tuple[str, ...]]:
    """Return the rows that pictures of these names need."""
    return [slot for slot in SLOTS if names & set(slot)]


def domains(rows: list[tuple[str, ...]], thick: set[str]) -> tuple[list[tuple[float, float]], int]:
    """Return where each row is, as shares of the height from the bottom, and the height of the figure in pixels."""
    heights = [THICK if set(row) & thick else THIN for row in rows]
    inside = sum(heights) + GAP * (len(rows) - 1)
    tops = inside - np.cumsum([0, *(height + GAP for height in heights[:-1])])
    shares = [((top - height) / inside, top / inside) for top, height in zip(tops, heights, strict=True)]
    return shares, inside + TOP + BOTTOM


def over_time(
    values: dict[str, np.ndarray],
    captions: list[str],
    rows: list[tuple[str, ...]],
    largest: dict[str, float],
    ends: dict[str, str],
    ghosts: dict[str, np.ndarray],
    unit: int | None = None,
) -> dict:
    """Return one cell: a row for each name, heat maps of units × timesteps, or with ``unit`` a line each for that one.

    Args:
        values: by name, each (timesteps, units), nan where hidden; the traces of the figure come in this order.
        captions: what each timestep is called.
        rows: of ``slots``: the same for all cells beside each other.
        largest: of "x", "c" and "y", the absolute value at which the colour is full.
        ends: of the same names, where their colours end, in words.
        ghosts: the untouched values by name, where there are operations.
        unit: drawn as lines; None for heat maps.

    ``meta`` of each trace of the figure is the name that it draws, "" where a row is empty.
    """
    thick = set(GATED + "ghnc") if unit is None else set(GATED + "ghncxy")
    places, height = domains(rows, thick)
    traces, axes, scales, bars, notes = [], {}, {}, {}, []
    for number, (row, (bottom, top)) in enumerate(zip(rows, places, strict=True)):
        k, middle = suffix(number), (bottom + top) / 2
        name = next((each for each in row if each in values), None)
        axis = axes[f"yaxis{k}"] = {"domain": [bottom, top], "showticklabels": False, **UNMARKED}
        if name is None:
            text = MISSING.get((row, "c" in values, "z" in values), "")
            notes.append(note(text, 0.5, middle, yanchor="middle", size=13))
            traces.append(points([1], [None], marker={}) | {"yaxis": f"y{k}", "meta": ""})
            continue
        notes.append(note(f"<b>{name}</b>", 0, middle, yanchor="middle", xanchor="right", xshift=-8))
        low, high = (0.0, 1.0) if name in GATED else (-largest.get(name, 1.0), largest.get(name, 1.0))
        if unit is None:
            scales[f"coloraxis{k}"] = "sequential" if name in GATED else "diverging"
            axes[f"coloraxis{k}"] = {"cmin": low, "cmax": high, "showscale": False}
            bars[f"coloraxis{k}"] = "0…1" if name in GATED else ends.get(name, "±1")
            axis["autorange"] = "reversed"
            drawn = [units_map(values[name], name, captions, ghosts.get(name)) | {"coloraxis": f"coloraxis{k}"}]
        else:
            room = 0.08 * (high - low)
            axis |= {"range": [low - room, high + room], "zeroline": True}
            column = min(unit, values[name].shape[1] - 1)
            drawn = [unit_line(values[name][:, column], f"{name}[{column}]", captions, VALUE_COLOURS[name], "solid")]
            if name in ghosts:
                said = f"{name}[{column}] untouched"
                drawn.append(unit_line(ghosts[name][:, column], said, captions, VALUE_COLOURS[name], "dot"))
                drawn[-1]["opacity"] = 0.8
        traces += [trace | {"yaxis": f"y{k}", "meta": name} for trace in drawn]
    time = timesteps_axis(len(captions)) | UNMARKED | {"anchor": f"y{suffix(len(rows) - 1)}"}
    return figure(
        traces,
        height=height,
        margin=(26, 44 if bars else 6, TOP, BOTTOM),
        xaxis=time | {"title": titled("timestep", 2)},
        **axes,
        annotations=notes,
        showlegend=False,
        hovermode="closest",
        meta={"scales": scales, "bars": bars},
    )


UNMARKED = {**BARE, "fixedrange": True, "ticks": "", "showline": False}
"""An axis of a figure that is not zoomed, without lines."""


def timesteps_axis(timesteps: int) -> dict:
    """Return the axis of timesteps, with six numbers at most."""
    return {**BARE, "title": titled("timestep", None), "range": [0.5, timesteps + 0.5], "dtick": max(1, timesteps // 6)}


def units_map(values: np.ndarray, name: str, captions: list[str], ghost: np.ndarray | None) -> dict:
    """Return a heat map of (timesteps, units), and in its hover the untouched values where there are any."""
    timesteps, units = values.shape
    hover = f"{name}[%{{y}}] at timestep %{{x}} (%{{text}}): %{{z:.6g}}"
    cells = {"x": list(range(1, timesteps + 1)), "y": list(range(units)), "text": [captions] * units}
    if ghost is not None:
        cells["customdata"] = ghost.T
        hover += "<br>untouched: %{customdata:.6g}"
    return heat(values.T, hover=hover, gap=1, **cells) | {"ygap": 1 if units <= 8 else 0}


def unit_line(values: np.ndarray, name: str, captions: list[str], colour: str, dash: str) -> dict:
    """Return a line over the timesteps."""
    hover = f"{name} at timestep %{{x}} (%{{text}}): %{{y:.6g}}"
    return line(list(range(1, len(values) + 1)), values, colour, dash=dash, hover=hover, text=captions, name=name)


def by_kind(
    traces: list[dict],
    height: int,
    x: dict,
    y: dict,
    margin: tuple[int, int, int, int] = (62, 12, 30, 40),
    legend: dict = LEGEND,
    **layout,
) -> dict:
    """Return a figure with marks for each kind of cell, its legend above it, over the axes ``x`` and ``y``."""
    layout |= {"legend": legend, "xaxis": x, "yaxis": y, "hovermode": "closest"}
    return figure(traces, height=height, margin=margin, **layout)


def perturbation(
    sizes: dict[tuple[str, str], np.ndarray], nudged: int, half: dict[tuple[str, str], int | None]
) -> dict:
    """Return the change of each state after a nudge at ``nudged`` (from 0), on a log axis: of c dashed, of h solid.

    A larger dot ends the half-life.
    """
    axis, traces = LogAxis(*(size[nudged:] for size in sizes.values())), []
    for (kind, state), size in sizes.items():
        after, ends = size[nudged:], half[kind, state]
        dots = 6 if ends is None else [13 if k == ends else 6 for k in range(len(after))]
        looks = {"dots": dots, "symbol": KIND_SYMBOLS[kind], "dash": "dash" if state == "c" else None}
        looks |= {"hover": f"|Δ{state}| at timestep %{{x}}: %{{text}}", "text": texts(after), "boxed": True}
        steps, name = list(range(nudged + 1, len(size) + 1)), f"{NAMES[kind]}, {state}"
        traces.append(line(steps, axis.positions(after), KIND_COLOURS[kind], **looks, name=name))
    return by_kind(traces, 265, timesteps_axis(len(size)), axis.layout("largest change"))


def outputs(
    shown: dict[str, np.ndarray], untouched: dict[str, np.ndarray], read: np.ndarray | None, targets: np.ndarray | None
) -> dict:
    """Return what each kind says over the timesteps, each (timesteps,): with the operations, dotted without.

    Behind it what is read, as bars, and dashed what should be said, where there is one.
    """
    traces, steps = [], list(range(1, len(next(iter(shown.values()))) + 1))
    for dash, said, runs in (("solid", "", shown), ("dot", ", untouched", untouched)):
        for kind, y in runs.items():
            looks = {"width": 2.2, "dash": dash, "hover": "%{y:.6g} at timestep %{x}", "boxed": True}
            looks |= {"name": NAMES[kind] + said, "legendgroup": kind, "showlegend": dash == "solid"}
            traces.append(line(steps, y, KIND_COLOURS[kind], **looks))
    if targets is not None:
        looks = {"width": 3, "dash": "dash", "showlegend": False, "zorder": -1}
        traces.append(line(steps, targets, REFERENCE, hover=None, **looks))
    if read is not None:
        looks = {"marker": {"color": faint(REFERENCE, 0.5)}, "hoverinfo": "skip", "showlegend": False, "zorder": -2}
        traces.append({"type": "bar", "x": steps, "y": read, "width": 0.5} | looks)
    legend = LEGEND | {"font": {"size": 12}}
    return by_kind(traces, 176, timesteps_axis(len(steps)), {"zeroline": True}, (34, 4, 8, 40), legend)


def spread(values: dict[str, np.ndarray], medians: dict[str, float], title: str, reference: float | None) -> dict:
    """Return a dot for each seed of each kind and a bar at the median, on a log axis, dashed at ``reference``."""
    marked = [*medians.values(), *(() if reference is None else (reference,))]
    axis, traces = LogAxis(*values.values(), np.array(marked)), []
    for position, (kind, each) in enumerate(values.items()):
        places = position + np.linspace(-0.16, 0.16, len(each))
        marker = {"symbol": KIND_SYMBOLS[kind], "size": 8, "color": KIND_COLOURS[kind], "opacity": 0.75}
        looks = {"marker": marker, "hover": f"{NAMES[kind]}: %{{text}}", "text": texts(each), "name": NAMES[kind]}
        traces.append(points(places, axis.positions(each), **looks))
        middle = np.full(2, medians[kind])
        looks = {"width": 4, "hover": "median: %{text}", "text": texts(middle)}
        traces.append(line([position - 0.3, position + 0.3], axis.positions(middle), KIND_COLOURS[kind], **looks))
    kinds = {**BARE, "tickvals": list(range(len(values))), "ticktext": [NAMES[kind] for kind in values]}
    kinds["range"] = [-0.5, len(values) - 0.5]
    shapes = [] if reference is None else [horizontal(float(axis.positions(reference)), REFERENCE, 1.5, "dash")]
    return by_kind(traces, 260, kinds, axis.layout(title), (62, 12, 8, 40), showlegend=False, shapes=shapes)
