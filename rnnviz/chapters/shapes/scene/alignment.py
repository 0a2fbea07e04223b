"""Which output of a recurrent layer belongs to which input."""

from dataclasses import replace
from typing import Any

from rnnviz.chapters.shapes.scene import scene, select, shown_look, tensor
from rnnviz.chapters.shapes.view.layers import directions, is_recurrent
from rnnviz.chapters.shapes.view.stack import Look, Selected, View, has_number, network_of
from rnnviz.core.layers import Bidirectional, Layer, Recurrent
from rnnviz.ui.cache import cached


def reads_backwards(layer: Layer) -> bool:
    """Whether a layer reads the sequence from its end, alone or besides."""
    return isinstance(layer, Bidirectional) or (isinstance(layer, Recurrent) and layer.cell.go_backwards)


def aligned_layer(view: View) -> int | None:
    """Return the recurrent layer whose output is looked at; None where there is none, or a loop is around it."""
    what, edge, _ = shown_look(view)
    is_output = what == "edge" and edge > 0 and not view.loop and edge <= scene(view).runs_to
    return edge - 1 if is_output and is_recurrent(view.layers[edge - 1]) else None


@cached(by=network_of)
def alignment(view: View, position: int) -> dict:
    """Return who reads what and which output belongs to which input, for a recurrent layer.

    Returns:
        A table for the drawing: lanes in the order of reading, and outputs in the order they are handed on, each
        with the (lane, timestep) pairs that it comes from and the number of its first unit.
    """
    layer = view.layers[position]
    shown = scene(view)
    parts = list(shown.run(position + 1).layers[-1].parts.values())
    steps = parts[0].timesteps
    lanes = [{"backwards": part.cell.go_backwards, "values": part["h"][0, :, 0].tolist()} for part in parts]
    last = [(k, 0 if part.cell.go_backwards else steps - 1) for k, part in enumerate(parts)]
    if not layer.return_sequences:
        origins = [last]
    elif isinstance(layer, Recurrent) and layer.cell.go_backwards:
        origins = [[(0, t)] for t in reversed(range(steps))]
    else:
        origins = [[(k, t) for k in range(len(parts))] for t in range(steps)]
    values = tensor(shown, Look("edge", position + 1)).values[:, 0].tolist()
    outputs = [{"value": value, "from": origin} for value, origin in zip(values, origins, strict=True)]
    return {"steps": steps, "lanes": lanes, "outputs": outputs}


def select_in_alignment(view: View, event: Any) -> View:
    """Return the view with a number of the drawing selected: [position] of an output, or [lane, timestep]."""
    match event, aligned_layer(view):
        case [place], _:
            return select(view, place, 0)
        case [lane, timestep], int(position) if type(lane) is type(timestep) is int:
            if 0 <= lane < len(ways := directions(view.layers[position])):
                chosen = Selected("h", timestep, 0, position, ways[lane])
                return replace(view, selected=chosen) if has_number(view, chosen) else view
    return view
