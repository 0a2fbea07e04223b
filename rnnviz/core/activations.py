"""Activations by Keras's names, each with its slope."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Activation(NamedTuple):
    """A function of a pre-activation, and its derivative written in terms of the function's own value.

    Every activation here has a slope that follows from its value alone (tanh' = 1 - tanh²), so a trace need
    not keep both.
    """

    function: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


def sigmoid(pre: np.ndarray) -> np.ndarray:
    """σ(x) = ½(1 + tanh(x/2)): equal to 1/(1 + e⁻ˣ), and it cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * pre))


def hard_sigmoid(pre: np.ndarray) -> np.ndarray:
    """Keras 3's piecewise line: 0 below -3, 1 above 3, x/6 + ½ between (older Keras used x/5 + ½)."""
    return np.clip(pre / 6.0 + 0.5, 0.0, 1.0)


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(lambda pre: pre, np.ones_like),
    "tanh": Activation(np.tanh, lambda value: 1.0 - value * value),
    "relu": Activation(lambda pre: np.maximum(pre, 0.0), lambda value: (value > 0.0) * 1.0),
    "sigmoid": Activation(sigmoid, lambda value: value * (1.0 - value)),
    "hard_sigmoid": Activation(hard_sigmoid, lambda value: ((value > 0.0) & (value < 1.0)) / 6.0),
}


def check_choice(argument: str, value: str, allowed) -> None:
    """Raise ValueError unless ``value`` is one of ``allowed``, naming the argument and the choices."""
    if value not in allowed:
        raise ValueError(f"{argument} must be one of {', '.join(allowed)}; received {value!r}.")


def check_size(argument: str, value: int) -> None:
    """Raise ValueError unless ``value`` is a whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{argument} must be a whole number of at least 1; received {value!r}.")


def check_rate(argument: str, value: float) -> None:
    """Raise ValueError unless ``value`` is a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{argument} must be a number from 0 to 1; received {value!r}.")
