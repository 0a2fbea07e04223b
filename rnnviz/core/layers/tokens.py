"""The layers that read tokens: whole numbers, (batch, timesteps), such as the places of letters or words in a list."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from rnnviz.core.activations import check_size
from rnnviz.core.layers.traced import LayerTrace, NoWeights, Shape
from rnnviz.core.masks import Mask
from rnnviz.core.one_hot import OneHot
from rnnviz.core.weights import Arrays


def checked_tokens(name: str, tokens: np.ndarray, size: int) -> np.ndarray:
    """Return tokens, (batch, timesteps).

    Raises:
        ValueError: if they are not whole numbers from 0 to ``size`` - 1.
    """
    tokens = np.asarray(tokens)
    if not np.issubdtype(tokens.dtype, np.integer):
        raise ValueError(f"{name} reads an array of whole numbers; received {tokens.dtype}.")
    outside = tokens[(tokens < 0) | (tokens >= size)]
    if outside.size:
        raise ValueError(f"{name} reads whole numbers from 0 to {size - 1}; received {outside[0]}.")
    return tokens


@dataclass(frozen=True, eq=False)
class EmbeddingWeights(Arrays):
    """The table of an Embedding, (input_dim, output_dim): a row for each token."""

    embeddings: np.ndarray


@dataclass(frozen=True, eq=False)
class EmbeddingTrace:
    """What an Embedding looked up: "embedded", (batch, timesteps, output_dim), of the tokens, its ``inputs``."""

    layer: "Embedding"
    weights: EmbeddingWeights
    inputs: np.ndarray
    values: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        """Return the values called ``name``."""
        return self.values[name]


@dataclass(frozen=True)
class Embedding:
    """Hands on a row of a table for each token.

    With ``mask_zero`` token 0 is padding, and its timesteps are masked in the layers above. Its row is not zeros: it is
    looked up and learned from as any other, but nothing of it is read.
    """

    input_dim: int
    output_dim: int
    mask_zero: bool = False
    name: str = field(default="Embedding", init=False, repr=False)
    dimensions: ClassVar = (2,)

    def __post_init__(self):
        check_size("input_dim", self.input_dim)
        check_size("output_dim", self.output_dim)

    def output_shape(self, shape: Shape) -> Shape:
        """Return (batch, timesteps, output_dim) for (batch, timesteps)."""
        return (*shape, self.output_dim)

    def parameters(self, shape: Shape) -> int:
        """Return how many numbers there are to learn."""
        return self.input_dim * self.output_dim

    def init(self, shape: Shape, seed: int) -> EmbeddingWeights:
        """Return Keras's default initial weights: uniform from -0.05 to 0.05."""
        return EmbeddingWeights(np.random.default_rng(seed).uniform(-0.05, 0.05, (self.input_dim, self.output_dim)))

    def run(self, weights: EmbeddingWeights, inputs: np.ndarray, initial_state=None, mask: Mask = None) -> LayerTrace:
        """Look ``inputs`` (batch, timesteps) up."""
        expected = (self.input_dim, self.output_dim)
        if weights.embeddings.shape != expected:
            raise ValueError(
                f"embeddings of Embedding must be (input_dim, output_dim) = {expected}; "
                f"received {weights.embeddings.shape}."
            )
        tokens = checked_tokens(self.name, inputs, self.input_dim)
        rows = weights.embeddings[tokens]
        trace = EmbeddingTrace(self, weights, tokens, {"embedded": rows})
        return LayerTrace(self, {"": trace}, rows, tokens != 0 if self.mask_zero else None)


@dataclass(frozen=True)
class CategoryEncoding(NoWeights):
    """Hands on each token as a row of zeros with a 1 at its place (one-hot); in Keras ``output_mode="one_hot"``.

    The rows are never made: a kernel that multiplies them is looked up. Keras's layer makes no sequence of a sequence
    of one timestep: (batch, 1) becomes (batch, num_tokens) there, (batch, 1, num_tokens) here.
    """

    num_tokens: int
    name: str = field(default="CategoryEncoding", init=False, repr=False)
    dimensions: ClassVar = (2,)

    def __post_init__(self):
        check_size("num_tokens", self.num_tokens)

    def output_shape(self, shape: Shape) -> Shape:
        """Return (batch, timesteps, num_tokens) for (batch, timesteps)."""
        return (*shape, self.num_tokens)

    def run(self, weights: None, inputs: np.ndarray, initial_state=None, mask: Mask = None) -> LayerTrace:
        """Read ``inputs`` (batch, timesteps)."""
        return LayerTrace(self, {}, OneHot(checked_tokens(self.name, inputs, self.num_tokens), self.num_tokens))
