"""What the reader chose in the hidden-state chapter: the view, its bounds, and its link."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from rnnviz.chapters.hidden_state.presets import Preset, presets
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import DENSE_ACTIVATIONS, KERAS_NAMES, Dense
from rnnviz.core.weights import STATES, Cell
from rnnviz.ui.link import Choice, Flag, Link, Number, Parameter, Whole, choice, clipped, table, whole, written_table
from rnnviz.ui.open_network import MAX_FEATURES, MAX_OUTPUTS, MAX_TIMESTEPS, MAX_UNITS

MAX_SEED, MAX_ABSOLUTE = 9999, 1e6
"""The largest seed, and the largest absolute value of a number of the reader's own."""

Table = tuple[tuple[float, ...], ...]

WEIGHTS = ("wx", "wh", "bh", "wy", "by")
"""The layer's three arrays as Keras returns them, and the output's two."""

ARRAYS = ("x", *WEIGHTS, "h0", "c0")
"""What the reader may edit: inputs, weights, the start."""


class Selected(NamedTuple):
    """Which number: h, c or y, its timestep and its unit, from 0."""

    name: str
    timestep: int
    unit: int


SEVERAL = "Every step has several numbers, which came with the network; change any of them in the table x."
"""The story of the reader's own numbers where a timestep has more than one."""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``seed`` is None for the example's own weights. ``edits`` are the tables the reader has changed, by a name of
    ``ARRAYS``. ``step`` counts from 0, where nothing has been read. ``names`` are what the reader's own numbers are
    called where each timestep has several, and ``outputs`` how many the network says; examples have their own.
    """

    preset: str = "document"
    cell: str = "simple_rnn"
    units: int = 2
    timesteps: int = 3
    activation: str = "linear"
    recurrent_activation: str = "sigmoid"
    reset_after: bool = True
    output: str = "linear"
    every_step: bool = False
    seed: int | None = None
    edits: tuple[tuple[str, Table], ...] = ()
    step: int = 1
    selected: Selected = Selected("h", 0, 0)
    predict: bool = False
    names: tuple[str, ...] = ()
    outputs: int = 1

    @classmethod
    def of(cls, key: str) -> "View":
        """Return the view that an example opens with."""
        preset = presets()[key]
        step = 1 if key == "document" else min(preset.timesteps, 3) if preset.every_step else preset.timesteps
        return cls(
            key,
            preset.cell.kind,
            preset.cell.units,
            preset.timesteps,
            preset.cell.activation,
            output=preset.output.activation,
            every_step=preset.every_step,
            step=step,
            selected=Selected("h", step - 1, 0),
        )

    @property
    def example(self) -> Preset:
        """The example; the reader's own numbers have the names and outputs that came with them."""
        preset = presets()[self.preset]
        if self.preset != "own" or (not self.names and self.outputs == 1):
            return preset
        features = max(1, len(self.names))
        return replace(
            preset,
            story=preset.story if features == 1 else SEVERAL,
            inputs=lambda timesteps: np.tile(preset.inputs(timesteps), features),
            features=self.names,
            output=Dense(self.outputs),
        )

    @property
    def layer(self) -> Cell:
        """The cell that the reader chose."""
        return Cell(self.cell, self.units, self.activation, self.recurrent_activation, reset_after=self.reset_after)

    def edited(self, name: str, table: Table | None) -> "View":
        """Return this view with a table changed, or given back to the example where None."""
        others = tuple((key, value) for key, value in self.edits if key != name)
        return replace(self, edits=others if table is None else (*others, (name, table)))


def shapes(view: View) -> dict[str, tuple[int, int]]:
    """Return the shape of every table that the view has, rows by columns."""
    preset = view.example
    features = preset.inputs(1).shape[1]
    layer = view.layer.weight_shapes(features)
    outputs = preset.output.units
    found = {"x": (view.timesteps, features), "wx": layer["kernel"], "wh": layer["recurrent_kernel"]}
    found |= {"bh": layer["bias"] if len(layer["bias"]) == 2 else (1, *layer["bias"])}
    found |= {"wy": (view.units, outputs), "by": (1, outputs)}
    return found | {f"{state}0": (1, view.units) for state in STATES[view.cell]}


def fitted(view: View) -> tuple[View, list[str]]:
    """Return the view without edits that no longer fit, its step and selection within bounds; and what was left out."""
    if view.preset != "own":
        view = replace(view, names=(), outputs=1)
    notes, expected = [], shapes(view)
    for name, rows in view.edits:
        shape = (len(rows), len(rows[0]) if rows else 0)
        if name not in expected:
            view = view.edited(name, None)
            notes.append(f"The table {name} was left out: {view.cell} has none.")
        elif shape != expected[name]:
            view = view.edited(name, None)
            wanted = "{} × {}".format(*expected[name])
            notes.append(f"The table {name} ({shape[0]} × {shape[1]}) was left out: it must now be {wanted}.")
    step = min(view.step, view.timesteps)
    name, timestep, unit = view.selected
    width = view.example.output.units if name == "y" else view.units
    if name == "y" and not view.every_step:
        timestep = view.timesteps - 1
    if name not in ("y", *STATES[view.cell]):
        name, width = "h", view.units
    selected = Selected(name, min(timestep, view.timesteps - 1), min(unit, width - 1))
    if step and name != "y":
        step = max(step, selected.timestep + 1)  # a number is not shown before it is there
    return replace(view, step=step, selected=selected), notes


CELL = Choice(
    "cell", "Cell", options=tuple(KERAS_NAMES), names=tuple(KERAS_NAMES.values()), side_by_side=True, unlabelled=True
)
UNITS = Whole("units", "Units", "How many numbers the state holds.", high=MAX_UNITS)
TIMESTEPS = Whole("timesteps", "Timesteps", "How long the sequence is.", high=MAX_TIMESTEPS)
ACTIVATION = Choice("activation", "Activation", "Of the candidate and of the state.", options=tuple(ACTIVATIONS))
GATE_ACTIVATION = Choice("recurrent_activation", "Activation of the gates", name="gates", options=tuple(ACTIVATIONS))
RESET_AFTER = Flag("reset_after", "reset_after", "Keras's default: the reset gate multiplies after the product.")
OUTPUT = Choice("output", "Activation of the output", options=DENSE_ACTIVATIONS)
EVERY_STEP = Flag(
    "every_step", "Output after every step", "Off: only after the last, as without return_sequences.", name="every"
)
PREDICT = Flag("predict", "Predict, then reveal", "Hides the next state: work it out and type it.")
SEED = Number(
    "seed",
    "Seed of the initial weights",
    "Empty: the example's own weights, where any fit. A number: weights as Keras draws them by default.",
    low=0,
    high=MAX_SEED,
    empty="the example's own",
)


def parse_selected(text: str) -> Selected:
    """Parse h,3,0: a name, a step counted from 1, a unit counted from 0."""
    parts = text.split(",")
    if len(parts) != 3:
        raise ValueError("it must be a name, a step and a unit, such as h,3,0")
    name = choice(("h", "c", "y"))(parts[0])
    return Selected(name, whole(1, MAX_TIMESTEPS)(parts[1]) - 1, whole(0, MAX_UNITS - 1)(parts[2]))


def parse_names(text: str) -> tuple[str, ...]:
    """Parse value|sine|cosine: what each number of a timestep is called."""
    names = tuple(text.split("|"))
    if len(names) > MAX_FEATURES or not all(name == clipped(name) != "" for name in names):
        raise ValueError(f"it must be up to {MAX_FEATURES} short names of letters and digits, with | between them")
    return names


def edited_array(name: str) -> Parameter:
    """Return the parameter of a table that the reader may edit; no table has more columns than four gates."""
    return Parameter(
        "edits",
        name=name,
        parse=table(MAX_TIMESTEPS, 4 * MAX_UNITS, MAX_ABSOLUTE),
        write=written_table,
        get=partial(array_of, name=name),
        put=lambda view, rows: view.edited(name, rows),
    )


def array_of(view: View, name: str) -> Table | None:
    """Return an edited table, None where it is the example's."""
    return dict(view.edits).get(name)


def opened(values: Mapping[str, Any]) -> View:
    """Return the view that a link begins with: its example, as long as the numbers that the reader brings."""
    view = View.of(values.get("preset", "document"))
    return replace(view, timesteps=len(values["x"])) if view.preset == "own" and "x" in values else view


LINK = Link(
    View,
    (
        Parameter("preset", parse=choice(tuple(presets()))),
        *(CELL, UNITS, TIMESTEPS, ACTIVATION, GATE_ACTIVATION, RESET_AFTER, OUTPUT, EVERY_STEP, PREDICT, SEED),
        Parameter("step", parse=whole(0, MAX_TIMESTEPS)),
        Parameter(
            "selected", name="select", parse=parse_selected, write=lambda s: f"{s.name},{s.timestep + 1},{s.unit}"
        ),
        Parameter("names", parse=parse_names, write="|".join),
        Parameter("outputs", parse=whole(1, MAX_OUTPUTS)),
        *map(edited_array, ARRAYS),
    ),
    opened,
    fitted,
    steps=frozenset({"step", "select"}),
)


def network_of(view: View) -> View:
    """Return the view without where the reader looks, which changes no number."""
    return replace(view, step=0, selected=Selected("h", 0, 0), predict=False)


def select(view: View, event: Any) -> View:
    """Return the view with what an event from the browser selects; one that names no number changes nothing."""
    if not isinstance(event, dict) or event.get("name") not in ("h", "c", "y"):
        return view
    timestep, unit = event.get("timestep"), event.get("unit")
    step = event.get("step", timestep + 1 if type(timestep) is int else None)
    if not all(type(each) is int and each >= 0 for each in (timestep, unit, step)):
        return view
    return fitted(replace(view, selected=Selected(event["name"], timestep, unit), step=step))[0]


def change_cell(view: View, parameter: Parameter, value: str) -> View:
    """Return a view with another cell; an example's own activation belongs to its own cell, others begin with tanh."""
    own = presets()[view.preset].cell
    if view.activation == (own.activation if view.cell == own.kind else "tanh"):
        view = replace(view, activation=own.activation if value == own.kind else "tanh")
    return parameter.apply(view, value)


def change_timesteps(view: View, parameter: Parameter, value: int) -> View:
    """Return a view of another length: the example goes on, own numbers are cut or repeated, the end stays the end."""
    rows = array_of(view, "x")
    if rows:
        view = view.edited("x", tuple(rows[t % len(rows)] for t in range(value)))
    if view.step == view.timesteps:
        view = replace(view, step=value, selected=view.selected._replace(timestep=value - 1))
    return parameter.apply(view, value)


def change_seed(view: View, parameter: Parameter, value: int | None) -> View:
    """Return the view with another seed and without edited weights, which it replaces."""
    for name in WEIGHTS:
        view = view.edited(name, None)
    return parameter.apply(view, value)


def take_numbers(view: View, numbers: tuple[float, ...]) -> View:
    """Return the view that reads the numbers, at their end."""
    rows = tuple((each,) for each in numbers)
    return replace(view.edited("x", rows), timesteps=len(rows), step=len(rows))
