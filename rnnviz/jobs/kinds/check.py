"""Keras's word on a run: its layers as they are called, and its cells step by step, with a listener inside.

A layer of Keras hands on no gates. But its cell passes every gate through one of its two activations, so a listener
put in the place of these hears the sums that go in and the gates that come out, as Keras computes them; and what
``GradientTape`` saw computed, it has the gradient of.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.layers import Dense, Recurrent, RepeatVector
from rnnviz.core.network import Network, NetworkTrace
from rnnviz.jobs.kind import Kind
from rnnviz.jobs.parity import HEARD
from rnnviz.jobs.report import Report
from rnnviz.jobs.serialize import deserialize, serialize
from rnnviz.keras_bridge import to_keras, weights_to_keras


def request(runs: Sequence[NetworkTrace | NetworkGradients]) -> dict:
    """Ask Keras to compute these runs, and their gradients where they are given, with the same weights.

    Raises:
        ValueError: if a network has a layer other than Recurrent, Dense, TimeDistributed(Dense) and RepeatVector.

    The result: ``runs``, a dict of arrays for each, as ``parity.claims`` names them.
    """
    return {"runs": [run_request(run) for run in runs]}


def run_request(run: NetworkTrace | NetworkGradients) -> dict:
    """Return one run as plain data: the network, what it read, the states it began with, and its loss if any."""
    trace = run.trace if isinstance(run, NetworkGradients) else run
    loss = run.loss if isinstance(run, NetworkGradients) else None
    for layer in trace.layers:
        if not isinstance(layer.layer, Recurrent | Dense | RepeatVector):
            raise ValueError(f"The check is for recurrent and dense layers in a row; received {layer.layer.name}.")
    parts = [layer.parts.get("") for layer in trace.layers]
    network = Network(
        tuple(layer.layer for layer in trace.layers), tuple(None if part is None else part.weights for part in parts)
    )
    states = [
        list(part.initial_state.values()) if isinstance(layer.layer, Recurrent) else []
        for layer, part in zip(trace.layers, parts, strict=True)
    ]
    return {
        "network": serialize(network),
        "inputs": trace.inputs,
        "states": states,
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
    """Return the layers of Keras with the network's weights."""
    keras_layers = []
    for layer, weights in zip(network.layers, network.weights, strict=True):
        keras_layer = to_keras(layer)
        keras_layer.build((None, *shape[1:]))
        keras_layer.set_weights(weights_to_keras(weights))
        shape = layer.output_shape(shape)
        keras_layers.append(keras_layer)
    return keras_layers


def called(network: Network, keras_layers: list, request: dict) -> dict[str, np.ndarray]:
    """Call the layers as any program calls them: what each hands on, and the gradients of weights and inputs."""
    import tensorflow as tf

    found, inputs = {}, tf.constant(request["inputs"])
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        x = inputs
        rows = zip(network.layers, keras_layers, request["states"], strict=True)
        for position, (layer, keras_layer, states) in enumerate(rows, start=1):
            begin = {"initial_state": [tf.constant(each) for each in states]} if isinstance(layer, Recurrent) else {}
            x = keras_layer(x, **begin)
            x = x[0] if isinstance(x, list | tuple) else x
            found[f"{position} outputs"] = x
        loss = loss_of(x, request)
    if loss is not None:
        sources = {"d_inputs": inputs}
        for position, keras_layer in enumerate(keras_layers, start=1):
            sources |= {f"{position} d_{each.name}": each.value for each in keras_layer.trainable_variables}
        found |= tape.gradient(loss, sources, unconnected_gradients="zero")
    return {name: np.asarray(tensor) for name, tensor in found.items()}


def stepped(network: Network, keras_layers: list, request: dict, report: Report) -> dict[str, np.ndarray]:
    """Call the cells step by step: every gate, sum and state, and the gradients of these."""
    import tensorflow as tf

    heard, x = {}, tf.constant(request["inputs"])
    with tf.GradientTape() as tape:
        tape.watch(x)
        rows = zip(network.layers, keras_layers, request["states"], strict=True)
        for position, (layer, keras_layer, states) in enumerate(rows, start=1):
            if isinstance(layer, Recurrent):
                of_layer = overheard(layer, keras_layer.cell, x, [tf.constant(each) for each in states], report)
                heard |= {f"{position} {name}": tensors for name, tensors in of_layer.items()}
                h = of_layer["h"][::-1] if layer.cell.go_backwards else of_layer["h"]
                x = tf.stack(h, axis=1) if layer.return_sequences else h[-1]
            else:
                x = keras_layer(x)
        loss = loss_of(x, request)
    found = {name: np.stack(tensors, axis=1) for name, tensors in heard.items()}
    if loss is not None:
        for name, slopes in tape.gradient(loss, heard, unconnected_gradients="zero").items():
            found[name.replace(" ", " d_")] = np.stack(slopes, axis=1)
    return found


def overheard(layer: Recurrent, cell, inputs, states: list, report: Report) -> dict[str, list]:
    """Run one cell of Keras over a sequence: the tensors of each name, in the order of the input."""
    listeners = {argument: Listener(getattr(cell, argument)) for argument in HEARD[layer.cell.kind]}
    for argument, listener in listeners.items():
        setattr(cell, argument, listener)
    found, order = defaultdict(list), range(inputs.shape[1])
    for timestep in reversed(order) if layer.cell.go_backwards else order:
        report.check_wanted()
        h, states = cell(inputs[:, timestep], states)
        for argument, names in HEARD[layer.cell.kind].items():
            for name, (total, value) in zip(names, listeners[argument].calls, strict=True):
                found[name].append(value)
                if name != "act_c":
                    found[f"pre_{name}"].append(total)
            listeners[argument].calls.clear()
        if layer.cell.kind != "simple_rnn":
            found["h"].append(h)
        if layer.cell.kind == "lstm":
            found["c"].append(states[1])
    return {name: tensors[::-1] if layer.cell.go_backwards else tensors for name, tensors in found.items()}


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


def loss_of(outputs, request: dict):
    """Return Keras's mean squared error at the timesteps that count; None where there is no loss."""
    import keras
    import tensorflow as tf

    if request["targets"] is None:
        return None
    outputs = tf.gather(outputs, request["timesteps"], axis=1)
    return keras.losses.MeanSquaredError(dtype="float64")(request["targets"][:, request["timesteps"]], outputs)


KIND = Kind("check", estimate, run)
