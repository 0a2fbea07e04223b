"""The weights of a layer in the order of other libraries: PyTorch's modules and ONNX's operators.

Gates stand in these orders. Keras has arrays (inputs, gates * units), the others (gates * units, inputs):

- Keras: LSTM i f c o, GRU z r h; PyTorch: LSTM i f g o, GRU r z n; ONNX: LSTM i o f c, GRU z r h.
- PyTorch and ONNX have two biases in every cell: Keras's one is the first, and the second is zeros.
- PyTorch's GRU is Keras's with ``reset_after``; ONNX says which of the two by its attribute linear_before_reset.
- All three keep h where z = 1: h = (1 - z) n + z h.

Sources: the documentation of torch.nn.RNN, LSTM and GRU, and of ONNX's operators RNN, LSTM and GRU (version 22).
"""

import numpy as np

from rnnviz.core.weights import Cell, Weights

PYTORCH = {"simple_rnn": ("h",), "lstm": ("i", "f", "g", "o"), "gru": ("r", "z", "n")}
ONNX = {"simple_rnn": ("h",), "lstm": ("i", "o", "f", "g"), "gru": ("z", "r", "n")}
"""The gates by our names, in each library's order."""


def reordered(cell: Cell, array: np.ndarray, order: tuple[str, ...]) -> np.ndarray:
    """Return an array (…, gates * units) with its blocks in another order."""
    return np.concatenate([array[..., cell.block(gate)] for gate in order], axis=-1)


def biases(cell: Cell, weights: Weights, order: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the bias that goes with what is read and the one that goes with h, (gates * units,) each."""
    width = len(cell.gates) * cell.units
    if weights.bias is None:
        return np.zeros(width), np.zeros(width)
    first, second = weights.bias if cell.two_biases else (weights.bias, np.zeros(width))
    return reordered(cell, first, order), reordered(cell, second, order)


def pytorch_arrays(cell: Cell, weights: Weights, suffix: str = "l0") -> dict[str, np.ndarray]:
    """Return the parameters of torch.nn.RNN, LSTM or GRU with one layer, by their names.

    Args:
        cell: one of Keras's three kinds.
        weights: that fit it.
        suffix: of the names; "l0_reverse" for the backward direction.

    Raises:
        ValueError: if PyTorch has no such cell.
    """
    refused = why_not_pytorch(cell)
    if refused:
        raise ValueError(refused)
    order = PYTORCH[cell.kind]
    bias_ih, bias_hh = biases(cell, weights, order)
    return {
        f"weight_ih_{suffix}": reordered(cell, weights.kernel, order).T.copy(),
        f"weight_hh_{suffix}": reordered(cell, weights.recurrent_kernel, order).T.copy(),
        f"bias_ih_{suffix}": bias_ih,
        f"bias_hh_{suffix}": bias_hh,
    }


def why_not_pytorch(cell: Cell) -> str:
    """Return why PyTorch's module has no such cell; "" where it has."""
    if cell.kind == "gru" and not cell.reset_after:
        return "PyTorch's GRU multiplies by r after the product (reset_after=True); this one does so before."
    allowed = ("tanh", "relu") if cell.kind == "simple_rnn" else ("tanh",)
    if cell.activation not in allowed:
        return f"PyTorch's module has {' or '.join(allowed)}; this layer has {cell.activation}."
    if cell.kind != "simple_rnn" and cell.recurrent_activation != "sigmoid":
        return f"PyTorch's gates are sigmoids; this layer has {cell.recurrent_activation}."
    return ""


def onnx_arrays(cells: tuple[Cell, ...], weights: tuple[Weights, ...]) -> dict[str, np.ndarray]:
    """Return W, R and B of ONNX's operator, one direction after the other, and of a GRU linear_before_reset.

    Args:
        cells: one, or forward and backward.
        weights: of each.

    Returns:
        W (directions, gates * units, features), R (directions, gates * units, units), B (directions, 2 gates * units).
    """
    order = ONNX[cells[0].kind]
    pairs = list(zip(cells, weights, strict=True))
    found = {
        "W": np.stack([reordered(cell, each.kernel, order).T for cell, each in pairs]),
        "R": np.stack([reordered(cell, each.recurrent_kernel, order).T for cell, each in pairs]),
        "B": np.stack([np.concatenate(biases(cell, each, order)) for cell, each in pairs]),
    }
    if cells[0].kind == "gru":
        found["linear_before_reset"] = np.array(int(cells[0].reset_after))
    return found
