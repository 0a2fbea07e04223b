"""Each cell over a whole batch of windows, forward and backward: ``core.cells`` and ``core.gradients`` in loops.

Arrays are time first, (timesteps, batch, columns), so that a timestep is one block of memory. ``h`` and ``c`` have one
timestep more: what was before the first. ``columns`` are the gates' blocks in Keras's order. ``d_`` is ∂L/∂.
Backward, ``d_h`` holds what comes from above and gathers what comes through time; ``d_pre`` is left for the weights.
"""

import numpy as np

from rnnviz.training.kernels.compiled import kernel
from rnnviz.training.kernels.maths import SIGMOID, activate, add_product, add_times_transposed, affine, slope


@kernel
def simple_rnn_forward(x, kernel_, recurrent, bias, activation, h):
    """h_t = activation(x W + h U + b)."""
    for t in range(x.shape[0]):
        affine(x, t, kernel_, bias, h, t + 1)
        add_product(h, t, recurrent, h, t + 1)
        activate(activation, h, t + 1, 0, h.shape[2])


@kernel
def simple_rnn_backward(recurrent, activation, h, d_h, d_pre):
    """d_pre_t = d_h_t slope(h_t)."""
    timesteps, batch, units = d_pre.shape
    for t in range(timesteps - 1, -1, -1):
        for n in range(batch):
            for j in range(units):
                d_pre[t, n, j] = d_h[t, n, j] * slope(activation, h[t + 1, n, j])
        if t > 0:
            add_times_transposed(d_pre, t, recurrent, d_h, t - 1)


@kernel
def lstm_forward(x, kernel_, recurrent, bias, activation, h, c, gates, squashed):
    """i, f, g, o; c_t = f c + i g; h_t = o activation(c_t), of which ``squashed`` keeps activation(c_t)."""
    timesteps, batch, units = squashed.shape
    for t in range(timesteps):
        affine(x, t, kernel_, bias, gates, t)
        add_product(h, t, recurrent, gates, t)
        activate(SIGMOID, gates, t, 0, 2 * units)
        activate(activation, gates, t, 2 * units, 3 * units)
        activate(SIGMOID, gates, t, 3 * units, 4 * units)
        for n in range(batch):
            for j in range(units):
                i, f, g = gates[t, n, j], gates[t, n, units + j], gates[t, n, 2 * units + j]
                squashed[t, n, j] = c[t + 1, n, j] = f * c[t, n, j] + i * g
        activate(activation, squashed, t, 0, units)
        for n in range(batch):
            for j in range(units):
                h[t + 1, n, j] = gates[t, n, 3 * units + j] * squashed[t, n, j]


@kernel
def lstm_backward(recurrent, activation, c, gates, squashed, d_h, d_pre):
    """Apply the chain rule through h, then c, then the gates; ``d_c`` is what c hands back to c before."""
    timesteps, batch, units = squashed.shape
    d_c = np.zeros((batch, units))
    for t in range(timesteps - 1, -1, -1):
        for n in range(batch):
            for j in range(units):
                i, f = gates[t, n, j], gates[t, n, units + j]
                g, o = gates[t, n, 2 * units + j], gates[t, n, 3 * units + j]
                d, shown = d_h[t, n, j], squashed[t, n, j]
                d_cell = d_c[n, j] + d * o * slope(activation, shown)
                d_pre[t, n, j] = d_cell * g * i * (1.0 - i)
                d_pre[t, n, units + j] = d_cell * c[t, n, j] * f * (1.0 - f)
                d_pre[t, n, 2 * units + j] = d_cell * i * slope(activation, g)
                d_pre[t, n, 3 * units + j] = d * shown * o * (1.0 - o)
                d_c[n, j] = d_cell * f
        if t > 0:
            add_times_transposed(d_pre, t, recurrent, d_h, t - 1)


@kernel
def gru_forward(x, kernel_, recurrent, bias, recurrent_bias, activation, h, gates, recurrent_n, from_h):
    """z, r; n = activation(pre_n + r recurrent_n); h_t = z h + (1 - z) n, as Keras does with reset_after."""
    timesteps, batch, units = recurrent_n.shape
    for t in range(timesteps):
        affine(x, t, kernel_, bias, gates, t)
        affine(h, t, recurrent, recurrent_bias, from_h, 0)
        for n in range(batch):
            for j in range(2 * units):
                gates[t, n, j] += from_h[0, n, j]
        activate(SIGMOID, gates, t, 0, 2 * units)
        for n in range(batch):
            for j in range(units):
                recurrent_n[t, n, j] = from_h[0, n, 2 * units + j]
                gates[t, n, 2 * units + j] += gates[t, n, units + j] * recurrent_n[t, n, j]
        activate(activation, gates, t, 2 * units, 3 * units)
        for n in range(batch):
            for j in range(units):
                z = gates[t, n, j]
                h[t + 1, n, j] = z * h[t, n, j] + (1.0 - z) * gates[t, n, 2 * units + j]


@kernel
def gru_backward(recurrent, activation, h, gates, recurrent_n, d_h, d_pre, d_from_h):
    """``d_pre`` is for what x adds, ``d_from_h`` for what h adds: they differ in n, which r multiplies."""
    timesteps, batch, units = recurrent_n.shape
    for t in range(timesteps - 1, -1, -1):
        for n in range(batch):
            for j in range(units):
                z, r, candidate = gates[t, n, j], gates[t, n, units + j], gates[t, n, 2 * units + j]
                d = d_h[t, n, j]
                d_n = d * (1.0 - z) * slope(activation, candidate)
                d_pre[t, n, j] = d_from_h[t, n, j] = d * (h[t, n, j] - candidate) * z * (1.0 - z)
                d_r = d_n * recurrent_n[t, n, j] * r * (1.0 - r)
                d_pre[t, n, units + j] = d_from_h[t, n, units + j] = d_r
                d_pre[t, n, 2 * units + j] = d_n
                d_from_h[t, n, 2 * units + j] = d_n * r
                if t > 0:
                    d_h[t - 1, n, j] += d * z
        if t > 0:
            add_times_transposed(d_from_h, t, recurrent, d_h, t - 1)
