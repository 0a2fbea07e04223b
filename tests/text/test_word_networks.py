"""Networks that read words come back from their files."""

import numpy as np

from rnnviz import Cell, run_network
from rnnviz.core.layers import Bidirectional, Dropout, Embedding, SpatialDropout1D, TimeDistributed
from rnnviz.text.word_networks import WordNetwork
from rnnviz.text.words import Words


def test_what_is_saved_is_loaded(tmp_path, random_network):
    layers = (
        Embedding(5, 3, mask_zero=True),
        SpatialDropout1D(0.2),
        Bidirectional(Cell("gru", 2), return_sequences=True),
        Dropout(0.1),
        TimeDistributed(4, "softmax"),
    )
    rng = np.random.default_rng(1)
    network = random_network(layers, (None, None), rng)
    about = {"seed": 3, "tags": ["NN", "VB"], "accuracy": 0.5}
    saved = WordNetwork(network, Words(("das", "Ärger".lower(), "ist")), {"loss": np.array([2.0, 1.5])}, about)
    saved.save(tmp_path / "a.npz")
    loaded = WordNetwork.load(tmp_path / "a.npz")
    assert loaded.words == saved.words and loaded.about == about and loaded.network.layers == layers
    np.testing.assert_array_equal(loaded.curves["loss"], [2.0, 1.5])
    tokens = rng.integers(0, 5, size=(2, 6))
    expected = run_network(network, tokens).outputs
    np.testing.assert_allclose(run_network(loaded.network, tokens).outputs, expected, atol=1e-6)
