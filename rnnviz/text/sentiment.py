"""Networks that give a sentence one score: how they are built, what they read, and those that are brought along."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.layers import Dense, Embedding, Layer, Recurrent, SpatialDropout1D
from rnnviz.core.weights import Cell
from rnnviz.text import FOLDER
from rnnviz.text.word_networks import WordNetwork
from rnnviz.text.words import padded


@dataclass(frozen=True)
class Setting:
    """How a network is built and trained; the defaults are the tutorial's.

    Args:
        side: where sentences are filled up with PAD, "pre" or "post" as in Keras's ``pad_sequences``.
        masked: whether PAD is masked (``mask_zero``), so that the state is held there.
        vocabulary: words that are known at most, besides PAD and UNK.
        length: words that are read of a sentence.
        embedding: numbers that stand for a word.
        units: of the LSTM.
        dropout: the rate of all three dropouts.
        batch: sentences a batch.
        epochs: how often all sentences are read.
        learning_rate: of Adam.
    """

    side: str = "pre"
    masked: bool = False
    vocabulary: int = 2000
    length: int = 40
    embedding: int = 128
    units: int = 64
    dropout: float = 0.2
    batch: int = 32
    epochs: int = 10
    learning_rate: float = 0.001

    def layers(self, tokens: int) -> tuple[Layer, ...]:
        """Return the layers, for as many tokens, PAD and UNK among them."""
        cell = Cell("lstm", self.units, dropout=self.dropout, recurrent_dropout=self.dropout)
        return (
            Embedding(tokens, self.embedding, mask_zero=self.masked),
            SpatialDropout1D(self.dropout),
            Recurrent(cell),
            Dense(1, "sigmoid"),
        )

    def padded(self, sentences) -> np.ndarray:
        """Return tokens of sentences as they are read, (sentences, length)."""
        return padded(sentences, self.length, self.side)


PRESETS = {
    "pre": Setting(),
    "pre_masked": Setting(masked=True),
    "post": Setting("post"),
    "post_masked": Setting("post", masked=True),
}
"""The tutorial's setting, PAD before, and the three others that PAD can be read in."""


@cache
def trained(name: str) -> WordNetwork:
    """Return a network that is brought along, by the name of its preset."""
    check_choice("name", name, PRESETS)
    return WordNetwork.load(FOLDER / f"sentiment_{name}.npz")
