"""What a layer of the stack may be: its kinds and options, by the names that Keras gives them."""

from dataclasses import replace

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import (
    DENSE_ACTIVATIONS,
    KERAS_NAMES,
    MERGES,
    Bidirectional,
    Dense,
    Layer,
    Recurrent,
    RepeatVector,
    TimeDistributed,
)
from rnnviz.core.weights import Cell

MAX_UNITS = MAX_REPEATS = 64
"""The bounds of ``units``, and of ``n`` of RepeatVector."""

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
}
"""Every kind of layer by its name in a link, as Keras writes it."""

FLAGS = ("return_sequences", "return_state", "go_backwards", "reset_after")
"""What is on or off."""


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
    return "repeat_vector"


def is_recurrent(layer: Layer) -> bool:
    """Whether it reads a sequence with a cell, in one direction or both."""
    return isinstance(layer, Recurrent | Bidirectional)


def directions(layer: Layer) -> tuple[str, ...]:
    """Return the directions that a layer has weights for."""
    return tuple(layer.cells) if isinstance(layer, Bidirectional) else ("",)


def size_of(layer: Layer) -> int:
    """Return ``units``, or ``n`` of RepeatVector."""
    return layer.cell.units if is_recurrent(layer) else layer.n if isinstance(layer, RepeatVector) else layer.units


def make_layer(kind: str, like: Layer | None = None, size: int = 4) -> Layer:
    """Return a layer of a kind, with the options of ``like`` that it has too."""
    size = size_of(like) if like is not None else size
    sequences = getattr(like, "return_sequences", False)
    state = getattr(like, "return_state", False)
    if kind.removeprefix("bi_") in KERAS_NAMES:
        cell = Cell(kind.removeprefix("bi_"), size)
        if like is not None and is_recurrent(like):
            cell = replace(cell, activation=like.cell.activation, reset_after=like.cell.reset_after)
        if kind.startswith("bi_"):
            return Bidirectional(cell, getattr(like, "merge_mode", "concat"), sequences, state)
        backwards = is_recurrent(like) and like.cell.go_backwards if like is not None else False
        return Recurrent(replace(cell, go_backwards=backwards), sequences, state)
    if kind == "repeat_vector":
        return RepeatVector(size)
    activation = like.activation if isinstance(like, Dense) else "linear"
    return (TimeDistributed if kind == "time_distributed" else Dense)(size, activation)


def states_returned(layer: Layer) -> int:
    """Return how many tensors come with the output."""
    if not is_recurrent(layer) or not layer.return_state:
        return 0
    return len(layer.cell.states) * (2 if isinstance(layer, Bidirectional) else 1)


def allowed_activations(layer: Layer) -> tuple[str, ...]:
    """Return the activations that a layer may have; none where it has none."""
    return DENSE_ACTIVATIONS if isinstance(layer, Dense) else tuple(ACTIVATIONS) if is_recurrent(layer) else ()


def activation_of(layer: Layer) -> str | None:
    """Return the activation of a layer; None where it has none."""
    return layer.cell.activation if hasattr(layer, "cell") else getattr(layer, "activation", None)


def has_flag(layer: Layer, flag: str) -> bool:
    """Whether a layer has this option; both directions of a Bidirectional are made from a forward cell."""
    if flag == "go_backwards":
        return isinstance(layer, Recurrent)
    return is_recurrent(layer) and (flag != "reset_after" or layer.cell.kind == "gru")


def flag_of(layer: Layer, flag: str) -> bool:
    """Whether an option is on."""
    return bool(getattr(layer.cell if flag in ("go_backwards", "reset_after") else layer, flag))


def change_layer(layer: Layer, field: str, value: str, name: str) -> Layer:
    """Return a layer with one field replaced by what was chosen or typed; ValueError with a sentence for the reader."""
    if field == "kind":
        return make_layer(one_of(value, KINDS, f"The kind of {name}"), layer)
    if field == "size":
        if isinstance(layer, RepeatVector):
            return RepeatVector(whole_number(value, 1, MAX_REPEATS, f"n of {name}"))
        units = whole_number(value, 1, MAX_UNITS, f"units of {name}")
        if is_recurrent(layer):
            return replace(layer, cell=replace(layer.cell, units=units))
        return type(layer)(units, layer.activation)
    if field == "activation" and allowed_activations(layer):
        activation = one_of(value, allowed_activations(layer), f"activation of {name}")
        if is_recurrent(layer):
            return replace(layer, cell=replace(layer.cell, activation=activation))
        return replace(layer, activation=activation)
    if field == "merge_mode" and isinstance(layer, Bidirectional):
        return replace(layer, merge_mode=one_of(value, MERGES, f"merge_mode of {name}"))
    if field in FLAGS and has_flag(layer, field):
        on = one_of(value, ("on", "off"), f"{field} of {name}") == "on"
        if field in ("go_backwards", "reset_after"):
            return replace(layer, cell=replace(layer.cell, **{field: on}))
        return replace(layer, **{field: on})
    raise ValueError(f"{name} has no such option.")


def one_of(value: str, options, what: str) -> str:
    """Return the word, if it is one of a few; ValueError with a sentence that names them."""
    if value not in options:
        raise ValueError(f"{what} must be one of {', '.join(options)}.")
    return value


def whole_number(text: str, low: int, high: int, what: str, besides: str = "") -> int:
    """Return the whole number that was typed; ValueError with a sentence that says what is allowed."""
    shown = text.strip()[:20] + ("…" if len(text.strip()) > 20 else "")
    stripped = text.strip().replace("−", "-").replace(" ", "")
    digits = stripped.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9) or not low <= int(stripped) <= high:
        raise ValueError(f"{what} cannot be “{shown}”: a whole number from {low} to {high}{besides} is allowed.")
    return int(stripped)


def keras_names(layers: tuple[Layer, ...]) -> list[str]:
    """Return the names that Keras gives to layers made in this order in a fresh session: lstm, lstm_1, bidirectional.

    A wrapped layer is a layer too: Bidirectional(LSTM) takes a name for its LSTM as well.
    """
    made: dict[str, int] = {}

    def named(name: str) -> str:
        made[name] = made.get(name, -1) + 1
        return f"{name}_{made[name]}" if made[name] else name

    names = []
    for layer in layers:
        kind = kind_of(layer)
        if isinstance(layer, Bidirectional):
            named(layer.cell.kind)
            kind = "bidirectional"
        elif isinstance(layer, TimeDistributed):
            named("dense")
        names.append(named(kind))
    return names
