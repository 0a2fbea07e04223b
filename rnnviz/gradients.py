"""Backpropagation through time from a Trace (Werbos 1990), and through a network layer by layer.

d_name is ∂L/∂name for a loss L that this module never sees: it begins from ∂L/∂h_t as the loss, or the layer
above, hands it down. Each gradient has the shape of what it belongs to.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from rnnviz.activations import ACTIVATIONS
from rnnviz.layers import Bidirectional, Dense, DenseTrace, LayerTrace, Recurrent, RepeatVector
from rnnviz.network import NetworkTrace
from rnnviz.trace import Trace

Slope = Callable[[np.ndarray], np.ndarray]

exploding = np.errstate(over="ignore", invalid="ignore")
"""Decorates what meets an exploding gradient, which is shown as inf and nan."""


@dataclass(frozen=True, eq=False)
class Gradients:
    """∂L/∂ of everything in a trace.

    ``gradients["h"]`` is the total ∂L/∂h_t, (batch, timesteps, units): the direct part and what returns through
    time. The same for c, for every gate and for every pre-activation, by the names of the trace.

    ``direct`` holds what was handed in: "h" (batch, timesteps, units) and, for LSTM, "c" (batch, units), at the
    end of the sequence. ``initial_state`` holds ∂L/∂h_0 (and ∂L/∂c_0), (batch, units).
    """

    trace: Trace
    direct: dict[str, np.ndarray]
    values: dict[str, np.ndarray]
    initial_state: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        """Total ∂L/∂name, (batch, timesteps, units)."""
        return self.values[name]

    @property
    def pre(self) -> np.ndarray:
        """∂L/∂ of the sums that the kernel's columns enter, (batch, timesteps, gates * units)."""
        return np.concatenate([self.values[f"pre_{gate}"] for gate in self.trace.cell.gates], axis=-1)

    @property
    def recurrent_pre(self) -> np.ndarray:
        """∂L/∂ of what the recurrent kernel's columns produce: as ``pre``, but recurrent_n for GRU's candidate."""
        names = [recurrent_product(self.trace, gate) for gate in self.trace.cell.gates]
        return np.concatenate([self.values[name] for name in names], axis=-1)

    @property
    @exploding
    def inputs(self) -> np.ndarray:
        """∂L/∂inputs, (batch, timesteps, features)."""
        return self.pre @ self.trace.weights.kernel.T

    @property
    @exploding
    def kernel(self) -> np.ndarray:
        """∂L/∂kernel, summed over batch and timesteps."""
        return np.tensordot(self.trace.inputs, self.pre, axes=([0, 1], [0, 1]))

    @property
    @exploding
    def recurrent_kernel(self) -> np.ndarray:
        """∂L/∂recurrent_kernel, summed over batch and timesteps."""
        return np.concatenate(
            [
                np.tensordot(
                    recurrent_input(self.trace, gate),
                    self.values[recurrent_product(self.trace, gate)],
                    ([0, 1], [0, 1]),
                )
                for gate in self.trace.cell.gates
            ],
            axis=-1,
        )

    @property
    @exploding
    def bias(self) -> np.ndarray | None:
        """∂L/∂bias in the shape of the bias, summed over batch and timesteps; None without bias."""
        by_step = self.by_step("bias")
        return None if by_step is None else by_step.sum(axis=0)

    @exploding
    def by_step(self, name: str) -> np.ndarray | None:
        """How much each timestep contributes to ∂L/∂kernel, ∂recurrent_kernel or ∂bias: (timesteps, *shape).

        A weight is used at every timestep; its gradient is the sum of these.
        """
        if name == "kernel":
            return np.einsum("bti,btk->tik", self.trace.inputs, self.pre)
        if name == "recurrent_kernel":
            blocks = [
                np.einsum(
                    "btj,btk->tjk", recurrent_input(self.trace, gate), self.values[recurrent_product(self.trace, gate)]
                )
                for gate in self.trace.cell.gates
            ]
            return np.concatenate(blocks, axis=-1)
        if name != "bias":
            raise ValueError(f"name must be kernel, recurrent_kernel or bias; received {name!r}.")
        if not self.trace.cell.use_bias:
            return None
        input_bias = self.pre.sum(axis=0)
        return (
            np.stack([input_bias, self.recurrent_pre.sum(axis=0)], axis=1) if self.trace.cell.two_biases else input_bias
        )


def recurrent_product(trace: Trace, gate: str) -> str:
    """The name of the value that a gate's columns of the recurrent kernel enter by plain addition."""
    return "recurrent_n" if gate == "n" and trace.cell.reset_after else f"pre_{gate}"


def recurrent_input(trace: Trace, gate: str) -> np.ndarray:
    """What a gate's columns of the recurrent kernel multiply: h before, or r * h, (batch, timesteps, units)."""
    return trace["reset_h"] if gate == "n" and not trace.cell.reset_after else trace.before("h")


@exploding
def backpropagate(trace: Trace, d_h: np.ndarray, d_c: np.ndarray | None = None) -> Gradients:
    """Backpropagation through time.

    Args:
        trace: a run.
        d_h: ∂L/∂h_t that does not come through time, (batch, timesteps, units), in the order of the input; zeros
            but for the last timestep read when only the last state is used.
        d_c: LSTM only: ∂L/∂c at the end of the sequence that does not come through h, (batch, units).

    Raises:
        ValueError: if a shape does not fit.
    """
    d_h = np.asarray(d_h, dtype=np.float64)
    if d_h.shape != trace["h"].shape:
        raise ValueError(f"d_h must be (batch, timesteps, units) = {trace['h'].shape}; received {d_h.shape}.")
    direct, last = {"h": d_h}, (len(d_h), trace.cell.units)
    if d_c is not None and "c" not in trace.cell.states:
        raise ValueError(f"d_c is for LSTM: {trace.cell.kind} carries no cell state.")
    if "c" in trace.cell.states:
        direct["c"] = np.zeros(last) if d_c is None else np.asarray(d_c, dtype=np.float64)
        if direct["c"].shape != last:
            raise ValueError(f"d_c must be (batch, units) = {last}; received {direct['c'].shape}.")
    values, initial = BACKWARD[trace.cell.kind](trace, direct)
    return Gradients(trace, direct, values, initial)


def backwards_in_time(trace: Trace):
    """The timesteps from the last one read to the first."""
    order = range(trace.timesteps)
    return order if trace.cell.go_backwards else reversed(order)


def slopes(trace: Trace) -> tuple[Slope, Slope]:
    """The slopes of the recurrent activation and of the activation."""
    return ACTIVATIONS[trace.cell.recurrent_activation].slope, ACTIVATIONS[trace.cell.activation].slope


def simple_rnn_backward(trace: Trace, direct: dict) -> tuple[dict, dict]:
    """d_pre_t = d_h_t activation'(pre_t);  d_h_{t-1} = direct_{t-1} + d_pre_t uᵀ."""
    u, slope = trace.weights.recurrent_kernel, ACTIVATIONS[trace.cell.activation].slope(trace["h"])
    d_h, d_pre = np.empty_like(slope), np.empty_like(slope)
    back = 0.0
    for t in backwards_in_time(trace):
        d_h[:, t] = direct["h"][:, t] + back
        d_pre[:, t] = d_h[:, t] * slope[:, t]
        back = d_pre[:, t] @ u.T
    return {"h": d_h, "pre_h": d_pre}, {"h": back}


def lstm_backward(trace: Trace, direct: dict) -> tuple[dict, dict]:
    """d_c_t = d_h_t o activation'(c) + d_c_{t+1} f_{t+1};  each gate's share of d_c or d_h;  back through uᵀ."""
    u, (gate, activation) = trace.weights.recurrent_kernel, slopes(trace)
    i, f, g, o, act_c = (trace[name] for name in ("i", "f", "g", "o", "act_c"))
    of_c = np.stack([g * gate(i), trace.before("c") * gate(f), i * activation(g)], axis=2)  # ∂c/∂pre of i, f, g
    of_h, through_c = act_c * gate(o), o * activation(act_c)
    d_h, d_c = np.empty_like(i), np.empty_like(i)
    d_pre = np.empty((*i.shape[:2], 4, i.shape[2]))
    back_h, back_c = 0.0, direct["c"]
    for t in backwards_in_time(trace):
        d_h[:, t] = direct["h"][:, t] + back_h
        d_c[:, t] = d_h[:, t] * through_c[:, t] + back_c
        d_pre[:, t, :3] = d_c[:, t, None] * of_c[:, t]
        d_pre[:, t, 3] = d_h[:, t] * of_h[:, t]
        back_h = d_pre[:, t].reshape(len(i), -1) @ u.T
        back_c = d_c[:, t] * f[:, t]
    values = {"h": d_h, "act_c": d_h * o, "c": d_c}
    values |= {"i": d_c * g, "f": d_c * trace.before("c"), "g": d_c * i, "o": d_h * act_c}
    values |= {f"pre_{name}": d_pre[:, :, k] for k, name in enumerate(trace.cell.gates)}
    return values, {"h": back_h, "c": back_c}


def gru_backward(trace: Trace, direct: dict) -> tuple[dict, dict]:
    """d_h_{t-1} = direct + d_h_t z_t + what returns through z, r and the candidate."""
    cell, u, (gate, activation) = trace.cell, trace.weights.recurrent_kernel, slopes(trace)
    u_z, u_r, u_n = (u[:, cell.block(name)] for name in "zrn")
    z, r, n, h = trace["z"], trace["r"], trace["n"], trace.before("h")
    of_z, of_n, slope_r = (h - n) * gate(z), (1.0 - z) * activation(n), gate(r)
    d_h, d_pre_z, d_pre_r, d_pre_n, d_r, d_recurrent = (np.empty_like(z) for _ in range(6))
    back = 0.0
    for t in backwards_in_time(trace):
        d_h[:, t] = direct["h"][:, t] + back
        d_pre_z[:, t] = d_h[:, t] * of_z[:, t]
        d_pre_n[:, t] = d_h[:, t] * of_n[:, t]
        if cell.reset_after:
            d_recurrent[:, t] = d_pre_n[:, t] * r[:, t]
            d_r[:, t] = d_pre_n[:, t] * trace["recurrent_n"][:, t]
            through_n = d_recurrent[:, t] @ u_n.T
        else:
            d_recurrent[:, t] = d_pre_n[:, t] @ u_n.T
            d_r[:, t] = d_recurrent[:, t] * h[:, t]
            through_n = d_recurrent[:, t] * r[:, t]
        d_pre_r[:, t] = d_r[:, t] * slope_r[:, t]
        back = d_h[:, t] * z[:, t] + d_pre_z[:, t] @ u_z.T + d_pre_r[:, t] @ u_r.T + through_n
    values = {"h": d_h, "z": d_h * (h - n), "r": d_r, "n": d_h * (1.0 - z)}
    values |= {"pre_z": d_pre_z, "pre_r": d_pre_r, "pre_n": d_pre_n}
    return values | {"recurrent_n" if cell.reset_after else "reset_h": d_recurrent}, {"h": back}


BACKWARD = {"simple_rnn": simple_rnn_backward, "lstm": lstm_backward, "gru": gru_backward}


@dataclass(frozen=True, eq=False)
class DenseGradients:
    """∂L/∂ of everything in a DenseTrace: "y" and "pre_y", (batch, timesteps, units), and what follows from them."""

    trace: DenseTrace
    values: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        """∂L/∂name, (batch, timesteps, units)."""
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


@exploding
def backpropagate_dense(trace: DenseTrace, d_y: np.ndarray) -> DenseGradients:
    """∂L/∂ of a Dense layer's values from ``d_y``, (batch, timesteps, units)."""
    d_y, y = np.asarray(d_y, dtype=np.float64).reshape(trace["y"].shape), trace["y"]
    if trace.layer.activation == "softmax":
        d_pre = y * (d_y - (d_y * y).sum(axis=-1, keepdims=True))
    else:
        d_pre = d_y * ACTIVATIONS[trace.layer.activation].slope(y)
    return DenseGradients(trace, {"y": d_y, "pre_y": d_pre})


@dataclass(frozen=True, eq=False)
class NetworkGradients:
    """The gradients of a whole network: by direction for each layer (as ``LayerTrace.parts``), and ∂L/∂inputs."""

    trace: NetworkTrace
    layers: tuple[dict[str, Gradients | DenseGradients], ...]
    inputs: np.ndarray = field(repr=False)


@exploding
def backpropagate_network(trace: NetworkTrace, d_outputs: np.ndarray) -> NetworkGradients:
    """Backpropagation through every layer, last to first, from ∂L/∂outputs in the shape of ``trace.outputs``."""
    d, layers = np.asarray(d_outputs, dtype=np.float64), []
    if d.shape != trace.outputs.shape:
        raise ValueError(f"d_outputs must have the shape of the outputs, {trace.outputs.shape}; received {d.shape}.")
    below = [trace.inputs, *(layer.outputs for layer in trace.layers[:-1])]
    for layer, received in zip(reversed(trace.layers), reversed(below), strict=True):
        parts, d = backpropagate_layer(layer, d)
        d = d.reshape(received.shape)
        layers.append(parts)
    return NetworkGradients(trace, tuple(reversed(layers)), d)


def backpropagate_layer(trace: LayerTrace, d: np.ndarray) -> tuple[dict, np.ndarray]:
    """One layer's gradients by direction, and ∂L/∂ of what it received."""
    layer = trace.layer
    if isinstance(layer, RepeatVector):
        return {}, d.sum(axis=1)
    if isinstance(layer, Dense):
        gradients = backpropagate_dense(trace.parts[""], d)
        return {"": gradients}, gradients.inputs
    shares = {"": d} if isinstance(layer, Recurrent) else unmerge(layer, trace, d)
    gradients = {}
    for direction, part in trace.parts.items():
        d_h = np.zeros_like(part["h"])
        if not layer.return_sequences:
            d_h[:, 0 if part.cell.go_backwards else -1] = shares[direction]
        elif isinstance(layer, Recurrent) and part.cell.go_backwards:
            d_h[:] = shares[direction][:, ::-1]
        else:
            d_h[:] = shares[direction]
        gradients[direction] = backpropagate(part, d_h)
    return gradients, sum(each.inputs for each in gradients.values())


def unmerge(layer: Bidirectional, trace: LayerTrace, d: np.ndarray) -> dict[str, np.ndarray]:
    """∂L/∂ of each direction's output from ∂L/∂ of the merged one."""
    if layer.merge_mode == "concat":
        return {"forward": d[..., : layer.cell.units], "backward": d[..., layer.cell.units :]}
    if layer.merge_mode == "mul":
        forward, backward = (part["h"] if layer.return_sequences else part.last for part in trace.parts.values())
        return {"forward": d * backward, "backward": d * forward}
    share = 0.5 * d if layer.merge_mode == "ave" else d
    return {"forward": share, "backward": share}
