"""Views of the gates chapter, as its tests and the benchmark take them, and Keras's own gates beside ours."""

import itertools
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from rnnviz.chapters.gates.presets.inputs import INPUTS
from rnnviz.chapters.gates.presets.sizes import MAX_UNITS
from rnnviz.chapters.gates.presets.task import HELD_OUT
from rnnviz.chapters.gates.view import (
    DELTAS,
    FORMS,
    HELD_GATES,
    KINDS,
    MAX_LSTM_UNITS,
    MAX_SEED,
    MAX_TIMESTEPS,
    PART,
    RUNS,
    WEIGHTS,
    Selected,
    View,
    fitted,
)
from rnnviz.core.weights import Cell

SHOWN = [
    fitted(replace(View.of(key), weights=weights, equal=equal, cells=KINDS))[0]
    for key, weights, equal in itertools.product(INPUTS, WEIGHTS, ("units", "parameters"))
]
"""Every input with every choice of weights, of both sizes."""

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(float)

VIEWS = st.builds(
    lambda key, **chosen: fitted(replace(View.of(key), **chosen))[0],
    st.sampled_from(list(INPUTS)),
    weights=st.sampled_from(WEIGHTS),
    cells=st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
    units=st.integers(1, MAX_LSTM_UNITS),
    equal=st.sampled_from(("units", "parameters")),
    seed=st.integers(0, MAX_SEED),
    timesteps=st.integers(1, MAX_TIMESTEPS),
    form=st.sampled_from(FORMS),
    unit=st.integers(0, MAX_UNITS - 1),
    nudged=st.integers(1, MAX_TIMESTEPS),
    delta=st.sampled_from(DELTAS),
    held=st.sampled_from(HELD_GATES),
    value=st.integers(0, 100),
    silenced=st.sampled_from(("none", "0", "3")),
    cut=st.booleans(),
    numbers=st.lists(NUMBERS, max_size=5).map(tuple),
    selected=st.builds(
        Selected,
        st.sampled_from(KINDS),
        st.sampled_from(("h", "c", "f", "pre_z", "y")),
        st.integers(0, MAX_TIMESTEPS - 1),
        st.integers(0, 9),
        st.sampled_from(RUNS),
    ),
    predict=st.booleans(),
    sequence=st.integers(1, HELD_OUT),
    part=st.sampled_from(PART.options),
)


def keras_gates(cell: Cell, weights, inputs, initial):
    """Every gate and state of Keras's own cell, stepped once a timestep; gates from its weights as Keras uses them."""
    import keras

    keras.config.set_floatx("float64")
    made = {"simple_rnn": keras.layers.SimpleRNNCell, "lstm": keras.layers.LSTMCell, "gru": keras.layers.GRUCell}
    layer = made[cell.kind](cell.units, dtype="float64")
    layer.build((None, inputs.shape[1]))
    layer.set_weights(weights.arrays())
    states, rows = [keras.ops.convert_to_tensor(each[None]) for each in initial], []
    for x in inputs:
        x, h = x[None], np.array(states[0])
        row = {}
        if cell.kind == "lstm":
            pre = x @ weights.kernel + h @ weights.recurrent_kernel + weights.bias
            row = dict(zip("ifgo", layer_split(layer, pre), strict=True))
        if cell.kind == "gru":
            in_x = x @ weights.kernel + weights.bias[0]
            in_h = h @ weights.recurrent_kernel + weights.bias[1]
            (xz, xr, xn), (hz, hr, hn) = np.split(in_x, 3, axis=-1), np.split(in_h, 3, axis=-1)
            r = layer.recurrent_activation(xr + hr)
            row = {"z": layer.recurrent_activation(xz + hz), "r": r, "n": layer.activation(xn + r * hn)}
        _, states = layer(keras.ops.convert_to_tensor(x), states)
        row |= dict(zip(cell.states, states, strict=True))
        rows.append({name: np.array(value)[0] for name, value in row.items()})
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def layer_split(layer, pre):
    """LSTM's gates by Keras's own activations, in Keras's order i, f, c, o."""
    i, f, g, o = np.split(pre, 4, axis=-1)
    gate = layer.recurrent_activation
    return gate(i), gate(f), layer.activation(g), gate(o)
