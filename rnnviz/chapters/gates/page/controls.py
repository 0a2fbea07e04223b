"""What the reader chose in the gates chapter: its controls, its link, and where it is held."""

from dataclasses import replace

from rnnviz.chapters.gates.inputs import INPUTS
from rnnviz.chapters.gates.scenes import HAND_SET
from rnnviz.chapters.gates.sizes import MOST
from rnnviz.chapters.gates.view import (
    DELTAS,
    FORMS,
    HELD_GATES,
    KINDS,
    LARGEST,
    RUNS,
    SEEDS,
    TIMESTEPS,
    UNITS,
    WEIGHTS,
    View,
    fitted,
    names_of,
)
from rnnviz.ui.controls import Choice, Flag, Number, Whole
from rnnviz.ui.link import Parameter, choice, read, table, whole, write, written_table
from rnnviz.ui.page_state import PageState

WEIGHTS_CHOICE = Choice(
    "weights",
    "weights",
    "Weights",
    None,
    WEIGHTS,
    ("Trained", "Fresh", *(scene.title for scene in HAND_SET.values())),
    side_by_side=True,
    plain=True,
)

UNITS_SLIDER = Whole("units", "units", "Units of the LSTM", "How many numbers its state holds.", 1, UNITS)

EQUAL = Choice(
    "equal",
    "equal",
    "What is equal",
    "Equal parameters: the other cells have the units that come nearest to the LSTM's number of parameters.",
    ("units", "parameters"),
    ("Equal units", "Equal parameters"),
)

SEED = Number("seed", "seed", "Seed of fresh weights", "Another seed, other weights.", 0, SEEDS)

TIMESTEPS_SLIDER = Whole("timesteps", "timesteps", "Timesteps", "How long the sequence is.", 1, TIMESTEPS)

FORM = Choice("form", "form", "Drawn as", None, FORMS, ("Heat maps", "Lines"), side_by_side=True, plain=True)

UNIT = Whole("unit", "unit", "Unit", "The unit that is drawn as lines and in the diagram.", 0, MOST - 1)

PREDICT = Flag(
    "predict", "predict", "Predict, then reveal", "Hides the selected number and what follows from it: work it out."
)

NUDGED = Whole("nudged", "nudge", "Nudge x at timestep", None, 1, TIMESTEPS)

DELTA = Choice("delta", "delta", "by δ", None, DELTAS)

HELD_GATE = Choice(
    "held",
    "hold",
    "Hold a gate",
    "In every cell that has it, in every unit, at every timestep.",
    HELD_GATES,
    ("none", "i, input", "f, forget", "o, output", "z, update", "r, reset"),
)

VALUE = Whole("value", "at", "at, in hundredths", "0: shut. 100: open.", 0, 100)

SILENCED = Choice(
    "silenced", "silence", "Silence a unit", "Its h is 0 at every timestep.", ("none", *map(str, range(MOST)))
)

CUT = Flag("cut", "cut", "Cut the recurrence", "No h is read back. What f or z keeps is still kept.")

CONTROLS = (
    WEIGHTS_CHOICE,
    UNITS_SLIDER,
    EQUAL,
    SEED,
    TIMESTEPS_SLIDER,
    FORM,
    UNIT,
    PREDICT,
    NUDGED,
    DELTA,
    HELD_GATE,
    VALUE,
    SILENCED,
    CUT,
)


def parse_cells(text: str) -> tuple[str, ...]:
    """lstm,gru: kinds of cell."""
    return tuple(choice(KINDS)(part) for part in text.split(","))


def parse_selected(text: str) -> tuple[str, str, int, int, str]:
    """lstm,c,3,0 or lstm,c,3,0,nudged: a kind, a name, a step from 1, a unit from 0, and a run."""
    parts = text.split(",")
    if len(parts) not in (4, 5):
        raise ValueError("it must be a cell, a name, a step and a unit, such as lstm,c,3,0")
    kind, run = choice(KINDS)(parts[0]), choice(RUNS)(parts[4]) if len(parts) == 5 else "shown"
    name = choice(names_of(kind))(parts[1])
    return kind, name, whole(1, TIMESTEPS)(parts[2]) - 1, whole(0, MOST - 1)(parts[3]), run


def write_selected(selected: tuple[str, str, int, int, str]) -> str:
    """The inverse of ``parse_selected``."""
    kind, name, timestep, unit, run = selected
    return ",".join([kind, name, str(timestep + 1), str(unit), *([] if run == "shown" else [run])])


def parse_numbers(text: str) -> tuple[float, ...]:
    """0.5,1,-2: the reader's own series."""
    return table(1, TIMESTEPS, LARGEST)(text)[0]


PARAMETERS = (
    Parameter("input", choice(tuple(INPUTS))),
    Parameter("cells", parse_cells, ",".join),
    *(control.parameter for control in CONTROLS),
    Parameter("x", parse_numbers, lambda numbers: written_table((numbers,))),
    Parameter("select", parse_selected, write_selected),
)

FIELDS = {control.name: control.field for control in CONTROLS}
FIELDS |= {"input": "input", "cells": "cells", "x": "numbers", "select": "selected"}


def from_query(query: dict[str, str]) -> tuple[View, list[str]]:
    """The view that a link describes, and a sentence for everything in it that was ignored."""
    values, ignored = read(PARAMETERS, query)
    view = View.of(values.get("input", View().input))
    if "unit" in values and "select" not in values:
        view = at_unit(view, values["unit"])
    view, left_out = fitted(replace(view, **{FIELDS[name]: value for name, value in values.items()}))
    return view, ignored + left_out


def to_query(view: View) -> dict[str, str]:
    """The link of a view: its input, and whatever differs from what that opens with."""
    values, opened = (
        {name: getattr(each, field) for name, field in FIELDS.items()} for each in (view, View.of(view.input))
    )
    return write(PARAMETERS, values, opened | {"input": View().input})


PAGE = PageState("gates", from_query, to_query, fitted)

FIRST = "over_time"
"""The fragment that a control redraws first; the rest of the page follows."""


def at_unit(view: View, unit: int) -> View:
    """The view with another unit drawn and, unless an output is selected, selected."""
    kind, name, timestep, chosen, run = view.selected
    chosen = chosen if name in ("y", "pre_y") else unit
    return replace(view, unit=unit, selected=(kind, name, timestep, chosen, run))


def selected(view: View, event) -> View:
    """The view with what an event from the browser selects; one that names no number changes nothing."""
    if not isinstance(event, dict) or event.get("kind") not in view.cells:
        return view
    kind, name, timestep, unit = (event.get(key) for key in ("kind", "name", "timestep", "unit"))
    run = event.get("run", "shown")
    if name not in names_of(kind) or run not in RUNS:
        return view
    if not all(type(each) is int and each >= 0 for each in (timestep, unit)) or timestep >= view.timesteps:
        return view
    return fitted(replace(view, selected=(kind, name, timestep, unit, run)))[0]
