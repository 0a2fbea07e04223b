"""What the reader has built: the input, the layers, and where the reader looks."""

from dataclasses import dataclass, replace

from rnnviz.layers import KERAS_NAMES, Bidirectional, Dense, Layer, Recurrent, RepeatVector, Shape, TimeDistributed
from rnnviz.weights import Cell

UNITS = 64
REPEATS = 64
TIMESTEPS = 64
FEATURES = 32
BATCH = 1024
LAYERS = 8
SEEDS = 9999
"""The bounds of what a reader may choose."""

SHOWN_STEPS = 6
"""How many timesteps the shown run has where the input leaves them open."""

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

LOOKS = ("edge", "state", "layer")
"""What can be looked at: the tensor on an edge, a state that travels with it, a layer's weights."""

Selected = tuple[str, int, int, int, str]
"""A number of the run: its name, timestep, unit, layer (all from 0) and direction."""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``starts`` pairs a layer with the earlier one whose last states it begins with. ``look`` is one of ``LOOKS``, a
    position, and which state: edge 0 is the input, edge k what layer k - 1 hands on. ``selected`` is None for the
    first number of what is looked at. ``answered`` is how many layers have been predicted.
    """

    preset: str = "deep"
    input_shape: Shape = (None, 10, 1)
    layers: tuple[Layer, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()
    seed: int = 1
    look: tuple[str, int, int] = ("edge", 1, 0)
    selected: Selected | None = None
    predict: bool = False
    answered: int = 0


def kind_of(layer: Layer) -> str:
    """The name in ``KINDS`` of a layer."""
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


def size_of(layer: Layer) -> int:
    """``units``, or ``n`` of RepeatVector."""
    return layer.cell.units if is_recurrent(layer) else layer.n if isinstance(layer, RepeatVector) else layer.units


def of_kind(kind: str, like: Layer | None = None, size: int = 4) -> Layer:
    """A layer of a kind, with the options of ``like`` that it has too."""
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


def keras_names(layers: tuple[Layer, ...]) -> list[str]:
    """The names that Keras gives to layers made in this order in a fresh session: lstm, lstm_1, bidirectional.

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


def may_start(view: View, position: int, source: int) -> bool:
    """Whether layer ``position`` can begin with the states of ``source``: an earlier one of the same kind and size."""
    if not 0 <= source < position < len(view.layers):
        return False
    layer, before = view.layers[position], view.layers[source]
    both = isinstance(layer, Recurrent) and isinstance(before, Recurrent)
    return both and (layer.cell.kind, layer.cell.units) == (before.cell.kind, before.cell.units)


def fitted(view: View) -> tuple[View, list[str]]:
    """The view with what no longer fits left out or brought within the stack; and what was left out."""
    notes, starts = [], []
    names = keras_names(view.layers)
    for position, source in view.starts:
        if may_start(view, position, source) and view.layers[source].return_state:
            starts.append((position, source))
        elif position < len(names):
            notes.append(
                f"{names[position]} begins with zeros again: only the returned states of an earlier layer of the "
                "same kind and units can be its initial_state."
            )
    what, position, part = view.look
    count = len(view.layers)
    if what == "layer" and count:
        look = ("layer", min(position, count - 1), 0)
    elif what == "state" and 1 <= position <= count and part < states_returned(view.layers[position - 1]):
        look = view.look
    else:
        look = ("edge", min(position, count), 0)
    answered = min(view.answered, count) if view.predict else 0
    selected = view.selected if view.selected is not None and view.selected[3] < count else None
    return replace(view, starts=tuple(starts), look=look, answered=answered, selected=selected), notes


def states_returned(layer: Layer) -> int:
    """How many tensors come with the output."""
    if not is_recurrent(layer) or not layer.return_state:
        return 0
    return len(layer.cell.states) * (2 if isinstance(layer, Bidirectional) else 1)
