"""Backpropagation held to finite differences, on demand: nothing but forward passes, in NumPy."""

from dataclasses import dataclass

import numpy as np

from rnnviz.chapters.gradients.scene import Scene, scene
from rnnviz.chapters.gradients.view.choices import View, loss_of
from rnnviz.core.losses import squared_error
from rnnviz.core.network import run_network
from rnnviz.core.optimizers import norm
from rnnviz.ui.cache import cached

STEPS = (1e-4, 1e-5, 1e-6)
"""How far the weights are moved; of each direction the step counts at which the two differ least."""

DIRECTIONS = 5


@dataclass(frozen=True)
class Checked:
    """One array: its gradient along a random direction, as backpropagation claims and as differences measure it.

    The direction is the one of ``DIRECTIONS`` on which the two differ most; ``difference`` is relative to the larger
    of the measured slope and the gradient's own norm.
    """

    name: str
    claimed: float
    measured: float
    difference: float


@cached(by=loss_of)
def checked(view: View, kind: str) -> list[Checked]:
    """Return the check of a kind of cell."""
    return check(scene(view, kind))


def check(scene: Scene) -> list[Checked]:
    """Return every array's gradient along random directions: (L(w + εd) - L(w - εd)) / 2ε beside ⟨∂L/∂w, d⟩."""
    rng = np.random.default_rng(0)
    return [worst(scene, name, rng) for name in scene.weights]


def worst(scene: Scene, name: str, rng: np.random.Generator) -> Checked:
    """Return the direction of one array on which claim and measurement differ most."""
    found = []
    for _ in range(DIRECTIONS):
        direction = rng.standard_normal(scene.weights[name].shape)
        direction /= np.linalg.norm(direction)
        found.append(min((compared(scene, name, step * direction) for step in STEPS), key=badness))
    return max(found, key=badness)


def badness(found: Checked) -> float:
    """Return how far claim and measurement are apart; NaN is worst."""
    return np.inf if np.isnan(found.difference) else found.difference


@np.errstate(invalid="ignore", over="ignore", divide="ignore")
def compared(scene: Scene, name: str, move: np.ndarray) -> Checked:
    """Return claim and measurement along one move of one array."""
    weights, gradient, size = scene.weights, scene.weight_gradients[name], np.linalg.norm(move)
    ahead, behind = (loss_at(scene, weights | {name: weights[name] + side * move}) for side in (1, -1))
    measured, claimed = (ahead - behind) / (2 * size), float(np.vdot(gradient, move / size))
    scale = max(abs(measured), float(norm(gradient)), 1e-8 * abs(scene.loss.value))
    return Checked(name, claimed, measured, abs(measured - claimed) / scale if scale else 0.0)


def loss_at(scene: Scene, weights: dict[str, np.ndarray]) -> float:
    """Return the loss with other weights."""
    trace = run_network(scene.with_weights(weights.values()), scene.inputs[None])
    return squared_error(trace, scene.loss.targets, scene.loss.timesteps).value
