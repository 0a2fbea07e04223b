"""The cell diagrams: every kind of cell from one form of table, of parts on a grid and wires between them.

A part is (column, row, form, label); a wire runs through grid points and carries a number by name. Columns count from
the left, rows from the top. The belt, what is carried from step to step by nothing but × and +, is always row 0. What
enters a gate is all of [h, x], of every unit; everything else is of one unit.
"""

from typing import NamedTuple

import numpy as np

from rnnviz.core.trace import Trace

READ, FIRST, SECOND, THIRD = range(4)
"""The phases in which numbers move through a cell: first all is read; then LSTM forgets, writes and shows, and GRU
resets, proposes and updates."""


class Part(NamedTuple):
    """A part of a cell.

    ``form`` is "gate" (a layer of neurons), "op" (a pointwise operation), "join" (where h and x become one vector),
    "end" (in or out), "units" (the end of what carries every unit) or "word" (what is done above it).
    """

    column: float
    row: float
    form: str
    label: str
    role: str = ""


class Wire(NamedTuple):
    """A wire. ``carries`` is the number on it, by a name of ``numbers``; "" where it repeats another.

    ``at`` is where along the wire its number stands (0…1). ``form`` is "belt", "bus" (every unit's),
    "wire" or "peephole"; ``valve`` is a gate whose value makes the wire thick or thin.
    """

    carries: str
    phase: int
    points: tuple[tuple[float, float], ...]
    form: str = "wire"
    valve: str = ""
    at: float = 0.5


class CellDrawing(NamedTuple):
    """A cell's parts and wires, and how large its grid is."""

    parts: tuple[Part, ...]
    wires: tuple[Wire, ...]
    columns: float
    rows: float


def into(gate: str, column: float) -> Wire:
    """Return the wire from the shared line of x and h up into a gate, which adds them up with its weights."""
    return Wire(f"pre_{gate}", READ, ((column, 4), (column, 3)), at=0.4)


def entrance(columns: float) -> tuple[tuple[Part, ...], tuple[Wire, ...]]:
    """Return x and h before at the bottom, and the line on which they meet."""
    joined = 1.3
    parts = (
        Part(0, 4, "end", "h before", "h"),
        Part(joined, 5, "end", "x", "x"),
        Part(joined, 4, "join", "[h, x]"),
        Part(columns, 4, "units", ""),
    )
    wires = (
        Wire("h_before", READ, ((0, 4), (columns, 4)), "bus", at=0.0),
        Wire("x", READ, ((joined, 5), (joined, 4)), at=0.0),
    )
    return parts, wires


def word(column: float, text: str) -> Part:
    """Return what a part of the cell does, below its gates."""
    return Part(column, 4.55, "word", text)


def lstm(coupled: bool = False, peepholes: bool = False) -> CellDrawing:
    """Draw the belt of c along the top; f, i, g and o below it; h leaves at the right."""
    f, i, g, o = 2.5, 4.1, 5.5, 7.6
    parts, wires = entrance(o)
    gates = [("f", f, "σ"), *([] if coupled else [("i", i, "σ")]), ("g", g, "tanh"), ("o", o, "σ")]
    parts += tuple(Part(column, 3, "gate", label, name) for name, column, label in gates)
    parts += (
        Part(0, 0, "end", "c before", "c"),
        Part(f, 0, "op", "×", "f"),
        Part(g, 0, "op", "+", "c"),
        Part(g, 1.5, "op", "×", "i"),
        Part(8.9, 1, "op", "tanh", "c"),
        Part(8.9, 2.2, "op", "×", "o"),
        Part(10.6, 0, "end", "c", "c"),
        Part(10.6, 2.2, "end", "h", "h"),
        word(f, "keep or forget"),
        word(g if coupled else (i + g) / 2, "write"),
        word(o, "show"),
    )
    wires += tuple(into(name, column) for name, column, _ in gates)
    wires += (
        Wire("c_before", READ, ((0, 0), (f, 0)), "belt", at=0.0),
        Wire("f", FIRST, ((f, 3), (f, 0)), at=0.42),
        Wire("g", SECOND, ((g, 3), (g, 1.5))),
        Wire("kept", FIRST, ((f, 0), (g, 0)), "belt", "f", at=0.55),
        Wire("added", SECOND, ((g, 1.5), (g, 0)), "wire", "i"),
        Wire("c", SECOND, ((g, 0), (10.6, 0)), "belt", at=1.0),
        Wire("", THIRD, ((8.9, 0), (8.9, 1))),
        Wire("act_c", THIRD, ((8.9, 1), (8.9, 2.2))),
        Wire("o", THIRD, ((o, 3), (o, 2.2), (8.9, 2.2)), at=0.5),
        Wire("h", THIRD, ((8.9, 2.2), (10.6, 2.2)), "wire", "o", at=1.0),
    )
    if coupled:
        parts += (Part(i - 0.3, 1.5, "op", "1−", "f"),)
        wires += (Wire("", SECOND, ((f, 1.5), (i - 0.3, 1.5))), Wire("i", SECOND, ((i - 0.3, 1.5), (g, 1.5))))
    else:
        wires += (Wire("i", SECOND, ((i, 3), (i, 1.5), (g, 1.5)), at=0.3),)
    if peepholes:
        wires += (
            Wire("", READ, ((1.1, 0), (1.1, 2.4), (f - 0.25, 2.4), (f - 0.25, 2.7)), "peephole"),
            Wire("", READ, ((1.1, 2.4), (i - 0.25, 2.4), (i - 0.25, 2.7)), "peephole"),
            Wire("", THIRD, ((6.6, 0), (6.6, 2.4), (o - 0.25, 2.4), (o - 0.25, 2.7)), "peephole"),
        )
    return CellDrawing(parts, wires, 10.6, 5)


def gru() -> CellDrawing:
    """The belt is h itself: z keeps of it, 1 − z takes of the candidate; r decides what the candidate sees."""
    r, reset, n, z, total = 2.4, 3.6, 5.7, 7.3, 9.7
    parts, wires = entrance(z)
    parts += (
        Part(0, 0, "end", "h before", "h"),
        Part(r, 3, "gate", "σ", "r"),
        Part(reset, 3, "op", "×", "r"),
        Part(n, 3, "gate", "tanh", "n"),
        Part(z, 3, "gate", "σ", "z"),
        Part(z, 0, "op", "×", "z"),
        Part(z + 0.75, 1.5, "op", "1−", "z"),
        Part(total, 1.5, "op", "×", "z"),
        Part(total, 0, "op", "+", "h"),
        Part(10.6, 0, "end", "h", "h"),
        word(r, "reset"),
        word(n, "propose"),
        word(z, "update"),
    )
    wires += (
        into("r", r),
        Wire("recurrent_n", READ, ((reset, 4), (reset, 3)), at=0.4),
        into("z", z),
        Wire("h_before", READ, ((0, 0), (z, 0)), "belt", at=0.0),
        Wire("r", FIRST, ((r, 3), (r, 2.2), (reset, 2.2), (reset, 3))),
        Wire("reset", FIRST, ((reset, 3), (n, 3)), "wire", "r", at=0.42),
        into("n", n)._replace(phase=SECOND),
        Wire("n", SECOND, ((n, 3), (n, 2.2), (total, 2.2), (total, 1.5)), at=0.25),
        Wire("z", THIRD, ((z, 3), (z, 0)), at=0.75),
        Wire("", THIRD, ((z, 1.5), (z + 0.75, 1.5))),
        Wire("one_minus_z", THIRD, ((z + 0.75, 1.5), (total, 1.5))),
        Wire("kept", THIRD, ((z, 0), (total, 0)), "belt", "z"),
        Wire("added", THIRD, ((total, 1.5), (total, 0)), "wire", "one_minus_z"),
        Wire("h", THIRD, ((total, 0), (10.6, 0)), "belt", at=1.0),
    )
    return CellDrawing(parts, wires, 10.6, 5)


def simple_rnn() -> CellDrawing:
    """Draw a cell without belt or gate: what was is mixed with what is read, squashed, and handed on."""
    parts, wires = entrance(5.4)
    parts += (Part(5.4, 3, "gate", "tanh", "h"), Part(10.6, 1.5, "end", "h", "h"))
    wires += (into("h", 5.4), Wire("h", THIRD, ((5.4, 3), (5.4, 1.5), (10.6, 1.5)), at=1.0))
    return CellDrawing(parts, wires, 10.6, 5)


DRAWINGS = {
    "simple_rnn": simple_rnn(),
    "lstm": lstm(),
    "gru": gru(),
    "peephole_lstm": lstm(peepholes=True),
    "coupled_lstm": lstm(coupled=True),
}

OPENS = {"h_before": "h", "c_before": "c", "one_minus_z": "z", "reset": "pre_n"}
"""Numbers on wires that are opened under another name: a state under the step that made it, a product as its sum."""


def numbers(trace: Trace, unit: int) -> dict[str, np.ndarray]:
    """Return every number that a wire carries for one unit of the first sample, by name, each (timesteps,)."""
    found = {name: values[0, :, unit] for name, values in trace.values.items()}
    found |= {f"{state}_before": trace.before(state)[0, :, unit] for state in trace.cell.states}
    if "c" in found:
        found |= {"kept": found["f"] * found["c_before"], "added": found["i"] * found["g"]}
    if "z" in found:
        found |= {"one_minus_z": 1.0 - found["z"], "reset": found["r"] * found["recurrent_n"]}
        found |= {"kept": found["z"] * found["h_before"], "added": found["one_minus_z"] * found["n"]}
    return found


SPOKEN = {
    "h_before": "h before",
    "c_before": "c before",
    "kept": "what is kept",
    "added": "what is added",
    "act_c": "tanh of c",
    "one_minus_z": "1 − z",
    "recurrent_n": "the recurrent sum of the candidate",
    "reset": "what r lets through of it",
}


def spoken(name: str) -> str:
    """Name a number on a wire."""
    return f"the sum before {name[4:]}" if name.startswith("pre_") else SPOKEN.get(name, name)


def opened(kind: str, name: str) -> str:
    """Return the name of the trace under which a number on a wire is explained: a product as what it is added to."""
    if name in ("kept", "added"):
        return "h" if kind == "gru" else "c"
    return OPENS.get(name, name)


def drawing(kind: str) -> dict:
    """Return a cell's drawing as the component takes it."""
    parts, wires, columns, rows = DRAWINGS[kind]
    return {
        "parts": [part._asdict() for part in parts],
        "wires": [
            wire._asdict() | {"spoken": spoken(wire.carries), "opens": opened(kind, wire.carries)} for wire in wires
        ],
        "columns": columns,
        "rows": rows,
    }
