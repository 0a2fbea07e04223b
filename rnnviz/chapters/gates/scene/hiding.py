"""What may be seen while a number is to be predicted: all that is not made from it."""

from typing import NamedTuple

import numpy as np

from rnnviz.chapters.gates.view import names_of


class Hidden(NamedTuple):
    """The number to predict, from 0, and whether it is shown itself because it was answered."""

    kind: str
    name: str
    timestep: int
    is_shown: bool


def is_seen(hidden: Hidden, kind: str, name: str, timestep: int) -> bool:
    """Return whether a number may be seen: it is not made from the one to predict."""
    if kind != hidden.kind or timestep < hidden.timestep:
        return True
    order = names_of(kind)
    first = order.index(hidden.name)
    if first and order[first - 1] == f"pre_{hidden.name}":
        first -= 1
    return timestep == hidden.timestep and order.index(name) < first


def visible(hidden: Hidden | None, kind: str, name: str, timesteps: int) -> np.ndarray:
    """Return at which timesteps a name of a kind may be seen, (timesteps,)."""
    if hidden is None:
        return np.ones(timesteps, dtype=bool)
    is_own = name in (hidden.name, f"pre_{hidden.name}") and kind == hidden.kind and hidden.is_shown
    return np.array([is_seen(hidden, kind, name, t) or (is_own and t == hidden.timestep) for t in range(timesteps)])


def visible_on_wire(hidden: Hidden | None, kind: str, name: str, opened: str, timesteps: int) -> np.ndarray:
    """Return at which timesteps a number on a wire may be seen, (timesteps,); it is explained as ``opened``.

    A product may be seen as its sum, a state from before as that state.
    """
    seen = visible(hidden, kind, opened, timesteps)
    if name.endswith("_before"):
        return np.concatenate([[True], seen[:-1]])
    return seen
