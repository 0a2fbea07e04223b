"""A layer that cannot read what it receives: Keras's own message for it, what happened in words, and the repairs.

The wording is that of Keras 3.15.1; the tests compare it with what Keras says of the same stack.
"""

from dataclasses import dataclass, replace

from rnnviz.chapters.shapes.view.layers import KINDS, is_recurrent, keras_names, kind_of
from rnnviz.chapters.shapes.view.stack import MAX_LAYERS, View, reordered, shapes_of, with_layer
from rnnviz.core.layers import Dense, Dropout, Layer, RepeatVector, Shape, TimeDistributed
from rnnviz.core.network import needed_dimensions

REPAIR_TIMESTEPS = 5
"""Timesteps of a RepeatVector that is put in as a repair, and of an input that is given a timesteps axis."""


@dataclass(frozen=True)
class Repair:
    """What a button says, and the view that it makes."""

    label: str
    view: View


@dataclass(frozen=True)
class Mistake:
    """Where the layer is that cannot read what it receives, Keras's message, what happened, repairs, best first."""

    position: int
    message: str
    words: str
    repairs: tuple[Repair, ...]


def first_mistake(view: View) -> Mistake | None:
    """Return the first layer that cannot be built; None where all can."""
    shapes = shapes_of(view)
    position = len(shapes) - 1
    if position == len(view.layers):
        return None
    message = keras_message(view.layers[position], keras_names(view.layers)[position], shapes[-1])
    return Mistake(position, message, what_happened(view, shapes), tuple(repairs(view, position)))


def keras_message(layer: Layer, name: str, shape: Shape) -> str:
    """Return what Keras 3.15.1 says when the layer called ``name`` is given ``shape``."""
    if isinstance(layer, TimeDistributed):
        return (
            f"`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, received: {shape}"
        )
    (needed,) = needed_dimensions(layer)
    return (
        f"Input 0 with name 'None' of layer '{name}' is incompatible with the layer: "
        f"expected ndim={needed}, found ndim={len(shape)}. Full shape received: {shape}"
    )


def sequence_below(layers: tuple[Layer, ...], position: int) -> int | None:
    """Return the recurrent layer that decides whether ``position`` receives a sequence; None where none does."""
    for below in reversed(range(position)):
        if is_recurrent(layers[below]):
            return below
        if not passes_on_either(layers[below]):
            return None
    return None


def passes_on_either(layer: Layer) -> bool:
    """Whether a layer hands on a sequence of a sequence and a vector of a vector."""
    return isinstance(layer, Dense | Dropout) and len(needed_dimensions(layer)) > 1


def what_happened(view: View, shapes: list[Shape]) -> str:
    """Return the mistake in words: what is handed on, by whom, and what is needed instead."""
    names, position, shape = keras_names(view.layers), len(shapes) - 1, shapes[-1]
    name, below = names[position], sequence_below(view.layers, position)
    giver = "The input" if position == 0 else f"What reaches {name}"
    if isinstance(view.layers[position], RepeatVector):
        cause = f"{giver} has" if below is None else f"{names[below]} has return_sequences=True, so it hands on"
        return (
            f"{cause} a vector for every timestep: {shape} is (batch, timesteps, features). {name} "
            "repeats one vector, (batch, features): it has no place for a second timesteps axis."
        )
    if below is None:
        cause = f"{giver} is one vector a sample: {shape} is (batch, features), without timesteps."
    else:
        between = " and ".join(dict.fromkeys(KINDS[kind_of(each)] for each in view.layers[below + 1 : position]))
        between = between and f" {between} keep{'s' * (' and ' not in between)} it so."
        both = getattr(view.layers[below], "merge_mode", None) == "concat"
        cause = (
            f"{names[below]} lacks return_sequences=True, so it hands on only the state after its last timestep: "
            f"{shapes[below + 1]} is (batch, {'2 × ' * both}units), the timesteps are gone.{between}"
        )
    return f"{cause} {name} works through a sequence and needs (batch, timesteps, features)."


def repairs(view: View, position: int) -> list[Repair]:
    """Return what makes layer ``position`` readable, best first."""
    layers, names, order = view.layers, keras_names(view.layers), list(range(len(view.layers)))
    below, needs_sequence = sequence_below(layers, position), not isinstance(layers[position], RepeatVector)
    found = []
    if below is not None:
        changed = replace(layers[below], return_sequences=needs_sequence)
        label = f"Set return_sequences={needs_sequence} on {names[below]}"
        found.append(Repair(label, with_layer(view, below, changed)))
    elif not needs_sequence:
        order.remove(position)
        found.append(Repair(f"Remove {names[position]}", reordered(view, order)))
    elif len(view.input_shape) == 2 and not any(map(is_recurrent, layers[:position])):
        shape = (view.input_shape[0], REPAIR_TIMESTEPS, view.input_shape[1])
        found.append(Repair("Give the input a timesteps axis", replace(view, input_shape=shape)))
    if needs_sequence and len(layers) < MAX_LAYERS:
        order.insert(position, RepeatVector(REPAIR_TIMESTEPS))
        found.append(Repair(f"Put a RepeatVector before {names[position]}", reordered(view, order)))
    return found
