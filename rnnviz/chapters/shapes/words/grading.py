"""Predict the shapes: read a shape or a count that a reader says, grade it, and name the slip that explains it."""

from dataclasses import replace
from typing import NamedTuple

from rnnviz.chapters.shapes.scene import Scene
from rnnviz.chapters.shapes.view.layers import is_recurrent
from rnnviz.chapters.shapes.view.stack import SHOWN_TIMESTEPS
from rnnviz.core.layers import Bidirectional, Shape

REFUSED = "error"
"""What to say of a layer that Keras refuses to build."""


class Grade(NamedTuple):
    """Whether an answer is right, and a sentence about it; None for what is no answer."""

    right: bool | None
    sentence: str


def parse_shape(text: str) -> Shape | None:
    """Return the shape that was typed, (None, 10, 4); None where it says that there is an error.

    Raises:
        ValueError: a sentence that says what is allowed.
    """
    said = text.strip().strip("()[]").strip().lower()
    shown = text.strip()[:24] + ("…" if len(text.strip()) > 24 else "")
    if said == REFUSED:
        return None
    parts = [part for part in said.replace(",", " ").split() if part]
    if not parts:
        raise ValueError(f"The shape is missing: write one such as (None, 10, 4), or {REFUSED}.")
    if len(parts) > 6 or not all(p == "none" or (p.isascii() and p.isdigit() and len(p) <= 7) for p in parts):
        raise ValueError(f"“{shown}” is no shape: write one such as (None, 10, 4), or {REFUSED}.")
    return tuple(None if part == "none" else int(part) for part in parts)


def parse_count(text: str) -> int:
    """Return the count that was typed, with or without thousands separators.

    Raises:
        ValueError: a sentence that says what is allowed.
    """
    digits = text.strip().replace(",", "").replace(" ", "").replace("\u202f", "")
    shown = text.strip()[:24] + ("…" if len(text.strip()) > 24 else "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        raise ValueError(f"“{shown}” is no count: write a whole number such as 440.")
    return int(digits)


def grade_shape(shown: Scene, position: int, answer: Shape | None) -> Grade:
    """Grade whether ``answer`` is what layer ``position`` hands on; None says that it cannot be built."""
    refused = shown.mistake is not None and shown.mistake.position == position
    name = shown.names[position]
    if refused:
        if answer is None:
            return Grade(True, f"Right: Keras refuses to build {name}.")
        return Grade(False, f"{name} hands on nothing: compare the axes it receives with those it can read.")
    expected = shown.rows[position].output_shape
    if answer is None:
        return Grade(False, f"{name} can read what it receives: {shown.shapes[position]} has as many axes as it needs.")
    if answer == expected:
        return Grade(True, f"Right: {name} hands on {expected}.")
    return Grade(False, f"{answer} is not it. {shape_slip(shown, position, answer)}")


def shape_slip(shown: Scene, position: int, answer: Shape) -> str:
    """Return what a wrong shape would be right for, or the rule."""
    layer, received = shown.view.layers[position], shown.shapes[position]
    expected = shown.rows[position].output_shape
    left_open = [size for size, axis in zip(answer, expected, strict=False) if axis is None and size is not None]
    filled = tuple(size if axis is None else axis for size, axis in zip(answer, expected, strict=False))
    if len(filled) == len(expected) and filled == answer and left_open == [SHOWN_TIMESTEPS]:
        return f"{SHOWN_TIMESTEPS} is the length of the run shown: the shape leaves it open, None."
    if answer == expected[1:]:
        return "The batch is missing: it is the first axis, None where it is left open."
    if is_recurrent(layer):
        other = replace(layer, return_sequences=not layer.return_sequences)
        if answer == other.output_shape(received):
            return f"That is the shape with return_sequences={other.return_sequences}."
        if isinstance(layer, Bidirectional):
            single = (*expected[:-1], layer.cell.units)
            if answer == single and layer.merge_mode == "concat":
                return "Two directions are concatenated: the last axis has the units of both."
            if answer == (*expected[:-1], 2 * layer.cell.units):
                return f"merge_mode {layer.merge_mode} makes one number of two: the units are not doubled."
        if len(answer) == len(expected) and answer[-1] == received[-1] and answer[-1] != expected[-1]:
            return "The last axis is what the layer receives there; it hands on as many numbers as it has units."
        return "The last axis is units; the timesteps stay with return_sequences and go without it."
    if len(answer) == len(expected) and answer[-1] == received[-1] and answer[-1] != expected[-1]:
        return "The last axis is what the layer receives there; it hands on as many numbers as it has units."
    if len(expected) > len(received):
        return "RepeatVector puts an axis of n between batch and features."
    return "Dense changes the last axis only: it becomes units."


def grade_count(shown: Scene, position: int, answer: int) -> Grade:
    """Grade whether ``answer`` is how many parameters layer ``position`` has."""
    count = shown.counts[position]
    if answer == count.total:
        return Grade(True, f"Right: {count.symbols} = {count.numbers} = {count.total:,}.".replace(" =  = ", " = "))
    slips = [what for total, what in count.slips if total == answer]
    if slips:
        return Grade(False, f"{answer:,} forgets {', or '.join(slips)}.")
    return Grade(False, f"{answer:,} is not it. The formula is {count.symbols}.")
