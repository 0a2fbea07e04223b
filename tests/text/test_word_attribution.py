"""What words did: slopes beside finite differences, sums that are complete, and a network whose truth is known."""

import numpy as np
import pytest

from rnnviz import Cell, init_network
from rnnviz.core.layers import Dense, Embedding, Recurrent
from rnnviz.core.network import run_network
from rnnviz.text import sums
from rnnviz.text.sentiment import Setting
from rnnviz.text.word_attribution import METHODS, attribute, embedded_run, embeddings_of, slopes, sums_on_the_way
from rnnviz.text.word_attribution import sums as sums_of
from rnnviz.text.words import padded

SETTINGS = [Setting(side, masked, length=8, embedding=4, units=5) for side in ("pre", "post") for masked in (0, 1)]
SENTENCE = np.array([3, 4, 5, 9, 1])


def made(setting, rng, random_network):
    """A network with random weights, and the sentence as it reads it."""
    network = random_network(setting.layers(10), (None, setting.length), rng)
    return network, setting.padded([SENTENCE])[0], lambda kept: setting.padded([kept])[0]


@pytest.mark.parametrize("setting", SETTINGS)
def test_slopes_are_those_of_the_sum(setting, random_network):
    rng = np.random.default_rng(1)
    network, tokens, _ = made(setting, rng, random_network)
    embedded = embeddings_of(network, tokens)
    way = rng.normal(size=embedded.shape)
    up, down = (sums_of(embedded_run(network, tokens, (embedded + h * way)[None]))[0] for h in (1e-6, -1e-6))
    assert (up - down) / 2e-6 == pytest.approx((slopes(network, tokens, embedded[None])[0] * way).sum(), rel=1e-6)


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_is_said_is_complete(setting, random_network):
    network, tokens, pad = made(setting, np.random.default_rng(2), random_network)
    found = attribute(network, tokens, pad, 256)
    assert found.values["prefix differences"].sum() == pytest.approx(found.after - found.before, abs=1e-12)
    whole = run_network(network, tokens[None])
    assert found.total == pytest.approx(sums_of(whole)[0], abs=1e-12)
    assert abs(found.gap) < 1e-5 < abs(attribute(network, tokens, pad, 1).gap)
    for k, value in enumerate(found.values["leaving one out"]):
        without = run_network(network, pad(np.delete(SENTENCE, k))[None])
        assert value == pytest.approx(found.total - sums_of(without)[0], abs=1e-12)
    way = sums_on_the_way(network, tokens)
    assert way[0] == network.weights[-1].bias[0] and way[-1] == pytest.approx(found.total, abs=1e-12)
    if setting.masked:
        assert found.after == found.total and found.before == pytest.approx(way[0], abs=1e-12)


def test_in_a_network_that_adds_exactly_all_methods_say_the_truth():
    """Gates that stand open and a linear candidate: h is the sum of what the first number of each embedding is."""
    cell = Cell("lstm", 1, activation="linear")
    network = init_network((Embedding(5, 1, mask_zero=True), Recurrent(cell), Dense(1)), (None, 6), 0)
    table, lstm, dense = network.weights
    table.embeddings[:, 0] = [9.0, 0.0, -2.0, 1.0, 3.0]
    lstm.kernel[:], lstm.recurrent_kernel[:], lstm.bias[:] = [[0, 0, 1, 0]], 0.0, [60, 60, 0, 60]
    dense.kernel[:], dense.bias[:] = 1.0, 0.0
    tokens = padded([[2, 3, 4, 4]], 6)[0]
    found = attribute(network, tokens, lambda kept: padded([kept], 6)[0], 4)
    for method in METHODS:
        np.testing.assert_allclose(found.values[method], [-2.0, 1.0, 3.0, 3.0], atol=1e-9, err_msg=method)


def test_there_must_be_a_word():
    network = init_network(SETTINGS[0].layers(10), (None, 8), 0)
    with pytest.raises(ValueError, match="no word"):
        attribute(network, np.zeros(8, int), lambda kept: padded([kept], 8)[0], 4)


def test_the_network_that_is_brought_along_adds():
    held_out = sums.sequences(300, sums.adder().about["seed_held_out"])
    said = run_network(sums.adder().network, np.stack([sums.tokens_of(each) for each in held_out])).outputs[:, 0]
    assert np.abs(said - [each.sum() for each in held_out]).max() < 1.0
    assert {each.method for each in sums.trials()} == set(METHODS)
