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
    run,
    run_network,
)
from rnnviz.activations import ACTIVATIONS
from rnnviz.arithmetic.backward import d_inputs
from rnnviz.network import DENSE_ACTIVATIONS, MERGES
from rnnviz.numbers import written
from rnnviz.weights import GATES

LEAVES = {"x", "w_x", "w_h", "w_y", "b_h", "b_y", "h0", "c0", "constant", "direct"}
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
    recurrent = st.builds(Recurrent, forward_cells | cells, st.just(True))
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
        timestep, feature, value = anywhere(d_inputs(gradients, layer))
        direction = next(iter(layer_trace.parts), "")
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
                    yield (f"slope_{name}", timestep, unit, *where), float(slope(part.trace[name])[sample, timestep, unit])
            for name, array in part.values.items():
                timestep, unit, value = anywhere(array)
                yield (f"d_{name}", timestep, unit, *where), value
            for name in ("kernel", "recurrent_kernel", "bias"):
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
    if name == "y":
        return ACTIVATIONS[trace.layer.activation].slope if trace.layer.activation in ACTIVATIONS else None
    if name in ("exp_y", "total_y"):
        return None
    if name in ("g", "n", "act_c") or trace_is_simple_h(trace, name):
        return ACTIVATIONS[trace.cell.activation].slope
    return ACTIVATIONS[trace.cell.recurrent_activation].slope if name in ("i", "f", "o", "z", "r") else None


def trace_is_simple_h(trace, name: str) -> bool:
    """Whether ``name`` is the h of SimpleRNN, which its activation makes directly."""
    return name == "h" and "pre_h" in trace.values


def assert_explained(source, arguments, value: float):
    """The explanation says the array's number, adds up to it, and can be read."""
    explanation = explain(source, *arguments)
    assert explanation.value == value, arguments
    assert abs(explanation.computed - value) <= 1e-12 * max(1.0, abs(value)), (arguments, explanation.computed, value)
    for numbers in (False, True):
        latex = explanation.latex(numbers)
        assert latex.count("{") == latex.count("}"), latex
        assert latex.count("\\left") == latex.count("\\right"), latex
    assert written(value) in explanation.sentence() or (not explanation.terms and value == 0.0), explanation.sentence()
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
            assert (factor.reference is None) <= (factor.role in LEAVES), (reference, factor)
        graph[reference] = {factor.reference for factor in factors if factor.reference}
        waiting += graph[reference]
    TopologicalSorter(graph).prepare()


@given(cell=cells, seed=seeds, timesteps=st.integers(1, 4), features=st.integers(1, 2))
def test_every_number_of_a_cell(cell, seed, timesteps, features, random_weights):
    rng = np.random.default_rng(seed)
    states = [rng.normal(size=(2, cell.units)) for _ in cell.states]
    inputs = rng.normal(size=(2, timesteps, features))
    trace = run(cell, random_weights(cell, features, rng), inputs, states if len(states) > 1 else states[0])
    d_c = rng.normal(size=(2, cell.units)) if cell.kind == "lstm" else None
    gradients = backpropagate(trace, rng.normal(size=trace["h"].shape), d_c)
    network = run_network(Network((Recurrent(cell, True),), (trace.weights,)), inputs)
    assert_all_explained(gradients, numbers_of(as_network_gradients(gradients, network), rng))


def as_network_gradients(gradients, network):
    """A cell's gradients as those of a network of one layer, to list their names."""
    from rnnviz.arithmetic import as_network

    return as_network(gradients)[1]
