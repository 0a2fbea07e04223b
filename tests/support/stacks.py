"""Stacks of every kind to test the shapes chapter with, and what Keras makes of them."""

from dataclasses import replace

import keras
from hypothesis import strategies as st

from rnnviz import Bidirectional, Cell, Dense, Recurrent, RepeatVector
from rnnviz.chapters.shapes.scene import scene
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import Look, Selected, View, fitted, may_start
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import (
    DENSE_ACTIVATIONS,
    KERAS_NAMES,
    MERGES,
    Dropout,
    Embedding,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.export.stack import stack_code

SIZES = st.integers(1, 5)


CELLS = st.builds(
    Cell,
    st.sampled_from(list(KERAS_NAMES)),
    SIZES,
    activation=st.sampled_from(list(ACTIVATIONS)),
    reset_after=st.booleans(),
).map(lambda cell: cell if cell.kind == "gru" else replace(cell, reset_after=True))


RECURRENT = st.builds(
    lambda cell, backwards, sequences, state: Recurrent(replace(cell, go_backwards=backwards), sequences, state),
    CELLS,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


BIDIRECTIONAL = st.builds(Bidirectional, CELLS, st.sampled_from(list(MERGES)), st.booleans(), st.booleans())


DENSE = st.builds(Dense, SIZES, st.sampled_from(DENSE_ACTIVATIONS))


PER_TIMESTEP = st.builds(TimeDistributed, SIZES, st.sampled_from(DENSE_ACTIVATIONS))


REPEAT = st.builds(RepeatVector, SIZES)


RATES = st.sampled_from([0.0, 0.25, 0.5, 1.0])


DROPOUT, OF_FEATURES = st.builds(Dropout, RATES), st.builds(SpatialDropout1D, RATES)


READERS = {
    2: DENSE | DENSE | REPEAT | REPEAT | DROPOUT,
    3: RECURRENT | RECURRENT | BIDIRECTIONAL | PER_TIMESTEP | DENSE | DROPOUT | OF_FEATURES,
}


EMBEDDING = st.builds(Embedding, st.integers(1, 9), SIZES, st.booleans())


ANY = RECURRENT | BIDIRECTIONAL | DENSE | PER_TIMESTEP | REPEAT | DROPOUT | OF_FEATURES | EMBEDDING


OPEN = st.none() | SIZES


SHAPES = st.tuples(OPEN, OPEN, SIZES) | st.tuples(OPEN, SIZES)


@st.composite
def sound(draw) -> View:
    """A view whose every layer can read what it receives."""
    shape, begin = draw(SHAPES), 0
    view = View(input_shape=shape, seed=draw(st.integers(0, 99)))
    if draw(st.sampled_from([True, False, False])):
        table, begin = draw(EMBEDDING), 1
        view = replace(view, input_shape=draw(st.tuples(OPEN, OPEN)), layers=(table,))
        shape = table.output_shape(view.input_shape)
    for position in range(begin, draw(st.integers(1, 5))):
        layer = draw(READERS[len(shape)])
        view = replace(view, layers=(*view.layers, layer))
        sources = [s for s in range(position) if may_start(view, position, s) and view.layers[s].return_state]
        if sources and draw(st.booleans()):
            view = replace(view, starts=(*view.starts, (position, draw(st.sampled_from(sources)))))
        shape = layer.output_shape(shape)
    return view


@st.composite
def stacks(draw) -> View:
    """Any view that the page can show, sound or not."""
    layers = tuple(draw(st.lists(ANY, min_size=1, max_size=5)))
    view = View(
        draw(st.sampled_from(list(presets()))),
        draw(SHAPES),
        layers,
        seed=draw(st.integers(0, 9999)),
        look=Look(draw(st.sampled_from(("edge", "state", "layer"))), draw(st.integers(0, 5)), draw(st.integers(0, 3))),
        selected=draw(st.none() | st.just(Selected("h", 1, 0, 0))),
        predict=draw(st.booleans()),
        answered=draw(st.integers(0, 5)),
    )
    pairs = [(a, b) for a in range(len(layers)) for b in range(a) if may_start(view, a, b) and layers[b].return_state]
    return fitted(replace(view, starts=tuple(pairs[:1])))[0]


@st.composite
def loops(draw) -> View:
    """A view with a loop around its layers."""
    features = draw(SIZES)
    middle = draw(st.lists(CELLS | DENSE, max_size=2))
    last = draw(
        CELLS.map(lambda cell: replace(cell, units=features)) | DENSE.map(lambda each: replace(each, units=features))
    )
    layers = [
        Recurrent(each, return_state=True) if isinstance(each, Cell) else each for each in (draw(CELLS), *middle, last)
    ]
    shape, turns, seed = (draw(OPEN), features), draw(st.integers(2, 5)), draw(st.integers(0, 99))
    look = Look(draw(st.sampled_from(("edge", "state", "layer"))), draw(st.integers(0, 4)))
    return fitted(View("fed_back", shape, tuple(layers), loop=turns, seed=seed, look=look))[0]


WORDS = st.sampled_from(
    "set input look add up down remove repair size kind activation merge_mode start return_state timesteps sequence "
    "on off 3 0 None bi_lstm dense edge layer state".split()
)
"""What events are made of."""


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)


def built(view: View):
    """The Keras model that the code of a view makes, in a session of its own."""
    keras.utils.clear_session(free_memory=False)
    names = {"keras": keras, "layers": keras.layers}
    exec(stack_code(view.layers, view.input_shape, dict(view.starts), view.loop), names)
    return names["model"]


def assert_shapes_counts_and_names_are_those_of_keras(view: View) -> None:
    """Compare a stack that can be built with the model that Keras builds of its code."""
    shown = scene(view)
    model = built(view)
    keras_layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    assert [layer.name for layer in keras_layers] == shown.names
    assert [layer.count_params() for layer in keras_layers] == [row.parameters for row in shown.rows]
    assert [count.total for count in shown.counts] == [row.parameters for row in shown.rows]
    for layer, row in zip(keras_layers, shown.rows, strict=True):
        outputs = layer.output if isinstance(layer.output, list) else [layer.output]
        assert [tuple(each.shape) for each in outputs] == [row.output_shape, *row.state_shapes]
    assert not shown.mistake and shown.shapes[0] == view.input_shape
