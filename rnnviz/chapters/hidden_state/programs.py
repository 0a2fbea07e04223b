"""What a reader takes away from the hidden-state chapter: its numbers, and the code that reproduces them."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.hidden_state.figures import states_table
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import View
from rnnviz.core.network import Network
from rnnviz.export import sequence


def states_csv(view: View) -> bytes:
    """Return x, h and y by timestep as CSV, every digit kept."""
    return states_table(view).csv()


def exported(view: View) -> tuple[Network, np.ndarray, list[np.ndarray]]:
    """Return a view as the export takes it: the output is read as it is shown, and the code asserts it there."""
    shown = scene(view)
    layers = replace(shown.network.layers[0], return_sequences=view.every_step), shown.network.layers[1]
    return Network(layers, shown.network.weights), shown.inputs, list(shown.initial.values())


numpy_script, keras_script, notebook = sequence.programs_of(exported)
