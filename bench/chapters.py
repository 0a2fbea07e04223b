"""The figures that the chapters must reach: parity with Keras, finite differences, the power of U."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from bench.core import Row
from rnnviz.chapters.gates.scene import scene as gates_scene
from rnnviz.chapters.gates.scene import values
from rnnviz.chapters.gates.scene.check import gradient_check
from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.scene.check import checked
from rnnviz.chapters.gradients.scene.product import opened, power_of_u
from rnnviz.chapters.gradients.view.choices import Pair, View
from rnnviz.core.layers import KERAS_NAMES, NAMES
from tests.support.gates import SHOWN, keras_gates
from tests.support.stacks import assert_shapes_counts_and_names_are_those_of_keras, sound

VARIANTS = tuple(name for name in NAMES if name not in KERAS_NAMES)


def rows() -> Iterator[Row]:
    """Every row about what the chapters compute."""
    settings(max_examples=300)(given(sound())(assert_shapes_counts_and_names_are_those_of_keras))()  # raises where not
    yield "random stacks: names, shapes and counts equal to Keras's", "300 of 300", "300", "Keras, each built"
    worst = max(gate_difference(view, kind) for view in SHOWN for kind in KERAS_NAMES)
    yield "gates of the shown traces, largest relative difference", f"{worst:.1e}", "≤ 1e-10", f"{len(SHOWN)} views"
    worst = max(gradient_check(view, kind) for view in SHOWN for kind in VARIANTS)
    yield "variants' gradients, largest relative difference", f"{worst:.1e}", "≤ 1e-6", "finite differences"
    views = [View.of(key) for key in PRESETS if key not in ("explode", "identity", "long")]
    found = [each.difference for view in views for kind in NAMES for each in checked(view, kind)]
    yield "gradients page, largest relative difference", f"{max(found):.1e}", "≤ 1e-6", "finite differences"
    views = [replace(View.of("linear"), pair=Pair(11, k)) for k in range(12)]
    worst = max(np.abs(opened(view).matrix - power_of_u(view).T).max() for view in views)
    yield "linear SimpleRNN: ∂h_T/∂h_t beside U^(T−t), largest difference", f"{worst:.1e}", "equal", "matrix power"


def gate_difference(view, kind: str) -> float:
    """The largest difference of any gate or state from Keras's, relative where they are larger than 1."""
    shown = gates_scene(view, kind)
    theirs = keras_gates(shown.trace.cell, shown.trace.weights, shown.inputs, shown.initial)
    pairs = ((values(view, kind, name), each) for name, each in theirs.items())
    return max(np.abs(ours - each).max() / max(np.abs(each).max(), 1.0) for ours, each in pairs)
