"""What runs on a worker, run here: Keras's word on our tensors, and a fit that is Keras's own to the last digits."""

import pkgutil
from dataclasses import replace

import keras
import numpy as np
import pytest

from rnnviz import Cell, Network, Weights, backpropagate
from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.layers import (
    Bidirectional,
    CategoryEncoding,
    Dense,
    Dropout,
    Embedding,
    LayerTrace,
    Masking,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.losses import binary_crossentropy, sparse_categorical_crossentropy, squared_error
from rnnviz.core.network import NetworkTrace, run_network, run_next
from rnnviz.core.serialize import arrays_of, deserialize, network_of, serialize
from rnnviz.core.trace import run as run_cell
from rnnviz.jobs import kinds, limits
from rnnviz.jobs.kinds import check, fit, keras_file
from rnnviz.jobs.parity import claims, compare
from rnnviz.keras_bridge import network_to_keras, weights_to_keras
from tests.support.reports import Heard


@pytest.fixture
def rng():
    return np.random.default_rng(5)


CELLS = {
    "SimpleRNN": Cell("simple_rnn", 3),
    "linear SimpleRNN": Cell("simple_rnn", 3, activation="linear"),
    "LSTM": Cell("lstm", 3),
    "linear LSTM": Cell("lstm", 3, activation="linear"),
    "LSTM of one activation": Cell("lstm", 3, activation="sigmoid"),
    "LSTM without bias": Cell("lstm", 3, use_bias=False),
    "backwards LSTM": Cell("lstm", 3, go_backwards=True),
    "GRU": Cell("gru", 3),
    "GRU that resets before": Cell("gru", 3, reset_after=False),
    "GRU without bias": Cell("gru", 3, use_bias=False),
}


def gradients_of(layers, rng, random_network, timesteps=(1, 3), **states):
    """A run with its gradients: 2 samples, 5 steps, 4 features."""
    network = random_network(layers, (None, None, 4), rng)
    trace = run_network(network, rng.normal(size=(2, 5, 4)), states.get("states"))
    return backpropagate_loss(trace, squared_error(trace, rng.normal(size=trace.outputs.shape), timesteps))


def asked(*runs):
    """What Keras says of runs, beside what we say: the differences of each."""
    theirs = check.run(check.request(runs), Heard())["runs"]
    return [compare(claims(run), found) for run, found in zip(runs, theirs, strict=True)]


@pytest.mark.parametrize("name", CELLS)
def test_keras_agrees_on_every_tensor(name, rng, random_network):
    cell = CELLS[name]
    states = [rng.normal(size=(2, 3)) for _ in cell.states]
    layers = (Recurrent(cell, return_sequences=True), Recurrent(Cell("gru", 2), True), Dense(2, "sigmoid"))
    run = gradients_of(layers, rng, random_network, states={0: states if len(states) > 1 else states[0]})
    (found,) = asked(run)
    assert all(each.agrees for each in found), [each for each in found if not each.agrees]
    names, inside = {each.name for each in found}, {"simple_rnn": "h", "lstm": "ifgo", "gru": "zrn"}[cell.kind]
    expected = {f"pre_{gate}" for gate in inside} | {*inside, "h"} | ({"c", "act_c"} if cell.kind == "lstm" else set())
    assert {f"1 {slope}{each}" for slope in ("", "d_") for each in expected} | {"2 outputs", "d_inputs"} <= names
    assert ("1 d_bias" in names) == cell.use_bias


def test_the_check_follows_a_wiring_that_hands_on_one_vector(rng, random_network):
    layers = (Recurrent(Cell("lstm", 3)), RepeatVector(4), Recurrent(Cell("simple_rnn", 2), True), TimeDistributed(1))
    run = gradients_of(layers, rng, random_network)
    assert all(each.agrees for each in asked(run)[0])


TOKENS = np.array([[0, 3, 0, 1, 2], [2, 1, 3, 0, 0], [0, 0, 0, 0, 0]])
EMBEDDING = Embedding(4, 3, mask_zero=True)


@pytest.mark.parametrize("name", CELLS)
def test_keras_agrees_under_a_mask(name, rng, random_network):
    cell = CELLS[name]
    states = [rng.normal(size=(3, 3)) for _ in cell.states]
    layers = (EMBEDDING, SpatialDropout1D(0.5), Recurrent(cell, True), Recurrent(Cell("gru", 2), True))
    network = random_network((*layers, Dropout(0.5), TimeDistributed(2, "softmax")), (None, None), rng)
    below = run_network(Network(network.layers[:2], network.weights[:2]), TOKENS)
    given = states if len(states) > 1 else states[0]
    part = run_cell(cell, network.weights[2], below.outputs, given, below.mask)
    trace = NetworkTrace(TOKENS, (*below.layers, LayerTrace(layers[2], {"": part}, part.sequence, below.mask)))
    for layer, weights in zip(network.layers[3:], network.weights[3:], strict=True):
        trace = run_next(trace, layer, weights)
    loss = sparse_categorical_crossentropy(trace, rng.integers(0, 2, (3, 5)), (0, 1, 3))
    (found,) = asked(backpropagate_loss(trace, loss))
    assert all(each.agrees for each in found), [each for each in found if not each.agrees]
    names = {each.name for each in found}
    assert {"1 d_embeddings", "3 d_h", "4 d_kernel", "6 d_bias"} <= names and "d_inputs" not in names
    unmasked = run_network(replace(network, layers=(Embedding(4, 3), *network.layers[1:])), TOKENS)
    theirs = check.run(check.request([trace]), Heard())["runs"][0]
    assert not np.allclose(theirs["3 h"], unmasked.layers[2].parts[""]["h"]), "the mask matters"


def test_the_check_reads_one_hot_and_masks_of_its_own(rng, random_network):
    one_hot = (CategoryEncoding(4), Recurrent(Cell("lstm", 3)), Dense(1, "sigmoid"))
    trace = run_network(random_network(one_hot, (None, None), rng), TOKENS)
    masked = (Masking(), Recurrent(Cell("lstm", 3)), Dense(1, "sigmoid"))
    inputs = rng.normal(size=(3, 5, 2)) * (TOKENS != 0)[..., None]
    runs = [trace, run_network(random_network(masked, (None, None, 2), rng), inputs)]
    for found in asked(*(backpropagate_loss(run, binary_crossentropy(run, np.ones((3, 1)))) for run in runs)):
        assert all(each.agrees for each in found), [each for each in found if not each.agrees]


def test_a_run_without_a_loss_is_checked_forward(rng, random_network):
    run = gradients_of((Recurrent(Cell("gru", 3), True), Dense(1)), rng, random_network)
    (found,) = asked(run.trace)
    assert [each.name for each in found][:3] == ["1 pre_z", "1 z", "1 pre_r"]
    assert all(each.agrees for each in found) and not any(" d_" in each.name for each in found)


def test_a_permuted_gate_is_found_out(rng, random_network):
    run = gradients_of((Recurrent(Cell("lstm", 3), True), Dense(1)), rng, random_network)
    weights, dense = run.trace.layers[0].parts[""].weights, run.trace.layers[1].parts[""].weights
    swapped = np.r_[3:6, 0:3, 6:12]  # f before i
    other = Weights(weights.kernel[:, swapped], weights.recurrent_kernel[:, swapped], weights.bias[swapped])
    network = Network(tuple(layer.layer for layer in run.trace.layers), (other, dense))
    wrong = run_network(network, run.trace.inputs)
    theirs = check.run(check.request([run.trace]), Heard())["runs"][0]
    found = {each.name: each for each in compare(claims(wrong), theirs)}
    assert not found["1 i"].agrees and not found["1 h"].agrees and found["1 i"].largest > 0.01


def test_a_gradient_that_is_wrong_is_found_out(rng, random_network):
    run = gradients_of((Recurrent(Cell("simple_rnn", 3), True), Dense(1)), rng, random_network)
    recurrent = run.layers[0][""]
    wrong = replace(run, layers=({"": backpropagate(recurrent.trace, 1.001 * recurrent.direct["h"])}, run.layers[1]))
    theirs = check.run(check.request([run]), Heard())["runs"][0]
    found = {each.name: each for each in compare(claims(wrong), theirs)}
    assert found["1 h"].agrees and not found["1 d_h"].agrees and not found["1 d_kernel"].agrees


@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave"])
@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_keras_agrees_on_both_directions(name, merge_mode, rng, random_network):
    both = Bidirectional(CELLS[name], merge_mode, return_sequences=True)
    last = Bidirectional(Cell("lstm", 2))
    layers = (both, last, RepeatVector(4), Recurrent(Cell("gru", 2), True))
    run = gradients_of(layers, rng, random_network)
    (found,) = asked(run)
    assert all(each.agrees for each in found), [each for each in found if not each.agrees]
    names = {each.name for each in found}
    assert {"1 forward h", "1 backward d_h", "1 forward d_kernel", "2 backward d_bias", "2 backward d_c"} <= names


@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
@pytest.mark.parametrize("return_sequences", [True, False])
def test_keras_agrees_on_both_directions_under_a_mask(name, return_sequences, rng, random_network):
    both = Bidirectional(CELLS[name], return_sequences=return_sequences)
    layers = (EMBEDDING, SpatialDropout1D(0.5), both, Dense(2, "softmax"))
    trace = run_network(random_network(layers, (None, None), rng), TOKENS)
    targets = rng.integers(0, 2, (3, 5) if return_sequences else 3)
    (found,) = asked(backpropagate_loss(trace, sparse_categorical_crossentropy(trace, targets)))
    assert all(each.agrees for each in found), [each for each in found if not each.agrees]


def test_directions_that_are_exchanged_are_found_out(rng, random_network):
    network = random_network((Bidirectional(Cell("gru", 3), return_sequences=True),), (None, None, 4), rng)
    trace = run_network(network, rng.normal(size=(2, 5, 4)))
    wrong = run_network(Network(network.layers, (network.weights[0][::-1],)), trace.inputs)
    theirs = check.run(check.request([trace]), Heard())["runs"][0]
    found = {each.name: each for each in compare(claims(wrong), theirs)}
    assert not found["1 forward h"].agrees and not found["1 outputs"].agrees


def test_differences_of_what_is_not_finite():
    ours = {"h": np.array([np.inf, np.nan, 1.0])}
    (same,) = compare(ours, {"h": np.array([np.inf, np.nan, 1.0])})
    (other,) = compare(ours, {"h": np.array([np.inf, 0.0, 1.0])})
    assert same.agrees and same.largest == 0.0
    assert not other.agrees and other.largest == np.inf
    with pytest.raises(ValueError, match="shape"):
        compare(ours, {"h": np.zeros(2)})
    with pytest.raises(ValueError, match="Keras computed c; expected h"):
        compare(ours, {"c": np.zeros(3)})


def test_networks_that_read_tokens_travel_as_plain_data(rng, random_network):
    tokens = rng.integers(0, 4, size=(2, 5))
    middle = (SpatialDropout1D(0.25), Masking(), Dropout(0.5), Recurrent(Cell("gru", 2)))
    for first in (Embedding(4, 3, mask_zero=True), CategoryEncoding(4)):
        network = random_network((first, *middle), (None, None), rng)
        back = deserialize(serialize(network))
        assert back.layers == network.layers
        kept = network_of(network.layers, arrays_of(network))
        np.testing.assert_array_equal(run_network(kept, tokens).outputs, run_network(network, tokens).outputs)
        np.testing.assert_array_equal(run_network(back, tokens).outputs, run_network(network, tokens).outputs)


def test_networks_travel_as_plain_data(rng, random_network):
    layers = (
        Bidirectional(Cell("lstm", 3, use_bias=False), "sum", True),
        Recurrent(Cell("peephole_lstm", 2)),
        RepeatVector(3),
        TimeDistributed(2, "softmax"),
    )
    network = random_network(layers, (None, None, 4), rng)
    plain = serialize(network)
    limits.size(plain)
    back, inputs = deserialize(plain), rng.normal(size=(2, 5, 4))
    assert back.layers == network.layers
    kept = network_of(network.layers, arrays_of(network))
    np.testing.assert_array_equal(run_network(kept, inputs).outputs, run_network(network, inputs).outputs)
    np.testing.assert_array_equal(run_network(back, inputs).outputs, run_network(network, inputs).outputs)


@pytest.fixture
def float64():
    """Keras's own precision as the fit sets it, for the reference."""
    keras.config.set_floatx("float64")
    yield
    keras.config.set_floatx("float32")


SETTINGS = {
    "adam, one by one": {"batch": 1},
    "rmsprop, a last batch that is smaller": {"batch": 3, "optimizer": "rmsprop", "loss": "mae"},
    "sgd, each number clipped": {"batch": 4, "optimizer": "sgd", "clipping": "value", "threshold": 0.02},
    "each array clipped": {"batch": 4, "clipping": "norm", "threshold": 0.05},
    "all clipped together": {"batch": 4, "optimizer": "sgd", "clipping": "global norm", "threshold": 0.1},
}
CLIPPING = {"value": "clipvalue", "norm": "clipnorm", "global norm": "global_clipnorm"}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_fit_is_what_keras_does_with_the_arrays_in_that_order(name, float64, rng, random_network):
    settings = {"loss": "mse", "optimizer": "adam", "clipping": "none", "threshold": 1.0} | SETTINGS[name]
    network = random_network((Recurrent(Cell("lstm", 3)), Dense(1, "tanh")), (None, None, 1), rng)
    inputs, targets = rng.normal(size=(10, 5, 1)), rng.normal(size=(10, 1))
    tests = rng.normal(size=(4, 5, 1)), rng.normal(size=(4, 1))
    order, report = np.stack([rng.permutation(10) for _ in range(3)]), Heard()
    arguments = fit.request(
        network, inputs, targets, order, test_inputs=tests[0], test_targets=tests[1], learning_rate=0.05, **settings
    )
    found = fit.run(arguments, report)

    model = network_to_keras(network, (None, 5, 1))
    clipping = {CLIPPING[settings["clipping"]]: settings["threshold"]} if settings["clipping"] in CLIPPING else {}
    optimizer = keras.optimizers.get(settings["optimizer"]).__class__(0.05, **clipping)
    model.compile(optimizer, settings["loss"])
    losses, test_losses = [], []
    for samples in order:
        history = model.fit(
            inputs[samples],
            targets[samples],
            batch_size=settings["batch"],
            shuffle=False,
            validation_data=tests,
            verbose=0,
        ).history
        losses += history["loss"]
        test_losses += history["val_loss"]
    np.testing.assert_allclose(found["losses"], losses, rtol=1e-12)
    np.testing.assert_allclose(found["test_losses"], test_losses, rtol=1e-12)
    for mine, theirs in zip(found["weights"], model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-12)
    predictions = model.predict(np.concatenate([inputs, tests[0]]), verbose=0)
    np.testing.assert_allclose(found["predictions"], predictions, rtol=1e-9, atol=1e-12)
    assert [data["epoch"] for _, data in report.told] == [1, 2, 3]
    assert report.told[-1][1]["metrics"] == {"loss": found["losses"][-1], "val_loss": found["test_losses"][-1]}
    assert report.told[-1][1]["left"] == 0.0
    assert len(found["epoch_seconds"]) == 3 and 0 < found["first_batch"] < found["seconds"]


def test_a_compiled_fit_learns_the_same(rng, random_network):
    network = random_network((Recurrent(Cell("gru", 3)), Dense(1)), (None, None, 1), rng)
    inputs, targets = rng.normal(size=(10, 5, 1)), rng.normal(size=(10, 1))
    order = np.stack([rng.permutation(10) for _ in range(3)])
    plain, compiled, rough = (
        fit.run(fit.request(network, inputs, targets, order, batch=4, **how), Heard())
        for how in ({}, {"compiled": True}, {"dtype": "float32"})
    )
    np.testing.assert_allclose(compiled["losses"], plain["losses"], rtol=1e-12)
    np.testing.assert_allclose(rough["losses"], plain["losses"], rtol=1e-4)
    assert not np.allclose(rough["losses"], plain["losses"], rtol=1e-12)
    assert keras.config.floatx() == "float32" and len(plain["test_losses"]) == 0


def test_the_keras_file_holds_the_network(rng, random_network, tmp_path):
    network = random_network((Recurrent(Cell("lstm", 3)), Dense(1)), (None, None, 1), rng)
    found = keras_file.run(keras_file.request(network, (None, 5, 1)), Heard())
    path = tmp_path / "network.keras"
    path.write_bytes(found["file"])
    arrays = [array for weights in network.weights for array in weights_to_keras(weights)]
    for mine, theirs in zip(arrays, keras.models.load_model(path).get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_registry_names_every_kind_that_there_is():
    modules = {each.name for each in pkgutil.iter_modules(kinds.__path__)}
    assert {name: kind.name for name, kind in kinds.KINDS.items()} == {name: name for name in modules}
