"""What the cells of the gates chapter read: sequences that show what gates are for."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rnnviz.store.examples import MONTHS, column, cycled, numbered, trained

LETTERS = ("J", "A", "Z")

FIRST, SECOND = 2, 14
"""Where the pulses are, from 0."""


@dataclass(frozen=True, eq=False)
class Input:
    """A sequence: ``series(timesteps)`` is (timesteps, features), ``captions(timesteps)`` what each step is called.

    ``nudged`` is the timestep, from 0, whose input a reader most likely wants to nudge.
    """

    title: str
    story: str
    timesteps: int
    series: Callable[[int], np.ndarray]
    captions: Callable[[int], list[str]] = numbered
    features: tuple[str, ...] = ()
    nudged: int = FIRST


def pulses(*sizes: tuple[int, float]) -> Callable[[int], np.ndarray]:
    """Zeros but for a few timesteps."""

    def series(timesteps: int) -> np.ndarray:
        x = np.zeros((timesteps, 1))
        for position, size in sizes:
            x[position : position + 1] = size  # nothing where the sequence is shorter
        return x

    return series


def sine(timesteps: int) -> np.ndarray:
    """A wave of 12 steps."""
    return np.sin(2 * np.pi * np.arange(timesteps) / 12)[:, None]


def noisy_step(timesteps: int) -> np.ndarray:
    """0, then 0.8 from step 11 on, both with noise of at most 0.2."""
    noise = np.random.default_rng(7).uniform(-0.2, 0.2, timesteps)
    return (0.8 * (np.arange(timesteps) >= 10) + noise)[:, None]


def sunspots(timesteps: int) -> np.ndarray:
    """Months of sunspots from January 1749 on, scaled to 0…1 by the series' own extremes."""
    facts = trained("sunspots")
    return (column("sunspots")[1][:timesteps, None] - facts["min"]) / (facts["max"] - facts["min"])


def months(timesteps: int) -> list[str]:
    """The months of ``sunspots``."""
    return [f"{MONTHS[int(month[5:]) - 1]} {month[:4]}" for month in column("sunspots")[0][:timesteps]]


def jazz(timesteps: int) -> np.ndarray:
    """J, A, Z, Z, over and over, one-hot."""
    return np.array([[float(letter == name) for name in LETTERS] for letter in cycled("JAZZ", timesteps)])


INPUTS = {
    "two": Input("Two pulses", "Up at step 3, down at step 15, and zeros.", 24, pulses((FIRST, 0.9), (SECOND, -0.7))),
    "impulse": Input("One impulse", "0.9 at step 3, and zeros: what is left of it?", 24, pulses((FIRST, 0.9))),
    "sine": Input("Sine", "A wave of 12 steps.", 24, sine),
    "step": Input("Noisy step", "0, then 0.8 from step 11 on, with noise of at most 0.2.", 24, noisy_step, nudged=10),
    "sunspots": Input(
        "Sunspots", "Monthly sunspots from 1749 on; 1 is the highest month up to 1983.", 36, sunspots, months
    ),
    "jazz": Input("JAZZ", "Letters, one-hot. Z comes twice.", 4, jazz, lambda t: cycled("JAZZ", t), LETTERS, nudged=0),
    "own": Input("Own numbers", "Type a series.", 12, lambda t: np.resize([0.8, 0.0, 0.0, 0.0, 0.0, 0.0], t)[:, None]),
}
