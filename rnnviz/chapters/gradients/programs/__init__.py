"""What a reader takes away from the gradients chapter: its numbers, and the code that reproduces them."""

from rnnviz.chapters.gradients.programs.scripts import gradients_notebook, keras_gradients, numpy_gradients
from rnnviz.chapters.gradients.scene import scene, sensitivity
from rnnviz.chapters.gradients.view.choices import View
from rnnviz.figures.table import Table


def gradients_csv(view: View) -> bytes:
    """Return ∂L/∂h_t (and c) of every unit of the cell that is looked at closely, as CSV."""
    shown, columns = scene(view, view.cell), {"step": range(1, view.timesteps + 1)}
    for state in shown.cell.states:
        columns |= {f"d_{state}[{unit}]": values for unit, values in enumerate(shown.recurrent[state][0].T)}
    return Table.of(columns).csv()


def sensitivity_csv(view: View) -> bytes:
    """Return the T×T matrix of the cell that is looked at closely, rows t and columns k, as CSV."""
    steps = [str(step) for step in range(1, view.timesteps + 1)]
    matrix = sensitivity(view, view.cell, view.state_of(view.cell))
    return Table.of({"t \\ k": steps} | dict(zip(steps, matrix.T, strict=True))).csv()


def numpy_script(view: View) -> bytes:
    """Return backpropagation through time of the cell that is looked at closely, in NumPy."""
    return numpy_gradients(scene(view, view.cell).gradients).encode()


def keras_script(view: View) -> bytes:
    """Return the same gradients with Keras."""
    return keras_gradients(scene(view, view.cell).gradients).encode()


def notebook(view: View) -> bytes:
    """Return a notebook of the NumPy program and, for a cell that Keras has, of the Keras program."""
    return gradients_notebook(scene(view, view.cell).gradients).encode()
