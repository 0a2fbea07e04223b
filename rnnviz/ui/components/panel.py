"""The arithmetic panel: a number's formula, the products it is the sum of, and the trail of what was opened."""

from collections.abc import Callable
from typing import NamedTuple

from rnnviz.core.arithmetic import FUNCTIONS, Explanation, Operand, Symbol, Term
from rnnviz.core.arithmetic.terms import Addend
from rnnviz.core.numbers import written
from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register
from rnnviz.ui.meanings import meaning

_panel = register("panel", "<div class='panel'></div>")


def symbol_parts(symbol: Symbol) -> dict:
    """Return a symbol as the browser draws it."""
    names = ("base", "subscript", "index", "mark", "gradient", "text", "before", "after")
    return {name: getattr(symbol, name) for name in names}


class Editing(NamedTuple):
    """How a panel's given numbers are changed.

    Args:
        entry_of: an operand → [table, row, column], or None where it may not be changed.
        on_edit: called when one is; ``st.session_state[key].edit`` is {"key": table, "cells": [[row, column, text]]}.
        mistake: what was refused, {"entry", "typed", "sentence"}; None where nothing was.
    """

    entry_of: Callable[[Operand], list | None] = lambda operand: None
    on_edit: Callable[[], None] = lambda: None
    mistake: dict | None = None


def factor_parts(operand: Operand, entry_of: Callable[[Operand], list | None]) -> dict:
    """Return an operand as the browser draws it: what it is called, what it is, what it opens and what it lights."""
    reference = operand.reference
    return {
        "symbol": symbol_parts(operand.symbol),
        "text": written(operand.value),
        "value": to_json(operand.value),
        "entry": entry_of(operand),
        "spoken": operand.symbol.spoken,
        "meaning": meaning(operand),
        "constant": operand.role == "constant",
        "reference": list(reference) if reference else None,
        "light": light_of(operand),
    }


def term_parts(term: Term, entry_of: Callable[[Operand], list | None]) -> dict:
    """Return a term as the browser draws it."""
    factors = [factor_parts(factor, entry_of) for factor in term.factors]
    return {"factors": factors, "value": to_json(term.value), "text": written(term.value)}


def addend_parts(addend: Addend) -> dict:
    """Return a term of the formula as the browser draws it."""
    _, *bounds = addend
    return {"factors": [symbol_parts(each) for each in addend.factors], "sum": bounds if addend.letter else None}


def light_of(operand: Operand) -> dict | None:
    """Return what a diagram lights for an operand: a weight's every copy, or one number."""
    if operand.role.startswith("w_"):
        row, _, column = operand.symbol.index.partition(",")
        return {"weight": operand.role, "row": int(row), "column": int(column)}
    if operand.reference:
        _, timestep, unit, *_ = operand.reference
        return {"name": operand.role, "timestep": timestep, "unit": unit}
    if operand.role in ("x", "h0", "c0") and operand.symbol.subscript:
        timestep, unit = int(operand.symbol.subscript) - 1, int(operand.symbol.index)
        return {"name": operand.role[0], "timestep": timestep, "unit": unit}
    return None


def panel(
    explanation: Explanation,
    trail: list[Symbol],
    *,
    key: str,
    on_open: Callable,
    on_back: Callable,
    editing: Editing | None = None,
) -> None:
    """Show a number's arithmetic, in which what was given may be changed.

    ``on_open`` is called when a factor is opened (``st.session_state[key].open`` is its reference as a list),
    ``on_back`` when an earlier number of the trail is chosen (``.back`` is its position).
    """
    function, editing = FUNCTIONS[explanation.function], editing or Editing()
    data = {
        "trail": [symbol_parts(symbol) for symbol in trail],
        "terms": [term_parts(term, editing.entry_of) for term in explanation.terms],
        "largest": max((abs(term.value) for term in explanation.terms if abs(term.value) < 1e300), default=0.0),
        "formula": [addend_parts(each) for each in explanation.addends],
        "function": {"text": function.text, "spoken": function.spoken},
        "total": written(explanation.total),
        "value": written(explanation.value),
        "sentence": explanation.sentence(),
        "mistake": editing.mistake,
    }
    _panel(key=key, data=data, on_open_change=on_open, on_back_change=on_back, on_edit_change=editing.on_edit)
