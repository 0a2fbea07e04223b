"""Predict, then reveal: grade a number that a reader worked out, and find where it went wrong."""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from rnnviz.core.arithmetic import FUNCTIONS, Explanation, Source, Term
from rnnviz.core.layers import DenseTrace
from rnnviz.core.network import NetworkTrace
from rnnviz.core.numbers import written
from rnnviz.core.trace import Trace

RELATIVE, ABSOLUTE = 0.01, 0.0005
"""How far a right answer may be from the number: the larger of a hundredth of it and half a thousandth."""


def close(answer: float, value: float) -> bool:
    """Tell whether an answer is right."""
    return math.isfinite(value) and abs(answer - value) <= max(ABSOLUTE, RELATIVE * abs(value))


def near(answer: float, value: float) -> bool:
    """Tell whether an answer is right but for its last digits."""
    return math.isfinite(value) and abs(answer - value) <= 10 * RELATIVE * abs(value)


def term_text(term: Term) -> str:
    """Write a term in symbols, as plain text: x_3[0] × w_x[0,0]."""
    return " × ".join(factor.symbol.text for factor in term.factors)


class Slip(NamedTuple):
    """A mistake: "That is the result when …", and the number that it leads to."""

    when: str
    result: float


def diagnose(explanation: Explanation, answer: float, source: Source | None = None) -> str | None:
    """Name the slip that explains a wrong answer; None if none does.

    Slips are tried from the simplest on. Where several that are equally simple lead to the answer, each is named; one
    that leads to the right number, or near it, is none. ``source`` has the weights, for those taken from a wrong place.
    """
    for group in slips(explanation, source):
        leads = [each for each in group if close(answer, each.result) and not close(each.result, explanation.value)]
        if leads:
            return f"That is the result when {', or when '.join(each.when for each in leads[:3])}."
    return None


def slips(explanation: Explanation, source: Source | None) -> Iterator[list[Slip]]:
    """Yield groups of slips that are equally simple, from the simplest on."""
    function, total, terms = FUNCTIONS[explanation.function], explanation.total, explanation.terms

    def result(change: float) -> float:
        """Return the number whose sum is changed."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            return float(function.compute(total + change))

    groups = {name: sum(term.value for term in terms if is_of(term, explanation)) for name, is_of in KINDS.items()}
    inputs, memory, bias = groups.values()
    forgotten = f"{function.spoken} of the sum is still to be taken"
    yield [Slip(forgotten, total)] if function.spoken else []
    yield [Slip("the sign is turned", -explanation.value)]
    has_inputs = any(KINDS["input"](term, explanation) for term in terms)
    without = "the memory and the bias are left out" if bias else "the memory is left out"
    alone = [Slip(f"the input is taken alone: {without}", result(inputs - total))] if has_inputs and memory else []
    said = {"memory"} if alone and not bias else set()
    parts = [(name, value) for name, value in groups.items() if value and name not in said]
    yield alone + [Slip(f"the {name} is left out", result(-value)) for name, value in parts]
    yield [Slip(f"the term {term_text(term)} is left out", result(-term.value)) for term in terms]
    turned = [Slip(f"the term {term_text(term)} has the wrong sign", result(-2 * term.value)) for term in terms]
    yield turned + [Slip(when, result(change)) for when, change in transposed(explanation, source)]
    yield [Slip(f"{each.when}, and {forgotten}", inputs) for each in alone if function.spoken]


def is_memory(term: Term, explanation: Explanation) -> bool:
    """Tell whether a term has a state from before the explained number."""
    now = explanation.reference.timestep
    return any(
        factor.role in ("h0", "c0")
        or (factor.role in ("h", "c") and factor.reference is not None and factor.reference.timestep < now)
        for factor in term.factors
    )


def has_role(*roles: str) -> Callable[[Term, Explanation], bool]:
    """Return what tells whether a term has a factor of one of the roles."""
    return lambda term, explanation: any(factor.role in roles for factor in term.factors)


KINDS = {"input": has_role("x"), "memory": is_memory, "bias": has_role("b_h", "b_y")}
"""What terms are of, by name."""


def transposed(explanation: Explanation, source: Source | None) -> Iterator[tuple[str, float]]:
    """Yield how the sum changes when a matrix is read along a row in the place of a column, where it is that wide."""
    unit, at = explanation.reference.unit, explanation.reference
    if not isinstance(source, NetworkTrace) or at.name.startswith(("d_", "slope_")):
        return
    part = source.layers[at.layer].parts.get(at.direction)
    if not isinstance(part, DenseTrace | Trace):
        return
    if isinstance(part, DenseTrace):
        arrays, width = {"w_y": part.weights.kernel}, part.layer.units
    else:
        arrays, width = {"w_x": part.weights.kernel, "w_h": part.weights.recurrent_kernel}, part.cell.units
    for role, array in arrays.items():
        pairs = [term.factors for term in explanation.terms if term.factors[-1].role == role]
        if len(pairs) < 2 or len(pairs) > width or unit >= len(array):
            continue
        changes = []
        for operand, weight in pairs:
            row, column = weight.entry
            changes.append(operand.value * (float(array[unit, column - unit + row]) - weight.value))
        matrix = f"w_{pairs[0][1].symbol.subscript}"
        yield f"row {unit} of {matrix} is taken in the place of its column {unit}", sum(changes)


def first_difference(explanation: Explanation, products: list[float]) -> str | None:
    """Name the first of the reader's products that differs from its term, worked out; None if all agree."""
    for position, (term, product) in enumerate(zip(explanation.terms, products, strict=True), start=1):
        if not close(product, term.value):
            numbers = " × ".join(written(factor.value) for factor in term.factors)
            return (
                f"The first term that differs is number {position}: {term_text(term)} = {numbers} = "
                f"{written(term.value)}, not {written(product)}."
            )
    return None
