"""A view made real: shapes and counts of every layer, and a run of all that can be built."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnnviz.chapters.shapes.scene.counts import Count, count
from rnnviz.chapters.shapes.view import Look, Mistake, View, first_mistake, network_of
from rnnviz.chapters.shapes.view.layers import keras_names
from rnnviz.chapters.shapes.view.stack import SHOWN_TIMESTEPS
from rnnviz.core.layers import LayerTrace, Shape
from rnnviz.core.network import LayerSummary, Network, NetworkTrace, init_network, run_next, summarise
from rnnviz.ui.cache import cached


@dataclass(frozen=True, eq=False)
class Scene:
    """A stack, and what follows from it wherever the reader looks.

    ``rows`` and ``counts`` are those of the layers before the mistake, where there is one.
    """

    view: View
    names: list[str]
    mistake: Mistake | None
    rows: list[LayerSummary]
    counts: list[Count]
    runs: dict[int, NetworkTrace] = field(default_factory=dict, init=False)

    @property
    def shapes(self) -> list[Shape | None]:
        """The shape on every edge, the input's first; None beyond a mistake."""
        known = [self.view.input_shape, *(row.output_shape for row in self.rows)]
        return known + [None] * (len(self.view.layers) + 1 - len(known))

    @cached_property
    def network(self) -> Network:
        """The layers before the mistake, with Keras's default initial weights."""
        return init_network(self.view.layers[: len(self.rows)], self.view.input_shape, self.view.seed)

    @cached_property
    def inputs(self) -> np.ndarray:
        """One sample, drawn from a normal distribution, to one decimal: easy to follow by hand."""
        sizes = [SHOWN_TIMESTEPS if size is None else size for size in self.view.input_shape[1:]]
        return np.round(np.random.default_rng([self.view.seed, 1]).normal(size=(1, *sizes)), 1) + 0.0

    def run(self, layers: int) -> NetworkTrace:
        """Return the run of one sample through the first ``layers`` layers, all before the mistake."""
        if layers not in self.runs:
            self.runs[layers] = NetworkTrace(self.inputs, ()) if layers == 0 else self.run_last(layers - 1)
        return self.runs[layers]

    def run_last(self, position: int) -> NetworkTrace:
        """Return the run that ends with the layer at ``position``."""
        start = dict(self.view.starts).get(position)
        return run_next(self.run(position), self.network.layers[position], self.network.weights[position], start)

    def explained(self, layers: int) -> NetworkTrace:
        """Return that run, and layers that are not run after it: how many there are decides what numbers are called."""
        later = (LayerTrace(layer, {}, np.empty(0)) for layer in self.network.layers[layers:])
        return NetworkTrace(self.inputs, (*self.run(layers).layers, *later))

    @property
    def open_length(self) -> bool:
        """Whether the input leaves its timesteps open."""
        return len(self.view.input_shape) == 3 and self.view.input_shape[1] is None


@cached(by=network_of)
def scene(view: View) -> Scene:
    """Return the scene of a view that ``fitted`` has passed."""
    mistake = first_mistake(view)
    layers = view.layers[: mistake.position] if mistake else view.layers
    rows = summarise(layers, view.input_shape)
    counts = [count(layer, row.input_shape) for layer, row in zip(layers, rows, strict=True)]
    return Scene(view, keras_names(view.layers), mistake, rows, counts)


def shown_look(view: View) -> Look:
    """Return what the page shows beside the stack: what the view looks at, as far as it is built and not hidden."""
    last = min(view.known, len(scene(view).rows))
    return view.look if view.look.edge <= last else Look("edge", last)
