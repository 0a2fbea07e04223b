"""A fair comparison: the same nudge in cells of the same size, over many seeds."""

import numpy as np

from rnnviz.chapters.gates.presets.weights import network
from rnnviz.chapters.gates.scene import inputs_of, keeping_gate, nudged_inputs
from rnnviz.chapters.gates.scene.memory import change, half_life
from rnnviz.chapters.gates.view import View, only
from rnnviz.core.trace import run
from rnnviz.store.recall import task_facts, trained_name
from rnnviz.ui.cache import cached

SEEDS = tuple(range(1, 13))
"""The seeds of the fresh weights that are compared."""


fresh_of = only("cells", "units", "equal", "input", "timesteps", "numbers", "nudged", "delta")
"""What decides the untrained cells: their sizes, what is read and how it is nudged."""

trained_of = only("cells", "equal", "input")
"""What decides which trained cells are compared."""


@cached(by=fresh_of)
def left_of_nudge(view: View) -> dict[str, np.ndarray]:
    """Return what is left of the nudge at the last step, over what it first was: (seeds,) for each kind shown."""
    inputs = np.stack([inputs_of(view), nudged_inputs(view)])
    return {kind: np.array([left_in(view, kind, seed, inputs) for seed in SEEDS]) for kind in view.cells}


def left_in(view: View, kind: str, seed: int, inputs: np.ndarray) -> float:
    """Return what is left in one cell; ``inputs`` are without and with the nudge, (2, timesteps, features)."""
    made = network("fresh", kind, view.sizes[kind], view.features, seed)
    without, nudged = run(made.layers[0].cell, made.weights[0], inputs)["h"]
    return half_life(change(nudged, without)[0], view.nudged - 1).left


@cached(by=fresh_of)
def kept_by_gates(view: View) -> dict[str, float]:
    """Return what the gate that keeps, f or z, averages over the seeds, units and timesteps, by kind that has one."""
    inputs, found = inputs_of(view)[None], {}
    for kind in view.cells:
        made = [network("fresh", kind, view.sizes[kind], view.features, seed) for seed in SEEDS]
        name = keeping_gate(kind)
        if name:
            traces = [run(each.layers[0].cell, each.weights[0], inputs) for each in made]
            found[kind] = float(np.mean([trace[name] for trace in traces]))
    return found


@cached(by=trained_of)
def losses(view: View) -> dict[str, np.ndarray]:
    """Return what each trained cell reached, (seeds,) for each kind shown; the seeds are ``recall()``'s."""
    networks = task_facts(view.features)["networks"]
    names = {kind: trained_name(kind, view.sizes[kind], view.features) for kind in view.cells}
    return {kind: np.array(list(networks[name]["losses"].values())) for kind, name in names.items()}


def median(values: np.ndarray) -> float:
    """Return the median of the seeds in which the nudge reached anything; nan where it did in none."""
    reached = values[np.isfinite(values)]
    return float(np.median(reached)) if len(reached) else float("nan")
