"""What a symbol means, its shape and what Keras calls it: said where a reader points at it."""

from rnnviz.core.arithmetic import Operand

MEANINGS = {
    "x": "what the network reads at a step. Of all steps: (timesteps, features).",
    "h": "the hidden state: what the layer remembers. Of all steps: (timesteps, units).",
    "c": "the cell state of an LSTM, its long memory. Of all steps: (timesteps, units).",
    "y": "the output: what the network says. Of all steps: (timesteps, outputs).",
    "h0": "the hidden state before the first step: (units,). Keras: initial_state.",
    "c0": "the cell state before the first step: (units,). Keras: initial_state.",
    "w_x": "an input weight [from feature, to unit], the same at every step. Keras: kernel, (features, units){each}.",
    "w_h": "a recurrent weight [from unit, to unit], the same at every step. Keras: recurrent_kernel, "
    "(units, units){each}.",
    "w_y": "an output weight [from unit, to output]. Keras: kernel of the Dense layer, (units, outputs).",
    "b_h": "a bias: added at every step, whatever is read. Keras: bias.",
    "b_y": "a bias of the output. Keras: bias of the Dense layer, (outputs,).",
    "f": "the forget gate, which multiplies the old c.",
    "i": "the input gate, which multiplies the candidate.",
    "g": "the candidate: what the LSTM would write into c.",
    "o": "the output gate, which multiplies the activation of c.",
    "z": "the update gate, which multiplies the old h.",
    "r": "the reset gate, which multiplies what the candidate takes of the old h.",
    "n": "the candidate: what the GRU would write into h.",
}
"""By role; {each} is said of gated cells."""

OPTIONS = {
    "batch": "how many samples are read at once, each for itself. None: any number. Keras: the first axis of a shape.",
    "timesteps": "how many steps each sequence has. None: any length. Keras: the second axis.",
    "features": "how many numbers are read at a step, or of a sample without steps. Keras: the last axis, never None.",
    "sequence": "with a timesteps axis, or one vector a sample.",
    "turns": "how often the loop goes around its layers. Keras has no name for it: the loop is Python's.",
    "units": "how many numbers the layer hands on at a timestep; a recurrent layer's state has as many. Keras: units.",
    "units of each direction": "how many numbers the state of each of the two directions has. Keras: units "
    "of the wrapped layer.",
    "n": "how often the vector is repeated: so many timesteps are handed on. Keras: n.",
    "activation": "what is applied to the sums; in an LSTM to the candidate and c, in a GRU to the candidate. Keras: "
    "activation.",
    "merge_mode": "how the outputs of the two directions become one. Keras: merge_mode.",
    "initial_state": "the state before the first timestep: zeros, or what an earlier layer ended with. Keras: "
    "initial_state.",
    "return_sequences": "on: the layer hands on its state after every timestep. Off: the last one alone, and the "
    "timesteps are gone. Keras: return_sequences.",
    "return_state": "on: besides its output the layer hands on the state that it ended with, h and for an LSTM c; "
    "another layer can begin with it. Keras: return_state; the layer then returns a list.",
    "go_backwards": "on: the sequence is read from its end, and outputs stay in the order of reading. Keras: "
    "go_backwards.",
    "reset_after": "on, Keras's default: the reset gate multiplies after the recurrent product, which has a bias of "
    "its own. Off: it multiplies h before. Keras: reset_after.",
}
"""What a stack of layers is told by: axes and options."""


def option_meaning(name: str) -> str:
    """Return an axis or option with what it means."""
    return f"{name}: {OPTIONS[name]}"


def meaning(operand: Operand) -> str:
    """Return what a factor is: its place in words, and what its symbol means."""
    symbol, means = operand.symbol, MEANINGS.get(operand.role)
    if means is None or symbol.gradient or symbol.before or "↔" in symbol.mark:
        return symbol.spoken
    return f"{symbol.spoken}: " + means.replace("{each}", " for each gate" if len(symbol.subscript) > 1 else "")
