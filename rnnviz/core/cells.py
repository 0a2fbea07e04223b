"""One timestep of each cell, as the book writes it: arrays in, every intermediate out.

Throughout: x is (batch, features); h, c and every value returned are (batch, units); w, u and b are the arrays
of ``Weights``; a name that begins with ``pre_`` is the sum before its activation.
"""

from collections import namedtuple
from collections.abc import Callable

import numpy as np

from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.masks import where_read
from rnnviz.core.weights import Cell, Weights

Function = Callable[[np.ndarray], np.ndarray]


SimpleRNNStep = namedtuple("SimpleRNNStep", "pre_h h")

LSTMStep = namedtuple("LSTMStep", "pre_i pre_f pre_g pre_o i f g o c act_c h")
"""``act_c`` is activation(c), what the output gate lets out."""

CoupledLSTMStep = namedtuple("CoupledLSTMStep", "pre_f pre_g pre_o f i g o c act_c h")
"""``i`` is 1 - f."""

GRUStep = namedtuple("GRUStep", "pre_z pre_r recurrent_n pre_n z r n h")
"""``recurrent_n`` is h @ u_n + b, what the reset gate multiplies."""

GRUResetBeforeStep = namedtuple("GRUResetBeforeStep", "pre_z pre_r reset_h pre_n z r n h")
"""GRU without ``reset_after``: ``reset_h`` is r * h, before its product with u_n."""


def sums(cell: Cell, weights: Weights, x: np.ndarray, h: np.ndarray) -> list[np.ndarray]:
    """x w + h u + b, one block for each gate of the cell, in Keras's order."""
    b = 0.0 if weights.bias is None else weights.bias
    pre = x @ weights.kernel + h @ weights.recurrent_kernel + b
    return [pre[:, cell.block(name)] for name in cell.gates]


def functions(cell: Cell) -> tuple[Function, Function]:
    """Return the function of the gates, and that of the candidate and of the state."""
    return ACTIVATIONS[cell.recurrent_activation].function, ACTIVATIONS[cell.activation].function


def simple_rnn(cell: Cell, weights: Weights, x: np.ndarray, h: np.ndarray) -> SimpleRNNStep:
    """h = activation(x w + h u + b)  (Elman 1990)."""
    (pre_h,) = sums(cell, weights, x, h)
    return SimpleRNNStep(pre_h, ACTIVATIONS[cell.activation].function(pre_h))


def lstm(cell: Cell, weights: Weights, x: np.ndarray, h: np.ndarray, c: np.ndarray) -> LSTMStep:
    """c = f c + i g,  h = o activation(c)  (Hochreiter and Schmidhuber 1997; Gers et al. 2000).

    An open forget gate and a shut input gate carry the cell state unchanged:

    >>> cell = Cell("lstm", 1)
    >>> shut_open = Weights(np.zeros((1, 4)), np.zeros((1, 4)), [-99.0, 99.0, 0.0, 0.0])
    >>> step = lstm(cell, shut_open, np.array([[5.0]]), np.array([[0.0]]), np.array([[0.7]]))
    >>> step.c.item()
    0.7
    """
    gate, activation = functions(cell)
    pre_i, pre_f, pre_g, pre_o = sums(cell, weights, x, h)
    i, f, g, o = gate(pre_i), gate(pre_f), activation(pre_g), gate(pre_o)
    c = f * c + i * g
    act_c = activation(c)
    return LSTMStep(pre_i, pre_f, pre_g, pre_o, i, f, g, o, c, act_c, h=o * act_c)


def peephole_lstm(cell: Cell, weights: Weights, x: np.ndarray, h: np.ndarray, c: np.ndarray) -> LSTMStep:
    """LSTM whose gates see the cell state: i and f see c before, o sees c after  (Gers and Schmidhuber 2000)."""
    gate, activation = functions(cell)
    pre_i, pre_f, pre_g, pre_o = sums(cell, weights, x, h)
    p_i, p_f, p_o = weights.peephole
    pre_i, pre_f = pre_i + p_i * c, pre_f + p_f * c
    i, f, g = gate(pre_i), gate(pre_f), activation(pre_g)
    c = f * c + i * g
    pre_o = pre_o + p_o * c
    o, act_c = gate(pre_o), activation(c)
    return LSTMStep(pre_i, pre_f, pre_g, pre_o, i, f, g, o, c, act_c, h=o * act_c)


def coupled_lstm(cell: Cell, weights: Weights, x: np.ndarray, h: np.ndarray, c: np.ndarray) -> CoupledLSTMStep:
    """LSTM that takes in only as much as it forgets: c = f c + (1 - f) g  (Greff et al. 2017, CIFG)."""
    gate, activation = functions(cell)
    pre_f, pre_g, pre_o = sums(cell, weights, x, h)
    f, g, o = gate(pre_f), activation(pre_g), gate(pre_o)
    i = 1.0 - f
    c = f * c + i * g
    act_c = activation(c)
    return CoupledLSTMStep(pre_f, pre_g, pre_o, f, i, g, o, c, act_c, h=o * act_c)


def of_kept_c(cell: Cell, weights: Weights, values: dict[str, np.ndarray], mask: np.ndarray) -> dict[str, np.ndarray]:
    """Return what is computed of c after it, by name, of the c that was kept where the mask is False."""
    gate, activation = functions(cell)
    c = values["c"]
    found = {"act_c": activation(c)}
    if cell.kind == "peephole_lstm":
        dropped = values["f"] * c + values["i"] * values["g"]
        pre_o = where_read(mask, values["pre_o"], values["pre_o"] + weights.peephole[2] * (c - dropped))
        found |= {"pre_o": pre_o, "o": where_read(mask, values["o"], gate(pre_o))}
    return found


def gru(cell: Cell, weights: Weights, x: np.ndarray, h: np.ndarray) -> GRUStep | GRUResetBeforeStep:
    """h = z h + (1 - z) n, so z = 1 keeps  (Cho et al. 2014; many texts have z the other way round).

    With ``reset_after``: n = activation(x w_n + b + r (h u_n + b_recurrent)), Keras's default and cuDNN's.
    Without: n = activation(x w_n + (r h) u_n + b), the original.
    """
    gate, activation = functions(cell)
    w, u = weights.kernel, weights.recurrent_kernel
    b = 0.0 if weights.bias is None else weights.bias
    input_bias, recurrent_bias = b if cell.two_biases else (b, 0.0)
    z_block, r_block, n_block = (cell.block(name) for name in "zrn")
    from_x = x @ w + input_bias
    if cell.reset_after:
        from_h = h @ u + recurrent_bias
        pre_z, pre_r = from_x[:, z_block] + from_h[:, z_block], from_x[:, r_block] + from_h[:, r_block]
        z, r, recurrent_n = gate(pre_z), gate(pre_r), from_h[:, n_block]
        pre_n = from_x[:, n_block] + r * recurrent_n
        n = activation(pre_n)
        return GRUStep(pre_z, pre_r, recurrent_n, pre_n, z, r, n, h=z * h + (1.0 - z) * n)
    pre_z, pre_r = from_x[:, z_block] + h @ u[:, z_block], from_x[:, r_block] + h @ u[:, r_block]
    z, r = gate(pre_z), gate(pre_r)
    reset_h = r * h
    pre_n = from_x[:, n_block] + reset_h @ u[:, n_block]
    n = activation(pre_n)
    return GRUResetBeforeStep(pre_z, pre_r, reset_h, pre_n, z, r, n, h=z * h + (1.0 - z) * n)


STEPS = {
    "simple_rnn": simple_rnn,
    "lstm": lstm,
    "gru": gru,
    "peephole_lstm": peephole_lstm,
    "coupled_lstm": coupled_lstm,
}
