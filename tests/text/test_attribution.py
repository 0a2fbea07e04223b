"""Which characters mattered, against plain loops, finite differences and networks whose memory is known."""

import numpy as np
import pytest

from rnnviz import CategoryEncoding, Cell, Dense, Embedding, Network, Recurrent, Weights, init_network, run_network
from rnnviz.core.layers import DenseWeights, TimeDistributed
from rnnviz.core.weights import GATES
from rnnviz.text import attribution
from rnnviz.text.attribution import Attribution, Memory, attribute, remember, said, said_of_memory

LETTERS = 5
STACKS = {
    **{kind: [CategoryEncoding(LETTERS), Recurrent(Cell(kind, 4), True)] for kind in GATES},
    "reset before": [CategoryEncoding(LETTERS), Recurrent(Cell("gru", 4, reset_after=False), True)],
    "last only": [CategoryEncoding(LETTERS), Recurrent(Cell("lstm", 4))],
    "two cells": [Embedding(LETTERS, 3), Recurrent(Cell("lstm", 4), True), Recurrent(Cell("gru", 2), True)],
}


@pytest.fixture(params=STACKS)
def network(request, random_network):
    rng = np.random.default_rng(len(request.param))
    return random_network([*STACKS[request.param], Dense(LETTERS, "softmax")], (None, None), rng)


def bits_of(network: Network, tokens, following: int) -> float:
    """log₂ p of a token after a text."""
    return float(np.log2(run_network(network, np.array([tokens])).outputs.reshape(-1, LETTERS)[-1, following]))


def text(length: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, LETTERS, length)


@pytest.mark.parametrize("characters", [3, 9])
def test_leaving_one_out_is_the_text_without_it(network, characters):
    tokens = text(9)
    found = attribute(network, tokens, 2, characters)
    assert (found.start, len(found.left_out)) == (9 - characters, characters)
    np.testing.assert_allclose(found.bits, bits_of(network, tokens, 2), rtol=1e-10)
    for k, lost in enumerate(found.left_out, start=found.start):
        without = bits_of(network, np.delete(tokens, k), 2)
        np.testing.assert_allclose(lost, found.bits - without, rtol=1e-8, atol=1e-12)


def test_gradient_times_input_is_the_slope_along_each_character(network):
    """The layers above the reader, on rows of which one is made a little longer or shorter."""
    tokens, step = text(9), 1e-6
    above = Network(network.layers[1:], network.weights[1:])
    rows = np.asarray(run_network(network, tokens[None]).layers[0].outputs)

    def bits(scales):
        return np.log2(run_network(above, rows * scales[None, :, None]).outputs.reshape(-1, LETTERS)[-1, 2])

    expected = [(bits(1 + step * row) - bits(1 - step * row)) / (2 * step) for row in np.eye(9)]
    np.testing.assert_allclose(attribute(network, tokens, 2).gradient_times_input, expected, rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(
        attribute(network, tokens, 2, 4).gradient_times_input, expected[5:], rtol=1e-5, atol=1e-8
    )


def test_one_character_can_be_all_there_is(network):
    found = attribute(network, [3], 1)
    empty = np.zeros((1, 1, network.layers[-2].cell.units))
    only = Network(network.layers[-1:], network.weights[-1:])
    nothing_read = np.log2(run_network(only, empty).outputs[0, 0, 1])
    np.testing.assert_allclose(found.left_out, [found.bits - nothing_read], rtol=1e-10)


def test_a_linear_log_probability_is_explained_without_a_rest():
    """h = x w + h u, no activation, read by two outputs of which the second is always 0: p near 1 has slope 0."""
    cell = Recurrent(Cell("simple_rnn", 1, activation="linear"), True)
    weights = Weights([[0.3], [-0.2]], [[0.5]], [0.0])
    dense = DenseWeights([[1.0, 0.0]], [-30.0, 0.0])  # log p of the first is its sum, to the last digits
    network = Network((CategoryEncoding(2), cell, Dense(2, "softmax")), (None, weights, dense))
    found = attribute(network, [0, 1, 0], 0)
    expected = np.array([0.3 * 0.25, -0.2 * 0.5, 0.3]) / np.log(2)
    np.testing.assert_allclose(found.gradient_times_input, expected, rtol=1e-10)
    np.testing.assert_allclose(found.bits, expected.sum() - 30 / np.log(2), rtol=1e-10)


def test_a_change_is_followed_as_two_runs_are(network):
    if network.layers[-2].name == "LSTM" and not network.layers[-2].return_sequences:
        with pytest.raises(ValueError, match="must predict at every character"):
            remember(network, text(9), 2, [0])
        return
    tokens, others = text(9), (0, 4)
    memory = remember(network, tokens, 3, others, layer=len(network.layers) - 2)
    for k, other in enumerate(others):
        changed = tokens.copy()
        changed[3] = other
        one, two = (run_network(network, each[None]) for each in (tokens, changed))
        h = two.layers[-2].outputs - one.layers[-2].outputs
        np.testing.assert_allclose(memory.distance[k], np.linalg.norm(h[0, 3:], axis=-1), rtol=1e-9, atol=1e-14)
        p = np.abs(two.outputs - one.outputs)[0, 3:].sum(axis=-1) / 2
        np.testing.assert_allclose(memory.variation[k], p, rtol=1e-9, atol=1e-14)


def test_a_memory_that_halves_lasts_as_long_as_halving_takes():
    """h = x w + h / 2: |Δh| is 2⁻ᵗ; the two outputs differ by the sigmoid of h."""
    cell = Recurrent(Cell("simple_rnn", 1, activation="linear"), True)
    dense = DenseWeights([[1.0, 0.0]], [0.0, 0.0])
    network = Network(
        (CategoryEncoding(2), cell, Dense(2, "softmax")), (None, Weights([[1.0], [0.0]], [[0.5]], [0.0]), dense)
    )
    memory = remember(network, np.ones(12, dtype=int), 2, [0, 1], threshold=0.05)
    np.testing.assert_allclose(memory.distance[0], 0.5 ** np.arange(10.0), rtol=1e-12)
    expected = 1 / (1 + np.exp(-(0.5 ** np.arange(10.0)))) - 0.5
    np.testing.assert_allclose(memory.variation[0], expected, rtol=1e-10)
    assert memory.lasts.tolist() == [int((expected >= 0.05).sum()), 0]


def test_how_long_it_lasts_is_until_it_stays_below():
    variation = np.array([[0.5, 0.0, 0.5, 0.0], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.01], [np.nan] * 4])
    memory = Memory(0, (1, 2, 3, 4), variation, variation, 0.01)
    assert memory.lasts.tolist() == [3, 0, 4, 0]
    sentences = [said_of_memory(memory, "a\nbc", "xyzw", k).replace("\N{NO-BREAK SPACE}", " ") for k in range(4)]
    assert sentences == [
        "With “x” in place of “a” at character 1 predictions differ by 1 % or more for the last time 2 characters "
        "later, and by less at the 1 after it. |Δh| is 0.5 at the character and 0 at the last.",
        "With “y” in place of “a” at character 1 no prediction differs by 1 % or more.",
        "With “z” in place of “a” at character 1 the last prediction that was looked at, 3 characters later, still "
        "differs: its probabilities move by 1 %. |Δh| is 0 at the character and 0.01 at the last.",
        "With “w” in place of “a” at character 1 the state is not a number: nothing can be compared.",
    ]


@pytest.mark.parametrize(
    ("left_out", "slopes", "words"),
    [
        (
            [0.0, 2.0],
            [0.0, 1.0],
            "is a space, the last one read: without it that is 0.125, 2 bits less of log₂ p; gradient",
        ),
        (
            [-0.5, 0.2],
            [0.0, 1.0],
            "is “b”, 2 characters back: without it that is 0.707, 0.5 bits more of log₂ p; gradient",
        ),
        ([-0.5, 0.2], [0.0, 1.0], "has a space first, the last one read."),
        ([2.0, 0.0], [1.0, 0.0], "has the same one first."),
        ([0.0, 0.0], [0.0, 0.0], "a probability of 0.5, whichever character is left out."),
    ],
)
def test_what_mattered_is_said(left_out, slopes, words):
    found = Attribution(1, -1.0, np.array(slopes), np.array(left_out))
    sentence = said(found, "ab ", "\n")
    assert sentence.startswith("The end of a line comes next" if words[0] == "T" else "")
    assert words in sentence


def test_time_distributed_answers_too():
    layers = [CategoryEncoding(LETTERS), Recurrent(Cell("gru", 3), True), TimeDistributed(LETTERS, "softmax")]
    network = init_network(layers, (None, None), 0)
    assert attribute(network, text(4), 0).bits == pytest.approx(bits_of(network, text(4), 0))


def test_what_does_not_fit_is_a_sentence(random_network):
    network = init_network([CategoryEncoding(3), Recurrent(Cell("gru", 2), True), Dense(3, "softmax")], (None, None), 0)
    with pytest.raises(ValueError, match="tokens must be .timesteps,., at least one"):
        attribute(network, [], 0)
    with pytest.raises(ValueError, match="reads whole numbers from 0 to 2; received 3"):
        attribute(network, [3], 0)
    with pytest.raises(ValueError, match="targets must be from 0 to 2"):
        attribute(network, [1], 3)
    with pytest.raises(ValueError, match="place must be from 0 to 1; received 2"):
        remember(network, [1, 1], 2, [0])
    with pytest.raises(ValueError, match="others must be at least one token"):
        remember(network, [1, 1], 1, [])
    with pytest.raises(ValueError, match="from 0 to 2; received 7"):
        remember(network, [1, 1], 1, [7])


def test_no_more_characters_are_asked_about_than_are_allowed(monkeypatch):
    network = init_network([CategoryEncoding(3), Recurrent(Cell("gru", 2), True), Dense(3, "softmax")], (None, None), 0)
    monkeypatch.setattr(attribution, "MAX_CHARACTERS", 4)
    assert attribute(network, np.zeros(9, dtype=int), 0, 10).start == 5
    assert len(attribute(network, np.zeros(9, dtype=int), 0, 0).left_out) == 1
    monkeypatch.setattr(attribution, "MAX_LATER", 3)
    assert remember(network, np.zeros(9, dtype=int), 2, [1]).distance.shape == (1, 4)
