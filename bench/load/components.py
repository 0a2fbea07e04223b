"""What our own components do in a browser: how each answers what it is sent, and what a reader does in it.

A component that learns to answer otherwise, or that holds controls, gets its line in a table here.
"""

import json
from collections.abc import Callable
from random import Random
from typing import Any

Event = tuple[str, Any]
"""The name and the value of an event, as a component's ``setTriggerValue`` takes them."""

SECTION = "_section"

SCREEN = 7
"""So many sections at the top of a page are on the screen or near it, where the reader is."""


def near(data: str, keys: list[str]) -> Event | None:
    """Ask for the sections near the screen, where one of them is outdated."""
    told = json.loads(data)
    names = [key.removeprefix(f"{told['page']}_").removesuffix(SECTION) for key in keys if key.endswith(SECTION)]
    names = names[:SCREEN]
    return ("near", {"near": names, "heights": {}}) if set(names) & set(told["outdated"]) else None


ANSWERS: dict[str, Callable[[str, list[str]], Event | None]] = {"rnnviz_watch": near}
"""Component → what it answers to the JSON that it is sent, on a page of so many containers with keys, in their order;
the other components answer nothing."""

ASIDE = {"rnnviz_link", "rnnviz_watch"}
"""Components that show nothing of what a reader has asked for."""


def edit(data: str, random: Random) -> Event:
    """What a reader does in the stack: a mistake is repaired half of the time, else anything that it offers is done."""
    table = json.loads(data)["table"]
    if table["mistake"] and random.random() < 0.5:
        return "edit", {"action": "repair", "choice": random.randrange(len(table["mistake"]["repairs"]))}
    offers = [input_edits(table, random)]
    offers += [layer_edits(layer, k, table, random) for k, layer in enumerate(table["layers"])]
    if not table["full"]:
        offers.append([{"action": "add", "value": random.choice(list(table["kinds"]))}])
    return "edit", random.choice(random.choice(offers))


def input_edits(table: dict, random: Random) -> list[dict]:
    """What can be done to the input, over the range of each field."""
    given = table["input"]
    on = given["timesteps"] is not None
    field = {"action": "input", "layer": 0}
    return [
        {**field, "field": "batch", "value": random.choice(["None", str(random.randint(1, 1024))])},
        {**field, "field": "features", "value": str(random.randint(1, 32))},
        *([{**field, "field": "timesteps", "value": str(random.randint(1, 64))}] if on else []),
        {"action": "input", "field": "sequence", "value": "off" if on else "on"},
        {"action": "look", "look": ["edge", 0, 0]},
    ]


def layer_edits(layer: dict, position: int, table: dict, random: Random) -> list[dict]:
    """What can be done to a layer."""

    def chosen(field: str, value: str) -> dict:
        return {"action": "set", "layer": position, "field": field, "value": value}

    count = len(table["layers"])
    edits = [
        chosen("kind", random.choice(list(table["kinds"]))),
        chosen("size", str(random.randint(1, 64))),
        {"action": "look", "look": ["edge", position + 1, 0]},
    ]
    edits += [chosen(flag["field"], "off" if flag["on"] else "on") for flag in layer["flags"]]
    if layer["activation"]:
        edits.append(chosen("activation", random.choice(layer["activations"])))
    if layer["merge_mode"]:
        edits.append(chosen("merge_mode", random.choice(layer["merge_modes"])))
    if layer["starts"]:
        edits.append(chosen("start", random.choice(["0", *(source for source, _ in layer["starts"])])))
    if layer["weights"]:
        edits.append({"action": "look", "look": ["layer", position, 0]})
    if position > 0:
        edits.append({"action": "up", "layer": position})
    if position < count - 1:
        edits.append({"action": "down", "layer": position})
    if count > 1:
        edits.append({"action": "remove", "layer": position})
    return edits


def slide(data: str, random: Random) -> Event:
    """What a reader does in a text that is written: slides through the temperatures, or looks at a letter."""
    drawn = json.loads(data)["drawn"]
    if random.random() < 0.5:
        return "temperature", [random.randrange(len(drawn["temperatures"]))]
    return "choose", [random.randrange(len(drawn["marked"]))]


MOVES: dict[str, tuple[float, Callable[[str, Random], Event]]] = {
    "rnnviz_stack": (6.0, edit),
    "rnnviz_writing": (4.0, slide),
}
"""Component that holds controls → how often it is moved, beside a slider, and what a reader does in it."""
