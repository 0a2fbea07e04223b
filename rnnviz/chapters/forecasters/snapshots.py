"""What a network did inside while it read one window, at some epochs of its training."""

from dataclasses import dataclass

import numpy as np

from rnnviz.core.gradients import backpropagate_network
from rnnviz.core.jacobians import sensitivities, step_jacobians
from rnnviz.core.network import run_network
from rnnviz.core.weights import STATES
from rnnviz.training.runs import Run

MAX_FRAMES = 61

MAX_NUMBERS = 1_200_000
"""Numbers that a film of a run may hold: about 1.5 MB in the browser."""

MAX_WORK = 8e7
"""Multiply-adds that all T×T matrices of a film may take, about a third of a second."""


@dataclass(frozen=True, eq=False)
class Snapshots:
    """What there is to see of one window, by frame.

    Args:
        frames: (k,) which of the run's kept epochs.
        states: by name, (k, timesteps, units), of the last recurrent layer.
        gradients: by name, (k, timesteps): ‖∂L/∂state_t‖ of this window's loss.
        sensitivities: (k, timesteps, timesteps) by ``jacobians.sensitivities``; None where it would take too long.
    """

    frames: tuple[int, ...]
    states: dict[str, np.ndarray]
    gradients: dict[str, np.ndarray]
    sensitivities: np.ndarray | None


def frames_of(run: Run) -> tuple[int, ...]:
    """Return the kept epochs that a film shows: as many as travel well, the first and the last among them."""
    timesteps = run.prepared.preparation.window
    each = run.model.parameters + len(run.prepared) + timesteps * (2 * run.model.units + 2 + timesteps)
    most = max(2, min(MAX_FRAMES, MAX_NUMBERS // each))
    return tuple(np.unique(np.linspace(0, len(run.kept) - 1, most).round().astype(int)).tolist())


def work(run: Run, frames: int) -> float:
    """Return the multiply-adds of the T×T matrices of so many frames, roughly."""
    timesteps, size = run.prepared.preparation.window, run.model.units * len(STATES[run.model.kind])
    return frames * timesteps * np.log2(timesteps + 1) * size**3 + frames * 20_000


def snapshots(run: Run, sample: int) -> Snapshots:
    """Look into a run while it reads the window of ``sample``."""
    frames = frames_of(run)
    window, target = run.prepared.inputs[sample : sample + 1], run.prepared.targets[sample : sample + 1]
    states = {name: [] for name in STATES[run.model.kind]}
    norms = {name: [] for name in states}
    matrices = [] if work(run, len(frames)) <= MAX_WORK else None
    for frame in frames:
        trace = run_network(run.network(frame), window)
        error = trace.outputs - target
        gradients = backpropagate_network(
            trace, (2.0 * error if run.fit.loss == "mse" else np.sign(error)) / error.size
        )
        last, part = trace.layers[-2].parts[""], gradients.layers[-2][""]
        for name in states:
            states[name].append(last[name][0])
            with np.errstate(over="ignore", invalid="ignore"):
                norms[name].append(np.linalg.norm(part[name][0], axis=-1))
        if matrices is not None:
            matrices.append(sensitivities(step_jacobians(last)[0], slice(0, run.model.units)))
    stacked = ({name: np.array(values) for name, values in each.items()} for each in (states, norms))
    return Snapshots(frames, *stacked, None if matrices is None else np.array(matrices))
