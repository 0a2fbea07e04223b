"""What the hidden-state chapter shows, kept: scenes, pictures, tables and files of a view."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.hidden_state import scene as scenes
from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.scene import Scene, View
from rnnviz.chapters.hidden_state.unrolled import scale, unrolled
from rnnviz.core.network import Network
from rnnviz.export import sequence
from rnnviz.figures.heat_map import heat_map
from rnnviz.figures.table import Table, hiding
from rnnviz.ui.cache import cached
from rnnviz.ui.components.plot import Drawing

Hidden = tuple[tuple[str, int], ...]
"""From which timestep on h and y are not shown: (("h", 2), ("y", 2)), or nothing."""


def network_of(view: View) -> View:
    """The view without where the reader looks, which makes no other scene."""
    return replace(view, step=0, selected=("h", 0, 0), predict=False)


def scene(view: View) -> Scene:
    """The scene of a view, with its traces."""
    return _scene(network_of(view))


@cached
def _scene(view: View) -> Scene:
    return scenes.scene(view)


def notices(view: View) -> list[str]:
    """What there is to notice about a scene."""
    return _notices(network_of(view))


@cached
def _notices(view: View) -> list[str]:
    return words.to_notice(scene(view))


def diagram_table(view: View, hidden: Hidden = ()) -> dict:
    """The unrolled network."""
    return _diagram_table(network_of(view), hidden)


@cached
def _diagram_table(view: View, hidden: Hidden) -> dict:
    shown = scene(view)
    preset, output = shown.preset, shown.run.layers[1].parts[""]
    sentences = words.steps(shown)
    return unrolled(
        shown.trace,
        output,
        shown.shown_outputs,
        shown.captions,
        sentences,
        preset.features,
        preset.outputs,
        dict(hidden),
    )


def states_figure(view: View, hidden: Hidden = ()) -> Drawing:
    """The heat map of h, with x and y in its table."""
    return _states_figure(network_of(view), hidden)


@cached
def _states_figure(view: View, hidden: Hidden) -> Drawing:
    shown, first_hidden = scene(view), dict(hidden)
    h, y = shown.h.copy(), shown.y.copy()
    h[first_hidden.get("h", len(h)) :] = np.nan
    y[first_hidden.get("y", len(y)) :] = np.nan
    y[[t for t in range(len(y)) if t not in shown.shown_outputs]] = np.nan
    largest = scale(shown.trace, shown.run.layers[1].parts[""], "h", shown.h[: first_hidden.get("h")])
    columns = {"step": range(1, len(h) + 1), "read": shown.captions}
    columns |= {
        f"{name}[{k}]": hiding(array[:, k])
        for name, array in (("x", shown.inputs), ("h", h), ("y", y))
        for k in range(array.shape[1])
    }
    finite = h[np.isfinite(h)]
    extent = f", from {finite.min():.4g} to {finite.max():.4g}" if finite.size else ""
    alt = f"Heat map of h: {h.shape[1]} units over {len(h)} steps{extent}."
    return Drawing(heat_map(h, "h", shown.captions, largest), Table.of(columns), alt)


def states_csv(view: View) -> bytes:
    """The table behind the heat map as CSV, in UTF-8, every digit kept."""
    return states_figure(view).table.csv()


def exported(view: View) -> tuple[Network, np.ndarray, list[np.ndarray]]:
    """A view as the export takes it: the output is read as it is shown, and the code asserts it there."""
    shown = scene(view)
    layers = replace(shown.network.layers[0], return_sequences=view.every_step), shown.network.layers[1]
    return Network(layers, shown.network.weights), shown.inputs, list(shown.initial.values())


def numpy_script(view: View) -> bytes:
    """A NumPy script that reproduces a view."""
    return sequence.numpy_script(*exported(view)).encode()


def keras_script(view: View) -> bytes:
    """A Keras script that reproduces a view."""
    return sequence.keras_script(*exported(view)).encode()


def notebook(view: View) -> bytes:
    """A notebook that reproduces a view."""
    return sequence.notebook(*exported(view)).encode()
