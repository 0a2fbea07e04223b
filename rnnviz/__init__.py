"""The tensors of recurrent networks, every intermediate kept, every number explained.

Importing it needs NumPy alone: Keras, Plotly and Streamlit are met only in the modules that are about them.
"""

from rnnviz.core.arithmetic import explain
from rnnviz.core.gradients import backpropagate, backpropagate_network
from rnnviz.core.layers import (
    Bidirectional,
    CategoryEncoding,
    Dense,
    DenseWeights,
    Dropout,
    Embedding,
    EmbeddingWeights,
    Masking,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
)
from rnnviz.core.network import Network, init_network, run_network, summarise
from rnnviz.core.trace import Trace, run
from rnnviz.core.weights import GATES, Cell, Weights, init_weights

__all__ = [
    "GATES",
    "Bidirectional",
    "CategoryEncoding",
    "Cell",
    "Dense",
    "DenseWeights",
    "Dropout",
    "Embedding",
    "EmbeddingWeights",
    "Masking",
    "Network",
    "Recurrent",
    "RepeatVector",
    "SpatialDropout1D",
    "Trace",
    "Weights",
    "backpropagate",
    "backpropagate_network",
    "explain",
    "init_network",
    "init_weights",
    "run",
    "run_network",
    "summarise",
]
