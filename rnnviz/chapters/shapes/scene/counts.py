"""How many parameters a layer has: a formula in words, with its numbers put in, and the slips that are often made."""

from dataclasses import dataclass

from rnnviz.core.layers import Bidirectional, Dropout, Embedding, Layer, Masking, RepeatVector, Shape, SpatialDropout1D
from rnnviz.core.weights import Cell


@dataclass(frozen=True)
class Count:
    """``symbols`` = ``numbers`` = ``total``; ``slips`` are wrong totals with what each of them forgot."""

    symbols: str
    numbers: str
    total: int
    note: str
    slips: tuple[tuple[int, str], ...] = ()


GATES_NOTE = {
    "simple_rnn": "Each unit has a weight for every feature, one for every unit's last state, and a bias.",
    "lstm": "Four blocks, i, f, g and o, each of the size of a SimpleRNN.",
    "gru": "Three blocks, z, r and n, each with two biases (reset_after): the recurrent product has one of its own, "
    "because the reset gate multiplies product and bias together.",
    "gru_before": "Three blocks, z, r and n. Without reset_after one bias is enough.",
}


def count(layer: Layer, shape: Shape) -> Count:
    """Return the parameters of ``layer`` when it reads ``shape``."""
    if isinstance(layer, RepeatVector):
        return Count("nothing to learn", "", 0, "It hands on what it receives, n times.")
    if isinstance(layer, Dropout):
        dropped = "features, for a whole sample," if isinstance(layer, SpatialDropout1D) else "numbers"
        note = f"It hands on what it receives. In training it sets some {dropped} to 0, a share of rate."
        return Count("nothing to learn", "", 0, note)
    if isinstance(layer, Masking):
        note = "It hands on what it receives. A timestep at which every feature is mask_value is set to 0 and masked."
        return Count("nothing to learn", "", 0, note)
    features, total = shape[-1], layer.parameters(shape)
    if isinstance(layer, Embedding):
        rows, columns = layer.input_dim, layer.output_dim
        forgotten = ((columns, "that the table has a row for each token"),)
        note = "A table with a row for each token: what is read is looked up, not multiplied."
        return Count("input_dim × output_dim", f"{rows} × {columns}", total, note, forgotten)
    if not hasattr(layer, "cell"):
        units = layer.units
        forgotten = ((features * units, "the biases: one for each unit"),)
        note = "The same weights at every timestep." if len(shape) == 3 else "A weight for every feature, and a bias."
        return Count("(features + 1) × units", f"({features} + 1) × {units}", total, note, forgotten)
    cell, both = layer.cell, isinstance(layer, Bidirectional)
    gates, biases = len(cell.gates), 2 if cell.two_biases else 1
    factors = ["2"] * both + ([str(gates)] if gates > 1 else [])
    symbols = " × ".join([*factors, "units", f"(features + units + {biases})"])
    numbers = " × ".join([*factors, str(cell.units), f"({features} + {cell.units} + {biases})"])
    note = GATES_NOTE["gru_before" if cell.kind == "gru" and not cell.reset_after else cell.kind]
    if both:
        note = "Two directions, each with weights of its own. " + note
    return Count(symbols, numbers, total, note, tuple(slips(cell, features, 1 + both)))


def slips(cell: Cell, features: int, directions: int) -> list[tuple[int, str]]:
    """Return totals that one reaches by forgetting something, and what."""
    units, gates, biases = cell.units, len(cell.gates), 2 if cell.two_biases else 1

    def total(blocks=gates, read=features, carried=units, added=biases, ways=directions) -> int:
        return ways * blocks * units * (read + carried + added)

    found = [
        (total(added=0), "the biases"),
        (total(carried=0), "the recurrent weights, from each state to each next state"),
        (total(read=0), "the weights of the inputs"),
    ]
    if biases == 2:
        found.append((total(added=1), "the second bias, of the recurrent product (reset_after)"))
    if gates > 1:
        found.append((total(blocks=1), f"that there are {gates} blocks: {', '.join(cell.gates)}"))
    if directions == 2:
        found.append((total(ways=1), "the other direction, which has weights of its own"))
    return found
