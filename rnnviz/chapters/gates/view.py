"""What the reader of the gates chapter chose, and what it makes: a network and a run for each kind of cell."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rnnviz.chapters.gates import scenes
from rnnviz.chapters.gates.inputs import INPUTS, Input
from rnnviz.chapters.gates.sizes import equal_sizes
from rnnviz.core.network import Network, NetworkTrace, run_network
from rnnviz.core.numbers import written
from rnnviz.core.surgery import cut, hold, silence
from rnnviz.core.trace import Trace
from rnnviz.core.weights import GATES, STATES

KINDS = tuple(GATES)
UNITS = 8
TIMESTEPS = 48
SEEDS = 9999
LARGEST = 1e6
"""The bounds of what a reader may choose: sizes, seeds, the largest absolute value of an own number."""

WEIGHTS = ("trained", "fresh", *scenes.HAND_SET)
FORMS = ("heat", "lines")
DELTAS = ("0.001", "0.01", "0.1", "1")
HELD_GATES = ("none", "i", "f", "o", "z", "r")
RUNS = ("shown", "untouched", "nudged")
"""The runs that a number may belong to: with the operations, without them, and with them and a nudged input."""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``units`` are LSTM's; with ``equal`` "parameters" the others have as many as come nearest to its parameters.
    ``unit`` is the one drawn as lines and in the diagram, or the last that a smaller cell has: the selected number's,
    unless that is an output. ``nudged`` is a step, from 1. ``held`` to ``cut`` are the operations, ``value`` in
    hundredths. ``numbers`` are the reader's own inputs. ``selected`` is (kind, name, timestep, unit, run), from 0.
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
    selected: tuple[str, str, int, int, str] = ("lstm", "c", 2, 0, "shown")
    predict: bool = False

    @classmethod
    def of(cls, key: str) -> "View":
        """The view that an input opens with."""
        chosen = INPUTS[key]
        at = chosen.nudged
        return cls(key, timesteps=chosen.timesteps, nudged=at + 1, selected=("lstm", "c", at, 0, "shown"))

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
    """The names of what a cell of a kind computes, in the order of computing, and y; pre-activations beside them."""
    return {
        "simple_rnn": ("pre_h", "h"),
        "lstm": ("pre_i", "i", "pre_f", "f", "pre_g", "g", "pre_o", "o", "c", "act_c", "h"),
        "peephole_lstm": ("pre_i", "i", "pre_f", "f", "pre_g", "g", "c", "pre_o", "o", "act_c", "h"),
        "coupled_lstm": ("pre_f", "f", "i", "pre_g", "g", "pre_o", "o", "c", "act_c", "h"),
        "gru": ("pre_z", "z", "pre_r", "r", "recurrent_n", "pre_n", "n", "h"),
    }[kind] + ("pre_y", "y")


def shown_names(kind: str) -> tuple[str, ...]:
    """The names that have a row of their own in the pictures, from the gates to the output."""
    return tuple(name for name in names_of(kind) if name in (*GATES[kind], "i", *STATES[kind], "y"))


def outputs_of(features: int) -> int:
    """How many numbers the output has."""
    return 1 if features == 1 else features + 1


def width_of(view: View, kind: str, name: str) -> int:
    """How many numbers there are of a name at each timestep."""
    return outputs_of(view.features) if name in ("y", "pre_y") else view.sizes[kind]


def fitted(view: View) -> tuple[View, list[str]]:
    """The view within its own bounds, and a sentence for each thing that had to be another."""
    notes = []
    if view.weights == "trained" and view.units != scenes.recall()["units"]:
        view = replace(view, units=scenes.recall()["units"])
        notes.append(f"The trained networks have {view.units} units; other sizes are there with fresh weights.")
    if view.numbers:
        view = replace(view, timesteps=len(view.numbers)) if view.input == "own" else replace(view, numbers=())
    cells = tuple(kind for kind in KINDS if kind in view.cells) or View().cells
    last, sizes = view.timesteps - 1, [view.sizes[kind] for kind in cells]
    if view.nudged > view.timesteps:
        notes.append(f"There is no step {view.nudged} in a sequence of {view.timesteps}: the last one is nudged.")
    silenced = view.silenced
    if silenced != "none" and int(silenced) >= min(sizes):
        notes.append(f"Not every cell has a unit {silenced}: units 0 to {min(sizes) - 1} can be silenced.")
        silenced = "none"
    kind, name, timestep, unit, run = view.selected
    if kind not in cells or name not in names_of(kind):
        kind, name = (kind, "h") if kind in cells else (cells[0], "h")
    if view.predict or (run == "untouched" and not view.operated):
        run = "shown"
    selected = (kind, name, min(timestep, last), min(unit, width_of(view, kind, name) - 1), run)
    unit = min(view.unit, max(sizes) - 1) if name in ("y", "pre_y") else selected[3]
    nudged = min(view.nudged, view.timesteps)
    return replace(view, cells=cells, unit=unit, nudged=nudged, silenced=silenced, selected=selected), notes


@dataclass(frozen=True, eq=False)
class Scene:
    """One kind of cell of a view, made real: its network before and after the operations, and its runs."""

    kind: str
    untouched: Network
    operated: Network
    inputs: np.ndarray
    initial: list[np.ndarray]
    nudged: int
    delta: float

    def _run(self, network: Network, inputs: np.ndarray) -> NetworkTrace:
        states = [state[None] for state in self.initial]
        return run_network(network, inputs[None], {0: states if len(states) > 1 else states[0]})

    @cached_property
    def runs(self) -> dict[str, NetworkTrace]:
        """The run with the operations, without them, and with them and the nudge."""
        moved = self.inputs.copy()
        moved[self.nudged, 0] += self.delta
        shown = self._run(self.operated, self.inputs)
        untouched = shown if self.operated is self.untouched else self._run(self.untouched, self.inputs)
        return {"shown": shown, "untouched": untouched, "nudged": self._run(self.operated, moved)}

    def values(self, name: str, run: str = "shown") -> np.ndarray:
        """What is called ``name``, (timesteps, units)."""
        recurrent, output = (layer.parts[""] for layer in self.runs[run].layers)
        return (output if name in ("y", "pre_y") else recurrent)[name][0]

    @property
    def trace(self) -> Trace:
        """The cell's trace, with the operations."""
        return self.runs["shown"].layers[0].parts[""]


def inputs_of(view: View) -> np.ndarray:
    """What is read, (timesteps, features)."""
    if view.input == "own" and view.numbers:
        return np.array(view.numbers)[:, None]
    return view.given.series(view.timesteps)


def captions_of(view: View) -> list[str]:
    """What each step is called."""
    return view.given.captions(view.timesteps)


def scene(view: View, kind: str) -> Scene:
    """One kind of cell of a view that ``fitted`` has passed."""
    network = scenes.network(view.weights, kind, view.sizes[kind], view.features, view.seed)
    initial = scenes.start(view.weights, network.layers[0].cell)
    operated = operate(view, network)
    return Scene(kind, network, operated, inputs_of(view), initial, view.nudged - 1, float(view.delta))


def operate(view: View, network: Network) -> Network:
    """The network with the view's operations; the very same where none of them concerns it."""
    cell, weights = network.layers[0].cell, network.weights[0]
    if view.held in cell.gates:
        weights = hold(cell, weights, view.held, view.value / 100)
    if view.cut:
        weights = cut(cell, weights)
    if view.silenced != "none":
        weights = silence(cell, weights, int(view.silenced))
    return network if weights is network.weights[0] else Network(network.layers, (weights, network.weights[1]))


def operations(view: View, kind: str) -> str:
    """The operations that concern a kind of cell, in words; empty where none does."""
    done = []
    if view.held in GATES[kind]:
        done.append(f"{view.held} held at {written(view.value / 100, 2)}")
    if view.silenced != "none":
        done.append(f"unit {view.silenced} silenced")
    if view.cut:
        done.append("the recurrence cut")
    return ", ".join(done)


def sees(kind: str, name: str, timestep: int, selected: tuple) -> bool:
    """Whether a number may be seen while another, ``selected``, is to be predicted: it is not made from that one."""
    of, asked, at = selected[:3]
    if kind != of or timestep < at:
        return True
    order = names_of(kind)
    first = order.index(asked)
    if first and order[first - 1] == f"pre_{asked}":
        first -= 1
    return timestep == at and order.index(name) < first
