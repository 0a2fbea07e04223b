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
    "embedded": "the token that is read, as the numbers of its row. Of all steps: (timesteps, output_dim).",
    "embedding": "a number of the table [of token, column], learned as a weight is. Keras: embeddings, "
    "(input_dim, output_dim).",
    "exp_y": "of its sum less the largest of all sums: the largest is 1, and none overflows. The quotient is the same.",
    "target": "what the output should be.",
    "f": "the forget gate, which multiplies the old c.",
    "i": "the input gate, which multiplies the candidate.",
    "g": "the candidate: what the LSTM would write into c.",
    "o": "the output gate, which multiplies the activation of c.",
    "z": "the update gate, which multiplies the old h.",
    "r": "the reset gate, which multiplies what the candidate takes of the old h.",
    "n": "the candidate: what the GRU would write into h.",
}
"""By role; {each} is said of gated cells."""


def meaning(operand: Operand) -> str:
    """Return what a factor is: its place in words, and what its symbol means."""
    symbol, means = operand.symbol, MEANINGS.get(operand.role)
    if means is None or symbol.gradient or symbol.before or "↔" in symbol.mark:
        return symbol.spoken
    return f"{symbol.spoken}: " + means.replace("{each}", " for each gate" if len(symbol.subscript) > 1 else "")
