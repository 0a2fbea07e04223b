"""The layers of a ``.keras``: what its configuration says, with the arrays that its names lead to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import (
    DENSE_ACTIVATIONS,
    MERGES,
    Bidirectional,
    Dense,
    DenseWeights,
    Dropout,
    Embedding,
    EmbeddingWeights,
    Masking,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.network import Network
from rnnviz.core.weights import Cell, Weights
from rnnviz.store.hdf5 import Unreadable, shown
from rnnviz.store.model_file import ModelFile
from rnnviz.store.passport.config import dict_of, not_in_a_row, numbered, refuse_code, snake_case, text_of
from rnnviz.store.passport.entries import KINDS, Entry, Part, Passport

MAX_LAYERS = 100


PASSED = {
    "Dropout": (Dropout, "rate"),
    "SpatialDropout1D": (SpatialDropout1D, "rate"),
    "Masking": (Masking, "mask_value"),
    "RepeatVector": (RepeatVector, "n"),
}
"""Layers without weights, by Keras's names: ours, and its one argument."""


def from_config(file: ModelFile) -> Passport:
    """Return the layers that config.json lists, with their arrays."""
    if file.config.get("class_name") not in ("Sequential", "Functional"):
        raise Unreadable(
            f"The model is of class {shown(str(file.config.get('class_name')))}: only Sequential and functional models "
            "say in the file which layers they have."
        )
    listed = dict_of(file.config, "config").get("layers")
    if not isinstance(listed, list) or not listed or len(listed) > MAX_LAYERS:
        raise Unreadable(f"The model must have from 1 to {MAX_LAYERS} layers.")
    refuse_code(file.config)
    used: Counter[str] = Counter()
    entries, inputs = [], []
    for config in listed:
        keras_class = text_of(config, "class_name")
        key = numbered(snake_case(keras_class), used)
        if keras_class == "InputLayer":
            inputs.append(dict_of(config, "config").get("name"))
            continue
        entries += entries_of(keras_class, dict_of(config, "config"), f"layers/{key}", file.arrays)
    why = not_in_a_row(file.config, listed, inputs)
    why = why or next((f"{each.name}: {each.note}" for each in entries if each.layer is None), "")
    network = None
    if not why:
        network = Network(tuple(each.layer for each in entries), tuple(each.weights for each in entries))
    return Passport("keras", tuple(entries), network, file.version, why)


def entries_of(keras_class: str, config: dict, path: str, arrays: dict[str, np.ndarray]) -> Iterator[Entry]:
    """Yield the entries of a layer: one, but for a stack of cells."""
    name = text_of(config, "name")
    if keras_class in KINDS:
        yield recurrent(name, keras_class, config, config, f"{path}/cell", arrays)
    elif keras_class == "RNN":
        yield from wrapped_cells(name, config, path, arrays)
    elif keras_class == "Bidirectional":
        yield bidirectional(name, config, path, arrays)
    elif keras_class in ("Dense", "TimeDistributed"):
        inner = dict_of(config, "layer") if keras_class == "TimeDistributed" else {"class_name": "Dense"}
        if inner.get("class_name") != "Dense":
            return (yield Entry(name, keras_class, None, note=f"it wraps {shown(str(inner.get('class_name')))}"))
        own = dict_of(inner, "config") if "config" in inner else config
        place = f"{path}/layer" if "config" in inner else path
        yield dense(name, TimeDistributed if "config" in inner else Dense, own, place, arrays)
    elif keras_class == "Embedding":
        table, paths = taken(arrays, place_of(path), ("embeddings",), name)
        layer = Embedding(*table["embeddings"].shape, mask_zero=config.get("mask_zero") is True)
        yield Entry(name, keras_class, layer, (Part("", EmbeddingWeights(**table), paths),))
    elif keras_class in PASSED:
        ours, argument = PASSED[keras_class]
        if type(config.get(argument)) not in (int, float):
            raise Unreadable(f"The {argument} of {shown(name)} is no number.")
        yield Entry(name, keras_class, ours(config[argument]))
    else:
        note = f"{shown(keras_class)} is no layer that this site runs; its arrays are left out"
        yield Entry(name, shown(keras_class).strip("“”"), None, note=note)


def place_of(path: str) -> str:
    """Return where the arrays of an object are."""
    return f"{path}/vars"


def taken(
    arrays: dict[str, np.ndarray], place: str, names: tuple[str, ...], layer: str
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Return the arrays at a place of the file, by their names, and their paths."""
    paths = tuple(f"{place}/{number}" for number in range(len(names)))
    missing = [path for path in paths if path not in arrays]
    if missing:
        raise Unreadable(f"The weights of {shown(layer)} are not all in the file: {shown(missing[0])} is missing.")
    found = {name: arrays[path] for name, path in zip(names, paths, strict=True)}
    for name, array in found.items():
        if array.dtype.kind != "f":
            raise Unreadable(f"{name} of {shown(layer)} is an array of {array.dtype}, not of floats.")
        if not array.size:
            raise Unreadable(f"{name} of {shown(layer)} is empty: its shape is {array.shape}.")
    return found, paths


def gated(config: dict, kind: str) -> tuple[Cell | None, str]:
    """Return the cell that a configuration describes; or None, and why there is none."""
    known = {"units": config["units"], "use_bias": config["use_bias"] is True}
    for argument in ("activation", "recurrent_activation"):
        value = config.get(argument, "sigmoid" if argument == "recurrent_activation" else "tanh")
        if not isinstance(value, str) or value not in ACTIVATIONS:
            return None, f"its {argument} is {shown(str(value))}; this site has {', '.join(ACTIVATIONS)}"
        known[argument] = value
    if kind == "gru":
        known["reset_after"] = config.get("reset_after") is True
    if kind == "simple_rnn":
        known.pop("recurrent_activation")
    return Cell(kind, go_backwards=config.get("go_backwards") is True, **known), ""


def cell_part(
    name: str, kind: str, config: dict, place: str, arrays: dict[str, np.ndarray], direction: str = ""
) -> tuple[Part, Cell | None, str]:
    """Return the arrays of a cell, which must fit what is said of it, with the cell, or why there is none."""
    cell, note = gated(config, kind)
    names = ("kernel", "recurrent_kernel", "bias") if config["use_bias"] is True else ("kernel", "recurrent_kernel")
    found, paths = taken(arrays, place_of(place), names, name)
    weights = Weights(**found)
    plain = {"units": config["units"], "use_bias": config["use_bias"] is True}
    weights.check(cell or Cell(kind, **plain, **({"reset_after": config["reset_after"]} if kind == "gru" else {})))
    return Part(direction, weights, paths), cell, note


def recurrent(
    name: str, keras_class: str, config: dict, outer: dict, place: str, arrays: dict[str, np.ndarray]
) -> Entry:
    """Return the entry of a recurrent layer; ``outer`` has what is said of the layer, ``config`` of its cell."""
    kind = KINDS[keras_class]
    part, cell, note = cell_part(name, kind, config | {"go_backwards": outer.get("go_backwards")}, place, arrays)
    layer = cell and Recurrent(cell, outer.get("return_sequences") is True, outer.get("return_state") is True)
    if outer.get("zero_output_for_mask") is True:
        layer, note = None, "zero_output_for_mask is set, which this site knows of Bidirectional alone"
    return Entry(name, keras_class, layer, (part,), note)


def wrapped_cells(name: str, config: dict, path: str, arrays: dict[str, np.ndarray]) -> Iterator[Entry]:
    """Yield the cells of an RNN layer: one, or several that are stacked."""
    inner = dict_of(config, "cell")
    cells, stacked = [inner], inner.get("class_name") == "StackedRNNCells"
    if stacked:
        cells = dict_of(inner, "config").get("cells")
        if not isinstance(cells, list) or not 0 < len(cells) <= MAX_LAYERS:
            raise Unreadable("config.json has a stack of cells without cells.")
    used: Counter[str] = Counter()
    for position, each in enumerate(cells):
        keras_class = text_of(each, "class_name")
        key = numbered(snake_case(keras_class), used)
        plain = keras_class.removesuffix("Cell")
        if plain not in KINDS or not keras_class.endswith("Cell"):
            yield Entry(name, shown(keras_class).strip("“”"), None, note="its cell is none that this site runs")
            continue
        if position < len(cells) - 1:
            outer = config | {"return_sequences": True, "return_state": False}
        else:
            outer = config
        if stacked and config.get("go_backwards") is True and position:
            outer = outer | {"go_backwards": False}
        place = f"{path}/cell/cells/{key}" if stacked else f"{path}/cell"
        title = f"{name}: cell {position + 1}" if stacked else name
        yield recurrent(title, plain, dict_of(each, "config"), outer, place, arrays)


def bidirectional(name: str, config: dict, path: str, arrays: dict[str, np.ndarray]) -> Entry:
    """Return the entry of a Bidirectional layer."""
    forward, backward = dict_of(config, "layer"), dict_of(config, "backward_layer")
    keras_class = text_of(forward, "class_name")
    if keras_class not in KINDS or backward.get("class_name") != keras_class:
        return Entry(name, f"Bidirectional({shown(keras_class)})", None, note="its layers are none that this site runs")
    parts, cells, notes = [], [], []
    for direction, each in (("forward", forward), ("backward", backward)):
        place = f"{path}/{direction}_layer/cell"
        part, cell, note = cell_part(name, KINDS[keras_class], dict_of(each, "config"), place, arrays, direction)
        parts.append(part)
        cells.append(cell)
        notes.append(note)
    own, merge = forward["config"], config.get("merge_mode")
    title = f"Bidirectional({keras_class})"
    if merge not in MERGES:
        notes.append(f"its merge_mode is {shown(str(merge))}")
    elif None not in cells and replace(cells[0], go_backwards=True) != cells[1]:
        notes.append("its two layers are not alike")
    note = next(filter(None, notes), "")
    layer = None
    if not note:
        flags = own.get("return_sequences") is True, own.get("return_state") is True
        layer = Bidirectional(cells[0], merge, *flags)
    return Entry(name, title, layer, tuple(parts), note)


def dense(name: str, ours: type[Dense], config: dict, path: str, arrays: dict[str, np.ndarray]) -> Entry:
    """Return the entry of a Dense layer, alone or at each timestep."""
    biased = config["use_bias"] is True
    found, paths = taken(arrays, place_of(path), ("kernel", "bias") if biased else ("kernel",), name)
    activation = config.get("activation")
    note, layer = "", None
    if found["kernel"].ndim != 2 or found["kernel"].shape[1] != config["units"]:
        raise Unreadable(f"The kernel of {shown(name)} has not {config['units']} columns, as config.json says.")
    if activation in DENSE_ACTIVATIONS:
        layer = ours(config["units"], activation, biased)
    else:
        note = f"its activation is {shown(str(activation))}; this site has {', '.join(DENSE_ACTIVATIONS)}"
    return Entry(
        name,
        ours.name if ours is Dense else "TimeDistributed(Dense)",
        layer,
        (Part("", DenseWeights(**found), paths),),
        note,
    )
