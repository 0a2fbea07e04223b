"""What follows from a stack: shapes, counts, states and numbers are Keras's, and every number opens its arithmetic."""

import re
from dataclasses import replace

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz import Bidirectional, Cell, Dense, Network, Recurrent, RepeatVector, explain, init_network, run_network
from rnnviz.chapters.shapes.scene import is_shown, number_at, scene, select_in_map, selected, tensor
from rnnviz.chapters.shapes.scene.alignment import alignment, select_in_alignment
from rnnviz.chapters.shapes.view.edits import apply_edit
from rnnviz.chapters.shapes.view.layers import is_recurrent, returned_states
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import Look, Selected, View, fitted, has_number, reads_tokens
from rnnviz.chapters.shapes.words import counted_sentence, mask_sentence
from rnnviz.core.layers import MERGES, Dropout, Embedding, Masking, TimeDistributed
from rnnviz.core.network import in_steps, needed_dimensions
from rnnviz.export.stack import layer_code
from rnnviz.keras_bridge import from_keras, network_to_keras, to_keras
from tests.support.stacks import JUNK, assert_shapes_counts_and_names_are_those_of_keras, built, loops, sound, stacks

EXACT = {"rtol": 1e-10, "atol": 1e-10}
DEEP = presets()["deep"].view()


@settings(max_examples=300)
@given(sound())
def test_shapes_counts_and_names_are_those_of_keras(view):
    assert_shapes_counts_and_names_are_those_of_keras(view)


CELLS_TO_RETURN = [Cell("simple_rnn", 2), Cell("lstm", 3, go_backwards=True), Cell("gru", 4, reset_after=False)]


@pytest.mark.parametrize("cell", CELLS_TO_RETURN, ids=lambda cell: cell.kind)
@pytest.mark.parametrize("both", [False, True], ids=["alone", "bidirectional"])
def test_returned_states_are_those_of_keras(cell, both, random_network):
    rng = np.random.default_rng(3)
    forward = replace(cell, go_backwards=False)
    layer = Bidirectional(forward, "sum", True, True) if both else Recurrent(cell, True, True)
    network = random_network([layer], (None, 5, 2), rng)
    inputs = rng.normal(size=(6, 5, 2))
    model = network_to_keras(network, (None, 5, 2))
    trace = run_network(network, inputs)
    expected = model.layers[-1](inputs)
    for ours, theirs in zip([trace.outputs, *trace.layers[0].states.values()], expected, strict=True):
        np.testing.assert_allclose(ours, theirs, **EXACT)
    assert from_keras(to_keras(layer)) == layer
    assert len(expected) == 1 + len(returned_states(layer))


@pytest.mark.parametrize("cell", [Cell("lstm", 3), Cell("gru", 4)], ids=lambda cell: cell.kind)
def test_a_decoder_begins_with_the_states_of_its_encoder(cell, random_network):
    rng = np.random.default_rng(5)
    layers = [Recurrent(cell, return_state=True), RepeatVector(4), Recurrent(cell, True), TimeDistributed(2, "softmax")]
    network = random_network(layers, (None, 5, 2), rng)
    inputs = rng.normal(size=(6, 5, 2))
    trace = run_network(network, inputs, {2: 0})
    np.testing.assert_allclose(trace.outputs, network_to_keras(network, (None, 5, 2), {2: 0})(inputs), **EXACT)
    assert not np.allclose(trace.outputs, run_network(network, inputs).outputs), "from zeros it would be another"


@settings(max_examples=60)
@given(stacks() | loops())
def test_every_number_on_every_edge_opens_its_arithmetic(view):
    shown = scene(view)
    looks = [Look("edge", k) for k in range(len(shown.rows) + 1)]
    looks += [Look("state", k + 1, i) for k, row in enumerate(shown.rows) for i in range(len(row.state_shapes))]
    for look in looks:
        flowing = tensor(shown, look)
        if look == Look("edge", 0):
            assert reads_tokens(view) == np.issubdtype(flowing.values.dtype, np.integer)
        for place, unit in np.ndindex(*flowing.values.shape):
            reference = number_at(shown, look, place, unit)
            if reference is not None:
                np.testing.assert_equal(
                    explain(shown.run(len(shown.rows)), *reference).value, flowing.values[place, unit]
                )
            else:
                below = view.layers[: look[1]]
                assert all(isinstance(layer, RepeatVector | Dropout | Masking) for layer in below), (
                    "only inputs are given"
                )


@settings(max_examples=20)
@given(loops())
def test_a_loop_has_the_shapes_counts_and_states_of_keras(view):
    model, shown = built(view), scene(view)
    called = [layer for layer in model.layers if layer.name in shown.names]
    assert tuple(model.output_shape) == shown.shapes[-1]
    assert {layer.name: layer.count_params() for layer in called} == {
        name: count.total for name, count in zip(shown.names, shown.counts, strict=True)
    }
    assert sum(count.total for count in shown.counts) == model.count_params()


@given(loops())
def test_a_loop_reads_its_own_output(view):
    run = scene(view).turns
    np.testing.assert_array_equal(run.inputs[:, 1:], run.outputs[:, :-1])
    np.testing.assert_array_equal(run.inputs[:, 0], scene(view).inputs)
    again = run_network(Network(in_steps(view.layers), scene(view).network.weights), run.inputs)
    np.testing.assert_allclose(again.outputs, run.outputs, **EXACT)
    sum_of_the_second_turn = explain(run, f"pre_{view.layers[0].cell.gates[0]}", 1, 0, 0)
    read = sum_of_the_second_turn.terms[0].factors[0]
    assert (read.reference.timestep, read.reference.layer) == (0, len(view.layers) - 1), "what it reads opens in turn"


@settings(max_examples=100)
@given(stacks())
def test_what_is_run_has_the_shapes_that_are_shown(view):
    shown = scene(view)
    for trace, shape, row in zip(shown.run(len(shown.rows)).layers, shown.shapes[1:], shown.rows, strict=False):
        assert len(trace.outputs.shape) == len(shape)
        assert all(size in (None, got) for size, got in zip(shape[1:], trace.outputs.shape[1:], strict=True))
        assert row.output_shape == shape


@given(stacks() | loops())
def test_formulas_are_their_totals(view):
    for count in scene(view).counts:
        if count.numbers:
            value = eval(count.numbers.replace("×", "*"), {"__builtins__": {}})  # the test's own text, not a reader's
            assert value == count.total
        else:
            assert count.total == 0


def test_the_second_bias_of_gru_is_told():
    layers = Recurrent(Cell("gru", 4)), Recurrent(Cell("gru", 4, reset_after=False))
    with_two, with_one = (scene(View(input_shape=(None, 3, 2), layers=(layer,))).counts[0] for layer in layers)
    assert with_two.total - with_one.total == 3 * 4
    assert with_two.numbers == "3 × 4 × (2 + 4 + 2)" and "two biases" in with_two.note


@settings(max_examples=100)
@given(stacks() | loops())
def test_what_is_called_bounded_is(view):
    shown = scene(view)
    for k in range(len(shown.rows) + 1):
        flowing = tensor(shown, Look("edge", k))
        begun = any(position < k for position, _ in view.starts)
        assert begun or not flowing.bounded or np.abs(flowing.values).max() <= 1.0


def test_a_link_cannot_select_a_hidden_number():
    view = replace(DEEP, predict=True, answered=1, selected=Selected("h", 0, 0, 2))
    assert selected(view).layer == 0


@settings(max_examples=60)
@given(stacks() | loops(), st.data())
def test_what_a_view_may_select_is_what_can_be_explained(view, data):
    shown = scene(view)
    name = data.draw(st.sampled_from(("h", "c", "y", "merged", "embedded", "i")))
    timestep, unit, layer = (data.draw(st.integers(0, 6)) for _ in range(3))
    chosen = Selected(name, timestep, unit, layer, data.draw(st.sampled_from(("", "forward", "backward"))))
    try:
        explain(shown.run(len(shown.rows)), *chosen)
    except ValueError:
        assert not has_number(view, chosen)
    else:
        vector = name == "merged" and not view.layers[layer].return_sequences  # which has no timesteps
        assert has_number(view, chosen) == (name != "i" and not (vector and timestep > 0))


@settings(max_examples=100)
@given(sound())
def test_every_output_is_joined_to_the_states_it_comes_from(view):
    for position, layer in enumerate(view.layers):
        if not is_recurrent(layer):
            continue
        table = alignment(view, position)
        for output in table["outputs"]:
            states = [table["lanes"][lane]["values"][t] for lane, t in output["from"]]
            if output["value"] == 0.0 and "zeros are handed on" in mask_sentence(scene(view), position):
                continue
            mode = getattr(layer, "merge_mode", "concat")
            expected = states[0] if mode == "concat" else MERGES[mode](*(np.array([state]) for state in states))[0]
            np.testing.assert_equal(output["value"], expected)


@given(JUNK)
def test_no_event_selects_a_number_that_is_not_there(event):
    both = presets()["bidirectional"].view()
    for view in (both, presets()["one_to_one"].view()):
        for select in (select_in_alignment, select_in_map):
            after = select(view, event)
            assert fitted(after) == (after, [])
            assert after == view or after == replace(view, selected=after.selected)


def test_a_state_and_an_output_of_the_drawing_are_selected():
    view = presets()["bidirectional"].view()
    chosen = select_in_alignment(view, [1, 3]).selected
    assert chosen == Selected("h", 3, 0, 0, "backward")
    assert explain(scene(view).run(1), *chosen).value == alignment(view, 0)["lanes"][1]["values"][3]
    assert select_in_alignment(view, [2]).selected == Selected("merged", 2, 0, 0)
    assert select_in_map(view, {"column": 2, "row": 5}).selected == Selected("merged", 2, 5, 0)
    assert select_in_map(view, {"column": 2, "row": 6}) == view


def test_bare_go_backwards_hands_on_the_last_input_first():
    table = alignment(presets()["backwards"].view(), 0)
    assert [output["from"] for output in table["outputs"]] == [[(0, t)] for t in (4, 3, 2, 1, 0)]
    assert table["lanes"][0]["backwards"]
    both = alignment(presets()["bidirectional"].view(), 0)
    assert [output["from"] for output in both["outputs"]] == [[(0, t), (1, t)] for t in range(5)]


def test_time_distributed_needs_timesteps_and_dense_does_not():
    assert needed_dimensions(TimeDistributed(2)) == (3,) and needed_dimensions(Dense(2)) == (2, 3)
    network = init_network([TimeDistributed(2, "tanh")], (None, 3, 4), seed=0)
    same = Network((Dense(2, "tanh"),), network.weights)
    x = np.ones((1, 3, 4))
    np.testing.assert_array_equal(run_network(network, x).outputs, run_network(same, x).outputs)


@settings(max_examples=60)
@given(stacks())
def test_a_run_is_only_as_long_as_it_is_asked_for(view):
    shown = scene(view)
    whole = run_network(shown.network, shown.inputs, dict(view.starts))
    for layers in range(len(shown.rows) + 1):
        run = shown.run(layers)
        assert len(run.layers) == layers and shown.run(layers) is run
        if layers:
            np.testing.assert_equal(run.outputs, whole.layers[layers - 1].outputs)


LARGE = {
    "SimpleRNN": (Recurrent(Cell("simple_rnn", 4096)), (None, None, 32)),
    "LSTM": (Recurrent(Cell("lstm", 2049), True), (None, 7, 31)),
    "GRU": (Recurrent(Cell("gru", 1023), True), (None, None, 5)),
    "GRU, reset before": (Recurrent(Cell("gru", 1025, reset_after=False)), (None, None, 5)),
    "two directions": (Bidirectional(Cell("lstm", 515), "mul", True), (3, None, 17)),
    "two directions of GRU": (Bidirectional(Cell("gru", 513)), (None, 4, 2)),
    "Dense": (Dense(4096), (None, 32)),
    "TimeDistributed": (TimeDistributed(4095), (None, 3, 32)),
    "a table with many rows": (Embedding(2002, 3), (None, None)),
    "a table with many columns": (Embedding(3, 128, True), (5, 4)),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_layer_is_counted_as_keras_counts_it_and_not_run(name):
    layer, shape = LARGE[name]
    view = View(input_shape=shape, layers=(layer,), look=Look("edge", 1))
    shown = scene(view)
    # Keras's default of a recurrent kernel, an orthogonal matrix, takes a minute at this size.
    made = eval(zeroed(layer_code(layer)), {"layers": keras.layers})
    made.build(shape)
    assert shown.counts[0].total == made.count_params() == shown.rows[0].parameters
    assert shown.shapes[1] == tuple(made.compute_output_shape(shape))
    assert shown.runs_to == 0 and selected(view) is None and not is_shown(view)
    assert not has_number(view, Selected("h", 0, 0, 0)) and fitted(view) == (view, [])
    assert f"{made.count_params():,} parameters" in counted_sentence(shown, view.look)


def zeroed(code: str) -> str:
    """Let the recurrent kernel of a layer's code begin with zeros."""
    return re.sub(r"((?:GRU|LSTM|RNN)\(\d+)", r'\1, recurrent_initializer="zeros"', code)


def test_what_comes_before_a_large_layer_is_run_and_what_comes_after_is_counted():
    layers = (Recurrent(Cell("gru", 3), True), Recurrent(Cell("lstm", 65), True), Recurrent(Cell("lstm", 2)), Dense(1))
    view = View(input_shape=(None, 5, 2), layers=layers)
    shown = scene(view)
    assert shown.runs_to == 1 and len(shown.network.layers) == 1
    assert [is_shown(replace(view, look=Look("edge", k))) for k in range(5)] == [True, True, False, False, False]
    assert is_shown(replace(view, look=Look("layer", 0))) and not is_shown(replace(view, look=Look("layer", 2)))
    assert explain(shown.explained(1), "h", 4, 0, 0).symbol.mark == "(1)"
    looped = presets()["fed_back"].view()
    looped = replace(looped, layers=(Recurrent(Cell("gru", 65), return_state=True), looped.layers[1]))
    assert scene(looped).runs_to == 0 and selected(looped) is None
    alone = edited_size(replace(view, layers=(layers[1],)), 64)
    assert scene(alone).runs_to == 1


def edited_size(view: View, units: int) -> View:
    """The view with another number of units in its first layer."""
    return apply_edit(view, {"action": "set", "layer": 0, "field": "size", "value": str(units)})
