"""The hidden-state chapter: what the reader chose → a network, its inputs and its trace."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.chapters.hidden_state.presets import Preset
from rnnviz.chapters.hidden_state.view import View, network_of
from rnnviz.core.layers import Dense, DenseWeights, Recurrent
from rnnviz.core.network import Network, NetworkTrace, init_network, run_network
from rnnviz.core.trace import Trace
from rnnviz.core.weights import Weights
from rnnviz.ui.cache import cached

DEFAULT_SEED = 1
"""The seed of the initial weights where the example has none of its own that fit."""


@dataclass(frozen=True, eq=False)
class Scene:
    """A view made real: the network, what it reads, and what is called what."""

    view: View
    preset: Preset
    network: Network
    inputs: np.ndarray
    initial: dict[str, np.ndarray]
    captions: list[str]
    given: bool

    @property
    def as_made(self) -> bool:
        """Whether this is the example's own network on its own inputs, of which its source speaks."""
        own, view = View.of(self.view.preset), self.view
        same = all(getattr(view, name) == getattr(own, name) for name in ("timesteps", "activation", "output"))
        return self.given and same and not view.edits

    @cached_property
    def run(self) -> NetworkTrace:
        """Both layers' traces of one sample; the output is computed after every step."""
        states = [state[None] for state in self.initial.values()]
        return run_network(self.network, self.inputs[None], {0: states if len(states) > 1 else states[0]})

    @property
    def trace(self) -> Trace:
        """The recurrent layer's trace."""
        return self.run.layers[0].parts[""]

    @property
    def h(self) -> np.ndarray:
        """The states, (timesteps, units)."""
        return self.trace["h"][0]

    @property
    def y(self) -> np.ndarray:
        """What the output layer says of each state, (timesteps, outputs)."""
        return self.run.outputs[0]

    @property
    def shown_outputs(self) -> list[int]:
        """The timesteps whose output is shown: every one, or the last."""
        return list(range(len(self.inputs)))[0 if self.view.every_step else -1 :]

    def table(self, name: str) -> np.ndarray:
        """The array called ``name`` in ``ARRAYS``, 2-D."""
        layer, output = self.network.weights
        arrays = {"x": self.inputs, "wx": layer.kernel, "wh": layer.recurrent_kernel, "bh": layer.bias}
        arrays |= {"wy": output.kernel, "by": output.bias, "h0": self.initial["h"], "c0": self.initial.get("c")}
        return np.atleast_2d(arrays[name])


@cached(by=network_of)
def scene(view: View) -> Scene:
    """Return the network and inputs of a view that ``fitted`` has passed."""
    preset, cell = view.example, view.layer
    layers = (Recurrent(cell, return_sequences=True), Dense(preset.output.units, view.output))
    edits = {name: np.array(table) for name, table in view.edits}
    inputs = edits.get("x", preset.inputs(view.timesteps))
    fits = preset.weights is not None and (preset.cell.kind, preset.cell.units) == (cell.kind, cell.units)
    given = fits and view.seed is None
    if given:
        layer, dense = preset.weights, preset.output_weights
    else:
        seed = DEFAULT_SEED if view.seed is None else view.seed
        layer, dense = init_network(layers, (None, None, inputs.shape[1]), seed).weights
    bias = edits.get("bh", layer.bias).reshape(layer.bias.shape)
    layer = Weights(edits.get("wx", layer.kernel), edits.get("wh", layer.recurrent_kernel), bias)
    dense = DenseWeights(edits.get("wy", dense.kernel), edits.get("by", dense.bias).reshape(-1))
    initial = {state: edits.get(f"{state}0", np.zeros(view.units)).reshape(-1) for state in cell.states}
    if preset.initial_h is not None and len(preset.initial_h) == view.units and "h0" not in edits:
        initial["h"] = np.array(preset.initial_h)
    captions = (
        captions_of(inputs, () if view.names else preset.features) if "x" in edits else preset.captions(view.timesteps)
    )
    return Scene(view, preset, Network(layers, (layer, dense)), inputs, initial, captions, given)


def captions_of(inputs: np.ndarray, features: tuple[str, ...]) -> list[str]:
    """Return what to write under edited inputs: the name of the feature that is on, or the step's number."""
    return [feature_on(x, features) or f"step {t}" for t, x in enumerate(inputs, start=1)]


def feature_on(x: np.ndarray, names: tuple[str, ...]) -> str | None:
    """Return the name of the only 1 among zeros; None where x is anything else or has no names."""
    if len(x) < 2 or len(names) != len(x) or np.count_nonzero(x) != 1 or x.max() != 1:
        return None
    return names[int(np.argmax(x))]
