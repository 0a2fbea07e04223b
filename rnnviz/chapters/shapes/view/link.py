"""The link of a view: how its stack, its initial states and what is looked at are written and read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rnnviz.chapters.shapes.view.layers import (
    KINDS,
    MAX_MASK_VALUE,
    MAX_RUN,
    MAX_WORDS,
    NEW_WORDS,
    PASSING,
    kind_of,
    make_layer,
    max_size,
    option,
    options_of,
    size_of,
    with_option,
)
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import (
    LOOKS,
    MAX_BATCH,
    MAX_FEATURES,
    MAX_LAYERS,
    MAX_SEED,
    MAX_TIMESTEPS,
    MIN_TURNS,
    Look,
    Selected,
    View,
    fitted,
)
from rnnviz.core.layers import Embedding, Layer, Shape
from rnnviz.ui.link import Flag, Link, Number, Parameter, choice, clipped, number, whole

SHORT = {
    "return_sequences": "seq",
    "return_state": "state",
    "go_backwards": "back",
    "reset_after": "after",
    "mask_zero": "mask",
}
"""The options in a link; what differs from a new layer's own is written."""


def parse_shape(text: str) -> Shape:
    """Parse None,10,3 or None,3: the axes as Keras prints them; the last may be None where tokens are read."""
    parts = text.split(",")
    if len(parts) not in (2, 3):
        raise ValueError("it must be batch, timesteps and features, such as None,10,3, or without timesteps: None,3")
    high = {0: MAX_BATCH, 1: MAX_TIMESTEPS}
    axes = [None if part == "None" else whole(1, high[k])(part) for k, part in enumerate(parts[:-1])]
    return (*axes, None if parts[1:] == ["None"] else whole(1, MAX_FEATURES)(parts[-1]))


def parse_layer(text: str) -> Layer:
    """Parse lstm,8,relu,seq,state: a kind, a size, and the options that differ from a new layer's.

    An Embedding has two sizes, in Keras's order: embedding,20,4,mask.
    """
    kind, *rest = text.split(",")
    kind = choice(tuple(KINDS))(kind)
    words = rest.pop(0) if kind == "embedding" and len(rest) > 1 else str(NEW_WORDS)
    if not rest:
        raise ValueError(f"“{clipped(text)}” has no size; it must begin with a kind and a size, such as lstm,8")
    layer = make_layer(kind, parse_size(kind)(rest[0]))
    layer = with_option(layer, "input_dim", whole(1, MAX_WORDS)(words)) if kind == "embedding" else layer
    known = {}
    for name, words in options_of(layer).items():
        for value in (True, False) if name in SHORT else words:
            known[write_option(name, value)] = name, value
    for word in rest[1:]:
        if word not in known:
            raise ValueError(f"“{clipped(word)}” is no option of {KINDS[kind]}")
        layer = with_option(layer, *known[word])
    return layer


def parse_size(kind: str) -> Callable[[str], int | float]:
    """Return what parses the size of a kind of layer."""
    if kind == "masking":
        return lambda text: number(text, MAX_MASK_VALUE)
    return parse_rate if kind in PASSING else whole(1, max_size(kind))


def parse_rate(text: str) -> float:
    """Parse a share from 0 to 1."""
    if not 0 <= (share := number(text, 1e6)) <= 1:
        raise ValueError(f"“{clipped(text)}” is not allowed; a number from 0 to 1 is")
    return share


def write_layer(layer: Layer) -> str:
    """Write the inverse of ``parse_layer``."""
    kind, size = kind_of(layer), size_of(layer)
    new = make_layer(kind, size)
    changed = [name for name in options_of(layer) if option(layer, name) != option(new, name)]
    sizes = [str(layer.input_dim)] if isinstance(layer, Embedding) else []
    return ",".join([kind, *sizes, str(size), *(write_option(name, option(layer, name)) for name in changed)])


def write_option(name: str, value: str | bool) -> str:
    """Write a word as it is, and what is on or off as one of ``SHORT``."""
    return ("" if value else "no-") + SHORT[name] if name in SHORT else value


def parse_layers(text: str) -> tuple[Layer, ...]:
    """Parse layers separated by semicolons."""
    parts = text.split(";")
    if len(parts) > MAX_LAYERS:
        raise ValueError(f"it has {len(parts)} layers; at most {MAX_LAYERS} are allowed")
    return tuple(map(parse_layer, parts))


def parse_starts(text: str) -> tuple[tuple[int, int], ...]:
    """Parse 3,1: layer 3 begins with the states of layer 1; pairs separated by semicolons."""
    pairs = []
    for pair in text.split(";") if text else ():
        both = pair.split(",")
        if len(both) != 2 or len(pairs) >= MAX_LAYERS:
            raise ValueError("it must be pairs of layers, such as 3,1")
        pairs.append(tuple(whole(1, MAX_LAYERS)(each) - 1 for each in both))
    return tuple(pairs)


def parse_loop(text: str) -> int:
    """Parse how many turns a loop takes; 0 is none."""
    return 0 if text == "0" else whole(MIN_TURNS, MAX_TIMESTEPS)(text)


def parse_look(text: str) -> Look:
    """Parse edge,2 or layer,1 or state,1,0: what is looked at; layers count from 1, edge 0 is the input."""
    what, *rest = text.split(",")
    what = choice(LOOKS)(what)
    if len(rest) != (2 if what == "state" else 1):
        raise ValueError("it must be such as edge,2 or layer,1 or state,1,0")
    position = whole(0 if what == "edge" else 1, MAX_LAYERS)(rest[0])
    part = whole(0, 3)(rest[1]) if what == "state" else 0
    return Look(what, position - (what == "layer"), part)


def write_look(look: Look) -> str:
    """Write the inverse of ``parse_look``."""
    what, position, part = look
    return f"{what},{position + (what == 'layer')}" + (f",{part}" if what == "state" else "")


def parse_selected(text: str) -> Selected:
    """Parse h,3,0,1 or h,3,0,1,backward: name, step from 1, unit from 0, layer from 1, direction."""
    parts = text.split(",")
    if len(parts) not in (4, 5):
        raise ValueError("it must be a name, a step, a unit and a layer, such as h,3,0,1")
    direction = choice(("forward", "backward"))(parts[4]) if len(parts) == 5 else ""
    step, unit = whole(1, MAX_TIMESTEPS)(parts[1]), whole(0, 2 * MAX_RUN)(parts[2])
    layer = whole(1, MAX_LAYERS)(parts[3])
    return Selected(choice(("h", "c", "y", "merged", "embedded"))(parts[0]), step - 1, unit, layer - 1, direction)


def write_selected(selected: Selected) -> str:
    """Write the inverse of ``parse_selected``."""
    name, step, unit, layer, direction = selected
    return f"{name},{step + 1},{unit},{layer + 1}" + (f",{direction}" if direction else "")


PREDICT = Flag("predict", "Predict, then reveal", "Hides shapes and counts: say them layer by layer.")
SEED = Number("seed", "Seed of weights and input", low=0, high=MAX_SEED, width=180)


def opened(values: Mapping[str, Any]) -> View:
    """Return the view that a link begins with: its preset, whose wiring belongs to the preset's layers alone."""
    view = presets()[values.get("preset", "deep")].view()
    return replace(view, starts=(), loop=0) if "layers" in values else view


def base(view: View) -> View:
    """Return the view whose values a link leaves out: its preset, without its wiring where layers differ."""
    made = presets()[view.preset].view()
    return made if view.layers == made.layers else replace(made, starts=(), loop=0)


LINK = Link(
    View,
    (
        Parameter("preset", parse=choice(tuple(presets()))),
        Parameter("input_shape", name="input", parse=parse_shape, write=lambda shape: ",".join(map(str, shape))),
        Parameter("layers", parse=parse_layers, write=lambda layers: ";".join(map(write_layer, layers))),
        Parameter("starts", parse=parse_starts, write=lambda starts: ";".join(f"{a + 1},{b + 1}" for a, b in starts)),
        Parameter("loop", parse=parse_loop),
        SEED,
        Parameter("look", parse=parse_look, write=write_look),
        Parameter("selected", name="select", parse=parse_selected, write=write_selected),
        PREDICT,
        Parameter("answered", parse=whole(0, MAX_LAYERS)),
    ),
    opened,
    fitted,
    base=base,
    steps=frozenset({"look", "select"}),
)
