"""What a reader takes away from the gates chapter: its numbers, and the code that reproduces the chosen cell."""

import numpy as np

from rnnviz.chapters.gates.figures import over_time
from rnnviz.chapters.gates.scene import scene
from rnnviz.chapters.gates.view import View
from rnnviz.core.layers import NAMES
from rnnviz.core.network import Network
from rnnviz.export import sequence
from rnnviz.figures.table import chained


def table_csv(view: View) -> bytes:
    """Return every number of the cells that are shown, as CSV."""
    return chained(over_time(view, kind, None).table.marked("cell", NAMES[kind]) for kind in view.cells).csv()


def exported(view: View) -> tuple[Network, np.ndarray, list[np.ndarray]]:
    """Return the chosen cell as the export takes it."""
    shown = scene(view, view.selected.kind)
    return shown.operated, shown.inputs, shown.initial


numpy_script, keras_script, notebook = sequence.programs_of(exported)
