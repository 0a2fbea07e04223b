"""Keras's word on a run: its layers as they are called, and its cells step by step, with a listener inside.

A layer of Keras hands on no gates. But its cell passes every gate through one of its two activations, so a listener
put in the place of these hears the sums that go in and the gates that come out, as Keras computes them; and what
``GradientTape`` saw computed, it has the gradient of.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.layers import READS_TOKENS, Bidirectional, Dense, Recurrent, TimeDistributed
from rnnviz.core.losses import BinaryCrossentropy, CategoricalCrossentropy, SquaredError
from rnnviz.core.network import Network, NetworkTrace
from rnnviz.core.serialize import deserialize, serialize
from rnnviz.jobs.kind import Kind
from rnnviz.jobs.parity import HEARD, named
from rnnviz.jobs.report import Report
from rnnviz.keras_bridge import to_keras, weights_to_keras

LOSSES = {
    SquaredError: "MeanSquaredError",
    CategoricalCrossentropy: "CategoricalCrossentropy",
    BinaryCrossentropy: "BinaryCrossentropy",
}
"""What Keras calls our losses."""

RECURRENT = (Recurrent, Bidirectional)


def request(runs: Sequence[NetworkTrace | NetworkGradients]) -> dict:
    """Ask Keras to compute these runs, and their gradients where they are given, with the same weights.

    The result: ``runs``, a dict of arrays for each, as ``parity.claims`` names them.
    """
    return {"runs": [run_request(run) for run in runs]}


def run_request(run: NetworkTrace | NetworkGradients) -> dict:
    """Return one run as plain data: the network, what it read, the states it began with, and its loss if any."""
    trace = run.trace if isinstance(run, NetworkGradients) else run
    loss = run.loss if isinstance(run, NetworkGradients) else None
    layers, parts = [each.layer for each in trace.layers], [list(each.parts.values()) for each in trace.layers]
    weights = [tuple(part.weights for part in each) for each in parts]
    weights = [
        each if isinstance(layer, Bidirectional) else each[0] if each else None
        for layer, each in zip(layers, weights, strict=True)
    ]
    network = Network(tuple(layers), tuple(weights))
    states = [
        [state for part in each for state in part.initial_state.values()] if isinstance(layer, RECURRENT) else []
        for layer, each in zip(layers, parts, strict=True)
    ]
    return {
        "masked": [any(getattr(part, "mask", None) is not None for part in each) for each in parts],
        "network": serialize(network),
        "inputs": trace.inputs,
        "states": states,
        "loss": None if loss is None else LOSSES[type(loss)],
        "targets": None if loss is None else loss.targets,
        "timesteps": None if loss is None else list(loss.timesteps),
    }


def estimate(arguments: dict) -> float:
    """Return the seconds: some milliseconds for each timestep of each recurrent layer, run without being traced."""
    steps = sum(each["inputs"].shape[1] * len(each["network"]["layers"]) for each in arguments["runs"])
    return 2.0 + 0.01 * steps


def run(arguments: dict, report: Report) -> dict:
    """Compute, as ``request`` asks; the names are those of ``parity.claims``."""
    return {"runs": [checked(each, report) for each in arguments["runs"]]}


def checked(request: dict, report: Report) -> dict[str, np.ndarray]:
    """Return Keras's arrays of one run."""
    network = deserialize(request["network"])
    keras_layers = built(network, request["inputs"].shape)
    return called(network, keras_layers, request) | stepped(network, keras_layers, request, report)


def built(network: Network, shape: tuple[int, ...]) -> list:
    """Return the layers of Keras with the network's weights.

    TimeDistributed(Dense) is built as Dense, the same function: behind the wrapper Keras would clip the probabilities
    that a cross-entropy reads.
    """
    keras_layers = []
    for layer, weights in zip(network.layers, network.weights, strict=True):
        plain = isinstance(layer, TimeDistributed)
        keras_layer = to_keras(Dense(layer.units, layer.activation, layer.use_bias) if plain else layer)
        keras_layer.build((None, *shape[1:]))
        keras_layer.set_weights(weights_to_keras(weights))
        shape = layer.output_shape(shape)
        keras_layers.append(keras_layer)
    return keras_layers


def called(network: Network, keras_layers: list, request: dict) -> dict[str, np.ndarray]:
    """Call the layers as any program calls them: what each hands on, and the gradients of weights and inputs."""
    import tensorflow as tf

    found, inputs = {}, tf.constant(request["inputs"])
    tokens = isinstance(network.layers[0], READS_TOKENS)
    with tf.GradientTape() as tape:
        if not tokens:
            tape.watch(inputs)
        x = inputs
        rows = zip(network.layers, keras_layers, request["states"], request["masked"], strict=True)
        for position, (layer, keras_layer, states, masked) in enumerate(rows, start=1):
            begin = {"initial_state": [tf.constant(each) for each in states]} if isinstance(layer, RECURRENT) else {}
            begin |= {"mask": x._keras_mask} if masked else {}  # none comes by itself beside an initial state
            x = keras_layer(x, **begin)
            x = x[0] if isinstance(x, list | tuple) else x
            found[f"{position} outputs"] = x
        loss = loss_of(x, getattr(x, "_keras_mask", None), request)
    if loss is not None:
        sources = {} if tokens else {"d_inputs": inputs}
        for position, (layer, keras_layer) in enumerate(zip(network.layers, keras_layers, strict=True), start=1):
            for direction, part in directions(layer, keras_layer).items():
                place = named(position, direction)
                sources |= {f"{place} d_{each.name}": each.value for each in part.trainable_variables}
        found |= tape.gradient(loss, sources, unconnected_gradients="zero")
    return {name: np.asarray(tf.convert_to_tensor(tensor)) for name, tensor in found.items()}


def stepped(network: Network, keras_layers: list, request: dict, report: Report) -> dict[str, np.ndarray]:
    """Call the cells step by step: every gate, sum and state, and the gradients of these."""
    import tensorflow as tf

    heard, x, mask = {}, tf.constant(request["inputs"]), None
    with tf.GradientTape() as tape:
        if not isinstance(network.layers[0], READS_TOKENS):
            tape.watch(x)
        rows = zip(network.layers, keras_layers, request["states"], request["masked"], strict=True)
        for position, (layer, keras_layer, states, masked) in enumerate(rows, start=1):
            handed_on = keras_layer.compute_mask(x, mask)
            if isinstance(layer, RECURRENT):
                read, begin = mask if masked else None, [tf.constant(each) for each in states]
                outputs = []
                for direction, part in directions(layer, keras_layer).items():
                    one = layer if not direction else Recurrent(layer.cells[direction], layer.return_sequences)
                    own = [begin.pop(0) for _ in one.cell.states]
                    zeros = bool(direction) and layer.return_sequences
                    of_part, output = overheard(one, part.cell, x, own, read, report, zeros)
                    place = named(position, direction)
                    heard |= {f"{place} {name}": tensors for name, tensors in of_part.items()}
                    outputs.append(output)
                x = merged(layer, outputs)
            else:
                x = keras_layer(x)
            mask = handed_on[0] if isinstance(handed_on, list) else handed_on
        loss = loss_of(x, mask, request)
    found = {name: np.stack(tensors, axis=1) for name, tensors in heard.items()}
    if loss is not None:
        masked = {str(position) for position, each in enumerate(request["masked"], start=1) if each}
        sources = {
            name: tensors for name, tensors in heard.items() if not (name.split()[0] in masked and name.endswith(" c"))
        }
        for name, slopes in tape.gradient(loss, sources, unconnected_gradients="zero").items():
            place, _, value = name.rpartition(" ")
            found[f"{place} d_{value}"] = np.stack(slopes, axis=1)
    return found


def directions(layer, keras_layer) -> dict[str, Any]:
    """Return the layers of Keras that a layer is made of, by direction, "" where it has one."""
    if isinstance(layer, Bidirectional):
        return {"forward": keras_layer.forward_layer, "backward": keras_layer.backward_layer}
    return {"": keras_layer}


def merged(layer: Recurrent | Bidirectional, outputs: list):
    """Return what a layer hands on, of what its directions do in the order in which they read."""
    import tensorflow as tf

    if isinstance(layer, Recurrent):
        return outputs[0]
    forward, backward = outputs
    backward = tf.reverse(backward, [1]) if layer.return_sequences else backward
    if layer.merge_mode == "concat":
        return tf.concat([forward, backward], axis=-1)
    if layer.merge_mode == "mul":
        return forward * backward
    return (forward + backward) / (2.0 if layer.merge_mode == "ave" else 1.0)


def overheard(
    layer: Recurrent, cell, inputs, states: list, mask, report: Report, zeros: bool
) -> tuple[dict[str, list], Any]:
    """Run one cell of Keras over a sequence: the tensors of each name, in the order of the input, and the output.

    Where ``mask`` (batch, timesteps) is False the states are held; h is handed on once something was read, before that
    zeros: Keras's loop does the same. With ``zeros`` they are handed on wherever nothing is read, as in the sequences
    of Bidirectional.
    """
    import tensorflow as tf

    listeners = {argument: Listener(getattr(cell, argument)) for argument in HEARD[layer.cell.kind]}
    for argument, listener in listeners.items():
        setattr(cell, argument, listener)
    found, outputs, begun, order = defaultdict(list), [], False, range(inputs.shape[1])
    for timestep in reversed(order) if layer.cell.go_backwards else order:
        report.check_wanted()
        _, after = cell(inputs[:, timestep], states)
        if mask is not None:
            read = mask[:, timestep, None]
            after, begun = [tf.where(read, new, old) for new, old in zip(after, states, strict=True)], begun | read
        states = after
        outputs.append(states[0] if mask is None else tf.where(read if zeros else begun, states[0], 0.0))
        for argument, names in HEARD[layer.cell.kind].items():
            for name, (total, value) in zip(names, listeners[argument].calls, strict=True):
                if name not in ("h", "act_c") or mask is None:
                    found[name].append(value)
                if name != "act_c":
                    found[f"pre_{name}"].append(total)
            listeners[argument].calls.clear()
        if layer.cell.kind != "simple_rnn" or mask is not None:
            found["h"].append(states[0])
        if layer.cell.kind == "lstm":
            found["c"].append(states[1])
    output = tf.stack(outputs, axis=1) if layer.return_sequences else outputs[-1]
    return {name: tensors[::-1] if layer.cell.go_backwards else tensors for name, tensors in found.items()}, output


class Listener:
    """An activation of Keras that keeps what it was given and what it gave."""

    def __init__(self, activation):
        self.activation, self.calls = activation, []

    def __call__(self, total):
        """Return the activation of a sum."""
        import tensorflow as tf

        value = tf.identity(self.activation(total))  # linear gives back the very tensor: keep the two apart
        self.calls.append((total, value))
        return value


def loss_of(outputs, mask, request: dict):
    """Return the mean of Keras's losses at the timesteps that count and are not masked; None where there is no loss."""
    import keras
    import tensorflow as tf

    if request["targets"] is None:
        return None
    vector = len(outputs.shape) == 2
    targets, counted = request["targets"], np.zeros(request["targets"].shape[:2], dtype=bool)
    counted[:, request["timesteps"]] = True
    losses = getattr(keras.losses, request["loss"])(reduction=None, dtype="float64")(
        targets[:, 0] if vector else targets, outputs
    )
    counted = counted[:, 0] if vector else counted if mask is None else counted & np.asarray(mask)
    return tf.reduce_sum(tf.where(counted, losses, 0.0)) / max(np.count_nonzero(counted), 1)


KIND = Kind("check", estimate, run)
