"""The order of other libraries: ONNX's own reference computes what we do, and PyTorch's documented equations too."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from rnnviz import Cell, Weights, run
from rnnviz.core.activations import sigmoid
from rnnviz.export.orders import onnx_arrays, pytorch_arrays

RNG = np.random.default_rng(5)
FEATURES, UNITS, STEPS, BATCH = 2, 3, 5, 4

CELLS = {
    "SimpleRNN": Cell("simple_rnn", UNITS),
    "LSTM": Cell("lstm", UNITS),
    "LSTM without bias": Cell("lstm", UNITS, use_bias=False),
    "GRU": Cell("gru", UNITS),
    "GRU that resets before": Cell("gru", UNITS, reset_after=False),
}
INPUTS = RNG.uniform(-1, 1, (BATCH, STEPS, FEATURES))


def weights_of(cell: Cell) -> Weights:
    """Random arrays that fit a cell."""
    shapes = cell.weight_shapes(FEATURES)
    arrays = {name: RNG.uniform(-1, 1, shape) for name, shape in shapes.items()}
    return Weights(**arrays)


def by_onnx(cell: Cell, arrays: dict[str, np.ndarray], directions: int) -> np.ndarray:
    """What ONNX's reference evaluator makes of the inputs, (batch, timesteps, directions, units)."""
    name = {"simple_rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}[cell.kind]
    options = {"hidden_size": cell.units, "direction": "bidirectional" if directions > 1 else "forward"}
    if cell.kind == "gru":
        options["linear_before_reset"] = int(arrays["linear_before_reset"])
    node = helper.make_node(name, ["X", "W", "R", "B"], ["Y"], **options)
    shapes = {"X": (STEPS, BATCH, FEATURES), **{key: arrays[key].shape for key in "WRB"}}
    given = [helper.make_tensor_value_info(key, TensorProto.DOUBLE, shape) for key, shape in shapes.items()]
    graph = helper.make_graph([node], "g", given, [helper.make_tensor_value_info("Y", TensorProto.DOUBLE, [None] * 4)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    onnx.checker.check_model(model)
    feeds = {"X": INPUTS.swapaxes(0, 1), **{key: arrays[key] for key in "WRB"}}
    (y,) = ReferenceEvaluator(model).run(None, feeds)  # (timesteps, directions, batch, units)
    return y.transpose(2, 0, 1, 3)


@pytest.mark.parametrize("name", CELLS)
def test_onnx_computes_the_same_with_our_arrays(name):
    cell = CELLS[name]
    weights = weights_of(cell)
    found = by_onnx(cell, onnx_arrays((cell,), (weights,)), 1)[:, :, 0]
    np.testing.assert_allclose(found, run(cell, weights, INPUTS)["h"], atol=1e-12)


@pytest.mark.parametrize("name", CELLS)
def test_onnx_takes_two_directions_one_after_the_other(name):
    cells = CELLS[name], CELLS[name]
    weights = tuple(map(weights_of, cells))
    arrays = onnx_arrays(cells, weights)
    assert arrays["W"].shape[0] == arrays["R"].shape[0] == arrays["B"].shape[0] == 2
    for k, (cell, each) in enumerate(zip(cells, weights, strict=True)):
        one = {key: array[k : k + 1] if array.ndim else array for key, array in arrays.items()}
        np.testing.assert_allclose(by_onnx(cell, one, 1)[:, :, 0], run(cell, each, INPUTS)["h"], atol=1e-12)


def by_pytorch(kind: str, p: dict[str, np.ndarray]) -> np.ndarray:
    """The equations in the documentation of torch.nn.RNN, LSTM and GRU, with their names; (batch, timesteps, units)."""
    h = c = np.zeros((BATCH, UNITS))
    found = []
    for t in range(STEPS):
        from_x = INPUTS[:, t] @ p["weight_ih_l0"].T + p["bias_ih_l0"]
        from_h = h @ p["weight_hh_l0"].T + p["bias_hh_l0"]
        if kind == "simple_rnn":
            h = np.tanh(from_x + from_h)
        elif kind == "lstm":
            i, f, g, o = np.split(from_x + from_h, 4, axis=1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        else:
            (xr, xz, xn), (hr, hz, hn) = np.split(from_x, 3, axis=1), np.split(from_h, 3, axis=1)
            r, z = sigmoid(xr + hr), sigmoid(xz + hz)
            n = np.tanh(xn + r * hn)
            h = (1 - z) * n + z * h
        found.append(h)
    return np.stack(found, axis=1)


@pytest.mark.parametrize("name", [name for name in CELLS if "before" not in name])
def test_pytorchs_equations_compute_the_same_with_our_arrays(name):
    cell = CELLS[name]
    weights = weights_of(cell)
    arrays = pytorch_arrays(cell, weights)
    gates = len(cell.gates)
    assert arrays["weight_ih_l0"].shape == (gates * UNITS, FEATURES) and arrays["bias_hh_l0"].shape == (gates * UNITS,)
    np.testing.assert_allclose(by_pytorch(cell.kind, arrays), run(cell, weights, INPUTS)["h"], atol=1e-12)


def test_what_pytorch_has_not_is_said():
    refused = {
        "before": Cell("gru", 2, reset_after=False),
        "relu": Cell("lstm", 2, activation="relu"),
        "hard_sigmoid": Cell("lstm", 2, recurrent_activation="hard_sigmoid"),
        "tanh or relu": Cell("simple_rnn", 2, activation="linear"),
    }
    for expected, cell in refused.items():
        with pytest.raises(ValueError, match=expected):
            pytorch_arrays(cell, weights_of(cell))
    assert pytorch_arrays(Cell("simple_rnn", 2, activation="relu"), weights_of(Cell("simple_rnn", 2)))
