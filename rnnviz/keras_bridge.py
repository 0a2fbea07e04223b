"""Layers, networks and their weights, to and from Keras.

Keras is imported inside the functions: importing this module costs nothing, calling it starts TensorFlow. Keras's
names for blocks of gates differ from ours (its LSTM has c for our g, its GRU h for our n); their order does not.
"""

from dataclasses import fields, replace

import numpy as np

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import (
    DENSE_ACTIVATIONS,
    KERAS_NAMES,
    MERGES,
    NAMES,
    READS_TOKENS,
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
    Shape,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.network import Network, summarise
from rnnviz.core.weights import Cell, Weights

KINDS = {name: kind for kind, name in KERAS_NAMES.items()}

NEUTRAL = {"stateful": False, "lora_rank": None, "quantization_config": None, "noise_shape": None}
"""Arguments of Keras's layers that we have no counterpart of, with the value at which they do nothing."""

SAME_FIELDS = {each.__name__: each for each in (Dropout, SpatialDropout1D, Masking, RepeatVector, Embedding)}
"""The classes whose fields have Keras's names, and that is all there is to them."""


def to_keras(layer: Layer, dtype: str = "float64"):
    """Return the Keras layer of the same configuration, not yet built.

    Args:
        layer: one of ours.
        dtype: in which Keras computes; its own default is "float32".

    Returns:
        The keras.layers layer of that class; SimpleRNN, LSTM or GRU for Recurrent.

    Raises:
        ValueError: if ``layer`` is none of ours, or of a kind that Keras has not.
    """
    from keras import layers

    match layer:
        case Recurrent(cell) if cell.kind not in KERAS_NAMES:
            raise ValueError(f"Keras has no {NAMES[cell.kind]}; it has {', '.join(KERAS_NAMES.values())}.")
        case Recurrent(cell, return_sequences, return_state):
            arguments = {"activation": cell.activation, "use_bias": cell.use_bias, "go_backwards": cell.go_backwards}
            if cell.kind != "simple_rnn":
                arguments["recurrent_activation"] = cell.recurrent_activation
            if cell.kind == "gru":
                arguments["reset_after"] = cell.reset_after
            arguments |= {"dropout": cell.dropout, "recurrent_dropout": cell.recurrent_dropout}
            arguments |= {"return_sequences": return_sequences, "return_state": return_state}
            return getattr(layers, KERAS_NAMES[cell.kind])(cell.units, **arguments, dtype=dtype)
        case Bidirectional(cell, merge_mode, return_sequences, return_state):
            forward = to_keras(Recurrent(cell, return_sequences, return_state), dtype)
            return layers.Bidirectional(forward, merge_mode=merge_mode, dtype=dtype)
        case TimeDistributed(units, activation, use_bias):
            return layers.TimeDistributed(to_keras(Dense(units, activation, use_bias), dtype), dtype=dtype)
        case Dense(units, activation, use_bias):
            return layers.Dense(units, activation=activation, use_bias=use_bias, dtype=dtype)
        case CategoryEncoding(num_tokens):
            return layers.CategoryEncoding(num_tokens, output_mode="one_hot", dtype=dtype)
    if type(layer).__name__ in SAME_FIELDS:
        return getattr(layers, type(layer).__name__)(**settings_of(layer), dtype=dtype)
    *others, last = ("Recurrent", "Bidirectional", "Dense", "TimeDistributed", "CategoryEncoding", *SAME_FIELDS)
    raise ValueError(f"layer must be {', '.join(others)} or {last}; received {type(layer).__name__}.")


def settings_of(layer: Layer) -> dict:
    """Return what a layer is made of, by the names of its arguments."""
    return {each.name: getattr(layer, each.name) for each in fields(layer) if each.init}


def from_keras(keras_layer, zero_output_for_mask: bool = False) -> Layer:
    """Return our layer of the same configuration.

    What matters only while training (initialisers, regularisers, constraints) and what changes no number
    (``unroll``, ``use_cudnn``) is left behind. TimeDistributed(Dense) is Dense, which reads each timestep apart.

    Args:
        keras_layer: a keras.layers.SimpleRNN, LSTM, GRU, Bidirectional, Dense, TimeDistributed, Embedding,
            CategoryEncoding (one-hot), Dropout, SpatialDropout1D, Masking or RepeatVector.
        zero_output_for_mask: what a recurrent layer must have it set to: as Bidirectional sets it for sequences.

    Raises:
        ValueError: if there is no such layer of ours, naming the layer, the argument, what was received and what
            is supported.
    """
    from keras import layers

    config = keras_layer.get_config()
    for argument, neutral in NEUTRAL.items():
        require(keras_layer, argument, config.get(argument, neutral), (neutral,))
    keras_class = type(keras_layer)
    if keras_class in (layers.SimpleRNN, layers.LSTM, layers.GRU):
        activations = ("activation", "recurrent_activation")
        for argument in activations:
            require(keras_layer, argument, config.get(argument, "linear"), ACTIVATIONS)
        arguments = (*activations, "use_bias", "reset_after", "go_backwards", "dropout", "recurrent_dropout")
        known = {argument: config[argument] for argument in arguments if argument in config}
        cell = Cell(KINDS[keras_class.__name__], config["units"], **known)
        require(keras_layer, "zero_output_for_mask", config["zero_output_for_mask"], (zero_output_for_mask,))
        return Recurrent(cell, config["return_sequences"], config["return_state"])
    if keras_class is layers.Bidirectional:
        require(keras_layer, "merge_mode", config["merge_mode"], MERGES)
        zeros = keras_layer.return_sequences
        forward, backward = (
            from_keras(each, zeros) for each in (keras_layer.forward_layer, keras_layer.backward_layer)
        )
        require(keras_layer.forward_layer, "go_backwards", forward.cell.go_backwards, (False,))
        require(keras_layer, "backward_layer", backward.cell, (replace(forward.cell, go_backwards=True),))
        return Bidirectional(forward.cell, config["merge_mode"], forward.return_sequences, forward.return_state)
    if keras_class is layers.TimeDistributed:
        require(keras_layer, "layer", type(keras_layer.layer).__name__, ("Dense",))
        return from_keras(keras_layer.layer)
    if keras_class is layers.Dense:
        require(keras_layer, "activation", config["activation"], DENSE_ACTIVATIONS)
        return Dense(config["units"], config["activation"], config["use_bias"])
    if keras_class is layers.CategoryEncoding:
        require(keras_layer, "output_mode", config["output_mode"], ("one_hot",))
        return CategoryEncoding(config["num_tokens"])
    ours = SAME_FIELDS.get(keras_class.__name__)
    if ours and keras_class is getattr(layers, keras_class.__name__):
        return ours(**{each.name: config[each.name] for each in fields(ours) if each.init})
    *others, last = (*KINDS, "Bidirectional", "Dense", "TimeDistributed(Dense)", "CategoryEncoding", *SAME_FIELDS)
    supported = f"{', '.join(others)} and {last}"
    raise ValueError(f"Layer {keras_layer.name!r} is of class {keras_class.__name__}; supported are {supported}.")


def require(keras_layer, argument: str, received, supported) -> None:
    """Raise ValueError unless ``received`` is one of ``supported``."""
    if received not in tuple(supported):
        layer = f"Layer {keras_layer.name!r} ({type(keras_layer).__name__})"
        choices = ", ".join(map(repr, supported))
        raise ValueError(f"{layer} has {argument}={received!r}; supported: {choices}.")


def weights_to_keras(
    weights: Weights | tuple[Weights, Weights] | DenseWeights | EmbeddingWeights | None,
) -> list[np.ndarray]:
    """Return the weights of one layer as ``keras_layer.set_weights`` takes them."""
    if isinstance(weights, tuple):
        return [array for direction in weights for array in direction.arrays()]
    return [] if weights is None else weights.arrays()


def weights_from_keras(layer: Layer, arrays: list[np.ndarray]):
    """Return the weights of one of our layers, from ``keras_layer.get_weights()`` of a built layer.

    Returns:
        Weights; a pair of them (forward, backward) for Bidirectional; DenseWeights; EmbeddingWeights; None for a layer
        without weights.

    Raises:
        ValueError: if there are not as many arrays as ``layer`` has; a layer that Keras has not built has none.
    """
    expected = len(weights_to_keras(layer.init((None, None, 1), seed=0)))
    if len(arrays) != expected:
        raise ValueError(
            f"{layer.name} has {expected} arrays of weights; received {len(arrays)}. Build the Keras layer first."
        )
    match layer:
        case Recurrent():
            return Weights(*arrays)
        case Bidirectional():
            return Weights(*arrays[: expected // 2]), Weights(*arrays[expected // 2 :])
        case Dense():
            return DenseWeights(*arrays)
        case Embedding():
            return EmbeddingWeights(*arrays)
    return None


def network_to_keras(network: Network, input_shape: Shape, starts: dict[int, int] | None = None):
    """Return a Keras model of the same layers and weights, computing in float64.

    It is a keras.Sequential unless a layer returns its states, which only a functional model can wire: then each
    layer reads the output of the one before.

    Args:
        network: layers and weights.
        input_shape: (batch or None, timesteps or None, features), as Keras prints it; (batch or None, features)
            for a network that reads one vector, (batch or None, timesteps or None) for one that reads tokens.
        starts: position → position of the earlier layer, with return_state, whose states it begins with.

    Raises:
        ShapeError: if a layer cannot read what it receives.
    """
    import keras

    summarise(network.layers, input_shape)
    keras_layers = [to_keras(layer) for layer in network.layers]
    tokens = isinstance(network.layers[0], READS_TOKENS) if network.layers else False
    first = keras.Input(batch_shape=tuple(input_shape), dtype="int32" if tokens else "float64")
    if any(getattr(layer, "return_state", False) for layer in network.layers):
        x, states = first, {}
        for position, keras_layer in enumerate(keras_layers):
            begin = {"initial_state": states[starts[position]]} if position in (starts or {}) else {}
            x = keras_layer(x, **begin)
            if isinstance(x, list | tuple):
                x, *states[position] = x
        model = keras.Model(first, x)
    else:
        model = keras.Sequential([first, *keras_layers])
    for keras_layer, weights in zip(keras_layers, network.weights, strict=True):
        keras_layer.set_weights(weights_to_keras(weights))
    return model


def network_from_keras(model) -> Network:
    """Return our layers and weights of a built keras.Sequential.

    Raises:
        ValueError: if the model is no Sequential, is not built, or has a layer that is not supported.
    """
    import keras

    if not isinstance(model, keras.Sequential):
        raise ValueError(f"model must be a keras.Sequential, layers in a row; received {type(model).__name__}.")
    if not model.built:
        raise ValueError(f"model {model.name!r} has no weights yet: begin it with keras.Input, or call it once.")
    layers = tuple(from_keras(keras_layer) for keras_layer in model.layers)
    pairs = zip(layers, model.layers, strict=True)
    return Network(layers, tuple(weights_from_keras(layer, keras_layer.get_weights()) for layer, keras_layer in pairs))
