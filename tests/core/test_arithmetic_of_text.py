"""Tokens, masks and cross-entropies open their arithmetic: every row adds up, down to a table, a weight, a target."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import (
    Bidirectional,
    CategoryEncoding,
    Cell,
    Dense,
    Dropout,
    Embedding,
    Masking,
    Network,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
    Weights,
    backpropagate,
    backpropagate_network,
    explain,
    run,
    run_network,
)
from rnnviz.core.arithmetic import as_network
from rnnviz.core.gradients import EmbeddingGradients, backpropagate_loss
from rnnviz.core.layers import DenseWeights, EmbeddingWeights
from rnnviz.core.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
    squared_error,
)
from tests.core.test_arithmetic import (
    assert_all_explained,
    assert_explained,
    cells,
    forward_cells,
    merges,
    numbers_of,
    seeds,
)

WORDS, TIMESTEPS = 4, 4
tokens = st.lists(st.lists(st.integers(0, WORDS - 1), min_size=TIMESTEPS, max_size=TIMESTEPS), min_size=2, max_size=2)
readers = st.sampled_from([Embedding(WORDS, 2, True), Embedding(WORDS, 2), CategoryEncoding(WORDS)])
between = st.sampled_from([(), (Dropout(0.5),), (SpatialDropout1D(0.5),), (Masking(),), (Dropout(0.1), Masking(1.0))])
recurrent = st.builds(Recurrent, cells, st.just(True))
sequences = recurrent | st.builds(Bidirectional, forward_cells, merges, st.just(True))
vectors = st.builds(Recurrent, cells) | st.builds(Bidirectional, forward_cells, merges)


@st.composite
def stacks(draw):
    """Layers in a row that begin with tokens: each kind of the new ones below and above the cells."""
    first = [draw(readers), *draw(between)]
    shapes = [
        (sequences,),
        (vectors,),
        (sequences, between, vectors, between.map(lambda some: some[:1] if Dropout(0.5) in some else ())),
        (sequences, between, sequences),
        (st.just(Dense(2, "tanh")), vectors),
        (vectors, st.just(RepeatVector(2)), between, sequences),
    ]
    for part in draw(st.sampled_from(shapes)):
        layer = draw(part)
        first += layer if isinstance(layer, tuple) else [layer]
    return first


@given(layers=stacks(), words=tokens, seed=seeds)
def test_every_number_of_a_network_that_reads_tokens(layers, words, seed, random_network):
    rng = np.random.default_rng(seed)
    trace = run_network(random_network(layers, (None, None), rng), np.array(words))
    gradients = backpropagate_network(trace, rng.normal(size=trace.outputs.shape))
    assert_all_explained(gradients, numbers_of(gradients, rng))


LOSSES = {
    "mse": (squared_error, "tanh", lambda rng, shape: rng.normal(size=shape)),
    "categorical": (categorical_crossentropy, "softmax", lambda rng, shape: rng.dirichlet(np.ones(3), shape[:-1])),
    "sparse": (sparse_categorical_crossentropy, "softmax", lambda rng, shape: rng.integers(0, 3, shape[:-1])),
    "binary": (binary_crossentropy, "sigmoid", lambda rng, shape: rng.integers(0, 2, shape)),
    "soft binary": (binary_crossentropy, "sigmoid", lambda rng, shape: rng.uniform(size=shape)),
}


@given(
    layers=stacks(),
    words=tokens,
    kind=st.sampled_from(list(LOSSES)),
    steps=st.sampled_from([None, (0,)]),
    scale=st.sampled_from([1.0, 40.0]),
    seed=seeds,
)
def test_every_number_of_a_loss(layers, words, kind, steps, scale, seed, random_network):
    """Also where outputs are so sure that a probability has lost its digits."""
    rng = np.random.default_rng(seed)
    make, activation, targets = LOSSES[kind]
    network = random_network([*layers, Dense(3, activation)], (None, None), rng)
    last = DenseWeights(scale * network.weights[-1].kernel, network.weights[-1].bias)
    trace = run_network(Network(network.layers, (*network.weights[:-1], last)), np.array(words))
    loss = make(trace, targets(rng, trace.outputs.shape), steps)
    gradients = backpropagate_loss(trace, loss)
    numbers = list(numbers_of(gradients, rng))
    last, (sample, t, unit) = len(network.layers), (int(rng.integers(size)) for size in loss.outputs.shape)
    numbers += [(("loss", None, 0), loss.value)]
    names = {"mse": ["error"], "binary": ["nll", "nll_not"], "soft binary": ["nll", "nll_not"]}.get(kind, ["nll"])
    for name in names:
        numbers.append(((name, t, unit, last - 1, "", sample), float(getattr(loss, name)[sample, t, unit])))
    assert_all_explained(gradients, [pair for pair in numbers if np.isfinite(pair[1])])


@given(cell=cells, seed=seeds, mask=st.lists(st.booleans(), min_size=8, max_size=8), features=st.integers(1, 2))
def test_every_number_of_a_masked_cell(cell, seed, mask, features, random_weights):
    """With an initial state, which is held before anything is read, and with what is handed in at the end."""
    rng, mask = np.random.default_rng(seed), np.reshape(mask, (2, 4))
    states = [rng.normal(size=(2, cell.units)) for _ in cell.states]
    weights, inputs = random_weights(cell, features, rng), rng.normal(size=(2, 4, features))
    trace = run(cell, weights, inputs, states if len(states) > 1 else states[0], mask)
    d_c = rng.normal(size=(2, cell.units)) if "c" in cell.states else None
    gradients = backpropagate(trace, rng.normal(size=trace["h"].shape), d_c)
    assert_all_explained(gradients, numbers_of(as_network(gradients)[1], rng))


@pytest.fixture
def sentence():
    """The gradients of a small network that reads padding, a word, padding and another word."""
    table = EmbeddingWeights([[9.0], [0.5], [-1.0]])
    cell = Weights([[1.0]], [[0.5]], [0.25])
    layers = (Embedding(3, 1, mask_zero=True), SpatialDropout1D(0.5), Recurrent(Cell("simple_rnn", 1, "linear"), True))
    network = Network((*layers, Dense(2, "softmax")), (table, None, cell, DenseWeights([[2.0, -2.0]], [0.0, 0.5])))
    trace = run_network(network, np.array([[0, 1, 0, 2]]))
    return backpropagate_loss(trace, sparse_categorical_crossentropy(trace, np.array([[0, 0, 0, 1]])))


def test_a_masked_step_says_that_it_is_held(sentence):
    held = explain(sentence, "h", 2, 0, layer=2)
    assert held.value == 0.75 and held.terms[0].factors[1].reference[:2] == ("h", 1)
    assert held.latex() == "h_{3}[0] = (1-m_{3})\\,h_{2}[0]"
    assert held.sentence() == (
        "h at step 3, unit 0 is 0.75. It is one product: one minus the mask at step 3, where the state is held, "
        "which is 1, times h at step 2, unit 0, which is 0.75, gives 0.75."
    )
    dropped = explain(sentence, "d_pre_h", 2, 0, layer=2)
    assert dropped.value == 0.0 and "nothing reaches it" in dropped.sentence()
    back = explain(sentence, "d_h", 1, 0, layer=2)
    assert [factor.symbol.text for factor in back.terms[-1].factors] == ["(1−m_3)", "∂L/∂h_3[0]"]
    zero = explain(sentence, "pre_y", 0, 0, layer=3).terms[0].factors[0]
    assert (zero.symbol.text, zero.symbol.spoken) == ("0", "what is handed on before anything was read")


def test_an_embedding_opens_the_row_of_its_table(sentence):
    row = explain(sentence, "embedded", 3, 0)
    (factor,) = row.terms[0].factors
    assert (factor.value, factor.entry, factor.role) == (-1.0, (2, 0), "embedding")
    assert row.sentence() == (
        "the embedding at step 4, unit 0 is −1. It equals the embeddings' table at row 2, the token at step 4, "
        "column 0, which is −1."
    )
    read = explain(sentence, "pre_h", 3, 0, layer=2).terms[0].factors[0]
    assert read.reference == ("embedded", 3, 0, 0, "", 0), "through the dropout, which hands it on"
    slope = explain(sentence, "d_embeddings", None, (2, 0))
    assert [factor.reference[:2] for term in slope.terms for factor in term.factors] == [("d_embedded", 3)]
    assert not explain(sentence, "d_embeddings", None, (0, 0)).value, "nothing reaches the row of padding"


def test_a_loss_opens_as_minus_the_logarithm_of_a_probability(sentence):
    loss = explain(sentence, "loss", None, 0)
    assert [[factor.symbol.text for factor in term.factors] for term in loss.terms] == [
        ["1/2", "(−log y_2[0])"],
        ["1/2", "(−log y_4[1])"],
    ]
    assert loss.latex() == "L = \\tfrac{1}{2}\\,(-\\log y_{2}[0]) + \\tfrac{1}{2}\\,(-\\log y_{4}[1])"
    log = explain(sentence, *loss.terms[0].factors[1].reference)
    assert log.latex() == "-\\log y_{2}[0] = -\\log\\left(y_{2}[0]\\right)"
    assert log.terms[0].factors[0].reference[:2] == ("y", 1), "which is a softmax"
    slope = explain(sentence, "d_pre_y", 3, 1, layer=3)
    assert [[factor.symbol.text for factor in term.factors] for term in slope.terms] == [
        ["1/2", "y_4[1]"],
        ["-1", "1/2", "target_4[1]"],
    ]
    assert "nothing reaches it" in explain(sentence, "d_pre_y", 2, 1, layer=3).sentence(), "a masked step is left out"


def test_a_sequence_read_both_ways_is_zeros_where_it_is_masked(random_network):
    layers = [Embedding(3, 2, mask_zero=True), Bidirectional(Cell("gru", 2), "ave", True)]
    trace = run_network(random_network(layers, (None, None), np.random.default_rng(1)), np.array([[1, 0, 2]]))
    masked = explain(trace, "merged", 1, 0, layer=1)
    assert masked.value == 0.0 == masked.computed
    assert [factor.symbol.text for factor in masked.terms[0].factors] == ["0.5", "m_2", "h^→_2[0]"]
    assert masked.terms[0].factors[2].value, "the state itself is held"


def test_a_one_hot_row_has_one_term(random_network):
    layers = [CategoryEncoding(50), Recurrent(Cell("lstm", 2), True)]
    trace = run_network(random_network(layers, (None, None), np.random.default_rng(2)), np.array([[7, 49]]))
    pre = explain(trace, "pre_i", 1, 1, layer=1)
    assert [factor.symbol.text for factor in pre.terms[0].factors] == ["x_2[49]", "w_xi[49,1]"]
    assert len(pre.terms) == 1 + 2 + 1 and pre.terms[0].factors[0].value == 1.0


def test_an_embeddings_gradients_are_explained_alone():
    layer = Embedding(3, 2)
    trace = run_network(Network((layer,), (layer.init((None, None), 0),)), np.array([[0, 2, 2]])).layers[0].parts[""]
    gradients = EmbeddingGradients(trace, {"embedded": np.arange(6.0).reshape(1, 3, 2)})
    assert assert_explained(gradients, ("d_embeddings", None, (2, 1)), 8.0).computed == 8.0
    assert assert_explained(trace, ("embedded", 1, 0), float(trace["embedded"][0, 1, 0]))


@pytest.mark.parametrize(
    ("name", "timestep", "unit", "layer"),
    [
        ("embedded", 4, 0, 0),
        ("embedded", 0, 1, 0),
        ("embedded", 0, 0, 1),
        ("h", 0, 0, 1),
        ("d_x", 0, 0, 0),
        ("d_embeddings", None, (3, 0), 0),
        ("d_embeddings", 1, (0, 0), 0),
        ("d_embeddings", None, (0, 0), 2),
        ("nll", 0, 2, 3),
        ("nll_not", 0, 0, 3),
        ("error", 0, 0, 3),
        ("d_h", None, 0, 2),
        ("d_pre_h", 4, 0, 2),
    ],
)
def test_there_is_no_such_number(sentence, name, timestep, unit, layer):
    with pytest.raises(ValueError, match="There is no '"):
        explain(sentence, name, timestep, unit, layer)


def test_an_unmasked_network_has_no_masks_in_its_rows(sentence):
    network = Network(
        tuple(
            replace(each.layer, mask_zero=False) if k == 0 else each.layer
            for k, each in enumerate(sentence.trace.layers)
        ),
        tuple(getattr(each.parts.get(""), "weights", None) for each in sentence.trace.layers),
    )
    trace = run_network(network, sentence.trace.inputs)
    assert [factor.symbol.text for term in explain(trace, "h", 2, 0, layer=2).terms for factor in term.factors] == [
        "e_3[0]",
        "w_x[0,0]",
        "h_2[0]",
        "w_h[0,0]",
        "b_h[0]",
    ]
