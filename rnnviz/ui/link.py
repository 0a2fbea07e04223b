"""A view as query parameters: readable, typed, length-limited. Nothing is evaluated; what does not fit is named.

Every field of a view has one ``Parameter``, which knows how it is written and read, what is allowed, and what a control
says of it; ``Link`` is all of them together.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field, fields, replace
from typing import Any

from rnnviz.core.numbers import parse_number

MAX_CHARACTERS = 8000
"""Of one parameter."""

MAX_PARAMETERS = 60
"""Of one link."""

OWN = "own"
"""The choice that stands for what the reader has brought or trained."""


def choice(options: tuple[str, ...]) -> Callable[[str], str]:
    """Parse one of a few words."""

    def parse(text: str) -> str:
        if text not in options:
            raise ValueError(f"“{clipped(text)}” is not known; allowed are {', '.join(options)}")
        return text

    return parse


def whole(low: int, high: int) -> Callable[[str], int]:
    """Parse a whole number between two bounds."""

    def parse(text: str) -> int:
        digits = text.removeprefix("-")
        if not (text.isascii() and digits.isdigit() and len(digits) <= 9) or not low <= int(text) <= high:
            raise ValueError(f"“{clipped(text)}” is not allowed; a whole number from {low} to {high} is")
        return int(text)

    return parse


def table(rows: int, columns: int, limit: float) -> Callable[[str], tuple[tuple[float, ...], ...]]:
    """Parse numbers, rows separated by semicolons and numbers by commas; at most ``rows`` × ``columns`` of them."""

    def parse(text: str) -> tuple[tuple[float, ...], ...]:
        lines = text.split(";")
        if len(lines) > rows or max(line.count(",") for line in lines) >= columns:
            raise ValueError(f"it has too many numbers; at most {rows} rows of {columns} are allowed")
        parsed = tuple(tuple(number(each, limit) for each in line.split(",")) for line in lines)
        if len({len(line) for line in parsed}) > 1:
            raise ValueError("its rows have different lengths; every row must have as many numbers")
        return parsed

    return parse


def number(text: str, limit: float) -> float:
    """Parse one number, with the error in this module's form."""
    try:
        return parse_number(text, limit)
    except ValueError as error:
        raise ValueError(str(error).rstrip(".")) from None


def written_table(rows: tuple[tuple[float, ...], ...]) -> str:
    """Write the inverse of ``table``: every digit that is needed to read the same float back."""
    return ";".join(",".join(repr(float(each)).removesuffix(".0") for each in row) for row in rows)


@dataclass(frozen=True)
class Parameter:
    """One field of a view: in a link, and in the control that sets it.

    Args:
        field: of the view.
        label: of the control, and the name of the field in a refusal.
        help: a word more beside the control.
        name: in a link; the field's own where it is not given.
        parse: text → value; raises ValueError with the reason, without a full stop.
        write: the inverse of ``parse``.
        get: view → value, where that is not simply the field.
        put: (view, value) → view with the value.
    """

    field: str
    label: str = ""
    help: str | None = None
    _: KW_ONLY
    name: str = ""
    parse: Callable[[str], Any] = str
    write: Callable[[Any], str] = str
    get: Callable[[Any], Any] | None = None
    put: Callable[[Any, Any], Any] | None = None

    def __post_init__(self):
        object.__setattr__(self, "name", self.name or self.field)

    def value(self, view: Any) -> Any:
        """Return what the view has here."""
        return self.get(view) if self.get else getattr(view, self.field)

    def apply(self, view: Any, value: Any) -> Any:
        """Return the view with ``value`` here."""
        return self.put(view, value) if self.put else replace(view, **{self.field: value})

    def check(self, value: Any) -> Any:
        """Return ``value``, or raise ValueError with a sentence: a browser's own limits are not to be trusted."""
        return value


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One of a few words; ``names`` are what a reader sees of them.

    A control of it is a select box, or buttons ``side_by_side``, there ``unlabelled`` where the options say it all.
    """

    options: tuple = ()
    names: tuple[str, ...] = ()
    side_by_side: bool = False
    unlabelled: bool = False

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "parse", choice(self.options))

    def check(self, value):
        """One of the options."""
        if value not in self.options:
            raise ValueError(f"{self.label} must be one of {', '.join(map(str, self.options))}.")
        return value


@dataclass(frozen=True, kw_only=True)
class Several(Parameter):
    """Some of a few words, at least ``fewest``, in their order; ``names`` are what a reader sees of them."""

    options: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    fewest: int = 0

    def __post_init__(self):
        super().__post_init__()
        one = choice(self.options)
        object.__setattr__(self, "parse", lambda text: self.in_order([one(each) for each in text.split(",") if each]))
        object.__setattr__(self, "write", ",".join)

    def in_order(self, chosen):
        """Return the options chosen; raise ValueError with the reason, without a full stop, where they are too few."""
        found = tuple(each for each in self.options if each in chosen)
        if len(found) < self.fewest:
            raise ValueError(f"at least {self.fewest} of {', '.join(self.names or self.options)} must be chosen")
        return found

    def check(self, value):
        """Some of the options; what is none of them is left out."""
        try:
            return self.in_order(value if isinstance(value, list | tuple) else ())
        except ValueError as error:
            raise ValueError(f"{self.label}: {error}.") from None


@dataclass(frozen=True, kw_only=True)
class Whole(Parameter):
    """A whole number between two bounds, set by a slider."""

    low: int = 1
    high: int = 8

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "parse", whole(self.low, self.high))

    def check(self, value):
        """Within the bounds."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            shown = "an empty field" if value is None else f"{value:g}" if isinstance(value, float) else "that"
            raise ValueError(f"{self.label} must be a whole number from {self.low} to {self.high}; {shown} is not.")
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.label} must be a whole number from {self.low} to {self.high}, not {value:.15g}.")
        return int(value)


@dataclass(frozen=True, kw_only=True)
class Number(Whole):
    """A whole number that is typed; ``empty`` says what an empty field means, None that it may not be empty."""

    empty: str | None = None
    width: int | str = "stretch"

    def check(self, value):
        """Within the bounds, or nothing where that means something."""
        return None if value is None and self.empty is not None else super().check(value)


@dataclass(frozen=True, kw_only=True)
class Flag(Parameter):
    """On or off; 1 or 0 in a link."""

    def __post_init__(self):
        super().__post_init__()
        parse = choice(("0", "1"))
        object.__setattr__(self, "parse", lambda text: parse(text) == "1")
        object.__setattr__(self, "write", lambda flag: "1" if flag else "0")

    def check(self, value):
        """True or False."""
        if not isinstance(value, bool):
            raise ValueError(f"{self.label} must be on or off.")
        return value


@dataclass(frozen=True, kw_only=True)
class Pick(Parameter):
    """One of some numbers in order, set by a slider that stops at each; ``names`` replace some of them for a reader."""

    options: tuple[float, ...] = ()
    names: tuple[tuple[float, str], ...] = ()

    def __post_init__(self):
        super().__post_init__()
        by_text = {f"{each:g}": each for each in self.options}
        parse = choice(tuple(by_text))

        def parsed(text: str) -> float:
            """Parse an option in any way that a number can be written."""
            with suppress(ValueError):
                if (value := float(text)) in self.options:
                    return self.options[self.options.index(value)]
            return by_text[parse(text)]

        object.__setattr__(self, "parse", parsed)
        object.__setattr__(self, "write", lambda value: f"{value:g}")

    def check(self, value):
        """One of the options."""
        if not isinstance(value, int | float) or value not in self.options:
            raise ValueError(f"{self.label} must be one of {', '.join(f'{each:g}' for each in self.options)}.")
        return value


@dataclass(frozen=True, eq=False)
class Link:
    """How a view is written as a link, and read back.

    Args:
        view: the class of the view.
        parameters: of its fields; the first names what the page opens with, such as a preset.
        opened: what a link gives, by parameter name → the view before those values are put into it.
        fitted: a view → (the view within its bounds, sentences about what had to give way); ValueError where it
            cannot be.
        unwritten: names of fields that no link has.
        base: a view → the view whose values its link leaves out; ``opened`` of its first parameter by default.

    Raises:
        TypeError: where a field of the view is in no parameter and not in ``unwritten``, or is in both.
    """

    view: type
    parameters: tuple[Parameter, ...]
    opened: Callable[[Mapping[str, Any]], Any]
    fitted: Callable[[Any], tuple[Any, list[str]]]
    unwritten: tuple[str, ...] = ()
    base: Callable[[Any], Any] | None = None
    steps: frozenset[str] = field(default=frozenset())

    def __post_init__(self):
        known, given = {each.name for each in fields(self.view)}, {each.field for each in self.parameters}
        if given | set(self.unwritten) != known or given & set(self.unwritten):
            raise TypeError(
                f"Every field of {self.view.__name__} must be in its link or be named as left out; "
                f"to be mended are {', '.join(sorted(known ^ given ^ set(self.unwritten)))}."
            )
        names = [each.name for each in self.parameters]
        if len(set(names)) < len(names) or not self.steps <= set(names):
            raise TypeError(f"Parameters of {self.view.__name__} must have names of their own, its steps among them.")

    def read(self, query: Mapping[str, str]) -> tuple[Any, list[str]]:
        """Return the view that a link describes, and a sentence for everything in it that was ignored.

        Where its values cannot be together (``fitted`` raises ValueError), it is the view that it begins with.
        """
        values, ignored = read(self.parameters, query)
        view = opened = self.opened(values)
        for parameter in self.parameters[1:]:
            if parameter.name in values:
                view = parameter.apply(view, values[parameter.name])
        try:
            view, left_out = self.fitted(view)
        except ValueError as error:
            return opened, [*ignored, f"The link's setting was left out. {error}"]
        return view, ignored + left_out

    def write(self, view: Any) -> dict[str, str]:
        """Return the query of a view: what it opens with, and whatever differs from that."""
        first, *rest = self.parameters
        base = self.base(view) if self.base else self.opened({first.name: first.value(view)})
        pairs = [(first, self.opened({})), *((each, base) for each in rest)]
        return {
            each.name: each.write(each.value(view)) for each, other in pairs if each.value(view) != each.value(other)
        }


def read(parameters: tuple[Parameter, ...], query: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return the values that a link gives, by parameter name, and a sentence for each that was ignored.

    >>> read((Whole(field="units", low=1, high=8),), {"units": "99", "hat": "blue"})
    ({}, ['units in the link was ignored: “99” is not allowed; a whole number from 1 to 8 is.', 'hat in the link \
was ignored: there is no such parameter.'])
    """
    known = {parameter.name: parameter for parameter in parameters}
    values, ignored = {}, []
    for position, (name, text) in enumerate(query.items()):
        if position == MAX_PARAMETERS:
            many = f"The link has {len(query)} parameters"
            return values, [*ignored, f"{many}; those after the first {MAX_PARAMETERS} were ignored."]
        try:
            if name not in known:
                raise ValueError("there is no such parameter")
            if len(text) > MAX_CHARACTERS:
                raise ValueError(f"it has {len(text)} characters; at most {MAX_CHARACTERS} are allowed")
            values[name] = known[name].parse(text)
        except ValueError as error:
            ignored.append(f"{clipped(name)} in the link was ignored: {error}.")
    return values, ignored


def verbatim(text: str) -> str:
    """Escape every mark of Markdown: what came from outside is shown, never rendered."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def clipped(text: str) -> str:
    """Make text from outside short enough to quote, without what Markdown would read as markup."""
    shown = "".join(c if c.isalnum() or c in " .,;-+_" else "?" for c in text[:30])
    return shown + ("…" if len(text) > 30 else "")
