"""The tensor on an edge, or the weights of a layer, with their tables and alt texts."""

import numpy as np

from rnnviz.chapters.shapes.figures.heat_maps import tensor_map, weights_map
from rnnviz.chapters.shapes.scene import Tensor, scene, tensor
from rnnviz.chapters.shapes.view import Look, View, network_of
from rnnviz.chapters.shapes.words.tensors import tensor_alt
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached


@cached(by=network_of)
def tensor_figure(view: View, look: Look, marked: tuple[int, int] | None) -> Drawing:
    """Return the tensor at ``look`` as a heat map, with a frame around the number at ``marked``."""
    flowing = tensor(scene(view), look)
    figure = tensor_map(flowing.values, flowing.name, flowing.sequence, flowing.bounded, marked)
    return Drawing(figure, tensor_table(flowing), tensor_alt(flowing))


def tensor_table(flowing: Tensor) -> Table:
    """Return a tensor as a table: a row for each position, a column for each unit."""
    columns = {"position": range(1, len(flowing.values) + 1)} if flowing.sequence else {}
    columns |= {f"{flowing.name}[{k}]": flowing.values[:, k] for k in range(flowing.values.shape[1])}
    return Table.of(columns)


@cached(by=network_of)
def weights_figure(view: View, position: int, direction: str) -> Drawing:
    """Return the weights of a layer, in one direction of a Bidirectional, as heat maps."""
    shown = scene(view)
    layer, weights = view.layers[position], shown.network.weights[position]
    weights = weights[direction == "backward"] if isinstance(weights, tuple) else weights
    blocks = layer.cell.gates if hasattr(layer, "cell") and len(layer.cell.gates) > 1 else ("",)
    names = ("kernel", "recurrent_kernel", "bias")
    arrays = {name: np.atleast_2d(getattr(weights, name)) for name in names if hasattr(weights, name)}
    rows = {
        "kernel": [f"x[{k}]" for k in range(len(arrays["kernel"]))],
        "recurrent_kernel": [f"h[{k}]" for k in range(len(arrays.get("recurrent_kernel", ())))],
        "bias": ["input", "recurrent"] if len(arrays["bias"]) == 2 else ["all"],
    }
    units = arrays["kernel"].shape[1] // len(blocks)
    columns = [f"{block}[{unit}]" for block in blocks for unit in range(units)]
    entries = [
        (f"{name} {row}", *values)
        for name, array in arrays.items()
        for row, values in zip(rows[name], array.tolist(), strict=True)
    ]
    alt = f"Weights of {shown.names[position]}: " + ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    return Drawing(weights_map(arrays, blocks, rows), Table(("row", *columns), entries), alt + ".")
