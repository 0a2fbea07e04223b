"""A fair comparison: the same nudge in cells of the same size, over many seeds."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gates.memory import change, half_life
from rnnviz.chapters.gates.view import View, scene
from rnnviz.core.numbers import written

SEEDS = tuple(range(1, 13))
"""The seeds of the fresh weights that are compared."""


def left_of_nudge(view: View) -> dict[str, np.ndarray]:
    """What is left of the view's nudge at the last step, over what it first was: (seeds,) for each kind shown."""
    left = {}
    for kind in view.cells:
        runs = (scene(replace(view, seed=seed), kind) for seed in SEEDS)
        sizes = (change(each.values("h", "nudged"), each.values("h"))[0] for each in runs)
        left[kind] = np.array([half_life(size, view.nudged - 1).left for size in sizes])
    return left


def median(values: np.ndarray) -> float:
    """The median of the seeds in which the nudge reached anything; nan where it did in none."""
    reached = values[np.isfinite(values)]
    return float(np.median(reached)) if len(reached) else float("nan")


def said(name: str, values: np.ndarray) -> str:
    """A spread in words, of the seeds in which the nudge reached anything."""
    reached = values[np.isfinite(values)]
    if not len(reached):
        return f"{name} nothing to compare, in no seed does the nudge reach h"
    note = f" (in {len(values) - len(reached)} of {len(values)} seeds it reaches nothing)" * (
        len(reached) < len(values)
    )
    values = reached
    low, middle, high = (written(each, 3) for each in (values.min(), np.median(values), values.max()))
    return f"{name} {low} to {high}, median {middle}{note}"
