"""The two kernels that Python calls: some epochs of training, and predictions."""

import numpy as np

from rnnviz.training.kernels.compiled import entry, kernel
from rnnviz.training.kernels.network import MSE, arrays, backward, blocks, forward, mean_loss, rooms
from rnnviz.training.kernels.optimizers import clip, norm, update

DONE, DIVERGED, STOPPED, EARLY = range(4)


@kernel
def read_batch(inputs, samples, room):
    """Put the windows of a batch into its room."""
    x = room[0]
    for n in range(samples.size):
        for t in range(x.shape[0]):
            for k in range(x.shape[2]):
                x[t, n, k] = inputs[samples[n], t, k]


@kernel
def train_epoch(theta, moments, step, data, order, recipe, stop):
    """Train for one epoch, in place.

    Args:
        theta: (parameters,) all weights; changed.
        moments: Adam's first moments, and Adam's or RMSprop's second, each (parameters,); changed.
        step: how many updates were made before.
        data: inputs (samples, timesteps, features) and targets (samples, outputs), scaled.
        order: (any,) the samples of this epoch, in the order in which they are read.
        recipe: sizes (see ``network``); MSE or MAE; samples in a batch, of which the last may have fewer; SGD, ADAM or
            RMSPROP; the learning rate; how gradients are clipped, and what is left as it is by clipping; (arrays,)
            where each weight array ends in ``theta``.
        stop: (1,) training ends before the next batch when another thread makes it 1.

    Returns:
        The mean loss of the samples, each before the update that it was part of, as Keras's history has it; the mean
        norm of the gradient before clipping; the number of batches done; DONE, STOPPED, or DIVERGED if the loss or
        the gradient of the next batch was not finite, which then changed nothing.
    """
    inputs, targets = data
    sizes, loss, batch, optimizer, rate, clipping, threshold, ends = recipe
    room = rooms(sizes, inputs.shape[1], min(batch, order.size), inputs.shape[2])
    d_theta = np.empty_like(theta)
    weights = arrays(theta, sizes, inputs.shape[2])
    gradient = arrays(d_theta, sizes, inputs.shape[2])
    total = norms = 0.0
    batches = 0
    for start in range(0, order.size, batch):
        if stop[0]:
            return np.nan, np.nan, batches, STOPPED
        samples = order[start : start + batch]
        if samples.size != room[0].shape[1]:
            room = rooms(sizes, inputs.shape[1], samples.size, inputs.shape[2])
        read_batch(inputs, samples, room)
        forward(weights, sizes, room)
        mean = mean_loss(sizes, room, targets, samples, loss)
        d_theta[:] = 0.0
        backward(weights, sizes, room, gradient)
        size = norm(d_theta, 0, d_theta.size)
        if not (np.isfinite(mean) and np.isfinite(size)):
            return np.nan, np.nan, batches, DIVERGED
        total += mean * samples.size
        norms += size
        clip(d_theta, clipping, threshold, ends)
        batches += 1
        update(theta, d_theta, optimizer, rate, step + batches, moments)
    return total / order.size, norms / batches, batches, DONE


@entry
def predict(theta, inputs, sizes):
    """Return what the network says to each window: (samples, outputs) from (samples, timesteps, features), scaled."""
    found = np.empty((inputs.shape[0], sizes[5]))
    weights = arrays(theta, sizes, inputs.shape[2])
    numbers = inputs.shape[1] * sizes[1] * sizes[2] * blocks(sizes[0])
    width = max(1, min(64, inputs.shape[0], 4_000_000 // numbers))  # of a batch: its gates take 32 MB at most
    room = rooms(sizes, inputs.shape[1], width, inputs.shape[2])
    for start in range(0, inputs.shape[0], width):
        samples = np.arange(start, min(start + width, inputs.shape[0]))
        if samples.size != room[0].shape[1]:
            room = rooms(sizes, inputs.shape[1], samples.size, inputs.shape[2])
        read_batch(inputs, samples, room)
        forward(weights, sizes, room)
        for n in range(samples.size):
            found[start + n] = room[-2][0, n]
    return found


@kernel
def mean_error(theta, inputs, targets, sizes, loss):
    """Return the loss of windows that are only read, as Keras's evaluate has it: MSE or MAE."""
    found, total = predict(theta, inputs, sizes), 0.0
    for n in range(found.shape[0]):
        for k in range(found.shape[1]):
            error = found[n, k] - targets[n, k]
            total += error * error if loss == MSE else abs(error)
    return total / found.size


@entry
def train_epochs(theta, moments, step, data, orders, recipe, stop, kept, patience, least, waited, n_validation):
    """Train for some epochs, in place, without coming back to Python, whose lock may be long in coming.

    Args as those of ``train_epoch``, and:
        data: of the training part, of the validation part where there is one, then of the test part.
        orders: (epochs, samples of the training part) the order of each epoch.
        kept: (epochs,) whether the weights and the predictions after an epoch are to be kept.
        patience: end when the loss of the validation part, where there is none of the test part, has not fallen below
            its least for so many epochs; 0 never does.
        least: the least such loss before.
        waited: epochs since then.
        n_validation: samples of the validation part.

    Returns:
        (epochs, 4) of each epoch that was done, one that diverged among them: the training loss, the validation loss
        (NaN without that part), the test loss, the mean norm of the gradient; (kept, parameters) weights and (kept,
        samples, outputs) predictions after whole epochs that are to be kept; how many batches were done; DONE,
        DIVERGED, EARLY where patience ended, or STOPPED, where the weights are those of the epoch before.
    """
    inputs, targets = data
    sizes, loss = recipe[0], recipe[1]
    epochs, n_train = orders.shape
    tested = n_train + n_validation
    history = np.empty((epochs, 4))
    weights = np.empty((kept.sum(), theta.size))
    predictions = np.empty((kept.sum(), inputs.shape[0], sizes[5]))
    before = np.empty_like(theta)
    done, frames, begun, ended = 0, 0, step, DONE
    for epoch in range(epochs):
        before[:] = theta
        mean, size, batches, ended = train_epoch(theta, moments, step, data, orders[epoch], recipe, stop)
        if ended == STOPPED:
            theta[:] = before
            break
        step += batches
        done += 1
        history[epoch] = mean, np.nan, np.nan, size
        if ended == DIVERGED:
            break
        watched = history[epoch, 2] = mean_error(theta, inputs[tested:], targets[tested:], sizes, loss)
        if n_validation:
            watched = mean_error(theta, inputs[n_train:tested], targets[n_train:tested], sizes, loss)
            history[epoch, 1] = watched
        if kept[epoch]:
            weights[frames] = theta
            predictions[frames] = predict(theta, inputs, sizes)
            frames += 1
        if patience:
            waited += 1
            if watched < least:
                waited, least = 0, watched
            if waited >= patience:
                ended = EARLY
                break
    return history[:done], weights[:frames], predictions[:frames], step - begun, ended
