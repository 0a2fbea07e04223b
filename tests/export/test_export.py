"""The programs that are handed out run, and fail when a number in them is wrong."""

import ast
import json
import re

import nbclient
import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz import (
    Bidirectional,
    CategoryEncoding,
    Cell,
    Dense,
    DenseWeights,
    Dropout,
    Embedding,
    Masking,
    Network,
    Recurrent,
    SpatialDropout1D,
    Weights,
    run_network,
)
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import DENSE_ACTIVATIONS, KERAS_NAMES
from rnnviz.core.weights import GATES
from rnnviz.export import stack
from rnnviz.export.sequence import keras_script, notebook, numpy_script
from tests.support.programs import results, run_script

FOUNDING = Network(
    (Recurrent(Cell("simple_rnn", 2, "linear", use_bias=False), return_sequences=True), Dense(1, use_bias=False)),
    (
        Weights([[0.18662322, -1.2369459]], [[0.86981213, -0.49338293], [0.49338293, 0.8698122]]),
        DenseWeights([[-0.4635998], [0.6538409]]),
    ),
)

VIEWS = {
    "simple_rnn": (Recurrent(Cell("simple_rnn", 3)), Dense(2, "sigmoid")),
    "simple_rnn-relu-backwards": (Recurrent(Cell("simple_rnn", 3, "relu", go_backwards=True), True), Dense(2, "tanh")),
    "lstm": (Recurrent(Cell("lstm", 3), True), Dense(4, "softmax")),
    "lstm-backwards": (Recurrent(Cell("lstm", 3, "linear", "hard_sigmoid", go_backwards=True)), Dense(1)),
    "lstm-linear-gates": (Recurrent(Cell("lstm", 2, "tanh", "linear", use_bias=False)), Dense(2, use_bias=False)),
    "gru": (Recurrent(Cell("gru", 3)), Dense(2, "softmax")),
    "gru-no-bias": (Recurrent(Cell("gru", 3, use_bias=False), True), Dense(1)),
    "gru-reset-before": (Recurrent(Cell("gru", 3, reset_after=False, go_backwards=True), True), Dense(2, "sigmoid")),
    "gru-reset-before-no-bias": (Recurrent(Cell("gru", 1, use_bias=False, reset_after=False)), Dense(1)),
}


def drawn(random_network, layers, seed: int, timesteps: int = 4):
    """(network, inputs, initial state) with random numbers."""
    rng = np.random.default_rng(seed)
    network = random_network(layers, (None, timesteps, 2), rng)
    states = [rng.normal(size=layers[0].cell.units) for _ in layers[0].cell.states]
    return network, rng.normal(size=(timesteps, 2)), states


def with_one_number_changed(script: str, name: str) -> str:
    """The program with the last digits of the first number of an array changed, far below what is printed."""
    changed = re.sub(
        rf"({name} = np\.array\([\s\[]*)(-?\d[\d.e+-]*)",
        lambda found: found[1] + repr(float(found[2]) + 1e-8),
        script,
        count=1,
    )
    assert changed != script
    return changed


def test_the_founding_example(tmp_path):
    script = numpy_script(FOUNDING, [[1.0], [2.0], [3.0]], [np.zeros(2)])
    done = run_script(script, tmp_path / "founding.py")
    assert done.returncode == 0, done.stderr
    assert "h_3 = [-1.30195885 -6.8417258 ]" in done.stdout
    assert "-3.86981229" in done.stdout
    assert "    h = x @ w_x + h @ w_h  # (units,)\n" in script
    assert "rnnviz" not in {name.name for node in ast.walk(ast.parse(script)) for name in getattr(node, "names", [])}


def test_a_numpy_script_says_that_its_numbers_are_met(tmp_path, random_network):
    done = run_script(numpy_script(*drawn(random_network, VIEWS["lstm"], seed=5)), tmp_path / "view.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("h and y are those of rnnviz.\n")


def test_numpy_scripts_run_and_fail_when_a_number_is_wrong(tmp_path, random_network):
    programs = {name: numpy_script(*drawn(random_network, layers, seed=5)) for name, layers in VIEWS.items()}
    expected = dict.fromkeys(programs, "met")
    for array in ("expected_h", "expected_y", "w_x", "w_h", "b", "w_y", "b_y", "inputs", "h_0", "c_0"):
        programs[f"{array} wrong"] = with_one_number_changed(programs["lstm"], array)
        expected[f"{array} wrong"] = "AssertionError"
    assert results(programs, tmp_path) == expected


def test_keras_scripts_run_and_fail_when_a_number_is_wrong(tmp_path, random_network):
    programs, expected = {}, {}
    for name, layers in VIEWS.items():
        programs[name] = keras_script(*drawn(random_network, layers, seed=7))
        expected[name] = "met"
        for array in ("expected_h", "expected_y", "h_0"):
            programs[f"{name}, {array} wrong"] = with_one_number_changed(programs[name], array)
            expected[f"{name}, {array} wrong"] = "AssertionError"
    assert results(programs, tmp_path) == expected


def test_a_notebook_runs(tmp_path, random_network):
    view = drawn(random_network, VIEWS["gru-reset-before"], seed=8)
    text = notebook(*view)
    assert text == notebook(*view)
    made = nbformat.reads(text, as_version=4)
    nbformat.validate(made)
    assert [cell["id"] for cell in made.cells] == [f"cell-{n}" for n in range(1, 10)]
    done = nbclient.NotebookClient(made, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}})
    done.execute()
    printed = [output.get("text", "") for cell in made.cells for output in cell.get("outputs", [])]
    assert "".join(printed).count("h and y are those of rnnviz.") == 2


def test_a_notebook_fails_when_a_number_is_wrong(tmp_path, random_network):
    made = json.loads(notebook(*drawn(random_network, VIEWS["lstm"], seed=9)))
    codes = ["".join(cell["source"]) for cell in made["cells"] if cell["cell_type"] == "code"]
    numpy_part = "\n\n".join(codes[:3])
    assert run_script(numpy_part, tmp_path / "right.py").returncode == 0
    assert run_script(with_one_number_changed(numpy_part, "expected_y"), tmp_path / "wrong.py").returncode == 1


def values_of(script: str) -> dict[str, np.ndarray]:
    """The arrays that a program carries."""
    assigned = (node for node in ast.parse(script).body if isinstance(node, ast.Assign))
    arrays = {node.targets[0].id: ast.unparse(node.value) for node in assigned if "np.array" in ast.unparse(node.value)}
    return {name: eval(text, {"np": np}) for name, text in arrays.items()}


def test_a_script_carries_every_digit(random_network):
    network, inputs, states = drawn(random_network, VIEWS["lstm-backwards"], seed=10, timesteps=30)
    carried = values_of(keras_script(network, inputs, states))
    trace = run_network(network, inputs[None], {0: [state[None] for state in states]})
    weights, dense_weights = network.weights
    expected = {"w_x": weights.kernel, "w_h": weights.recurrent_kernel, "b": weights.bias, "w_y": dense_weights.kernel}
    expected |= {"b_y": dense_weights.bias, "inputs": inputs, "h_0": states[0], "c_0": states[1]}
    expected |= {"expected_h": trace.layers[0].parts[""]["h"][0], "expected_y": trace.outputs[0]}
    assert carried.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(carried[name], array, err_msg=name, strict=True)


def test_h_and_y_are_in_the_order_of_the_input(random_network):
    network, inputs, states = drawn(random_network, VIEWS["simple_rnn-relu-backwards"], seed=11)
    carried = values_of(numpy_script(network, inputs, states))
    y = np.tanh(carried["expected_h"] @ carried["w_y"] + carried["b_y"])
    np.testing.assert_allclose(carried["expected_y"], y, rtol=1e-12)
    np.testing.assert_allclose(
        carried["expected_h"][-1],
        np.maximum(inputs[-1] @ carried["w_x"] + states[0] @ carried["w_h"] + carried["b"], 0),
    )


def test_only_the_activations_in_use_are_defined(random_network):
    assert "def " not in numpy_script(FOUNDING, [[1.0]])
    lstm = numpy_script(*drawn(random_network, VIEWS["lstm"], seed=12))
    assert re.findall(r"def (\w+)", lstm) == ["sigmoid", "softmax"]
    assert "    i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4)" in lstm
    relu = numpy_script(*drawn(random_network, VIEWS["simple_rnn-relu-backwards"], seed=12))
    assert "def " not in relu
    linear = numpy_script(*drawn(random_network, VIEWS["lstm-linear-gates"], seed=12))
    assert "i = i" not in linear


def test_an_explosion_is_carried_as_inf_and_nan(tmp_path):
    weights, dense = Weights([[1.0]], [[-1e200]], [0.0]), DenseWeights([[1.0, -1.0]], [0.0, 0.0])
    network = Network((Recurrent(Cell("simple_rnn", 1, "linear"), True), Dense(2)), (weights, dense))
    script = numpy_script(network, np.ones((5, 1)))
    assert "-np.inf" in script
    assert run_script(script, tmp_path / "exploding.py").returncode == 0
    softmax = Network((network.layers[0], Dense(2, "softmax")), network.weights)
    script = numpy_script(softmax, np.ones((5, 1)))
    assert "np.nan" in script
    assert run_script(script, tmp_path / "exploding.py").returncode == 0


def test_a_network_that_magnifies_rounding_is_asked_for_less(tmp_path, random_network):
    """A chaotic network: one rounding error is seen at the end, and two correct programs round differently."""
    layers = (Recurrent(Cell("simple_rnn", 16), True), Dense(1))
    rng = np.random.default_rng(0)
    weights = Weights(rng.normal(size=(1, 16)), 0.8 * rng.normal(size=(16, 16)), np.zeros(16))
    network = Network(layers, (weights, DenseWeights(rng.normal(size=(16, 1)), np.zeros(1))))
    script = numpy_script(network, 0.1 * rng.normal(size=(80, 1)))
    atol = re.search(r"atol=([\d.e+-]+)\)", script)[1]
    assert 1e-9 < float(atol) < 0.1
    assert "# This network magnifies rounding" in script
    first = repr(float(weights.recurrent_kernel[0, 0]))
    rounded = script.replace(first, repr(float(np.nextafter(weights.recurrent_kernel[0, 0], 9.0))))
    assert run_script(rounded, tmp_path / "chaos.py").returncode == 0
    assert run_script(rounded.replace(f"atol={atol}", "atol=1e-12"), tmp_path / "strict.py").returncode == 1

    calm = numpy_script(*drawn(random_network, VIEWS["lstm"], seed=13, timesteps=64))
    assert "atol=1e-12)" in calm
    assert "magnifies" not in calm


names, flags = st.sampled_from(list(ACTIVATIONS)), st.booleans()
cells = st.builds(Cell, st.sampled_from(list(GATES)), st.integers(1, 4), names, names, flags, flags, flags)
denses = st.builds(Dense, st.integers(1, 3), st.sampled_from(DENSE_ACTIVATIONS), flags)

ODD = [np.nan, np.inf, -np.inf, 0.0, -0.0, 5e-324, 1.7976931348623157e308, -1e22, 0.1, 1 / 3]
"""Numbers that are easily written wrongly."""


@settings(max_examples=60)
@given(st.builds(Recurrent, cells, flags), denses, st.integers(1, 4), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_every_program_compiles_and_carries_its_numbers(layer, dense, timesteps, features, seed):
    rng = np.random.default_rng(seed)

    def array(*shape):
        return np.where(rng.random(shape) < 0.2, rng.choice(ODD, shape), rng.normal(size=shape))

    shapes = layer.cell.weight_shapes(features)
    weights = Weights(**{name: array(*shape) for name, shape in shapes.items()})
    dense_weights = DenseWeights(array(layer.cell.units, dense.units), array(dense.units) if dense.use_bias else None)
    inputs, states = array(timesteps, features), [array(layer.cell.units) for _ in layer.cell.states]
    view = (Network((layer, dense), (weights, dense_weights)), inputs, states)
    in_keras = layer.cell.kind in KERAS_NAMES
    for script in (numpy_script(*view), *([keras_script(*view)] if in_keras else [])):
        compile(script, "view.py", "exec")
        carried = values_of(script)
        for name, values in (("inputs", inputs), ("w_x", weights.kernel), ("h_0", states[0])):
            np.testing.assert_array_equal(carried[name], values, strict=True)
    for cell in json.loads(notebook(*view))["cells"] if in_keras else []:
        if cell["cell_type"] == "code":
            compile("".join(cell["source"]), "view.ipynb", "exec")


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((Dense(1),), "must be a recurrent layer and a Dense layer; received Dense"),
        ((), "received no layers"),
        ((Bidirectional(Cell("lstm", 1)), Dense(1)), r"received Bidirectional\(LSTM\), Dense"),
    ],
)
def test_a_network_that_is_no_such_view(layers, message):
    for write in (numpy_script, keras_script, notebook):
        with pytest.raises(ValueError, match=message):
            write(Network(layers, (None,) * len(layers)), np.ones((2, 1)))


@pytest.mark.parametrize(
    ("inputs", "state", "message"),
    [
        (np.ones(3), None, r"inputs must be 2-D \(timesteps, features\), neither 0; received shape \(3,\)"),
        (np.ones((0, 1)), None, r"received shape \(0, 1\)"),
        (np.ones((3, 2)), None, "inputs must have 1 features"),
        (np.ones((3, 1)), [np.zeros(3)], r"initial_state must be a list of h, each \(2,\); received shapes \(3,\)"),
        (np.ones((3, 1)), [np.zeros(2), np.zeros(2)], r"received shapes \(2,\), \(2,\)"),
    ],
)
def test_what_does_not_fit(inputs, state, message):
    with pytest.raises(ValueError, match=message):
        numpy_script(FOUNDING, inputs, state)


TOKEN_STACKS = {
    "embedding": (
        Embedding(5, 3, mask_zero=True),
        SpatialDropout1D(0.3),
        Bidirectional(Cell("lstm", 2, "relu"), "concat", True),
        Dropout(0.5),
        Dense(2, "softmax"),
    ),
    "one-hot": (CategoryEncoding(5), Masking(1.0), Recurrent(Cell("gru", 2)), Dense(1, "sigmoid")),
}


def test_a_stack_that_reads_tokens_is_written_and_met(random_network, tmp_path):
    programs, tokens = {}, np.array([[0, 4, 2, 0, 1, 0]])
    for name, layers in TOKEN_STACKS.items():
        network = random_network(layers, (None, 6), np.random.default_rng(3))
        programs[name] = stack.script(network, (None, 6), tokens, {})
        array = "embeddings_1" if name == "embedding" else "kernel_4"
        programs[f"{name}, wrong"] = with_one_number_changed(programs[name], array)
    mask = programs["embedding"].replace(", mask_zero=True", "")
    assert mask != programs["embedding"] and 'dtype="int32"' in mask
    found = results(programs | {"no mask": mask}, tmp_path)
    assert found == {
        "embedding": "met",
        "embedding, wrong": "met",  # the row of token 0, which is masked
        "one-hot": "met",
        "one-hot, wrong": "AssertionError",
        "no mask": "AssertionError",
    }
