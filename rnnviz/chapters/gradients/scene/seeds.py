"""Seed variance of what a cell keeps: the same view with other seeds."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients.scene import block_of, initial_network, inputs_of, sampled
from rnnviz.chapters.gradients.scene.reasons import memory
from rnnviz.chapters.gradients.view.choices import View, forward_of, without
from rnnviz.core.jacobians import last_singular_values, step_jacobians
from rnnviz.core.network import run_network
from rnnviz.ui.cache import cached


def seeds_of(view: View) -> range:
    """Return the seeds: fewer of them where a sequence is long."""
    return range(1, 13 if view.timesteps <= 100 else 7)


def spread_of(view: View) -> View:
    """Return what decides the spread over seeds: the view before any update, without its seed."""
    return without(forward_of(replace(view, updates=0)), "seed")


@cached(by=spread_of)
def spread(view: View, kind: str) -> np.ndarray:
    """Return σ_max of ∂c_T/∂c_k, or of h, for each of ``seeds_of`` and ``sampled`` steps: (seeds, steps)."""
    found, block = [], block_of(view, kind, memory(kind))
    for seed in seeds_of(view):
        drawn = replace(view, seed=seed)
        trace = run_network(initial_network(drawn, kind), inputs_of(drawn)[None]).layers[0].parts[""]
        found.append(last_singular_values(step_jacobians(trace)[0], block, sampled(view))[:, 0])
    return np.array(found)
