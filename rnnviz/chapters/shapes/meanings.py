"""What the axes and options of a stack mean, and what Keras calls them: said where a reader points at one."""

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
    "input_dim": "how many tokens there are, from 0: the rows of the table. Keras: input_dim.",
    "output_dim": "how many numbers are handed on for each token: the columns of the table. Keras: output_dim.",
    "mask_zero": "on: token 0 is padding, and the layers after this one do not read it. Its row of the table is handed "
    "on all the same. Keras: mask_zero.",
    "rate": "the share that is set to 0, in training alone; the rest is divided by 1 - rate, which keeps the mean. "
    "Keras: rate.",
    "mask_value": "a timestep at which every feature is this number is not read by the layers after this one. Keras: "
    "mask_value.",
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
