"""Sentences about which output of a layer belongs to which input."""

from rnnviz.core.layers import Bidirectional, Layer, Recurrent


def alignment_sentence(layer: Layer, name: str, steps: int) -> str:
    """Return which output belongs to which input."""
    if isinstance(layer, Bidirectional):
        if layer.return_sequences:
            return (
                f"Output k of {name} joins ({layer.merge_mode}) the forward state, which has read inputs 1 to k, and "
                f"the backward state, which has read inputs {steps} down to k: the backward outputs were flipped back."
            )
        return (
            f"{name} joins ({layer.merge_mode}) two last states: the forward one has just read input {steps}, the "
            "backward one input 1."
        )
    backwards = isinstance(layer, Recurrent) and layer.cell.go_backwards
    if layer.return_sequences and backwards:
        return (
            f"{name} reads from input {steps} to input 1 and hands on its states in that order: output 1 belongs to "
            f"input {steps}, output {steps} to input 1. Nobody flips them back."
        )
    if layer.return_sequences:
        return f"{name} hands on a state for every input: output k has read inputs 1 to k."
    last = 1 if backwards else steps
    return f"{name} hands on one state only, the one after the last input it reads, input {last}."


def drawn_unit(layer: Layer) -> str:
    """Return which of the units the drawing shows."""
    if not isinstance(layer, Bidirectional):
        return "Drawn: unit 0."
    return "Drawn: unit 0 of each direction" + (
        ", and of the output the forward one." if layer.merge_mode == "concat" else "."
    )
