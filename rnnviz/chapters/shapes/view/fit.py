"""What of a view fits its stack: who may begin with whose states, which tensors and numbers there are."""

from dataclasses import replace

from rnnviz.chapters.shapes.view.layers import keras_names, states_returned
from rnnviz.chapters.shapes.view.mistakes import first_mistake
from rnnviz.chapters.shapes.view.stack import SHOWN_TIMESTEPS, Look, Selected, View
from rnnviz.core.layers import Bidirectional, Dense, Recurrent, RepeatVector


def may_start(view: View, position: int, source: int) -> bool:
    """Whether layer ``position`` can begin with the states of ``source``: an earlier one of the same kind and size."""
    if not 0 <= source < position < len(view.layers):
        return False
    layer, before = view.layers[position], view.layers[source]
    both = isinstance(layer, Recurrent) and isinstance(before, Recurrent)
    return both and (layer.cell.kind, layer.cell.units) == (before.cell.kind, before.cell.units)


def has_number(view: View, selected: Selected) -> bool:
    """Whether the run of the stack has this number: the layer is built, and computes it."""
    name, timestep, unit, position, direction = selected
    mistake = first_mistake(view)
    if not 0 <= position < (mistake.position if mistake else len(view.layers)):
        return False
    layer, shape = view.layers[position], view.input_shape
    for below in view.layers[:position]:
        shape = below.output_shape(shape)
    timesteps = (shape[1] or SHOWN_TIMESTEPS) if len(shape) == 3 else 1
    match layer:
        case Bidirectional(return_sequences=return_sequences) if name == "merged":
            names, directions, units = ("merged",), ("",), layer.output_shape(shape)[-1]
            timesteps = timesteps if return_sequences else 1
        case Bidirectional(cell):
            names, directions, units = cell.states, tuple(layer.cells), cell.units
        case Recurrent(cell):
            names, directions, units = cell.states, ("",), cell.units
        case Dense(units):
            names, directions = ("y",), ("",)
        case _:
            return False
    return name in names and direction in directions and 0 <= timestep < timesteps and 0 <= unit < units


def has_tensor(view: View, look: Look) -> bool:
    """Whether there is an edge, a state that is handed on, or a layer with weights to look at."""
    count, position = len(view.layers), look.position
    match look.what:
        case "edge":
            return 0 <= position <= count
        case "state":
            return 1 <= position <= count and 0 <= look.part < states_returned(view.layers[position - 1])
    return 0 <= position < count and not isinstance(view.layers[position], RepeatVector)


def fitted(view: View) -> tuple[View, list[str]]:
    """Return the view with what no longer fits left out or brought within the stack; and what was left out."""
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
    count, (what, position, part), selected = len(view.layers), view.look, view.selected
    look = Look(what, min(position, count - (what == "layer")), part if what == "state" else 0)
    if not has_tensor(view, look):
        look = Look("edge", look.edge)
    if selected is not None and not has_number(view, selected):
        selected = None
        notes.append("select in the link was ignored: this stack has no such number.")
    answered = min(view.answered, count) if view.predict else 0
    return replace(view, starts=tuple(starts), look=look, answered=answered, selected=selected), notes
