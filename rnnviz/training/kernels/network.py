"""A stack of one or two recurrent layers and a Dense layer: its outputs, its loss, and ∂L/∂ of every weight.

All weights are one vector, the arrays of Keras's ``model.get_weights()`` one after the other. ``sizes`` is
(kind, layers, units, activation, output activation, outputs), each a number of this package.
"""

import numpy as np

from rnnviz.training.kernels.cells import (
    gru_backward,
    gru_forward,
    lstm_backward,
    lstm_forward,
    simple_rnn_backward,
    simple_rnn_forward,
)
from rnnviz.training.kernels.compiled import kernel
from rnnviz.training.kernels.maths import (
    activate,
    add_rows,
    add_times_transposed,
    add_transposed_product,
    affine,
    slope,
)

SIMPLE_RNN, LSTM, GRU = range(3)

MSE, MAE = range(2)


@kernel
def blocks(kind):
    """Return how many gates' blocks the weights of a cell have."""
    return 1 if kind == SIMPLE_RNN else 4 if kind == LSTM else 3


@kernel
def layer_arrays(flat, start, kind, features, units):
    """Return a layer's kernel, recurrent kernel, bias and (GRU) the recurrent product's bias; and where they end."""
    columns = blocks(kind) * units
    a = start + features * columns
    b = a + units * columns
    c = b + columns
    end = c + columns if kind == GRU else c
    w, u = flat[start:a].reshape((features, columns)), flat[a:b].reshape((units, columns))
    return (w, u, flat[b:c], flat[end - columns : end]), end


@kernel
def arrays(flat, sizes, features):
    """Return the arrays that a vector of weights, or ∂L/∂ of them, consists of, as views: two layers, kernel, bias."""
    kind, layers, units, outputs = sizes[0], sizes[1], sizes[2], sizes[5]
    first, end = layer_arrays(flat, 0, kind, features, units)
    second = first
    if layers == 2:
        second, end = layer_arrays(flat, end, kind, units, units)
    dense = end + units * outputs
    return (first, second), flat[end:dense].reshape((units, outputs)), flat[dense:]


@kernel
def rooms(sizes, timesteps, batch, features):
    """Return the arrays that a batch of this size is computed in; the states before the first timestep are zeros."""
    kind, layers, units, outputs = sizes[0], sizes[1], sizes[2], sizes[5]
    columns = blocks(kind) * units
    gated = timesteps if kind != SIMPLE_RNN else 0
    x = np.empty((timesteps, batch, features))
    h = np.zeros((layers, timesteps + 1, batch, units))
    c = np.zeros((layers, timesteps + 1 if kind == LSTM else 0, batch, units))
    gates = np.empty((layers, gated, batch, columns))
    kept = np.empty((layers, gated, batch, units))  # activation(c) of LSTM, recurrent_n of GRU
    d_h = np.empty((timesteps, batch, units))
    d_pre = np.empty((timesteps, batch, columns))
    d_from_h = np.empty((timesteps if kind == GRU else 1, batch, columns))
    y = np.empty((1, batch, outputs))
    return x, h, c, gates, kept, d_h, d_pre, d_from_h, y, np.empty((1, batch, outputs))


@kernel
def forward(weights, sizes, room):
    """Fill ``room`` with the states and the output of the batch that is in it."""
    kind, layers, units, activation, output_activation, outputs = sizes
    x, h, c, gates, kept, d_h, d_pre, d_from_h, y, d_y = room
    stack, dense_kernel, dense_bias = weights
    for layer in range(layers):
        inputs = x if layer == 0 else h[layer - 1, 1:]
        w, u, b, recurrent_b = stack[layer]
        if kind == SIMPLE_RNN:
            simple_rnn_forward(inputs, w, u, b, activation, h[layer])
        elif kind == LSTM:
            lstm_forward(inputs, w, u, b, activation, h[layer], c[layer], gates[layer], kept[layer])
        else:
            gru_forward(inputs, w, u, b, recurrent_b, activation, h[layer], gates[layer], kept[layer], d_from_h)
    affine(h[layers - 1], x.shape[0], dense_kernel, dense_bias, y, 0)
    activate(output_activation, y, 0, 0, outputs)


@kernel
def mean_loss(sizes, room, targets, samples, loss):
    """Return the mean loss of the batch that ``forward`` has read, over its samples and outputs.

    ``targets`` are (any, outputs). Leaves ∂L/∂ of the Dense layer's sum in ``d_y``.
    """
    y, d_y = room[-2], room[-1]
    total, outputs = 0.0, y.shape[2]
    count = samples.size * outputs
    for n in range(samples.size):
        for k in range(outputs):
            error = y[0, n, k] - targets[samples[n], k]
            if loss == MSE:
                total += error * error
                d = 2.0 * error / count
            else:
                total += abs(error)
                d = np.sign(error) / count
            d_y[0, n, k] = d * slope(sizes[4], y[0, n, k])
    return total / count


@kernel
def backward(weights, sizes, room, gradient):
    """Add to ``gradient``, laid out as ``weights``, what follows from ``d_y`` of the room."""
    kind, layers, units, activation, output_activation, outputs = sizes
    x, h, c, gates, kept, d_h, d_pre, d_from_h, y, d_y = room
    stack, dense_kernel, dense_bias = weights
    d_stack, d_dense_kernel, d_dense_bias = gradient
    timesteps = x.shape[0]
    add_transposed_product(h[layers - 1, timesteps:], d_y, d_dense_kernel)
    add_rows(d_y, d_dense_bias)
    d_h[:] = 0.0
    add_times_transposed(d_y, 0, dense_kernel, d_h, timesteps - 1)
    for layer in range(layers - 1, -1, -1):
        inputs = x if layer == 0 else h[layer - 1, 1:]
        w, u, b, recurrent_b = stack[layer]
        d_w, d_u, d_b, d_recurrent_b = d_stack[layer]
        d_recurrent = d_from_h if kind == GRU else d_pre
        if kind == SIMPLE_RNN:
            simple_rnn_backward(u, activation, h[layer], d_h, d_pre)
        elif kind == LSTM:
            lstm_backward(u, activation, c[layer], gates[layer], kept[layer], d_h, d_pre)
        else:
            gru_backward(u, activation, h[layer], gates[layer], kept[layer], d_h, d_pre, d_from_h)
        add_transposed_product(inputs, d_pre, d_w)
        add_transposed_product(h[layer, :timesteps], d_recurrent, d_u)
        add_rows(d_pre, d_b)
        if kind == GRU:
            add_rows(d_from_h, d_recurrent_b)
        if layer > 0:
            d_h[:] = 0.0
            for t in range(timesteps):
                add_times_transposed(d_pre, t, w, d_h, t)
