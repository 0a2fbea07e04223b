"""Parity: what we say of a run beside what Keras says of it, number by number."""

from dataclasses import dataclass

import numpy as np

from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.network import NetworkTrace
from rnnviz.core.trace import Trace

AGREES = 1e-10
"""The largest difference that is called agreement, relative to a tensor's largest number where that is above 1."""

HEARD = {
    "simple_rnn": {"activation": ("h",)},
    "lstm": {"recurrent_activation": ("i", "f", "o"), "activation": ("g", "act_c")},
    "gru": {"recurrent_activation": ("z", "r"), "activation": ("n",)},
}
"""What each cell of Keras passes through its two activations at a timestep, in the order in which it calls them."""

WEIGHTS = ("embeddings", "kernel", "recurrent_kernel", "bias")


def heard_of(kind: str) -> tuple[str, ...]:
    """Return what Keras computes inside a cell that can be compared with ours: gates, the sums before them, states.

    >>> heard_of("gru")
    ('pre_z', 'z', 'pre_r', 'r', 'pre_n', 'n', 'h')
    """
    names = [name for gates in HEARD[kind].values() for name in gates]
    inside = [each for name in names for each in (("c", "act_c") if name == "act_c" else (f"pre_{name}", name))]
    return tuple(dict.fromkeys([*inside, "h"]))


def claims(run: NetworkTrace | NetworkGradients) -> dict[str, np.ndarray]:
    """Return what we say of a run, by name: "1 h" is h of the first layer, "1 d_h" is ∂L/∂h, "1 outputs", "d_inputs".

    "2 backward h" is h of the part of a Bidirectional that reads backwards.

    Arrays of a recurrent layer are (batch, timesteps, units), in the order of the input. Under a mask nothing is said
    of act_c and of ∂L/∂c: in Keras h is computed of a c that is then kept or dropped, which is another tensor.
    """
    gradients = run if isinstance(run, NetworkGradients) else None
    trace = run if gradients is None else gradients.trace
    found = {}
    for position, layer in enumerate(trace.layers, start=1):
        for direction, part in layer.parts.items():
            slopes = None if gradients is None else gradients.layers[position - 1][direction]
            found |= {f"{named(position, direction)} {name}": array for name, array in of_part(part, slopes).items()}
        found[f"{position} outputs"] = layer.outputs
    return found if gradients is None or gradients.inputs is None else found | {"d_inputs": gradients.inputs}


def named(position: int, direction: str) -> str:
    """Return what a part of a layer is called, counted from 1.

    >>> named(2, ""), named(2, "backward")
    ('2', '2 backward')
    """
    return f"{position} {direction}".strip()


def of_part(part, slopes) -> dict[str, np.ndarray]:
    """Return what we say of one direction of a layer, and of its gradients where they are given."""
    masked = getattr(part, "mask", None) is not None
    names = heard_of(part.cell.kind) if isinstance(part, Trace) else ()
    names = [name for name in names if not (masked and name == "act_c")]
    found = {name: part[name] for name in names}
    if slopes is None:
        return found
    found |= {f"d_{name}": slopes[name] for name in names if not (masked and name == "c")}
    arrays = {name: getattr(slopes, name, None) for name in WEIGHTS}
    return found | {f"d_{name}": array for name, array in arrays.items() if array is not None}


@dataclass(frozen=True)
class Difference:
    """How far one tensor is from Keras's.

    ``largest`` is the largest absolute difference, inf where only one of the two is finite; ``scale`` the largest
    finite number of Keras's.
    """

    name: str
    numbers: int
    largest: float
    scale: float

    @property
    def relative(self) -> float:
        """The largest difference beside the largest number, where that is above 1."""
        return self.largest / max(1.0, self.scale)

    @property
    def agrees(self) -> bool:
        """Whether it is within ``AGREES``."""
        return self.relative <= AGREES


def compare(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> list[Difference]:
    """Compare every tensor of ours with Keras's of the same name.

    Raises:
        ValueError: if the names or a shape differ.

    >>> compare({"h": np.array([1.0, np.inf])}, {"h": np.array([1.5, np.inf])})
    [Difference(name='h', numbers=2, largest=0.5, scale=1.5)]
    """
    if ours.keys() != theirs.keys():
        raise ValueError(f"Keras computed {', '.join(theirs)}; expected {', '.join(ours)}.")
    return [difference(name, array, np.asarray(theirs[name])) for name, array in ours.items()]


def difference(name: str, ours: np.ndarray, theirs: np.ndarray) -> Difference:
    """Compare one tensor with Keras's."""
    if ours.shape != theirs.shape:
        raise ValueError(f"{name} has shape {theirs.shape} in Keras; expected {ours.shape}.")
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    with np.errstate(invalid="ignore", over="ignore"):
        apart = np.where(same, 0.0, np.abs(ours - theirs))
    apart[np.isnan(apart)] = np.inf
    finite = np.abs(theirs[np.isfinite(theirs)])
    return Difference(name, ours.size, float(apart.max(initial=0.0)), float(finite.max(initial=0.0)))
