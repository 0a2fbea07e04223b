"""The layers a network is made of: what each hands on, how many parameters it has, and its trace when run.

A shape is a tuple as Keras prints it: (None, timesteps, features) or (None, features); None is any size. A layer's
``dimensions`` are how many axes its inputs may have. ``run`` is given the mask that came with the inputs, and its trace
has the one that goes on with the outputs, as Keras propagates it: a sequence keeps it, one vector has none.
"""

from rnnviz.core.layers.dense import DENSE_ACTIVATIONS, Dense, DenseTrace, DenseWeights, TimeDistributed
from rnnviz.core.layers.passing import Dropout, Masking, RepeatVector, SpatialDropout1D
from rnnviz.core.layers.recurrent import KERAS_NAMES, MERGES, NAMES, Bidirectional, Recurrent
from rnnviz.core.layers.tokens import CategoryEncoding, Embedding, EmbeddingTrace, EmbeddingWeights
from rnnviz.core.layers.traced import LayerTrace, Shape

__all__ = [
    "DENSE_ACTIVATIONS",
    "KERAS_NAMES",
    "MERGES",
    "NAMES",
    "READS_TOKENS",
    "Bidirectional",
    "CategoryEncoding",
    "Dense",
    "DenseTrace",
    "DenseWeights",
    "Dropout",
    "Embedding",
    "EmbeddingTrace",
    "EmbeddingWeights",
    "Layer",
    "LayerTrace",
    "Masking",
    "Recurrent",
    "RepeatVector",
    "Shape",
    "SpatialDropout1D",
    "TimeDistributed",
]

Layer = Recurrent | Bidirectional | Dense | RepeatVector | Dropout | Masking | Embedding | CategoryEncoding

READS_TOKENS = Embedding | CategoryEncoding
"""The layers whose inputs are whole numbers, (batch, timesteps)."""
