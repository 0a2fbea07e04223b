"""What the reader chose → for each kind of cell its network, its trace, its loss and every gradient.

Each part is cached by what decides it alone, and computed when it is asked for: weights, then the way forward, then the
loss and the way back, then an update.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rnnviz.chapters.gradients.scene.initial import recurrent_kernel, small_kernel
from rnnviz.chapters.gradients.view.choices import (
    MAX_TIMESTEPS,
    Given,
    View,
    forward_of,
    loss_of,
    network_of,
    weights_of,
)
from rnnviz.core.gradients import DenseGradients, Gradients, NetworkGradients, backpropagate_loss
from rnnviz.core.jacobians import first_singular_values, last_singular_values, sensitivities, step_jacobians
from rnnviz.core.layers import KERAS_NAMES, Dense, DenseWeights, Recurrent
from rnnviz.core.losses import SquaredError, squared_error
from rnnviz.core.network import Network, NetworkTrace, init_network, run_network
from rnnviz.core.optimizers import clip, descend, norm
from rnnviz.core.trace import Trace
from rnnviz.core.weights import STATES, Cell, Weights
from rnnviz.store.recall import NOISE, PULSE, trained, trained_name
from rnnviz.ui.cache import cached


def inputs_of(view: View) -> np.ndarray:
    """Return what every cell reads, (timesteps, 1)."""
    steps = np.arange(view.timesteps)
    if view.inputs == "own":
        return np.array(view.own)[:, None]
    series = {
        "noise": lambda: np.random.default_rng([view.seed, 7]).standard_normal(MAX_TIMESTEPS)[: view.timesteps],
        "sine": lambda: np.sin(2 * np.pi * steps / 12 + 1.0),
        "impulse": lambda: (steps == 0) * 1.0,
        "zeros": lambda: np.zeros(view.timesteps),
        "pulse": lambda: pulse(view.seed)[: view.timesteps],
    }
    return series[view.inputs]()[:, None]


def pulse(seed: int) -> np.ndarray:
    """Return ``MAX_TIMESTEPS`` of one pulse and noise, each as large as in what the trained cells have learned from.

    Theirs were of 30 steps, half of them with a second pulse.
    """
    rng = np.random.default_rng([seed, 5])
    series = rng.uniform(-NOISE, NOISE, MAX_TIMESTEPS)
    series[0] = rng.choice([-1.0, 1.0]) * rng.uniform(*PULSE)
    return series


@cached(by=weights_of)
def network(view: View, kind: str) -> Network:
    """Return a kind of cell with its output, after as many updates as the view has."""
    if view.updates:
        before = replace(view, updates=view.updates - 1)
        return scene(before, kind).with_weights(update(before, kind).weights.values())
    return initial_network(view, kind)


def initial_network(view: View, kind: str) -> Network:
    """Return a kind of cell with its output, as drawn or as trained, before any update."""
    cell = Cell(kind, view.units, view.activation)
    layers = (Recurrent(cell, return_sequences=True), Dense(1, view.given.output if view.given else "linear"))
    if view.given:
        return Network(layers, given_weights(view.given, cell))
    if view.weights == "trained":
        return Network(layers, trained(trained_name(kind, view.units, 1)))
    layer, dense = init_network(layers, (None, None, 1), view.seed).weights
    layer = replace(layer, recurrent_kernel=recurrent_kernel(cell, view.initial, view.radius, view.seed))
    if view.initial == "irnn":
        layer = replace(layer, kernel=small_kernel(layer.kernel.shape, view.seed))
    if "f" in cell.gates:
        bias = layer.bias.copy()
        bias[cell.block("f")] = view.forget
        layer = replace(layer, bias=bias)
    return Network(layers, (layer, dense))


def given_weights(given: Given, cell: Cell) -> tuple[Weights, DenseWeights]:
    """Return the arrays of a network that was brought here."""
    shapes = cell.weight_shapes(1)
    arrays = {name: np.array(getattr(given, name)).reshape(shape) for name, shape in shapes.items()}
    return Weights(**arrays), DenseWeights(np.array(given.output_kernel), np.array(given.output_bias[0]))


@cached(by=forward_of)
def forward(view: View, kind: str) -> NetworkTrace:
    """Return both layers' traces of a kind of cell: one sample, the output read at every step."""
    return run_network(network(view, kind), inputs_of(view)[None])


def trace_of(view: View, kind: str) -> Trace:
    """Return the recurrent layer's trace of a kind of cell."""
    return forward(view, kind).layers[0].parts[""]


def jacobians_of(view: View, kind: str) -> np.ndarray:
    """Return ∂state_t/∂state_{t-1} of a kind of cell, (timesteps, state, state); large, so not cached."""
    return step_jacobians(trace_of(view, kind))[0]


def block_of(view: View, kind: str, state: str) -> slice:
    """Return where h or c of a kind of cell is in its state."""
    start = STATES[kind].index(state) * view.units
    return slice(start, start + view.units)


@cached(by=forward_of)
def sensitivity(view: View, kind: str, state: str) -> np.ndarray:
    """Return the T×T matrix of a kind of cell: the root mean square stretch of ∂h_t/∂h_k, or of c, row t, column k."""
    return sensitivities(jacobians_of(view, kind), block_of(view, kind, state))


class Stretches(NamedTuple):
    """How much pushes are stretched, in each direction.

    ``to_last`` are the singular values of ∂h_T/∂h_k, or of c, for every step k: (timesteps, units), the largest first;
    ``from_first`` is σ_max of ∂h_t/∂h_1 for each of ``sampled`` steps t.
    """

    to_last: np.ndarray
    from_first: np.ndarray


@cached(by=forward_of)
def stretches(view: View, kind: str, state: str) -> Stretches:
    """Return how much pushes of a kind of cell's h or c are stretched, to the last step and from the first."""
    jacobians, block = jacobians_of(view, kind), block_of(view, kind, state)
    from_first = first_singular_values(jacobians, block, sampled(view))[:, 0]
    return Stretches(last_singular_values(jacobians, block), from_first)


MAX_SAMPLED = 24
"""Of long sequences, at how many steps what costs a singular value decomposition is looked at."""


def sampled(view: View) -> np.ndarray:
    """Return steps from 0, evenly spaced, the first and the last among them."""
    return np.unique(np.linspace(0, view.timesteps - 1, min(view.timesteps, MAX_SAMPLED)).round().astype(int))


@dataclass(frozen=True, eq=False)
class Scene:
    """One kind of cell in a view: both layers' traces, the loss, and the way back."""

    run: NetworkTrace
    loss: SquaredError
    gradients: NetworkGradients

    @property
    def trace(self) -> Trace:
        """The recurrent layer's trace."""
        return self.run.layers[0].parts[""]

    @property
    def cell(self) -> Cell:
        """The configuration of the recurrent layer."""
        return self.trace.cell

    @property
    def inputs(self) -> np.ndarray:
        """What is read, (timesteps, 1)."""
        return self.run.inputs[0]

    @property
    def recurrent(self) -> Gradients:
        """The recurrent layer's gradients."""
        return self.gradients.layers[0][""]

    def flow(self, state: str) -> np.ndarray:
        """Return ‖∂L/∂h_t‖, or of c, at every timestep, (timesteps,)."""
        return norm(self.recurrent[state][0], axis=-1)

    @property
    def contributions(self) -> np.ndarray:
        """What each timestep adds to ∂L/∂recurrent_kernel, (timesteps, units, gates * units); too large to keep."""
        return self.recurrent.by_step("recurrent_kernel")

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """Every array that training changes, by name."""
        return self.by_name(*(each.parts[""].weights for each in self.run.layers))

    @cached_property
    def weight_gradients(self) -> dict[str, np.ndarray]:
        """The gradient of each of ``weights``."""
        return self.by_name(*(each[""] for each in self.gradients.layers))

    def by_name(self, recurrent: Weights | Gradients, dense: DenseWeights | DenseGradients) -> dict[str, np.ndarray]:
        """Return both layers' arrays in Keras's order."""
        found = {name: getattr(recurrent, name) for name in self.cell.weight_shapes(1)}
        return found | {"output kernel": dense.kernel, "output bias": dense.bias}

    def with_weights(self, arrays: Iterable[np.ndarray]) -> Network:
        """Return the network with other arrays in the place of ``weights``."""
        *layer, kernel, bias = arrays
        recurrent = Weights(**dict(zip(self.cell.weight_shapes(1), layer, strict=True)))
        return Network(tuple(each.layer for each in self.run.layers), (recurrent, DenseWeights(kernel, bias)))


@cached(by=loss_of)
def scene(view: View, kind: str) -> Scene:
    """Return a kind of cell with its loss, the mean squared error at the chosen timesteps, and every gradient.

    The target is always the first input.
    """
    run = forward(view, kind)
    loss = squared_error(run, np.full(run.outputs.shape, run.inputs[0, 0, 0]), view.loss_steps)
    return Scene(run, loss, backpropagate_loss(run, loss))


@cached(by=loss_of)
def contribution_sizes(view: View, kind: str) -> np.ndarray:
    """Return the norm of each timestep's contribution to ∂L/∂recurrent_kernel, (timesteps,)."""
    return norm(scene(view, kind).contributions, axis=(1, 2))


class Update(NamedTuple):
    """A step of gradient descent: gradients as it uses them and the weights after, by names of ``Scene.weights``."""

    clipped: dict[str, np.ndarray]
    weights: dict[str, np.ndarray]


@cached(by=network_of)
def update(view: View, kind: str) -> Update:
    """Return the next step of gradient descent of a kind of cell."""
    shown = scene(view, kind)
    clipped = clip(list(shown.weight_gradients.values()), view.clipping, view.threshold)
    moved = descend(list(shown.weights.values()), clipped, view.learning_rate)
    return Update(*(dict(zip(shown.weights, arrays, strict=True)) for arrays in (clipped, moved)))


def loss_after(view: View, kind: str) -> float:
    """Return the loss after the next step of gradient descent."""
    return scene(replace(view, updates=view.updates + 1), kind).loss.value


def in_keras(view: View) -> dict[str, NetworkGradients]:
    """Return the gradients of every cell of the view that Keras has, by name."""
    return {name: scene(view, kind).gradients for kind, name in KERAS_NAMES.items() if kind in view.kinds}
