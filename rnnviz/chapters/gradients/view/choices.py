"""What the reader chose in the gradients chapter: the view and its bounds, and what of it decides which numbers."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.weights import STATES, Cell
from rnnviz.store.recall import recall

MAX_UNITS, MAX_TIMESTEPS, MAX_SEED, MAX_UPDATES, MAX_ABSOLUTE = 32, 200, 9999, 20, 1e6
"""The bounds of what a reader may choose; the last is the largest absolute value of a number of their own."""

OUTPUTS = ("linear", "tanh")
"""The activations that the output of a network that is brought here may have; of others it is linear."""

PHASES = ("forward", "loss", "backward", "update")

INITIALISERS = ("keras", "orthogonal", "glorot", "identity", "scaled", "irnn")
"""Keras's default draws all blocks together, orthogonal; the others draw each gate's block by itself.

"irnn" is the identity with input weights that are normal, of width 0.001 (Le et al. 2015).
"""

AS_DRAWN = 0.0
RADII = (AS_DRAWN, 0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0)
"""The spectral radii that a reader may choose; ``AS_DRAWN`` scales nothing."""

NUMBERS = ("x", "h", "c", "y", "error", "loss", "d_y", "d_h", "d_c")
"""What can be selected, beside weights' gradients."""

PREDICTED = ("d_h", "d_c")
"""What a reader may be asked for."""

BY_UNIT = ("h", "c", "d_h", "d_c")
"""What has a number for each unit."""


DRAWN = ("activation", "initial", "radius", "forget")
"""What decides weights that are drawn, beside their number, and that trained ones have of their own."""


class Pair(NamedTuple):
    """Which number of the T×T matrix: ∂h_t/∂h_k, timesteps from 0, of which k is not the later."""

    t: int
    k: int


class Selected(NamedTuple):
    """Which number: its name, its timestep from 0 (None for all together), its unit, (row, column) for a weight."""

    name: str
    timestep: int | None
    unit: int | tuple[int, int]


Rows = tuple[tuple[float, ...], ...]


class Given(NamedTuple):
    """A network that was brought from elsewhere: its kind of cell, activation and output's activation, arrays as rows.

    A bias has one row, in GRU two; so has the output's, of one number.
    """

    cell: str
    activation: str
    output: str
    kernel: Rows
    recurrent_kernel: Rows
    bias: Rows
    output_kernel: Rows
    output_bias: Rows

    @property
    def units(self) -> int:
        """The size of its state."""
        return len(self.recurrent_kernel)


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``cell`` is the kind that is looked at closely; ``variants`` adds the two that are not in Keras. ``given`` is a
    network in the place of those that are drawn. ``chosen`` are the timesteps of the loss from 0, ``step`` is the
    timestep, from 1, whose contribution is drawn as a matrix. ``updates`` counts steps of gradient descent.
    """

    preset: str = "defaults"
    cell: str = "simple_rnn"
    units: int = 16
    timesteps: int = 40
    activation: str = "tanh"
    initial: str = "keras"
    radius: float = AS_DRAWN
    forget: float = 1.0
    inputs: str = "noise"
    own: tuple[float, ...] = ()
    seed: int = 1
    weights: str = "drawn"
    given: Given | None = None
    loss: str = "last"
    chosen: tuple[int, ...] = ()
    variants: bool = False
    share: bool = False
    state: str = "h"
    pair: Pair = Pair(39, 19)
    step: int = 40
    clipping: str = "none"
    threshold: float = 1.0
    learning_rate: float = 0.01
    run_rate: float = 0.3
    updates: int = 0
    phase: str = "backward"
    selected: Selected = Selected("d_h", 38, 0)
    predict: bool = False
    part: str = "states"

    @classmethod
    def of(cls, key: str) -> "View":
        """Return the view that a preset opens with, whose last step but one is selected."""
        view = replace(cls(), preset=key, **PRESETS[key].changes)
        return fitted(replace(view, selected=Selected("d_h", view.timesteps - 2, 0)))[0]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of cell that are shown beside each other."""
        if self.given:
            return (self.given.cell,)
        return tuple(NAMES if self.variants else KERAS_NAMES)

    @property
    def example(self) -> str:
        """The preset that the view opened with; none where a network was brought here."""
        return "" if self.given else self.preset

    @property
    def are_drawn(self) -> bool:
        """Whether the weights are drawn by a seed."""
        return self.weights == "drawn" and not self.given

    @property
    def loss_steps(self) -> tuple[int, ...]:
        """The timesteps, from 0, at which the output counts."""
        if self.loss == "every":
            return tuple(range(self.timesteps))
        return self.chosen if self.loss == "chosen" else (self.timesteps - 1,)

    @property
    def unit(self) -> int:
        """The unit that is selected; 0 where a weight is."""
        return self.selected.unit if isinstance(self.selected.unit, int) else 0

    def state_of(self, kind: str) -> str:
        """Return the state whose dependence on earlier ones is shown of a kind of cell: h where it has no c."""
        return self.state if self.state in STATES[kind] else "h"


def fitted(view: View) -> tuple[View, list[str]]:
    """Return the view within what its sizes allow, and a sentence for each thing that had to give way."""
    notes, last = [], view.timesteps - 1
    if view.inputs == "own" and len(view.own) != view.timesteps:
        own = view.own or (0.0,)
        view, last = replace(view, own=own, timesteps=len(own)), len(own) - 1
        notes.append(f"The sequence is as long as your numbers: timesteps is {len(own)}.")
    if view.given and view.cell != view.given.cell:
        view = replace(view, given=None)
        notes.append(f"The weights brought here are not the {NAMES[view.cell]}'s: all three cells are drawn.")
    if view.given:
        view = as_given(view)
    if view.cell not in view.kinds:
        view = replace(view, variants=True)
    if view.weights == "trained" and view != as_trained(view):
        view = as_trained(view)
        notes.append(f"The trained cells are as they are: {view.units} units of tanh, with their own U and biases.")
    chosen = ()
    if view.loss == "chosen":
        chosen = tuple(sorted({t for t in view.chosen if t <= last})) or (last,)
        if max(view.chosen, default=0) > last:
            there = f"timesteps 1 to {last + 1} are" if last else "timestep 1 is"
            notes.append(f"Only {there} there: the loss leaves the others out.")
    later, earlier = max(view.pair), min(view.pair)
    within = min(later, last)
    pair = Pair(within, earlier if earlier < within or later <= last else last // 2)
    view = replace(view, chosen=chosen, pair=pair, step=min(max(view.step, 1), last + 1))
    return replace(view, selected=selected_within(view)), notes


def as_trained(view: View) -> View:
    """Return the view with the sizes and functions of the trained cells, and none of what only drawn ones have."""
    return without(replace(view, weights="trained", units=recall()["units"]), *DRAWN)


def as_given(view: View) -> View:
    """Return the view with the sizes and functions of the network brought here."""
    view = without(replace(view, units=view.given.units), "weights", "variants", *DRAWN)
    return replace(view, activation=view.given.activation)


def without(view: View, *names: str) -> View:
    """Return the view with fields as they are in ``View()``."""
    return replace(view, **{name: getattr(View, name) for name in names})


def selected_within(view: View) -> Selected:
    """Return the selection, brought within the sizes; a cell without c has h in its place."""
    (name, timestep, unit), last = view.selected, view.timesteps - 1
    if view.predict and name not in PREDICTED:
        name = "d_h"
    if name == "d_recurrent_kernel":
        rows, columns = recurrent_shape(view)
        row, column = unit if isinstance(unit, tuple) else (0, 0)
        place = min(row, rows - 1), min(column, columns - 1)
        return Selected(name, None if timestep is None else min(timestep, last), place)
    if name == "loss":
        return Selected(name, None, 0)
    if "c" not in STATES[view.cell]:
        name = {"c": "h", "d_c": "d_h"}.get(name, name)
    unit = min(unit, view.units - 1) if name in BY_UNIT and not isinstance(unit, tuple) else 0
    return Selected(name, min(last if timestep is None else timestep, last), unit)


def recurrent_shape(view: View) -> tuple[int, int]:
    """Return the shape of the recurrent kernel of the cell that is looked at closely."""
    return Cell(view.cell, view.units).weight_shapes(1)["recurrent_kernel"]


# What of a view decides which numbers: each leaves out more than the one before. Every section and every number of
# the page is known by them, so they are asked for hundreds of times at a move.

once = lru_cache(maxsize=256)


@once
def network_of(view: View) -> View:
    """Return the view without where the reader looks, which changes no number."""
    looks = ("preset", "cell", "variants", "share", "state", "pair", "step", "phase", "selected", "predict", "part")
    return without(view, *looks)


@once
def loss_of(view: View) -> View:
    """Return what decides the loss and its gradients; how an update is made matters only once there has been one."""
    view = network_of(view)
    view = without(view, "run_rate")
    return view if view.updates else without(view, "clipping", "threshold", "learning_rate")


@once
def forward_of(view: View) -> View:
    """Return what decides the states, and how they depend on each other."""
    view = loss_of(view)
    return view if view.updates else without(view, "loss", "chosen")


@once
def weights_of(view: View) -> View:
    """Return what decides the weights."""
    view = forward_of(view)
    return view if view.updates else without(view, "timesteps", "inputs", "own")
