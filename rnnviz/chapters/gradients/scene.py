"""What the reader chose → for each kind of cell its network, its trace, its loss and every gradient."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from rnnviz.chapters.gradients.initial import AS_DRAWN, recurrent_kernel
from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.core.gradients import Gradients, NetworkGradients, backpropagate_loss
from rnnviz.core.jacobians import reach, step_jacobians
from rnnviz.core.layers import KERAS_NAMES, NAMES, Dense, DenseWeights, Recurrent
from rnnviz.core.losses import SquaredError, squared_error
from rnnviz.core.network import Network, NetworkTrace, init_network, run_network
from rnnviz.core.optimizers import clip, descend, norm
from rnnviz.core.trace import Trace
from rnnviz.core.weights import STATES, Cell, Weights

UNITS, TIMESTEPS, SEEDS, UPDATES = 32, 200, 9999, 20
LARGEST = 1e6
"""The bounds of what a reader may choose."""

INPUTS = ("noise", "sine", "impulse", "zeros", "own")
LOSSES = ("last", "every", "chosen")
PHASES = ("forward", "loss", "backward", "update")


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``cell`` is the kind that is looked at closely; ``variants`` adds the two that are not in Keras. ``pair`` is
    (t, k) of ∂h_t/∂h_k from 0, ``chosen`` the timesteps of the loss from 0, ``step`` the timestep, from 1, whose
    contribution is drawn as a matrix. ``updates`` counts steps of gradient descent. ``selected`` is (name,
    timestep, unit), whose unit is a pair for a weight.
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
    loss: str = "last"
    chosen: tuple[int, ...] = ()
    variants: bool = False
    share: bool = False
    state: str = "h"
    pair: tuple[int, int] = (39, 19)
    step: int = 40
    clipping: str = "none"
    threshold: float = 1.0
    learning_rate: float = 0.01
    updates: int = 0
    phase: str = "backward"
    selected: tuple[str, int | None, int | tuple[int, int]] = ("d_h", 38, 0)
    predict: bool = False

    @classmethod
    def of(cls, key: str) -> "View":
        """The view that a preset opens with, whose last step but one is selected."""
        view = replace(cls(), preset=key, **PRESETS[key].changes)
        return fitted(replace(view, selected=("d_h", view.timesteps - 2, 0)))[0]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of cell that are shown beside each other."""
        return tuple(NAMES if self.variants else KERAS_NAMES)

    @property
    def loss_steps(self) -> tuple[int, ...]:
        """The timesteps, from 0, at which the output counts."""
        if self.loss == "every":
            return tuple(range(self.timesteps))
        return self.chosen if self.loss == "chosen" else (self.timesteps - 1,)


def fitted(view: View) -> tuple[View, list[str]]:
    """The view with everything within what its sizes allow, and a sentence for what had to give way."""
    notes, last = [], view.timesteps - 1
    if view.inputs == "own" and len(view.own) != view.timesteps:
        view = replace(view, own=view.own or (0.0,))
        view, last = replace(view, timesteps=len(view.own)), len(view.own) - 1
        notes.append(f"The sequence is as long as your numbers: timesteps is {len(view.own)}.")
    if view.cell not in view.kinds:
        view = replace(view, variants=True)
    chosen = tuple(sorted({t for t in view.chosen if t <= last})) or (last,)
    if view.loss == "chosen" and max(view.chosen, default=0) > last:
        notes.append(f"Only timesteps 1 to {last + 1} are there: the loss leaves the others out.")
    later, earlier = max(view.pair), min(view.pair)
    pair = (min(later, last), earlier if earlier < min(later, last) or later <= last else last // 2)
    view = replace(view, chosen=chosen if view.loss == "chosen" else (), pair=pair)
    view = replace(view, step=min(max(view.step, 1), view.timesteps))
    return replace(view, selected=selected_within(view)), notes


NAMES_OF_NUMBERS = ("x", "h", "c", "y", "error", "loss", "d_y", "d_h", "d_c")
"""What can be selected, beside weights' gradients."""


PREDICTED = ("d_h", "d_c")
"""What a reader may be asked for."""


def selected_within(view: View) -> tuple:
    """The selection, brought within the sizes; a cell without c has h in its place."""
    name, timestep, unit = view.selected
    last = view.timesteps - 1
    cell = Cell(view.cell, view.units)
    if view.predict and name not in PREDICTED:
        name = "d_h"
    if name == "d_recurrent_kernel":
        rows, columns = cell.weight_shapes(1)["recurrent_kernel"]
        row, column = unit if isinstance(unit, tuple) else (0, 0)
        return name, None if timestep is None else min(timestep, last), (min(row, rows - 1), min(column, columns - 1))
    if name == "loss":
        return name, None, 0
    if "c" not in STATES[view.cell]:
        name = {"c": "h", "d_c": "d_h"}.get(name, name)
    unit = 0 if isinstance(unit, tuple) or name in ("x", "y", "d_y", "error") else min(unit, view.units - 1)
    return name, min(last if timestep is None else timestep, last), unit


def inputs_of(view: View) -> np.ndarray:
    """What every cell reads, (timesteps, 1)."""
    steps = np.arange(view.timesteps)
    if view.inputs == "own":
        return np.array(view.own)[:, None]
    series = {
        "noise": lambda: np.random.default_rng([view.seed, 7]).standard_normal(TIMESTEPS)[: view.timesteps],
        "sine": lambda: np.sin(2 * np.pi * steps / 12 + 1.0),
        "impulse": lambda: (steps == 0) * 1.0,
        "zeros": lambda: np.zeros(view.timesteps),
    }
    return series[view.inputs]()[:, None]


@dataclass(frozen=True, eq=False)
class Scene:
    """One kind of cell in a view: its network at some point of its training, and all that follows from it."""

    view: View
    network: Network
    inputs: np.ndarray = field(repr=False)

    @property
    def cell(self) -> Cell:
        """The configuration of the recurrent layer."""
        return self.network.layers[0].cell

    @cached_property
    def run(self) -> NetworkTrace:
        """Both layers' traces of one sample, the output read at every step."""
        return run_network(self.network, self.inputs[None])

    @property
    def trace(self) -> Trace:
        """The recurrent layer's trace."""
        return self.run.layers[0].parts[""]

    @cached_property
    def loss(self) -> SquaredError:
        """The mean squared error at the chosen timesteps; the target is always the first input."""
        targets = np.full(self.run.outputs.shape, self.inputs[0, 0])
        return squared_error(self.run, targets, self.view.loss_steps)

    @cached_property
    def gradients(self) -> NetworkGradients:
        """∂L/∂ of everything."""
        return backpropagate_loss(self.run, self.loss)

    @property
    def recurrent(self) -> Gradients:
        """The recurrent layer's gradients."""
        return self.gradients.layers[0][""]

    def flow(self, state: str) -> np.ndarray:
        """‖∂L/∂h_t‖, or of c, at every timestep, (timesteps,)."""
        return norm(self.recurrent[state][0], axis=-1)

    @property
    def contributions(self) -> np.ndarray:
        """What each timestep adds to ∂L/∂recurrent_kernel, (timesteps, units, gates * units); too large to keep."""
        return self.recurrent.by_step("recurrent_kernel")

    @cached_property
    def jacobians(self) -> np.ndarray:
        """∂state_t/∂state_{t-1}, (timesteps, state, state)."""
        return step_jacobians(self.trace)[0]

    def block(self, state: str) -> slice:
        """Where h or c is in the state."""
        start = STATES[self.cell.kind].index(state) * self.cell.units
        return slice(start, start + self.cell.units)

    @cached_property
    def reach_h(self) -> np.ndarray:
        """The root mean square stretch of ∂h_t/∂h_k, (timesteps, timesteps)."""
        return reach(self.jacobians, self.block("h"))

    @cached_property
    def reach_c(self) -> np.ndarray:
        """The same of ∂c_t/∂c_k, for a cell that carries c."""
        return reach(self.jacobians, self.block("c"))

    def reach_of(self, state: str) -> np.ndarray:
        """``reach_c`` where the cell has a c and it is asked for, else ``reach_h``."""
        return self.reach_c if state == "c" and "c" in self.cell.states else self.reach_h

    @cached_property
    def parameters(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Every array that training changes with its gradient, by name."""
        layer, dense = self.network.weights
        of_dense = self.gradients.layers[1][""]
        found = {name: (getattr(layer, name), getattr(self.recurrent, name)) for name in self.cell.weight_shapes(1)}
        return found | {"output kernel": (dense.kernel, of_dense.kernel), "output bias": (dense.bias, of_dense.bias)}

    @cached_property
    def clipped(self) -> dict[str, np.ndarray]:
        """The gradients as the update uses them."""
        gradients = [gradient for _, gradient in self.parameters.values()]
        return dict(zip(self.parameters, clip(gradients, self.view.clipping, self.view.threshold), strict=True))

    @cached_property
    def updated(self) -> "Scene":
        """The same network after one step of gradient descent."""
        weights = [weight for weight, _ in self.parameters.values()]
        moved = descend(weights, list(self.clipped.values()), self.view.learning_rate)
        *layer, kernel, bias = moved
        new = Weights(**dict(zip(self.cell.weight_shapes(1), layer, strict=True)))
        return replace(self, network=Network(self.network.layers, (new, DenseWeights(kernel, bias))))


def scene(view: View, kind: str) -> Scene:
    """A kind of cell in a view that ``fitted`` has passed, after as many updates as the view has."""
    cell = Cell(kind, view.units, view.activation)
    layers = (Recurrent(cell, return_sequences=True), Dense(1))
    network = init_network(layers, (None, None, 1), view.seed)
    weights = network.weights[0]
    weights = replace(weights, recurrent_kernel=recurrent_kernel(cell, view.initial, view.radius, view.seed))
    if "f" in cell.gates:
        bias = weights.bias.copy()
        bias[cell.block("f")] = view.forget
        weights = replace(weights, bias=bias)
    shown = Scene(view, Network(layers, (weights, network.weights[1])), inputs_of(view))
    for _ in range(view.updates):
        shown = shown.updated
    return shown
