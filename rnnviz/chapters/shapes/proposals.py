"""One thing to try next with a stack."""

from dataclasses import replace

from rnnviz.chapters.shapes.view.edits import apply_edit
from rnnviz.chapters.shapes.view.layers import is_recurrent, keras_names, option
from rnnviz.chapters.shapes.view.mistakes import first_mistake
from rnnviz.chapters.shapes.view.presets import is_as_made, presets
from rnnviz.chapters.shapes.view.stack import MIN_TURNS, Look, View
from rnnviz.core.layers import KERAS_NAMES, Bidirectional, Masking
from rnnviz.core.network import needed_dimensions
from rnnviz.ui.proposal import Proposal

NEXT_KIND = {"simple_rnn": "lstm", "lstm": "gru", "gru": "simple_rnn"}


def proposal(view: View) -> Proposal:
    """Propose one thing to try with the stack: what its wiring is known for, changed."""
    names, layers = keras_names(view.layers), view.layers
    if first_mistake(view) is not None:
        return Proposal("Next: mend it in the first way. Does Keras build it now?", first_repair)
    if view.loop:
        return opening("one_to_many", f"Next: repeat the vector instead. What is read at step {MIN_TURNS}?")
    if view.preset == "one_to_many" and is_as_made(view):
        return opening("fed_back", f"Next: feed the output back instead. What is read at turn {MIN_TURNS}?")
    if view.starts:
        position = view.starts[0][0]
        label = f"Next: let {names[position]} begin with zeros. Which of its numbers change?"
        return changed(label, position, "start", "0", look=position + 1)
    for position, layer in enumerate(layers):
        if option(layer, "go_backwards"):
            label = f"Next: let {names[position]} read forwards. Which output belongs to input 1 then?"
            return changed(label, position, "go_backwards", "off", look=position + 1)
        if option(layer, "merge_mode") == "concat":
            label = f"Next: let {names[position]} add its two directions. How many numbers does it hand on then?"
            return changed(label, position, "merge_mode", "sum", look=position + 1)
    for position in reversed(range(len(layers) - 1)):
        above = layers[position + 1]
        refuses = 2 not in needed_dimensions(above) and not isinstance(above, Masking)
        if option(layers[position], "return_sequences") and refuses:
            question = f"Does Keras build {names[position + 1]} then?"
            label = f"Next: switch return_sequences off on {names[position]}. {question}"
            return changed(label, position, "return_sequences", "off", look=position + 1)
    for position, layer in enumerate(layers):
        if option(layer, "return_sequences") is False:
            label = f"Next: switch return_sequences on on {names[position]}. Which shape comes out at the end?"
            return changed(label, position, "return_sequences", "on", look=len(layers))
    return Proposal(
        "Next: predict the shapes and parameters yourself", lambda view: replace(view, predict=True, answered=0)
    )


def next_question(view: View) -> Proposal:
    """Propose, to who has predicted all of a stack, the same with another cell; without a cell what there is to try."""
    for position, layer in enumerate(view.layers):
        if is_recurrent(layer):
            kind = NEXT_KIND[layer.cell.kind]
            name = keras_names(view.layers)[position]
            label = f"Next: the same with {KERAS_NAMES[kind]} for {name}. Which counts change?"
            kind = f"bi_{kind}" if isinstance(layer, Bidirectional) else kind
            return changed(label, position, "kind", kind, look=0)
    return proposal(view)


def opening(key: str, label: str) -> Proposal:
    """Propose another preset."""
    return Proposal(label, lambda view: replace(presets()[key].view(), seed=view.seed))


def changed(label: str, position: int, field: str, value: str, look: int) -> Proposal:
    """Propose another value in a layer's card, with an edge to look at."""

    def make(view: View) -> View:
        edited = apply_edit(view, {"action": "set", "layer": position, "field": field, "value": value})
        return replace(edited, look=Look("edge", look))

    return Proposal(label, make)


def first_repair(view: View) -> View:
    """Return the view with its mistake mended in the best way."""
    return apply_edit(view, {"action": "repair", "layer": 0, "choice": 0})
