"""Layers that cannot be built: Keras's own message, what happened in words, and repairs that mend it."""

import re

import pytest
from hypothesis import given, settings

from rnnviz import Bidirectional, Cell, Dense, Recurrent, RepeatVector
from rnnviz.chapters.shapes.view.edits import apply_edit
from rnnviz.chapters.shapes.view.mistakes import first_mistake
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import MAX_LAYERS, View
from rnnviz.core.layers import Dropout, SpatialDropout1D, TimeDistributed
from tests.support.stacks import built, stacks


@settings(max_examples=60)
@given(stacks().filter(lambda view: first_mistake(view) is not None))
def test_every_message_is_that_of_keras(view):
    with pytest.raises(ValueError) as error:
        built(view)
    assert str(error.value) == first_mistake(view).message


LSTM, GRU = Cell("lstm", 4), Cell("gru", 3)


MISTAKES = {
    "recurrent after a vector": ((None, 10, 1), (Recurrent(LSTM), Recurrent(LSTM)), 1),
    "recurrent after Bidirectional": ((None, None, 2), (Bidirectional(GRU), Recurrent(GRU)), 1),
    "Bidirectional after a vector": ((7, 10, 1), (Recurrent(GRU), Dense(2), Bidirectional(GRU)), 2),
    "TimeDistributed after a vector": ((None, 10, 1), (Recurrent(LSTM), TimeDistributed(2)), 1),
    "RepeatVector after a sequence": ((None, 5, 1), (Recurrent(LSTM, True), RepeatVector(3)), 1),
    "RepeatVector of a sequence": ((None, None, 1), (RepeatVector(3),), 0),
    "recurrent on a vector": ((None, 3), (Recurrent(GRU),), 0),
    "through dropout": ((None, 10, 1), (Recurrent(LSTM), Dropout(0.5), Dense(2), Dropout(0.1), Recurrent(GRU)), 4),
    "dropout of features of a vector": ((None, 10, 1), (Recurrent(GRU), SpatialDropout1D(0.5)), 1),
    "dropout of features of the input": ((None, 3), (Dropout(0.5), SpatialDropout1D(0.5)), 1),
    "RepeatVector through dropout": ((None, 5, 1), (Recurrent(LSTM, True), Dropout(0.5), RepeatVector(3)), 2),
    "RepeatVector after dropout of features": (
        (2, 5, 1),
        (Recurrent(GRU, True), SpatialDropout1D(0.1), RepeatVector(3)),
        2,
    ),
    "after a layer with states": ((None, 5, 1), (Recurrent(LSTM, False, True), Recurrent(LSTM)), 1),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_kind_of_mistake_is_said_as_keras_says_it_and_can_be_repaired(name):
    shape, layers, position = MISTAKES[name]
    view = View(input_shape=shape, layers=layers)
    mistake = first_mistake(view)
    assert mistake.position == position
    with pytest.raises(ValueError, match=re.escape(mistake.message) + "$"):
        built(view)
    for choice in range(len(mistake.repairs)):
        built(apply_edit(view, {"action": "repair", "choice": choice}))


def test_the_mistake_of_the_document_in_words():
    mistake = first_mistake(presets()["mistake"].view())
    assert mistake.message == (
        "Input 0 with name 'None' of layer 'simple_rnn_2' is incompatible with the layer: expected ndim=3, found "
        "ndim=2. Full shape received: (None, 8)"
    )
    assert mistake.words.startswith("simple_rnn_1 lacks return_sequences=True")
    assert mistake.repairs[0].view.layers == presets()["deep"].layers


@given(stacks())
def test_a_repair_mends_the_first_mistake(view):
    mistake = first_mistake(view)
    if mistake is None:
        return
    assert mistake.repairs
    layer = view.layers[mistake.position]
    for repair in mistake.repairs:
        later = first_mistake(repair.view)
        removed = len(repair.view.layers) < len(view.layers)
        mended = later is None or later.position > mistake.position or repair.view.layers[later.position] != layer
        mended = mended or removed
        assert mended, repair.label
        assert len(repair.view.layers) <= MAX_LAYERS
