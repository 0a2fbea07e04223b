"""The arrays of one layer, gate by gate, in the order of a library: as a picture and as a table."""

import numpy as np

from rnnviz.chapters.clinic.question import Grid, Picture, Row, Settings
from rnnviz.core.weights import Cell, Weights
from rnnviz.export.orders import ONNX, PYTORCH, onnx_arrays, pytorch_arrays, why_not_pytorch
from rnnviz.store.passport import Entry, Part

KERAS_LETTERS = {"g": "c", "n": "h"}
"""What Keras calls our g and n."""

ORDERS = ("keras", "pytorch", "onnx")
ORDER_NAMES = ("Keras", "PyTorch", "ONNX")

MAX_DRAWN = (40, 64)
"""Rows and columns of weights that are drawn."""


def letters(cell: Cell, order: str) -> tuple[str, ...]:
    """Return the gates of a cell in a library's order, by our names."""
    return {"pytorch": PYTORCH, "onnx": ONNX}.get(order, {cell.kind: cell.gates})[cell.kind]


def called(gate: str, order: str) -> str:
    """Return what a library calls a gate."""
    return gate if order == "pytorch" else KERAS_LETTERS.get(gate, gate)


def weights_pictures(settings: Settings, entry: Entry, part: Part, cell: Cell | None) -> list[Picture]:
    """Return the arrays of a layer as a picture, in the order that was chosen, where they are small enough."""
    if cell is None:
        arrays = {name: np.atleast_2d(each) for name, each in vars(part.weights).items() if each is not None}
        rows = [Row(f"{name} {k}", row) for name, array in arrays.items() for k, row in enumerate(array)]
        return drawn_if_small(f"The weights of {entry.name}", rows, [str(k) for k in range(len(rows[0].values))])
    order, weights = settings.order, part.weights
    names = [f"{called(gate, order)}[{unit}]" for gate in letters(cell, order) for unit in range(cell.units)]
    if order == "keras":
        arrays = {"kernel x": weights.kernel, "recurrent h": weights.recurrent_kernel}
        rows = [Row(f"{name}[{k}]", row) for name, array in arrays.items() for k, row in enumerate(array)]
        if weights.bias is not None:
            both = np.atleast_2d(weights.bias)
            rows += [Row(f"bias {k}" if len(both) > 1 else "bias", row) for k, row in enumerate(both)]
        return drawn_if_small(f"The weights of {entry.name}: rows from, columns to", rows, names, along="gate and unit")
    if order == "pytorch" and why_not_pytorch(cell):
        return []
    arrays = converted(cell, weights, order)
    columns = [f"x[{k}]" for k in range(weights.features)] + [f"h[{k}]" for k in range(cell.units)] + ["b", "b′"]
    if order == "pytorch":
        blocks = list(arrays.values())
    else:
        blocks = [arrays["W"][0], arrays["R"][0], *np.split(arrays["B"][0], 2)]
    whole = np.concatenate([each if each.ndim == 2 else each[:, None] for each in blocks], axis=1)
    rows = [Row(name, row) for name, row in zip(names, whole, strict=True)]
    title = f"The weights of {entry.name} as {dict(zip(ORDERS, ORDER_NAMES, strict=True))[order]} has them"
    return drawn_if_small(title, rows, columns, along="from")


def drawn_if_small(title: str, rows: list[Row], columns: list[str], along: str = "column") -> list[Picture]:
    """Return a picture of rows, or none where there are too many of them."""
    if len(rows) > MAX_DRAWN[0] or len(columns) > MAX_DRAWN[1]:
        return []
    return [Picture(title, tuple(rows), tuple(columns), along=along)]


def converted(cell: Cell, weights: Weights, order: str) -> dict[str, np.ndarray]:
    """Return the arrays of one direction as a library has them."""
    if order == "pytorch":
        return pytorch_arrays(cell, weights, "l0_reverse" if cell.go_backwards else "l0")
    return onnx_arrays((cell,), (weights,))


def arrays_grid(settings: Settings, entry: Entry, part: Part, cell: Cell | None) -> Grid:
    """Return the arrays of a layer: where they are in the file, their shapes, and which columns are which gate's."""
    order, rows = settings.order, []
    if cell and order != "keras":
        refused = why_not_pytorch(cell) if order == "pytorch" else ""
        if refused:
            return Grid(f"{entry.name} in PyTorch", ("why not",), ((refused,),))
        gates = " · ".join(
            f"{called(gate, order)} {k * cell.units}–{(k + 1) * cell.units - 1}"
            for k, gate in enumerate(letters(cell, order))
        )
        arrays = converted(cell, part.weights, order)
        rows = [(name, str(array.shape), gates if array.ndim else str(array)) for name, array in arrays.items()]
        return Grid(
            f"{entry.name}: its arrays there", ("array", "shape", "rows of each gate"), tuple(rows), texts=(0, 1, 2)
        )
    named = [(name, each) for name, each in vars(part.weights).items() if each is not None]
    for (name, array), path in zip(named, part.paths, strict=True):
        rows.append((name, path, str(array.shape), arithmetic(name, array, cell)))
    titles = ("array", "in the file", "shape", "numbers")
    columns = f": columns {columns_of(cell)}" if cell and len(cell.gates) > 1 else ""
    return Grid(f"{entry.name}{columns}", titles, tuple(rows), texts=(0, 1, 2, 3))


def columns_of(cell: Cell) -> str:
    """Return which columns of Keras's arrays are which gate's."""
    u = cell.units
    return " · ".join(f"{called(gate, 'keras')} {k * u}–{(k + 1) * u - 1}" for k, gate in enumerate(cell.gates))


def arithmetic(name: str, array: np.ndarray, cell: Cell | None) -> str:
    """Return how many numbers an array has, as a product of what they are for."""
    if cell is None or array.ndim == 0:
        return " × ".join(map(str, array.shape)) + f" = {array.size:,}"
    gates, units = len(cell.gates), cell.units
    first = {"kernel": f"{array.shape[0]} × ", "recurrent_kernel": f"{units} × "}.get(
        name, "2 × " if array.ndim == 2 else ""
    )
    return f"{first}{gates} × {units} = {array.size:,}" if gates > 1 else f"{first}{units} = {array.size:,}"
