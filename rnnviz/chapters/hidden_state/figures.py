"""What the hidden-state chapter draws: the unrolled network, and the states over time."""

import numpy as np

from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.scene import Scene, scene
from rnnviz.chapters.hidden_state.view import View, network_of
from rnnviz.core.numbers import plural, short
from rnnviz.figures.table import Table, by_timestep
from rnnviz.ui.cache import cached

Hidden = tuple[tuple[str, int], ...]
"""From which timestep on h and y are not shown: (("h", 2), ("y", 2)), or nothing."""


@cached(by=network_of)
def diagram_table(view: View, hidden: Hidden = ()) -> dict:
    """Return the unrolled network, as its component takes it.

    Returns:
        groups (rows from top to bottom), values by name and timestep (None where hidden), the sums before their
        activations where the edges have all that these are sums of, initial states, edges
        (from a row to another, ``lag`` timesteps later, with the weights that make it), and words: a caption for each
        timestep, a sentence for each step from 0 (nothing read) on, and what is seen of h over all steps.
    """
    shown, first_hidden = scene(view), dict(hidden)
    arrays = {"y": shown.y, **{state: shown.trace[state][0] for state in shown.initial}, "x": shown.inputs}
    labels = {"y": shown.preset.outputs, "x": shown.preset.features}
    timesteps = len(shown.inputs)
    seen = {name: first_hidden.get("h" if name == "c" else name, timesteps) for name in arrays}
    drawn = {name: array[: seen[name]] for name, array in arrays.items()}
    drawn["y"] = shown.y[[t for t in shown.shown_outputs if t < seen["y"]]]
    groups = [
        {
            "name": name,
            "units": list(labels.get(name) or map(str, range(array.shape[1]))),
            "largest": scale(shown, name, drawn[name]),
        }
        for name, array in arrays.items()
    ]
    values = {
        name: [row if t < seen[name] else [None] * len(row) for t, row in enumerate(array.tolist())]
        for name, array in arrays.items()
    }
    values["y"] = [row if t in shown.shown_outputs else None for t, row in enumerate(values["y"])]
    totals = {
        name: [row if t < seen[name] else None for t, row in enumerate(rows)] for name, rows in sums(shown).items()
    }
    known = min(seen.values())
    finite = drawn["h"][np.isfinite(drawn["h"])]
    extent = f", from {short(finite.min())} to {short(finite.max())}" if finite.size else ""
    return {
        "timesteps": timesteps,
        "groups": groups,
        "values": values,
        "totals": totals,
        "initial": {state: start.tolist() for state, start in shown.initial.items()},
        "edges": edges(shown),
        "captions": shown.captions,
        "sentences": words.steps(shown)[: 1 + known] + ["This step is yours to predict."] * (timesteps - known),
        "map": f"Heat map of h: {plural(shown.h.shape[1], 'unit')} over {plural(timesteps, 'step')}{extent}.",
        "scales": " · ".join(f"{group['name']} ±{short(group['largest'])}" for group in reversed(groups)),
    }


BOUNDED = ("tanh", "sigmoid", "hard_sigmoid", "softmax")


def scale(shown: Scene, name: str, array: np.ndarray) -> float:
    """Return the absolute value at which a row's colour is full: 1 where an activation bounds it, else the largest."""
    if {"h": shown.view.activation, "y": shown.view.output}.get(name) in BOUNDED:
        return 1.0
    values = np.abs(np.concatenate([array.ravel(), shown.initial.get(name, np.zeros(0))]))
    return float(values[np.isfinite(values)].max(initial=0.0)) or 1.0


def edges(shown: Scene) -> list[dict]:
    """Return which row enters which, with the weights of a plain cell; ``each`` joins a unit with itself alone."""
    layer, dense = shown.network.weights
    read_at = [t + 1 for t in shown.shown_outputs]
    last = {"from": "h", "to": "y", "lag": 0, "weight": "w_y", "only": read_at, **strength(dense.kernel)}
    if shown.view.cell == "lstm":
        return [
            {"from": "x", "to": "c", "lag": 0, "weight": "w_x"},
            {"from": "h", "to": "c", "lag": 1, "weight": "w_h"},
            {"from": "c", "to": "c", "lag": 1, "each": True},
            {"from": "c", "to": "h", "lag": 0, "each": True},
            {"from": "x", "to": "h", "lag": 0, "weight": "w_x", "quiet": True},
            {"from": "h", "to": "h", "lag": 1, "weight": "w_h", "quiet": True},
            last,
        ]
    plain = shown.view.cell == "simple_rnn"
    return [
        {"from": "x", "to": "h", "lag": 0, "weight": "w_x", **(strength(layer.kernel) if plain else {})},
        {"from": "h", "to": "h", "lag": 1, "weight": "w_h", **(strength(layer.recurrent_kernel) if plain else {})},
        last,
    ]


def sums(shown: Scene) -> dict[str, list]:
    """Return the sums that the activations are of, by name and timestep: of y, and of h in a plain cell."""
    dense = shown.run.layers[1].parts[""]
    found = {"y": [row if t in shown.shown_outputs else None for t, row in enumerate(dense["pre_y"][0].tolist())]}
    return found | ({"h": shown.trace["pre_h"][0].tolist()} if shown.view.cell == "simple_rnn" else {})


def strength(weights: np.ndarray) -> dict:
    """Return an edge's weights and the largest of them."""
    return {"values": weights.tolist(), "largest": float(np.abs(weights).max()) or 1.0}


def states_table(view: View) -> Table:
    """Return x, h and y by timestep, NaN where no output is read."""
    shown = scene(view)
    y = shown.y.copy()
    y[[t for t in range(len(y)) if t not in shown.shown_outputs]] = np.nan
    return by_timestep({"x": shown.inputs, "h": shown.h, "y": y}, shown.captions, "step")
