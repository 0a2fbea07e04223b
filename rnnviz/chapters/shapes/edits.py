"""What a reader does to the stack: an event from the browser → another view, or a sentence for what is refused.

Nothing of an event is trusted: names are looked up in tables, positions are checked, numbers are parsed.
"""

from dataclasses import replace

from rnnviz.chapters.shapes.mistakes import first_mistake, reordered, without
from rnnviz.chapters.shapes.options import (
    KINDS,
    changed_layer,
    chosen,
    keras_names,
    of_kind,
    size_of,
    states_returned,
    whole,
)
from rnnviz.chapters.shapes.view import BATCH, FEATURES, LAYERS, LOOKS, SHOWN_STEPS, TIMESTEPS, View, fitted, may_start
from rnnviz.core.layers import Layer, RepeatVector, Shape


def open_size(text: str, high: int, what: str) -> int | None:
    """A whole number of at least 1, or None for any size."""
    return None if text.strip().lower() == "none" else whole(text, 1, high, what, ", or None,")


def changed_input(shape: Shape, field: str, value: str) -> Shape:
    """The input's shape with one axis replaced, or with its timesteps given or taken."""
    batch, features = shape[0], shape[-1]
    timesteps = shape[1:-1]
    match field:
        case "batch":
            return (open_size(value, BATCH, "batch"), *timesteps, features)
        case "timesteps" if timesteps:
            return (batch, open_size(value, TIMESTEPS, "timesteps"), features)
        case "features":
            return (batch, *timesteps, whole(value, 1, FEATURES, "features"))
        case "sequence":
            on = chosen(value, ("on", "off"), "the timesteps axis") == "on"
            return (batch, *((timesteps or (SHOWN_STEPS,)) if on else ()), features)
    raise ValueError("The input has no such axis.")


def with_layer(view: View, position: int, layer: Layer) -> View:
    """The view with one layer replaced."""
    return replace(view, layers=(*view.layers[:position], layer, *view.layers[position + 1 :]))


def begin_with(view: View, position: int, value: str) -> View:
    """The view where a layer begins with zeros ("0") or with the states of layer ``value``, counted from 1."""
    others = tuple(pair for pair in view.starts if pair[0] != position)
    source = whole(value, 0, LAYERS, "The layer to begin from") - 1
    if source < 0:
        return replace(view, starts=others)
    if not may_start(view, position, source):
        raise ValueError("A layer can begin with the states of an earlier layer of the same kind and units only.")
    view = with_layer(view, source, replace(view.layers[source], return_state=True))
    return replace(view, starts=(*others, (position, source)))


def act(view: View, action: str, event: dict, position: int) -> View:
    """The view after an action on the layer at ``position``."""
    count, field, value = len(view.layers), str(event.get("field", "")), str(event.get("value", ""))[:200]
    order: list[int | Layer] = list(range(count))
    match action:
        case "add":
            if count >= LAYERS:
                raise ValueError(f"A stack here has at most {LAYERS} layers.")
            kind = chosen(value, KINDS, "The kind of the new layer")
            before = view.layers[-1] if view.layers else None
            size = size_of(before) if before is not None and not isinstance(before, RepeatVector) else 4
            return replace(view, layers=(*view.layers, of_kind(kind, size=size)), look=("edge", count + 1, 0))
        case "up" if position > 0:
            order[position - 1 : position + 1] = [position, position - 1]
            return reordered(view, order)
        case "down" if position < count - 1:
            order[position : position + 2] = [position + 1, position]
            return reordered(view, order)
        case "remove":
            if count == 1:
                raise ValueError("A stack needs at least one layer.")
            return reordered(view, without(count, position))
        case "set" if field == "start":
            return begin_with(view, position, value)
        case "set":
            name = keras_names(view.layers)[position]
            return with_layer(view, position, changed_layer(view.layers[position], field, value, name))
    return view


def edited(view: View, event) -> tuple[View, list[str]]:
    """The view after an event from the browser, and what was left out because it no longer fits.

    Raises:
        ValueError: a sentence that names what is refused and what is allowed; the view stays.
    """
    if not isinstance(event, dict):
        return view, []
    action, position = event.get("action"), event.get("layer", 0)
    if type(position) is not int or not 0 <= position < len(view.layers):
        return view, []
    if action == "look":
        return looking(view, event.get("look")), []
    if action == "input":
        shape = changed_input(view.input_shape, str(event.get("field", "")), str(event.get("value", ""))[:200])
        changed = replace(view, input_shape=shape)
    elif action == "repair":
        changed = repaired(view, event.get("choice"))
    elif isinstance(action, str):
        changed = act(view, action, event, position)
    else:
        return view, []
    if changed == view:
        return view, []
    return fitted(replace(changed, selected=None, answered=0))


def looking(view: View, look) -> View:
    """The view that looks where an event says; one that names no place changes nothing."""
    match look:
        case [str(what), int(position), int(part)] if what in LOOKS and all(type(n) is int for n in (position, part)):
            count = len(view.layers)
            there = {
                "edge": 0 <= position <= count,
                "layer": 0 <= position < count,
                "state": 0 < position <= count and 0 <= part < states_returned(view.layers[position - 1]),
            }
            if there[what]:
                look = (what, position, part if what == "state" else 0)
                return fitted(replace(view, look=look, selected=None))[0]
    return view


def repaired(view: View, choice) -> View:
    """The view with its first mistake repaired."""
    mistake = first_mistake(view)
    if mistake is None or type(choice) is not int or not 0 <= choice < len(mistake.repairs):
        return view
    return mistake.repairs[choice].view
