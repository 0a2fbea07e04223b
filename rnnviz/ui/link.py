"""A view as query parameters: readable, typed, length-limited. Nothing is evaluated; what does not fit is named.

A parameter is a name and two functions: ``parse`` turns text into a value or raises ValueError with a sentence;
``write`` is its inverse.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rnnviz.core.numbers import parse_number

LONGEST = 8000
"""Characters a parameter may have."""

MOST = 40
"""Parameters a link may have."""


@dataclass(frozen=True)
class Parameter:
    """One field of a view in a link."""

    name: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str


def choice(options: tuple[str, ...]) -> Callable[[str], str]:
    """One of a few words."""

    def parse(text: str) -> str:
        if text not in options:
            raise ValueError(f"“{clipped(text)}” is not known; allowed are {', '.join(options)}")
        return text

    return parse


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two bounds."""

    def parse(text: str) -> int:
        digits = text.removeprefix("-")
        if not (text.isascii() and digits.isdigit() and len(digits) <= 9) or not low <= int(text) <= high:
            raise ValueError(f"“{clipped(text)}” is not allowed; a whole number from {low} to {high} is")
        return int(text)

    return parse


def table(rows: int, columns: int, limit: float) -> Callable[[str], tuple[tuple[float, ...], ...]]:
    """Numbers, rows separated by semicolons and numbers by commas; at most ``rows`` × ``columns`` of them."""

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
    """One number, with the error in this module's form."""
    try:
        return parse_number(text, limit)
    except ValueError as error:
        raise ValueError(str(error).rstrip(".")) from None


def written_table(rows: tuple[tuple[float, ...], ...]) -> str:
    """The inverse of ``table``: every digit that is needed to read the same float back."""
    return ";".join(",".join(repr(float(each)).removesuffix(".0") for each in row) for row in rows)


def read(parameters: tuple[Parameter, ...], query: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The values that a link gives, by parameter name, and a sentence for each that was ignored.

    >>> read((Parameter("units", whole(1, 8)),), {"units": "99", "hat": "blue"})
    ({}, ['units in the link was ignored: “99” is not allowed; a whole number from 1 to 8 is.', 'hat in the link \
was ignored: there is no such parameter.'])
    """
    known = {parameter.name: parameter for parameter in parameters}
    values, ignored = {}, []
    for position, (name, text) in enumerate(query.items()):
        if position == MOST:
            ignored.append(f"The link has {len(query)} parameters; those after the first {MOST} were ignored.")
            break
        try:
            if name not in known:
                raise ValueError("there is no such parameter")
            if len(text) > LONGEST:
                raise ValueError(f"it has {len(text)} characters; at most {LONGEST} are allowed")
            values[name] = known[name].parse(text)
        except ValueError as error:
            ignored.append(f"{clipped(name)} in the link was ignored: {error}.")
    return values, ignored


def write(parameters: tuple[Parameter, ...], values: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, str]:
    """The query of a view: only what differs from its defaults."""
    return {p.name: p.write(values[p.name]) for p in parameters if values[p.name] != defaults[p.name]}


def verbatim(text: str) -> str:
    """Text for Markdown, every mark escaped: what came from outside is shown, never rendered."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def clipped(text: str) -> str:
    """Text from outside, short enough to quote and without what Markdown would read as markup."""
    shown = "".join(c if c.isalnum() or c in " .,;-+_" else "?" for c in text[:30])
    return shown + ("…" if len(text) > 30 else "")
