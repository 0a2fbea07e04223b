"""The tensor that is looked at, its numbers, and which of them is selected."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rnnviz.chapters.shapes.scene.stack import Scene, scene, shown_look
from rnnviz.chapters.shapes.view import Look, Selected, View
from rnnviz.chapters.shapes.view.layers import is_recurrent, option
from rnnviz.core.arithmetic import Reference
from rnnviz.core.arithmetic.forward import output
from rnnviz.core.layers import RepeatVector, Shape

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


def tensor(shown: Scene, look: Look) -> Tensor:
    """Return the tensor on an edge, or a state that travels with it."""
    what, position, part = look
    if what == "state":
        (direction, name), values = list(shown.run(position).layers[-1].states.items())[part]
        title = f"the last {name}{ARROWS[direction]} of {shown.names[position - 1]}"
        shape = shown.rows[position - 1].state_shapes[part]
        return Tensor(name + ARROWS[direction], shape, values, False, is_bounded(shown.view, look, name), title)
    values = shown.inputs if position == 0 else shown.run(position).layers[-1].outputs
    layer = shown.view.layers[position - 1] if position else None
    name = "x" if layer is None else "h" if is_recurrent(layer) else "y"
    title = f"the output of {shown.names[position - 1]}" if position else "the input"
    sequence = values.ndim == 3
    bounded = is_bounded(shown.view, look, name)
    return Tensor(name, shown.shapes[position], values[0] if sequence else values, sequence, bounded, title)


BOUNDED = ("tanh", "sigmoid", "hard_sigmoid", "softmax")


def is_bounded(view: View, look: Look, name: str) -> bool:
    """Whether an activation keeps the tensor called ``name`` within ±1; what Bidirectional adds up may reach ±2."""
    what, position, _ = look
    if position == 0 or name == "c":
        return False
    layer = view.layers[position - 1]
    if isinstance(layer, RepeatVector):
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
    return number_at(shown, look, len(tensor(shown, look).values) - 1, 0)


def marked(view: View) -> tuple[int, int] | None:
    """Return (position, unit) of the selected number in the tensor that is looked at; None where it is elsewhere."""
    shown, look, chosen = scene(view), shown_look(view), selected(view)
    if chosen is None or look.what == "layer":
        return None
    positions, units = tensor(shown, look).values.shape
    if chosen.unit >= units:
        return None
    places = ((position, chosen.unit) for position in range(positions))
    return next((place for place in places if number_at(shown, look, *place) == chosen), None)


def select(view: View, place: Any, unit: Any) -> View:
    """Return the view with a number of the tensor that is looked at selected; one that is not there changes nothing."""
    shown, look = scene(view), shown_look(view)
    if look.what == "layer" or type(place) is not int or type(unit) is not int:
        return view
    positions, units = tensor(shown, look).values.shape
    if not (0 <= place < positions and 0 <= unit < units):
        return view
    reference = number_at(shown, look, place, unit)
    return view if reference is None else replace(view, selected=Selected(*reference[:5]))


def select_in_map(view: View, event: Any) -> View:
    """Return the view with a number of the heat map selected, by the map's event."""
    return select(view, event.get("column"), event.get("row")) if isinstance(event, dict) else view
