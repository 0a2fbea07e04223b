"""Streamlit's widgets as a browser keeps them: the value a widget comes with, another one at random, how it is sent."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.WidgetStates_pb2 import WidgetState


class Kind(NamedTuple):
    """A kind of widget.

    Args:
        given: message → the value that the server gives it, as the browser keeps it.
        field: (message, value) → the field of WidgetState that carries it.
        other: (message, value, random numbers) → another value; None where readers of the load type nothing.
        weight: how often it is moved, beside a slider.
    """

    given: Callable[[Any], Any]
    field: Callable[[Any], str]
    other: Callable[[Any, Any, Random], Any] | None = None
    weight: Callable[[Any], float] = lambda message: 1.0


def slider_given(message) -> list:
    """Numbers, or the texts of a select slider."""
    if not message.options:
        return list(message.value if message.set_value else message.default)
    if message.set_value and message.raw_value:
        return list(message.raw_value)
    return [message.options[int(k)] for k in (message.value if message.set_value else message.default)]


def slider_other(message, value: list, random: Random) -> list:
    """Any stop of the slider; two of them in order where it has two ends."""
    if message.options:
        stops = sorted(random.randrange(len(message.options)) for _ in value)
        return [message.options[stop] for stop in stops]
    steps = round((message.max - message.min) / message.step)
    return sorted(message.min + message.step * random.randint(0, steps) for _ in value)


def buttons_given(message) -> list[str]:
    """The texts of the chosen options."""
    if message.set_value and message.raw_values:
        return list(message.raw_values)
    return [message.options[k].content for k in message.default] if not message.set_value else []


def buttons_other(message, value: list[str], random: Random) -> list[str]:
    """One option, or where several may be chosen one of them turned on or off; the last that is on stays."""
    options = [option.content for option in message.options]
    chosen = random.choice(options)
    if message.click_mode == ButtonGroup.SINGLE_SELECT:
        return [chosen]
    return [each for each in options if (each in value) != (each == chosen)] or value


def number_given(message) -> float | None:
    """The number, None where the field is empty."""
    if message.set_value:
        return message.value if message.HasField("value") else None
    return message.default if message.HasField("default") else None


def number_other(message, value: float | None, random: Random) -> float:
    """Any number that the field may have, at one of its steps; between −1 and 1 where any number may be typed."""
    steps = (message.max - message.min) / message.step if message.step else math.inf
    if not (message.has_min and message.has_max and math.isfinite(steps)):
        return round(random.uniform(-1, 1), 3)
    return message.min + message.step * random.randint(0, round(steps))


def selectbox_given(message) -> str | None:
    """The text of the chosen option, None where there is none."""
    if message.set_value:
        return message.raw_value if message.HasField("raw_value") else None
    return message.options[message.default] if message.HasField("default") else None


def text_given(message) -> str:
    """What stands in a text field."""
    return message.value if message.set_value else message.default


def is_example(message) -> bool:
    """Whether it is a row of examples: pills of which one is chosen."""
    return message.style == ButtonGroup.PILLS and message.click_mode == ButtonGroup.SINGLE_SELECT


KINDS = {
    "slider": Kind(
        slider_given, lambda message: "string_array_value" if message.options else "double_array_value", slider_other
    ),
    "button_group": Kind(
        buttons_given,
        lambda message: "string_array_value",
        buttons_other,
        lambda message: 0.3 if is_example(message) else 1.0,
    ),
    "selectbox": Kind(
        selectbox_given, lambda message: "string_value", lambda message, value, random: random.choice(message.options)
    ),
    "number_input": Kind(
        number_given,
        lambda message: "int_value" if message.data_type == NumberInput.INT else "double_value",
        number_other,
    ),
    "checkbox": Kind(
        lambda message: message.value if message.set_value else message.default,
        lambda message: "bool_value",
        lambda message, value, random: not value,
        lambda message: 0.3,
    ),
    "popover": Kind(lambda message: message.open, lambda message: "bool_value"),
    "text_area": Kind(text_given, lambda message: "string_value"),
    "text_input": Kind(text_given, lambda message: "string_value"),
}
"""By the name of the element, or of the block, that draws it."""

IN_A_DRAWER = 0.3
"""The weight of what is in a drawer, beside the same on the page."""

TURNED_BACK = 2.0
"""The weight of a toggle that is not as the page opened: "predict" hides figures, and readers spend little time so."""


@dataclass
class Widget:
    """A widget on the page, or in a drawer of it, with its value and the value that it came with at first."""

    kind: str
    message: Any
    fragment: str
    in_drawer: bool
    value: Any
    opened: Any

    @classmethod
    def received(cls, kind: str, message: Any, fragment: str, in_drawer: bool, before: "Widget | None") -> "Widget":
        """A widget as it comes from the server: what a reader has set stays unless the server sets it."""
        if before is None:
            value = KINDS[kind].given(message)
            return cls(kind, message, fragment, in_drawer, value, value)
        value = KINDS[kind].given(message) if getattr(message, "set_value", False) else before.value
        return cls(kind, message, fragment, in_drawer, value, before.opened)

    @property
    def weight(self) -> float:
        """How often it is moved, beside a slider; 0 where it is not."""
        if KINDS[self.kind].other is None or self.message.disabled:
            return 0.0
        if self.kind == "checkbox" and self.value != self.opened:
            return TURNED_BACK
        return KINDS[self.kind].weight(self.message) * (IN_A_DRAWER if self.in_drawer else 1.0)

    def other(self, random: Random) -> Any:
        """Another value at random; the same where a few tries find no other."""
        tries = (KINDS[self.kind].other(self.message, self.value, random) for _ in range(10))
        return next((each for each in tries if each != self.value), self.value)

    def put(self, state: WidgetState) -> None:
        """Write its value where the server reads it."""
        field = KINDS[self.kind].field(self.message)
        if field.endswith("array_value"):
            getattr(state, field).data.extend(self.value)
        elif self.value is not None:
            setattr(state, field, int(self.value) if field == "int_value" else self.value)
