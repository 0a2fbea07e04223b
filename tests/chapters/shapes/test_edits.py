"""Building a stack: what an event from the browser makes of a view, and what is refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz import Bidirectional, Cell, Dense, Recurrent
from rnnviz.chapters.shapes.figures.stack import stack_table
from rnnviz.chapters.shapes.scene import scene
from rnnviz.chapters.shapes.view import LINK
from rnnviz.chapters.shapes.view.edits import apply_edit
from rnnviz.chapters.shapes.view.layers import KINDS, PASSING, keras_names
from rnnviz.chapters.shapes.view.mistakes import first_mistake
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import MAX_LAYERS, View, fitted
from rnnviz.core.layers import Dropout, Embedding, Masking, SpatialDropout1D, TimeDistributed
from tests.support.stacks import JUNK, WORDS, loops, stacks

DEEP, LSTM = presets()["deep"].view(), Cell("lstm", 4)


def edited(view: View, event) -> tuple[View, list[str]]:
    """The view after an event, as the page holds it, and what was left out."""
    return fitted(apply_edit(view, event))


@pytest.mark.parametrize(
    ("event", "named"),
    [
        (
            {"action": "set", "layer": 1, "field": "size", "value": "0"},
            "units of simple_rnn_1 cannot be “0”: .* 1 to 4096",
        ),
        ({"action": "set", "layer": 0, "field": "size", "value": "10000"}, "units of simple_rnn cannot be “10000”"),
        ({"action": "set", "layer": 0, "field": "size", "value": "four"}, "cannot be “four”"),
        ({"action": "set", "layer": 0, "field": "kind", "value": "flatten"}, "kind of simple_rnn must be one of"),
        ({"action": "set", "layer": 0, "field": "size", "value": "2.5"}, "cannot be “2.5”"),
        ({"action": "input", "field": "timesteps", "value": "-3"}, "timesteps cannot be “-3”: .* 1 to 64, or None"),
        ({"action": "input", "field": "features", "value": "None"}, "features cannot be “None”: .* 1 to 32"),
        ({"action": "input", "field": "batch", "value": "0"}, "batch cannot be “0”"),
        ({"action": "set", "layer": 0, "field": "kind", "value": "conv"}, "kind of simple_rnn must be one of"),
        ({"action": "set", "layer": 0, "field": "activation", "value": "gelu"}, "activation of simple_rnn must be"),
        ({"action": "set", "layer": 0, "field": "merge_mode", "value": "sum"}, "simple_rnn has no such option"),
        ({"action": "set", "layer": 2, "field": "start", "value": "1"}, "same kind and units only"),
        ({"action": "add", "value": "conv"}, "kind of the new layer must be one of"),
    ],
)
def test_what_is_refused_is_named_with_what_is_allowed(event, named):
    with pytest.raises(ValueError, match=named):
        edited(DEEP, event)


def test_a_stack_has_at_least_one_layer_and_at_most_eight():
    view = DEEP
    for _ in range(MAX_LAYERS - 3):
        view = edited(view, {"action": "add", "value": "dense"})[0]
    with pytest.raises(ValueError, match="at most 8 layers"):
        edited(view, {"action": "add", "value": "dense"})
    for _ in range(MAX_LAYERS - 1):
        view = edited(view, {"action": "remove", "layer": 0})[0]
    with pytest.raises(ValueError, match="at least one layer"):
        edited(view, {"action": "remove", "layer": 0})


def test_layers_move_and_change():
    view = edited(DEEP, {"action": "down", "layer": 1})[0]
    assert [layer.cell.units for layer in view.layers] == [8, 1, 8]
    assert edited(view, {"action": "up", "layer": 2})[0].layers == DEEP.layers
    for kind in KINDS:
        changed = edited(DEEP, {"action": "set", "layer": 0, "field": "kind", "value": kind})[0]
        back = edited(changed, {"action": "set", "layer": 0, "field": "kind", "value": "simple_rnn"})[0]
        assert back.layers[0].cell.units == (4 if kind in PASSING else 8), "a rate is no number of units"
    changed = edited(DEEP, {"action": "set", "layer": 0, "field": "kind", "value": "bi_gru"})[0]
    assert changed.layers[0] == Bidirectional(Cell("gru", 8), "concat", True)
    vector = edited(DEEP, {"action": "input", "field": "sequence", "value": "off"})[0]
    assert vector.input_shape == (None, 1) and first_mistake(vector).position == 0


def test_an_embedding_is_the_first_layer_and_the_input_is_what_it_reads():
    view = edited(DEEP, {"action": "add", "value": "embedding"})[0]
    assert view.layers == (Embedding(20, 1), *DEEP.layers) and view.input_shape == (None, 6)
    view = edited(view, {"action": "set", "layer": 0, "field": "input_dim", "value": "7"})[0]
    view = edited(view, {"action": "set", "layer": 0, "field": "mask_zero", "value": "on"})[0]
    view = edited(view, {"action": "set", "layer": 0, "field": "size", "value": "5"})[0]
    assert view.layers[0] == Embedding(7, 5, True)
    view = edited(view, {"action": "input", "field": "timesteps", "value": "None"})[0]
    assert view.input_shape == (None, None) and LINK.read(LINK.write(view)) == (view, [])
    assert edited(view, {"action": "remove", "layer": 0})[0].input_shape == (None, None, 5)
    changed = edited(view, {"action": "set", "layer": 0, "field": "kind", "value": "lstm"})[0]
    assert changed.input_shape == (None, None, 5) and changed.layers[0] == Recurrent(Cell("lstm", 5))
    vector = replace(DEEP, input_shape=(3, 2), layers=(Dense(2),))
    assert edited(vector, {"action": "add", "value": "embedding"})[0].input_shape == (3, 6)
    for event in (
        {"action": "down", "layer": 0},
        {"action": "up", "layer": 1},
        {"action": "add", "value": "embedding"},
        {"action": "set", "layer": 2, "field": "kind", "value": "embedding"},
    ):
        with pytest.raises(ValueError, match="only the input is one of tokens: it can only be the first layer"):
            edited(view, event)
    for event, named in (
        ({"action": "set", "layer": 0, "field": "input_dim", "value": "0"}, "input_dim of embedding cannot be “0”"),
        ({"action": "input", "field": "timesteps", "value": "33"}, "timesteps cannot be “33”: .* 1 to 32, or None"),
        ({"action": "input", "field": "features", "value": "3"}, "The input has no such axis"),
        ({"action": "input", "field": "sequence", "value": "off"}, "The input has no such axis"),
    ):
        with pytest.raises(ValueError, match=named):
            edited(view, event)


def test_masking_has_a_value_and_says_what_it_masks():
    view = edited(DEEP, {"action": "set", "layer": 0, "field": "kind", "value": "masking"})[0]
    assert view.layers[0] == Masking(0.0)
    view = edited(view, {"action": "set", "layer": 0, "field": "size", "value": "-1.5"})[0]
    assert view.layers[0] == Masking(-1.5)
    assert (scene(view).inputs == -1.5).all(axis=-1).any()
    vectors = edited(DEEP, {"action": "set", "layer": 1, "field": "return_sequences", "value": "off"})[0]
    with pytest.raises(ValueError, match="masking would receive one vector a sample"):
        edited(vectors, {"action": "set", "layer": 2, "field": "kind", "value": "masking"})
    with pytest.raises(ValueError, match="mask_value of masking cannot be “x”: a number from -1000 to 1000 is allowed"):
        edited(view, {"action": "set", "layer": 0, "field": "size", "value": "x"})


def test_a_dropout_has_a_rate():
    view = edited(DEEP, {"action": "add", "value": "spatial_dropout1d"})[0]
    assert view.layers[-1] == SpatialDropout1D(0.5)
    view = edited(view, {"action": "set", "layer": 3, "field": "size", "value": " .25 "})[0]
    assert edited(view, {"action": "set", "layer": 3, "field": "kind", "value": "dropout"})[0].layers[-1] == Dropout(
        0.25
    )
    for value in ("1.5", "-0.1", "half", "", "nan"):
        with pytest.raises(
            ValueError, match="rate of spatial_dropout1d cannot be “.*”: a number from 0 to 1 is allowed"
        ):
            edited(view, {"action": "set", "layer": 3, "field": "size", "value": value})
    assert edited(view, {"action": "add", "value": "dense"})[0].layers[-1].units == 4
    loop = presets()["fed_back"].view()
    with pytest.raises(
        ValueError, match="A loop goes around SimpleRNN, LSTM, GRU and Dense layers here; dropout is none"
    ):
        edited(loop, {"action": "set", "layer": 0, "field": "kind", "value": "dropout"})


def test_states_follow_their_layers_and_are_let_go_with_a_sentence():
    view = presets()["encoder_decoder"].view()
    moved = edited(view, {"action": "add", "value": "dense"})[0]
    moved = edited(moved, {"action": "remove", "layer": 1})[0]
    assert moved.starts == ((1, 0),)
    smaller, notes = edited(view, {"action": "set", "layer": 2, "field": "size", "value": "3"})
    assert smaller.starts == () and "lstm_1 begins with zeros again" in notes[0]
    silent, notes = edited(view, {"action": "set", "layer": 0, "field": "return_state", "value": "off"})
    assert silent.starts == () and notes
    again = edited(silent, {"action": "set", "layer": 2, "field": "start", "value": "1"})[0]
    assert again.starts == ((2, 0),) and again.layers[0].return_state, "the source returns its states again"
    assert edited(again, {"action": "set", "layer": 2, "field": "start", "value": "0"})[0].starts == ()


def test_a_loop_keeps_its_output_as_wide_as_its_input():
    view = presets()["fed_back"].view()
    wider = edited(view, {"action": "set", "layer": 1, "field": "size", "value": "5"})[0]
    assert wider.input_shape == (None, 5) and wider.loop == 5
    narrow = edited(wider, {"action": "input", "field": "features", "value": "2"})[0]
    assert narrow.layers[-1].units == 2 and narrow.loop == 5
    more = edited(view, {"action": "add", "value": "gru"})[0]
    assert more.loop == 5 and more.layers[-1] == Recurrent(Cell("gru", 3), return_state=True)
    assert edited(view, {"action": "input", "field": "turns", "value": "9"})[0].loop == 9
    for event, named in (
        ({"action": "remove", "layer": 1}, "must have as many units as the input has features: 3, not 4"),
        (
            {"action": "set", "layer": 0, "field": "return_sequences", "value": "on"},
            "In a loop simple_rnn reads one step",
        ),
        ({"action": "set", "layer": 1, "field": "kind", "value": "repeat_vector"}, "repeat_vector is none of them"),
        ({"action": "set", "layer": 1, "field": "size", "value": "40"}, "features cannot be “40”"),
        ({"action": "input", "field": "sequence", "value": "on"}, "one vector a sample"),
        ({"action": "input", "field": "turns", "value": "1"}, "turns of the loop cannot be “1”"),
    ):
        with pytest.raises(ValueError, match=named):
            edited(view, event)


KEYS = ("action", "layer", "field", "value", "look", "choice")


EVENTS = (
    st.dictionaries(st.sampled_from(KEYS), JUNK)
    | st.fixed_dictionaries({"action": WORDS, "layer": st.integers(0, 3), "field": WORDS, "value": WORDS})
    | JUNK
)


@settings(max_examples=300)
@given(stacks() | loops(), EVENTS)
def test_no_event_from_the_browser_can_break_a_view(view, event):
    try:
        view, notes = edited(view, event)
    except ValueError as error:
        assert str(error).endswith(".")
        return
    assert fitted(view)[0] == view and all(note.endswith(".") for note in notes)
    assert LINK.read(LINK.write(view)) == (view, [])
    assert 1 <= len(view.layers) <= MAX_LAYERS
    json.dumps(stack_table(view))


def test_names_count_wrapped_layers_too():
    layers = (Bidirectional(LSTM), Recurrent(LSTM), TimeDistributed(2), Dense(2), Recurrent(LSTM))
    assert keras_names(layers) == ["bidirectional", "lstm_1", "time_distributed", "dense_1", "lstm_2"]
