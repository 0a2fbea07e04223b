"""Backpropagation through a network, layer by layer."""

from dataclasses import dataclass, field, replace

import numpy as np

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.gradients.through_time import Gradients, backpropagate, exploding
from rnnviz.core.layers import (
    READS_TOKENS,
    Bidirectional,
    Dense,
    DenseTrace,
    Dropout,
    EmbeddingTrace,
    LayerTrace,
    Masking,
    Recurrent,
    RepeatVector,
)
from rnnviz.core.losses import Loss
from rnnviz.core.masks import where_read
from rnnviz.core.network import NetworkTrace


@dataclass(frozen=True, eq=False)
class DenseGradients:
    """∂L/∂ of everything in a DenseTrace: "y" and "pre_y", (batch, timesteps, units), and what follows from them."""

    trace: DenseTrace
    values: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        """Return ∂L/∂name, (batch, timesteps, units)."""
        return self.values[name]

    @property
    @exploding
    def inputs(self) -> np.ndarray:
        """∂L/∂inputs, (batch, timesteps, features)."""
        return self.values["pre_y"] @ self.trace.weights.kernel.T

    @property
    @exploding
    def kernel(self) -> np.ndarray:
        """∂L/∂kernel, summed over batch and timesteps."""
        return np.tensordot(self.trace.inputs, self.values["pre_y"], axes=([0, 1], [0, 1]))

    @property
    @exploding
    def bias(self) -> np.ndarray | None:
        """∂L/∂bias, summed over batch and timesteps; None without bias."""
        return None if self.trace.weights.bias is None else self.values["pre_y"].sum(axis=(0, 1))


@dataclass(frozen=True, eq=False)
class EmbeddingGradients:
    """∂L/∂ of an EmbeddingTrace: "embedded", (batch, timesteps, output_dim), and of its table; tokens have none."""

    trace: EmbeddingTrace
    values: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        """Return ∂L/∂name, (batch, timesteps, output_dim)."""
        return self.values[name]

    @property
    @exploding
    def embeddings(self) -> np.ndarray:
        """∂L/∂embeddings: of each row, the sum over everywhere that its token was read."""
        table = np.zeros_like(self.trace.weights.embeddings)
        np.add.at(table, self.trace.inputs, self.values["embedded"])
        return table


@exploding
def backpropagate_dense(trace: DenseTrace, d_y: np.ndarray, d_pre: np.ndarray | None = None) -> DenseGradients:
    """Return ∂L/∂ of a Dense layer's values from ``d_y``, (batch, timesteps, units); ``d_pre`` where it is known."""
    d_y, y = np.asarray(d_y, dtype=np.float64).reshape(trace["y"].shape), trace["y"]
    if d_pre is not None:
        return DenseGradients(trace, {"y": d_y, "pre_y": d_pre})
    if trace.layer.activation == "softmax":
        d_pre = y * (d_y - (d_y * y).sum(axis=-1, keepdims=True))
    else:
        d_pre = d_y * ACTIVATIONS[trace.layer.activation].slope(y)
    return DenseGradients(trace, {"y": d_y, "pre_y": d_pre})


@dataclass(frozen=True, eq=False)
class NetworkGradients:
    """The gradients of a whole network: by direction for each layer (as ``LayerTrace.parts``), and ∂L/∂inputs.

    ``inputs`` is None where these are tokens. ``loss`` is where the gradients come from; None where only ∂L/∂outputs
    was given. ``outputs`` is ∂L/∂outputs, as it was handed in.
    """

    trace: NetworkTrace
    layers: tuple[dict[str, Gradients | DenseGradients | EmbeddingGradients], ...]
    inputs: np.ndarray | None = field(repr=False)
    loss: Loss | None = None
    outputs: np.ndarray | None = field(default=None, repr=False)


def backpropagate_loss(trace: NetworkTrace, loss: Loss) -> NetworkGradients:
    """Backpropagate a loss through every layer, last to first."""
    d_outputs = loss.d_outputs.reshape(trace.outputs.shape)
    return replace(backpropagate_network(trace, d_outputs, loss.d_pre), loss=loss)


@exploding
def backpropagate_network(
    trace: NetworkTrace, d_outputs: np.ndarray, d_pre: np.ndarray | None = None
) -> NetworkGradients:
    """Backpropagate through every layer, last to first.

    Args:
        trace: a run.
        d_outputs: ∂L/∂outputs, in the shape of ``trace.outputs``.
        d_pre: ∂L/∂ of the sums before the activation of the last layer, a Dense, where the loss knows it at once.
    """
    d, layers = np.asarray(d_outputs, dtype=np.float64), []
    if d.shape != trace.outputs.shape:
        raise ValueError(f"d_outputs must have the shape of the outputs, {trace.outputs.shape}; received {d.shape}.")
    below = [trace.inputs, *(layer.outputs for layer in trace.layers[:-1])]
    for layer, received in zip(reversed(trace.layers), reversed(below), strict=True):
        parts, d = backpropagate_layer(layer, d, d_pre if layer is trace.layers[-1] else None)
        d = None if d is None else d.reshape(received.shape)
        layers.append(parts)
    return NetworkGradients(trace, tuple(reversed(layers)), d, outputs=np.asarray(d_outputs, dtype=np.float64))


def backpropagate_layer(
    trace: LayerTrace, d: np.ndarray, d_pre: np.ndarray | None = None
) -> tuple[dict, np.ndarray | None]:
    """Return one layer's gradients by direction, and ∂L/∂ of what it received; None of tokens."""
    layer = trace.layer
    if isinstance(layer, RepeatVector):
        return {}, d.sum(axis=1)
    if isinstance(layer, Dropout):
        return {}, d
    if isinstance(layer, Masking):
        return {}, where_read(trace.mask, d)
    if isinstance(layer, READS_TOKENS):
        part = trace.parts.get("")
        return {} if part is None else {"": EmbeddingGradients(part, {"embedded": d})}, None
    if isinstance(layer, Dense):
        gradients = backpropagate_dense(trace.parts[""], d, d_pre)
        return {"": gradients}, gradients.inputs
    shares = {"": d} if isinstance(layer, Recurrent) else unmerge(layer, trace, d)
    gradients = {}
    for direction, part in trace.parts.items():
        d_h = np.zeros_like(part["h"])
        if not layer.return_sequences:
            d_h[:, part.end] = shares[direction]
        elif isinstance(layer, Recurrent) and part.cell.go_backwards:
            d_h[:] = shares[direction][:, ::-1]
        else:
            d_h[:] = shares[direction]
        gradients[direction] = backpropagate(part, where_read(layer.shown(part), d_h))
    return gradients, sum(each.inputs for each in gradients.values())


def unmerge(layer: Bidirectional, trace: LayerTrace, d: np.ndarray) -> dict[str, np.ndarray]:
    """Return ∂L/∂ of each direction's output from ∂L/∂ of the merged one."""
    if layer.merge_mode == "concat":
        return {"forward": d[..., : layer.cell.units], "backward": d[..., layer.cell.units :]}
    if layer.merge_mode == "mul":
        forward, backward = map(layer.handed_on, trace.parts.values())
        return {"forward": d * backward, "backward": d * forward}
    share = 0.5 * d if layer.merge_mode == "ave" else d
    return {"forward": share, "backward": share}
