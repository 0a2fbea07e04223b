"""What the reader chose in the chapter "Shapes and wiring": its link, and where it is held."""

from dataclasses import replace

from rnnviz.chapters.shapes.options import (
    FLAGS,
    KINDS,
    REPEATS,
    UNITS,
    activation_of,
    allowed_activations,
    changed_layer,
    flag_of,
    has_flag,
    kind_of,
    of_kind,
    size_of,
)
from rnnviz.chapters.shapes.presets import presets
from rnnviz.chapters.shapes.scene import exists, scene
from rnnviz.chapters.shapes.view import BATCH, FEATURES, LAYERS, LOOKS, SEEDS, TIMESTEPS, View, fitted
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import MERGES, Bidirectional, Layer, Shape
from rnnviz.ui.controls import Flag, Number
from rnnviz.ui.link import Parameter, choice, clipped, read, whole, write
from rnnviz.ui.page_state import PageState

SHORT = {"return_sequences": "seq", "return_state": "state", "go_backwards": "back", "reset_after": "after"}
"""The options in a link; what differs from a new layer's own is written."""


def parse_shape(text: str) -> Shape:
    """None,10,3 or None,3: the axes as Keras prints them."""
    parts = text.split(",")
    if len(parts) not in (2, 3):
        raise ValueError("it must be batch, timesteps and features, such as None,10,3, or without timesteps: None,3")
    high = {0: BATCH, 1: TIMESTEPS}
    axes = [None if part == "None" else whole(1, high[k])(part) for k, part in enumerate(parts[:-1])]
    return (*axes, whole(1, FEATURES)(parts[-1]))


def write_shape(shape: Shape) -> str:
    """The inverse of ``parse_shape``."""
    return ",".join(map(str, shape))


def parse_layer(text: str) -> Layer:
    """lstm,8,relu,seq,state: a kind, a size, and the options that differ from a new layer's."""
    kind, *rest = text.split(",")
    kind = choice(tuple(KINDS))(kind)
    if not rest:
        raise ValueError(f"“{clipped(text)}” has no size; it must begin with a kind and a size, such as lstm,8")
    size = whole(1, REPEATS if kind == "repeat_vector" else UNITS)(rest[0])
    layer = of_kind(kind, size=size)
    flags = {SHORT[flag]: flag for flag in FLAGS if has_flag(layer, flag)}
    for word in rest[1:]:
        word = word.removeprefix("no-")
        if word in flags:
            on = "off" if f"no-{word}" in rest else "on"
            layer = changed_layer(layer, flags[word], on, kind)
        elif word in allowed_activations(layer):
            layer = changed_layer(layer, "activation", word, kind)
        elif word in MERGES and isinstance(layer, Bidirectional):
            layer = changed_layer(layer, "merge_mode", word, kind)
        else:
            raise ValueError(f"“{clipped(word)}” is no option of {KINDS[kind]}")
    return layer


def write_layer(layer: Layer) -> str:
    """The inverse of ``parse_layer``."""
    kind, size = kind_of(layer), size_of(layer)
    new, words = of_kind(kind, size=size), [kind, str(size)]
    if activation_of(layer) != activation_of(new):
        words.append(activation_of(layer))
    if getattr(layer, "merge_mode", None) != getattr(new, "merge_mode", None):
        words.append(layer.merge_mode)
    for flag in FLAGS:
        if has_flag(layer, flag) and flag_of(layer, flag) != flag_of(new, flag):
            words.append(("" if flag_of(layer, flag) else "no-") + SHORT[flag])
    return ",".join(words)


def parse_layers(text: str) -> tuple[Layer, ...]:
    """Layers separated by semicolons."""
    parts = text.split(";")
    if len(parts) > LAYERS:
        raise ValueError(f"it has {len(parts)} layers; at most {LAYERS} are allowed")
    return tuple(map(parse_layer, parts))


def parse_starts(text: str) -> tuple[tuple[int, int], ...]:
    """3,1: layer 3 begins with the states of layer 1; pairs separated by semicolons."""
    pairs = []
    for pair in text.split(";") if text else ():
        both = pair.split(",")
        if len(both) != 2 or len(pairs) >= LAYERS:
            raise ValueError("it must be pairs of layers, such as 3,1")
        pairs.append(tuple(whole(1, LAYERS)(each) - 1 for each in both))
    return tuple(pairs)


def parse_look(text: str) -> tuple[str, int, int]:
    """edge,2 or layer,1 or state,1,0: what is looked at; layers count from 1, edge 0 is the input."""
    what, *rest = text.split(",")
    what = choice(LOOKS)(what)
    if len(rest) != (2 if what == "state" else 1):
        raise ValueError("it must be such as edge,2 or layer,1 or state,1,0")
    position = whole(0 if what == "edge" else 1, LAYERS)(rest[0])
    part = whole(0, 3)(rest[1]) if what == "state" else 0
    return what, position - (what == "layer"), part


def write_look(look: tuple[str, int, int]) -> str:
    """The inverse of ``parse_look``."""
    what, position, part = look
    return f"{what},{position + (what == 'layer')}" + (f",{part}" if what == "state" else "")


NAMES = ("h", "c", "y", "merged")


def parse_selected(text: str) -> tuple:
    """h,3,0,1 or h,3,0,1,backward: a name, a step counted from 1, a unit, a layer counted from 1, a direction."""
    parts = text.split(",")
    if len(parts) not in (4, 5):
        raise ValueError("it must be a name, a step, a unit and a layer, such as h,3,0,1")
    direction = choice(("forward", "backward"))(parts[4]) if len(parts) == 5 else ""
    step, unit, layer = whole(1, TIMESTEPS)(parts[1]), whole(0, 2 * UNITS)(parts[2]), whole(1, LAYERS)(parts[3])
    return choice(NAMES)(parts[0]), step - 1, unit, layer - 1, direction


def write_selected(selected: tuple) -> str:
    """The inverse of ``parse_selected``."""
    name, step, unit, layer, direction = selected
    return f"{name},{step + 1},{unit},{layer + 1}" + (f",{direction}" if direction else "")


PREDICT = Flag("predict", "predict", "Predict, then reveal", "Hides shapes and counts: say them layer by layer.")

SEED = Number("seed", "seed", "Seed of weights and input", None, 0, SEEDS, width=180)

PARAMETERS = (
    Parameter("preset", choice(tuple(presets()))),
    Parameter("input", parse_shape, write_shape),
    Parameter("layers", parse_layers, lambda layers: ";".join(map(write_layer, layers))),
    Parameter("starts", parse_starts, lambda starts: ";".join(f"{a + 1},{b + 1}" for a, b in starts)),
    SEED.parameter,
    Parameter("look", parse_look, write_look),
    Parameter("select", parse_selected, write_selected),
    PREDICT.parameter,
    Parameter("answered", whole(0, LAYERS)),
)

FIELDS = {"input": "input_shape", "select": "selected"}


def values_of(view: View) -> dict:
    """The view by parameter name."""
    return {p.name: getattr(view, FIELDS.get(p.name, p.name)) for p in PARAMETERS}


def from_query(query: dict[str, str]) -> tuple[View, list[str]]:
    """The view that a link describes, and a sentence for everything in it that was ignored."""
    values, ignored = read(PARAMETERS, query)
    view = presets()[values.pop("preset", "deep")].view()
    if "layers" in values and "starts" not in values:
        view = replace(view, starts=())
    view = replace(view, **{FIELDS.get(name, name): value for name, value in values.items()})
    view, left_out = fitted(view)
    if view.selected is not None and not exists(scene(view), Reference(*view.selected)):
        view = replace(view, selected=None)
        left_out.append("select in the link was ignored: this stack has no such number.")
    return view, ignored + left_out


def to_query(view: View) -> dict[str, str]:
    """The link of a view: its preset, and whatever differs from it."""
    defaults = values_of(presets()[view.preset].view()) | {"preset": "deep"}
    if view.layers != presets()[view.preset].layers:
        defaults["starts"] = ()
    return write(PARAMETERS, values_of(view), defaults)


PAGE = PageState("shapes", from_query, to_query, fitted)
