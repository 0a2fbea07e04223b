"""What is trained and how: the network, and the fit, in Keras's words and with Keras's defaults."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.layers import KERAS_NAMES, Dense, DenseWeights, Layer, Recurrent
from rnnviz.core.network import Network, init_network, summarise
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.core.weights import Cell, Weights
from rnnviz.training.preparation import MAX_OUTPUTS
from rnnviz.training.series import MAX_COVARIATES

ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear")
"""Of the state and of the candidate; gates stay sigmoids."""

OUTPUTS = ("linear", "tanh")

LOSSES = ("mse", "mae")

OPTIMIZERS = ("sgd", "adam", "rmsprop")

MAX_UNITS = 64
MAX_EPOCHS = 2000
MAX_BATCH = 512
MAX_SEED = 99_999
MAX_PATIENCE = 500


@dataclass(frozen=True)
class Model:
    """One or two recurrent layers of one kind, then a Dense layer.

    Args:
        kind: "simple_rnn", "lstm" or "gru" (with reset_after, as Keras has it by default).
        units: of each recurrent layer, 1 to 64.
        layers: 1 or 2.
        activation: a name in ``ACTIVATIONS``.
        output_activation: of the Dense layer: a name in ``OUTPUTS``.
        outputs: of the Dense layer, 1 to 48.
        features: how many numbers it reads at every timestep, 1 to 6.

    Raises:
        ValueError: naming what is not allowed.

    >>> Model("lstm", 4).parameters
    101
    """

    kind: str = "simple_rnn"
    units: int = 3
    layers: int = 1
    activation: str = "tanh"
    output_activation: str = "linear"
    outputs: int = 1
    features: int = 1

    def __post_init__(self):
        check_choice("kind", self.kind, KERAS_NAMES)
        check_whole("units", self.units, 1, MAX_UNITS)
        check_whole("layers", self.layers, 1, 2)
        check_choice("activation", self.activation, ACTIVATIONS)
        check_choice("output_activation", self.output_activation, OUTPUTS)
        check_whole("outputs", self.outputs, 1, MAX_OUTPUTS)
        check_whole("features", self.features, 1, 3 + MAX_COVARIATES)

    @property
    def stack(self) -> tuple[Layer, ...]:
        """The layers, as the core has them; all recurrent ones but the last hand on their sequence."""
        cell = Cell(self.kind, self.units, self.activation)
        recurrent = (Recurrent(cell, return_sequences=position < self.layers - 1) for position in range(self.layers))
        return (*recurrent, Dense(self.outputs, self.output_activation))

    @cached_property
    def shapes(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """The shapes of the weight arrays, layer by layer, in Keras's order."""
        network = init_network(self.stack, (None, None, self.features), seed=0)
        return tuple(tuple(array.shape for array in weights.arrays()) for weights in network.weights)

    @property
    def ends(self) -> np.ndarray:
        """Where each weight array ends in the vector of all weights, (arrays,)."""
        return np.cumsum([int(np.prod(shape)) for layer in self.shapes for shape in layer])

    @property
    def parameters(self) -> int:
        """How many numbers there are to learn."""
        return sum(row.parameters for row in summarise(self.stack, (None, None, self.features)))

    def network(self, theta: np.ndarray) -> Network:
        """Return the network whose weights are the vector ``theta``, (parameters,)."""
        pieces = iter(np.split(np.array(theta, dtype=np.float64), self.ends[:-1]))
        layers = [[next(pieces).reshape(shape) for shape in layer] for layer in self.shapes]
        return Network(self.stack, (*(Weights(*arrays) for arrays in layers[:-1]), DenseWeights(*layers[-1])))

    def init(self, seed: int) -> np.ndarray:
        """Return Keras's default initial weights as one vector, (parameters,)."""
        return flat(init_network(self.stack, (None, None, self.features), seed))


@dataclass(frozen=True)
class Fit:
    """How a model is trained, in the words of Keras's ``compile`` and ``fit``.

    Args:
        loss: "mse" or "mae".
        optimizer: "sgd", "adam" or "rmsprop", with Keras's own constants.
        learning_rate: of every epoch, unless a branch changes it.
        batch: samples in a batch; the last batch of an epoch may have fewer.
        epochs: at most so many.
        clipping: a name in ``rnnviz.core.optimizers.CLIPPINGS``.
        threshold: of the clipping.
        seed: of the initial weights and of the order.
        shuffle: whether every epoch reads the samples in an order of its own.
        patience: stop when the loss of the validation part, where there is none of the test part, has not fallen below
            its least for so many epochs; 0 never stops early.

    Raises:
        ValueError: naming what is not allowed.
    """

    loss: str = "mse"
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch: int = 1
    epochs: int = 20
    clipping: str = "none"
    threshold: float = 1.0
    seed: int = 1
    shuffle: bool = True
    patience: int = 0

    def __post_init__(self):
        check_choice("loss", self.loss, LOSSES)
        check_choice("optimizer", self.optimizer, OPTIMIZERS)
        check_choice("clipping", self.clipping, CLIPPINGS)
        check_whole("batch", self.batch, 1, MAX_BATCH)
        check_whole("epochs", self.epochs, 1, MAX_EPOCHS)
        check_whole("seed", self.seed, 0, MAX_SEED)
        check_whole("patience", self.patience, 0, MAX_PATIENCE)
        for name in ("learning_rate", "threshold"):
            value = getattr(self, name)
            if not 0 < value < np.inf:
                raise ValueError(f"{name} must be positive and finite; received {value!r}.")


def check_whole(name: str, value: int, low: int, high: int) -> None:
    """Raise ValueError unless ``value`` is a whole number from ``low`` to ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}; received {value!r}.")


def flat(network: Network) -> np.ndarray:
    """Return all weights of a network as one vector, in the order of Keras's ``model.get_weights()``."""
    return np.concatenate([array.ravel() for weights in network.weights for array in weights.arrays()])


def position(name: str, names: Collection[str]) -> int:
    """Return the number by which the kernels know a name."""
    return list(names).index(name)
