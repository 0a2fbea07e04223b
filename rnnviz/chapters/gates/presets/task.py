"""The task that the trained cells of the gates chapter learned: hold the last pulse among noise."""

from functools import cache

import numpy as np

from rnnviz.store.recall import NOISE, PULSE

TIMESTEPS = 30
"""How long the sequences are that the cells were trained on."""

HELD_OUT = 512
"""How many sequences the losses are measured on; none of them was trained on."""


def pulses(rng: np.random.Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs and targets of the task, each (batch, TIMESTEPS, 1).

    Noise, and among it one or two pulses, up or down; after every step the output must be the last pulse so far, and 0
    before the first.
    """
    inputs = rng.uniform(-NOISE, NOISE, (batch, TIMESTEPS))
    sizes = rng.choice([-1.0, 1.0], (batch, 2)) * rng.uniform(*PULSE, (batch, 2))
    first, second = rng.integers(0, 6, batch), rng.integers(10, 20, batch)
    targets = np.where(np.arange(TIMESTEPS) >= first[:, None], sizes[:, :1], 0.0)
    inputs[np.arange(batch), first] = sizes[:, 0]
    twice = np.flatnonzero(rng.random(batch) < 0.5)
    inputs[twice, second[twice]] = sizes[twice, 1]
    after = np.arange(TIMESTEPS) >= second[twice, None]
    targets[twice] = np.where(after, sizes[twice, 1:], targets[twice])
    return inputs[..., None], targets[..., None]


@cache
def held_out() -> tuple[np.ndarray, np.ndarray]:
    """Return the sequences on which the losses are measured, inputs and targets: (HELD_OUT, TIMESTEPS, 1) each."""
    return pulses(np.random.default_rng(0), HELD_OUT)


def sequence(number: int, timesteps: int) -> np.ndarray:
    """Return one of the sequences that were never trained on, (timesteps, 1); beyond its end the noise goes on."""
    more = np.random.default_rng([number, 1]).uniform(-NOISE, NOISE, (max(0, timesteps - TIMESTEPS), 1))
    return np.concatenate([held_out()[0][number - 1], more])[:timesteps]


def targets(x: np.ndarray) -> np.ndarray | None:
    """Return what the task asks after each of the inputs, (timesteps,) both: the last pulse so far, or 0.

    None where the inputs are not the task's: more than two pulses, or a number that is neither noise nor a pulse.
    """
    sizes = np.abs(x)
    is_pulse = (sizes >= PULSE[0]) & (sizes <= PULSE[1])
    if is_pulse.sum() > 2 or not (is_pulse | (sizes <= NOISE)).all():
        return None
    last = np.maximum.accumulate(np.where(is_pulse, np.arange(len(x)), -1))
    return np.where(last >= 0, x[last], 0.0)
