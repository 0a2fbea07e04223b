"""The gates chapter: what the reader chose → networks, their runs, and the numbers that are shown of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.chapters.gates.presets import task, weights
from rnnviz.chapters.gates.scene.memory import HalfLife, change, half_life
from rnnviz.chapters.gates.view import OUTPUTS, View, cells_of, network_of, nudged_cells_of, perturbed_of, shown_names
from rnnviz.core.network import Network, NetworkTrace, run_network
from rnnviz.core.surgery import cut, hold, silence
from rnnviz.core.trace import Trace
from rnnviz.core.weights import STATES
from rnnviz.ui.cache import cached


@dataclass(frozen=True, eq=False)
class Scene:
    """One kind of cell of a view, made real: its network before and after the operations, and what it reads."""

    kind: str
    untouched: Network
    operated: Network
    inputs: np.ndarray
    initial: list[np.ndarray]

    def run(self, network: Network, inputs: np.ndarray) -> NetworkTrace:
        """Run a network of this kind on inputs (batch, timesteps, features), from the initial state."""
        states = [np.repeat(state[None], len(inputs), axis=0) for state in self.initial]
        return run_network(network, inputs, {0: states if len(states) > 1 else states[0]})

    @cached_property
    def shown(self) -> NetworkTrace:
        """The run with the operations."""
        return self.run(self.operated, self.inputs[None])

    @cached_property
    def before(self) -> NetworkTrace:
        """The run without the operations; the very same where none of them concerns this kind."""
        return self.run(self.untouched, self.inputs[None]) if self.is_operated else self.shown

    @property
    def is_operated(self) -> bool:
        """Whether any operation concerns this kind."""
        return self.operated is not self.untouched

    @property
    def trace(self) -> Trace:
        """The cell's trace, with the operations."""
        return self.shown.layers[0].parts[""]


def inputs_of(view: View) -> np.ndarray:
    """Return what is read, (timesteps, features)."""
    if view.input == "own" and view.numbers:
        return np.array(view.numbers)[:, None]
    if view.input == "task":
        return task.sequence(view.sequence, view.timesteps)
    return view.given.series(view.timesteps)


def captions_of(view: View) -> list[str]:
    """Return what each step is called."""
    return view.given.captions(view.timesteps)


@cached(by=network_of)
def scene(view: View, kind: str) -> Scene:
    """Return one kind of cell of a view that ``fitted`` has passed."""
    network = weights.network(view.weights, kind, view.sizes[kind], view.features, view.seed)
    initial = weights.start(view.weights, network.layers[0].cell)
    return Scene(kind, network, operate(view, network), inputs_of(view), initial)


def operate(view: View, network: Network) -> Network:
    """Return the network with the view's operations; the very same where none of them concerns it."""
    cell, layer = network.layers[0].cell, network.weights[0]
    if view.held in cell.gates:
        layer = hold(cell, layer, view.held, view.value / 100)
    if view.cut:
        layer = cut(cell, layer)
    if view.silenced != "none":
        layer = silence(cell, layer, int(view.silenced))
    return network if layer is network.weights[0] else Network(network.layers, (layer, network.weights[1]))


@cached(by=perturbed_of)
def nudged_run(view: View, kind: str) -> NetworkTrace:
    """Return the run of a kind of cell with the operations and the nudge."""
    shown = scene(view, kind)
    return shown.run(shown.operated, nudged_inputs(view)[None])


def nudged_inputs(view: View) -> np.ndarray:
    """Return what is read with the nudge, (timesteps, features)."""
    moved = inputs_of(view).copy()
    moved[view.nudged - 1, 0] += float(view.delta)
    return moved


def targets_of(view: View) -> np.ndarray | None:
    """Return what the outputs should be, (timesteps,): the last pulse so far, or for JAZZ 1 of the next letter.

    None where the trained cells were not asked for anything on such an input, and where the weights are set by hand.
    """
    if view.weights not in ("trained", "fresh"):
        return None
    if view.features > 1:
        return np.ones(view.timesteps) if view.timesteps <= len(NEXT) else None
    return task.targets(inputs_of(view)[:, 0])


NEXT = (1, 2, 2, 3)
"""Which output is the letter that follows, after each letter of JAZZ: A, Z, Z, and the end."""


def answered(view: View, timestep: int) -> int:
    """Return which output is the answer after a timestep, from 0: the only one, or for JAZZ that of the next letter."""
    return 0 if view.features == 1 else NEXT[timestep % len(NEXT)]


def answers(view: View, kind: str, run: str = "shown") -> np.ndarray:
    """Return what a kind of cell says after each step, (timesteps,): y, or for JAZZ the share of the next letter."""
    y = values(view, kind, "y", run)
    return y[np.arange(len(y)), [answered(view, timestep) for timestep in range(len(y))]]


def keeping_gate(kind: str) -> str | None:
    """Return the gate that says how much of the old state a cell keeps; None where it has none."""
    return {"simple_rnn": None, "gru": "z"}.get(kind, "f")


def run_of(view: View, kind: str, run: str = "shown") -> NetworkTrace:
    """Return one of ``RUNS`` of a kind of cell."""
    if run == "nudged":
        return nudged_run(view, kind)
    return scene(view, kind).shown if run == "shown" else scene(view, kind).before


def values(view: View, kind: str, name: str, run: str = "shown") -> np.ndarray:
    """Return what is called ``name`` in a run of a kind of cell, (timesteps, units)."""
    return run_of(view, kind, run).layers[1 if name in OUTPUTS else 0].parts[""][name][0]


@cached(by=cells_of)
def scales(view: View) -> dict[str, float]:
    """Return the largest absolute value of x, c and y over all cells and what they were untouched: one scale for all.

    Of what no cell has it is 1.
    """
    found = {"x": [inputs_of(view)], "c": [], "y": []}
    for kind in view.cells:
        for name in {"c", "y"} & set(shown_names(kind)):
            found[name] += [values(view, kind, name, run) for run in ("shown", "untouched")]
    return {name: max((float(np.abs(each).max()) for each in some), default=1.0) or 1.0 for name, some in found.items()}


@cached(by=nudged_cells_of)
def changes(view: View) -> dict[tuple[str, str], np.ndarray]:
    """Return the largest change of each state after the nudge, (timesteps,), by kind of cell and state.

    A cell that has c keeps its memory there: h is what its output gate shows of tanh c.
    """
    return {
        (kind, state): change(values(view, kind, state, "nudged"), values(view, kind, state))[0]
        for kind in view.cells
        for state in STATES[kind]
    }


def half_lives(view: View) -> dict[tuple[str, str], HalfLife]:
    """Return the half-life of the nudge in each state of each cell that is shown."""
    return {each: half_life(sizes, view.nudged - 1) for each, sizes in changes(view).items()}


def most_changed(view: View, kind: str, state: str, timestep: int) -> int:
    """Return the unit whose state the nudge changed most."""
    return int(change(values(view, kind, state, "nudged"), values(view, kind, state))[1][timestep])
