"""What the reader has built: the input, the layers, and where the reader looks; and what of it there is."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from rnnviz.chapters.shapes.view.layers import directions, has_weights, is_run, keras_names, returned_states, size_of
from rnnviz.core.layers import Bidirectional, Dense, Embedding, Layer, Masking, Recurrent, Shape
from rnnviz.core.network import needed_dimensions

MAX_BATCH, MAX_TIMESTEPS, MAX_FEATURES = 1024, 64, 32
"""The largest axes of the input."""

MAX_TOKENS = MAX_FEATURES
"""The most timesteps of an input of tokens, whose last axis they are."""

MAX_LAYERS, MAX_SEED = 8, 9999

MIN_TURNS = 2
"""Of a loop, which feeds back nothing before its second turn; at most there are as many as timesteps."""

SHOWN_TIMESTEPS = 6
"""How many timesteps the shown run has where the input leaves them open."""

LOOKS = ("edge", "state", "layer")
"""What can be looked at: the tensor on an edge, a state that travels with it, a layer's weights."""


class Look(NamedTuple):
    """Where the reader looks: one of ``LOOKS``, its position, and which state of it.

    Edge 0 is the input, edge k what layer k - 1 hands on, and state k, part travels with it; layers count from 0.
    """

    what: str
    position: int
    part: int = 0

    @property
    def edge(self) -> int:
        """The edge above everything that is looked at."""
        return self.position + (self.what == "layer")


class Selected(NamedTuple):
    """A number of the run: its name, timestep, unit and layer, from 0, and its direction in a Bidirectional."""

    name: str
    timestep: int
    unit: int
    layer: int
    direction: str = ""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``starts`` pairs a layer with the earlier one whose last states it begins with. ``loop`` is how many turns a loop
    around all layers takes, each of which reads what the one before has handed on; 0 where there is no loop.
    ``selected`` is None for the number that a tensor opens with. ``answered`` is how many layers have been predicted.
    """

    preset: str = "deep"
    input_shape: Shape = (None, 10, 1)
    layers: tuple[Layer, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()
    loop: int = 0
    seed: int = 1
    look: Look = Look("edge", 1)
    selected: Selected | None = None
    predict: bool = False
    answered: int = 0

    @property
    def known(self) -> int:
        """How many layers' shapes and counts are shown: all, or those already predicted."""
        return self.answered if self.predict else len(self.layers)


def network_of(view: View) -> View:
    """Return the view without where the reader looks, which changes no number."""
    return replace(view, preset="deep", look=Look("edge", 0), selected=None, predict=False, answered=0)


def stack_of(view: View) -> View:
    """Return the layers alone, which decide the code: the network without its seed."""
    return replace(network_of(view), seed=1)


def reads_tokens(view: View) -> bool:
    """Whether the input is one of tokens, (batch, timesteps): the first layer looks them up."""
    return bool(view.layers) and isinstance(view.layers[0], Embedding)


def reordered(view: View, order: list[int | Layer]) -> View:
    """Return the view with its layers in another order (old positions, new layers); initial states follow."""
    layers = tuple(view.layers[each] if isinstance(each, int) else each for each in order)
    place = {old: new for new, old in enumerate(order) if isinstance(old, int)}
    starts = tuple((place[a], place[b]) for a, b in view.starts if a in place and b in place)
    return replace(view, layers=layers, starts=starts)


def with_layer(view: View, position: int, layer: Layer) -> View:
    """Return the view with one layer replaced."""
    return replace(view, layers=(*view.layers[:position], layer, *view.layers[position + 1 :]))


def shapes_of(view: View) -> list[Shape]:
    """Return the shape on every edge, the input's first, as far as each layer can read what it receives.

    Within a loop it is that of one turn; the last is what the loop hands on, all turns.
    """
    shapes = [view.input_shape]
    if view.loop:
        batch, *sizes = view.input_shape[0], *map(size_of, view.layers)
        return [*shapes, *((batch, size) for size in sizes[:-1]), (batch, view.loop, sizes[-1])]
    for layer in view.layers:
        if len(shapes[-1]) not in needed_dimensions(layer):
            break
        shapes.append(layer.output_shape(shapes[-1]))
    return shapes


def loop_fault(view: View) -> str | None:
    """Return why a loop cannot go around the layers of a view; None where it can."""
    names, features = keras_names(view.layers), view.input_shape[-1]
    if len(view.input_shape) == 3:
        return "The input of a loop is one vector a sample: the later ones are its own outputs."
    for layer, name in zip(view.layers, names, strict=True):
        if isinstance(layer, Recurrent):
            if layer.return_sequences or layer.cell.go_backwards or not layer.return_state:
                return (
                    f"In a loop {name} reads one step a turn: return_sequences and go_backwards stay off, and "
                    "return_state on, which carries its state to the next turn."
                )
        elif type(layer) is not Dense:
            return f"A loop goes around SimpleRNN, LSTM, GRU and Dense layers here; {name} is none of them."
    if not any(isinstance(layer, Recurrent) for layer in view.layers):
        return "A loop needs a recurrent layer here, whose state goes from turn to turn."
    if size_of(view.layers[-1]) != features:
        return (
            f"The output of a loop is its next input, so its last layer, {names[-1]}, must have as many units as the "
            f"input has features: {features}, not {size_of(view.layers[-1])}."
        )
    return None


def may_start(view: View, position: int, source: int) -> bool:
    """Whether layer ``position`` can begin with the states of ``source``: an earlier one of the same kind and size."""
    if view.loop or not 0 <= source < position < len(view.layers):
        return False
    layer, before = view.layers[position], view.layers[source]
    both = isinstance(layer, Recurrent) and isinstance(before, Recurrent)
    return both and (layer.cell.kind, layer.cell.units) == (before.cell.kind, before.cell.units)


def count_run(view: View) -> int:
    """Return how many layers from the first are small enough to be run: what comes after a large one is counted alone.

    A loop is run as a whole.
    """
    large = next((position for position, layer in enumerate(view.layers) if not is_run(layer)), len(view.layers))
    return 0 if view.loop and large < len(view.layers) else large


def has_number(view: View, selected: Selected) -> bool:
    """Whether the run of the stack has this number: the layer is built, and computes it."""
    name, timestep, unit, position, direction = selected
    shapes = shapes_of(view)
    if not 0 <= position < min(len(shapes) - 1, count_run(view)):
        return False
    layer, received, handed_on = view.layers[position], shapes[position], shapes[position + 1]
    sequence = len(received) == 3 or isinstance(layer, Embedding)
    timesteps = view.loop or ((received[1] or SHOWN_TIMESTEPS) if sequence else 1)
    match layer:
        case Bidirectional(return_sequences=return_sequences) if name == "merged":
            names, ways, units = ("merged",), ("",), handed_on[-1]
            timesteps = timesteps if return_sequences else 1
        case Recurrent(cell) | Bidirectional(cell):
            names, ways, units = cell.states, directions(layer), cell.units
        case Dense(units):
            names, ways = ("y",), ("",)
        case Embedding(_, units):
            names, ways = ("embedded",), ("",)
        case _:
            return False
    return name in names and direction in ways and 0 <= timestep < timesteps and 0 <= unit < units


def has_tensor(view: View, look: Look) -> bool:
    """Whether there is an edge, a state that is handed on, or a layer with weights to look at."""
    count, position = len(view.layers), look.position
    match look.what:
        case "edge":
            return 0 <= position <= count
        case "state":
            return 1 <= position <= count and 0 <= look.part < len(returned_states(view.layers[position - 1]))
    return 0 <= position < count and has_weights(view.layers[position])


def with_tokens_first(view: View) -> tuple[View, list[str]]:
    """Return the view whose input is what its first layer reads, and in which no later one reads tokens; and notes."""
    notes, names = [], keras_names(view.layers)
    later = [k for k, layer in enumerate(view.layers) if k and isinstance(layer, Embedding)]
    if later:
        notes.append(f"{names[later[0]]} was left out: only the first layer can read tokens.")
        view = reordered(view, [k for k in range(len(view.layers)) if k not in later])
    shape = view.input_shape
    if reads_tokens(view) and len(shape) == 3:
        shape = (shape[0], shape[1] and min(shape[1], MAX_TOKENS))
        notes.append("The input has no features: embedding reads tokens, (batch, timesteps).")
    elif not reads_tokens(view) and shape[-1] is None:
        shape = (*shape[:-1], 1)
        notes.append("The input has one feature: only timesteps, or the number of tokens, may be left open.")
    return replace(view, input_shape=shape), notes


def fitted(view: View) -> tuple[View, list[str]]:
    """Return the view with what no longer fits left out or brought within the stack; and what was left out.

    Raises:
        ValueError: if a Masking receives one vector a sample. Keras masks whole samples then.
    """
    view, notes = with_tokens_first(view)
    if (position := len(shapes_of(view)) - 1) < len(view.layers) and isinstance(view.layers[position], Masking):
        raise ValueError(
            f"{keras_names(view.layers)[position]} would receive one vector a sample: Masking masks timesteps here."
        )
    starts = []
    if view.loop and (fault := loop_fault(view)):
        notes.append(f"The loop was left out. {fault}")
        view = replace(view, loop=0)
    names = keras_names(view.layers)
    for position, source in view.starts:
        if may_start(view, position, source) and view.layers[source].return_state:
            starts.append((position, source))
        elif position < len(names):
            notes.append(
                f"{names[position]} begins with zeros again: only the returned states of an earlier layer of the "
                "same kind and units can be its initial_state."
            )
    count, (what, position, part), selected = len(view.layers), view.look, view.selected
    look = Look(what, min(position, count - (what == "layer")), part if what == "state" else 0)
    if not has_tensor(view, look):
        look = Look("edge", look.edge)
    if selected is not None and not has_number(view, selected):
        selected = None
        notes.append("select in the link was ignored: this stack has no such number.")
    answered = min(view.answered, count) if view.predict else 0
    return replace(view, starts=tuple(starts), look=look, answered=answered, selected=selected), notes
