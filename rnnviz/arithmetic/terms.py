"""What an explanation is made of: symbols, operands, terms, and the ways to say them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np

from rnnviz.activations import ACTIVATIONS
from rnnviz.numbers import in_latex, written


class Reference(NamedTuple):
    """Which number: a name of a trace, or "d_" and a name for its gradient, and where it is.

    ``timestep`` and ``unit`` count from 0. ``unit`` is a pair (row, column) for a weight's gradient; its
    ``timestep`` is None for the sum over all of them.
    """

    name: str
    timestep: int | None
    unit: int | tuple[int, ...]
    layer: int = 0
    direction: str = ""
    sample: int = 0


@dataclass(frozen=True)
class Symbol:
    """How a number is called: h₃[0] is base h, subscript 3 (timesteps count from 1; 0 is the given state), index 0.

    ``latex_base`` where LaTeX needs another base; ``mark`` is a superscript for layer or direction.
    """

    base: str
    subscript: str = ""
    index: str = ""
    mark: str = ""
    latex_base: str = ""
    gradient: bool = False
    spoken: str = ""

    @property
    def text(self) -> str:
        """Plain text: h_3[0]."""
        name = self.base + (f"^{self.mark}" if self.mark else "") + (f"_{self.subscript}" if self.subscript else "")
        return ("∂L/∂" if self.gradient else "") + name + (f"[{self.index}]" if self.index else "")

    @property
    def latex(self) -> str:
        """LaTeX: h_{3}[0]."""
        name = self.latex_base or self.base
        if self.mark:
            name += f"^{{{self.mark}}}"
        if self.subscript:
            name += f"_{{{self.subscript}}}"
        if self.index:
            name += f"[{self.index}]"
        return f"\\frac{{\\partial L}}{{\\partial {name}}}" if self.gradient else name


@dataclass(frozen=True)
class Operand:
    """A factor of a product: its symbol, its value, its role (what colours it) and, if computed, what to explain next."""

    symbol: Symbol
    value: float
    role: str
    reference: Reference | None = None


@dataclass(frozen=True)
class Term:
    """A product of operands."""

    factors: tuple[Operand, ...]

    @property
    def value(self) -> float:
        """The product."""
        product = 1.0
        for factor in self.factors:
            product *= factor.value
        return product


class Function(NamedTuple):
    """A function of one number, as it is computed, typeset and spoken."""

    compute: Callable[[float], float]
    latex: str
    spoken: str


FUNCTIONS = {
    "linear": Function(lambda x: x, "", ""),
    "tanh": Function(np.tanh, "\\tanh", "tanh"),
    "sigmoid": Function(ACTIVATIONS["sigmoid"].function, "\\sigma", "the sigmoid"),
    "hard_sigmoid": Function(ACTIVATIONS["hard_sigmoid"].function, "\\sigma_{\\mathrm{hard}}", "the hard sigmoid"),
    "relu": Function(ACTIVATIONS["relu"].function, "\\mathrm{relu}", "relu"),
    "exp": Function(np.exp, "\\exp", "the exponential"),
    "reciprocal": Function(lambda x: 1.0 / x, "1/", "one over"),
}


@dataclass(frozen=True)
class Explanation:
    """A number as function(sum of products). ``function`` is a key of ``FUNCTIONS``."""

    reference: Reference
    symbol: Symbol
    value: float
    function: str
    terms: tuple[Term, ...]

    @property
    def total(self) -> float:
        """The sum of the terms, before the function."""
        with np.errstate(over="ignore", invalid="ignore"):
            return float(sum(term.value for term in self.terms))

    @property
    def computed(self) -> float:
        """function(total): what ``value`` must be."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            return float(FUNCTIONS[self.function].compute(self.total))

    def latex(self, numbers: bool = False, most: int | None = None) -> str:
        """The formula in symbols or, with ``numbers``, with every number put in; a line for each term beyond three.

        Of more than ``most`` terms, a row of like ones is shortened to its first, dots and its last.
        """
        products = [product_latex(term, numbers) for term in self.terms] or ["0"]
        if most is not None and len(products) > most:
            products = shortened(products, [tuple(factor.role for factor in term.factors) for term in self.terms])
        inside = joined_latex(products, broken=len(products) > 3 or (numbers and len(products) > 2))
        function = FUNCTIONS[self.function].latex
        right = f"{function}\\left({inside}\\right)" if function else inside
        result = f" = {in_latex(self.value)}" if numbers else ""
        return f"{self.symbol.latex} = {right}{result}"

    def sentence(self) -> str:
        """The same in words, for readers who cannot see formulas."""
        parts = []
        for term in self.terms:
            said = " times ".join(f"{factor.symbol.spoken}, which is {written(factor.value)}," for factor in term.factors)
            parts.append(f"{said} gives {written(term.value)}" if len(term.factors) > 1 else said.rstrip(","))
        if not parts:
            return f"{self.symbol.spoken} is 0: nothing reaches it."
        opening = f"{self.symbol.spoken} is {written(self.value)}."
        if len(parts) == 1 and self.function == "linear":
            return f"{opening} It is one product: {parts[0]}." if "times" in parts[0] else f"{opening} It equals {parts[0]}."
        summed = f"{opening} Its sum has {len(parts)} term{'s' if len(parts) > 1 else ''}: " + "; ".join(parts)
        summed += f". The sum is {written(self.total)}."
        spoken = FUNCTIONS[self.function].spoken
        return f"{summed} Then {spoken} of the sum is {written(self.value)}." if spoken else summed


def product_latex(term: Term, numbers: bool) -> str:
    """A term typeset in symbols or numbers; a negative number is put in brackets unless it comes first."""
    if not numbers:
        return "\\,".join(factor.symbol.latex for factor in term.factors).replace("-1\\,", "-")
    values = [in_latex(factor.value) for factor in term.factors]
    return " \\cdot ".join([values[0], *(f"({v})" if v.startswith("-") else v for v in values[1:])])


def shortened(products: list[str], kinds: list[tuple[str, ...]]) -> list[str]:
    """Runs of more than three products of one kind as first, dots, last."""
    short = []
    for _, run in groupby(zip(kinds, products, strict=True), key=lambda pair: pair[0]):
        like = [product for _, product in run]
        short += [like[0], "\\cdots", like[-1]] if len(like) > 3 else like
    return short


def joined_latex(products: list[str], broken: bool) -> str:
    """Terms added; with ``broken`` one a line."""
    signed = [products[0], *(p if p.startswith("-") else f"+ {p}" for p in products[1:])]
    return "\\begin{aligned}" + " \\\\ ".join(f"& {p}" for p in signed) + "\\end{aligned}" if broken else " ".join(signed)
