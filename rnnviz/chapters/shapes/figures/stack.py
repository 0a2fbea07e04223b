"""The stack as a table that its component draws: input, layers, edges, and the mistake where there is one."""

from dataclasses import replace

from rnnviz.chapters.shapes.scene import Scene, scene, shown_look
from rnnviz.chapters.shapes.scene.tensors import ARROWS
from rnnviz.chapters.shapes.view import View, may_start
from rnnviz.chapters.shapes.view.layers import (
    FLAGS,
    KINDS,
    activation_of,
    allowed_activations,
    directions,
    flag_of,
    has_flag,
    kind_of,
    size_of,
    states_returned,
)
from rnnviz.chapters.shapes.view.stack import MAX_LAYERS
from rnnviz.core.layers import MERGES, Layer, RepeatVector
from rnnviz.ui.cache import cached

HELP = {
    "return_sequences": "On: the state after every timestep. Off: only the last.",
    "return_state": "Hands on the last state (and c) besides the output.",
    "go_backwards": "Reads the sequence from its end; outputs stay in the order of reading.",
    "reset_after": "Keras's default: the reset gate multiplies after the product, which has a bias of its own.",
}


def shown_by(view: View) -> View:
    """Return what of a view the stack shows: all but the selected number."""
    return replace(view, selected=None)


@cached(by=shown_by)
def stack_table(view: View) -> dict:
    """Return the whole stack as its component takes it; what is still to be predicted is left out."""
    shown, known = scene(view), view.known
    mistake = shown.mistake
    told = mistake is not None and known > mistake.position
    return {
        "input": {
            "shape": str(view.input_shape),
            "batch": str(view.input_shape[0]),
            "timesteps": str(view.input_shape[1]) if len(view.input_shape) == 3 else None,
            "features": str(view.input_shape[-1]),
        },
        "layers": [layer_row(shown, position, position < known) for position in range(len(view.layers))],
        "edges": [edge_row(shown, position, known) for position in range(len(view.layers) + 1)],
        "mistake": {
            "position": mistake.position,
            "message": mistake.message,
            "words": mistake.words,
            "repairs": [repair.label for repair in mistake.repairs],
        }
        if told
        else None,
        "look": list(shown_look(view)),
        "kinds": KINDS,
        "full": len(view.layers) >= MAX_LAYERS,
    }


def edge_row(shown: Scene, position: int, known: int) -> dict:
    """Return an edge: the shape on it and those of the states beside it; "hidden" or "unknown" instead."""
    shape = shown.shapes[position]
    if position > known:
        return {"status": "hidden", "shape": "?", "states": []}
    if shape is None:
        return {"status": "unknown", "shape": "not built", "states": []}
    states = shown.rows[position - 1].state_shapes if position else ()
    labels = state_labels(shown.view.layers[position - 1]) if position else []
    broken = shown.mistake is not None and shown.mistake.position == position < known
    return {
        "status": "broken" if broken else "known",
        "shape": str(shape),
        "states": [
            {"label": label, "shape": str(state), "to": receivers(shown, position - 1)}
            for label, state in zip(labels, states, strict=True)
        ],
    }


def receivers(shown: Scene, position: int) -> str:
    """Return the layers that begin with the states of ``position``."""
    return ", ".join(shown.names[to] for to, source in shown.view.starts if source == position)


def state_labels(layer: Layer) -> list[str]:
    """Return what the returned states are called: h and c, with an arrow for each of two directions."""
    if not states_returned(layer):
        return []
    return [state + ARROWS[direction] for direction in directions(layer) for state in layer.cell.states]


def layer_row(shown: Scene, position: int, known: bool) -> dict:
    """Return a layer: its options with their values, and its parameter formula where it can be built."""
    view = shown.view
    layer, name = view.layers[position], shown.names[position]
    count = shown.counts[position] if known and position < len(shown.counts) else None
    sources = [s for s in range(position) if may_start(view, position, s) and view.layers[s].return_state]
    return {
        "name": name,
        "kind": kind_of(layer),
        "size": str(size_of(layer)),
        "size_name": "n" if isinstance(layer, RepeatVector) else "units",
        "activation": activation_of(layer),
        "activations": list(allowed_activations(layer)),
        "merge_mode": getattr(layer, "merge_mode", None),
        "merge_modes": list(MERGES),
        "flags": [
            {"field": flag, "on": flag_of(layer, flag), "help": HELP[flag]} for flag in FLAGS if has_flag(layer, flag)
        ],
        "start": str(dict(view.starts).get(position, -1) + 1),
        "starts": [[str(source + 1), f"the states of {shown.names[source]}"] for source in sources],
        "formula": None
        if count is None
        else {"symbols": count.symbols, "numbers": count.numbers, "total": f"{count.total:,}", "note": count.note},
        "two_biases": hasattr(layer, "cell") and layer.cell.two_biases,
        "hidden": not known,
        "weights": count is not None and count.total > 0,
    }
