"""What the reader chose in the gates chapter: the view, its bounds, and its link."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from rnnviz.chapters.gates.presets.inputs import INPUTS, Input
from rnnviz.chapters.gates.presets.sizes import MAX_UNITS, equal_sizes
from rnnviz.chapters.gates.presets.task import HELD_OUT
from rnnviz.chapters.gates.presets.weights import HAND_SET
from rnnviz.core.layers import NAMES
from rnnviz.core.weights import GATES, STATES
from rnnviz.store.recall import recall
from rnnviz.ui.link import Choice, Flag, Link, Number, Parameter, Several, Whole, choice, table, whole, written_table

KINDS = tuple(GATES)
MAX_LSTM_UNITS, MAX_TIMESTEPS = 8, 48
MAX_SEED, MAX_ABSOLUTE = 9999, 1e6
"""The largest seed, and the largest absolute value of a number of the reader's own."""

WEIGHTS = ("trained", "fresh", *HAND_SET)
FORMS = ("heat", "lines")
DELTAS = ("0.001", "0.01", "0.1", "1")
HELD_GATES = ("none", "i", "f", "o", "z", "r")
RUNS = ("shown", "untouched", "nudged")
"""The runs that a number may belong to: with the operations, without them, and with them and a nudged input."""

OUTPUTS = ("y", "pre_y")


class Selected(NamedTuple):
    """Which number: of which kind of cell, its name, its timestep and unit from 0, and its run."""

    kind: str
    name: str
    timestep: int
    unit: int
    run: str = "shown"


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``units`` are LSTM's; with ``equal`` "parameters" the others have as many as come nearest to its parameters.
    ``unit`` is the one drawn as lines and in the diagram, or the last that a smaller cell has: the selected number's,
    unless that is an output. ``nudged`` is a step, from 1. ``held`` to ``cut`` are the operations, ``value`` in
    hundredths. ``numbers`` are the reader's own inputs; ``sequence`` is which of the task's is read, from 1.
    """

    input: str = "two"
    weights: str = "trained"
    cells: tuple[str, ...] = ("simple_rnn", "lstm", "gru")
    units: int = 6
    equal: str = "units"
    seed: int = 1
    timesteps: int = 24
    form: str = "heat"
    unit: int = 0
    nudged: int = 3
    delta: str = "0.1"
    held: str = "none"
    value: int = 100
    silenced: str = "none"
    cut: bool = False
    numbers: tuple[float, ...] = ()
    sequence: int = 1
    selected: Selected = Selected("lstm", "c", 2, 0)
    predict: bool = False
    part: str = "memory"

    @classmethod
    def of(cls, key: str) -> "View":
        """Return the view that an input opens with."""
        opens = INPUTS[key]
        selected = Selected("lstm", "c", opens.nudged, 0)
        return cls(key, timesteps=opens.timesteps, nudged=opens.nudged + 1, selected=selected)

    @property
    def given(self) -> Input:
        """The input that was chosen."""
        return INPUTS[self.input]

    @property
    def features(self) -> int:
        """How many numbers are read at each step."""
        return max(1, len(self.given.features))

    @property
    def sizes(self) -> dict[str, int]:
        """The units of every kind."""
        return equal_sizes(KINDS, self.units, self.equal, self.features)

    @property
    def operated(self) -> bool:
        """Whether there is any operation."""
        return self.held != "none" or self.silenced != "none" or self.cut


def names_of(kind: str) -> tuple[str, ...]:
    """Return the names of what a cell computes, in the order of computing, and y; pre-activations beside them."""
    return {
        "simple_rnn": ("pre_h", "h"),
        "lstm": ("pre_i", "i", "pre_f", "f", "pre_g", "g", "pre_o", "o", "c", "act_c", "h"),
        "peephole_lstm": ("pre_i", "i", "pre_f", "f", "pre_g", "g", "c", "pre_o", "o", "act_c", "h"),
        "coupled_lstm": ("pre_f", "f", "i", "pre_g", "g", "pre_o", "o", "c", "act_c", "h"),
        "gru": ("pre_z", "z", "pre_r", "r", "recurrent_n", "pre_n", "n", "h"),
    }[kind] + ("pre_y", "y")


def shown_names(kind: str) -> tuple[str, ...]:
    """Return the names that have a row of their own in the pictures, from the gates to the output."""
    return tuple(name for name in names_of(kind) if name in (*GATES[kind], "i", *STATES[kind], "y"))


def outputs_of(features: int) -> int:
    """Return how many numbers the output has."""
    return 1 if features == 1 else features + 1


def width_of(view: View, kind: str, name: str) -> int:
    """Return how many numbers there are of a name at each timestep."""
    return outputs_of(view.features) if name in OUTPUTS else view.sizes[kind]


def fitted(view: View) -> tuple[View, list[str]]:
    """Return the view within its own bounds, and a sentence for each thing that had to be another."""
    notes = []
    if view.weights == "trained" and view.units != recall()["units"]:
        view = replace(view, units=recall()["units"])
        notes.append(f"The trained networks have {view.units} units; other sizes are there with fresh weights.")
    if view.numbers:
        view = replace(view, timesteps=len(view.numbers)) if view.input == "own" else replace(view, numbers=())
    cells = tuple(kind for kind in KINDS if kind in view.cells) or View().cells
    last, sizes = view.timesteps - 1, [view.sizes[kind] for kind in cells]
    if view.nudged > view.timesteps:
        notes.append(f"There is no step {view.nudged} in a sequence of {view.timesteps}: the last one is nudged.")
    silenced = view.silenced
    if silenced != "none" and int(silenced) >= min(sizes):
        allowed = f"units 0 to {min(sizes) - 1}" if min(sizes) > 1 else "unit 0 alone"
        notes.append(f"Not every cell has a unit {silenced}: {allowed} can be silenced.")
        view = replace(view, silenced="none")
    kind, name, timestep, unit, run = view.selected
    if kind not in cells or name not in names_of(kind):
        kind, name = kind if kind in cells else cells[0], "h"
    if view.predict or (run == "untouched" and not view.operated):
        run = "shown"
    selected = Selected(kind, name, min(timestep, last), min(unit, width_of(view, kind, name) - 1), run)
    unit = min(view.unit, max(sizes) - 1) if name in OUTPUTS else selected.unit
    nudged = min(view.nudged, view.timesteps)
    return replace(view, cells=cells, unit=unit, nudged=nudged, selected=selected), notes


CELLS = Several(
    "cells",
    "Cells beside each other",
    options=KINDS,
    names=tuple(NAMES[kind].removesuffix(" LSTM") for kind in KINDS),
    fewest=1,
)
WEIGHTS_CHOICE = Choice(
    "weights",
    "Weights",
    options=WEIGHTS,
    names=("Trained weights", "Fresh weights", *(setting.title for setting in HAND_SET.values())),
    unlabelled=True,
)
UNITS = Whole("units", "Units of the LSTM", "How many numbers its state holds.", high=MAX_LSTM_UNITS)
EQUAL = Choice(
    "equal",
    "What is equal",
    "Equal parameters: the other cells have the units that come nearest to the LSTM's number of parameters.",
    options=("units", "parameters"),
    names=("Equal units", "Equal parameters"),
)
SEQUENCE = Whole(
    "sequence",
    "Sequence",
    "One of those that the losses of the trained cells are measured on; none was trained on.",
    high=HELD_OUT,
)
SEED = Number("seed", "Seed of fresh weights", "Another seed, other weights.", low=0, high=MAX_SEED)
FORM = Choice("form", "Drawn as", options=FORMS, names=("Heat maps", "Lines"), side_by_side=True, unlabelled=True)
PREDICT = Flag("predict", "Predict, then reveal", "Hides the selected number and what follows from it: work it out.")
NUDGED = Whole("nudged", "Nudge x at timestep", name="nudge", high=MAX_TIMESTEPS)
DELTA = Choice("delta", "by δ", options=DELTAS)
HELD_GATE = Choice(
    "held",
    "Hold a gate",
    "In every cell that has it, in every unit, at every timestep.",
    name="hold",
    options=HELD_GATES,
    names=("none", "i, input", "f, forget", "o, output", "z, update", "r, reset"),
)
VALUE = Whole("value", "at, in hundredths", "0: shut. 100: open.", name="at", low=0, high=100)
UNITS_TO_SILENCE = ("none", *map(str, range(MAX_UNITS)))
SILENCED = Choice(
    "silenced", "Silence a unit", "Its h is 0 at every timestep.", name="silence", options=UNITS_TO_SILENCE
)
CUT = Flag("cut", "Cut the recurrence", "No h is read back. What f or z keeps is still kept.")


PART = Choice(
    "part",
    "Part",
    options=("memory", "surgery", "fair", "check", "names", "take"),
    names=("Memory half-life", "Surgery", "A fair comparison", "Is it true?", "Names in Keras", "Take it with you"),
)


def change_timesteps(view: View, timesteps: int) -> View:
    """Return a view of another length: the input goes on; the reader's own numbers are cut or repeated."""
    numbers = np.resize(view.numbers, timesteps).tolist() if view.numbers else ()
    return replace(view, timesteps=timesteps, numbers=tuple(numbers))


def change_unit(view: View, unit: int) -> View:
    """Return the view with another unit drawn and, unless an output is selected, selected."""
    selected = view.selected if view.selected.name in OUTPUTS else view.selected._replace(unit=unit)
    return replace(view, unit=unit, selected=selected)


TIMESTEPS = Whole("timesteps", "Timesteps", "How long the sequence is.", high=MAX_TIMESTEPS, put=change_timesteps)
UNIT = Whole(
    "unit", "Unit", "The unit that is drawn as lines and in the diagram.", low=0, high=MAX_UNITS - 1, put=change_unit
)


def parse_selected(text: str) -> Selected:
    """Parse lstm,c,3,0 or lstm,c,3,0,nudged: a kind, a name, a step from 1, a unit from 0, and a run."""
    parts = text.split(",")
    if len(parts) not in (4, 5):
        raise ValueError("it must be a cell, a name, a step and a unit, such as lstm,c,3,0")
    kind = choice(KINDS)(parts[0])
    name, timestep = choice(names_of(kind))(parts[1]), whole(1, MAX_TIMESTEPS)(parts[2]) - 1
    return Selected(kind, name, timestep, whole(0, MAX_UNITS - 1)(parts[3]), *map(choice(RUNS), parts[4:]))


def write_selected(selected: Selected) -> str:
    """Write the inverse of ``parse_selected``."""
    kind, name, timestep, unit, run = selected
    return ",".join([kind, name, str(timestep + 1), str(unit), *([] if run == "shown" else [run])])


def parse_numbers(text: str) -> tuple[float, ...]:
    """Parse 0.5,1,-2: the reader's own series."""
    return table(1, MAX_TIMESTEPS, MAX_ABSOLUTE)(text)[0]


LINK = Link(
    View,
    (
        Parameter("input", parse=choice(tuple(INPUTS))),
        *(CELLS, WEIGHTS_CHOICE, UNITS, EQUAL, SEED, TIMESTEPS, FORM, UNIT, PREDICT),
        *(NUDGED, DELTA, HELD_GATE, VALUE, SILENCED, CUT, PART, SEQUENCE),
        Parameter("numbers", name="x", parse=parse_numbers, write=lambda numbers: written_table((numbers,))),
        Parameter("selected", name="select", parse=parse_selected, write=write_selected),
    ),
    lambda values: View.of(values.get("input", View().input)),
    fitted,
    steps=frozenset({"select", "unit", "part"}),
)


def only(*fields: str) -> Callable[[View], View]:
    """Return what takes a view and returns it with these fields alone, all others as in the default view."""
    return lambda view: View(**{name: getattr(view, name) for name in fields})


CELL_FIELDS = ("input", "weights", "units", "equal", "seed", "timesteps", "held", "value", "silenced", "cut")
CELL_FIELDS += ("numbers", "sequence")
"""What decides each cell by itself, and its run."""

network_of = only(*CELL_FIELDS)
perturbed_of = only(*CELL_FIELDS, "nudged", "delta")
cells_of = only(*CELL_FIELDS, "cells")
nudged_cells_of = only(*CELL_FIELDS, "cells", "nudged", "delta")
"""What decides each cell by itself or the cells beside each other, without or with their runs with the nudge."""


def select(view: View, event: Any) -> View:
    """Return the view with what an event from the browser selects; one that names no number changes nothing."""
    if not isinstance(event, dict) or event.get("kind") not in view.cells:
        return view
    kind, name, timestep, unit = (event.get(key) for key in ("kind", "name", "timestep", "unit"))
    run = event.get("run", "shown")
    if name not in names_of(kind) or run not in RUNS:
        return view
    if not all(type(each) is int and each >= 0 for each in (timestep, unit)) or timestep >= view.timesteps:
        return view
    return fitted(replace(view, selected=Selected(kind, name, timestep, unit, run)))[0]


def select_in_cell(view: View, event: Any) -> View:
    """Return the view with what the diagram tells: a number was opened, another cell chosen, or a step settled on."""
    if not isinstance(event, dict):
        return view
    kind, name = event.get("kind"), event.get("name")
    unit = view.selected.unit if name in OUTPUTS else event.get("unit", view.unit)
    if type(unit) is not int:
        return view
    if kind in view.cells:  # another kind may have no number of that name, and fewer units
        name = name if name in names_of(kind) else "h"
        unit = min(unit, width_of(view, kind, name) - 1)
    return select(view, {**event, "name": name, "unit": unit})


def change_input(view: View, key: str) -> View:
    """Return the view with another input, as it opens with it, everything that is not of the input as it was."""
    opens = View.of(key)
    return replace(view, input=key, timesteps=opens.timesteps, nudged=opens.nudged, numbers=(), selected=opens.selected)


def change_seed(view: View, parameter: Parameter, value: int) -> View:
    """Return the view with fresh weights of another seed."""
    return replace(view, seed=value, weights="fresh")
