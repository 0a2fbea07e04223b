"""What follows from a stack: its shapes and counts, a run of what can be built, and the tensor that is looked at."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from rnnviz.chapters.shapes.scene.counts import Count, count
from rnnviz.chapters.shapes.view.layers import has_weights, is_recurrent, keras_names, option
from rnnviz.chapters.shapes.view.mistakes import Mistake, first_mistake
from rnnviz.chapters.shapes.view.stack import (
    SHOWN_TIMESTEPS,
    Look,
    Selected,
    View,
    count_run,
    network_of,
    reads_tokens,
    shapes_of,
)
from rnnviz.core.arithmetic import Reference
from rnnviz.core.arithmetic.operands import output
from rnnviz.core.layers import Bidirectional, Embedding, LayerTrace, Masking, Shape
from rnnviz.core.network import (
    LayerSummary,
    Network,
    NetworkTrace,
    in_steps,
    init_network,
    run_fed_back,
    run_next,
    summarise,
    summary,
)
from rnnviz.ui.cache import cached

ARROWS = {"": "", "forward": "→", "backward": "←"}

STATE_AXES = ("batch", "units")
"""What the axes of a state count."""

BOUNDED = ("tanh", "sigmoid", "hard_sigmoid", "softmax")
"""The activations that keep what they give within ±1."""


@dataclass(frozen=True, eq=False)
class Scene:
    """A stack, and what follows from it wherever the reader looks.

    ``rows`` and ``counts`` are those of the layers before the mistake, where there is one.
    """

    view: View
    names: list[str]
    mistake: Mistake | None
    rows: list[LayerSummary]
    counts: list[Count]
    runs: dict[int, NetworkTrace] = field(default_factory=dict, init=False)

    @property
    def shapes(self) -> list[Shape | None]:
        """The shape on every edge, the input's first; None beyond a mistake."""
        known = [self.view.input_shape, *(row.output_shape for row in self.rows)]
        return known + [None] * (len(self.view.layers) + 1 - len(known))

    @property
    def runs_to(self) -> int:
        """How many layers are run: those before the mistake and before the first that is too large."""
        return min(len(self.rows), count_run(self.view))

    @cached_property
    def network(self) -> Network:
        """The layers that are run, with Keras's default initial weights."""
        layers, shape = self.view.layers[: self.runs_to], self.view.input_shape
        if self.view.loop:
            network = init_network(in_steps(layers), (shape[0], 1, shape[-1]), self.view.seed)
            return replace(network, layers=layers)
        return init_network(layers, shape, self.view.seed)

    @cached_property
    def inputs(self) -> np.ndarray:
        """One sample, drawn from a normal distribution, to one decimal: easy to follow by hand; or drawn tokens.

        Where token 0 is padding, or a first layer masks a value, a third of them is that, at the end.
        """
        sizes = [SHOWN_TIMESTEPS if size is None else size for size in self.view.input_shape[1:]]
        rng, table = np.random.default_rng([self.view.seed, 1]), self.view.layers[0]
        if not reads_tokens(self.view):
            drawn = np.round(rng.normal(size=(1, *sizes)), 1) + 0.0
            if isinstance(table, Masking) and len(sizes) == 2:
                drawn[:, sizes[0] - sizes[0] // 3 :] = table.mask_value
            return drawn
        tokens = rng.integers(min(int(table.mask_zero), table.input_dim - 1), table.input_dim, size=(1, *sizes))
        if table.mask_zero:
            tokens[:, sizes[0] - sizes[0] // 3 :] = 0
        return tokens

    def run(self, layers: int) -> NetworkTrace:
        """Return the run of one sample through the first ``layers`` layers, which must be among those that are run."""
        if self.view.loop and layers:
            return replace(self.turns, layers=self.turns.layers[:layers])
        if layers not in self.runs:
            self.runs[layers] = NetworkTrace(self.inputs, ()) if layers == 0 else self.run_last(layers - 1)
        return self.runs[layers]

    @cached_property
    def turns(self) -> NetworkTrace:
        """The run of one sample through the loop."""
        return run_fed_back(self.network, self.inputs, self.view.loop)

    def run_last(self, position: int) -> NetworkTrace:
        """Return the run that ends with the layer at ``position``."""
        start = dict(self.view.starts).get(position)
        return run_next(self.run(position), self.network.layers[position], self.network.weights[position], start)

    def explained(self, layers: int) -> NetworkTrace:
        """Return that run, and layers that are not run after it: how many there are decides what numbers are called."""
        if self.view.loop:
            return self.turns
        later = (LayerTrace(layer, {}, np.empty(0)) for layer in self.view.layers[layers : len(self.rows)])
        return NetworkTrace(self.inputs, (*self.run(layers).layers, *later))

    def refuses(self, position: int) -> bool:
        """Whether the layer at ``position`` is the first that Keras refuses to build."""
        return self.mistake is not None and self.mistake.position == position

    @property
    def open_length(self) -> bool:
        """Whether the input leaves its timesteps open."""
        return None in self.view.input_shape[1:]


@cached(by=network_of)
def scene(view: View) -> Scene:
    """Return the scene of a view that ``fitted`` has passed."""
    mistake = first_mistake(view)
    layers = view.layers[: mistake.position] if mistake else view.layers
    rows = loop_rows(view) if view.loop else summarise(layers, view.input_shape)
    counts = [count(layer, row.input_shape) for layer, row in zip(layers, rows, strict=True)]
    return Scene(view, keras_names(view.layers), mistake, rows, counts)


def loop_rows(view: View) -> list[LayerSummary]:
    """Return what each layer of a loop receives and hands on at a turn; the last one's turns are stacked."""
    return [
        summary(layer, received, handed_on)
        for layer, (received, handed_on) in zip(view.layers, pairwise(shapes_of(view)), strict=True)
    ]


def shown_look(view: View) -> Look:
    """Return what the page shows beside the stack: what the view looks at, as far as it is built and not hidden."""
    last = min(view.known, len(scene(view).rows))
    return view.look if view.look.edge <= last else Look("edge", last)


@dataclass(frozen=True, eq=False)
class Tensor:
    """What flows on an edge, one sample of it: ``values`` (positions, units); ``shape`` as Keras prints it.

    ``sequence`` tells whether positions are timesteps, or turns of a loop, ``bounded`` whether an activation keeps it
    within ±1; ``axes`` are what the axes of the shape count.
    """

    name: str
    shape: Shape
    values: np.ndarray
    sequence: bool
    bounded: bool
    title: str
    axes: tuple[str, ...]
    along: str = "position in the sequence"


def last_axis(view: View, position: int) -> str:
    """Return what the last axis on an edge counts; the input is edge 0."""
    below = view.layers[:position]
    while below and not has_weights(below[-1]):
        below = below[:-1]
    if not below:
        return "features"
    if isinstance(below[-1], Embedding):
        return "output_dim"
    both = isinstance(below[-1], Bidirectional) and below[-1].merge_mode == "concat"
    return "2 × units" if both else "units"


def axes(view: View, position: int, shape: Shape) -> tuple[str, ...]:
    """Return what each axis of a shape on an edge counts."""
    if position == 0 and reads_tokens(view):
        return ("batch", "timesteps")
    middle = "turns" if view.loop else "timesteps"
    return ("batch", *[middle] * (len(shape) == 3), last_axis(view, position))


def tensor(shown: Scene, look: Look) -> Tensor:
    """Return the tensor on an edge, or a state that travels with it."""
    what, position, part = look
    if what == "state":
        (direction, name), values = list(shown.run(position).layers[-1].states.items())[part]
        title = f"the last {name}{ARROWS[direction]} of {shown.names[position - 1]}"
        shape = shown.rows[position - 1].state_shapes[part]
        bounded = is_bounded(shown.view, look, name)
        return Tensor(name + ARROWS[direction], shape, values, False, bounded, title, STATE_AXES)
    values, name, title = shown.run(position).outputs, "x", "the input"
    if position:
        below = shown.view.layers[position - 1]
        name = "h" if is_recurrent(below) else "e" if isinstance(below, Embedding) else "y"
        title = f"the output of {shown.names[position - 1]}"
    tokens = position == 0 and reads_tokens(shown.view)
    values = values[..., None] if tokens else values
    sequence = values.ndim == 3
    bounded = is_bounded(shown.view, look, name)
    shape = shown.shapes[position]
    named = axes(shown.view, position, shape)
    flowing = Tensor(name, shape, values[0] if sequence else values, sequence, bounded, title, named)
    return replace(flowing, along="turn of the loop") if shown.view.loop else flowing


def is_bounded(view: View, look: Look, name: str) -> bool:
    """Whether an activation keeps the tensor called ``name`` within ±1; what Bidirectional adds up may reach ±2."""
    what, position, _ = look
    if position == 0 or name == "c":
        return False
    layer = view.layers[position - 1]
    if not has_weights(layer):
        return is_bounded(view, Look(what, position - 1), name)
    added = what == "edge" and option(layer, "merge_mode") == "sum"
    return option(layer, "activation") in BOUNDED and not added


def number_at(shown: Scene, look: Look, place: int, unit: int) -> Reference | None:
    """Return the number at a place of the tensor that is looked at; None where it is given, not computed."""
    what, position, part = look
    if what == "state":
        trace = shown.run(position).layers[-1]
        direction, name = list(trace.states)[part]
        part_trace = trace.parts[direction]
        last = 0 if part_trace.cell.go_backwards else part_trace.timesteps - 1
        return Reference(name, last, unit, position - 1, direction)
    if position == 0 and reads_tokens(shown.view):
        return None
    return output(shown.run(position), position - 1, place, unit, 0).reference


def selected(view: View) -> Reference | None:
    """Return the number whose arithmetic is shown: the selected one, else one of the tensor that is looked at.

    That one is the first unit at the last position, which has read the most. A number of a layer beyond the one that
    is looked at may still be hidden, and is not selected.
    """
    shown, look = scene(view), shown_look(view)
    if view.selected is not None and view.selected.layer < look.edge:
        return Reference(*view.selected)
    look = Look("edge", look.edge) if look.what == "layer" else look
    if look.position > shown.runs_to:
        return None
    return number_at(shown, look, len(tensor(shown, look).values) - 1, 0)


def is_all_revealed(view: View) -> bool:
    """Whether there is nothing left to predict: every layer to the last, or to the one that Keras refuses."""
    shown = scene(view)
    return view.known >= len(shown.rows) + (shown.mistake is not None)


def is_shown(view: View) -> bool:
    """Whether what is looked at has numbers here: weights or a tensor of the layers that are run."""
    return shown_look(view).edge <= scene(view).runs_to


def marked(view: View) -> tuple[int, int] | None:
    """Return (position, unit) of the selected number in the tensor that is looked at; None where it is elsewhere."""
    shown, look, chosen = scene(view), shown_look(view), selected(view)
    if chosen is None or look.what == "layer" or look.position > shown.runs_to:
        return None
    positions, units = tensor(shown, look).values.shape
    if chosen.unit >= units:
        return None
    places = ((position, chosen.unit) for position in range(positions))
    return next((place for place in places if number_at(shown, look, *place) == chosen), None)


def select(view: View, place: Any, unit: Any) -> View:
    """Return the view with a number of the tensor that is looked at selected; one that is not there changes nothing."""
    shown, look = scene(view), shown_look(view)
    if look.what == "layer" or look.position > shown.runs_to or type(place) is not int or type(unit) is not int:
        return view
    positions, units = tensor(shown, look).values.shape
    if not (0 <= place < positions and 0 <= unit < units):
        return view
    reference = number_at(shown, look, place, unit)
    return view if reference is None else replace(view, selected=Selected(*reference[:5]))


def select_in_map(view: View, event: Any) -> View:
    """Return the view with a number of the heat map selected, by the map's event."""
    return select(view, event.get("column"), event.get("row")) if isinstance(event, dict) else view
