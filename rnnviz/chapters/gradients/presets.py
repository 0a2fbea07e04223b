"""The settings that the gradients chapter opens with, each to make one point."""

from rnnviz.ui.setting import Setting

PRESETS = {
    "defaults": Setting(
        "Keras's defaults",
        "Three cells, begun as Keras begins them, read the same input. The loss asks the output for the **first** "
        "input: can it teach the cell anything about a step that long ago?",
    ),
    "long": Setting(
        "200 steps",
        "Begins with 32 units and 200 steps: how far back does each cell's gradient reach?",
        {"units": 32, "timesteps": 200, "pair": (199, 150), "step": 200},
    ),
    "linear": Setting(
        "Linear",
        "Begins without an activation. In a SimpleRNN the state at T then depends on the state at t by a matrix power "
        "alone: ∂h_T/∂h_t is U multiplied with itself T − t times, transposed, because Keras multiplies h U.",
        {"units": 2, "timesteps": 12, "activation": "linear", "initial": "scaled", "radius": 0.9, "pair": (11, 5)},
    ),
    "vanish": Setting(
        "Vanishing",
        "Begins with a spectral radius of ½. Each step back multiplies by U and by the slope of tanh, at most 1.",
        {"initial": "orthogonal", "radius": 0.5, "timesteps": 30, "pair": (29, 20)},
    ),
    "explode": Setting(
        "Exploding",
        "Begins with linear cells whose U has a spectral radius of 100. Floating point ends at 1.8×10³⁰⁸; beyond it "
        "there is ∞, and ∞ − ∞ is no number.",
        {
            "initial": "orthogonal",
            "radius": 100.0,
            "timesteps": 100,
            "units": 4,
            "activation": "linear",
            "pair": (99, 79),
        },
    ),
    "identity": Setting(
        "Relu and the identity",
        "Begins as Le et al. (2015) propose for a SimpleRNN: U is the identity, the activation relu, input weights are "
        "small. One impulse wakes the units whose weight is positive; their slope is then 1, and nothing is lost.",
        {"activation": "relu", "initial": "irnn", "inputs": "impulse"},
    ),
    "open": Setting(
        "Open forget gate",
        "Begins with a bias of 5, which opens the LSTM's forget gate, and with a small U, which leaves few ways around "
        "it. Look at c: the conveyor belt.",
        {"forget": 5.0, "radius": 0.1, "timesteps": 60, "state": "c", "pair": (59, 0), "cell": "lstm"},
    ),
    "trained": Setting(
        "To remember",
        "Begins with the cells of the gates chapter, which were trained to hold the last pulse among noise. Here the "
        "pulse is the first input, so it is what the loss asks for at the end.",
        {"weights": "trained", "units": 6, "timesteps": 30, "inputs": "pulse", "pair": (29, 0)},
    ),
}

HEADINGS = {"defaults": "Untrained", "linear": "Set by hand", "trained": "Trained"}
"""What stands before each group of settings, by the first of it."""
