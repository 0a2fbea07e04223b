"""Sentences about the tensor and the weights that are shown, each computed from them."""

import numpy as np

from rnnviz.chapters.shapes.scene import Scene, Tensor
from rnnviz.chapters.shapes.view.stack import SHOWN_TIMESTEPS
from rnnviz.core.layers import Dense, Layer
from rnnviz.core.numbers import written

CANDIDATES = {"lstm": "g “c”", "gru": "n “h”"}
"""What Keras's code calls the candidate's block."""

AXES = {2: ("batch", "units"), 3: ("batch", "timesteps", "units")}


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: 1 unit, 2 units."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def tensor_sentence(shown: Scene, flowing: Tensor) -> str:
    """Return what the shape says, and what of it the picture shows."""
    shape, (positions, units) = flowing.shape, flowing.values.shape
    names = list(AXES[len(shape)])
    if flowing.name == "x":
        names[-1] = "features"
    axes = ", ".join(names)
    numbers = counted(units, "number")
    if flowing.sequence:
        inside = f"{numbers} for each of {counted(positions, 'timestep')}"
    else:
        inside = f"{numbers}, one vector and no timesteps"
    length = ""
    if flowing.sequence and shape[1] is None:
        length = f" The length is open (None); the run shown has {positions} timesteps."
    elif shown.open_length:
        length = f" The input's length is open (None); the run shown has {SHOWN_TIMESTEPS} timesteps."
    return f"{shape} is ({axes}). One sample of the batch: {inside}.{length}"


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
    over = f" over {counted(positions, 'position')}" if flowing.sequence else ""
    return f"Heat map of {flowing.title}: {counted(units, 'unit')}{over}{extent}."


def weights_sentence(layer: Layer, name: str, seed: int) -> str:
    """Return what the picture of the weights shows."""
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
