"""What a passport says of a model: its layers, and of each its arrays and where they are in the file."""

from dataclasses import dataclass
from typing import Any

from rnnviz.core.layers import KERAS_NAMES, Bidirectional, DenseWeights, EmbeddingWeights, Layer
from rnnviz.core.network import Network
from rnnviz.core.weights import Cell, Weights

KINDS = {name: kind for kind, name in KERAS_NAMES.items()}


@dataclass(frozen=True, eq=False)
class Part:
    """The arrays of one direction of a layer: ``weights``, and the path of each array in the file."""

    direction: str
    weights: Weights | DenseWeights | EmbeddingWeights
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Entry:
    """A layer of the file.

    Args:
        name: that it has in the model, or in the file.
        keras_class: its class in Keras, such as "Bidirectional(LSTM)".
        layer: ours; None where it is none that can be run here, and ``note`` says why.
        parts: its arrays; () for a layer without weights.
        note: what is to be said of it.
    """

    name: str
    keras_class: str
    layer: Layer | None
    parts: tuple[Part, ...] = ()
    note: str = ""

    @property
    def cell(self) -> Cell | None:
        """Its cell, where it is recurrent."""
        return getattr(self.layer, "cell", None)

    @property
    def parameters(self) -> int:
        """How many numbers its weights have."""
        return sum(array.size for part in self.parts for array in part.weights.arrays())

    @property
    def weights(self) -> Any:
        """Its weights as a network of ours has them."""
        found = tuple(part.weights for part in self.parts)
        return found if isinstance(self.layer, Bidirectional) else found[0] if found else None


@dataclass(frozen=True, eq=False)
class Passport:
    """A model's layers, in order where the file says it; ``network`` where all of them can be run in a row."""

    kind: str
    entries: tuple[Entry, ...]
    network: Network | None
    version: str = ""
    why_not: str = ""

    @property
    def parameters(self) -> int:
        """How many numbers all weights have."""
        return sum(each.parameters for each in self.entries)
