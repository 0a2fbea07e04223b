"""What a reader takes away: the numbers that are looked at, and the Keras code of the stack."""

from collections.abc import Callable

from rnnviz.chapters.shapes.figures.tensors import tensor_table, weights_figure
from rnnviz.chapters.shapes.scene import scene, shown_look, tensor
from rnnviz.chapters.shapes.view.layers import directions
from rnnviz.chapters.shapes.view.stack import View
from rnnviz.export import stack
from rnnviz.figures.table import chained


def keras_code(view: View) -> str:
    """Return the Keras code of the stack."""
    return stack.shown_code(view.layers, view.input_shape, dict(view.starts), view.loop)


def tensor_csv(view: View) -> bytes:
    """Return the tensor that is looked at, or the layer's weights, as CSV, every digit kept."""
    look = shown_look(view)
    if look.what == "layer":
        ways = directions(view.layers[look.position])
        return chained(weights_figure(view, look.position, way).table.marked("direction", way) for way in ways).csv()
    return tensor_table(tensor(scene(view), look)).csv()


def keras_script(view: View) -> bytes:
    """Return a program that reproduces the stack and its output, or Keras's refusal."""
    return program(view, stack.script, stack.counted_script, stack.broken_script)


def notebook(view: View) -> bytes:
    """Return the same as a notebook."""
    return program(view, stack.notebook, stack.counted_notebook, stack.broken_notebook)


def program(view: View, sound: Callable[..., str], counted: Callable[..., str], broken: Callable[..., str]) -> bytes:
    """Return what ``sound`` makes of a stack that is run, ``counted`` of one too large, ``broken`` of a mistake."""
    shown, starts = scene(view), dict(view.starts)
    if shown.mistake:
        return broken(view.layers, view.input_shape, starts, shown.mistake.message).encode()
    if shown.runs_to < len(shown.rows):
        total = sum(count.total for count in shown.counts)
        return counted(view.layers, view.input_shape, starts, view.loop, total, shown.shapes[-1]).encode()
    return sound(shown.network, view.input_shape, shown.inputs, starts, view.loop).encode()
