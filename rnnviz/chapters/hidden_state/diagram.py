"""The unrolled network as a table of rows, values and edges, which the diagram component draws."""

import numpy as np

from rnnviz.core.layers import DenseTrace
from rnnviz.core.numbers import written
from rnnviz.core.trace import Trace
from rnnviz.core.weights import STATES


def unrolled(
    trace: Trace,
    output: DenseTrace,
    shown_outputs: list[int],
    captions: list[str],
    sentences: list[str],
    features: tuple[str, ...] = (),
    outputs: tuple[str, ...] = (),
    hidden: dict[str, int] | None = None,
) -> dict:
    """A table for the diagram, of the first sample.

    Args:
        trace: of the recurrent layer, forwards.
        output: of the output layer, at every timestep.
        shown_outputs: the timesteps at which the output is drawn.
        captions: a text under each timestep.
        sentences: what happens at each step, from 0 (nothing read) on: one more than there are timesteps.
        features: what the numbers of x are called; their index where empty.
        outputs: what the numbers of y are called; their index where empty.
        hidden: the timestep from which h and y are left out, because the reader is to predict them.

    Returns:
        groups (rows from top to bottom), values by name and timestep (None where hidden), initial states, edges
        (from a row to another, ``lag`` timesteps later, with the weights that make it), and words.
    """
    states = STATES[trace.cell.kind]
    arrays = {"y": output["y"][0], **{state: trace[state][0] for state in states}, "x": trace.inputs[0]}
    labels = {"y": outputs, "x": features}
    seen = {name: (hidden or {}).get("h" if name == "c" else name, trace.timesteps) for name in arrays}
    groups = [
        {
            "name": name,
            "units": list(labels.get(name) or map(str, range(array.shape[1]))),
            "largest": scale(trace, output, name, drawn(array, seen[name], shown_outputs if name == "y" else None)),
        }
        for name, array in arrays.items()
    ]
    values = {name: hide(array, seen[name]) for name, array in arrays.items()}
    values["y"] = [row if t in shown_outputs else None for t, row in enumerate(values["y"])]
    known = min(seen.values())
    return {
        "timesteps": trace.timesteps,
        "groups": groups,
        "values": values,
        "initial": {state: trace.initial_state[state][0].tolist() for state in states},
        "edges": edges(trace, output, shown_outputs),
        "captions": captions,
        "sentences": sentences[: 1 + known] + ["This step is yours to predict."] * (trace.timesteps - known),
        "scales": " · ".join(f"{group['name']} ±{written(group['largest'], 3)}" for group in reversed(groups)),
    }


BOUNDED = ("tanh", "sigmoid", "hard_sigmoid", "softmax")


def scale(trace: Trace, output: DenseTrace, name: str, array: np.ndarray) -> float:
    """The absolute value at which a row's colour is full: 1 where an activation bounds it, else the largest."""
    bounded = {"h": trace.cell.activation in BOUNDED, "y": output.layer.activation in BOUNDED}
    if bounded.get(name):
        return 1.0
    given = trace.initial_state.get(name, np.zeros(0))
    values = np.abs(np.concatenate([array.ravel(), given.ravel()]))
    return float(values[np.isfinite(values)].max(initial=0.0)) or 1.0


def drawn(array: np.ndarray, seen: int, only: list[int] | None) -> np.ndarray:
    """The rows that are drawn: the first ``seen``, or those of ``only`` among them."""
    return array[:seen] if only is None else array[[t for t in only if t < seen]]


def hide(array: np.ndarray, seen: int) -> list:
    """Rows as lists; None for every unit of those beyond the first ``seen``."""
    return [row if t < seen else [None] * len(row) for t, row in enumerate(array.tolist())]


def edges(trace: Trace, output: DenseTrace, shown_outputs: list[int]) -> list[dict]:
    """Which row enters which. Those of a plain cell carry their weights; ``each`` joins a unit with itself alone."""
    w, u, v = trace.weights.kernel, trace.weights.recurrent_kernel, output.weights.kernel
    last = {"from": "h", "to": "y", "lag": 0, "weight": "w_y", "only": [t + 1 for t in shown_outputs], **strength(v)}
    if trace.cell.kind == "lstm":
        return [
            {"from": "x", "to": "c", "lag": 0, "weight": "w_x"},
            {"from": "h", "to": "c", "lag": 1, "weight": "w_h"},
            {"from": "c", "to": "c", "lag": 1, "each": True},
            {"from": "c", "to": "h", "lag": 0, "each": True},
            {"from": "x", "to": "h", "lag": 0, "weight": "w_x", "quiet": True},
            {"from": "h", "to": "h", "lag": 1, "weight": "w_h", "quiet": True},
            last,
        ]
    plain = trace.cell.kind == "simple_rnn"
    return [
        {"from": "x", "to": "h", "lag": 0, "weight": "w_x", **(strength(w) if plain else {})},
        {"from": "h", "to": "h", "lag": 1, "weight": "w_h", **(strength(u) if plain else {})},
        last,
    ]


def strength(weights: np.ndarray) -> dict:
    """An edge's weights and the largest of them."""
    return {"values": weights.tolist(), "largest": float(np.abs(weights).max()) or 1.0}
