"""What the reader has built: the input, the layers, and where the reader looks."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from rnnviz.core.layers import Layer, Shape

MAX_BATCH, MAX_TIMESTEPS, MAX_FEATURES = 1024, 64, 32
"""The largest axes of the input."""

MAX_LAYERS, MAX_SEED = 8, 9999

SHOWN_TIMESTEPS = 6
"""How many timesteps the shown run has where the input leaves them open."""

LOOKS = ("edge", "state", "layer")
"""What can be looked at: the tensor on an edge, a state that travels with it, a layer's weights."""


class Look(NamedTuple):
    """Where the reader looks: one of ``LOOKS``, its position, and which state of it.

    Edge 0 is the input, edge k what layer k - 1 hands on, and state k, part travels with it; layers count from 0.
    """

    what: str
    position: int
    part: int = 0

    @property
    def edge(self) -> int:
        """The edge above everything that is looked at."""
        return self.position + (self.what == "layer")


class Selected(NamedTuple):
    """A number of the run: its name, timestep, unit and layer, from 0, and its direction in a Bidirectional."""

    name: str
    timestep: int
    unit: int
    layer: int
    direction: str = ""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``starts`` pairs a layer with the earlier one whose last states it begins with. ``selected`` is None for the number
    that a tensor opens with. ``answered`` is how many layers have been predicted.
    """

    preset: str = "deep"
    input_shape: Shape = (None, 10, 1)
    layers: tuple[Layer, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()
    seed: int = 1
    look: Look = Look("edge", 1)
    selected: Selected | None = None
    predict: bool = False
    answered: int = 0

    @property
    def known(self) -> int:
        """How many layers' shapes and counts are shown: all, or those already predicted."""
        return self.answered if self.predict else len(self.layers)


def network_of(view: View) -> View:
    """Return the view without where the reader looks, which changes no number."""
    return replace(view, preset="deep", look=Look("edge", 0), selected=None, predict=False, answered=0)


def stack_of(view: View) -> View:
    """Return the layers alone, which decide the code: the network without its seed."""
    return replace(network_of(view), seed=1)
