"""The terms of every gradient: ∂L/∂ of each number of a forward pass and of each weight."""

from dataclasses import replace

from rnnviz.core.arithmetic.forward import Sum, product
from rnnviz.core.arithmetic.loss import d_output_terms, d_pre_terms
from rnnviz.core.arithmetic.operands import (
    Place,
    before,
    c_operand,
    constant,
    h_operand,
    is_shown,
    mask,
    one_minus,
    peephole,
    read_at,
    symbol_of,
    value,
    weight,
    x_operand,
)
from rnnviz.core.arithmetic.terms import Operand, Symbol, Term
from rnnviz.core.gradients import NetworkGradients, exploding, recurrent_product
from rnnviz.core.layers import Bidirectional, Dense, DenseTrace, Dropout, EmbeddingTrace, Masking, RepeatVector
from rnnviz.core.losses import CrossEntropy
from rnnviz.core.masks import where_read
from rnnviz.core.trace import Trace
from rnnviz.core.weights import PEEPHOLES


def gradient_symbol(symbol: Symbol) -> Symbol:
    """Return the symbol of ∂L/∂ of a symbol."""
    return replace(symbol, gradient=True, spoken=f"the gradient of the loss by {symbol.spoken}")


class Backward:
    """Explains the gradients of one direction of one layer."""

    def __init__(self, gradients: NetworkGradients, place: Place):
        self.gradients, self.place = gradients, place

    @property
    def part(self):
        """The layer's gradients in this direction."""
        return self.gradients.layers[self.place.layer][self.place.direction]

    @property
    def trace(self) -> Trace | DenseTrace | EmbeddingTrace:
        """The layer's trace in this direction."""
        return self.place.part

    def d(self, name: str, timestep: int, unit: int) -> Operand:
        """Return ∂L/∂ of a value of the trace, which can be explained next."""
        number = self.part[name][self.place.sample, timestep, unit]
        symbol = gradient_symbol(symbol_of(self.place, name, timestep, unit))
        return Operand(symbol, float(number), f"d_{name}", self.place.reference(f"d_{name}", timestep, unit))

    def slope(self, name: str, timestep: int, unit: int) -> Operand:
        """Return the slope of the activation that made ``name``, at this very number."""
        _, terms = self.slope_terms(name, timestep, unit)
        function, symbol = self.activation_of(name).replace("_", " "), symbol_of(self.place, name, timestep, unit)
        at = symbol.latex_base or symbol.base
        symbol = replace(
            symbol,
            base=f"{function}′ of {symbol.base}",
            latex_base=f"\\mathrm{{{function}}}'_{{{at}}}",
            spoken=f"the slope of {function} at {symbol.spoken}",
        )
        number = sum(term.value for term in terms)
        return Operand(symbol, number, "slope", self.place.reference(f"slope_{name}", timestep, unit))

    def activation_of(self, name: str) -> str:
        """Return the name of the activation that made ``name``."""
        if name == "y":
            return self.trace.layer.activation
        cell = self.trace.cell
        return cell.activation if name in ("h", "g", "n", "act_c") else cell.recurrent_activation

    def slope_terms(self, name: str, timestep: int, unit: int) -> Sum:
        """Tanh' = 1 - tanh²; σ' = σ - σ²; a constant for the piecewise lines."""
        v, function = value(self.place, name, timestep, unit), self.activation_of(name)
        if function == "tanh":
            return "linear", (Term((constant(1.0),)), Term((constant(-1.0), v, v)))
        if function == "sigmoid":
            return "linear", (Term((v,)), Term((constant(-1.0), v, v)))
        flat = {"linear": 1.0, "relu": float(v.value > 0), "hard_sigmoid": float(0 < v.value < 1) / 6.0}
        return "linear", (Term((constant(flat[function]),)),)

    def terms_of(self, name: str, timestep: int | None, unit) -> Sum:
        """Return the function (always linear) and the terms of a gradient, by the name without its "d_"."""
        if name == "peephole":
            return self.peephole_weight_terms(timestep, *unit)
        if name in ("kernel", "recurrent_kernel", "bias"):
            return self.weight_terms(name, timestep, unit)
        if name == "x":
            return self.x_terms(timestep, unit)
        if name == "embeddings":
            return self.table_terms(*unit)
        if isinstance(self.trace, DenseTrace):
            return self.dense_terms(name, timestep, unit)
        if isinstance(self.trace, EmbeddingTrace):
            return "linear", (Term((self.d_output(timestep, unit),)),)
        held = self.is_held(timestep)
        if held and name not in self.trace.cell.states:
            return "linear", ()  # what a cell computes at a masked timestep is dropped
        if held and name == "c":
            return "linear", tuple(self.later_c(timestep, unit))
        if name.startswith("pre_"):
            gate = name[4:]
            return product(self.d(gate, timestep, unit), self.slope(gate, timestep, unit))
        if name == "h":
            return self.state_terms(timestep, unit)
        return getattr(self, f"{self.trace.cell.kind}_terms")(name, timestep, unit)

    def lstm_terms(self, name: str, t: int, u: int) -> Sum:
        """LSTM: act_c, c and the gates."""
        p = self.place
        match name:
            case "act_c":
                return product(self.d("h", t, u), value(p, "o", t, u))
            case "o":
                return product(self.d("h", t, u), value(p, "act_c", t, u))
            case "c":
                through_h = Term((self.d("act_c", t, u), self.slope("act_c", t, u)))
                return "linear", (through_h, *self.seen_c(t, u, "o"), *self.later_c(t, u))
        other = {"i": value(p, "g", t, u), "g": value(p, "i", t, u), "f": before(p, "c", t, u)}[name]
        return product(self.d("c", t, u), other)

    def coupled_lstm_terms(self, name: str, t: int, u: int) -> Sum:
        """Coupled LSTM: as LSTM, but that f is in the place of i as well."""
        if name != "f":
            return self.lstm_terms(name, t, u)
        kept = Term((self.d("c", t, u), before(self.place, "c", t, u)))
        return "linear", (kept, Term((constant(-1.0), self.d("i", t, u))))

    peephole_lstm_terms = lstm_terms

    def later_c(self, t: int, u: int) -> list[Term]:
        """Return what returns to c from the timestep read next, or what was handed in at the end."""
        following = self.trace.following(t)
        if self.is_held(following):
            return [self.kept_as_it_was("c", following, u)]
        if following is not None:
            kept = Term((self.d("c", following, u), value(self.place, "f", following, u)))
            return [kept, *self.seen_c(following, u, "i", "f")]
        number = float(self.part.direct["c"][self.place.sample, u])
        symbol = gradient_symbol(Symbol("c", "end", str(u), spoken=f"c at the end, unit {u}, directly"))
        return [Term((Operand(symbol, number, "direct"),))] if number else []

    def is_held(self, timestep: int | None) -> bool:
        """Whether the state is held at a timestep; at none where that is None."""
        return timestep is not None and self.trace.is_held(self.place.sample, timestep)

    def kept_as_it_was(self, state: str, following: int, u: int) -> Term:
        """Return what a state gets back from a masked timestep: all of its gradient there."""
        return Term((one_minus(mask(self.place, following)), self.d(state, following, u)))

    def seen_c(self, t: int, u: int, *gates: str) -> list[Term]:
        """Return what returns to c through the peepholes of some gates; nothing without peepholes."""
        if self.trace.weights.peephole is None:
            return []
        return [Term((self.d(f"pre_{gate}", t, u), peephole(self.place, gate, u))) for gate in gates]

    def gru_terms(self, name: str, t: int, u: int) -> Sum:
        """GRU: the gates and the candidate, and what its recurrent product enters."""
        p, reset_after = self.place, self.trace.cell.reset_after
        d_h = self.d("h", t, u)
        match name:
            case "z":
                negative = Term((constant(-1.0), d_h, value(p, "n", t, u)))
                return "linear", (Term((d_h, before(p, "h", t, u))), negative)
            case "n":
                return product(d_h, one_minus(value(p, "z", t, u)))
            case "recurrent_n":
                return product(self.d("pre_n", t, u), value(p, "r", t, u))
            case "r" if reset_after:
                return product(self.d("pre_n", t, u), value(p, "recurrent_n", t, u))
            case "r":
                return product(self.d("reset_h", t, u), before(p, "h", t, u))
        units = range(self.trace.cell.units)
        return "linear", tuple(Term((self.d("pre_n", t, k), weight(p, "h", "n", u, k))) for k in units)

    def state_terms(self, t: int, u: int) -> Sum:
        """∂L/∂h_t = what is handed down at t + what returns from the timestep read next."""
        return "linear", (*self.handed_down(t, u), *self.returning(self.trace.following(t), u))

    def returning(self, following: int | None, u: int) -> list[Term]:
        """Return what comes back through time from the timestep ``following`` to the h before it."""
        if following is None:
            return []
        if self.is_held(following):
            return [self.kept_as_it_was("h", following, u)]
        cell, terms = self.trace.cell, []
        if cell.kind == "gru":
            terms.append(Term((self.d("h", following, u), value(self.place, "z", following, u))))
        for gate in cell.gates:
            if gate == "n" and not cell.reset_after:
                terms.append(Term((self.d("reset_h", following, u), value(self.place, "r", following, u))))
                continue
            name = recurrent_product(self.trace, gate)
            for k in range(cell.units):
                terms.append(Term((self.d(name, following, k), weight(self.place, "h", gate, u, k))))
        return terms

    def handed_down(self, t: int, u: int) -> list[Term]:
        """Return the part of ∂L/∂h_t that does not come through time: from the loss, or from the layer above."""
        place, layer = self.place, self.place.trace.layer
        if place.layer == len(place.network.layers) - 1:
            number = float(self.part.direct["h"][place.sample, t, u])
            spoken = f"h at step {t + 1}, unit {u}, directly"
            symbol = gradient_symbol(Symbol("h", str(t + 1), str(u), "direct", "h", spoken=spoken))
            return [Term((Operand(symbol, number, "direct"),))]
        if (not layer.return_sequences and t != self.trace.end) or not is_shown(place, t):
            return []
        position = t if layer.return_sequences else 0
        if not isinstance(layer, Bidirectional):
            position = read_at(self.trace, t) if layer.return_sequences else 0
            return [Term((self.d_output(position, u),))]
        if layer.merge_mode == "concat":
            return [Term((self.d_output(position, u + (place.direction == "backward") * layer.cell.units),))]
        if layer.merge_mode == "mul":
            other = replace(place, direction="backward" if place.direction == "forward" else "forward")
            at = t if layer.return_sequences else other.part.end
            return [Term((self.d_output(position, u), value(other, "h", at, u)))]
        factors = (constant(0.5),) if layer.merge_mode == "ave" else ()
        return [Term((*factors, self.d_output(position, u)))]

    def d_output(self, position: int, unit: int) -> Operand:
        """Return ∂L/∂ of what this layer handed on, as the layer above found it: its ∂L/∂x; or as it was handed in."""
        above = self.place.layer + 1
        number = d_inputs(self.gradients, above)[self.place.sample, position, unit]
        if above == len(self.place.network.layers):
            spoken = f"the output at step {position + 1}, unit {unit}, directly"
            symbol = gradient_symbol(
                Symbol("out", str(position + 1), str(unit), latex_base="\\mathrm{out}", spoken=spoken)
            )
            return Operand(symbol, float(number), "direct")
        reference = Place(self.place.network, above, "", self.place.sample).reference("d_x", position, unit)
        spoken = f"what layer {above + 1} read, unit {unit}"
        symbol = gradient_symbol(Symbol("x", str(position + 1), str(unit), f"({above + 1})", spoken=spoken))
        return Operand(symbol, float(number), "d_x", reference)

    def x_terms(self, t: int, feature: int) -> Sum:
        """∂L/∂x = Σ ∂L/∂pre w, over gates, units and directions."""
        layer = self.place.trace.layer
        if isinstance(layer, RepeatVector):
            return "linear", tuple(Term((self.d_output(each, feature),)) for each in range(layer.n))
        if isinstance(layer, Dropout | Masking):
            dropped = isinstance(layer, Masking) and not self.place.trace.mask[self.place.sample, t]
            return "linear", () if dropped else (Term((self.d_output(t, feature),)),)
        gates, units = (("y",), layer.units) if isinstance(layer, Dense) else (layer.cell.gates, layer.cell.units)
        terms = []
        for direction in self.place.trace.parts:
            here = Backward(self.gradients, replace(self.place, direction=direction))
            for gate in gates:
                for k in range(units):
                    terms.append(Term((here.d(f"pre_{gate}", t, k), weight(here.place, "x", gate, feature, k))))
        return "linear", tuple(terms)

    def dense_terms(self, name: str, t: int, u: int) -> Sum:
        """Return the terms of a Dense layer: y as it was handed in or handed down, and pre_y."""
        if name == "y":
            if self.place.layer < len(self.place.network.layers) - 1:
                return "linear", (Term((self.d_output(t, u),)),)
            if self.gradients.loss is not None:
                return d_output_terms(self.gradients, self.place, t, u)
            handed_in = replace(self.d("y", t, u), role="direct", reference=None)
            return "linear", (Term((handed_in,)),)
        last = self.place.layer == len(self.place.network.layers) - 1
        if last and isinstance(self.gradients.loss, CrossEntropy):
            return d_pre_terms(self.gradients, self.place, t, u)
        if self.trace.layer.activation != "softmax":
            return product(self.d("y", t, u), self.slope("y", t, u))
        y, units = value(self.place, "y", t, u), range(self.trace.layer.units)
        shared = (Term((constant(-1.0), y, self.d("y", t, k), value(self.place, "y", t, k))) for k in units)
        return "linear", (Term((y, self.d("y", t, u))), *shared)

    def weight_terms(self, name: str, timestep: int | None, unit) -> Sum:
        """Return a weight's gradient: what it multiplied times ∂L/∂ of what it entered, over timesteps and samples."""
        trace, dense = self.trace, isinstance(self.trace, DenseTrace)
        row, column = (0, *(unit if isinstance(unit, tuple) else (unit,)))[-2:]
        gate, k = ("y", column) if dense else (trace.cell.gates[column // trace.cell.units], column % trace.cell.units)
        recurrent = name == "recurrent_kernel" or (name == "bias" and not dense and trace.cell.two_biases and row == 1)
        entered = recurrent_product(trace, gate) if recurrent else f"pre_{gate}"
        multiplied = {
            "kernel": lambda place, t: [x_operand(place, t, row)],
            "recurrent_kernel": lambda place, t: [h_operand(place, gate, t, row)],
            "bias": lambda place, t: [],
        }[name]
        uses = self.uses(timestep)
        return "linear", tuple(Term((*multiplied(here.place, t), here.d(entered, t, k))) for here, t in uses)

    def table_terms(self, row: int, column: int) -> Sum:
        """Return the gradient of a number of an embedding's table: ∂L/∂ of it wherever its token was read."""
        read = self.trace.inputs == row
        uses = ((here, t) for here, t in self.uses(None) if read[here.place.sample, t])
        return "linear", tuple(Term((here.d("embedded", t, column),)) for here, t in uses)

    def peephole_weight_terms(self, timestep: int | None, row: int, unit: int) -> Sum:
        """Return a peephole's gradient: the c it saw times ∂L/∂ of the sum it entered."""
        gate, uses = PEEPHOLES[row], self.uses(timestep)
        terms = (Term((c_operand(here.place, gate, t, unit), here.d(f"pre_{gate}", t, unit))) for here, t in uses)
        return "linear", tuple(terms)

    def uses(self, timestep: int | None):
        """Yield where a weight is used: each sample's gradients, with each timestep, or with the given one alone."""
        for sample in range(len(self.trace.inputs)):
            here = Backward(self.gradients, replace(self.place, sample=sample))
            for t in range(self.trace.inputs.shape[1]) if timestep is None else [timestep]:
                yield here, t


@exploding
def d_inputs(gradients: NetworkGradients, layer: int):
    """Return ∂L/∂ of what ``layer`` received, (batch, timesteps, features); timesteps is 1 where it read one vector.

    Of the layer after the last it is ∂L/∂outputs.
    """
    if layer == len(gradients.trace.layers):
        return gradients.outputs if gradients.outputs.ndim == 3 else gradients.outputs[:, None]
    trace = gradients.trace.layers[layer]
    if isinstance(trace.layer, RepeatVector):
        return d_inputs(gradients, layer + 1).sum(axis=1, keepdims=True)
    if isinstance(trace.layer, Dropout | Masking):
        return where_read(trace.mask if isinstance(trace.layer, Masking) else None, d_inputs(gradients, layer + 1))
    return sum(part.inputs for part in gradients.layers[layer].values())
