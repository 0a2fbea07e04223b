"""Backpropagation through time from a Trace (Werbos 1990).

d_name is ∂L/∂name for a loss L that this module never sees: it begins from ∂L/∂h_t as the loss, or the layer
above, hands it down. Each gradient has the shape of what it belongs to.
"""

from dataclasses import dataclass

import numpy as np

from rnnviz.core.derivatives import of_gru, of_lstm, slope
from rnnviz.core.masks import at, where_read
from rnnviz.core.trace import Trace
from rnnviz.core.weights import PEEPHOLES

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
        """Return the total ∂L/∂name, (batch, timesteps, units)."""
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
        return self.recurrent_blocks(lambda h, d: np.tensordot(h, d, axes=([0, 1], [0, 1])))

    def recurrent_blocks(self, multiply) -> np.ndarray:
        """Multiply what each gate's columns of the recurrent kernel read by ∂L/∂ of what they produce, side by side."""
        trace = self.trace
        pairs = (
            (recurrent_input(trace, gate), self.values[recurrent_product(trace, gate)]) for gate in trace.cell.gates
        )
        return np.concatenate([multiply(*pair) for pair in pairs], axis=-1)

    @property
    @exploding
    def peephole(self) -> np.ndarray | None:
        """∂L/∂peephole, (3, units), summed over batch and timesteps; None but for a peephole LSTM."""
        by_step = self.by_step("peephole")
        return None if by_step is None else by_step.sum(axis=0)

    @property
    @exploding
    def bias(self) -> np.ndarray | None:
        """∂L/∂bias in the shape of the bias, summed over batch and timesteps; None without bias."""
        by_step = self.by_step("bias")
        return None if by_step is None else by_step.sum(axis=0)

    @exploding
    def by_step(self, name: str) -> np.ndarray | None:
        """Return what each timestep contributes to ∂L/∂kernel, recurrent_kernel, bias or peephole: (timesteps, *shape).

        A weight is used at every timestep; its gradient is the sum of these. None where the cell has no such array.
        """
        if name == "kernel":
            return np.einsum("bti,btk->tik", self.trace.inputs, self.pre)
        if name == "recurrent_kernel":
            return self.recurrent_blocks(lambda h, d: np.einsum("btj,btk->tjk", h, d))
        if name == "peephole":
            if self.trace.cell.kind != "peephole_lstm":
                return None
            seen = {"i": self.trace.before("c"), "f": self.trace.before("c"), "o": self.trace["c"]}
            rows = [(seen[gate] * self.values[f"pre_{gate}"]).sum(axis=0) for gate in PEEPHOLES]
            return np.stack(rows, axis=1)
        if name != "bias":
            raise ValueError(f"name must be kernel, recurrent_kernel, bias or peephole; received {name!r}.")
        if not self.trace.cell.use_bias:
            return None
        input_bias = self.pre.sum(axis=0)
        if not self.trace.cell.two_biases:
            return input_bias
        return np.stack([input_bias, self.recurrent_pre.sum(axis=0)], axis=1)


def recurrent_product(trace: Trace, gate: str) -> str:
    """Return the name of the value that a gate's columns of the recurrent kernel enter by plain addition."""
    return "recurrent_n" if gate == "n" and trace.cell.reset_after else f"pre_{gate}"


def recurrent_input(trace: Trace, gate: str) -> np.ndarray:
    """Return what a gate's columns of the recurrent kernel multiply: h before, or r * h, (batch, timesteps, units)."""
    return trace["reset_h"] if gate == "n" and not trace.cell.reset_after else trace.before("h")


@exploding
def backpropagate(trace: Trace, d_h: np.ndarray, d_c: np.ndarray | None = None) -> Gradients:
    """Backpropagate through time.

    Args:
        trace: a run.
        d_h: ∂L/∂h_t that does not come through time, (batch, timesteps, units), in the order of the input; zeros
            but for the last timestep read when only the last state is used.
        d_c: cells that carry c only: ∂L/∂c at the end of the sequence that does not come through h, (batch, units).

    Raises:
        ValueError: if a shape does not fit.
    """
    d_h = np.asarray(d_h, dtype=np.float64)
    if d_h.shape != trace["h"].shape:
        raise ValueError(f"d_h must be (batch, timesteps, units) = {trace['h'].shape}; received {d_h.shape}.")
    direct, last = {"h": d_h}, (len(d_h), trace.cell.units)
    if d_c is not None and "c" not in trace.cell.states:
        raise ValueError(f"d_c is for cells that carry c: {trace.cell.kind} carries no cell state.")
    if "c" in trace.cell.states:
        direct["c"] = np.zeros(last) if d_c is None else np.asarray(d_c, dtype=np.float64)
        if direct["c"].shape != last:
            raise ValueError(f"d_c must be (batch, units) = {last}; received {direct['c'].shape}.")
    values, initial = BACKWARD[trace.cell.kind](trace, direct)
    return Gradients(trace, direct, values, initial)


def backwards_in_time(trace: Trace):
    """Return the timesteps from the last one read to the first."""
    order = range(trace.timesteps)
    return order if trace.cell.go_backwards else reversed(order)


def simple_rnn_backward(trace: Trace, direct: dict) -> tuple[dict, dict]:
    """d_pre_t = d_h_t activation'(pre_t);  d_h_{t-1} = direct_{t-1} + d_pre_t uᵀ."""
    u, h_by_pre = trace.weights.recurrent_kernel, slope(trace, "h")
    d_h, d_pre = np.empty_like(h_by_pre), np.empty_like(h_by_pre)
    back = 0.0
    for t in backwards_in_time(trace):
        d_h[:, t] = direct["h"][:, t] + back
        read = at(trace.mask, t)
        d_pre[:, t] = where_read(read, d_h[:, t] * h_by_pre[:, t])
        back = where_read(read, d_pre[:, t] @ u.T, d_h[:, t])
    return {"h": d_h, "pre_h": d_pre}, {"h": back}


def lstm_backward(trace: Trace, direct: dict) -> tuple[dict, dict]:
    """d_c_t = d_h_t ∂h/∂c + d_c_{t+1} ∂c_{t+1}/∂c_t;  each gate's share of d_c, o's of d_h;  back through uᵀ.

    All three cells that carry c: what differs stands in their local derivatives.
    """
    u, local = trace.weights.recurrent_kernel, of_lstm(trace)
    c_by_pre = np.stack(list(local.c_by_pre.values()), axis=2)  # (batch, timesteps, gates but o, units)
    entering = c_by_pre.shape[2]
    d_h, d_c = np.empty_like(trace["h"]), np.empty_like(trace["h"])
    d_pre = np.empty((*d_h.shape[:2], entering + 1, d_h.shape[2]))
    back_h, back_c = 0.0, direct["c"]
    for t in backwards_in_time(trace):
        d_h[:, t] = direct["h"][:, t] + back_h
        read = at(trace.mask, t)
        d_c[:, t] = where_read(read, d_h[:, t] * local.h_by_c[:, t]) + back_c
        d_pre[:, t, :entering] = d_c[:, t, None] * c_by_pre[:, t]
        d_pre[:, t, entering] = d_h[:, t] * local.h_by_pre_o[:, t]
        if read is not None:
            d_pre[~read, t] = 0.0
        back_h = where_read(read, d_pre[:, t].reshape(len(d_h), -1) @ u.T, d_h[:, t])
        back_c = where_read(read, d_c[:, t] * local.c_by_c[:, t], d_c[:, t])
    values, into_h, into_c = {"h": d_h, "c": d_c}, where_read(trace.mask, d_h), where_read(trace.mask, d_c)
    values |= {"act_c": into_h * trace["o"], "o": into_h * trace["act_c"]}
    values |= {"i": into_c * trace["g"]} | {name: into_c * each for name, each in local.c_by.items()}
    values |= {f"pre_{name}": d_pre[:, :, k] for k, name in enumerate(trace.cell.gates)}
    return values, {"h": back_h, "c": back_c}


def gru_backward(trace: Trace, direct: dict) -> tuple[dict, dict]:
    """d_h_{t-1} = direct + d_h_t z_t + what returns through z, r and the candidate."""
    cell, u, local = trace.cell, trace.weights.recurrent_kernel, of_gru(trace)
    u_z, u_r, u_n = (u[:, cell.block(name)] for name in "zrn")
    z, r, h = trace["z"], trace["r"], trace.before("h")
    d_h, d_pre_z, d_pre_r, d_pre_n, d_r, d_recurrent = (np.empty_like(z) for _ in range(6))
    back = 0.0
    for t in backwards_in_time(trace):
        d_h[:, t] = direct["h"][:, t] + back
        read = at(trace.mask, t)
        d_pre_z[:, t] = where_read(read, d_h[:, t] * local.h_by_pre_z[:, t])
        d_pre_n[:, t] = where_read(read, d_h[:, t] * local.h_by_pre_n[:, t])
        if cell.reset_after:
            d_recurrent[:, t] = d_pre_n[:, t] * r[:, t]
            d_r[:, t] = d_pre_n[:, t] * trace["recurrent_n"][:, t]
            through_n = d_recurrent[:, t] @ u_n.T
        else:
            d_recurrent[:, t] = d_pre_n[:, t] @ u_n.T
            d_r[:, t] = d_recurrent[:, t] * h[:, t]
            through_n = d_recurrent[:, t] * r[:, t]
        d_pre_r[:, t] = d_r[:, t] * local.r_by_pre_r[:, t]
        back = d_h[:, t] * z[:, t] + d_pre_z[:, t] @ u_z.T + d_pre_r[:, t] @ u_r.T + through_n
        back = where_read(read, back, d_h[:, t])
    into_h = where_read(trace.mask, d_h)
    values = {"h": d_h, "z": into_h * local.h_by_z, "r": d_r, "n": into_h * local.h_by_n}
    values |= {"pre_z": d_pre_z, "pre_r": d_pre_r, "pre_n": d_pre_n}
    return values | {"recurrent_n" if cell.reset_after else "reset_h": d_recurrent}, {"h": back}


BACKWARD = {
    "simple_rnn": simple_rnn_backward,
    "lstm": lstm_backward,
    "gru": gru_backward,
    "peephole_lstm": lstm_backward,
    "coupled_lstm": lstm_backward,
}
