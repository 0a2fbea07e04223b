"""The hidden-state chapter: what the reader chose → a network, its inputs and its trace."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rnnviz.chapters.hidden_state.presets import Preset, presets
from rnnviz.core.layers import Dense, DenseWeights, Recurrent
from rnnviz.core.network import Network, NetworkTrace, init_network, run_network
from rnnviz.core.trace import Trace
from rnnviz.core.weights import STATES, Cell, Weights

SEEDS = 9999
LARGEST = 1e6
"""The bounds of what a reader may choose, beside the sizes: seeds, and the largest absolute value of an own number."""

DEFAULT_SEED = 1
"""Of the initial weights where the example has none of its own that fit."""

Table = tuple[tuple[float, ...], ...]

ARRAYS = ("x", "wx", "wh", "bh", "wy", "by", "h0", "c0")
"""What the reader may edit: inputs, the layer's three arrays as Keras returns them, the output's two, the start."""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``seed`` is None for the example's own weights. ``edits`` are the tables the reader has changed, by a name of
    ``ARRAYS``. ``selected`` is (name, timestep, unit) from 0; ``step`` counts from 0, where nothing has been read.
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
    step: int = 3
    selected: tuple[str, int, int] = ("h", 2, 0)
    predict: bool = False

    @classmethod
    def of(cls, key: str) -> "View":
        """The view that an example opens with."""
        preset = presets()[key]
        step = min(preset.timesteps, 3) if preset.every_step else preset.timesteps
        return cls(
            key,
            preset.cell.kind,
            preset.cell.units,
            preset.timesteps,
            preset.cell.activation,
            output=preset.output.activation,
            every_step=preset.every_step,
            step=step,
            selected=("h", step - 1, 0),
        )

    @property
    def layer(self) -> Cell:
        """The cell that the reader chose."""
        return Cell(self.cell, self.units, self.activation, self.recurrent_activation, reset_after=self.reset_after)

    def edited(self, name: str, table: Table | None) -> "View":
        """This view with a table changed, or given back to the example where None."""
        others = tuple((key, value) for key, value in self.edits if key != name)
        return replace(self, edits=others if table is None else (*others, (name, table)))


@dataclass(frozen=True, eq=False)
class Scene:
    """A view made real: the network, what it reads, and what is called what."""

    view: View
    preset: Preset
    network: Network
    inputs: np.ndarray
    initial: dict[str, np.ndarray]
    captions: list[str]
    given: bool

    @property
    def as_made(self) -> bool:
        """Whether this is the example's own network on its own inputs, of which its source speaks."""
        own, view = View.of(self.preset.key), self.view
        same = all(getattr(view, name) == getattr(own, name) for name in ("timesteps", "activation", "output"))
        return self.given and same and not view.edits

    @cached_property
    def run(self) -> NetworkTrace:
        """Both layers' traces of one sample; the output is computed after every step."""
        states = [self.initial[state][None] for state in STATES[self.view.cell]]
        return run_network(self.network, self.inputs[None], {0: states if len(states) > 1 else states[0]})

    @property
    def trace(self) -> Trace:
        """The recurrent layer's trace."""
        return self.run.layers[0].parts[""]

    @property
    def h(self) -> np.ndarray:
        """The states, (timesteps, units)."""
        return self.trace["h"][0]

    @property
    def y(self) -> np.ndarray:
        """What the output layer says of each state, (timesteps, outputs)."""
        return self.run.outputs[0]

    @property
    def shown_outputs(self) -> list[int]:
        """The timesteps whose output is shown: every one, or the last."""
        timesteps = len(self.inputs)
        return list(range(timesteps)) if self.view.every_step else [timesteps - 1]

    def table(self, name: str) -> np.ndarray:
        """The array called ``name`` in ``ARRAYS``, 2-D."""
        layer, output = self.network.weights
        arrays = {"x": self.inputs, "wx": layer.kernel, "wh": layer.recurrent_kernel, "bh": layer.bias}
        arrays |= {"wy": output.kernel, "by": output.bias, "h0": self.initial["h"], "c0": self.initial.get("c")}
        return np.atleast_2d(arrays[name])

    @property
    def table_names(self) -> list[str]:
        """The names of ``ARRAYS`` that this cell has."""
        return [name for name in ARRAYS if name != "c0" or "c" in self.initial]


def shapes(view: View) -> dict[str, tuple[int, int]]:
    """The shape of every table that the view has, rows by columns."""
    preset = presets()[view.preset]
    features = preset.inputs(1).shape[1]
    layer = view.layer.weight_shapes(features)
    outputs = preset.output.units
    found = {"x": (view.timesteps, features), "wx": layer["kernel"], "wh": layer["recurrent_kernel"]}
    found |= {"bh": layer["bias"] if len(layer["bias"]) == 2 else (1, *layer["bias"])}
    found |= {"wy": (view.units, outputs), "by": (1, outputs)}
    return found | {f"{state}0": (1, view.units) for state in STATES[view.cell]}


def fitted(view: View) -> tuple[View, list[str]]:
    """The view without edits that no longer fit, its step and selection within bounds; and what was left out."""
    notes, expected = [], shapes(view)
    for name, table in view.edits:
        shape = (len(table), len(table[0]) if table else 0)
        if name not in expected:
            view = view.edited(name, None)
            notes.append(f"The table {name} was left out: {view.cell} has none.")
        elif shape != expected[name]:
            view = view.edited(name, None)
            wanted = "{} × {}".format(*expected[name])
            notes.append(f"The table {name} ({shape[0]} × {shape[1]}) was left out: it must now be {wanted}.")
    step = min(view.step, view.timesteps)
    name, timestep, unit = view.selected
    width = presets()[view.preset].output.units if name == "y" else view.units
    if name == "y" and not view.every_step:
        timestep = view.timesteps - 1
    if name not in ("y", *STATES[view.cell]):
        name, width = "h", view.units
    selected = (name, min(timestep, view.timesteps - 1), min(unit, width - 1))
    return replace(view, step=step, selected=selected), notes


def scene(view: View) -> Scene:
    """The network and inputs of a view that ``fitted`` has passed."""
    preset = presets()[view.preset]
    edits = {name: np.array(table) for name, table in view.edits}
    inputs = edits.get("x", preset.inputs(view.timesteps))
    cell, output = view.layer, Dense(preset.output.units, view.output)
    own = preset.weights if fits(preset, cell) and view.seed is None else None
    if own is not None:
        layer, dense = own, preset.output_weights
    else:
        seed = DEFAULT_SEED if view.seed is None else view.seed
        layers = (Recurrent(cell, return_sequences=True), output)
        layer, dense = init_network(layers, (None, None, inputs.shape[1]), seed).weights
    bias = edits.get("bh", layer.bias)
    layer = Weights(
        edits.get("wx", layer.kernel), edits.get("wh", layer.recurrent_kernel), bias.reshape(layer.bias.shape)
    )
    dense = DenseWeights(edits.get("wy", dense.kernel), edits.get("by", dense.bias).reshape(-1))
    start = np.zeros(view.units)
    if preset.initial_h is not None and len(preset.initial_h) == view.units:
        start = np.array(preset.initial_h)
    initial = {"h": start, "c": np.zeros(view.units)}
    initial = {state: edits.get(f"{state}0", initial[state]).reshape(-1) for state in STATES[view.cell]}
    network = Network((Recurrent(cell, return_sequences=True), output), (layer, dense))
    captions = captions_of(inputs, preset.features) if "x" in edits else preset.captions(view.timesteps)
    return Scene(view, preset, network, inputs, initial, captions, own is not None)


def captions_of(inputs: np.ndarray, features: tuple[str, ...]) -> list[str]:
    """What to write under edited inputs: the name of the feature that is on, or the step's number."""
    return [one_hot(x, features) or f"step {t}" for t, x in enumerate(inputs, start=1)]


def one_hot(x: np.ndarray, names: tuple[str, ...]) -> str | None:
    """The name of the only 1 among zeros; None where x is anything else or has no names."""
    if len(x) < 2 or len(names) != len(x) or np.count_nonzero(x) != 1 or x.max() != 1:
        return None
    return names[int(np.argmax(x))]


def fits(preset: Preset, cell: Cell) -> bool:
    """Whether the example has weights of its own for this cell."""
    return preset.weights is not None and (preset.cell.kind, preset.cell.units) == (cell.kind, cell.units)
