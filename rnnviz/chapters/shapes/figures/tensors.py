"""The tensor on an edge and the weights of a layer: heat maps, with their tables and alt texts."""

import numpy as np

from rnnviz.chapters.shapes.scene import Tensor, scene, tensor
from rnnviz.chapters.shapes.view.stack import Look, View, network_of
from rnnviz.chapters.shapes.words import tensor_alt
from rnnviz.export.stack import arrays_of
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, DIVERGING, about_zero, each_ticked, figure, suffix, titled
from rnnviz.figures.marks import frame, heat, note, vertical
from rnnviz.figures.palette import FRAME
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached

LETTERED = (7, 10)
"""Up to how many positions and units the numbers are written into the cells."""

ROW, TALLEST = {True: 22, False: 15}, 480
"""The height of a row in pixels, with and without numbers in it, and of all of them at most."""

PALE = {"cmin": -1e9, "cmax": 1e9, "showscale": False}
"""The colours of tokens, which are places in a list: a larger one is not more."""

GAP = 0.09
"""Between two arrays, as a share of the height of the figure."""


@cached(by=network_of)
def tensor_figure(view: View, look: Look, marked: tuple[int, int] | None) -> Drawing:
    """Return the tensor at ``look`` as a heat map, with a frame around the number at ``marked``."""
    flowing = tensor(scene(view), look)
    return Drawing(tensor_map(flowing, marked), tensor_table(flowing), tensor_alt(flowing))


def tensor_table(flowing: Tensor) -> Table:
    """Return a tensor as a table: a row for each position, a column for each unit."""
    columns = {"position": range(1, len(flowing.values) + 1)} if flowing.sequence else {}
    columns |= {f"{flowing.name}[{k}]": flowing.values[:, k] for k in range(flowing.values.shape[1])}
    return Table.of(columns)


def tensor_map(flowing: Tensor, marked: tuple[int, int] | None) -> dict:
    """Return units × positions of a tensor, diverging about 0, with a frame around the cell ``marked``."""
    values = flowing.values
    positions, units = values.shape
    whole = np.issubdtype(values.dtype, np.integer)
    lettered = positions <= LETTERED[0] and units <= LETTERED[1]
    at = "at position %{x}: " if flowing.sequence else ""
    cells = {"x": list(range(1, positions + 1)), "y": [f"{flowing.name}[{unit}]" for unit in range(units)], "gap": 1}
    if lettered:
        text = [[str(value) if whole else hundredths(value) for value in row] for row in values.T]
        cells |= {"text": text, "texttemplate": "%{text}", "textfont": {"size": 12}}
    title = titled(flowing.along if flowing.sequence else "one vector, no timesteps", None)
    return figure(
        [heat(values.T, hover=f"%{{y}} {at}%{{z:.6g}}", **cells)],
        height=74 + min(max(ROW[lettered] * units, 46), TALLEST),
        margin=(48, 8, 8, 40),
        coloraxis=colours(full_colour(values, least=1.0 if flowing.bounded else 0.0)) | (PALE if whole else {}),
        xaxis={"title": title, "showgrid": False, "showticklabels": flowing.sequence} | each_ticked(positions, 16),
        yaxis={"autorange": "reversed", "showgrid": False} | each_ticked(units, 32),
        shapes=[] if marked is None else [frame(marked[0] + 1, marked[1], FRAME, 3)],
        meta=DIVERGING,
    )


@cached(by=network_of)
def weights_figure(view: View, position: int, direction: str) -> Drawing:
    """Return the weights of a layer, in one direction of a Bidirectional, as heat maps."""
    shown = scene(view)
    layer, weights = view.layers[position], shown.network.weights[position]
    weights = weights[direction == "backward"] if isinstance(weights, tuple) else weights
    blocks = layer.cell.gates if hasattr(layer, "cell") and len(layer.cell.gates) > 1 else ("",)
    arrays = {name: np.atleast_2d(values) for name, values in arrays_of(weights).items()}
    first = next(iter(arrays.values()))
    units = first.shape[1] // len(blocks)
    rows = {
        "embeddings": [f"token {k}" for k in range(len(first))],
        "kernel": [f"x[{k}]" for k in range(len(first))],
        "recurrent_kernel": [f"h[{k}]" for k in range(units)],
        "bias": ["input", "recurrent"] if len(arrays.get("bias", ())) == 2 else ["all"],
    }
    columns = [f"{block}[{unit}]" for block in blocks for unit in range(units)]
    entries = [
        (f"{name} {row}", *values)
        for name, array in arrays.items()
        for row, values in zip(rows[name], array.tolist(), strict=True)
    ]
    alt = f"Weights of {shown.names[position]}: " + ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    return Drawing(weights_map(arrays, blocks, rows), Table(("row", *columns), entries), alt + ".")


def weights_map(arrays: dict[str, np.ndarray], blocks: tuple[str, ...], rows: dict[str, list[str]]) -> dict:
    """Return the arrays of a layer above each other, their columns in the blocks of the gates.

    Args:
        arrays: name → (rows, blocks * units).
        blocks: the gates in the order of the columns; ("",) where there are none.
        rows: name → what the rows are called.
    """
    columns = next(iter(arrays.values())).shape[1]
    units = columns // len(blocks)
    names = [f"{block}[{unit}]" if block else f"unit {unit}" for block in blocks for unit in range(units)]
    height = sum(map(len, arrays.values()))
    traces, axes, shapes, notes, top = [], {}, [], [], 1.0
    for number, (name, array) in enumerate(arrays.items()):
        k, bottom = suffix(number), top - len(array) * (1.0 - GAP * (len(arrays) - 1)) / height
        cells = {"x": list(range(columns)), "y": rows[name], "customdata": [names] * len(array)}
        hover = f"{name}, from %{{y}} to %{{customdata}}: %{{z:.6g}}"
        place = {"xaxis": f"x{k}", "yaxis": f"y{k}", "xgap": 1 if columns <= 64 else 0}
        traces.append(heat(array, hover=hover, gap=1, **cells) | place)
        axes[f"xaxis{k}"] = {**BARE, "anchor": f"y{k}", "showticklabels": False, "ticks": ""}
        up = {"anchor": f"x{k}", "domain": [max(bottom, 0.0), top], "autorange": "reversed", "tickfont": {"size": 11}}
        axes[f"yaxis{k}"] = BARE | up | each_ticked(len(array))
        notes.append(above(f"{name} {array.shape}", 0.0, top, "left", 13))
        borders = np.arange(1, len(blocks)) * units - 0.5
        shapes += [vertical(x, FRAME, 3, xref=f"x{k}", yref=f"y{k} domain") for x in borders.tolist()]
        top = bottom - GAP
    if blocks != ("",):
        middles = [(position + 0.5) / len(blocks) for position in range(len(blocks))]
        letters = zip(blocks, middles, strict=True)
        notes += [above(f"<b>{block}</b>", x, 1.0, "center", 15) | {"yshift": 18} for block, x in letters]
    return figure(
        traces,
        height=int(70 + 60 * len(arrays) + min(14 * height, 420)),
        margin=(66, 8, 26 if blocks == ("",) else 44, 12),
        coloraxis=colours(max(map(full_colour, arrays.values()))),
        shapes=shapes,
        annotations=notes,
        meta=DIVERGING,
        **axes,
    )


def above(text: str, x: float, y: float, anchor: str, size: int) -> dict:
    """Return words above a point of the paper."""
    return note(text, x, y, xanchor=anchor, yanchor="bottom", size=size)


def full_colour(values: np.ndarray, least: float = 0.0) -> float:
    """Return the absolute value at which the colour is full: the largest, but no less than ``least``."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=least)) or 1.0


def hundredths(value: float) -> str:
    """Return a number with two decimals, a true minus sign, and no minus before zero."""
    text = f"{value:.2f}"
    return text.removeprefix("-") if float(text) == 0.0 else text.replace("-", "−")


def colours(largest: float) -> dict:
    """Return a colour axis about zero, with three ticks: the map may be but one row high."""
    ticks = [-largest, 0.0, largest]
    texts = [f"{tick:.3g}".replace("-", "−") for tick in ticks]
    return about_zero(largest, colorbar={"thickness": 10, "len": 1, "tickvals": ticks, "ticktext": texts})
