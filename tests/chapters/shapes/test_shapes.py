"""Shapes and wiring: Keras agrees with every shape, count, name, message and program; nothing breaks a stack."""

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from rnnviz import Bidirectional, Cell, Dense, Network, Recurrent, RepeatVector, explain, init_network, run_network
from rnnviz.chapters.shapes import edits, grading, results, words
from rnnviz.chapters.shapes.figures import tensor_map, weights_map
from rnnviz.chapters.shapes.mistakes import first_mistake
from rnnviz.chapters.shapes.options import KINDS, UNITS, keras_names, states_returned
from rnnviz.chapters.shapes.page.controls import from_query, to_query
from rnnviz.chapters.shapes.presets import presets
from rnnviz.chapters.shapes.scene import exists, number_at, reading, scene, selected, state_at, tensor
from rnnviz.chapters.shapes.table import stack_table
from rnnviz.chapters.shapes.view import LAYERS, View, fitted, may_start
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import DENSE_ACTIVATIONS, KERAS_NAMES, MERGES, TimeDistributed
from rnnviz.core.network import needed_dimensions
from rnnviz.export.stack import broken_script, stack_code
from rnnviz.keras_bridge import from_keras, network_to_keras, to_keras

ROOT = Path(__file__).resolve().parents[3]
EXACT = {"rtol": 1e-10, "atol": 1e-10}
DEEP = presets()["deep"].view()

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
READERS = {2: DENSE | REPEAT, 3: RECURRENT | RECURRENT | BIDIRECTIONAL | PER_TIMESTEP | DENSE}
ANY = RECURRENT | BIDIRECTIONAL | DENSE | PER_TIMESTEP | REPEAT
OPEN = st.none() | SIZES
SHAPES = st.tuples(OPEN, OPEN, SIZES) | st.tuples(OPEN, SIZES)


@st.composite
def sound(draw) -> View:
    """A view whose every layer can read what it receives."""
    shape = draw(SHAPES)
    view = View(input_shape=shape, seed=draw(st.integers(0, 99)))
    for position in range(draw(st.integers(1, 5))):
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
        look=(draw(st.sampled_from(("edge", "state", "layer"))), draw(st.integers(0, 5)), draw(st.integers(0, 3))),
        selected=draw(st.none() | st.just(("h", 1, 0, 0, ""))),
        predict=draw(st.booleans()),
        answered=draw(st.integers(0, 5)),
    )
    pairs = [(a, b) for a in range(len(layers)) for b in range(a) if may_start(view, a, b) and layers[b].return_state]
    view = fitted(replace(view, starts=tuple(pairs[:1])))[0]
    there = view.selected is not None and exists(scene(view), Reference(*view.selected))
    return view if there else replace(view, selected=None)


def built(view: View):
    """The Keras model that the code of a view makes, in a session of its own."""
    keras.utils.clear_session()
    names = {"keras": keras, "layers": keras.layers}
    exec(stack_code(view.layers, view.input_shape, dict(view.starts)), names)
    return names["model"]


WORDS = st.sampled_from(
    [
        "set",
        "input",
        "look",
        "add",
        "up",
        "down",
        "remove",
        "repair",
        "size",
        "kind",
        "activation",
        "merge_mode",
        "start",
    ]
    + [
        "return_state",
        "timesteps",
        "sequence",
        "on",
        "off",
        "3",
        "0",
        "None",
        "bi_lstm",
        "dense",
        "edge",
        "layer",
        "state",
    ]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)

# ---- Keras agrees ----------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(sound())
def test_shapes_counts_and_names_are_those_of_keras(view):
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
        built(edits.edited(view, {"action": "repair", "choice": choice})[0])


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
        mended = later is None or later.position > mistake.position or repair.view.layers[later.position] != layer
        assert mended, repair.label
        assert len(repair.view.layers) <= LAYERS


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
    assert len(expected) == 1 + states_returned(layer)


@pytest.mark.parametrize("cell", [Cell("lstm", 3), Cell("gru", 4)], ids=lambda cell: cell.kind)
def test_a_decoder_begins_with_the_states_of_its_encoder(cell, random_network):
    rng = np.random.default_rng(5)
    layers = [Recurrent(cell, return_state=True), RepeatVector(4), Recurrent(cell, True), TimeDistributed(2, "softmax")]
    network = random_network(layers, (None, 5, 2), rng)
    inputs = rng.normal(size=(6, 5, 2))
    trace = run_network(network, inputs, {2: 0})
    np.testing.assert_allclose(trace.outputs, network_to_keras(network, (None, 5, 2), {2: 0})(inputs), **EXACT)
    assert not np.allclose(trace.outputs, run_network(network, inputs).outputs), "from zeros it would be another"


OPTIONS = View(
    input_shape=(4, 5, 2),
    layers=(
        Bidirectional(Cell("gru", 3, "relu", reset_after=False), "ave", True, True),
        Recurrent(Cell("lstm", 2, "hard_sigmoid", go_backwards=True), True, True),
        Recurrent(Cell("lstm", 2), True),
        Dense(3, "tanh"),
    ),
    starts=((2, 1),),
    seed=6,
)


def code_of(text: str) -> str:
    """The code cells of a notebook, one after the other."""
    cells = json.loads(text)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def with_a_wrong_number(text: str, what: str) -> str:
    """The program with the first number of an array changed."""
    number = re.compile(r"-?\d+\.\d+").search(text, text.index(f"\n{what} = "))
    return text[: number.start()] + str(float(number.group()) + 0.1) + text[number.end() :]


def programs() -> dict[str, tuple[str, bool]]:
    """Programs that are handed out, by name, and whether they must succeed."""
    views = {key: preset.view() for key, preset in presets().items()} | {"options": OPTIONS}
    found = {key: (results.keras_script(view).decode(), True) for key, view in views.items()}
    found["notebook"] = code_of(results.notebook(views["encoder_decoder"]).decode()), True
    found["broken notebook"] = code_of(results.notebook(views["mistake"]).decode()), True
    for what in ("kernel_1", "sample", "expected"):
        found[f"wrong {what}"] = with_a_wrong_number(found["backwards"][0], what), False
    found["wrong count"] = found["deep"][0].replace("== 226", "== 227"), False
    found["wrong message"] = found["mistake"][0].replace("ndim=2", "ndim=4"), False
    found["not broken"] = (
        broken_script(DEEP.layers, DEEP.input_shape, {}, first_mistake(views["mistake"]).message),
        False,
    )
    return found


RUNNER = """
import json, sys
said = {}
for name, text in json.load(open(sys.argv[1])).items():
    try:
        exec(text, {})
        said[name] = "done"
    except AssertionError as error:
        said[name] = "refused"
print("SAID", json.dumps(said))
"""


def test_programs_reproduce_the_numbers_and_fail_when_one_is_wrong(tmp_path):
    (tmp_path / "programs.json").write_text(json.dumps({name: text for name, (text, _) in programs().items()}))
    command = [sys.executable, "-c", RUNNER, str(tmp_path / "programs.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.rsplit("SAID", 1)[1])
    assert said == {name: "done" if succeeds else "refused" for name, (_, succeeds) in programs().items()}


# ---- every number ----------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(stacks())
def test_every_number_on_every_edge_opens_its_arithmetic(view):
    shown = scene(view)
    looks = [("edge", k, 0) for k in range(len(shown.rows) + 1)]
    looks += [("state", k + 1, i) for k, row in enumerate(shown.rows) for i in range(len(row.state_shapes))]
    for look in looks:
        flowing = tensor(shown, look)
        for place, unit in np.ndindex(*flowing.values.shape):
            reference = number_at(shown, look, place, unit)
            if reference is not None:
                np.testing.assert_equal(explain(shown.run, *reference).value, flowing.values[place, unit])
            else:
                below = view.layers[: look[1]]
                assert all(isinstance(layer, RepeatVector) for layer in below), "only inputs are given"


@settings(max_examples=100)
@given(stacks())
def test_what_is_run_has_the_shapes_that_are_shown(view):
    shown = scene(view)
    for trace, shape, row in zip(shown.run.layers, shown.shapes[1:], shown.rows, strict=False):
        assert len(trace.outputs.shape) == len(shape)
        assert all(size in (None, got) for size, got in zip(shape[1:], trace.outputs.shape[1:], strict=True))
        assert row.output_shape == shape


@settings(max_examples=100)
@given(sound())
def test_every_output_is_joined_to_the_states_it_comes_from(view):
    shown = scene(view)
    for position, layer in enumerate(view.layers):
        table = reading(shown, position)
        if table is None:
            continue
        for output in table["outputs"]:
            states = [table["lanes"][lane]["values"][t] for lane, t in output["from"]]
            mode = getattr(layer, "merge_mode", "concat")
            expected = states[0] if mode == "concat" else MERGES[mode](*(np.array([state]) for state in states))[0]
            np.testing.assert_equal(output["value"], expected)


@given(JUNK)
def test_no_event_selects_a_state_that_is_not_there(event):
    shown = scene(presets()["bidirectional"].view())
    reference = state_at(shown, 0, event)
    if reference is not None:
        assert explain(shown.run, *reference).value == reading(shown, 0)["lanes"][event[0]]["values"][event[1]]
    assert state_at(shown, 0, [1, 3]) == ("h", 3, 0, 0, "backward", 0)


def test_bare_go_backwards_hands_on_the_last_input_first():
    table = reading(scene(presets()["backwards"].view()), 0)
    assert [output["from"] for output in table["outputs"]] == [[(0, t)] for t in (4, 3, 2, 1, 0)]
    assert table["lanes"][0]["backwards"]
    both = reading(scene(presets()["bidirectional"].view()), 0)
    assert [output["from"] for output in both["outputs"]] == [[(0, t), (1, t)] for t in range(5)]


@given(stacks())
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


# ---- building ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "named"),
    [
        (
            {"action": "set", "layer": 1, "field": "size", "value": "0"},
            "units of simple_rnn_1 cannot be “0”: .* 1 to 64",
        ),
        ({"action": "set", "layer": 0, "field": "size", "value": "10000"}, "units of simple_rnn cannot be “10000”"),
        ({"action": "set", "layer": 0, "field": "size", "value": "four"}, "cannot be “four”"),
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
        edits.edited(DEEP, event)


def test_a_stack_has_at_least_one_layer_and_at_most_eight():
    view = DEEP
    for _ in range(LAYERS - 3):
        view = edits.edited(view, {"action": "add", "value": "dense"})[0]
    with pytest.raises(ValueError, match="at most 8 layers"):
        edits.edited(view, {"action": "add", "value": "dense"})
    for _ in range(LAYERS - 1):
        view = edits.edited(view, {"action": "remove", "layer": 0})[0]
    with pytest.raises(ValueError, match="at least one layer"):
        edits.edited(view, {"action": "remove", "layer": 0})


def test_layers_move_and_change():
    view = edits.edited(DEEP, {"action": "down", "layer": 1})[0]
    assert [layer.cell.units for layer in view.layers] == [8, 1, 8]
    assert edits.edited(view, {"action": "up", "layer": 2})[0].layers == DEEP.layers
    for kind in KINDS:
        changed = edits.edited(DEEP, {"action": "set", "layer": 0, "field": "kind", "value": kind})[0]
        back = edits.edited(changed, {"action": "set", "layer": 0, "field": "kind", "value": "simple_rnn"})[0]
        assert back.layers[0].cell.units == 8
    changed = edits.edited(DEEP, {"action": "set", "layer": 0, "field": "kind", "value": "bi_gru"})[0]
    assert changed.layers[0] == Bidirectional(Cell("gru", 8), "concat", True)
    vector = edits.edited(DEEP, {"action": "input", "field": "sequence", "value": "off"})[0]
    assert vector.input_shape == (None, 1) and first_mistake(vector).position == 0


def test_states_follow_their_layers_and_are_let_go_with_a_sentence():
    view = presets()["encoder_decoder"].view()
    moved = edits.edited(view, {"action": "add", "value": "dense"})[0]
    moved = edits.edited(moved, {"action": "remove", "layer": 1})[0]
    assert moved.starts == ((1, 0),)
    smaller, notes = edits.edited(view, {"action": "set", "layer": 2, "field": "size", "value": "3"})
    assert smaller.starts == () and "lstm_1 begins with zeros again" in notes[0]
    silent, notes = edits.edited(view, {"action": "set", "layer": 0, "field": "return_state", "value": "off"})
    assert silent.starts == () and notes
    again = edits.edited(silent, {"action": "set", "layer": 2, "field": "start", "value": "1"})[0]
    assert again.starts == ((2, 0),) and again.layers[0].return_state, "the source returns its states again"
    assert edits.edited(again, {"action": "set", "layer": 2, "field": "start", "value": "0"})[0].starts == ()


KEYS = ("action", "layer", "field", "value", "look", "choice")
EVENTS = (
    st.dictionaries(st.sampled_from(KEYS), JUNK)
    | st.fixed_dictionaries({"action": WORDS, "layer": st.integers(0, 3), "field": WORDS, "value": WORDS})
    | JUNK
)


@settings(max_examples=300)
@given(stacks(), EVENTS)
def test_no_event_from_the_browser_can_break_a_view(view, event):
    try:
        view, notes = edits.edited(view, event)
    except ValueError as error:
        assert str(error).endswith(".")
        return
    assert fitted(view)[0] == view and all(note.endswith(".") for note in notes)
    assert from_query(to_query(view)) == (view, [])
    assert 1 <= len(view.layers) <= LAYERS
    json.dumps(stack_table(scene(view), view))


# ---- links -------------------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(stacks())
def test_a_view_comes_back_from_its_link(view):
    assert from_query(to_query(view)) == (view, [])


def test_presets_have_the_shortest_links():
    assert to_query(DEEP) == {}
    for key in list(presets())[1:]:
        assert to_query(presets()[key].view()) == {"preset": key}


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(
            ["preset", "input", "layers", "starts", "seed", "look", "select", "predict", "answered", "hat"]
        ),
        st.text("None,;0123456789-lstmgrubi_densqaco ", max_size=24),
    )
)
def test_any_link_gives_a_view_that_can_be_shown(query):
    view, ignored = from_query(query)
    assert from_query(to_query(view)) == (view, [])
    shown = scene(view)
    assert stack_table(shown, view)["layers"] and all(sentence.endswith(".") for sentence in ignored)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"layers": "lstm,0"}, "“0” is not allowed; a whole number from 1 to 64 is"),
        ({"layers": "lstm"}, "it must begin with a kind and a size, such as lstm,8"),
        ({"layers": "lstm,4,sum"}, "“sum” is no option of LSTM"),
        ({"layers": "bi_lstm,4,back"}, "“back” is no option of Bidirectional"),
        ({"layers": ";".join(["dense,2"] * 9)}, "it has 9 layers; at most 8 are allowed"),
        ({"input": "None,-1,3"}, "“-1” is not allowed"),
        ({"input": "3"}, "it must be batch, timesteps and features"),
        ({"look": "door,1"}, "“door” is not known"),
        ({"select": "h,1"}, "it must be a name, a step, a unit and a layer"),
        ({"select": "h,60,0,1"}, "select in the link was ignored: this stack has no such number"),
        ({"starts": "2,1"}, "simple_rnn_1 begins with zeros again"),
    ],
)
def test_what_is_wrong_with_a_link_is_named(query, named):
    view, ignored = from_query(query)
    assert named in " ".join(ignored)
    assert view.layers == presets()["deep"].layers


# ---- predict -----------------------------------------------------------------------------------------------------


def test_what_is_hidden_is_nowhere_in_the_table():
    view = replace(DEEP, predict=True, answered=1)
    table = stack_table(scene(view), view)
    assert [edge["shape"] for edge in table["edges"]] == ["(None, 6, 1)", "(None, 6, 8)", "?", "?"]
    assert [layer["formula"] is None for layer in table["layers"]] == [False, True, True]
    broken = replace(presets()["mistake"].view(), predict=True, answered=2)
    told = stack_table(scene(broken), broken)
    assert told["mistake"] is None and told["edges"][2]["status"] == "known"
    told = stack_table(scene(broken), replace(broken, answered=3))
    assert told["mistake"]["position"] == 2 and told["edges"][2]["status"] == "broken"


def test_a_link_cannot_select_a_hidden_number():
    view = replace(DEEP, predict=True, answered=1, selected=("h", 0, 0, 2, ""))
    assert selected(scene(view), view, results.look(view)).layer == 0


@pytest.mark.parametrize(
    ("key", "position", "said", "right", "sentence"),
    [
        ("deep", 0, "(None, 6, 8)", True, "hands on (None, 6, 8)"),
        ("deep", 0, "none 6 8", True, "Right"),
        ("deep", 0, "None, 8", False, "That is the shape with return_sequences=False"),
        ("deep", 2, "(None, 6, 1)", False, "That is the shape with return_sequences=True"),
        ("deep", 0, "(6, 8)", False, "The batch is missing"),
        ("deep", 0, "(None, 6, 1)", False, "what the layer receives there"),
        ("deep", 0, "error", False, "can read what it receives"),
        ("mistake", 2, "error", True, "Keras refuses to build simple_rnn_2"),
        ("mistake", 2, "(None, 1)", False, "compare the axes"),
        ("bidirectional", 0, "(None, 5, 3)", False, "the last axis has the units of both"),
        ("encoder_decoder", 1, "(6, 5, 4)", False, "the shape leaves it open, None"),
        ("encoder_decoder", 1, "(None, 4, 5)", False, "RepeatVector puts an axis of n"),
        ("encoder_decoder", 3, "(None, 5, 4)", False, "what the layer receives there"),
    ],
)
def test_a_shape_is_graded_with_its_slip(key, position, said, right, sentence):
    grade = grading.grade_shape(scene(presets()[key].view()), position, grading.parse_shape(said))
    assert grade.right == right and sentence in grade.sentence


@settings(max_examples=100)
@given(sound(), st.integers(0, 3000))
def test_a_count_is_right_only_when_it_is(view, said):
    shown = scene(view)
    for position, count in enumerate(shown.counts):
        assert grading.grade_count(shown, position, count.total).right
        assert grading.grade_count(shown, position, said).right == (said == count.total)
        for total, what in count.slips:
            if total != count.total:
                assert not grading.grade_count(shown, position, total).right and what


def test_what_was_forgotten_is_named():
    shown = scene(View(input_shape=(None, 5, 3), layers=(Bidirectional(Cell("gru", 4)),)))
    for said, forgotten in (
        (216 - 24, "the second bias"),
        (108, "the other direction"),
        (72, "3 blocks"),
        (168, "biases"),
    ):
        assert forgotten in grading.grade_count(shown, 0, said).sentence
    assert shown.counts[0].total == 216


@pytest.mark.parametrize("said", ["", "four", "(None; 3", "1 2 3 4 5 6 7", "-3"])
def test_what_is_no_shape_is_named(said):
    with pytest.raises(ValueError, match=r"write one such as \(None, 10, 4\), or error"):
        grading.parse_shape(said)


def test_what_is_no_count_is_named():
    assert grading.parse_count(" 1,303 ") == 1303
    for said in ("", "-3", "2.5", "many"):
        with pytest.raises(ValueError, match="is no count"):
            grading.parse_count(said)


# ---- figures and words -------------------------------------------------------------------------------------------


def test_a_tensor_is_drawn_as_it_is():
    flowing = tensor(scene(DEEP), ("edge", 1, 0))
    figure = tensor_map(flowing.values, flowing.name, flowing.sequence, False, (2, 3))
    np.testing.assert_array_equal(np.array(figure.data[0].z), flowing.values.T)
    assert figure.layout.coloraxis.cmax == np.abs(flowing.values).max() == -figure.layout.coloraxis.cmin
    assert tensor_map(flowing.values, "h", True, True, None).layout.coloraxis.cmax == 1.0
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].y0) == (2.5, 2.5)
    small = tensor_map(np.array([[-0.25, 1.0, -0.001]]), "h", False, False, None)
    assert [list(row) for row in small.data[0].text] == [["−0.25"], ["1.00"], ["0.00"]]


def test_weights_are_drawn_with_their_blocks():
    arrays = {"kernel": np.arange(24.0).reshape(2, 12), "bias": np.ones((1, 12))}
    figure = weights_map(arrays, ("z", "r", "n"), {"kernel": ["x[0]", "x[1]"], "bias": ["all"]})
    np.testing.assert_array_equal(np.array(figure.data[0].z), arrays["kernel"])
    assert [shape.x0 for shape in figure.layout.shapes] == [3.5, 7.5] * 2
    assert [note.text for note in figure.layout.annotations[-3:]] == ["<b>z</b>", "<b>r</b>", "<b>n</b>"]
    assert figure.data[0].customdata[0][4] == "r[0]"


@settings(max_examples=100)
@given(stacks())
def test_what_is_called_bounded_is(view):
    shown = scene(view)
    for k in range(len(shown.rows) + 1):
        flowing = tensor(shown, ("edge", k, 0))
        begun = any(position < k for position, _ in view.starts)
        assert begun or not flowing.bounded or np.abs(flowing.values).max() <= 1.0


@given(stacks())
def test_words_speak_of_the_tensor_that_is_shown(view):
    shown = scene(view)
    for k in range(len(shown.rows) + 1):
        flowing = tensor(shown, ("edge", k, 0))
        sentence = words.tensor_sentence(shown, flowing)
        assert sentence.startswith(str(shown.shapes[k])) and str(flowing.values.shape[1]) in sentence
        assert words.tensor_alt(flowing).endswith(".")
        open_ended = flowing.sequence and shown.shapes[k][1] is None
        assert ("length is open" in sentence) == (open_ended or shown.open_length)


def test_names_count_wrapped_layers_too():
    layers = (Bidirectional(LSTM), Recurrent(LSTM), TimeDistributed(2), Dense(2), Recurrent(LSTM))
    assert keras_names(layers) == ["bidirectional", "lstm_1", "time_distributed", "dense_1", "lstm_2"]


def test_time_distributed_needs_timesteps_and_dense_does_not():
    assert needed_dimensions(TimeDistributed(2)) == (3,) and needed_dimensions(Dense(2)) == (2, 3)
    network = init_network([TimeDistributed(2, "tanh")], (None, 3, 4), seed=0)
    same = Network((Dense(2, "tanh"),), network.weights)
    x = np.ones((1, 3, 4))
    np.testing.assert_array_equal(run_network(network, x).outputs, run_network(same, x).outputs)


# ---- the page ----------------------------------------------------------------------------------------------------


def opened(**query) -> AppTest:
    """The chapter, from a link with ``query``."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.run()
    app.query_params.update(query)
    app.switch_page("pages/shapes.py").run()
    assert not app.exception
    return app


def component(app: AppTest, name: str) -> dict:
    """The data of one of our components."""
    found = [each.proto for each in app.get("bidi_component") if each.proto.component_name == f"rnnviz_{name}"]
    assert len(found) == 1, f"one {name} on the page"
    return json.loads(found[0].json)[0]


def everything(app: AppTest) -> str:
    """All that our components were given."""
    return " ".join(each.proto.json for each in app.get("bidi_component"))


@pytest.mark.parametrize("key", presets())
def test_every_preset_opens(key):
    app = opened(preset=key)
    assert not app.warning
    assert len(component(app, "stack")["table"]["layers"]) == len(presets()[key].layers)
    assert presets()[key].story in [each.value for each in app.markdown]
    assert "keras" in app.code[0].value


def test_the_page_imports_neither_keras_nor_tensorflow_nor_sklearn():
    program = f"""
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({str(ROOT / "app.py")!r}, default_timeout=30).run()
app.switch_page("pages/shapes.py").run()
assert not app.exception, app.exception
print(sorted({{"keras", "tensorflow", "sklearn"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_layer_shows_its_weights_and_a_state_its_tensor():
    assert "The weights of lstm" in [each.value for each in opened(preset="encoder_decoder", look="layer,1").header]
    app = opened(preset="bidirectional", look="layer,1")
    assert len([each for each in app.get("bidi_component") if each.proto.component_name == "rnnviz_plot"]) == 2
    app = opened(preset="encoder_decoder", look="state,1,1")
    assert "The last c of lstm" in [each.value for each in app.header]
    assert component(app, "panel")["trail"][-1]["text"] == "c^(1)_6[0]"


@pytest.mark.parametrize("look", ["layer,2", "edge,2", "state,1,0", "edge,0"])
def test_everything_of_a_stack_can_be_looked_at(look):
    app = opened(preset="encoder_decoder", look=look)
    assert len(app.header) == 3 and not app.warning


def test_a_bad_link_is_named_and_the_page_stands():
    app = opened(layers="lstm,10000", input="None,-1,1", hat="blue")
    said = re.sub(r"\\(.)", r"\1", " ".join(each.value for each in app.warning))
    for name in ("layers", "input", "hat"):
        assert f"{name} in the link was ignored" in said
    assert len(component(app, "stack")["table"]["layers"]) == 3


def test_what_was_refused_is_told_in_its_place_until_the_stack_changes():
    app = opened()
    place = {"action": "set", "layer": "0", "field": "size", "value": "10000", "sentence": "Not so."}
    app.session_state["shapes_refused"] = (results.stack_of(app.session_state["shapes_view"]), place)
    app.run()
    assert component(app, "stack")["mistakes"] == [place]
    app.button_group(key="shapes_preset").set_value("backwards").run()
    assert component(app, "stack")["mistakes"] == []


def test_predict_layer_by_layer():
    app = opened(predict="1")
    assert "(None, 6, 8)" not in everything(app) and "80" not in everything(app)
    ask(app, "(None, 8)", "72")
    assert [each.value for each in app.error] == [
        r"\(None\, 8\) is not it\. That is the shape with return\_sequences\=False\.",
        r"72 forgets the biases\, or the weights of the inputs\.",
    ]
    ask(app, "(None, 6, 8)", "many")
    assert "is no count" in app.warning[0].value
    ask(app, "(None, 6, 8)", "80")
    assert "Right" in app.success[0].value
    assert component(app, "stack")["table"]["edges"][1]["shape"] == "(None, 6, 8)"
    assert app.query_params["answered"] == "1"
    for _ in range(2):
        next(each for each in app.button if each.label == "Reveal").click().run()
    assert "Every shape and count is revealed" in app.info[0].value
    assert not [each for each in app.get("download_button")], "no file gives it away"


def ask(app: AppTest, shape: str, count: str) -> None:
    """Answer the question on the page."""
    app.text_input[0].set_value(shape)
    app.text_input[1].set_value(count)
    next(each for each in app.button if each.label == "Check").click().run()
    assert not app.exception


def test_a_refusal_is_predicted_too():
    app = opened(preset="mistake", predict="1", answered="2")
    assert "incompatible" not in everything(app)
    ask(app, "error", "")
    assert "Keras refuses to build" in app.success[0].value
    assert "incompatible" in everything(app)


def test_files_of_a_view():
    view = presets()["encoder_decoder"].view()
    rows = results.tensor_csv(view).decode().splitlines()
    assert rows[0] == "position,h[0],h[1],h[2],h[3]" and len(rows) == 6
    assert float(rows[3].split(",")[2]) == tensor(scene(view), ("edge", 3, 0)).values[2, 1]
    ast.parse(results.keras_script(view))
    json.loads(results.notebook(view))
    assert b"Keras built it" in results.keras_script(presets()["mistake"].view())


def test_the_wirings_lead_to_where_they_run():
    links = {key: opened(preset=key).get("page_link") for key in ("many_to_one", "in_step", "deep")}
    assert "preset=sunspots" in str(links["many_to_one"][0].proto) and "preset=jazz" in str(links["in_step"][0].proto)
    assert not links["deep"]


def test_a_seed_makes_other_weights_and_the_same_shapes():
    app = opened()
    before = component(app, "plot")["drawing"]["figure"]
    app.number_input(key="shapes_seed").set_value(7).run()
    assert component(app, "plot")["drawing"]["figure"] != before
    assert app.query_params["seed"] == "7"


def test_exists_tells_what_is_there():
    shown = scene(DEEP)
    assert exists(shown, number_at(shown, ("edge", 1, 0), 0, UNITS // 64))
    assert not exists(shown, number_at(shown, ("edge", 1, 0), 0, 0)._replace(unit=99))


def test_a_link_with_everything_at_its_largest_is_shown():
    layers = ";".join(["bi_lstm,64,seq,state"] * 7 + ["simple_rnn,64,relu,back"])
    app = opened(layers=layers, input="1024,64,32", look="edge,7", select="merged,64,127,7")
    assert not app.warning
    table = component(app, "stack")["table"]
    assert table["full"] and table["edges"][7]["shape"] == "(1024, 64, 128)"
    assert component(app, "panel")["trail"][-1]["text"] == "h^(7)↔_64[127]"
