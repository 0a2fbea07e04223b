"""Predict, then reveal: grade a number that a reader worked out, and find where it went wrong."""

import itertools
import math

from rnnviz.core.arithmetic import FUNCTIONS, Explanation, Term
from rnnviz.core.numbers import written

RELATIVE, ABSOLUTE = 0.01, 0.0005
"""How far a right answer may be from the number: the larger of a hundredth of it and half a thousandth."""


def close(answer: float, value: float) -> bool:
    """Tell whether an answer is right."""
    return math.isfinite(value) and abs(answer - value) <= max(ABSOLUTE, RELATIVE * abs(value))


def term_text(term: Term) -> str:
    """Write a term in symbols, as plain text: x_3[0] × w_x[0,0]."""
    return " × ".join(factor.symbol.text for factor in term.factors)


def diagnose(explanation: Explanation, answer: float) -> str | None:
    """Name the slip that explains a wrong answer: no function, a term left out, or a term's sign; None if none does."""
    function = FUNCTIONS[explanation.function]
    if function.spoken and close(answer, explanation.total):
        return f"That is the sum itself; {function.spoken} of it is still to be taken."
    for (times, what), term in itertools.product(
        ((1.0, "is left out"), (2.0, "has the wrong sign")), explanation.terms
    ):
        with_slip = float(function.compute(explanation.total - times * term.value))
        if close(answer, with_slip) and not close(with_slip, explanation.value):
            return f"That is the result when the term {term_text(term)} {what}."
    return None


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
