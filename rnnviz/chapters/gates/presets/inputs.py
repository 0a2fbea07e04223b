"""What the cells of the gates chapter read: sequences that show what gates are for."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rnnviz.chapters.gates.presets.task import TIMESTEPS, sequence
from rnnviz.store.examples import cycled, numbered, one_hot, scaled_sunspots, sunspot_months

LETTERS = ("J", "A", "Z")

FIRST, SECOND = 2, 14
"""Where the pulses are, from 0."""


@dataclass(frozen=True, eq=False)
class Input:
    """A sequence: ``series(timesteps)`` is (timesteps, features), ``captions(timesteps)`` what each step is called.

    ``nudged`` is the timestep, from 0, whose input a reader most likely wants to nudge.
    """

    title: str
    timesteps: int
    series: Callable[[int], np.ndarray]
    captions: Callable[[int], list[str]] = numbered
    features: tuple[str, ...] = ()
    nudged: int = FIRST


def pulses(*sizes: tuple[int, float]) -> Callable[[int], np.ndarray]:
    """Return a series of zeros but for a few timesteps, given as (timestep from 0, value)."""

    def series(timesteps: int) -> np.ndarray:
        x = np.zeros((timesteps, 1))
        for position, size in sizes:
            x[position : position + 1] = size  # nothing where the sequence is shorter
        return x

    return series


def sine(timesteps: int) -> np.ndarray:
    """Return a wave of 12 steps."""
    return np.sin(2 * np.pi * np.arange(timesteps) / 12)[:, None]


def noisy_step(timesteps: int) -> np.ndarray:
    """Return 0, then 0.8 from step 11 on, both with noise of at most 0.2."""
    noise = np.random.default_rng(7).uniform(-0.2, 0.2, timesteps)
    return (0.8 * (np.arange(timesteps) >= 10) + noise)[:, None]


def sunspots(timesteps: int) -> np.ndarray:
    """Return the first months of ``scaled_sunspots``."""
    return scaled_sunspots()[:timesteps, None]


def jazz(timesteps: int) -> np.ndarray:
    """Return J, A, Z, Z, over and over, one-hot."""
    return one_hot(cycled("JAZZ", timesteps), LETTERS)


INPUTS = {
    "two": Input("Two pulses", 24, pulses((FIRST, 0.9), (SECOND, -0.7))),
    "task": Input("Pulses among noise", TIMESTEPS, lambda t: sequence(1, t)),
    "impulse": Input("One impulse", 24, pulses((FIRST, 0.9))),
    "sine": Input("Sine", 24, sine),
    "step": Input("Noisy step", 24, noisy_step, nudged=10),
    "sunspots": Input("Sunspots", 36, sunspots, sunspot_months),
    "jazz": Input("JAZZ", 4, jazz, lambda t: cycled("JAZZ", t), LETTERS, nudged=0),
    "own": Input("Own numbers", 12, lambda t: np.resize([0.8, 0.0, 0.0, 0.0, 0.0, 0.0], (t, 1))),
}

HEADINGS = {"two": "The task", "impulse": "Other signals", "sunspots": "Data"}
"""What stands before each group of inputs, by the first of it."""
