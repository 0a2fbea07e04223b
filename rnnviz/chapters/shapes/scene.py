"""A view made real: shapes and counts of every layer, and a run of all that can be built."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rnnviz.chapters.shapes.formulas import Count, count
from rnnviz.chapters.shapes.mistakes import Mistake, first_mistake
from rnnviz.chapters.shapes.options import activation_of, is_recurrent, keras_names
from rnnviz.chapters.shapes.view import SHOWN_STEPS, View
from rnnviz.core.arithmetic import Reference, explain
from rnnviz.core.arithmetic.forward import output
from rnnviz.core.layers import Bidirectional, Recurrent, RepeatVector, Shape
from rnnviz.core.network import LayerSummary, Network, NetworkTrace, init_network, run_network, summarise

ARROWS = {"": "", "forward": "→", "backward": "←"}


@dataclass(frozen=True, eq=False)
class Tensor:
    """What flows on an edge, one sample of it: ``values`` (positions, units); ``shape`` as Keras prints it.

    ``sequence`` tells whether positions are timesteps, ``bounded`` whether an activation keeps it within ±1.
    """

    name: str
    shape: Shape
    values: np.ndarray
    sequence: bool
    bounded: bool
    title: str


@dataclass(frozen=True, eq=False)
class Scene:
    """A stack, and what follows from it wherever the reader looks."""

    view: View
    names: list[str]
    mistake: Mistake | None
    rows: list[LayerSummary]
    counts: list[Count]
    network: Network
    inputs: np.ndarray

    @property
    def shapes(self) -> list[Shape | None]:
        """The shape on every edge, the input's first; None beyond a mistake."""
        known = [self.view.input_shape, *(row.output_shape for row in self.rows)]
        return known + [None] * (len(self.view.layers) + 1 - len(known))

    @cached_property
    def run(self) -> NetworkTrace:
        """The run of one sample through every layer before the mistake."""
        return run_network(self.network, self.inputs, dict(self.view.starts))

    @property
    def open_length(self) -> bool:
        """Whether the input leaves its timesteps open."""
        return len(self.view.input_shape) == 3 and self.view.input_shape[1] is None


def scene(view: View) -> Scene:
    """The scene of a view."""
    mistake = first_mistake(view)
    layers = view.layers[: mistake.position] if mistake else view.layers
    rows = summarise(layers, view.input_shape)
    counts = [count(layer, row.input_shape) for layer, row in zip(layers, rows, strict=True)]
    network = init_network(layers, view.input_shape, view.seed)
    return Scene(view, keras_names(view.layers), mistake, rows, counts, network, inputs(view))


def inputs(view: View) -> np.ndarray:
    """One sample, drawn from a normal distribution with the view's seed, to one decimal: easy to follow by hand."""
    sizes = [SHOWN_STEPS if size is None else size for size in view.input_shape[1:]]
    return np.round(np.random.default_rng([view.seed, 1]).normal(size=(1, *sizes)), 1) + 0.0


def reach(look: tuple[str, int, int], rows: int) -> tuple[str, int, int]:
    """What is looked at, or the last edge of the first ``rows`` layers where it lies beyond them."""
    what, position, _ = look
    last = position + (what == "layer")
    return look if last <= rows else ("edge", rows, 0)


def tensor(shown: Scene, look: tuple[str, int, int]) -> Tensor:
    """The tensor on an edge, or a state that travels with it."""
    what, position, part = look
    if what == "state":
        (direction, name), values = list(shown.run.layers[position - 1].states.items())[part]
        title = f"the last {name}{ARROWS[direction]} of {shown.names[position - 1]}"
        shape = shown.rows[position - 1].state_shapes[part]
        return Tensor(name + ARROWS[direction], shape, values, False, is_bounded(shown.view, look, name), title)
    values = shown.inputs if position == 0 else shown.run.layers[position - 1].outputs
    layer = shown.view.layers[position - 1] if position else None
    name = "x" if layer is None else "h" if is_recurrent(layer) else "y"
    title = f"the output of {shown.names[position - 1]}" if position else "the input"
    sequence = values.ndim == 3
    bounded = is_bounded(shown.view, look, name)
    return Tensor(name, shown.shapes[position], values[0] if sequence else values, sequence, bounded, title)


BOUNDED = ("tanh", "sigmoid", "hard_sigmoid", "softmax")


def is_bounded(view: View, look: tuple[str, int, int], name: str) -> bool:
    """Whether an activation keeps the tensor called ``name`` within ±1; what Bidirectional adds up may reach ±2."""
    what, position, _ = look
    if position == 0 or name == "c":
        return False
    layer = view.layers[position - 1]
    if isinstance(layer, RepeatVector):
        return is_bounded(view, (what, position - 1, 0), name)
    added = what == "edge" and getattr(layer, "merge_mode", "") == "sum"
    return activation_of(layer) in BOUNDED and not added


def number_at(shown: Scene, look: tuple[str, int, int], place: int, unit: int) -> Reference | None:
    """The number at a place of the tensor that is looked at; None where it is given, not computed."""
    what, position, part = look
    if what == "state":
        trace = shown.run.layers[position - 1]
        direction, name = list(trace.states)[part]
        part_trace = trace.parts[direction]
        last = 0 if part_trace.cell.go_backwards else part_trace.timesteps - 1
        return Reference(name, last, unit, position - 1, direction)
    return output(shown.run, position - 1, place, unit, 0).reference


def state_at(shown: Scene, position: int, event) -> Reference | None:
    """The state, unit 0, at [lane, timestep] of the drawing of a layer; None where an event names none."""
    match event:
        case [int(lane), int(timestep)] if 0 <= position < len(shown.rows):
            directions = list(shown.run.layers[position].parts)
            if 0 <= lane < len(directions):
                reference = Reference("h", timestep, 0, position, directions[lane])
                return reference if exists(shown, reference) else None
    return None


def selected(shown: Scene, view: View, look: tuple[str, int, int]) -> Reference | None:
    """The number whose arithmetic is shown: the selected one, else one of the tensor that is looked at.

    That one is the first unit at the last position, which has read the most. A number of a layer beyond the one that
    is looked at may still be hidden, and is not selected.
    """
    what, position, _ = look
    beyond = position + (what == "layer")
    if view.selected is not None and view.selected[3] < beyond and exists(shown, Reference(*view.selected)):
        return Reference(*view.selected)
    look = ("edge", beyond, 0) if what == "layer" else look
    return number_at(shown, look, len(tensor(shown, look).values) - 1, 0)


def exists(shown: Scene, reference: Reference) -> bool:
    """Whether the run has this number."""
    try:
        explain(shown.run, *reference)
    except ValueError:
        return False
    return True


def selecting(view: View, reference: Reference | None) -> View:
    """The view with a number selected."""
    return view if reference is None else replace(view, selected=tuple(reference)[:5])


def reading(shown: Scene, position: int) -> dict | None:
    """Who reads what and which output belongs to which input, for a recurrent layer; None for any other.

    Returns:
        A table for the drawing: lanes in the order of reading, and outputs in the order they are handed on, each
        with the (lane, timestep) pairs that it comes from and the number of its first unit.
    """
    layer = shown.view.layers[position]
    if not isinstance(layer, Recurrent | Bidirectional):
        return None
    parts = list(shown.run.layers[position].parts.values())
    steps = parts[0].timesteps
    lanes = [{"backwards": part.cell.go_backwards, "values": part["h"][0, :, 0].tolist()} for part in parts]
    last = [(k, 0 if part.cell.go_backwards else steps - 1) for k, part in enumerate(parts)]
    if not layer.return_sequences:
        origins = [last]
    elif isinstance(layer, Recurrent) and layer.cell.go_backwards:
        origins = [[(0, t)] for t in reversed(range(steps))]
    else:
        origins = [[(k, t) for k in range(len(parts))] for t in range(steps)]
    values = tensor(shown, ("edge", position + 1, 0)).values[:, 0].tolist()
    outputs = [{"value": value, "from": origin} for value, origin in zip(values, origins, strict=True)]
    return {"steps": steps, "lanes": lanes, "outputs": outputs}
