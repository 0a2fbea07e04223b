"""Tokens and masks: what Keras does at a masked timestep, how masks travel, and our numbers beside its own."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz import (
    Bidirectional,
    CategoryEncoding,
    Cell,
    Dense,
    Dropout,
    Embedding,
    Masking,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
    backpropagate,
    backpropagate_network,
    run,
    run_network,
    summarise,
)
from rnnviz.core.jacobians import step_jacobians
from rnnviz.core.layers import MERGES
from rnnviz.core.network import ShapeError
from rnnviz.core.one_hot import OneHot
from rnnviz.keras_bridge import from_keras, network_from_keras, network_to_keras, to_keras

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

EXACT = {"rtol": 1e-10, "atol": 1e-12}
UNITS, WORDS, WIDE = 4, 7, 3
TOKENS = np.array([[0, 3, 0, 0, 5, 1], [2, 2, 6, 4, 0, 0], [0, 0, 0, 0, 0, 0], [1, 6, 5, 2, 3, 4]])
"""Padding before, between, behind, everywhere and nowhere."""

CELLS = [
    Cell("simple_rnn", UNITS),
    Cell("lstm", UNITS),
    Cell("lstm", UNITS, activation="relu"),
    Cell("gru", UNITS),
    Cell("gru", UNITS, reset_after=False),
]
OURS = [*CELLS, Cell("peephole_lstm", UNITS), Cell("coupled_lstm", UNITS)]


def id_of(cell: Cell) -> str:
    """A readable id."""
    return f"{cell.kind}-{cell.activation}-{cell.reset_after}-{cell.go_backwards}"


@pytest.mark.parametrize("go_backwards", [False, True])
@pytest.mark.parametrize("cell", CELLS, ids=id_of)
def test_a_masked_cell_and_its_gradients_are_keras(cell, go_backwards, random_weights):
    cell, rng, mask = replace(cell, go_backwards=go_backwards), np.random.default_rng(1), TOKENS != 0
    weights, inputs = random_weights(cell, WIDE, rng), rng.normal(size=(*TOKENS.shape, WIDE))
    states = [rng.normal(size=(len(TOKENS), UNITS)) for _ in cell.states]
    layer = to_keras(Recurrent(cell, return_sequences=True, return_state=True))
    layer.build(inputs.shape)
    layer.set_weights(weights.arrays())
    x, initial = tf.constant(inputs), [tf.constant(each) for each in states]
    d_sequence, d_c = rng.normal(size=(*TOKENS.shape, UNITS)), rng.normal(size=(len(TOKENS), UNITS))
    with tf.GradientTape() as tape:
        tape.watch([x, *initial])
        sequence, *last = layer(x, initial_state=initial, mask=tf.constant(mask))
        loss = tf.reduce_sum(sequence * d_sequence) + (tf.reduce_sum(last[1] * d_c) if cell.kind == "lstm" else 0.0)
    d_inputs, d_initial, d_weights = tape.gradient(loss, [x, initial, layer.trainable_weights])

    trace = run(cell, weights, inputs, states if len(states) > 1 else states[0], mask)
    np.testing.assert_allclose(trace.sequence, sequence, **EXACT)
    for name, value in zip(cell.states, last, strict=True):
        np.testing.assert_allclose(trace[name][:, trace.end], value, **EXACT)
    d_h = d_sequence[:, ::-1] if go_backwards else d_sequence
    d_h = np.where(trace.begun[..., None], d_h, 0.0)
    gradients = backpropagate(trace, d_h, d_c if cell.kind == "lstm" else None)
    np.testing.assert_allclose(gradients.inputs, d_inputs, **EXACT)
    for name, value in zip(("kernel", "recurrent_kernel", "bias"), d_weights, strict=True):
        np.testing.assert_allclose(getattr(gradients, name), value, err_msg=name, **EXACT)
    for name, value in zip(cell.states, d_initial, strict=True):
        np.testing.assert_allclose(gradients.initial_state[name], value, err_msg=name, **EXACT)

    unmasked = run(cell, weights, inputs, states if len(states) > 1 else states[0])
    assert not np.allclose(unmasked.sequence, sequence), "the mask matters"
    assert not np.allclose(backpropagate(unmasked, d_h).kernel, gradients.kernel)


def test_a_masked_step_holds_the_state_and_hands_the_last_output_on_again(random_weights):
    """Before anything was read that is zeros, and not the initial state, which is held all the same."""
    cell, rng = Cell("lstm", UNITS), np.random.default_rng(2)
    state = rng.normal(size=(2, 1, UNITS))
    mask = np.array([[False, True, False, True, False]])
    trace = run(cell, random_weights(cell, WIDE, rng), rng.normal(size=(1, 5, WIDE)), state, mask)
    for name in cell.states:
        np.testing.assert_array_equal(trace[name][:, 0], trace.initial_state[name])
        np.testing.assert_array_equal(trace[name][:, 2], trace[name][:, 1])
    assert not trace.outputs[:, 0].any() and trace["h"][:, 0].all()
    np.testing.assert_array_equal(trace.last, trace["h"][:, 3])


@pytest.mark.parametrize("go_backwards", [False, True])
@pytest.mark.parametrize("cell", OURS, ids=id_of)
def test_masked_timesteps_might_as_well_not_be_there(cell, go_backwards, random_weights):
    cell, rng = replace(cell, go_backwards=go_backwards), np.random.default_rng(3)
    weights, inputs = random_weights(cell, WIDE, rng), rng.normal(size=(1, 6, WIDE))
    read = np.array([False, True, True, False, True, False])
    masked, short = run(cell, weights, inputs, None, read[None]), run(cell, weights, inputs[:, read])
    for name in short.values:
        np.testing.assert_allclose(masked[name][:, read], short[name], err_msg=name, **EXACT)
    d_h = rng.normal(size=masked["h"].shape)
    d_h[:, ~read] = 0.0
    ours, theirs = backpropagate(masked, d_h), backpropagate(short, d_h[:, read])
    for name in theirs.values:
        np.testing.assert_allclose(ours[name][:, read], theirs[name], err_msg=name, **EXACT)
        assert name in cell.states or not ours[name][:, ~read].any(), f"{name} was dropped where it is masked"
    np.testing.assert_allclose(ours.recurrent_kernel, theirs.recurrent_kernel, **EXACT)
    jacobians = step_jacobians(masked)
    np.testing.assert_allclose(jacobians[:, read], step_jacobians(short), **EXACT)
    assert (jacobians[:, ~read] == np.eye(jacobians.shape[-1])).all()


def stacks() -> dict[str, list]:
    """Stacks in which every layer meets a mask, and one-hot rows every layer that reads them."""
    embedding, cells = Embedding(WORDS, WIDE, mask_zero=True), [Cell("gru", 2), Cell("lstm", 4), Cell("simple_rnn", 3)]
    found = {
        "sentiment": [embedding, SpatialDropout1D(0.4), Recurrent(cells[1]), Dropout(0.2), Dense(1, "sigmoid")],
        "wiring": [embedding, Recurrent(cells[0]), RepeatVector(5), Recurrent(cells[1], True), Dense(6, "softmax")],
        "deep": [embedding, Recurrent(cells[1], True), Dropout(0.5), Recurrent(cells[0], True), Dense(2, "tanh")],
        "backwards": [embedding, Recurrent(replace(cells[0], go_backwards=True), True), Recurrent(cells[1], True)],
        "no mask": [Embedding(WORDS, WIDE), Recurrent(cells[0], True), Dense(2)],
        "mask and dense": [embedding, Dense(2, "sigmoid"), Recurrent(cells[2])],
        "table alone": [embedding],
        "one-hot": [CategoryEncoding(WORDS), Recurrent(cells[1], True), Dense(2)],
        "one-hot GRU": [CategoryEncoding(WORDS), Recurrent(replace(cells[0], reset_after=False))],
        "one-hot both ways": [CategoryEncoding(WORDS), Bidirectional(cells[2], "sum")],
        "one-hot dense": [CategoryEncoding(WORDS), Dense(3, "tanh"), Recurrent(cells[2])],
        "one-hot masked": [CategoryEncoding(WORDS), Dropout(0.1), Masking(1.0), Recurrent(cells[2], True)],
        "masking": [embedding, Masking(), Recurrent(cells[0], True)],
    }
    for merge_mode in MERGES:
        for sequences in (True, False):
            both = Bidirectional(cells[1], merge_mode, sequences)
            found[f"both ways {merge_mode} {sequences}"] = [embedding, both, Dense(3, "softmax")]
    return found


@pytest.mark.parametrize("name", stacks())
def test_a_network_that_reads_tokens_is_keras(name, random_network):
    layers, rng = stacks()[name], np.random.default_rng(4)
    network = random_network(layers, (None, None), rng)
    model = network_to_keras(network, (None, TOKENS.shape[1]))
    with tf.GradientTape() as tape:
        outputs = model(TOKENS)
        d_outputs = rng.normal(size=outputs.shape)
        loss = tf.reduce_sum(outputs * d_outputs)
    d_weights = [tf.convert_to_tensor(each) for each in tape.gradient(loss, model.trainable_weights)]

    trace = run_network(network, TOKENS)
    np.testing.assert_allclose(trace.outputs, outputs, **EXACT)
    for row, keras_layer in zip(summarise(layers, (None, TOKENS.shape[1])), model.layers, strict=True):
        assert (row.output_shape, row.parameters) == (tuple(keras_layer.output.shape), keras_layer.count_params())
    gradients = backpropagate_network(trace, d_outputs)
    parts = [part for layer in gradients.layers for part in layer.values()]
    names = ("embeddings", "kernel", "recurrent_kernel", "bias")
    ours = [getattr(part, each) for part in parts for each in names if getattr(part, each, None) is not None]
    for mine, theirs in zip(ours, d_weights, strict=True):
        np.testing.assert_allclose(mine, theirs, **EXACT)
    assert gradients.inputs is None, "tokens have no gradient"

    unmasked = [replace(each, mask_zero=False) if isinstance(each, Embedding) else each for each in layers]
    plain = run_network(replace(network, layers=tuple(unmasked)), TOKENS)
    matters = any(getattr(each, "mask_zero", False) for each in layers) and name not in ("table alone", "masking")
    assert np.allclose(plain.outputs, outputs) != matters, "the mask matters"


@pytest.mark.parametrize("name", stacks())
def test_masks_travel_as_in_keras(name, random_network):
    layers = stacks()[name]
    network = random_network(layers, (None, None), np.random.default_rng(5))
    x = keras.ops.convert_to_tensor(TOKENS)
    trace = run_network(network, TOKENS)
    for layer, keras_layer in zip(trace.layers, network_to_keras(network, (None, TOKENS.shape[1])).layers, strict=True):
        x = keras_layer(x)
        mask = getattr(x, "_keras_mask", None)
        assert (mask is None) == (layer.mask is None), layer.layer.name
        if mask is not None:
            np.testing.assert_array_equal(layer.mask, mask, err_msg=layer.layer.name)


def test_a_mask_is_not_turned_round_with_a_sequence_that_was_read_backwards(random_network):
    """Keras's own, and easily missed: the next layer holds its state at the wrong timesteps."""
    layers = [Embedding(WORDS, WIDE, mask_zero=True), Recurrent(Cell("gru", 2, go_backwards=True), True)]
    network = random_network([*layers, Recurrent(Cell("gru", 3), True)], (None, None), np.random.default_rng(6))
    trace = run_network(network, TOKENS[1:2])
    np.testing.assert_array_equal(trace.mask, [[True, True, True, True, False, False]])
    assert not trace.layers[1].outputs[0, :2].any(), "padding comes first now, and is read by the next layer"
    assert not trace.layers[2].parts[""].mask[0, 4:].any(), "and what was read is held over"


def test_a_layer_that_is_given_an_initial_state_is_not_given_the_mask(random_network):
    """Keras fills ``mask`` in by itself only where a layer is called with one tensor; the mask goes on all the same."""
    first = Recurrent(Cell("gru", 3), return_sequences=True, return_state=True)
    layers = [Embedding(WORDS, WIDE, mask_zero=True), first, Recurrent(Cell("gru", 3), True), Recurrent(CELLS[1], True)]
    network = random_network(layers, (None, None), np.random.default_rng(11))
    trace = run_network(network, TOKENS, {2: 1})
    model = network_to_keras(network, (None, TOKENS.shape[1]), {2: 1})
    np.testing.assert_allclose(trace.outputs, model(TOKENS), **EXACT)
    assert [layer.parts[""].mask is not None for layer in trace.layers[1:]] == [True, False, True]
    both = Bidirectional(Cell("gru", 3), return_sequences=True).run
    weights, states = (network.weights[2],) * 2, (np.ones((4, 3)),) * 2
    x, mask = trace.layers[1].outputs, trace.layers[1].mask
    np.testing.assert_array_equal(both(weights, x, states, mask).outputs, both(weights, x, states).outputs)


def test_the_row_of_token_0_is_not_zeros(random_network):
    network = random_network([Embedding(WORDS, WIDE, mask_zero=True)], (None, None), np.random.default_rng(7))
    (layer,) = run_network(network, TOKENS).layers
    np.testing.assert_array_equal(layer.outputs[0, 0], network.weights[0].embeddings[0])
    assert layer.outputs[0, 0].all() and not layer.mask[0, 0]


def test_dropout_is_the_identity_and_only_training_draws():
    """In training Keras sets some to 0 and divides the rest by 1 - rate, which no trace shows."""
    x = np.random.default_rng(8).normal(size=(2, 5, 30))
    for layer in (Dropout(0.25), SpatialDropout1D(0.25)):
        np.testing.assert_array_equal(layer.run(None, x).outputs, x)
        np.testing.assert_array_equal(to_keras(layer)(x), x)
        trained = np.asarray(to_keras(layer)(x, training=True))
        kept = trained != 0
        np.testing.assert_allclose(trained[kept], (x / 0.75)[kept])
        assert 0 < (~kept).sum() < kept.size
        assert (kept == kept[:, :1]).all() == isinstance(layer, SpatialDropout1D), "whole features, or single numbers"


def test_dropouts_of_a_cell_change_no_trace(random_network):
    """They too are drawn in training alone: of what is read, and of the state that comes back."""
    rng = np.random.default_rng(8)
    for kind in ("simple_rnn", "lstm", "gru"):
        plain, dropping = (Recurrent(Cell(kind, 4, dropout=rate, recurrent_dropout=rate), True) for rate in (0.0, 0.5))
        network = random_network((plain,), (None, None, 3), rng)
        x = rng.normal(size=(2, 5, 3))
        ours, theirs = network.weights[0], network_to_keras(replace(network, layers=(dropping,)), (None, 5, 3))
        expected = plain.run(ours, x).outputs
        np.testing.assert_array_equal(dropping.run(ours, x).outputs, expected)
        np.testing.assert_allclose(theirs(x), expected, atol=1e-10)
        assert np.abs(np.asarray(theirs(x, training=True)) - expected).max() > 0.01


def test_one_hot_rows_are_looked_up_and_are_what_a_reader_would_have_written(random_network):
    layers, rng = [CategoryEncoding(WORDS), Recurrent(Cell("lstm", UNITS), True)], np.random.default_rng(9)
    network = random_network(layers, (None, None), rng)
    trace = run_network(network, TOKENS)
    rows = trace.layers[1].parts[""].inputs
    assert isinstance(rows, OneHot) and rows.shape == (*TOKENS.shape, WORDS)
    written = np.eye(WORDS)[TOKENS]
    np.testing.assert_array_equal(rows, written)
    np.testing.assert_array_equal(rows[1, 2], written[1, 2])
    np.testing.assert_array_equal(rows[..., 2], written[..., 2])
    plain = run(layers[1].cell, network.weights[1], written)
    np.testing.assert_array_equal(trace.outputs, plain["h"])
    d_h = rng.normal(size=plain["h"].shape)
    ours, theirs = (backpropagate(each, d_h) for each in (trace.layers[1].parts[""], plain))
    np.testing.assert_allclose(ours.kernel, theirs.kernel, rtol=1e-12)
    np.testing.assert_allclose(ours.by_step("kernel"), theirs.by_step("kernel"), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(ours.inputs, theirs.inputs, rtol=1e-12)


def test_keras_takes_one_token_for_no_sequence():
    """Its CategoryEncoding reads (batch, 1) as one token a sample; ours keeps the timestep."""
    layer, one = CategoryEncoding(WORDS), TOKENS[:, :1]
    assert to_keras(layer)(one).shape == (len(one), WORDS)
    assert layer.run(None, one).outputs.shape == (len(one), 1, WORDS) == layer.output_shape(one.shape)


LAYERS = [
    Embedding(WORDS, WIDE),
    Embedding(WORDS, WIDE, mask_zero=True),
    CategoryEncoding(WORDS),
    Dropout(0.5),
    SpatialDropout1D(0.25),
    Masking(),
    Masking(-1.0),
    Recurrent(Cell("gru", 2, dropout=0.25, recurrent_dropout=0.5)),
    Bidirectional(Cell("lstm", 2, dropout=0.25, recurrent_dropout=0.5), return_sequences=True),
]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_a_configuration_survives_the_round_trip(layer):
    assert from_keras(to_keras(layer)) == layer


def test_weights_survive_the_round_trip(random_network):
    network = random_network(stacks()["sentiment"], (None, None), np.random.default_rng(10))
    back = network_from_keras(network_to_keras(network, (None, None)))
    assert back.layers == network.layers
    np.testing.assert_array_equal(back.weights[0].embeddings, network.weights[0].embeddings)
    np.testing.assert_array_equal(run_network(back, TOKENS).outputs, run_network(network, TOKENS).outputs)


def test_a_table_begins_as_in_keras():
    table = Embedding(400, 50).init((None, None), seed=0).embeddings
    theirs = keras.layers.Embedding(400, 50)
    theirs.build()
    for each in (table, theirs.get_weights()[0]):
        assert 0.0499 < np.abs(each).max() <= 0.05 and each.var() == pytest.approx(0.1**2 / 12, rel=0.02)


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ([[0, 7]], "Embedding reads whole numbers from 0 to 6; received 7"),
        ([[-1, 0]], "Embedding reads whole numbers from 0 to 6; received -1"),
        ([[0.0, 1.0]], "Embedding reads an array of whole numbers; received float64"),
    ],
)
def test_tokens_that_are_not_in_the_table(tokens, message, random_network):
    network = random_network([Embedding(WORDS, WIDE)], (None, None), np.random.default_rng(0))
    with pytest.raises(ValueError, match=message):
        run_network(network, np.array(tokens))


@pytest.mark.parametrize(
    ("layers", "shape", "message"),
    [
        (
            [Embedding(WORDS, 2)],
            (None, 5, 2),
            r"Layer 1 \(Embedding\) received a 3-D .*Put it first, on an input without",
        ),
        ([Dense(2), Embedding(WORDS, 2)], (None, 5), r"Layer 2 \(Embedding\) received a 2-D .*Put it first"),
        ([Recurrent(CELLS[0]), SpatialDropout1D(0.5)], (None, 5, 2), r"Layer 2 \(SpatialDropout1D\).*return_sequences"),
    ],
)
def test_where_a_layer_cannot_stand(layers, shape, message):
    with pytest.raises(ShapeError, match=message):
        summarise(layers, shape)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Embedding(0, 2), "input_dim must be a whole number of at least 1; received 0"),
        (lambda: Embedding(2, 0), "output_dim must be .* received 0"),
        (lambda: CategoryEncoding(0), "num_tokens must be .* received 0"),
        (lambda: Dropout(1.5), "rate must be a number from 0 to 1; received 1.5"),
        (lambda: Cell("gru", 2, dropout=-0.5), "dropout must be a number from 0 to 1; received -0.5"),
    ],
)
def test_options_that_do_not_exist(build, message):
    with pytest.raises(ValueError, match=message):
        build()


def test_a_mask_of_another_shape(random_weights):
    weights = random_weights(CELLS[0], 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"mask must be \(batch, timesteps\) = \(1, 3\); received \(1, 4\)"):
        run(CELLS[0], weights, np.ones((1, 3, 1)), mask=np.ones((1, 4)))
