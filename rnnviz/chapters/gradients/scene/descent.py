"""Gradient descent, update by update: on one sequence or on a batch, with gradients clipped or as they are."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients.scene import Scene, initial_network, inputs_of, pulse
from rnnviz.chapters.gradients.view.choices import MAX_TIMESTEPS, MAX_UPDATES, View, network_of, without
from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.losses import SquaredError, squared_error
from rnnviz.core.network import Network, NetworkTrace, run_network
from rnnviz.core.optimizers import CLIPPINGS, clip, descend
from rnnviz.core.weights import GATES
from rnnviz.ui.computation import Computation

BATCH = 16
"""Sequences that are trained on together, and as many that are never trained on."""

RUN_UPDATES = 30
"""Of the runs with and without clipping."""


def sequences(view: View, part: int) -> np.ndarray:
    """Return ``BATCH`` other sequences of the view's length, (batch, timesteps, 1): pulses as it reads, or else noise.

    Another ``part`` is another batch.
    """
    if view.inputs == "pulse":
        drawn = [pulse(seed)[: view.timesteps] for seed in other_seeds(view, part)]
        return np.array(drawn)[..., None]
    rng = np.random.default_rng([view.seed, 7, 1 + part])  # [seed, 7, 0] is [seed, 7], the sequence of the page
    return rng.standard_normal((BATCH, MAX_TIMESTEPS))[:, : view.timesteps, None]


def other_seeds(view: View, part: int) -> list[int]:
    """Return the seeds of other pulses, none of which a reader can choose."""
    return [10_000 * (view.seed + 1) + BATCH * part + each for each in range(BATCH)]


def loss_on(network: Network, inputs: np.ndarray, timesteps: tuple[int, ...]) -> tuple[NetworkTrace, SquaredError]:
    """Return a run on sequences, and its loss: at those timesteps each must say its own first input."""
    run = run_network(network, inputs)
    return run, squared_error(run, np.broadcast_to(inputs[:, :1], run.outputs.shape), timesteps)


class Descent:
    """Updates of a network on some sequences; ``losses`` grows by one with each, the first is before any.

    Args:
        network: to begin with.
        inputs: what is trained on, (batch, timesteps, 1).
        view: says at which timesteps the loss is taken.
        how: of ``CLIPPINGS``.
        threshold: of clipping.
        rate: the learning rate.
        unseen: sequences whose loss is taken besides, into ``unseen_losses``.
    """

    def __init__(
        self,
        network: Network,
        inputs: np.ndarray,
        view: View,
        how: str,
        threshold: float,
        rate: float,
        unseen: np.ndarray | None = None,
    ):
        self.network, self.inputs, self.unseen, self.timesteps = network, inputs, unseen, view.loss_steps
        self.how, self.threshold, self.rate = how, threshold, rate
        self.losses: list[float] = []
        self.unseen_losses: list[float] = []

    def look(self) -> tuple[NetworkTrace, SquaredError] | None:
        """Take the losses as they are now, and return the run with its loss; None once one was not finite: for good."""
        if self.losses and not np.isfinite(self.losses[-1]):
            self.losses.append(np.nan)
            self.unseen_losses.append(np.nan)
            return None
        run, loss = loss_on(self.network, self.inputs, self.timesteps)
        self.losses.append(loss.value)
        if self.unseen is not None:
            self.unseen_losses.append(loss_on(self.network, self.unseen, self.timesteps)[1].value)
        return (run, loss) if np.isfinite(loss.value) else None

    def go(self, updates: int, step: Callable[[], bool]) -> "Descent":
        """Make so many updates, unless ``step``, called at each, says to stop."""
        for _ in range(updates):
            if not step():
                return self
            if (found := self.look()) is not None:
                scene = Scene(*found, backpropagate_loss(*found))
                arrays = clip(list(scene.weight_gradients.values()), self.how, self.threshold)
                self.network = scene.with_weights(descend(list(scene.weights.values()), arrays, self.rate))
        self.look()
        return self


def learning_of(view: View) -> View:
    """Return what decides what is learned: the view before any update."""
    return replace(network_of(view), updates=0, run_rate=View.run_rate)


def learning(view: View, kind: str) -> Computation:
    """Return twenty updates on the sequence of the view, and as many on a batch: two descents, each also unseen."""
    view = learning_of(view)

    def make(progress: Callable[[float], None] | None, stop: np.ndarray) -> list[Descent]:
        step = stepper(progress, stop, 2 * MAX_UPDATES)
        how, unseen = (view.clipping, view.threshold, view.learning_rate), sequences(view, 1)
        read = (inputs_of(view)[None], sequences(view, 0))
        return [Descent(initial_network(view, kind), each, view, *how, unseen).go(MAX_UPDATES, step) for each in read]

    return Computation(("learning", view, kind), 2.2 * MAX_UPDATES * seconds(view, kind), make)


def clipping_of(view: View) -> str:
    """Return how a run is clipped: as gradients are, or by the global norm where the reader clips nothing."""
    return CLIPPINGS[-1] if view.clipping == "none" else view.clipping


def clipped_of(view: View) -> View:
    """Return what decides the runs with and without clipping."""
    return replace(without(network_of(view), "learning_rate"), updates=0, clipping=clipping_of(view))


def clipping_runs(view: View, kind: str) -> Computation:
    """Return two descents on a batch from the same weights: without clipping and with."""
    view = clipped_of(view)

    def make(progress: Callable[[float], None] | None, stop: np.ndarray) -> list[Descent]:
        step, read = stepper(progress, stop, 2 * RUN_UPDATES), sequences(view, 0)
        return [
            Descent(initial_network(view, kind), read, view, how, view.threshold, view.run_rate).go(RUN_UPDATES, step)
            for how in ("none", view.clipping)
        ]

    return Computation(("clipped", view, kind), 2 * RUN_UPDATES * seconds(view, kind), make)


def stepper(progress: Callable[[float], None] | None, stop: np.ndarray, total: int) -> Callable[[], bool]:
    """Return a function that is called at each of ``total`` steps, and says whether to go on."""
    done = 0

    def step() -> bool:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done / (total + 1))
        return not stop[0]

    return step


def seconds(view: View, kind: str) -> float:
    """Estimate how long one update on a batch takes: most of it is one small product after another."""
    return view.timesteps * len(GATES[kind]) * 20e-6 * (1 + 0.3 * (view.units / 16) ** 3)
