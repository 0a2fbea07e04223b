"""Sentences about the tensor, the weights and the wiring that are shown, each computed from them."""

import numpy as np

from rnnviz.chapters.shapes.scene import Scene, Tensor
from rnnviz.chapters.shapes.view import SHOWN_STEPS
from rnnviz.core.layers import Bidirectional, Dense, Layer, Recurrent
from rnnviz.core.numbers import written

CANDIDATES = {"lstm": "g “c”", "gru": "n “h”"}
"""What Keras's code calls the candidate's block."""

AXES = {2: ("batch", "units"), 3: ("batch", "timesteps", "units")}


def tensor_sentence(shown: Scene, flowing: Tensor) -> str:
    """What the shape says, and what of it the picture shows."""
    shape, (positions, units) = flowing.shape, flowing.values.shape
    names = list(AXES[len(shape)])
    if flowing.name == "x":
        names[-1] = "features"
    axes = ", ".join(names)
    numbers = f"{units} number{'s' if units > 1 else ''}"
    if flowing.sequence:
        inside = f"{numbers} for each of {positions} timestep{'s' if positions > 1 else ''}"
    else:
        inside = f"{numbers}, one vector and no timesteps"
    length = ""
    if flowing.sequence and shape[1] is None:
        length = f" The length is open (None); the run shown has {positions} timesteps."
    elif shown.open_length:
        length = f" The input's length is open (None); the run shown has {SHOWN_STEPS} timesteps."
    return f"{shape} is ({axes}). One sample of the batch: {inside}.{length}"


def start_sentence(shown: Scene, position: int) -> str:
    """With whose states a layer begins; nothing where with zeros."""
    source = dict(shown.view.starts).get(position)
    if source is None:
        return ""
    states = " and ".join(f"{state}₀" for state in shown.view.layers[source].cell.states)
    return f"{shown.names[position]} begins with the last states of {shown.names[source]}: they are its {states}."


def tensor_alt(flowing: Tensor) -> str:
    """The picture in a sentence."""
    finite = flowing.values[np.isfinite(flowing.values)]
    extent = f", from {written(finite.min(), 3)} to {written(finite.max(), 3)}" if finite.size else ""
    positions, units = flowing.values.shape
    over = f" over {positions} positions" if flowing.sequence else ""
    return f"Heat map of {flowing.title}: {units} unit{'s' if units > 1 else ''}{over}{extent}."


def order_sentence(layer: Layer, name: str, steps: int) -> str:
    """Which output belongs to which input."""
    if isinstance(layer, Bidirectional):
        if layer.return_sequences:
            return (
                f"Output k of {name} joins ({layer.merge_mode}) the forward state, which has read inputs 1 to k, and "
                f"the backward state, which has read inputs {steps} down to k: the backward outputs were flipped back."
            )
        return (
            f"{name} joins ({layer.merge_mode}) two last states: the forward one has just read input {steps}, the "
            "backward one input 1."
        )
    backwards = isinstance(layer, Recurrent) and layer.cell.go_backwards
    if layer.return_sequences and backwards:
        return (
            f"{name} reads from input {steps} to input 1 and hands on its states in that order: output 1 belongs to "
            f"input {steps}, output {steps} to input 1. Nobody flips them back."
        )
    if layer.return_sequences:
        return f"{name} hands on a state for every input: output k has read inputs 1 to k."
    last = 1 if backwards else steps
    return f"{name} hands on one state only, the one after the last input it reads, input {last}."


def drawn_unit(layer: Layer) -> str:
    """Which of the units the drawing shows."""
    if not isinstance(layer, Bidirectional):
        return "Drawn: unit 0."
    return "Drawn: unit 0 of each direction" + (
        ", and of the output the forward one." if layer.merge_mode == "concat" else "."
    )


def weights_sentence(layer: Layer, name: str, seed: int) -> str:
    """What the picture of the weights shows."""
    if isinstance(layer, Dense):
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
