"""What is said of a stack, each sentence computed from it: tensors, weights, order, and a reader's predictions."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from rnnviz.chapters.shapes.scene import STATE_AXES, Scene, Tensor, axes, last_axis
from rnnviz.chapters.shapes.view.layers import KINDS, MAX_RUN, is_recurrent, is_run, kind_of, quoted, size_of
from rnnviz.chapters.shapes.view.stack import SHOWN_TIMESTEPS, Look, reads_tokens
from rnnviz.core.layers import Bidirectional, Dense, Dropout, Embedding, Layer, Masking, Recurrent, Shape
from rnnviz.core.numbers import plural, written

CANDIDATES = {"lstm": "g “c”", "gru": "n “h”"}
"""What Keras's code calls the candidate's block."""

REFUSED = "error"
"""What to say of a layer that Keras refuses to build."""


def shape_meaning(shape: Shape, names: list[str]) -> str:
    """Return what each number of a shape says, and what None leaves open."""
    open_sizes = {"batch": "any number of samples", "timesteps": "any length"}
    pairs = zip(names, shape, strict=True)
    return (
        ", ".join(f"{name} {size}" + (f" ({open_sizes[name]})" if size is None else "") for name, size in pairs) + "."
    )


def tensor_sentence(shown: Scene, flowing: Tensor) -> str:
    """Return what the shape says, and what of it the picture shows."""
    shape, (positions, units) = flowing.shape, flowing.values.shape
    if shown.view.loop and flowing.sequence:
        return turns_sentence(shown, flowing)
    numbers, length = plural(units, "number"), ""
    if flowing.name == "x" and reads_tokens(shown.view):
        numbers = f"a token, a whole number from 0 to {shown.view.layers[0].input_dim - 1},"
    if flowing.sequence:
        inside = f"{numbers} for each of {plural(positions, 'timestep')}"
    else:
        inside = f"{numbers}, one vector and no timesteps"
    if flowing.sequence and shape[1] is None:
        length = f" The length is open (None); the run shown has {positions} timesteps."
    elif shown.open_length:
        length = f" The input's length is open (None); the run shown has {SHOWN_TIMESTEPS} timesteps."
    return f"{shape} is ({', '.join(flowing.axes)}). One sample of the batch: {inside}.{length}"


def counted_sentence(shown: Scene, look: Look) -> str:
    """Return what is known of what is not run, and why it is not."""
    position, names = look.edge - 1, shown.names
    large = next(k for k, layer in enumerate(shown.view.layers) if not is_run(layer))
    if look.what == "state":
        shape, named = shown.rows[position].state_shapes[look.part], STATE_AXES
    else:
        shape = shown.shapes[look.edge]
        named = axes(shown.view, look.edge, shape)
    count = shown.counts[position]
    has = f"{names[position]} has {count.total:,} parameters and hands on {shape}, ({', '.join(named)})."
    culprit = shown.view.layers[large]
    if isinstance(culprit, Embedding):
        rows, columns = culprit.input_dim, culprit.output_dim
        limit = f"a table is run to {MAX_RUN} rows and columns, and {names[large]} has {rows:,} by {columns:,}"
    else:
        limit = f"numbers are run to {MAX_RUN} units, and {names[large]} has {size_of(culprit):,}"
    return f"{has} It is counted, not run: here {limit}."


def mask_of(shown: Scene, position: int) -> np.ndarray | None:
    """Return which timesteps a recurrent layer reads of the sample, (timesteps,); None where it reads all."""
    mask = next(iter(shown.run(position + 1).layers[-1].parts.values())).mask
    return None if mask is None else mask[0]


def mask_sentence(shown: Scene, position: int) -> str:
    """Return what a recurrent layer does where timesteps are masked; nothing where none is."""
    layer, mask = shown.view.layers[position], mask_of(shown, position)
    masked = [] if mask is None else (np.flatnonzero(~mask) + 1).tolist()
    if not masked:
        return ""
    inputs = f"Input {masked[0]} is" if len(masked) == 1 else f"Inputs {masked[0]} to {masked[-1]} are"
    held = f"{inputs} masked, so not read: the state stays as it was"
    if not layer.return_sequences:
        return f"{held}."
    return f"{held}, and {'zeros are' if isinstance(layer, Bidirectional) else 'it is'} handed on there."


def turns_sentence(shown: Scene, flowing: Tensor) -> str:
    """Return what the shape of an edge within or after the loop says."""
    shape, (turns, units) = flowing.shape, flowing.values.shape
    each = f"{plural(units, 'number')} for each of {plural(turns, 'turn')}"
    if len(shape) == 2:
        return f"{shape} is ({', '.join(flowing.axes)}), at every turn. One sample of the batch, all turns: {each}."
    stacked = f"what {shown.names[-1]} hands on at every turn, stacked"
    return f"{shape} is ({', '.join(flowing.axes)}): {stacked}. One sample of the batch: {each}."


def loop_sentence(shown: Scene) -> str:
    """Return what the loop does; nothing where there is none."""
    if not shown.view.loop:
        return ""
    first, last = shown.names[0], shown.names[-1]
    return (
        f"At turn 1 {first} reads the input, at every later turn what {last} handed on at the turn before. The states "
        "go from turn to turn too."
    )


def start_sentence(shown: Scene, position: int) -> str:
    """Return with whose states a layer begins; nothing where with zeros."""
    source = dict(shown.view.starts).get(position)
    if source is None:
        return ""
    states = " and ".join(f"{state}₀" for state in shown.view.layers[source].cell.states)
    return f"{shown.names[position]} begins with the last states of {shown.names[source]}: they are its {states}."


def tensor_alt(flowing: Tensor) -> str:
    """Return the alt text of the heat map."""
    finite = flowing.values[np.isfinite(flowing.values)]
    extent = f", from {written(finite.min(), 3)} to {written(finite.max(), 3)}" if finite.size else ""
    positions, units = flowing.values.shape
    over = f" over {plural(positions, 'position')}" if flowing.sequence else ""
    return f"Heat map of {flowing.title}: {plural(units, 'unit')}{over}{extent}."


def weights_sentence(layer: Layer, name: str, seed: int) -> str:
    """Return what the picture of the weights shows."""
    if isinstance(layer, Embedding):
        blocks = "A row for each token, a column for each number that is handed on"
    elif isinstance(layer, Dense):
        blocks = "A column for each unit"
    elif len(layer.cell.gates) == 1:
        blocks = "A column for each unit, no gates"
    else:
        gates = ", ".join(layer.cell.gates)
        blocks = f"The columns are in {len(layer.cell.gates)} blocks of {layer.cell.units}: {gates}"
        blocks += f" (Keras's own code calls {CANDIDATES[layer.cell.kind]})"
        if layer.cell.two_biases:
            blocks += ". The bias has two rows, of the input and of the recurrent product"
    return f"{blocks}. Drawn as Keras draws them by default, with seed {seed}: given, not computed."


def alignment_sentence(layer: Layer, name: str, steps: int, mask: np.ndarray | None = None) -> str:
    """Return which output belongs to which input, of those that ``mask`` (timesteps,) lets be read."""
    read = (np.flatnonzero(np.ones(steps) if mask is None else mask) + 1).tolist()
    if not read:
        return f"Every input of {name} is masked: it reads none."
    but = "" if len(read) == steps else ", those that are not masked"
    if isinstance(layer, Bidirectional):
        if layer.return_sequences:
            return (
                f"Output k of {name} joins ({layer.merge_mode}) the forward state, which has read inputs 1 to k, and "
                f"the backward state, which has read inputs {steps} down to k{but}: the backward outputs were flipped "
                "back."
            )
        return (
            f"{name} joins ({layer.merge_mode}) two last states: the forward one has just read input {read[-1]}, the "
            f"backward one input {read[0]}."
        )
    backwards = isinstance(layer, Recurrent) and layer.cell.go_backwards
    if layer.return_sequences and backwards:
        return (
            f"{name} reads from input {steps} to input 1 and hands on its states in that order: output 1 belongs to "
            f"input {steps}, output {steps} to input 1. Nobody flips them back."
        )
    if layer.return_sequences:
        return f"{name} hands on a state for every input: output k has read inputs 1 to k{but}."
    last = read[0] if backwards else read[-1]
    return f"{name} hands on one state only, the one after the last input it reads, input {last}."


def drawn_unit(layer: Layer) -> str:
    """Return which of the units the drawing shows."""
    if not isinstance(layer, Bidirectional):
        return "Drawn: unit 0."
    output = ", and of the output the forward one" if layer.merge_mode == "concat" else ""
    return f"Drawn: unit 0 of each direction{output}."


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
    if said == REFUSED:
        return None
    parts = [part for part in said.replace(",", " ").split() if part]
    if not parts:
        raise ValueError(f"The shape is missing: write one such as (None, 10, 4), or {REFUSED}.")
    if len(parts) > 6 or not all(p == "none" or (p.isascii() and p.isdigit() and len(p) <= 7) for p in parts):
        raise ValueError(f"{quoted(text, 24)} is no shape: write one such as (None, 10, 4), or {REFUSED}.")
    return tuple(None if part == "none" else int(part) for part in parts)


def parse_count(text: str) -> int:
    """Return the count that was typed, with or without thousands separators.

    Raises:
        ValueError: a sentence that says what is allowed.
    """
    digits = text.strip().replace(",", "").replace(" ", "").replace("\u202f", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        raise ValueError(f"{quoted(text, 24)} is no count: write a whole number such as 440.")
    return int(digits)


def grade_shape(shown: Scene, position: int, answer: Shape | None) -> Grade:
    """Grade whether ``answer`` is what layer ``position`` hands on; None says that it cannot be built."""
    name = shown.names[position]
    if shown.refuses(position):
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
    as_many_axes = len(answer) == len(expected)
    if shown.view.loop and answer != expected[1:]:
        if position == len(shown.rows) - 1:
            return "The loop stacks what its last layer hands on: a batch of turns, each with as many numbers as units."
        return "In the loop a layer works on one turn: it hands on a batch of as many numbers as it has units."
    if isinstance(layer, Dropout | Masking):
        return f"{KINDS[kind_of(layer)]} changes no shape: it hands on what it receives, {received}."
    if isinstance(layer, Embedding) and len(answer) != len(expected):
        return "Embedding hands on output_dim numbers for each token: it puts an axis after batch and timesteps."
    wrong = [pair for pair in zip(answer, expected, strict=False) if pair[0] != pair[1]]
    if as_many_axes and len(wrong) == 1 and wrong[0][1] is None:
        if answer[0] != expected[0]:
            return "The batch is left open: None, any number of samples."
        shown_length = f"{SHOWN_TIMESTEPS} is the length of the run shown. " * (answer[1] == SHOWN_TIMESTEPS)
        return f"{shown_length}The length is left open: None, any number of timesteps."
    if answer == expected[1:]:
        return "The batch is missing: it is the first axis, None where it is left open."
    if is_recurrent(layer):
        other = replace(layer, return_sequences=not layer.return_sequences)
        if answer == other.output_shape(received):
            return f"That is the shape with return_sequences={other.return_sequences}."
    if isinstance(layer, Bidirectional):
        if answer == (*expected[:-1], layer.cell.units) and layer.merge_mode == "concat":
            return "Two directions are concatenated: the last axis has the units of both."
        if answer == (*expected[:-1], 2 * layer.cell.units):
            return f"merge_mode {layer.merge_mode} makes one number of two: the units are not doubled."
    if as_many_axes and answer[-1] == received[-1] != expected[-1]:
        twice = "twice " * (last_axis(shown.view, position + 1) == "2 × units")
        return f"The last axis is what the layer receives there; it hands on {twice}as many numbers as it has units."
    if is_recurrent(layer):
        last = last_axis(shown.view, position + 1)
        return f"The last axis is {last}; the timesteps stay with return_sequences and go without it."
    if isinstance(layer, Embedding):
        return "The last axis is output_dim: so many numbers are in a row of the table."
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
