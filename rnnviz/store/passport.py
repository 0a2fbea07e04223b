"""Which array of a model is which gate of which layer: from a file's names, shapes and configuration alone."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import (
    DENSE_ACTIVATIONS,
    KERAS_NAMES,
    MERGES,
    Bidirectional,
    Dense,
    DenseWeights,
    Dropout,
    Embedding,
    EmbeddingWeights,
    Layer,
    Masking,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.network import Network
from rnnviz.core.weights import Cell, Weights
from rnnviz.store.hdf5 import Unreadable, shown
from rnnviz.store.model_file import MAX_PARAMETERS, ModelFile, read_model

KINDS = {name: kind for kind, name in KERAS_NAMES.items()}

BY_WIDTH = {1: "simple_rnn", 4: "lstm", 3: "gru"}
"""The kind of a cell by how many times as wide as high its recurrent kernel is."""

MAX_LAYERS = 100

PASSED = {
    "Dropout": (Dropout, "rate"),
    "SpatialDropout1D": (SpatialDropout1D, "rate"),
    "Masking": (Masking, "mask_value"),
    "RepeatVector": (RepeatVector, "n"),
}
"""Layers without weights, by Keras's names: ours, and its one argument."""


@dataclass(frozen=True, eq=False)
class Part:
    """The arrays of one direction of a layer: ``weights``, and the path of each array in the file."""

    direction: str
    weights: Weights | DenseWeights | EmbeddingWeights
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Entry:
    """A layer of the file.

    Args:
        name: that it has in the model, or in the file.
        keras_class: its class in Keras, such as "Bidirectional(LSTM)".
        layer: ours; None where it is none that can be run here, and ``note`` says why.
        parts: its arrays; () for a layer without weights.
        note: what is to be said of it.
    """

    name: str
    keras_class: str
    layer: Layer | None
    parts: tuple[Part, ...] = ()
    note: str = ""

    @property
    def cell(self) -> Cell | None:
        """Its cell, where it is recurrent."""
        return getattr(self.layer, "cell", None)

    @property
    def parameters(self) -> int:
        """How many numbers its weights have."""
        return sum(array.size for part in self.parts for array in part.weights.arrays())

    @property
    def weights(self) -> Any:
        """Its weights as a network of ours has them."""
        found = tuple(part.weights for part in self.parts)
        return found if isinstance(self.layer, Bidirectional) else found[0] if found else None


@dataclass(frozen=True, eq=False)
class Passport:
    """A model's layers, in order where the file says it; ``network`` where all of them can be run in a row."""

    kind: str
    entries: tuple[Entry, ...]
    network: Network | None
    version: str = ""
    why_not: str = ""

    @property
    def parameters(self) -> int:
        """How many numbers all weights have."""
        return sum(each.parameters for each in self.entries)


def read_passport(data: bytes) -> Passport:
    """Return the passport of a model's file.

    Raises:
        Unreadable: a sentence for the reader, if the file is none that is read here.
    """
    return checked_passport(read_model(data))


def checked_passport(file: ModelFile) -> Passport:
    """Return the passport of what was read, or raise Unreadable where it contradicts itself."""
    try:
        return passport_of(file)
    except Unreadable:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        # What is inconsistent in a file of the right form is found by the classes that check shapes and names.
        said = str(error) if isinstance(error, ValueError) and len(str(error)) < 200 else ""
        raise Unreadable(f"The file contradicts itself. {said}".strip()) from error


def passport_of(file: ModelFile) -> Passport:
    """Return the passport of what was read."""
    count = sum(array.size for name, array in file.arrays.items() if is_weight(name, file))
    if count > MAX_PARAMETERS:
        raise Unreadable(f"The model has {count:,} parameters; at most {MAX_PARAMETERS:,} are read here.")
    if file.kind == "keras":
        return from_config(file)
    entries = tuple(from_names(file.arrays) if file.kind == "weights" else from_order(file.arrays))
    if not entries:
        raise Unreadable("The file has no arrays of weights that look like a layer of Keras.")
    why = "The file has weights alone: neither the order of the layers nor their activations are in it."
    return Passport(file.kind, entries, None, why_not=why)


def is_weight(name: str, file: ModelFile) -> bool:
    """Whether an array is a layer's: a file of weights may have those of an optimizer too."""
    return file.kind == "arrays" or (name.startswith("layers/") and "seed_generator" not in name)


# A .keras: what its configuration says


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


def refuse_code(value: Any) -> None:
    """Raise Unreadable where a configuration names code: a Lambda, a function, or a class that is not Keras's own."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, list):
            left += each
        elif isinstance(each, dict):
            left += each.values()
            name, registered = each.get("class_name"), each.get("registered_name")
            module = each.get("module")
            if name in ("Lambda", "__lambda__", "function"):
                raise Unreadable("The model has a Lambda, which is code. Nothing of a file is executed here.")
            foreign = isinstance(module, str) and module.split(".")[0] not in ("keras", "builtins")
            if registered and registered != name or foreign:
                raise Unreadable(
                    f"The model has a custom class, {shown(str(registered or name))}: what it computes is code, and "
                    "nothing of a file is executed here."
                )


def dict_of(config: Any, key: str) -> dict:
    """Return an object within an object of a configuration."""
    value = config.get(key) if isinstance(config, dict) else None
    if not isinstance(value, dict):
        raise Unreadable(f"config.json lacks an object “{key}” where Keras writes one.")
    return value


def text_of(config: Any, key: str) -> str:
    """Return a text within an object of a configuration."""
    value = config.get(key) if isinstance(config, dict) else None
    if not isinstance(value, str) or not 0 < len(value) <= 100:
        raise Unreadable(f"config.json lacks a text “{key}” where Keras writes one.")
    return value


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


def not_in_a_row(config: dict, listed: list, inputs: list) -> str:
    """Return why a model is no row of layers; "" where it is one."""
    if config["class_name"] == "Sequential":
        return ""
    if len(inputs) != 1:
        return f"The model has {len(inputs)} inputs: only layers in a row are run here."
    before = inputs[0]
    for each in listed:
        if each.get("class_name") == "InputLayer":
            continue
        found = sources(each.get("inbound_nodes"))
        if found != [(before, 0)]:
            name = shown(str(dict_of(each, "config").get("name")))
            return f"{name} reads something else than the one layer before it: only layers in a row are run here."
        before = dict_of(each, "config").get("name")
    return ""


def sources(nodes: Any) -> list[tuple[str, int]]:
    """Return the layers that the calls of a layer read, each with which of its outputs."""
    found, left = [], [nodes]
    while left:
        each = left.pop()
        if isinstance(each, list):
            left += each
        elif isinstance(each, dict):
            history = each.get("keras_history")
            if isinstance(history, list) and len(history) == 3:
                found.append((history[0], history[2]))
            left += each.values()
    return found


def numbered(name: str, used: Counter) -> str:
    """Return a name with how many there were of it before, as Keras numbers them."""
    used[name] += 1
    return name if used[name] == 1 else f"{name}_{used[name] - 1}"


def snake_case(name: str) -> str:
    """Return a class's name as Keras writes it into paths.

    >>> snake_case("TimeDistributed"), snake_case("SimpleRNN"), snake_case("SpatialDropout1D")
    ('time_distributed', 'simple_rnn', 'spatial_dropout1d')
    """
    name = re.sub(r"\W+", "", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)).lower()


# Weights alone: what names and shapes say


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


DENSE = ("dense", "time_distributed")
"""How names of layers begin whose one array is a kernel, not a table of tokens."""

GUESSED = "kind by shape; activations are not in the file, and taken as Keras's defaults"


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
        if first.dtype.kind != "f" or first.ndim != 2:
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
        layer = Embedding(*part.weights.embeddings.shape) if prod(part.weights.embeddings.shape) else None
        return Entry(name, "Embedding, or Dense without bias", layer, (part,), GUESSED)
    return Entry(name, KERAS_NAMES[kind], Recurrent(cell_like(kind, part.weights), True), (part,), GUESSED)
