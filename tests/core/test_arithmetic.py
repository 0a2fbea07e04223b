"""Every number explained is the number computed, and every explanation leads down to what was given."""

from graphlib import TopologicalSorter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import (
    Bidirectional,
    Cell,
    Dense,
    DenseWeights,
    Network,
    Recurrent,
    RepeatVector,
    Weights,
    backpropagate,
    backpropagate_network,
    explain,
    init_weights,
    run,
    run_network,
)
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.arithmetic import as_network
from rnnviz.core.arithmetic.backward import d_inputs
from rnnviz.core.layers import DENSE_ACTIVATIONS, MERGES, READS_TOKENS
from rnnviz.core.numbers import written
from rnnviz.core.weights import GATES

LEAVES = {"x", "w_x", "w_h", "w_y", "b_h", "b_y", "h0", "c0", "constant", "direct", "peephole"} | {
    "embedding",
    "mask",
    "target",
}
"""The roles of numbers that nothing explains: they were given."""

names = st.sampled_from(list(ACTIVATIONS))
flags = st.booleans()
forward_cells = st.builds(Cell, st.sampled_from(list(GATES)), st.integers(1, 2), names, names, flags, flags)
cells = st.builds(Cell, st.sampled_from(list(GATES)), st.integers(1, 3), names, names, flags, flags, flags)
denses = st.builds(Dense, st.integers(1, 3), st.sampled_from(DENSE_ACTIVATIONS), flags)
merges = st.sampled_from(list(MERGES))
seeds = st.integers(0, 2**32 - 1)


@st.composite
def stacks(draw):
    """Layers in a row in which each kind follows each other kind."""
    recurrent = st.builds(Recurrent, cells, st.just(True))
    sequences = recurrent | st.builds(Bidirectional, forward_cells, merges, st.just(True))
    vectors = st.builds(Recurrent, cells) | st.builds(Bidirectional, forward_cells, merges)
    shapes = [
        (sequences,),
        (vectors, denses),
        (sequences, denses),
        (sequences, vectors, denses),
        (denses, sequences, vectors),
        (vectors, st.builds(RepeatVector, st.integers(1, 3)), sequences, denses),
    ]
    return [draw(layer) for layer in draw(st.sampled_from(shapes))]


def numbers_of(gradients, rng: np.random.Generator):
    """(reference as arguments of explain, the array's own number): one for every name there is, its place random."""
    trace = gradients.trace
    sample = int(rng.integers(len(trace.inputs)))

    def anywhere(array):
        """A random place in an array, (…, timesteps, units), and its number."""
        timestep, unit = (int(rng.integers(size)) for size in array.shape[1:])
        return timestep, unit, float(array[sample, timestep, unit])

    for layer, (layer_trace, parts) in enumerate(zip(trace.layers, gradients.layers, strict=True)):
        direction = next(iter(layer_trace.parts), "")
        if not isinstance(layer_trace.layer, READS_TOKENS):
            timestep, feature, value = anywhere(d_inputs(gradients, layer))
            yield ("d_x", timestep, feature, layer, direction, sample), value
        if isinstance(layer_trace.layer, Bidirectional):
            outputs = layer_trace.outputs
            timestep, unit, value = anywhere(outputs if outputs.ndim == 3 else outputs[:, None])
            yield ("merged", timestep, unit, layer, "", sample), value
        for direction, part in parts.items():
            where = (layer, direction, sample)
            for name in part.trace.values:
                timestep, unit, value = anywhere(part.trace[name])
                yield (name, timestep, unit, *where), value
                slope = slope_of(part.trace, name)
                if slope is not None:
                    yield (
                        (f"slope_{name}", timestep, unit, *where),
                        float(slope(part.trace[name])[sample, timestep, unit]),
                    )
            for name, array in part.values.items():
                timestep, unit, value = anywhere(array)
                yield (f"d_{name}", timestep, unit, *where), value
            for name in ("embeddings", "kernel", "recurrent_kernel", "bias"):
                array = getattr(part, name, None)
                if array is None:
                    continue
                unit = tuple(int(rng.integers(size)) for size in array.shape)
                yield (f"d_{name}", None, unit if len(unit) == 2 else unit[0], *where), float(array[unit])
                if hasattr(part, "by_step"):
                    timestep = int(rng.integers(part.trace.timesteps))
                    yield (f"d_{name}", timestep, unit, *where), float(part.by_step(name)[timestep][unit])


def slope_of(trace, name: str):
    """The slope of the activation that made a value, as a function of the value; None where no activation did."""
    if name == "y" and trace.layer.activation != "softmax":
        return ACTIVATIONS[trace.layer.activation].slope
    if name in ("g", "n", "act_c") or (name == "h" and "pre_h" in trace.values):
        return ACTIVATIONS[trace.cell.activation].slope
    return ACTIVATIONS[trace.cell.recurrent_activation].slope if name in ("i", "f", "o", "z", "r") else None


def assert_explained(source, arguments, value: float):
    """The explanation says the array's number, adds up to it, and can be read."""
    explanation = explain(source, *arguments)
    for number in (explanation.value, explanation.computed):
        assert abs(number - value) <= 1e-12 * max(1.0, abs(value)), (arguments, number, value)
    latex = explanation.latex()
    assert latex.count("{") == latex.count("}"), latex
    assert latex.count("\\left") == latex.count("\\right"), latex
    assert written(explanation.value) in explanation.sentence() or (not explanation.terms and value == 0.0), (
        explanation.sentence()
    )
    return explanation


def assert_all_explained(source, pairs) -> None:
    """Every number asked for, and every number it refers to, down to what was given; never round in a circle."""
    graph, waiting = {}, []
    for arguments, value in pairs:
        waiting.append(assert_explained(source, arguments, value).reference)
    while waiting:
        reference = waiting.pop()
        if reference in graph:
            continue
        explanation = explain(source, *reference)
        assert abs(explanation.computed - explanation.value) <= 1e-12 * max(1.0, abs(explanation.value)), reference
        factors = [factor for term in explanation.terms for factor in term.factors]
        for factor in factors:
            assert factor.reference or factor.role in LEAVES, (reference, factor)
        graph[reference] = {factor.reference for factor in factors if factor.reference}
        waiting += graph[reference]
    TopologicalSorter(graph).prepare()


@given(cell=cells, seed=seeds, timesteps=st.integers(1, 4), features=st.integers(1, 2))
def test_every_number_of_a_cell(cell, seed, timesteps, features, random_weights):
    rng = np.random.default_rng(seed)
    states = [rng.normal(size=(2, cell.units)) for _ in cell.states]
    inputs = rng.normal(size=(2, timesteps, features))
    trace = run(cell, random_weights(cell, features, rng), inputs, states if len(states) > 1 else states[0])
    d_c = rng.normal(size=(2, cell.units)) if "c" in cell.states else None
    gradients = backpropagate(trace, rng.normal(size=trace["h"].shape), d_c)
    assert_all_explained(gradients, numbers_of(as_network(gradients)[1], rng))


@given(layers=stacks(), seed=seeds)
def test_every_number_of_a_network(layers, seed, random_network):
    rng = np.random.default_rng(seed)
    trace = run_network(random_network(layers, (None, 3, 2), rng), rng.normal(size=(2, 3, 2)))
    gradients = backpropagate_network(trace, rng.normal(size=trace.outputs.shape))
    assert_all_explained(gradients, numbers_of(gradients, rng))


@given(layer=denses, seed=seeds)
def test_every_number_of_a_dense_layer_alone(layer, seed, random_network):
    rng = np.random.default_rng(seed)
    trace = run_network(random_network([layer], (None, 2), rng), rng.normal(size=(3, 2)))
    gradients = backpropagate_network(trace, rng.normal(size=trace.outputs.shape))
    assert_all_explained(gradients, numbers_of(gradients, rng))


@pytest.fixture
def founding_example():
    """The network of the first founding tutorial after x = 1, 2, 3."""
    weights = Weights([[0.18662322, -1.2369459]], [[0.86981213, -0.49338293], [0.49338293, 0.8698122]])
    cell = Cell("simple_rnn", 2, activation="linear", use_bias=False)
    layers = (Recurrent(cell, return_sequences=True), Dense(1, use_bias=False))
    network = Network(layers, (weights, DenseWeights([[-0.4635998], [0.6538409]])))
    return run_network(network, [[[1.0], [2.0], [3.0]]])


def test_the_founding_example(founding_example):
    expected = [[0.18662322, -1.23694587], [-0.07471441, -3.64187904], [-1.30195881, -6.84172557]]
    np.testing.assert_allclose(founding_example.layers[0].parts[""]["h"][0], expected, atol=1e-6)
    np.testing.assert_allclose(founding_example.outputs[0, 2], [-3.86981216], atol=1e-6)

    h = explain(founding_example, "h", timestep=2, unit=0)
    assert h.value == pytest.approx(-1.30195881, abs=1e-6)
    assert [[factor.symbol.text for factor in term.factors] for term in h.terms] == [
        ["x_3[0]", "w_x[0,0]"],
        ["h_2[0]", "w_h[0,0]"],
        ["h_2[1]", "w_h[1,0]"],
    ]
    assert [term.value for term in h.terms] == pytest.approx([0.55986966, -0.06498750, -1.79684097], abs=1e-6)
    output = explain(founding_example, "y", timestep=2, unit=0, layer=1)
    assert [term.factors[0].reference[:4] for term in output.terms] == [("h", 2, 0, 0), ("h", 2, 1, 0)]
    assert output.value == pytest.approx(-3.86981216, abs=1e-6)


def test_what_was_given_ends_the_chain():
    trace = run(Cell("lstm", 1), Weights(np.ones((1, 4)), np.ones((1, 4)), np.ones(4)), [[[1.0]]], ([[0.25]], [[-2.0]]))
    kept, _ = explain(trace, "c", timestep=0, unit=0).terms
    assert [(factor.role, factor.value) for factor in kept.factors] == [("f", trace["f"].item()), ("c0", -2.0)]
    roles = [[factor.role for factor in term.factors] for term in explain(trace, "pre_i", timestep=0, unit=0).terms]
    assert roles == [["x", "w_x"], ["h0", "w_h"], ["b_h"]]


@pytest.mark.parametrize(
    ("name", "timestep", "unit", "layer"),
    [
        ("z", 0, 0, 0),
        ("h", 3, 0, 0),
        ("h", -1, 0, 0),
        ("h", 0, 2, 0),
        ("h", 0, -1, 0),
        ("h", None, 0, 0),
        ("h", 0, 0, 1),
        ("h", 0, 0, 2),
        ("merged", 0, 0, 0),
        ("y", 0, 0, 0),
        ("d_z", 0, 0, 0),
        ("d_h", 3, 0, 0),
        ("d_h", -1, 0, 0),
        ("d_h", None, 0, 0),
        ("d_x", 0, 1, 0),
        ("d_x", -1, 0, 0),
        ("d_kernel", None, (0, 2), 0),
        ("d_kernel", None, (0, -1), 0),
        ("d_kernel", None, 0, 0),
        ("d_kernel", 3, (0, 0), 0),
        ("d_bias", None, 0, 0),
        ("slope_z", 0, 0, 0),
        ("slope_h", 3, 0, 0),
        ("d_recurrent_kernel", None, (0, 0), 1),
        ("", 0, 0, 0),
    ],
)
def test_there_is_no_such_number(founding_example, name, timestep, unit, layer):
    gradients = backpropagate_network(founding_example, np.ones((1, 3, 1)))
    with pytest.raises(ValueError, match="There is no '"):
        explain(gradients, name, timestep, unit, layer)


def test_a_gradient_is_not_in_a_trace(founding_example):
    with pytest.raises(ValueError, match="'d_h' is a gradient: explain it from the gradients"):
        explain(founding_example, "d_h", timestep=0, unit=0)


def test_indices_may_be_numpys():
    cell = Cell("simple_rnn", 2)
    trace = run(cell, init_weights(cell, 1, seed=0), np.ones((1, 3, 1)))
    gradients = backpropagate(trace, np.ones((1, 3, 2)))
    zero, one, two = np.arange(3)
    assert explain(gradients, "h", two, one) == explain(gradients, "h", 2, 1)
    assert explain(gradients, "d_bias", None, one) == explain(gradients, "d_bias", None, 1)
    assert explain(gradients, "d_kernel", one, (zero, one)) == explain(gradients, "d_kernel", 1, (0, 1))
