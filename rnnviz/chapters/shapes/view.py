"""What the reader has built: the input, the layers, and where the reader looks."""

from dataclasses import dataclass, replace

from rnnviz.chapters.shapes.options import keras_names, states_returned
from rnnviz.core.layers import Layer, Recurrent, RepeatVector, Shape

TIMESTEPS = 64
FEATURES = 32
BATCH = 1024
LAYERS = 8
SEEDS = 9999
"""The bounds of what a reader may choose."""

SHOWN_STEPS = 6
"""How many timesteps the shown run has where the input leaves them open."""

LOOKS = ("edge", "state", "layer")
"""What can be looked at: the tensor on an edge, a state that travels with it, a layer's weights."""

Selected = tuple[str, int, int, int, str]
"""A number of the run: its name, timestep, unit, layer (all from 0) and direction."""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``starts`` pairs a layer with the earlier one whose last states it begins with. ``look`` is one of ``LOOKS``, a
    position, and which state: edge 0 is the input, edge k what layer k - 1 hands on; only a layer with weights can
    be looked at. ``selected`` is None for
    the one that a tensor opens with. ``answered`` is how many layers have been predicted.
    """

    preset: str = "deep"
    input_shape: Shape = (None, 10, 1)
    layers: tuple[Layer, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()
    seed: int = 1
    look: tuple[str, int, int] = ("edge", 1, 0)
    selected: Selected | None = None
    predict: bool = False
    answered: int = 0


def may_start(view: View, position: int, source: int) -> bool:
    """Whether layer ``position`` can begin with the states of ``source``: an earlier one of the same kind and size."""
    if not 0 <= source < position < len(view.layers):
        return False
    layer, before = view.layers[position], view.layers[source]
    both = isinstance(layer, Recurrent) and isinstance(before, Recurrent)
    return both and (layer.cell.kind, layer.cell.units) == (before.cell.kind, before.cell.units)


def fitted(view: View) -> tuple[View, list[str]]:
    """The view with what no longer fits left out or brought within the stack; and what was left out."""
    notes, starts = [], []
    names = keras_names(view.layers)
    for position, source in view.starts:
        if may_start(view, position, source) and view.layers[source].return_state:
            starts.append((position, source))
        elif position < len(names):
            notes.append(
                f"{names[position]} begins with zeros again: only the returned states of an earlier layer of the "
                "same kind and units can be its initial_state."
            )
    what, position, part = view.look
    count = len(view.layers)
    position = min(position, count - (what == "layer"))
    if what == "layer" and not isinstance(view.layers[position], RepeatVector):
        look = ("layer", position, 0)
    elif what == "state" and 1 <= position <= count and part < states_returned(view.layers[position - 1]):
        look = view.look
    else:
        look = ("edge", position + (what == "layer"), 0)
    answered = min(view.answered, count) if view.predict else 0
    selected = view.selected if view.selected is not None and view.selected[3] < count else None
    return replace(view, starts=tuple(starts), look=look, answered=answered, selected=selected), notes
