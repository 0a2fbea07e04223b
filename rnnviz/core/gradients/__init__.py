"""Backpropagation: through time in a recurrent layer, and through a network layer by layer."""

from rnnviz.core.gradients.through_layers import (
    DenseGradients,
    EmbeddingGradients,
    NetworkGradients,
    backpropagate_dense,
    backpropagate_loss,
    backpropagate_network,
)
from rnnviz.core.gradients.through_time import Gradients, backpropagate, exploding, recurrent_product

__all__ = [
    "DenseGradients",
    "EmbeddingGradients",
    "Gradients",
    "NetworkGradients",
    "backpropagate",
    "backpropagate_dense",
    "backpropagate_loss",
    "backpropagate_network",
    "exploding",
    "recurrent_product",
]
