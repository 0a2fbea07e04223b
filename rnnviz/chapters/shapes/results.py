"""What the chapter "Shapes and wiring" shows, kept: scenes, tables, pictures and files of a view."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rnnviz.chapters.shapes import scene as scenes
from rnnviz.chapters.shapes import words
from rnnviz.chapters.shapes.figures import tensor_map, weights_map
from rnnviz.chapters.shapes.scene import Scene, Tensor
from rnnviz.chapters.shapes.table import known_layers, stack_table
from rnnviz.chapters.shapes.view import View
from rnnviz.core.layers import Bidirectional
from rnnviz.export import stack as programs
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.table import Table, chained
from rnnviz.ui.cache import cached


def stack_of(view: View) -> View:
    """The view without where the reader looks, which makes no other scene."""
    return replace(view, preset="deep", look=("edge", 0, 0), selected=None, predict=False, answered=0)


def scene(view: View) -> Scene:
    """The scene of a view, with its run."""
    return _scene(stack_of(view))


@cached
def _scene(view: View) -> Scene:
    return scenes.scene(view)


def table(view: View) -> dict:
    """The stack for its component."""
    return _table(replace(view, selected=None))


@cached
def _table(view: View) -> dict:
    return stack_table(scene(view), view)


def look(view: View) -> tuple[str, int, int]:
    """What the page shows beside the stack: what the view looks at, as far as it is built and not hidden."""
    return scenes.reach(view.look, min(known_layers(view), len(scene(view).rows)))


def tensor_figure(view: View) -> tuple[Drawing, str]:
    """The tensor that is looked at as a heat map, and what its shape says."""
    return _tensor_figure(stack_of(view), look(view), marked(view))


@cached
def _tensor_figure(view: View, where: tuple, mark: tuple | None) -> tuple[Drawing, str]:
    shown = scene(view)
    flowing = scenes.tensor(shown, where)
    figure = tensor_map(flowing.values, flowing.name, flowing.sequence, flowing.bounded, mark)
    sentences = words.tensor_sentence(shown, flowing), words.start_sentence(shown, where[1] - 1)
    return Drawing(figure, tensor_table(flowing), words.tensor_alt(flowing)), " ".join(filter(None, sentences))


def tensor_table(flowing: Tensor) -> Table:
    """A tensor as a table: a row for each position, a column for each unit."""
    columns = {"position": range(1, len(flowing.values) + 1)} if flowing.sequence else {}
    columns |= {f"{flowing.name}[{k}]": flowing.values[:, k] for k in range(flowing.values.shape[1])}
    return Table.of(columns)


def marked(view: View) -> tuple[int, int] | None:
    """Where in the tensor the selected number is: (position, unit); None where it is not on this edge."""
    shown, where = scene(view), look(view)
    chosen = scenes.selected(shown, view, where)
    if chosen is None or where[0] == "layer":
        return None
    positions, units = scenes.tensor(shown, where).values.shape
    if chosen.unit >= units:
        return None
    places = ((position, chosen.unit) for position in range(positions))
    return next((place for place in places if scenes.number_at(shown, where, *place) == chosen), None)


def weights_figure(view: View, position: int, direction: str) -> Drawing:
    """The weights of a layer as heat maps."""
    return _weights_figure(stack_of(view), position, direction)


@cached
def _weights_figure(view: View, position: int, direction: str) -> Drawing:
    shown = scene(view)
    layer, weights = view.layers[position], shown.network.weights[position]
    weights = weights[direction == "backward"] if isinstance(weights, tuple) else weights
    blocks = layer.cell.gates if hasattr(layer, "cell") and len(layer.cell.gates) > 1 else ("",)
    names = ("kernel", "recurrent_kernel", "bias")
    arrays = {name: np.atleast_2d(getattr(weights, name)) for name in names if hasattr(weights, name)}
    rows = {
        "kernel": [f"x[{k}]" for k in range(len(arrays["kernel"]))],
        "recurrent_kernel": [f"h[{k}]" for k in range(len(arrays.get("recurrent_kernel", ())))],
        "bias": ["input", "recurrent"] if len(arrays["bias"]) == 2 else ["all"],
    }
    units = arrays["kernel"].shape[1] // len(blocks)
    columns = [f"{block}[{unit}]" for block in blocks for unit in range(units)]
    entries = [
        (f"{name} {row}", *values)
        for name, array in arrays.items()
        for row, values in zip(rows[name], array.tolist(), strict=True)
    ]
    alt = f"Weights of {shown.names[position]}: " + ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    return Drawing(weights_map(arrays, blocks, rows), Table(("row", *columns), entries), alt + ".")


def reading(view: View, position: int) -> dict | None:
    """Which output of a recurrent layer belongs to which input."""
    return _reading(stack_of(view), position)


@cached
def _reading(view: View, position: int) -> dict | None:
    return scenes.reading(scene(view), position)


def code(view: View) -> str:
    """The Keras code of the stack."""
    return programs.shown_code(view.layers, view.input_shape, dict(view.starts))


def tensor_csv(view: View) -> bytes:
    """The tensor that is looked at, or the layer's weights, as CSV, every digit kept."""
    where = look(view)
    if where[0] == "layer":
        ways = ("forward", "backward") if isinstance(view.layers[where[1]], Bidirectional) else ("",)
        return chained(weights_figure(view, where[1], way).table.marked("direction", way) for way in ways).csv()
    return tensor_table(scenes.tensor(scene(view), where)).csv()


def keras_script(view: View) -> bytes:
    """A program that reproduces the stack and its output, or Keras's refusal."""
    return program(view, programs.script, programs.broken_script)


def notebook(view: View) -> bytes:
    """The same as a notebook."""
    return program(view, programs.notebook, programs.broken_notebook)


def program(view: View, sound: Callable[..., str], broken: Callable[..., str]) -> bytes:
    """What ``sound`` makes of a stack that can be built, or ``broken`` of one that cannot."""
    shown, starts = scene(view), dict(view.starts)
    if shown.mistake:
        return broken(view.layers, view.input_shape, starts, shown.mistake.message).encode()
    return sound(shown.network, view.input_shape, shown.inputs, starts).encode()
