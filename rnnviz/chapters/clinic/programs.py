"""What is taken away of a scene: a Keras program that asserts its answer, and the numbers of its pictures."""

import io
from dataclasses import replace

import numpy as np

from rnnviz.chapters.clinic.figures import drawn
from rnnviz.chapters.clinic.question import Grid
from rnnviz.chapters.clinic.scene import shown
from rnnviz.chapters.clinic.scenes.weights import looked_at
from rnnviz.chapters.clinic.view import View
from rnnviz.export.orders import onnx_arrays, pytorch_arrays
from rnnviz.figures.table import Table, chained


def keras_text(view: View) -> str:
    """Return the program of the scene with the settings of the page."""
    question = view.question
    title = f'"""{question.question}\n\nRun it: it asserts the answer. Written by rnnviz for Keras 3.15.1.\n"""\n'
    return f'{title}\n{question.program(view).rstrip()}\n\nprint("Keras does what is said of it.")\n'


def keras_script(view: View) -> bytes:
    """Return the program as a file."""
    return keras_text(view).encode()


def converted_npz(view: View, order: str) -> bytes:
    """Return the layer that is looked at as an .npz, in a library's order and by its names.

    Raises:
        ValueError: a sentence, if the library has no such layer.
    """
    entry, _, cell = looked_at(view)
    if cell is None:
        raise ValueError(f"{entry.name} has no cell that is known here.")
    cells = [replace(cell, go_backwards=bool(k)) for k in range(len(entry.parts))] if len(entry.parts) > 1 else [cell]
    weights = [part.weights for part in entry.parts]
    if order == "onnx":
        arrays = onnx_arrays(tuple(cells), tuple(weights))
    else:
        suffixes = ("l0", "l0_reverse")[: len(cells)]
        arrays = {
            name: array
            for one, each, suffix in zip(cells, weights, suffixes, strict=True)
            for name, array in pytorch_arrays(one, each, suffix).items()
        }
    file = io.BytesIO()
    with np.errstate(over="ignore"):  # as large as float32 is not: ∞ there
        arrays = {name: array.astype("<f4") if array.ndim else array for name, array in arrays.items()}
    np.savez(file, **arrays)
    return file.getvalue()


def numbers_csv(view: View) -> bytes:
    """Return the numbers of all pictures that are shown, each under its title."""
    tables = []
    for number, picture in shown(view):
        found = Table(picture.columns, picture.rows) if isinstance(picture, Grid) else drawn(view, number).table
        tables.append(found.marked("picture", picture.title))
    return chained(tables).csv()
