"""What a reader does to the stack: an event from the browser → another view, or a sentence for what is refused.

Nothing of an event is trusted: names are looked up in tables, positions are checked, numbers are parsed.
"""

from dataclasses import replace

from rnnviz.chapters.shapes.view.layers import (
    KINDS,
    NEW_UNITS,
    ON_OFF,
    PASSING,
    change_layer,
    keras_names,
    make_layer,
    one_of,
    size_like,
    whole_number,
    with_size,
)
from rnnviz.chapters.shapes.view.mistakes import first_mistake
from rnnviz.chapters.shapes.view.stack import (
    LOOKS,
    MAX_BATCH,
    MAX_FEATURES,
    MAX_LAYERS,
    MAX_TIMESTEPS,
    MAX_TOKENS,
    MIN_TURNS,
    SHOWN_TIMESTEPS,
    Look,
    View,
    has_tensor,
    loop_fault,
    may_start,
    reads_tokens,
    reordered,
    with_layer,
)
from rnnviz.core.layers import Embedding, Layer, Recurrent, RepeatVector, Shape


def apply_edit(view: View, event) -> View:
    """Return the view after an event from the browser; one that names nothing of the stack changes nothing.

    Raises:
        ValueError: a sentence that names what is refused and what is allowed.
    """
    if not isinstance(event, dict):
        return view
    position = event.get("layer", 0)
    if type(position) is not int or not 0 <= position < len(view.layers):
        return view
    if event.get("action") == "look":
        return look_at(view, event.get("look"))
    changed = with_its_input(view, edited(view, event, position))
    if any(isinstance(layer, Embedding) for layer in changed.layers[1:]):
        raise ValueError("Embedding reads tokens, and only the input is one of tokens: it can only be the first layer.")
    if changed.loop and (fault := loop_fault(changed)):
        raise ValueError(fault)
    return view if changed == view else replace(changed, selected=None, answered=0)


def with_its_input(before: View, after: View) -> View:
    """Return the view with an input that its first layer reads; one of tokens has no features."""
    was, now = reads_tokens(before), reads_tokens(after)
    if was == now:
        return after
    batch, *axes = after.input_shape
    timesteps = axes[0] if was or len(axes) == 2 else SHOWN_TIMESTEPS
    if now:
        return replace(after, input_shape=(batch, timesteps and min(timesteps, MAX_TOKENS)))
    return replace(after, input_shape=(batch, timesteps, min(before.layers[0].output_dim, MAX_FEATURES)))


def look_at(view: View, place) -> View:
    """Return the view that looks where an event says; one that names no place changes nothing."""
    match place:
        case [str(what), int(position), int(part)] if what in LOOKS and all(type(n) is int for n in (position, part)):
            look = Look(what, position, part if what == "state" else 0)
            if has_tensor(view, look):
                return replace(view, look=look, selected=None)
    return view


def edited(view: View, event: dict, position: int) -> View:
    """Return the view after an action on the stack or on its layer at ``position``."""
    layers, order = view.layers, list(range(len(view.layers)))
    field, value = str(event.get("field", "")), str(event.get("value", ""))[:200]
    match event.get("action"):
        case "input" if view.loop and field == "turns":
            return replace(view, loop=whole_number(value, MIN_TURNS, MAX_TIMESTEPS, "turns of the loop"))
        case "input":
            change = change_tokens if reads_tokens(view) else change_input
            changed = replace(view, input_shape=change(view.input_shape, field, value))
            if view.loop and field == "features":
                return with_layer(changed, len(layers) - 1, with_size(layers[-1], changed.input_shape[-1]))
            return changed
        case "add":
            if len(layers) >= MAX_LAYERS:
                raise ValueError(f"A stack here has at most {MAX_LAYERS} layers.")
            kind = one_of(value, KINDS, "The kind of the new layer")
            repeated = isinstance(layers[-1], RepeatVector) and kind not in PASSING
            size = NEW_UNITS if repeated else size_like(kind, layers[-1])
            layer = placed(view, make_layer(kind, size))
            if kind == "embedding":
                return replace(reordered(view, [layer, *order]), look=Look("edge", 1))
            return replace(view, layers=(*layers, layer), look=Look("edge", len(layers) + 1))
        case "up" if position > 0:
            order[position - 1 : position + 1] = [position, position - 1]
            return reordered(view, order)
        case "down" if position < len(layers) - 1:
            order[position : position + 2] = [position + 1, position]
            return reordered(view, order)
        case "remove":
            if len(layers) == 1:
                raise ValueError("A stack needs at least one layer.")
            order.remove(position)
            return reordered(view, order)
        case "set" if field == "start":
            return begin_with(view, position, value)
        case "set":
            layer = change_layer(layers[position], field, value, keras_names(layers)[position])
            if view.loop and field == "size" and position == len(layers) - 1:
                view = replace(view, input_shape=change_input(view.input_shape, "features", value))
            return with_layer(view, position, placed(view, layer) if field == "kind" else layer)
        case "repair":
            choice, mistake = event.get("choice"), first_mistake(view)
            if mistake and type(choice) is int and 0 <= choice < len(mistake.repairs):
                return mistake.repairs[choice].view
    return view


def placed(view: View, layer: Layer) -> Layer:
    """Return a new layer as it is put into the stack: in a loop it hands its state to the next turn."""
    return replace(layer, return_state=True) if view.loop and isinstance(layer, Recurrent) else layer


def change_input(shape: Shape, field: str, value: str) -> Shape:
    """Return the input's shape with one axis replaced, or with its timesteps given or taken."""
    batch, *timesteps, features = shape
    match field:
        case "batch":
            return (open_size(value, MAX_BATCH, "batch"), *timesteps, features)
        case "timesteps" if timesteps:
            return (batch, open_size(value, MAX_TIMESTEPS, "timesteps"), features)
        case "features":
            return (batch, *timesteps, whole_number(value, 1, MAX_FEATURES, "features"))
        case "sequence":
            on = one_of(value, ON_OFF, "the timesteps axis") == "on"
            return (batch, *(timesteps or [SHOWN_TIMESTEPS]), features) if on else (batch, features)
    raise ValueError("The input has no such axis.")


def change_tokens(shape: Shape, field: str, value: str) -> Shape:
    """Return the shape of an input of tokens with one axis replaced."""
    batch, timesteps = shape
    match field:
        case "batch":
            return (open_size(value, MAX_BATCH, "batch"), timesteps)
        case "timesteps":
            return (batch, open_size(value, MAX_TOKENS, "timesteps"))
    raise ValueError("The input has no such axis.")


def open_size(text: str, high: int, what: str) -> int | None:
    """Return a whole number of at least 1, or None for any size."""
    return None if text.strip().lower() == "none" else whole_number(text, 1, high, what, ", or None,")


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


def start_predicting(view: View, parameter, value: bool) -> View:
    """Return the view with prediction on, from the first layer, or off."""
    return replace(parameter.apply(view, value), answered=0, selected=None)


def reveal(view: View, position: int) -> View:
    """Return the view that shows what layer ``position`` hands on, and looks at it."""
    return replace(view, answered=position + 1, look=Look("edge", position + 1), selected=None)
