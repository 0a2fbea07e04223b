"""Training and reading in batches whose states are carried on, as Keras does with ``stateful=True``, in order.

Row i of a batch begins with the state that row i of the batch before ended with; gradients stop between batches. Each
epoch, and each reading of the test part, begins with empty states.
"""

import numpy as np

from rnnviz.training.kernels.compiled import entry, kernel
from rnnviz.training.kernels.epoch import DIVERGED, DONE, STOPPED, read_batch
from rnnviz.training.kernels.network import MSE, arrays, backward, forward, mean_loss, rooms
from rnnviz.training.kernels.optimizers import ADAM, update


@kernel
def carry(room):
    """Let the next batch begin with the states that this one ended with."""
    h, c = room[1], room[2]
    for states in (h, c):
        if states.shape[1]:
            for layer in range(states.shape[0]):
                states[layer, 0] = states[layer, states.shape[1] - 1]


@kernel
def read_in_order(weights, sizes, inputs, batch, carries):
    """Return what the network says to each window, (samples, outputs), in whole batches from empty states on."""
    found = np.empty((inputs.shape[0], sizes[5]))
    room = rooms(sizes, inputs.shape[1], batch, inputs.shape[2])
    for start in range(0, inputs.shape[0], batch):
        read_batch(inputs, np.arange(start, start + batch), room)
        forward(weights, sizes, room)
        found[start : start + batch] = room[-2][0]
        if carries:
            carry(room)
    return found


@entry
def train_in_order(theta, moments, inputs, targets, n_train, recipe, stop, done):
    """Train with Adam on the mean squared error, in place, on batches in order.

    Args:
        theta: (parameters,) all weights; changed.
        moments: Adam's two, each (parameters,); changed.
        inputs: (samples, timesteps, features), scaled, the training part first; each part is whole batches.
        targets: (samples, outputs), scaled.
        n_train: samples of the training part.
        recipe: sizes (see ``network``), samples a batch, epochs, the learning rate, whether states are carried on.
        stop: (1,) training ends before the next batch when another thread makes it 1.
        done: (1,) how many batches are done; changed as it goes on.

    Returns:
        (epochs, 2) the training loss while it learns and the test loss after it, of each whole epoch; (test samples,
        outputs) what it says at the end; DONE, STOPPED or DIVERGED.
    """
    sizes, batch, epochs, rate, carries = recipe
    d_theta = np.empty_like(theta)
    weights, gradient = arrays(theta, sizes, inputs.shape[2]), arrays(d_theta, sizes, inputs.shape[2])
    history = np.empty((epochs, 2))
    found = np.empty((inputs.shape[0] - n_train, sizes[5]))
    step = 0
    for epoch in range(epochs):
        room = rooms(sizes, inputs.shape[1], batch, inputs.shape[2])
        total = 0.0
        for start in range(0, n_train, batch):
            if stop[0]:
                return history[:epoch], found, STOPPED
            samples = np.arange(start, start + batch)
            read_batch(inputs, samples, room)
            forward(weights, sizes, room)
            mean = mean_loss(sizes, room, targets, samples, MSE)
            if not np.isfinite(mean):
                return history[:epoch], found, DIVERGED
            d_theta[:] = 0.0
            backward(weights, sizes, room, gradient)
            step += 1
            update(theta, d_theta, ADAM, rate, step, moments)
            total += mean * batch
            done[0] = step
            if carries:
                carry(room)
        found = read_in_order(weights, sizes, inputs[n_train:], batch, carries)
        errors = found - targets[n_train:]
        history[epoch, 0] = total / n_train
        history[epoch, 1] = np.mean(errors * errors)
    return history, found, DONE
