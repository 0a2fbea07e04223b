"""What a reader does to the stack: an event from the browser → another view, or a sentence for what is refused.

Nothing of an event is trusted: names are looked up in tables, positions are checked, numbers are parsed.
"""

from dataclasses import replace

from rnnviz.chapters.shapes.view.fit import has_tensor, may_start
from rnnviz.chapters.shapes.view.layers import (
    KINDS,
    change_layer,
    keras_names,
    make_layer,
    one_of,
    size_of,
    whole_number,
)
from rnnviz.chapters.shapes.view.mistakes import first_mistake, reordered, without
from rnnviz.chapters.shapes.view.stack import (
    LOOKS,
    MAX_BATCH,
    MAX_FEATURES,
    MAX_LAYERS,
    MAX_TIMESTEPS,
    SHOWN_TIMESTEPS,
    Look,
    View,
)
from rnnviz.core.layers import Layer, RepeatVector, Shape


def open_size(text: str, high: int, what: str) -> int | None:
    """Return a whole number of at least 1, or None for any size."""
    return None if text.strip().lower() == "none" else whole_number(text, 1, high, what, ", or None,")


def change_input(shape: Shape, field: str, value: str) -> Shape:
    """Return the input's shape with one axis replaced, or with its timesteps given or taken."""
    batch, features = shape[0], shape[-1]
    timesteps = shape[1:-1]
    match field:
        case "batch":
            return (open_size(value, MAX_BATCH, "batch"), *timesteps, features)
        case "timesteps" if timesteps:
            return (batch, open_size(value, MAX_TIMESTEPS, "timesteps"), features)
        case "features":
            return (batch, *timesteps, whole_number(value, 1, MAX_FEATURES, "features"))
        case "sequence":
            on = one_of(value, ("on", "off"), "the timesteps axis") == "on"
            return (batch, *((timesteps or (SHOWN_TIMESTEPS,)) if on else ()), features)
    raise ValueError("The input has no such axis.")


def with_layer(view: View, position: int, layer: Layer) -> View:
    """Return the view with one layer replaced."""
    return replace(view, layers=(*view.layers[:position], layer, *view.layers[position + 1 :]))


def begin_with(view: View, position: int, value: str) -> View:
    """Return the view where a layer begins with zeros ("0") or with the states of layer ``value``, counted from 1."""
    others = tuple(pair for pair in view.starts if pair[0] != position)
    source = whole_number(value, 0, MAX_LAYERS, "The layer to begin from") - 1
    if source < 0:
        return replace(view, starts=others)
    if not may_start(view, position, source):
        raise ValueError("A layer can begin with the states of an earlier layer of the same kind and units only.")
    view = with_layer(view, source, replace(view.layers[source], return_state=True))
    return replace(view, starts=(*others, (position, source)))


def act(view: View, action: str, event: dict, position: int) -> View:
    """Return the view after an action on the layer at ``position``."""
    count, field, value = len(view.layers), str(event.get("field", "")), str(event.get("value", ""))[:200]
    order: list[int | Layer] = list(range(count))
    match action:
        case "add":
            if count >= MAX_LAYERS:
                raise ValueError(f"A stack here has at most {MAX_LAYERS} layers.")
            kind = one_of(value, KINDS, "The kind of the new layer")
            before = view.layers[-1] if view.layers else None
            size = size_of(before) if before is not None and not isinstance(before, RepeatVector) else 4
            return replace(view, layers=(*view.layers, make_layer(kind, size=size)), look=Look("edge", count + 1))
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
            return with_layer(view, position, change_layer(view.layers[position], field, value, name))
    return view


def apply_edit(view: View, event) -> View:
    """Return the view after an event from the browser; one that names nothing of the stack changes nothing.

    Raises:
        ValueError: a sentence that names what is refused and what is allowed.
    """
    if not isinstance(event, dict):
        return view
    action, position = event.get("action"), event.get("layer", 0)
    if type(position) is not int or not 0 <= position < len(view.layers):
        return view
    if action == "look":
        return look_at(view, event.get("look"))
    if action == "input":
        shape = change_input(view.input_shape, str(event.get("field", "")), str(event.get("value", ""))[:200])
        changed = replace(view, input_shape=shape)
    elif action == "repair":
        changed = repair(view, event.get("choice"))
    elif isinstance(action, str):
        changed = act(view, action, event, position)
    else:
        return view
    return view if changed == view else replace(changed, selected=None, answered=0)


def look_at(view: View, place) -> View:
    """Return the view that looks where an event says; one that names no place changes nothing."""
    match place:
        case [str(what), int(position), int(part)] if what in LOOKS and all(type(n) is int for n in (position, part)):
            look = Look(what, position, part if what == "state" else 0)
            if has_tensor(view, look):
                return replace(view, look=look, selected=None)
    return view


def repair(view: View, choice) -> View:
    """Return the view with its first mistake repaired."""
    mistake = first_mistake(view)
    if mistake is None or type(choice) is not int or not 0 <= choice < len(mistake.repairs):
        return view
    return mistake.repairs[choice].view


def start_predicting(view: View, parameter, value: bool) -> View:
    """Return the view with prediction on, from the first layer, or off."""
    return replace(parameter.apply(view, value), answered=0, selected=None)


def reveal(view: View, position: int) -> View:
    """Return the view that shows what layer ``position`` hands on, and looks at it."""
    return replace(view, answered=position + 1, look=Look("edge", position + 1), selected=None)
