"""What becomes of the reader's own numbers when the layer gets more units or fewer."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import View
from rnnviz.core.numbers import plural
from rnnviz.core.weights import GATES

MAX_NAMED = 4
"""How many numbers that had no place are named one by one."""

UNITS_DOWN, UNITS_ACROSS = ("wh", "wy"), ("wx", "wh", "bh", "h0", "c0")
"""The tables that have a row for each unit, and those that have a column for each, in blocks of one for each gate."""


def resized(view: View, units: int) -> tuple[View, list[str]]:
    """Return a view with so many units, and what of the reader's was left out, in a sentence.

    Of every table that the reader has changed, the numbers that are the reader's own stay with the units they belong
    to; the others are those that the layer has at its new size.
    """
    plain = replace(view, edits=())
    grown = replace(plain, units=units)
    before, after, lost = scene(plain), scene(grown), []
    for name, rows in view.edits:
        table = after.table(name).copy()
        own = np.argwhere(np.array(rows) != before.table(name))
        for row, column in own.tolist():
            gate, unit = divmod(column, view.units) if name in UNITS_ACROSS else (0, column)
            if (name in UNITS_DOWN and row >= units) or (name in UNITS_ACROSS and unit >= units):
                lost.append(entry_name(view, name, row, gate, unit))
            else:
                table[row, gate * units + unit if name in UNITS_ACROSS else column] = rows[row][column]
        if (table != after.table(name)).any():
            grown = grown.edited(name, tuple(map(tuple, table.tolist())))
    return grown, [told(lost, units)] if lost else []


def entry_name(view: View, name: str, row: int, gate: int, unit: int) -> str:
    """Write which number of a table: w_h[0,1], w_hf[0,1] of a gate, b_f[1], h_0[1]."""
    letter = GATES[view.cell][gate] if name in ("wx", "wh", "bh") and view.cell != "simple_rnn" else ""
    subscript = letter if name == "bh" and letter else name[1] + letter
    has_rows = name[0] in "wx" or (name == "bh" and view.layer.two_biases)
    return f"{name[0]}_{subscript}[{row},{unit}]" if has_rows else f"{name[0]}_{subscript}[{unit}]"


def told(lost: list[str], units: int) -> str:
    """Tell which of the reader's numbers had no place."""
    more = len(lost) - MAX_NAMED
    names = ", ".join(lost[:MAX_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    numbers, ending = ("number", "it was") if len(lost) == 1 else ("numbers", "they were")
    return f"With {plural(units, 'unit')} there is no place for your {numbers} {names}: {ending} left out."
