"""Letters drawn from a network, and the networks that are brought along."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz import Cell, init_network, run_network
from rnnviz.core.layers import Bidirectional, CategoryEncoding, Dense, Embedding, Recurrent
from rnnviz.core.losses import sparse_categorical_crossentropy
from rnnviz.text import FOLDER
from rnnviz.text.corpus import python_topics
from rnnviz.text.drawing import Decoding, decoded, drawn
from rnnviz.text.presets import PRESETS
from rnnviz.text.tables import BITS, scores
from rnnviz.text.trained import trained
from rnnviz.text.writing import continued, logits_of

SHIPPED = [name for name in PRESETS if (FOLDER / f"{name}.npz").exists()]


@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
def test_going_on_from_the_state_is_reading_everything_again(kind, random_network):
    rng = np.random.default_rng(1)
    recurrent = Recurrent(Cell(kind, 4), True), Recurrent(Cell(kind, 3), True)
    network = random_network((Embedding(6, 2), *recurrent, Dense(6, "softmax")), (None, None), rng)
    draws, text = rng.random(12), [2, 5]
    found = continued(network, text, draws, temperature=0.7)
    for draw in draws:
        logits = logits_of(run_network(network, np.array([text])))[0, -1]
        text.append(drawn(decoded(logits, Decoding(0.7)), draw))
    np.testing.assert_array_equal(found, text[2:])
    assert len(set(found.tolist())) > 1


def test_a_network_that_reads_windows_reads_the_last_ones_anew(random_network):
    rng = np.random.default_rng(2)
    network = random_network(
        (CategoryEncoding(5), Bidirectional(Cell("gru", 3)), Dense(5, "softmax")), (None, None), rng
    )
    draws, text = rng.random(8), [0, 1, 2, 3]
    found = continued(network, text, draws, length=3)
    for draw in draws:
        text.append(drawn(run_network(network, np.array([text[-3:]])).outputs[0], draw))
    np.testing.assert_array_equal(found, text[4:])
    with pytest.raises(ValueError, match="give it a window"):
        continued(network, text, draws)


def test_a_network_that_ends_with_no_dense_layer_draws_nothing():
    network = init_network((CategoryEncoding(5), Recurrent(Cell("gru", 5))), (None, None), 0)
    with pytest.raises(ValueError, match="ends with a Dense layer"):
        continued(network, [1], [0.5])


def test_there_is_a_network_for_every_preset():
    assert list(PRESETS) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_trained_network_is_what_its_file_says(name):
    found, preset = trained(name), PRESETS[name]
    assert replace(found.settings, iterations=preset.iterations) == preset
    assert len(found.losses) == len(found.held_out) == len(found.samples) == found.settings.iterations
    assert (FOLDER / f"{name}.npz").stat().st_size <= 1_000_000
    vocabulary, draws = found.vocabulary, np.random.default_rng(found.about["seed"]).random(preset.characters)
    beginning = vocabulary.encode(preset.beginning)
    for temperature, samples in ((1.0, found.samples), (0.0, found.greedy)):
        written = vocabulary.decode(continued(found.network, beginning, draws, temperature, preset.rereads))
        assert written == samples[-1]
    corpus = preset.read(python_topics())
    if f"Python {found.about['source'].split()[2]}" not in corpus.source:
        pytest.skip("another Python says other things of itself")
    held_out = vocabulary.encode(corpus.held_out)
    assert scores(vocabulary.encode(corpus.training), held_out, len(vocabulary)) == pytest.approx(found.tables)
    starts, nll = np.arange(0, len(held_out) - preset.length, preset.stride), 0.0
    for some in np.split(starts, range(4000, len(starts), 4000)):
        windows = held_out[some[:, None] + np.arange(preset.length + 1)]
        trace = run_network(found.network, windows[:, :-1])
        targets = windows[:, 1:] if preset.every_step else windows[:, -1]
        nll += sparse_categorical_crossentropy(trace, targets).value * len(some)
    assert nll / len(starts) * BITS == pytest.approx(found.held_out[-1], rel=1e-5)
    assert found.held_out[-1] < found.tables["triples"]
