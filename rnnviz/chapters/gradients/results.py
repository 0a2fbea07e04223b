"""What the gradients chapter computes, kept: scenes, the T×T matrices, opened products, and files of a view."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gradients import scene as chapter
from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.check import Checked, check
from rnnviz.chapters.gradients.product import Product, product
from rnnviz.chapters.gradients.programs import gradients_notebook, keras_gradients, numpy_gradients
from rnnviz.chapters.gradients.scene import Scene, View
from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.optimizers import norm
from rnnviz.core.weights import STATES
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached, remembered_by

UNLOOKED = {
    **{name: getattr(View(), name) for name in ("preset", "cell", "variants", "share", "state", "pair", "step")},
    **{name: getattr(View(), name) for name in ("phase", "selected", "predict")},
}
"""Where the reader looks, which changes no number."""

UNTRAINED = {name: getattr(View(), name) for name in ("loss", "chosen", "clipping", "threshold", "learning_rate")}
"""What matters to the states only once the weights have been updated."""


kept = remembered_by(lambda view: view.timesteps * view.units**2 > 20_000)
"""Of scenes and T×T matrices: 200 steps of 32 units are some megabytes for each cell, 40 of 16 a fraction of one."""


def network_of(view: View) -> View:
    """The view without where the reader looks."""
    return replace(view, **UNLOOKED)


def dynamics_of(view: View) -> View:
    """The view without what changes neither the states nor how they depend on each other."""
    return network_of(view) if view.updates else replace(network_of(view), **UNTRAINED)


def scene(view: View, kind: str | None = None) -> Scene:
    """One kind of cell in a view: the one that is looked at closely, or another."""
    return _scene(network_of(view), kind or view.cell)


@kept
def _scene(view: View, kind: str) -> Scene:
    return chapter.scene(view, kind)


def reach(view: View, kind: str) -> np.ndarray:
    """The T×T matrix of one kind, of the state that the view asks for."""
    return _reach(dynamics_of(view), kind, view.state if view.state in STATES[kind] else "h")


@kept
def _reach(view: View, kind: str, state: str) -> np.ndarray:
    return _scene(view, kind).reach_of(state)


def verdicts(view: View) -> list[str]:
    """What becomes of each cell's memory, in words."""
    return [words.verdict_sentence(scene(view, kind), view.state, reach(view, kind)) for kind in view.kinds]


def notices(view: View) -> list[str]:
    """What else there is to say: who explodes, and why."""
    found = [words.explosion(scene(view, kind)) for kind in view.kinds]
    return [f"{NAMES[kind]}. {text}" for kind, text in zip(view.kinds, found, strict=True) if text]


def opened(view: View) -> Product:
    """The product behind the selected number of the T×T matrix."""
    return _opened(dynamics_of(view), view.cell, view.pair, view.state)


@cached
def _opened(view: View, kind: str, pair: tuple[int, int], state: str) -> Product:
    return product(_scene(view, kind), pair, state)


@cached
def contribution_sizes(view: View, kind: str) -> np.ndarray:
    """The norm of each timestep's contribution, (timesteps,)."""
    return norm(_scene(view, kind).contributions, axis=(1, 2))


def checked(view: View) -> list[Checked]:
    """Every array's gradient beside finite differences."""
    return _checked(network_of(view), view.cell)


@cached
def _checked(view: View, kind: str) -> list[Checked]:
    return check(_scene(view, kind))


def in_keras(view: View) -> dict[str, NetworkGradients]:
    """The gradients of every cell of the view that Keras has, by name."""
    return {name: scene(view, kind).gradients for kind, name in KERAS_NAMES.items()}


def gradients_csv(view: View) -> bytes:
    """∂L/∂h_t (and c) of every unit of the cell that is looked at closely, as CSV."""
    shown, columns = scene(view), {"step": range(1, view.timesteps + 1)}
    for state in shown.cell.states:
        values = shown.recurrent[state][0]
        columns |= {f"d_{state}[{unit}]": values[:, unit] for unit in range(view.units)}
    return Table.of(columns).csv()


def reach_csv(view: View) -> bytes:
    """The T×T matrix of the cell that is looked at closely, rows t and columns k, as CSV."""
    steps = [str(step) for step in range(1, view.timesteps + 1)]
    rows = [(step, *row) for step, row in zip(steps, reach(view, view.cell).tolist(), strict=True)]
    return Table(("t \\ k", *steps), rows).csv()


def numpy_script(view: View) -> bytes:
    """Backpropagation through time of the cell that is looked at closely, in NumPy."""
    return numpy_gradients(scene(view).gradients).encode()


def keras_script(view: View) -> bytes:
    """The same gradients with Keras."""
    return keras_gradients(scene(view).gradients).encode()


def notebook(view: View) -> bytes:
    """A notebook of the NumPy program and, for a cell that Keras has, of the Keras program."""
    return gradients_notebook(scene(view).gradients).encode()
