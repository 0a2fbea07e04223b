"""The stack as a table that its component draws: input, layers, edges, and the mistake where there is one."""

from dataclasses import replace

from rnnviz.chapters.shapes.meanings import option_meaning
from rnnviz.chapters.shapes.scene import ARROWS, STATE_AXES, Scene, axes, scene, shown_look
from rnnviz.chapters.shapes.view.layers import KINDS, kind_of, option, options_of, returned_states, size_name, size_of
from rnnviz.chapters.shapes.view.mistakes import Mistake
from rnnviz.chapters.shapes.view.stack import MAX_LAYERS, View, may_start, reads_tokens
from rnnviz.chapters.shapes.words import shape_meaning
from rnnviz.core.layers import MERGES, Bidirectional, Dropout, Embedding, Masking
from rnnviz.ui.cache import cached

FLAGS = ("return_sequences", "return_state", "go_backwards", "reset_after", "mask_zero")
"""The options that are on or off, in the order of a card."""

SAID = ("batch", "timesteps", "features", "sequence", "turns", "activation", "merge_mode", "initial_state", *FLAGS)
"""What is told of where a reader points at it, alike in every layer."""


def shown_by(view: View) -> View:
    """Return what of a view the stack shows: all but the selected number."""
    return replace(view, selected=None)


@cached(by=shown_by)
def stack_table(view: View) -> dict:
    """Return the whole stack as its component takes it; what is still to be predicted is left out."""
    shown, shape = scene(view), view.input_shape
    tokens = reads_tokens(view)
    timesteps = str(shape[1]) if len(shape) == 3 or tokens else None
    features = None if tokens else str(shape[-1])
    return {
        "input": {"shape": str(shape), "batch": str(shape[0]), "timesteps": timesteps, "features": features},
        "layers": [layer_row(shown, position, view.known) for position in range(len(view.layers))],
        "edges": [edge_row(shown, position, view.known) for position in range(len(view.layers) + 1)],
        "loop": {"turns": str(view.loop)} if view.loop else None,
        "mistake": mistake_row(shown.mistake, view.known),
        "look": list(shown_look(view)),
        "kinds": KINDS,
        "meanings": {name: option_meaning(name) for name in SAID},
        "full": len(view.layers) >= MAX_LAYERS,
    }


def mistake_row(mistake: Mistake | None, known: int) -> dict | None:
    """Return the mistake, where there is one that is no longer to be predicted."""
    if mistake is None or mistake.position >= known:
        return None
    words = {name: getattr(mistake, name) for name in ("position", "message", "words")}
    return words | {"repairs": [repair.label for repair in mistake.repairs]}


def edge_row(shown: Scene, position: int, known: int) -> dict:
    """Return an edge: the shape on it and those of the states beside it; "hidden" or "unknown" instead."""
    if position > known:
        return {"status": "hidden", "shape": "?", "states": []}
    shape = shown.shapes[position]
    if shape is None:
        return {"status": "unknown", "shape": "not built", "states": []}
    broken = shown.refuses(position) and position < known
    states = []
    if position:
        receivers = ", ".join(shown.names[to] for to, source in shown.view.starts if source == position - 1)
        receivers = "next turn" if shown.view.loop else receivers
        labels = [state + ARROWS[direction] for direction, state in returned_states(shown.view.layers[position - 1])]
        each = zip(labels, shown.rows[position - 1].state_shapes, strict=True)
        states = [
            {
                "label": label,
                "shape": str(state),
                "to": receivers,
                "meaning": f"the last {label}: {shape_meaning(state, STATE_AXES)}",
            }
            for label, state in each
        ]
    meaning = shape_meaning(shape, axes(shown.view, position, shape))
    return {"status": "broken" if broken else "known", "shape": str(shape), "states": states, "meaning": meaning}


def layer_row(shown: Scene, position: int, known: int) -> dict:
    """Return a layer: its options with their values, and its parameter formula where it can be built."""
    view = shown.view
    layer, name, options = view.layers[position], shown.names[position], options_of(view.layers[position])
    count = shown.counts[position] if position < min(known, len(shown.counts)) else None
    sources = [s for s in range(position) if may_start(view, position, s) and view.layers[s].return_state]
    return {
        "name": name,
        "kind": kind_of(layer),
        "words": {"value": str(layer.input_dim), "meaning": option_meaning("input_dim")}
        if isinstance(layer, Embedding)
        else None,
        "size": str(size_of(layer)),
        "size_name": size_name(layer),
        "size_meaning": option_meaning(
            "units of each direction" if isinstance(layer, Bidirectional) else size_name(layer)
        ),
        "activation": option(layer, "activation"),
        "activations": list(options.get("activation", ())),
        "merge_mode": option(layer, "merge_mode"),
        "merge_modes": list(MERGES),
        "flags": [{"field": flag, "on": option(layer, flag)} for flag in FLAGS if flag in options],
        "start": str(dict(view.starts).get(position, -1) + 1),
        "starts": [[str(source + 1), f"the states of {shown.names[source]}"] for source in sources],
        "formula": None
        if count is None
        else {"symbols": count.symbols, "numbers": count.numbers, "total": f"{count.total:,}", "note": count.note},
        "noted": isinstance(layer, Dropout | Masking) or (hasattr(layer, "cell") and layer.cell.two_biases),
        "hidden": position >= known,
        "weights": count is not None and count.total > 0,
    }
