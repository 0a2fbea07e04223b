"""The layers of weights alone: what the names in a file and the shapes of its arrays say."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rnnviz.core.layers import KERAS_NAMES, Bidirectional, Dense, DenseWeights, Embedding, EmbeddingWeights, Recurrent
from rnnviz.core.weights import Cell, Weights
from rnnviz.store.hdf5 import Unreadable
from rnnviz.store.passport.entries import Entry, Part

BY_WIDTH = {1: "simple_rnn", 4: "lstm", 3: "gru"}
"""The kind of a cell by how many times as wide as high its recurrent kernel is."""


DENSE = ("dense", "time_distributed")
"""How names of layers begin whose one array is a kernel, not a table of tokens."""


GUESSED = "kind by shape; activations are not in the file, and taken as Keras's defaults"


def from_names(arrays: dict[str, np.ndarray]) -> Iterator[Entry]:
    """Yield the layers of a file of weights, whose paths say of which class each is."""
    groups: dict[str, dict[int, str]] = {}
    for path in arrays:
        place, _, number = path.rpartition("/vars/")
        if path.startswith("layers/") and place and number.isdigit() and "seed_generator" not in place:
            groups.setdefault(place, {})[int(number)] = path
    directions: dict[str, list[Part]] = {}
    for place, paths in groups.items():
        ordered = [paths[number] for number in sorted(paths)]
        key = place.split("/")[1]
        for kind, part in recognised(ordered, [arrays[path] for path in ordered], key.startswith(DENSE)):
            direction = next((each for each in ("forward", "backward") if f"/{each}_layer/" in place), "")
            if direction:
                directions.setdefault(f"{key} {kind}", []).append(Part(direction, part.weights, part.paths))
            else:
                yield bare(key, kind, part)
    for name, parts in directions.items():
        key, kind = name.split(" ")
        parts = sorted(parts, key=lambda part: part.direction != "forward")
        cell = cell_like(kind, parts[0].weights)
        layer = Bidirectional(cell, return_sequences=True) if len(parts) == 2 else None
        yield Entry(key, f"Bidirectional({KERAS_NAMES[kind]})", layer, tuple(parts), GUESSED)


def from_order(arrays: dict[str, np.ndarray]) -> Iterator[Entry]:
    """Yield the layers that arrays make, one after the other, as ``model.get_weights()`` has them."""
    names = sorted(
        arrays, key=lambda name: [int(each) if each.isdigit() else each for each in re.split(r"(\d+)", name)]
    )
    if not all(name.startswith("arr_") for name in names):
        names = list(arrays)
    before = None
    for number, (kind, part) in enumerate(recognised(names, [arrays[name] for name in names]), start=1):
        entry = bare(f"layer {number}", kind, part)
        shapes = entry.keras_class, [array.shape for array in part.weights.arrays()]
        if shapes == before and entry.cell:
            entry = replace(entry, note=f"{GUESSED}; it may be the backward half of the layer before")
        before = shapes
        yield entry


def recognised(paths: list[str], arrays: list[np.ndarray], is_dense: bool = False) -> Iterator[tuple[str, Part]]:
    """Yield the kind and the arrays of each layer that a row of arrays makes; ``is_dense`` where its name says so."""
    at = 0
    while at < len(arrays):
        first, *rest = arrays[at : at + 3]
        if first.dtype.kind != "f" or first.ndim != 2 or not first.size:
            at += 1
            continue
        second = rest[0] if rest else None
        width = recurrent_width(first, second)
        if width:
            bias = rest[1] if len(rest) > 1 and is_bias(rest[1], width) else None
            count = 2 + (bias is not None)
            yield BY_WIDTH[width], Part("", Weights(first, second, bias), tuple(paths[at : at + count]))
        elif second is not None and second.shape == first.shape[1:] and second.dtype.kind == "f":
            count = 2
            yield "dense", Part("", DenseWeights(first, second), tuple(paths[at : at + 2]))
        elif is_dense:
            count = 1
            yield "dense", Part("", DenseWeights(first), (paths[at],))
        else:
            count = 1
            yield "embedding", Part("", EmbeddingWeights(first), (paths[at],))
        at += count


def recurrent_width(kernel: np.ndarray, second: np.ndarray | None) -> int:
    """Return how many gates a kernel and a recurrent kernel have; 0 where the two are none."""
    if second is None or second.ndim != 2 or second.dtype.kind != "f" or second.shape[1] != kernel.shape[1]:
        return 0
    units, columns = second.shape
    if not units or columns % units or columns // units not in BY_WIDTH:
        raise Unreadable(
            f"Two arrays have {columns} columns, as the kernels of a recurrent layer, but the second has {units} rows: "
            f"{columns} is not 1, 3 or 4 times {units}."
        )
    return columns // units


def is_bias(array: np.ndarray, width: int) -> bool:
    """Whether an array can be the bias of a cell of so many gates."""
    return array.dtype.kind == "f" and (array.ndim == 1 or (width == 3 and array.ndim == 2 and len(array) == 2))


def cell_like(kind: str, weights: Weights) -> Cell:
    """Return the cell that weights fit, with Keras's default activations."""
    options = {"use_bias": weights.bias is not None}
    if kind == "gru":
        options["reset_after"] = weights.bias is None or weights.bias.ndim == 2
    cell = Cell(kind, len(weights.recurrent_kernel), **options)
    weights.check(cell)
    return cell


def bare(name: str, kind: str, part: Part) -> Entry:
    """Return the entry of arrays that shapes alone tell of."""
    if kind == "dense":
        dense = Dense(part.weights.kernel.shape[1], use_bias=part.weights.bias is not None)
        return Entry(name, "Dense", dense, (part,), GUESSED)
    if kind == "embedding":
        layer = Embedding(*part.weights.embeddings.shape)
        return Entry(name, "Embedding, or Dense without bias", layer, (part,), GUESSED)
    return Entry(name, KERAS_NAMES[kind], Recurrent(cell_like(kind, part.weights), True), (part,), GUESSED)
