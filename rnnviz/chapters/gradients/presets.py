"""The settings that the gradients chapter opens with, each to make one point."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Preset:
    """A setting: what it is called, what there is to see, and how it differs from the default view."""

    title: str
    story: str
    changes: dict = field(default_factory=dict)


PRESETS = {
    "defaults": Preset(
        "Keras's defaults",
        "Three cells, as Keras draws them, read the same noise. The loss asks the last output for the **first** input: "
        "can it teach the cell anything about a step that long ago?",
    ),
    "linear": Preset(
        "Linear: a power of U",
        "Without an activation, the state at T depends on the state at t by a matrix power alone: "
        "∂h_T/∂h_t is U multiplied with itself T − t times (transposed, as Keras multiplies from the right).",
        {
            "units": 2,
            "timesteps": 12,
            "activation": "linear",
            "initial": "scaled",
            "radius": 0.9,
            "pair": (11, 5),
        },
    ),
    "vanish": Preset(
        "Vanishing",
        "Each step multiplies by the slope of tanh, at most 1, and by U. With a spectral radius of ½ little is left "
        "after ten steps.",
        {"initial": "orthogonal", "radius": 0.5, "timesteps": 30, "pair": (29, 20)},
    ),
    "explode": Preset(
        "Exploding, to infinity",
        "A linear cell whose U multiplies by 100 at each step. Floating point ends at 1.8×10³⁰⁸; after that there is "
        "∞, and ∞ − ∞ is no number.",
        {"initial": "orthogonal", "radius": 100.0, "timesteps": 200, "units": 4, "activation": "linear"},
    ),
    "identity": Preset(
        "Relu and the identity",
        "The start of Le et al. (2015): U is the identity and the activation relu, so that what is positive passes "
        "unchanged.",
        {"activation": "relu", "initial": "identity", "inputs": "impulse"},
    ),
    "open": Preset(
        "An open forget gate",
        "A bias of 5 holds the LSTM's forget gate near 1. Along its cell state the gradient then passes nearly "
        "unchanged: the conveyor belt.",
        {"forget": 5.0, "timesteps": 60, "state": "c", "pair": (59, 0), "cell": "lstm"},
    ),
    "long": Preset(
        "Two hundred steps",
        "32 units, 200 steps, and noise: how far back does each cell's gradient reach?",
        {"units": 32, "timesteps": 200, "pair": (199, 150), "step": 200},
    ),
}
