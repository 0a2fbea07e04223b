"""What an explanation is made of: symbols, operands, terms, and the ways to say them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle, groupby
from typing import NamedTuple

import numpy as np

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.numbers import written


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

    ``latex_base`` where LaTeX needs another base; ``mark`` is a superscript for layer or direction. ``before`` and
    ``after`` stand around it: "(1−" and ")", "1/", or "−log ".
    """

    base: str
    subscript: str = ""
    index: str = ""
    mark: str = ""
    latex_base: str = ""
    gradient: bool = False
    spoken: str = ""
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """Plain text: h_3[0]."""
        name = self.base + (f"^{self.mark}" if self.mark else "") + (f"_{self.subscript}" if self.subscript else "")
        name = ("∂L/∂" if self.gradient else "") + name + (f"[{self.index}]" if self.index else "")
        return self.before + name + self.after

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
        if self.gradient:
            name = f"\\frac{{\\partial L}}{{\\partial {name}}}"
        if self.before == "1/":
            return f"\\frac{{1}}{{{name}}}"
        return self.before.replace("−", "-").replace("log ", "\\log ") + name + self.after


@dataclass(frozen=True)
class Operand:
    """A factor of a product: its symbol, value, role (what colours it) and, if computed, what to explain next.

    ``entry`` is where a number that was given stands in its array: row and column, of one row where that is a vector.
    """

    symbol: Symbol
    value: float
    role: str
    reference: Reference | None = None
    entry: tuple[int, int] | None = None


class Addend(NamedTuple):
    """A product in symbols; with ``letter`` the sum of like products, over the letter from ``first`` to ``last``."""

    factors: tuple[Symbol, ...]
    letter: str = ""
    first: str = ""
    last: str = ""

    @property
    def latex(self) -> str:
        """LaTeX: the factors beside each other, -1 as a sign, under a Σ."""
        product = "\\,".join(each.latex for each in self.factors).replace("-1\\,", "-", 1)
        return f"\\sum_{{{self.letter}={self.first}}}^{{{self.last}}} {product}" if self.letter else product


@dataclass(frozen=True)
class Term:
    """A product of operands."""

    factors: tuple[Operand, ...]

    @property
    def addend(self) -> Addend:
        """The product in symbols."""
        return Addend(tuple(factor.symbol for factor in self.factors))

    @property
    def value(self) -> float:
        """The product."""
        product = 1.0
        for factor in self.factors:
            product *= factor.value
        return product


class Function(NamedTuple):
    """A function of one number, as it is computed, typeset, written and spoken."""

    compute: Callable[[float], float]
    latex: str = ""
    text: str = ""
    spoken: str = ""


FUNCTIONS = {
    "linear": Function(lambda x: x),
    "tanh": Function(np.tanh, "\\tanh", "tanh", "tanh"),
    "sigmoid": Function(ACTIVATIONS["sigmoid"].function, "\\sigma", "σ", "the sigmoid"),
    "hard_sigmoid": Function(
        ACTIVATIONS["hard_sigmoid"].function, "\\sigma_{\\mathrm{hard}}", "hard σ", "the hard sigmoid"
    ),
    "relu": Function(ACTIVATIONS["relu"].function, "\\mathrm{relu}", "relu", "relu"),
    "exp": Function(np.exp, "\\exp", "exp", "the exponential"),
    "minus_log": Function(lambda x: -np.log(x), "-\\log", "−log", "minus the logarithm"),
    "minus_log_sigmoid": Function(
        lambda x: np.logaddexp(0.0, -x), "-\\log\\sigma", "−log σ", "minus the logarithm of the sigmoid"
    ),
    "reciprocal": Function(lambda x: 1.0 / x, "1/", "1 /", "one over"),
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

    @property
    def addends(self) -> list[Addend]:
        """The sum in symbols, like terms under one Σ."""
        runs = zip(like_terms(self.terms), cycle("jklmpq"), strict=False)
        return [each for run, letter in runs for each in in_symbols(run, letter)]

    def latex(self) -> str:
        """Return the formula in symbols."""
        inside = joined_latex([each.latex for each in self.addends] or ["0"])
        function = FUNCTIONS[self.function].latex
        return f"{self.symbol.latex} = " + (f"{function}\\left({inside}\\right)" if function else inside)

    def sentence(self) -> str:
        """Return the same in words, for readers who cannot see formulas."""
        parts = []
        for term in self.terms:
            said = " times ".join(
                f"{factor.symbol.spoken}, which is {written(factor.value)}," for factor in term.factors
            )
            parts.append(f"{said} gives {written(term.value)}" if len(term.factors) > 1 else said.rstrip(","))
        if not parts:
            return f"{self.symbol.spoken} is 0: nothing reaches it."
        opening = f"{self.symbol.spoken} is {written(self.value)}."
        if len(parts) == 1 and self.function == "linear":
            return (
                f"{opening} It is one product: {parts[0]}."
                if "times" in parts[0]
                else f"{opening} It equals {parts[0]}."
            )
        summed = f"{opening} Its sum has {len(parts)} term{'s' if len(parts) > 1 else ''}: " + "; ".join(parts)
        summed += f". The sum is {written(self.total)}."
        spoken = FUNCTIONS[self.function].spoken
        return f"{summed} Then {spoken} of the sum is {written(self.value)}." if spoken else summed


def like_terms(terms: tuple[Term, ...]) -> list[list[Term]]:
    """Return terms in runs whose factors play the same roles."""
    return [
        list(run) for _, run in groupby(terms, key=lambda term: tuple((f.role, f.symbol.base) for f in term.factors))
    ]


def in_symbols(run: list[Term], letter: str) -> list[Addend]:
    """Return a run of like terms in symbols: under a Σ where only one index varies, else one by one."""
    varying = {key: values for key, values in index_parts(run).items() if len(set(values)) > 1}
    counting = [tuple(values) for values in varying.values()]
    if len(run) < 3 or not varying or len(set(counting)) > 1:
        return [term.addend for term in run]
    if any(which == "subscript" for _, (which, _) in varying):
        letter = "t"
    replaced = (
        with_letter(factor.symbol, {part for k, part in varying if k == position}, letter)
        for position, factor in enumerate(run[0].factors)
    )
    return [Addend(tuple(replaced), letter, counting[0][0], counting[0][-1])]


def index_parts(run: list[Term]) -> dict[tuple, list[str]]:
    """Return every part of every subscript and index of a run's factors, by (factor, (which, position))."""
    parts = {}
    for term in run:
        for position, factor in enumerate(term.factors):
            for which in ("subscript", "index"):
                for k, part in enumerate(getattr(factor.symbol, which).split(",")):
                    parts.setdefault((position, (which, k)), []).append(part)
    return parts


def with_letter(symbol: Symbol, where: set, letter: str) -> Symbol:
    """Return a symbol with some parts of its subscript and index replaced by a letter."""
    texts = {}
    for which in ("subscript", "index"):
        parts = getattr(symbol, which).split(",")
        texts[which] = ",".join(letter if (which, k) in where else part for k, part in enumerate(parts))
    return replace(symbol, **texts)


def joined_latex(products: list[str]) -> str:
    """Return terms added, one a line where there are more than two."""
    signed = [products[0], *(p if p.startswith("-") else f"+ {p}" for p in products[1:])]
    if len(products) < 3:
        return " ".join(signed)
    return "\\begin{aligned}" + " \\\\ ".join(f"& {p}" for p in signed) + "\\end{aligned}"
