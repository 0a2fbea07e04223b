"""Any number → the terms it was made from, each a reference to another number."""

import numpy as np

from rnnviz.core.arithmetic.backward import Backward, d_inputs, gradient_symbol
from rnnviz.core.arithmetic.forward import terms_of
from rnnviz.core.arithmetic.loss import LOSS_SYMBOL, error, error_terms, last_place, loss_terms, nll, nll_terms
from rnnviz.core.arithmetic.operands import Place, output, symbol_of
from rnnviz.core.arithmetic.terms import FUNCTIONS, Explanation, Operand, Reference, Symbol, Term
from rnnviz.core.gradients import DenseGradients, EmbeddingGradients, Gradients, NetworkGradients
from rnnviz.core.layers import DenseTrace, EmbeddingTrace, LayerTrace, Recurrent
from rnnviz.core.network import NetworkTrace
from rnnviz.core.trace import Trace

__all__ = ["FUNCTIONS", "Explanation", "Operand", "Reference", "Source", "Symbol", "Term", "explain"]

Source = (
    Trace
    | DenseTrace
    | EmbeddingTrace
    | NetworkTrace
    | Gradients
    | DenseGradients
    | EmbeddingGradients
    | NetworkGradients
)

NO_SUCH = (KeyError, IndexError, TypeError, AttributeError)
"""What looking for a number raises where there is none: no such name, place, weight or kind of layer."""


def explain(
    source: Source, name: str, timestep: int | None, unit, layer: int = 0, direction: str = "", sample: int = 0
) -> Explanation:
    """Return a number as function(Σ of products), each factor with its label and, if computed, what to explain next.

    Args:
        source: a Trace, DenseTrace or NetworkTrace; Gradients, DenseGradients or NetworkGradients to explain
            gradients as well.
        name: a name of the trace, such as "h" or "pre_f". From gradients also "d_" and such a name,
            "d_kernel", "d_recurrent_kernel", "d_bias", "d_peephole", "d_embeddings", "d_x" (by what the layer read),
            and "slope_" and a name; where a loss is known, "loss", and what it is a mean of: "error", output - target,
            or "nll", -log of an output, and for a sigmoid "nll_not", -log of 1 - output.
        timestep: from 0, in the order of the input; for a weight's gradient None sums over all.
        unit: from 0; (row, column) of the array for "d_kernel" and "d_recurrent_kernel", and for a GRU's two biases.
        layer: position in a network.
        direction: "forward" or "backward" in a Bidirectional layer.
        sample: position in the batch.

    Raises:
        ValueError: if there is no such number.

    >>> from rnnviz import Cell, Weights, run
    >>> trace = run(Cell("simple_rnn", 1), Weights([[0.5]], [[2.0]], [0.1]), [[[1.0], [3.0]]])
    >>> print(explain(trace, "pre_h", timestep=0, unit=0).sentence())
    the sum before h at step 1, unit 0 is 0.6. Its sum has 3 terms: x at step 1, feature 0, which is 1, times \
the input weight from 0 to 0, which is 0.5, gives 0.5; the initial h, unit 0, which is 0, times the recurrent \
weight from 0 to 0, which is 2, gives 0; the bias of h, unit 0, which is 0.1. The sum is 0.6.
    """
    reference = Reference(name, timestep, unit, layer, direction, sample)
    missing = ValueError(f"There is no {name!r} at timestep {timestep}, unit {unit}, layer {layer}.")
    indices = (timestep, *(unit if isinstance(unit, tuple) else (unit,)), layer, sample)
    if any(index is not None and not is_position(index) for index in indices):
        raise missing
    trace, gradients = as_network(source)
    place = Place(trace, layer, direction, sample)
    try:
        if name == "merged":
            operand = output(trace, layer, timestep, unit, sample)
            return Explanation(reference, operand.symbol, operand.value, *terms_of(place, name, timestep, unit))
        if name in ("loss", "error", "nll", "nll_not") and gradients is not None and gradients.loss is not None:
            return explain_loss(gradients, reference)
        if not name.startswith(("d_", "slope_")):
            value = float(place.part[name][sample, timestep, 0 if name == "total_y" else unit])
            return Explanation(
                reference, symbol_of(place, name, timestep, unit), value, *terms_of(place, name, timestep, unit)
            )
    except NO_SUCH:
        raise missing from None
    if gradients is None:
        raise ValueError(f"{name!r} is a gradient: explain it from the gradients, not from the trace.")
    try:
        return explain_gradient(Backward(gradients, place), reference)
    except NO_SUCH:
        raise missing from None


def is_position(index) -> bool:
    """Tell whether this counts from 0: not negative, which NumPy counts from the end, nor anything but a number."""
    return isinstance(index, int | np.integer) and not isinstance(index, bool) and index >= 0


def explain_loss(gradients: NetworkGradients, reference: Reference) -> Explanation:
    """Return the loss, or the error or the -log of one output."""
    if reference.name == "loss":
        return Explanation(reference, LOSS_SYMBOL, gradients.loss.value, *loss_terms(gradients))
    place, at = last_place(gradients, reference.sample), (reference.timestep, reference.unit)
    if reference.name == "error":
        operand, terms = error(gradients, place, *at), error_terms(gradients, place, *at)
    else:
        operand = nll(gradients, place, reference.name, *at)
        terms = nll_terms(gradients, place, reference.name, *at)
    return Explanation(operand.reference, operand.symbol, operand.value, *terms)


def explain_gradient(backward: Backward, reference: Reference) -> Explanation:
    """Return a gradient, or a slope."""
    kind, _, name = reference.name.partition("_")
    timestep, unit = reference.timestep, reference.unit
    if kind == "slope":
        operand = backward.slope(name, timestep, unit)
        return Explanation(reference, operand.symbol, operand.value, *backward.slope_terms(name, timestep, unit))
    function, terms = backward.terms_of(name, timestep, unit)
    if name == "x":
        value = d_inputs(backward.gradients, reference.layer)[reference.sample, timestep, unit]
        symbol = Symbol(
            "x",
            str(timestep + 1),
            str(unit),
            f"({reference.layer + 1})",
            spoken=f"what the layer read at step {timestep + 1}, feature {unit}",
        )
    elif name in ("kernel", "recurrent_kernel", "bias", "peephole", "embeddings"):
        part = backward.part
        value = (getattr(part, name) if timestep is None else part.by_step(name)[timestep])[unit]
        index = ",".join(map(str, unit)) if isinstance(unit, tuple) else str(unit)
        at = "" if timestep is None else f", through step {timestep + 1} alone"
        words, step = name.replace("_", " "), "" if timestep is None else f"t={timestep + 1}"
        latex = "\\mathrm{" + name.replace("_", "\\ ") + "}"
        symbol = Symbol(words, step, index, latex_base=latex, spoken=f"{words} {index}{at}")
    else:
        value = backward.part[name][reference.sample, timestep, unit]
        symbol = symbol_of(backward.place, name, timestep, unit)
    return Explanation(reference, gradient_symbol(symbol), float(value), function, terms)


def as_network(source: Source) -> tuple[NetworkTrace, NetworkGradients | None]:
    """Return a source as a network's trace and, where it has them, gradients; a part is a network of one layer."""
    if isinstance(source, NetworkTrace):
        return source, None
    if isinstance(source, NetworkGradients):
        return source.trace, source
    if isinstance(source, Gradients | DenseGradients | EmbeddingGradients):
        network, _ = as_network(source.trace)
        inputs = None if isinstance(source, EmbeddingGradients) else source.inputs
        outputs = source["embedded"] if isinstance(source, EmbeddingGradients) else None
        return network, NetworkGradients(network, ({"": source},), inputs, outputs=outputs)
    if isinstance(source, DenseTrace | EmbeddingTrace):
        outputs = source["y" if isinstance(source, DenseTrace) else "embedded"]
        return NetworkTrace(source.inputs, (LayerTrace(source.layer, {"": source}, outputs),)), None
    layer = Recurrent(source.cell, return_sequences=True)
    return NetworkTrace(source.inputs, (LayerTrace(layer, {"": source}, source.sequence),)), None
