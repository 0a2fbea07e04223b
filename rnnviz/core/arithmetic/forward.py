"""The terms of every number of a forward pass.

Each function returns (function, terms): the name of a function of ``FUNCTIONS`` and the products it is applied
to the sum of.
"""

from collections.abc import Callable
from dataclasses import replace

from rnnviz.core.arithmetic.operands import (
    Place,
    before,
    biases,
    c_operand,
    constant,
    h_operand,
    is_shown,
    largest_pre,
    mask,
    one_minus,
    peephole,
    value,
    weight,
    x_operand,
)
from rnnviz.core.arithmetic.terms import Operand, Symbol, Term
from rnnviz.core.layers import DenseTrace, EmbeddingTrace
from rnnviz.core.one_hot import OneHot
from rnnviz.core.weights import PEEPHOLES

Sum = tuple[str, tuple[Term, ...]]


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
