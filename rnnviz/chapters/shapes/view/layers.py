"""What a layer of the stack may be: its kinds and options, by the names that Keras gives them."""

from collections import Counter
from dataclasses import replace
from typing import Any

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import (
    DENSE_ACTIVATIONS,
    KERAS_NAMES,
    MERGES,
    Bidirectional,
    Dense,
    Dropout,
    Embedding,
    Layer,
    Masking,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.numbers import parse_number
from rnnviz.core.weights import Cell

NEW_UNITS, NEW_RATE, NEW_WORDS, NEW_MASK_VALUE = 4, 0.5, 20, 0.0
"""What a new layer has where there is no layer to take it from."""

MAX_UNITS, MAX_RUN, MAX_REPEATS, MAX_WORDS, MAX_MASK_VALUE = 4096, 64, 64, 100_000, 1000
"""The bounds of ``units``, of units whose numbers are run (beyond they are counted alone), of n, of input_dim, and of
mask_value."""

KINDS = {
    "simple_rnn": "SimpleRNN",
    "lstm": "LSTM",
    "gru": "GRU",
    "bi_simple_rnn": "Bidirectional(SimpleRNN)",
    "bi_lstm": "Bidirectional(LSTM)",
    "bi_gru": "Bidirectional(GRU)",
    "dense": "Dense",
    "time_distributed": "TimeDistributed(Dense)",
    "repeat_vector": "RepeatVector",
    "dropout": "Dropout",
    "spatial_dropout1d": "SpatialDropout1D",
    "masking": "Masking",
    "embedding": "Embedding",
}
"""Every kind of layer by its name in a link, as Keras writes it."""

PASSING = {"dropout": Dropout, "spatial_dropout1d": SpatialDropout1D, "masking": Masking}
"""The kinds that hand on the shape that they receive; what they have is no size but a rate, or a value."""

SIZES = {RepeatVector: "n", Dropout: "rate", Masking: "mask_value", Embedding: "output_dim"}
"""What the size of a layer is called where it is not units."""

ON_OFF = ("on", "off")


def kind_of(layer: Layer) -> str:
    """Return the name in ``KINDS`` of a layer."""
    match layer:
        case Recurrent():
            return layer.cell.kind
        case Bidirectional():
            return f"bi_{layer.cell.kind}"
        case TimeDistributed():
            return "time_distributed"
        case Dense():
            return "dense"
        case SpatialDropout1D():
            return "spatial_dropout1d"
        case Dropout():
            return "dropout"
        case Masking():
            return "masking"
        case Embedding():
            return "embedding"
    return "repeat_vector"


def is_recurrent(layer: Layer) -> bool:
    """Whether it reads a sequence with a cell, in one direction or both."""
    return isinstance(layer, Recurrent | Bidirectional)


def directions(layer: Layer) -> tuple[str, ...]:
    """Return the directions that a layer has weights for."""
    return tuple(layer.cells) if isinstance(layer, Bidirectional) else ("",)


def returned_states(layer: Layer) -> list[tuple[str, str]]:
    """Return the (direction, name) of every state that comes with the output."""
    if not option(layer, "return_state"):
        return []
    return [(direction, state) for direction in directions(layer) for state in layer.cell.states]


def size_name(layer: Layer) -> str:
    """Return what the size of a layer is called."""
    return next((name for kind, name in SIZES.items() if isinstance(layer, kind)), "units")


def size_of(layer: Layer) -> int | float:
    """Return ``units``, or what there is in its place: see ``SIZES``."""
    return option(layer, size_name(layer))


def max_size(kind: str) -> int:
    """Return the bound of the size of a kind of layer, a whole number."""
    return MAX_REPEATS if kind == "repeat_vector" else MAX_UNITS


def has_weights(layer: Layer) -> bool:
    """Whether there is anything to learn."""
    return not isinstance(layer, RepeatVector | Dropout | Masking)


def is_run(layer: Layer) -> bool:
    """Whether a layer is small enough to be run here."""
    return (isinstance(layer, Masking) or size_of(layer) <= MAX_RUN) and getattr(layer, "input_dim", 0) <= MAX_RUN


def with_size(layer: Layer, size: int | float) -> Layer:
    """Return the layer with another size."""
    return with_option(layer, size_name(layer), size)


def options_of(layer: Layer) -> dict[str, tuple[str, ...]]:
    """Return the options of a layer, with the words that each may be; those of ``ON_OFF`` are True or False.

    Both directions of a Bidirectional are made from a forward cell: it has no go_backwards.
    """
    if isinstance(layer, Dense):
        return {"activation": DENSE_ACTIVATIONS}
    if isinstance(layer, Embedding):
        return {"mask_zero": ON_OFF}
    if not is_recurrent(layer):
        return {}
    merge_mode = {"merge_mode": tuple(MERGES)} if isinstance(layer, Bidirectional) else {}
    flags = ["return_sequences", "return_state"]
    flags += ["go_backwards"] * isinstance(layer, Recurrent) + ["reset_after"] * (layer.cell.kind == "gru")
    return {"activation": tuple(ACTIVATIONS)} | merge_mode | dict.fromkeys(flags, ON_OFF)


def option(layer: Layer, name: str) -> Any:
    """Return an option of a layer or of its cell; None where there is no such."""
    owner = layer.cell if is_recurrent(layer) and hasattr(layer.cell, name) else layer
    return getattr(owner, name, None)


def with_option(layer: Layer, name: str, value: Any) -> Layer:
    """Return the layer with an option of its own or of its cell replaced."""
    if is_recurrent(layer) and hasattr(layer.cell, name):
        return replace(layer, cell=replace(layer.cell, **{name: value}))
    return replace(layer, **{name: value})


def size_like(kind: str, layer: Layer) -> int | float:
    """Return the size of a new layer of a kind that takes the place of ``layer``, or comes after it."""
    if kind == "masking":
        return layer.mask_value if isinstance(layer, Masking) else NEW_MASK_VALUE
    if kind in PASSING:
        return layer.rate if isinstance(layer, Dropout) else NEW_RATE
    return NEW_UNITS if isinstance(layer, Dropout | Masking) else min(size_of(layer), max_size(kind))


def make_layer(kind: str, size: int | float, like: Layer | None = None) -> Layer:
    """Return a layer of a kind, with the options of ``like`` that it has too."""
    cell_kind = kind.removeprefix("bi_")
    if cell_kind in KERAS_NAMES:
        cell = replace(like.cell, kind=cell_kind, units=size) if is_recurrent(like) else Cell(cell_kind, size)
        returned = {name: getattr(like, name, False) for name in ("return_sequences", "return_state")}
        if kind == cell_kind:
            return Recurrent(cell, **returned)
        return Bidirectional(replace(cell, go_backwards=False), getattr(like, "merge_mode", "concat"), **returned)
    if kind == "repeat_vector":
        return RepeatVector(size)
    if kind in PASSING:
        return PASSING[kind](size)
    if kind == "embedding":
        return Embedding(NEW_WORDS, size)
    activation = like.activation if isinstance(like, Dense) else "linear"
    return (TimeDistributed if kind == "time_distributed" else Dense)(size, activation)


def change_layer(layer: Layer, field: str, value: str, name: str) -> Layer:
    """Return a layer with one field replaced by what was chosen or typed; ValueError with a sentence for the reader."""
    if field == "kind":
        kind = one_of(value, KINDS, f"The kind of {name}")
        return make_layer(kind, size_like(kind, layer), layer)
    if field == "size":
        return with_size(layer, typed_size(layer, value, f"{size_name(layer)} of {name}"))
    if field == "input_dim" and isinstance(layer, Embedding):
        return replace(layer, input_dim=whole_number(value, 1, MAX_WORDS, f"input_dim of {name}"))
    options = options_of(layer)
    if field not in options:
        raise ValueError(f"{name} has no such option.")
    word = one_of(value, options[field], f"{field} of {name}")
    return with_option(layer, field, word == "on" if options[field] == ON_OFF else word)


def typed_size(layer: Layer, text: str, what: str) -> int | float:
    """Return the size of a layer as it was typed; ValueError with a sentence that says what is allowed."""
    if isinstance(layer, Dropout):
        return a_number(text, what, 0, 1)
    if isinstance(layer, Masking):
        return a_number(text, what, -MAX_MASK_VALUE, MAX_MASK_VALUE)
    return whole_number(text, 1, max_size(kind_of(layer)), what)


def one_of(value: str, options, what: str) -> str:
    """Return the word, if it is one of a few; ValueError with a sentence that names them."""
    if value not in options:
        raise ValueError(f"{what} must be one of {', '.join(options)}.")
    return value


def whole_number(text: str, low: int, high: int, what: str, besides: str = "") -> int:
    """Return the whole number that was typed; ValueError with a sentence that says what is allowed."""
    stripped = text.strip().replace("−", "-").replace(" ", "")
    digits = stripped.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9) or not low <= int(stripped) <= high:
        allowed = f"a whole number from {low} to {high}{besides} is allowed"
        raise ValueError(f"{what} cannot be {quoted(text, 20)}: {allowed}.")
    return int(stripped)


def a_number(text: str, what: str, low: int, high: int) -> float:
    """Return the number that was typed; ValueError with a sentence that says what is allowed."""
    try:
        number = parse_number(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise ValueError(f"{what} cannot be {quoted(text, 20)}: a number from {low} to {high} is allowed.")
    return number


def quoted(text: str, most: int) -> str:
    """Return what was typed in quotation marks, ``most`` of its characters."""
    text = text.strip()
    return f"“{text[:most]}{'…' if len(text) > most else ''}”"


def keras_names(layers: tuple[Layer, ...]) -> list[str]:
    """Return the names that Keras gives to layers made in this order in a fresh session: lstm, lstm_1, bidirectional.

    A wrapped layer is a layer too: Bidirectional(LSTM) takes a name for its LSTM as well.
    """
    made, names = Counter(), []
    for layer in layers:
        name = kind_of(layer)
        if isinstance(layer, Bidirectional):
            made[layer.cell.kind] += 1
            name = "bidirectional"
        elif isinstance(layer, TimeDistributed):
            made["dense"] += 1
        names.append(f"{name}_{made[name]}" if made[name] else name)
        made[name] += 1
    return names
