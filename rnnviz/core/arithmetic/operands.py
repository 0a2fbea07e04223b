"""The numbers that a forward pass is made of, each with its symbol: what it is called, and what opens it.

``part`` is the trace of one direction of one layer.
"""

from dataclasses import dataclass, replace

import numpy as np

from rnnviz.core.arithmetic.terms import Operand, Reference, Symbol, Term
from rnnviz.core.layers import (
    Bidirectional,
    CategoryEncoding,
    DenseTrace,
    Dropout,
    Embedding,
    EmbeddingTrace,
    LayerTrace,
    Masking,
    Recurrent,
    RepeatVector,
)
from rnnviz.core.network import NetworkTrace
from rnnviz.core.trace import Trace
from rnnviz.core.weights import PEEPHOLES


@dataclass(frozen=True)
class Place:
    """Where in a network a number is: which layer, direction and sample."""

    network: NetworkTrace
    layer: int = 0
    direction: str = ""
    sample: int = 0

    @property
    def trace(self) -> LayerTrace:
        """The layer's trace."""
        return self.network.layers[self.layer]

    @property
    def part(self) -> Trace | DenseTrace | EmbeddingTrace:
        """The trace of the direction."""
        return self.trace.parts[self.direction]

    @property
    def mark(self) -> str:
        """A superscript that tells layers and directions apart, where there is more than one."""
        recurrent = [isinstance(each.layer, Recurrent | Bidirectional) for each in self.network.layers]
        layer = f"({self.layer + 1})" if sum(recurrent) > 1 and recurrent[self.layer] else ""
        return layer + {"forward": "→", "backward": "←"}.get(self.direction, self.direction)

    @property
    def owner(self) -> str:
        """The mark of values, which tells samples apart as well where states are carried between them."""
        carried = getattr(self.part, "carried", None)
        return self.mark + (carried.marks[self.sample] if carried else "")

    def reference(self, name: str, timestep: int | None, unit) -> Reference:
        """Return a reference to a number here."""
        return Reference(name, timestep, unit, self.layer, self.direction, self.sample)

    def step(self, timestep: int) -> str:
        """Return the subscript of a timestep: counted from 1; nothing in a Dense layer that reads no sequence."""
        return "" if isinstance(self.part, DenseTrace) and self.trace.outputs.ndim == 2 else str(timestep + 1)


SPOKEN = {
    "h": "h",
    "act_c": "the activation of c",
    "recurrent_n": "the recurrent sum of the candidate n",
    "reset_h": "r times h before",
    "exp_y": "the exponential",
    "y": "the output y",
    "embedded": "the embedding",
}
"""How a value is called in words; the others by their names."""

WRITTEN = {
    "recurrent_n": ("rec", "\\mathrm{rec}", "n,"),
    "reset_h": ("(r·h)", "(r\\!\\cdot\\! h)", ""),
    "embedded": ("e", "", ""),
    "exp_y": ("exp", "\\exp", "y,"),
    "total_y": ("Σ exp", "\\Sigma\\exp", "y,"),
}
"""The base of a value's symbol, that in LaTeX, and what its subscript begins with; the others by their names."""


def symbol_of(place: Place, name: str, timestep: int, unit: int) -> Symbol:
    """Return the symbol of a value of a trace."""
    step = place.step(timestep)
    of = name.removeprefix("pre_")
    spoken = f"{SPOKEN.get(of, of)}{f' at step {step}' if step else ''}, unit {unit}"
    index, mark = str(unit), place.owner
    if of != name:
        subscript = ",".join(filter(None, (of, step)))
        return Symbol("pre", subscript, index, mark, "\\mathrm{pre}", spoken=f"the sum before {spoken}")
    if name == "total_y":
        index, spoken = "", "the sum of the exponentials"
    base, latex_base, prefix = WRITTEN.get(name, (name, "", ""))
    if name == "act_c":
        activation = place.part.cell.activation
        base, latex_base = f"{activation} c", f"\\mathrm{{{activation.replace('_', ' ')}}}\\,c"
        if activation == "linear":
            base, latex_base = "c", "c"
    return Symbol(base, (prefix + step).rstrip(","), index, mark, latex_base, spoken=spoken)


def value(place: Place, name: str, timestep: int, unit: int) -> Operand:
    """Return a value of the trace, which can be explained next."""
    number = place.part[name][place.sample, timestep, 0 if name == "total_y" else unit]
    return Operand(symbol_of(place, name, timestep, unit), float(number), name, place.reference(name, timestep, unit))


def before(place: Place, state: str, timestep: int, unit: int) -> Operand:
    """Return a state as the timestep received it: an earlier value, or the given initial state."""
    previous = place.part.previous(timestep)
    if previous is not None:
        return value(place, state, previous, unit)
    number = float(place.part.initial_state[state][place.sample, unit])
    symbol = Symbol(state, "0", str(unit), place.owner, spoken=f"the initial {state}, unit {unit}")
    carried = place.part.carried
    if carried is None or carried.source[place.sample] < 0:
        return Operand(symbol, number, f"{state}0", entry=(0, unit))
    source = replace(place, sample=carried.source[place.sample])
    spoken = f"{symbol.spoken}, carried over from {carried.marks[source.sample]}"
    reference = source.reference(state, place.part.end, unit)
    return Operand(replace(symbol, spoken=spoken), number, f"{state}0", reference)


def constant(number: float) -> Operand:
    """Return a plain number."""
    text = f"{number:g}"
    return Operand(Symbol(text, spoken=text), number, "constant")


def one_minus(operand: Operand) -> Operand:
    """Return 1 - operand, which is explained as the operand is."""
    symbol = replace(operand.symbol, before="(1−", after=")", spoken=f"one minus {operand.symbol.spoken}")
    return Operand(symbol, 1.0 - operand.value, operand.role, operand.reference)


def mask(place: Place, timestep: int) -> Operand:
    """Return the mask of a timestep that is not read."""
    step = str(timestep + 1)
    symbol = Symbol("m", step, spoken=f"the mask at step {step}, where the state is held")
    return Operand(symbol, 0.0, "mask")


def nothing(spoken: str) -> Operand:
    """Return the 0 that is handed on in the place of a state."""
    return Operand(Symbol("0", spoken=spoken), 0.0, "constant")


def weight(place: Place, kind: str, gate: str, row: int, unit: int) -> Operand:
    """Return an entry of a gate's block of the kernel (kind "x") or recurrent kernel ("h"), by its index there."""
    part = place.part
    if isinstance(part, DenseTrace):
        symbol = Symbol("w", "y", f"{row},{unit}", spoken=f"the output weight of {row} to {unit}")
        return Operand(symbol, float(part.weights.kernel[row, unit]), "w_y", entry=(row, unit))
    array = part.weights.kernel if kind == "x" else part.weights.recurrent_kernel
    subscript = kind if gate == "h" else kind + gate
    what = "input" if kind == "x" else "recurrent"
    of_gate = "" if gate == "h" else f" of {gate}"
    spoken = f"the {what} weight{of_gate} from {row} to {unit}"
    symbol = Symbol("w", subscript, f"{row},{unit}", place.mark, spoken=spoken)
    column = part.cell.block(gate).start + unit
    return Operand(symbol, float(array[row, column]), f"w_{kind}", entry=(row, column))


def biases(place: Place, gate: str, unit: int, kinds: str = "xh") -> list[Term]:
    """Return the bias of a gate as terms: none, one, or GRU's two ("x" of the input product, "h" of the recurrent)."""
    part = place.part
    if part.weights.bias is None:
        return []
    if isinstance(part, DenseTrace):
        symbol = Symbol("b", "y", str(unit), spoken=f"the output bias of {unit}")
        return [Term((Operand(symbol, float(part.weights.bias[unit]), "b_y", entry=(0, unit)),))]
    rows, column = np.atleast_2d(part.weights.bias), part.cell.block(gate).start + unit
    terms = []
    for row, kind in enumerate("xh"[: len(rows)]):
        if kind in kinds:
            subscript = (kind if part.cell.two_biases else "") + gate
            which = {"x": "input ", "h": "recurrent "}[kind] if part.cell.two_biases else ""
            symbol = Symbol("b", subscript, str(unit), place.mark, spoken=f"the {which}bias of {gate}, unit {unit}")
            terms.append(Term((Operand(symbol, float(rows[row, column]), "b_h", entry=(row, column)),)))
    return terms


def output(network: NetworkTrace, layer: int, position: int, unit: int, sample: int) -> Operand:
    """Return what ``layer`` handed on at ``position`` (0 where that is one vector); layer -1 is the network's input."""
    if layer < 0 and network.fed_back and position > 0:
        return output(network, len(network.layers) - 1, position - 1, unit, sample)
    if layer < 0:
        shape = network.inputs.shape
        number = network.inputs[(sample, position, unit) if len(shape) == 3 else (sample, unit)]
        subscript = str(position + 1) if len(shape) == 3 else ""
        spoken = f"x at step {subscript}, feature {unit}" if subscript else f"x, feature {unit}"
        entry = (position, unit) if subscript else (0, unit)
        return Operand(Symbol("x", subscript, str(unit), spoken=spoken), float(number), "x", entry=entry)
    place = Place(network, layer, "", sample)
    trace = place.trace
    if isinstance(trace.layer, RepeatVector):
        return output(network, layer - 1, 0, unit, sample)
    if isinstance(trace.layer, Masking) and not trace.mask[sample, position]:
        return nothing(f"what is read at step {position + 1}, which is masked")
    if isinstance(trace.layer, Dropout | Masking):
        return output(network, layer - 1, position, unit, sample)
    if isinstance(trace.layer, CategoryEncoding):
        token, step = int(network.inputs[sample, position]), str(position + 1)
        symbol = Symbol("x", step, str(unit), spoken=f"x at step {step}, where token {token} is read, feature {unit}")
        return Operand(symbol, float(unit == token), "x", entry=(position, unit))
    if isinstance(trace.layer, Embedding):
        return value(place, "embedded", position, unit)
    if isinstance(trace.layer, Bidirectional):
        number = trace.outputs[sample, position, unit] if trace.layer.return_sequences else trace.outputs[sample, unit]
        subscript = str(position + 1) if trace.layer.return_sequences else ""
        spoken = f"the merged output, step {position + 1}, unit {unit}"
        symbol = Symbol("h", subscript, str(unit), place.mark + "↔", spoken=spoken)
        return Operand(symbol, float(number), "h", place.reference("merged", position, unit))
    if isinstance(trace.layer, Recurrent):
        timestep = read_at(place.part, position) if trace.layer.return_sequences else place.part.end
        if not is_shown(place, timestep):
            return nothing("what is handed on before anything was read")
        return value(place, "h", timestep, unit)
    return value(place, "y", position, unit)


def is_shown(place: Place, timestep: int) -> bool:
    """Whether h is what the layer hands on of this timestep, and not zeros."""
    shown = place.trace.layer.shown(place.part)
    return shown is None or timestep is None or bool(shown[place.sample, timestep])


def read_at(part: Trace, position: int) -> int:
    """Return the timestep that a recurrent layer read at ``position``, or the position of a timestep."""
    return part.timesteps - 1 - position if part.cell.go_backwards else position


def x_operand(place: Place, timestep: int, feature: int) -> Operand:
    """Return what the layer read: the network's input, or what the layer below handed on."""
    return output(place.network, place.layer - 1, timestep, feature, place.sample)


def h_operand(place: Place, gate: str, timestep: int, unit: int) -> Operand:
    """Return what a gate's rows of the recurrent kernel multiply: h before, or r h."""
    if gate == "n" and not place.part.cell.reset_after:
        return value(place, "reset_h", timestep, unit)
    return before(place, "h", timestep, unit)


def c_operand(place: Place, gate: str, timestep: int, unit: int) -> Operand:
    """Return the c that a gate sees through its peephole."""
    return (value if gate == "o" else before)(place, "c", timestep, unit)


def peephole(place: Place, gate: str, unit: int) -> Operand:
    """Return the weight through which a gate sees c."""
    symbol = Symbol("p", gate, str(unit), place.mark, spoken=f"the peephole of {gate}, unit {unit}")
    return Operand(symbol, float(place.part.weights.peephole[PEEPHOLES.index(gate), unit]), "peephole")


def largest_pre(place: Place, t: int) -> Operand:
    """Return the largest of the sums before a softmax."""
    largest = value(place, "pre_y", t, int(np.argmax(place.part["pre_y"][place.sample, t])))
    latex, spoken = "\\mathrm{max\\,pre}", "the largest of the sums"
    name = replace(largest.symbol, base="largest pre", latex_base=latex, index="", spoken=spoken)
    return replace(largest, symbol=name)
