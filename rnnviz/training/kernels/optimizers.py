"""How a gradient changes the weights, in Keras's definitions and with its constants."""

import numpy as np

from rnnviz.training.kernels.compiled import kernel

SGD, ADAM, RMSPROP = range(3)

UNCLIPPED, BY_VALUE, BY_NORM, BY_GLOBAL_NORM = range(4)

BETA_1, BETA_2, RHO, EPSILON = 0.9, 0.999, 0.9, 1e-7

POWER_1, POWER_2 = float(np.float32(BETA_1)), float(np.float32(BETA_2))
"""What Keras with TensorFlow takes powers of to correct Adam's bias, in float64 too: its cast passes by float32."""


@kernel
def norm(d_theta, start, stop):
    """The Euclidean norm of a part of the gradient."""
    total = 0.0
    for j in range(start, stop):
        total += d_theta[j] * d_theta[j]
    return np.sqrt(total)


@kernel
def shrink(d_theta, start, stop, threshold):
    """Scale a part of the gradient so that its norm is at most the threshold."""
    factor = threshold / max(norm(d_theta, start, stop), threshold)
    for j in range(start, stop):
        d_theta[j] *= factor


@kernel
def clip(d_theta, how, threshold, ends):
    """Clip the gradient in place; ``ends`` says where each weight array ends."""
    if how == BY_VALUE:
        for j in range(d_theta.size):
            d_theta[j] = min(max(d_theta[j], -threshold), threshold)
    elif how == BY_GLOBAL_NORM:
        shrink(d_theta, 0, d_theta.size, threshold)
    elif how == BY_NORM:
        start = 0
        for end in ends:
            shrink(d_theta, start, end, threshold)
            start = end


@kernel
def update(theta, d_theta, optimizer, learning_rate, step, moments):
    """Change the weights and the optimizer's moments in place; ``step`` counts from 1."""
    first, second = moments
    if optimizer == SGD:
        for j in range(theta.size):
            theta[j] -= learning_rate * d_theta[j]
    elif optimizer == ADAM:
        rate = learning_rate * np.sqrt(1.0 - POWER_2**step) / (1.0 - POWER_1**step)
        for j in range(theta.size):
            first[j] += (d_theta[j] - first[j]) * (1.0 - BETA_1)
            second[j] += (d_theta[j] * d_theta[j] - second[j]) * (1.0 - BETA_2)
            theta[j] -= first[j] * rate / (np.sqrt(second[j]) + EPSILON)
    else:
        for j in range(theta.size):
            second[j] = RHO * second[j] + (1.0 - RHO) * d_theta[j] * d_theta[j]
            theta[j] -= learning_rate * d_theta[j] / np.sqrt(second[j] + EPSILON)
