"""A model's configuration, read as data: what is code in it is refused, and how its layers are wired is told."""

import re
from collections import Counter
from typing import Any

from rnnviz.store.hdf5 import Unreadable, shown


def refuse_code(value: Any) -> None:
    """Raise Unreadable where a configuration names code: a Lambda, a function, or a class that is not Keras's own."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, list):
            left += each
        elif isinstance(each, dict):
            left += each.values()
            name, registered = each.get("class_name"), each.get("registered_name")
            module = each.get("module")
            if name in ("Lambda", "__lambda__", "function"):
                raise Unreadable("The model has a Lambda, which is code. Nothing of a file is executed here.")
            foreign = isinstance(module, str) and module.split(".")[0] not in ("keras", "builtins")
            if registered and registered != name or foreign:
                raise Unreadable(
                    f"The model has a custom class, {shown(str(registered or name))}: what it computes is code, and "
                    "nothing of a file is executed here."
                )


def dict_of(config: Any, key: str) -> dict:
    """Return an object within an object of a configuration."""
    value = config.get(key) if isinstance(config, dict) else None
    if not isinstance(value, dict):
        raise Unreadable(f"config.json lacks an object “{key}” where Keras writes one.")
    return value


def text_of(config: Any, key: str) -> str:
    """Return a text within an object of a configuration."""
    value = config.get(key) if isinstance(config, dict) else None
    if not isinstance(value, str) or not 0 < len(value) <= 100:
        raise Unreadable(f"config.json lacks a text “{key}” where Keras writes one.")
    return value


def not_in_a_row(config: dict, listed: list, inputs: list) -> str:
    """Return why a model is no row of layers; "" where it is one."""
    if config["class_name"] == "Sequential":
        return ""
    if len(inputs) != 1:
        return f"The model has {len(inputs)} inputs: only layers in a row are run here."
    before = inputs[0]
    for each in listed:
        if each.get("class_name") == "InputLayer":
            continue
        found = sources(each.get("inbound_nodes"))
        if found != [(before, 0)]:
            name = shown(str(dict_of(each, "config").get("name")))
            return f"{name} reads something else than the one layer before it: only layers in a row are run here."
        before = dict_of(each, "config").get("name")
    return ""


def sources(nodes: Any) -> list[tuple[str, int]]:
    """Return the layers that the calls of a layer read, each with which of its outputs."""
    found, left = [], [nodes]
    while left:
        each = left.pop()
        if isinstance(each, list):
            left += each
        elif isinstance(each, dict):
            history = each.get("keras_history")
            if isinstance(history, list) and len(history) == 3:
                found.append((history[0], history[2]))
            left += each.values()
    return found


def numbered(name: str, used: Counter) -> str:
    """Return a name with how many there were of it before, as Keras numbers them."""
    used[name] += 1
    return name if used[name] == 1 else f"{name}_{used[name] - 1}"


def snake_case(name: str) -> str:
    """Return a class's name as Keras writes it into paths.

    >>> snake_case("TimeDistributed"), snake_case("SimpleRNN"), snake_case("SpatialDropout1D")
    ('time_distributed', 'simple_rnn', 'spatial_dropout1d')
    """
    name = re.sub(r"\W+", "", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)).lower()
