"""What a recurrent layer is made of: its configuration, its arrays as Keras returns them, its initial values."""

from dataclasses import dataclass

import numpy as np

from rnnviz.core.activations import ACTIVATIONS, check_choice, check_rate, check_size

GATES = {
    "simple_rnn": ("h",),
    "lstm": ("i", "f", "g", "o"),
    "gru": ("z", "r", "n"),
    "peephole_lstm": ("i", "f", "g", "o"),
    "coupled_lstm": ("f", "g", "o"),
}
"""The blocks along the last axis of every weight array, in Keras's order (Keras calls g "c" and n "h").

The last two are not in Keras: LSTM whose gates also see c (Gers and Schmidhuber 2000), and LSTM whose input gate is
1 - f (Greff et al. 2017). Their arrays are laid out as those of LSTM are.
"""

STATES = {
    "simple_rnn": ("h",),
    "lstm": ("h", "c"),
    "gru": ("h",),
    "peephole_lstm": ("h", "c"),
    "coupled_lstm": ("h", "c"),
}
"""What each cell carries from one timestep to the next, in Keras's order."""

PEEPHOLES = ("i", "f", "o")
"""The gates that see c in a peephole LSTM, in the order of the rows of ``Weights.peephole``."""


@dataclass(frozen=True)
class Cell:
    """The configuration of a recurrent layer, in Keras's words and with Keras's defaults.

    Args:
        kind: a name in ``GATES``.
        units: size of the state h (and c).
        activation: of the candidate and of the output: a name in ``ACTIVATIONS``.
        recurrent_activation: of the gates of LSTM and GRU; SimpleRNN has no gates and ignores it.
        use_bias: whether there is a bias.
        reset_after: GRU only. True (Keras's default) multiplies by the reset gate after the recurrent
            product and gives the recurrent product a bias of its own; False is the original GRU (Cho et al. 2014).
        go_backwards: read the sequence from its last timestep to its first.
        dropout: the share of x that Keras sets to 0 while it trains. A trace is never one of training.
        recurrent_dropout: the same of h before it is multiplied by the recurrent kernel.

    Raises:
        ValueError: if a name is not known, units is not at least 1, or a rate is not from 0 to 1.
    """

    kind: str
    units: int
    activation: str = "tanh"
    recurrent_activation: str = "sigmoid"
    use_bias: bool = True
    reset_after: bool = True
    go_backwards: bool = False
    dropout: float = 0.0
    recurrent_dropout: float = 0.0

    def __post_init__(self):
        check_choice("kind", self.kind, GATES)
        check_size("units", self.units)
        check_choice("activation", self.activation, ACTIVATIONS)
        check_choice("recurrent_activation", self.recurrent_activation, ACTIVATIONS)
        check_rate("dropout", self.dropout)
        check_rate("recurrent_dropout", self.recurrent_dropout)

    @property
    def gates(self) -> tuple[str, ...]:
        """The names of the blocks of every weight array, in order."""
        return GATES[self.kind]

    @property
    def states(self) -> tuple[str, ...]:
        """The names of what is carried through time: h, and c for LSTM."""
        return STATES[self.kind]

    @property
    def two_biases(self) -> bool:
        """Whether the recurrent product has a bias of its own (GRU with ``reset_after``)."""
        return self.kind == "gru" and self.reset_after and self.use_bias

    def block(self, gate: str) -> slice:
        """Return where a gate's columns are in every weight array."""
        start = self.gates.index(gate) * self.units
        return slice(start, start + self.units)

    def weight_shapes(self, features: int) -> dict[str, tuple[int, ...]]:
        """Return the shapes of kernel, recurrent_kernel and, where there are any, bias and peephole."""
        columns = len(self.gates) * self.units
        shapes = {"kernel": (features, columns), "recurrent_kernel": (self.units, columns)}
        if self.use_bias:
            shapes["bias"] = (2, columns) if self.two_biases else (columns,)
        if self.kind == "peephole_lstm":
            shapes["peephole"] = (len(PEEPHOLES), self.units)
        return shapes

    def parameters(self, features: int) -> int:
        """Return how many numbers there are to learn.

        >>> Cell("lstm", 4).parameters(features=1), Cell("gru", 4).parameters(features=1)
        (96, 84)
        """
        return sum(int(np.prod(shape)) for shape in self.weight_shapes(features).values())


class Arrays:
    """The arrays of a layer: the fields of a dataclass in Keras's order, kept as float64, None where there is none."""

    def __post_init__(self):
        for name, array in vars(self).items():
            if array is not None:
                object.__setattr__(self, name, np.asarray(array, dtype=np.float64))

    def arrays(self) -> list[np.ndarray]:
        """Return the arrays as ``layer.set_weights`` takes them."""
        return [array for array in vars(self).values() if array is not None]


@dataclass(frozen=True, eq=False)
class Weights(Arrays):
    """The arrays of ``layer.get_weights()``, in its order and shapes.

    Args:
        kernel: (features, gates * units).
        recurrent_kernel: (units, gates * units).
        bias: (gates * units,); (2, gates * units) for GRU with ``reset_after``; None without bias.
        peephole: (3, units), how much i and f see of c before and o of c, unit by unit; peephole LSTM only.
    """

    kernel: np.ndarray
    recurrent_kernel: np.ndarray
    bias: np.ndarray | None = None
    peephole: np.ndarray | None = None

    def __post_init__(self):
        super().__post_init__()
        if self.kernel.ndim != 2:
            raise ValueError(f"kernel must be 2-D (features, gates * units); received shape {self.kernel.shape}.")

    @property
    def features(self) -> int:
        """How many numbers are read at each timestep."""
        return self.kernel.shape[0]

    def check(self, cell: Cell) -> None:
        """Raise ValueError naming the first array whose shape does not fit ``cell``."""
        for name, expected in cell.weight_shapes(self.features).items():
            array = getattr(self, name)
            received = "none" if array is None else array.shape
            if received != expected:
                raise ValueError(
                    f"{name} of {cell.kind} with {cell.units} units must be {expected}; received {received}."
                )
        if not cell.use_bias and self.bias is not None:
            raise ValueError("bias must be None when use_bias is False.")
        if cell.kind != "peephole_lstm" and self.peephole is not None:
            raise ValueError(f"peephole must be None: {cell.kind} has no peepholes.")


def glorot_uniform(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Draw uniformly within ±√(6 / (rows + columns)) (Glorot and Bengio 2010); Keras's default for kernels."""
    limit = np.sqrt(6.0 / sum(shape))
    return rng.uniform(-limit, limit, shape)


def orthogonal(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Draw orthonormal rows or columns, the fewer ones (Saxe et al. 2014); Keras's default for recurrent kernels."""
    tall = rng.standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(tall)
    q = q * np.sign(np.diag(r))
    return q if shape[0] >= shape[1] else q.T


def init_weights(cell: Cell, features: int, seed: int) -> Weights:
    """Return the initial weights as Keras draws them by default: the same distributions, from NumPy's generator.

    The kernel is glorot_uniform, the recurrent kernel orthogonal, the bias zero but for the forget gate of
    an LSTM, which starts at 1 (``unit_forget_bias``). Peepholes are drawn as a (units, units) kernel would be. The
    same seed gives the same weights everywhere, up to the rounding of LAPACK's QR.

    >>> init_weights(Cell("lstm", 2), features=1, seed=0).bias
    array([0., 0., 1., 1., 0., 0., 0., 0.])
    """
    rng = np.random.default_rng(seed)
    shapes = cell.weight_shapes(features)
    bias = np.zeros(shapes["bias"]) if cell.use_bias else None
    kernel = glorot_uniform(rng, shapes["kernel"])
    recurrent_kernel = orthogonal(rng, shapes["recurrent_kernel"])
    if "f" in cell.gates and cell.use_bias:
        bias[cell.block("f")] = 1.0
    peephole = None
    if "peephole" in shapes:
        limit = np.sqrt(3.0 / cell.units)
        peephole = rng.uniform(-limit, limit, shapes["peephole"])
    return Weights(kernel, recurrent_kernel, bias, peephole)
