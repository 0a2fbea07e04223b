"""The terms of every number of a forward pass.

Each function returns (function, terms): the name of a function of ``FUNCTIONS`` and the products it is applied
to the sum of. ``part`` is the trace of one direction of one layer.
"""

from collections.abc import Callable
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
from rnnviz.core.one_hot import OneHot
from rnnviz.core.trace import Trace
from rnnviz.core.weights import PEEPHOLES

Sum = tuple[str, tuple[Term, ...]]


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
    index, mark = str(unit), place.mark
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
    symbol = Symbol(state, "0", str(unit), place.mark, spoken=f"the initial {state}, unit {unit}")
    return Operand(symbol, number, f"{state}0", entry=(0, unit))


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


def input_terms(place: Place, gate: str, timestep: int, unit: int) -> list[Term]:
    """x w, a term for each feature; of a one-hot row the one that is not 0."""
    inputs = place.part.inputs
    one_hot = isinstance(inputs, OneHot)
    features = [int(inputs.tokens[place.sample, timestep])] if one_hot else range(inputs.shape[-1])
    return [Term((x_operand(place, timestep, i), weight(place, "x", gate, i, unit))) for i in features]


def recurrent_terms(place: Place, gate: str, timestep: int, unit: int) -> list[Term]:
    """h u (or (r h) u), a term for each unit before."""
    units = range(place.part.cell.units)
    return [Term((h_operand(place, gate, timestep, j), weight(place, "h", gate, j, unit))) for j in units]


def h_operand(place: Place, gate: str, timestep: int, unit: int) -> Operand:
    """Return what a gate's rows of the recurrent kernel multiply: h before, or r h."""
    if gate == "n" and not place.part.cell.reset_after:
        return value(place, "reset_h", timestep, unit)
    return before(place, "h", timestep, unit)


def pre_terms(place: Place, gate: str, timestep: int, unit: int) -> tuple[Term, ...]:
    """Return the sum before a gate's activation."""
    part = place.part
    if gate == "n" and part.cell.reset_after:
        gated = Term((value(place, "r", timestep, unit), value(place, "recurrent_n", timestep, unit)))
        return (*input_terms(place, gate, timestep, unit), *biases(place, gate, unit, "x"), gated)
    return (
        *input_terms(place, gate, timestep, unit),
        *recurrent_terms(place, gate, timestep, unit),
        *peephole_terms(place, gate, timestep, unit),
        *biases(place, gate, unit),
    )


def peephole_terms(place: Place, gate: str, timestep: int, unit: int) -> list[Term]:
    """Return what a gate sees of c: i and f of c before, o of c after; nothing without peepholes."""
    if place.part.weights.peephole is None or gate not in PEEPHOLES:
        return []
    return [Term((c_operand(place, gate, timestep, unit), peephole(place, gate, unit)))]


def c_operand(place: Place, gate: str, timestep: int, unit: int) -> Operand:
    """Return the c that a gate sees through its peephole."""
    return (value if gate == "o" else before)(place, "c", timestep, unit)


def peephole(place: Place, gate: str, unit: int) -> Operand:
    """Return the weight through which a gate sees c."""
    symbol = Symbol("p", gate, str(unit), place.mark, spoken=f"the peephole of {gate}, unit {unit}")
    return Operand(symbol, float(place.part.weights.peephole[PEEPHOLES.index(gate), unit]), "peephole")


def product(*factors: Operand) -> Sum:
    """Return one product, no function."""
    return "linear", (Term(factors),)


def lstm_c(place: Place, t: int, u: int) -> Sum:
    """c = f c_before + i g."""
    kept = Term((value(place, "f", t, u), before(place, "c", t, u)))
    return "linear", (kept, Term((value(place, "i", t, u), value(place, "g", t, u))))


def coupled_i(place: Place, t: int, u: int) -> Sum:
    """Return the input gate of a coupled LSTM: i = 1 - f."""
    return "linear", (Term((constant(1.0),)), Term((constant(-1.0), value(place, "f", t, u))))


def activated_c(place: Place, t: int, u: int) -> Sum:
    """Return what the output gate lets out: activation(c)."""
    return place.part.cell.activation, (Term((value(place, "c", t, u),)),)


def lstm_h(place: Place, t: int, u: int) -> Sum:
    """h = o activation(c)."""
    return product(value(place, "o", t, u), value(place, "act_c", t, u))


def gru_h(place: Place, t: int, u: int) -> Sum:
    """h = z h_before + (1 - z) n."""
    z = value(place, "z", t, u)
    return "linear", (Term((z, before(place, "h", t, u))), Term((one_minus(z), value(place, "n", t, u))))


def softmax_y(place: Place, t: int, u: int) -> Sum:
    """y = exp / (sum of exp)."""
    total = value(place, "total_y", t, u)
    symbol = replace(total.symbol, before="1/", spoken="one over the sum of the exponentials")
    return product(value(place, "exp_y", t, u), Operand(symbol, 1.0 / total.value, "total_y", total.reference))


def exp_y(place: Place, t: int, u: int) -> Sum:
    """exp(pre - max pre): the shift cancels in the quotient and keeps the exponential from overflowing."""
    return "exp", (Term((value(place, "pre_y", t, u),)), Term((constant(-1.0), largest_pre(place, t))))


def largest_pre(place: Place, t: int) -> Operand:
    """Return the largest of the sums before a softmax."""
    largest = value(place, "pre_y", t, int(np.argmax(place.part["pre_y"][place.sample, t])))
    latex, spoken = "\\mathrm{max\\,pre}", "the largest of the sums"
    name = replace(largest.symbol, base="largest pre", latex_base=latex, index="", spoken=spoken)
    return replace(largest, symbol=name)


def total_y(place: Place, t: int, u: int) -> Sum:
    """Return the exponentials added."""
    return "linear", tuple(Term((value(place, "exp_y", t, k),)) for k in range(place.part.layer.units))


def merged(place: Place, position: int, unit: int) -> Sum:
    """Return what Bidirectional hands on, from its two directions; times the mask where that makes it zeros."""
    layer = place.trace.layer
    units = layer.cell.units

    def of(direction: str, u: int) -> tuple[Operand, ...]:
        there = replace(place, direction=direction)
        timestep = position if layer.return_sequences else there.part.end
        masked = () if is_shown(there, timestep) else (mask(there, timestep),)
        return (*masked, value(there, "h", timestep, u))

    if layer.merge_mode == "concat":
        return product(*(of("forward", unit) if unit < units else of("backward", unit - units)))
    both = of("forward", unit), of("backward", unit)
    if layer.merge_mode == "mul":
        return product(*both[0], *both[1])
    factors = (constant(0.5),) if layer.merge_mode == "ave" else ()
    return "linear", tuple(Term((*factors, *each)) for each in both)


def held_state(place: Place, name: str, timestep: int, unit: int) -> Sum:
    """Return a state where the mask is 0: (1 - 0) times what it was before."""
    return product(one_minus(mask(place, timestep)), before(place, name, timestep, unit))


def looked_up(place: Place, timestep: int, unit: int) -> Sum:
    """Return a number of an embedding: what stands in the token's row of the table."""
    token = int(place.part.inputs[place.sample, timestep])
    spoken = f"the embeddings' table at row {token}, the token at step {timestep + 1}, column {unit}"
    symbol = Symbol("E", "", f"{token},{unit}", spoken=spoken)
    return product(Operand(symbol, float(place.part.weights.embeddings[token, unit]), "embedding", entry=(token, unit)))


def terms_of(place: Place, name: str, timestep: int, unit: int) -> Sum:
    """Return the function and the terms of a forward value."""
    if name == "merged":
        return merged(place, timestep, unit)
    part = place.part
    if isinstance(part, DenseTrace):
        return dense_terms(place, name, timestep, unit)
    if isinstance(part, EmbeddingTrace):
        return looked_up(place, timestep, unit)
    cell = part.cell
    if name in cell.states and part.is_held(place.sample, timestep):
        return held_state(place, name, timestep, unit)
    if name.startswith("pre_"):
        return "linear", pre_terms(place, name[4:], timestep, unit)
    if name in cell.gates:
        activation = cell.activation if name in ("h", "g", "n") else cell.recurrent_activation
        return activation, pre_terms(place, name, timestep, unit)
    return COMPOSED[cell.kind][name](place, timestep, unit)


def dense_terms(place: Place, name: str, timestep: int, unit: int) -> Sum:
    """Return the terms of a Dense layer's value."""
    layer = place.part.layer
    if layer.activation == "softmax" and name != "pre_y":
        return {"y": softmax_y, "exp_y": exp_y, "total_y": total_y}[name](place, timestep, unit)
    terms = (*input_terms(place, "y", timestep, unit), *biases(place, "y", unit))
    return "linear" if name == "pre_y" else layer.activation, terms


LSTM = {"c": lstm_c, "act_c": activated_c, "h": lstm_h}

COMPOSED: dict[str, dict[str, Callable[[Place, int, int], Sum]]] = {
    "simple_rnn": {},
    "lstm": LSTM,
    "peephole_lstm": LSTM,
    "coupled_lstm": {**LSTM, "i": coupled_i},
    "gru": {
        "h": gru_h,
        "recurrent_n": lambda p, t, u: ("linear", (*recurrent_terms(p, "n", t, u), *biases(p, "n", u, "h"))),
        "reset_h": lambda p, t, u: product(value(p, "r", t, u), before(p, "h", t, u)),
    },
}
"""Values that are not activation(x w + h u + b)."""
