"""Networks as plain data, as they travel to a worker and are kept in files: dicts of numbers, text and arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from rnnviz.core.layers import (
    Bidirectional,
    CategoryEncoding,
    Dense,
    DenseWeights,
    Dropout,
    Embedding,
    EmbeddingWeights,
    Layer,
    Masking,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.network import Network
from rnnviz.core.weights import Cell, Weights

LAYERS = {
    each.__name__: each
    for each in (
        Recurrent,
        Bidirectional,
        Dense,
        TimeDistributed,
        RepeatVector,
        Embedding,
        CategoryEncoding,
        Dropout,
        SpatialDropout1D,
        Masking,
    )
}


def serialize(network: Network) -> dict:
    """Return {"layers": [...], "weights": [...]} of a network; a layer's weights are a list, a dict of arrays each."""
    layers = []
    for layer in network.layers:
        fields = {name: value for name, value in asdict(layer).items() if name != "name"}
        layers.append({"layer": type(layer).__name__, **fields})
    weights = []
    for each in network.weights:
        parts = each if isinstance(each, tuple) else () if each is None else (each,)
        weights.append([{name: array for name, array in vars(part).items() if array is not None} for part in parts])
    return {"layers": layers, "weights": weights}


def deserialize(plain: dict) -> Network:
    """Return the network of ``serialize``.

    >>> from rnnviz import init_network
    >>> network = init_network((Recurrent(Cell("gru", 2)), Dense(1)), (None, None, 1), seed=0)
    >>> deserialize(serialize(network)).layers == network.layers
    True
    """
    layers = tuple(map(layer_of, plain["layers"]))
    pairs = zip(layers, plain["weights"], strict=True)
    return Network(layers, tuple(weights_of(layer, parts) for layer, parts in pairs))


def arrays_of(network: Network) -> dict[str, np.ndarray]:
    """Return every array of weights by the layer's position, the part's, and Keras's name: "1_0_kernel"."""
    return {
        f"{position}_{number}_{name}": array
        for position, parts in enumerate(serialize(network)["weights"])
        for number, part in enumerate(parts)
        for name, array in part.items()
    }


def network_of(layers: Sequence[Layer], arrays: Mapping[str, np.ndarray]) -> Network:
    """Return the network of these layers with the arrays of ``arrays_of``; arrays of other names are not looked at."""
    weights = [[] for _ in layers]
    for key, array in arrays.items():
        position, number, name = (*key.split("_", 2), "", "")[:3]
        if position.isdigit() and number.isdigit():
            parts = weights[int(position)]
            parts.extend({} for _ in range(int(number) + 1 - len(parts)))
            parts[int(number)][name] = array
    pairs = zip(layers, weights, strict=True)
    return Network(tuple(layers), tuple(weights_of(layer, parts) for layer, parts in pairs))


def layer_of(plain: dict):
    """Return one layer of ``serialize``."""
    fields = dict(plain)
    made = LAYERS[fields.pop("layer")]
    if "cell" in fields:
        fields["cell"] = Cell(**fields["cell"])
    return made(**fields)


def weights_of(layer, parts: list[dict]):
    """Return one layer's weights of ``serialize``."""
    if isinstance(layer, Dense):
        return DenseWeights(**parts[0])
    if isinstance(layer, Embedding):
        return EmbeddingWeights(**parts[0])
    made = tuple(Weights(**part) for part in parts)
    return made if isinstance(layer, Bidirectional) else made[0] if made else None
