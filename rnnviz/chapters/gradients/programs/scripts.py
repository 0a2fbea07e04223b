"""Programs that compute a loss and its gradients: backpropagation through time in NumPy, a GradientTape in Keras.

As in ``export``, weights and inputs are literals of full precision, and what rnnviz computed is asserted.
"""

import re
import textwrap
from dataclasses import dataclass

import numpy as np

from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.layers import KERAS_NAMES, NAMES, Dense, Recurrent
from rnnviz.core.weights import Cell
from rnnviz.export.text import FLOAT64, Applied, Code, array, functions_of, joined, known, number, written_notebook

SLOPES = {
    "linear": "np.ones_like({0})",
    "tanh": "(1.0 - {0} * {0})",
    "relu": "({0} > 0.0)",
    "sigmoid": "{0} * (1.0 - {0})",
}
"""The slope of each activation, written with its own value."""

FORWARD = {
    "simple_rnn": "h = {activation:x @ w_x + h @ w_h + b}",
    "lstm": """\
i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4)
i, f, g, o = sigmoid(i), sigmoid(f), {activation:g}, sigmoid(o)
c = f * c + i * g
a = {activation:c}
h = o * a""",
    "peephole_lstm": """\
i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4)
i, f, g = sigmoid(i + p[0] * c), sigmoid(f + p[1] * c), {activation:g}
c = f * c + i * g
o = sigmoid(o + p[2] * c)
a = {activation:c}
h = o * a""",
    "coupled_lstm": """\
f, g, o = np.split(x @ w_x + h @ w_h + b, 3)
f, g, o = sigmoid(f), {activation:g}, sigmoid(o)
c = f * c + (1.0 - f) * g
a = {activation:c}
h = o * a""",
    "gru": """\
x_z, x_r, x_n = np.split(x @ w_x + b[0], 3)
h_z, h_r, h_n = np.split(h @ w_h + b[1], 3)
z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
n = {activation:x_n + r * h_n}
h = z * h + (1.0 - z) * n""",
}
"""One timestep forward."""

SAVED = {
    "simple_rnn": ("h",),
    "lstm": ("i", "f", "g", "o", "a", "h"),
    "peephole_lstm": ("i", "f", "g", "o", "c", "a", "h"),
    "coupled_lstm": ("f", "g", "o", "a", "h"),
    "gru": ("z", "r", "n", "h_n", "h"),
}
"""What the way back needs of each step, beside x and the states before."""

BACKWARD = {
    "simple_rnn": """\
d_x_sum = d_h_sum = d_h * {slope:h}
d_h = d_h_sum @ w_h.T""",
    "lstm": """\
d_c = d_c + d_h * o * {slope:a}
s_i, s_f = d_c * g * i * (1.0 - i), d_c * c_before * f * (1.0 - f)  # ∂L/∂ of the sums before i and f
s_g, s_o = d_c * i * {slope:g}, d_h * a * o * (1.0 - o)
d_x_sum = d_h_sum = np.concatenate([s_i, s_f, s_g, s_o])
d_h, d_c = d_h_sum @ w_h.T, d_c * f""",
    "peephole_lstm": """\
s_o = d_h * a * o * (1.0 - o)  # ∂L/∂ of the sum before o
d_c = d_c + d_h * o * {slope:a} + s_o * p[2]
s_i, s_f, s_g = d_c * g * i * (1.0 - i), d_c * c_before * f * (1.0 - f), d_c * i * {slope:g}
d_p += [s_i * c_before, s_f * c_before, s_o * c]
d_x_sum = d_h_sum = np.concatenate([s_i, s_f, s_g, s_o])
d_h, d_c = d_h_sum @ w_h.T, d_c * f + s_i * p[0] + s_f * p[1]""",
    "coupled_lstm": """\
d_c = d_c + d_h * o * {slope:a}
s_f, s_g, s_o = d_c * (c_before - g) * f * (1.0 - f), d_c * (1.0 - f) * {slope:g}, d_h * a * o * (1.0 - o)
d_x_sum = d_h_sum = np.concatenate([s_f, s_g, s_o])
d_h, d_c = d_h_sum @ w_h.T, d_c * f""",
    "gru": """\
s_n = d_h * (1.0 - z) * {slope:n}  # ∂L/∂ of the sum before n
s_z = d_h * (h_before - n) * z * (1.0 - z)
s_r = s_n * h_n * r * (1.0 - r)
d_x_sum, d_h_sum = np.concatenate([s_z, s_r, s_n]), np.concatenate([s_z, s_r, s_n * r])
d_h = d_h * z + d_h_sum @ w_h.T""",
}
"""One timestep back: ∂L/∂ of the sums that w_x and w_h enter, and of the states before."""


@dataclass(frozen=True)
class Slope:
    """An activation's slope as a format: f"{Slope('tanh'):h}" is "(1.0 - h * h)"."""

    activation: str

    def __format__(self, value: str) -> str:
        """Write the slope at ``value``."""
        return SLOPES[self.activation].format(value)


def numpy_gradients(gradients: NetworkGradients) -> str:
    """Return a Python program of backpropagation through time that needs NumPy alone.

    Args:
        gradients: of a loss of a Recurrent layer with return_sequences and a Dense layer, one sample, from
            initial states of zero, gates that are sigmoids and, for GRU, with reset_after.

    Raises:
        ValueError: if it is anything else.
    """
    cell = checked(gradients)
    title = f'"""{NAMES[cell.kind]}: backpropagation through time with NumPy. Written by rnnviz."""'
    output = gradients.trace.layers[1].layer.activation
    used = functions_of({cell.activation, output, *(["sigmoid"] if cell.kind != "simple_rnn" else [])})
    blocks = [title, "import numpy as np", used, arrays(gradients), forward(cell), loss_of(output), backward(cell)]
    return joined(*blocks, *asserts(gradients, {"d_h_all": gradients.layers[0][""]["h"][0]}))


def keras_gradients(gradients: NetworkGradients) -> str:
    """Return a program of the same gradients with Keras on TensorFlow; arguments as ``numpy_gradients``.

    Raises:
        ValueError: also for a cell that is not in Keras.
    """
    cell = checked(gradients)
    if cell.kind not in KERAS_NAMES:
        raise ValueError(f"Keras has no {NAMES[cell.kind]}: there is no Keras program for it.")
    title = f'"""{KERAS_NAMES[cell.kind]}: its gradients with Keras, on TensorFlow. Written by rnnviz."""'
    imports = "import keras\nimport numpy as np\nimport tensorflow as tf"
    return joined(
        title,
        imports,
        FLOAT64,
        arrays(gradients),
        keras_tape(cell, gradients.trace.layers[1].layer.activation),
        *asserts(gradients, {}),
    )


def checked(gradients: NetworkGradients) -> Cell:
    """Return the cell, or raise ValueError where the programs would not be these."""
    layers = [trace.layer for trace in gradients.trace.layers]
    if [type(layer) for layer in layers] != [Recurrent, Dense] or not layers[0].return_sequences:
        raise ValueError("gradients must be of a recurrent layer with return_sequences and a Dense layer.")
    cell, dense = layers[0].cell, layers[1]
    plain = cell.recurrent_activation == "sigmoid" and cell.use_bias and cell.reset_after and not cell.go_backwards
    if not plain or dense.activation not in SLOPES or not dense.use_bias or cell.activation not in SLOPES:
        raise ValueError(
            "gradients must be of a cell with sigmoid gates and biases, read forwards, and of activations with a slope."
        )
    if gradients.loss is None or len(gradients.trace.inputs) != 1:
        raise ValueError("gradients must be of a loss, of one sample.")
    return cell


def arrays(gradients: NetworkGradients) -> str:
    """Return the weights, the inputs, the targets and the timesteps that count."""
    cell, weights = gradients.trace.layers[0].layer.cell, gradients.trace.layers[0].parts[""].weights
    dense, loss = gradients.trace.layers[1].parts[""].weights, gradients.loss
    columns = f"{len(cell.gates)} * units" if len(cell.gates) > 1 else "units"
    blocks = [
        array("w_x", weights.kernel, f"kernel, (features, {columns}); blocks: {', '.join(cell.gates)}"),
        array("w_h", weights.recurrent_kernel, f"recurrent kernel, (units, {columns})"),
        array("b", weights.bias, "bias"),
        array("p", weights.peephole, "peepholes, (3, units): of i, f and o"),
        array("w_y", dense.kernel, "kernel of the Dense layer"),
        array("b_y", dense.bias, "bias of the Dense layer"),
        array("inputs", gradients.trace.inputs[0], "what is read, (timesteps, features)"),
        array("targets", loss.targets[0], "what the output should be, (timesteps, outputs)"),
        f"# the timesteps whose errors count, from 0\ncounted = {sorted(int(t) for t in loss.timesteps)}",
    ]
    return "\n".join(block for block in blocks if block)


def forward(cell: Cell) -> str:
    """Return every timestep, with what the way back needs."""
    step = FORWARD[cell.kind].format(activation=Applied(cell.activation))
    step = re.sub(r"^(\w+) = \1\n", "", step, flags=re.MULTILINE)  # what a linear activation leaves: a = a
    states = ", ".join(f"{state}_before" for state in cell.states)
    return "\n".join(
        [
            *(f"{state} = np.zeros(w_h.shape[0])" for state in cell.states),
            "kept = []",
            "for x in inputs:",
            f"    {states} = {', '.join(cell.states)}",
            textwrap.indent(step, "    "),
            f"    kept.append((x, {states}, {', '.join(SAVED[cell.kind])}))",
            "h_all = np.array([step[-1] for step in kept])",
        ]
    )


LOSS = """\
{output}
errors = y - targets
loss = np.mean(np.square(errors[counted]))
d_y = np.zeros_like(errors)  # ∂L/∂y
d_y[counted] = 2.0 * errors[counted] / errors[counted].size
print("loss =", loss)"""
"""The outputs, the loss and its slope."""


def loss_of(output: str) -> str:
    """Return the outputs, the loss, and its slope by what the output sums."""
    made = LOSS.format(output=f"y = {Applied(output):h_all @ w_y + b_y}")
    if output == "linear":
        return made
    return f"{made}\nd_y = d_y * {Slope(output):y}  # ∂L/∂ of the sum before y"


def backward(cell: Cell) -> str:
    """Return every timestep from the last to the first."""
    saved = ", ".join((*(f"{state}_before" for state in cell.states), *SAVED[cell.kind]))
    return "\n".join(
        [
            "d_w_x, d_w_h, d_b = np.zeros_like(w_x), np.zeros_like(w_h), np.zeros_like(b)",
            *(["d_p = np.zeros_like(p)"] if cell.kind == "peephole_lstm" else []),
            "d_w_y, d_b_y = h_all.T @ d_y, d_y.sum(axis=0)",
            "d_h_all = np.zeros_like(h_all)  # ∂L/∂h of every timestep",
            *(f"d_{state} = np.zeros(w_h.shape[0])" for state in cell.states),
            "for t in reversed(range(len(inputs))):",
            f"    x, {saved} = kept[t]",
            "    d_h = d_h_all[t] = d_h + d_y[t] @ w_y.T  # what returns, and what the loss asks directly",
            textwrap.indent(BACKWARD[cell.kind].format(slope=Slope(cell.activation)), "    "),
            "    d_w_x += np.outer(x, d_x_sum)",
            "    d_w_h += np.outer(h_before, d_h_sum)",
            f"    d_b += {'[d_x_sum, d_h_sum]' if cell.two_biases else 'd_x_sum'}",
        ]
    )


def keras_tape(cell: Cell, output: str) -> str:
    """Return the model, its weights, the loss, and the tape."""
    options = f'activation="{known(cell.activation)}", return_sequences=True'
    of_output = "" if output == "linear" else f', activation="{known(output)}"'
    return "\n".join(
        [
            f"rnn = keras.layers.{KERAS_NAMES[cell.kind]}({int(cell.units)}, {options})",
            f"dense = keras.layers.Dense(1{of_output})",
            "model = keras.Sequential([keras.Input(shape=inputs.shape), rnn, dense])",
            "rnn.set_weights([w_x, w_h, b])",
            "dense.set_weights([w_y, b_y])",
            "with tf.GradientTape() as tape:",
            "    errors = model(inputs[None]) - targets[None]",
            "    loss = tf.reduce_mean(tf.square(tf.gather(errors, counted, axis=1)))",
            "d_w_x, d_w_h, d_b, d_w_y, d_b_y = (each.numpy() for each in tape.gradient(loss, model.trainable_weights))",
            "loss = loss.numpy()",
            'print("loss =", loss)',
        ]
    )


def asserts(gradients: NetworkGradients, found: dict[str, np.ndarray]) -> tuple[str, str]:
    """Return the numbers that rnnviz computed, and an assertion for the loss and for each gradient.

    A difference is held to the gradient's largest number. ``found`` are gradients besides those of the weights, by the
    names that the program gives.
    """
    layer, dense = gradients.layers[0][""], gradients.layers[1][""]
    found = found | {"d_w_x": layer.kernel, "d_w_h": layer.recurrent_kernel, "d_b": layer.bias, "d_p": layer.peephole}
    found |= {"d_w_y": dense.kernel, "d_b_y": dense.bias}
    expected = [f"# what rnnviz computed\nexpected_loss = {number(gradients.loss.value)}"]
    lines = ["np.testing.assert_allclose(loss, expected_loss, rtol=1e-9)"]
    for name, value in found.items():
        if value is not None:
            expected.append(array(f"expected_{name}", value, f"∂L/∂{name.removeprefix('d_').removesuffix('_all')}"))
            atol = 1e-9 * np.abs(value[np.isfinite(value)]).max(initial=0.0)
            lines.append(f"np.testing.assert_allclose({name}, expected_{name}, rtol=1e-9, atol={atol:.0e})")
    lines.append('print("The loss and every gradient are those of rnnviz.")')
    return "\n".join(expected), "\n".join(lines)


def gradients_notebook(gradients: NetworkGradients) -> str:
    """Return a notebook (.ipynb, JSON) of both programs, or of the NumPy one alone where Keras has no such cell.

    Arguments and errors as ``numpy_gradients``.
    """
    cell = checked(gradients)
    cells = [
        f"# {NAMES[cell.kind]}: backpropagation through time\n\nWritten by rnnviz. Each program computes the loss and "
        "its gradients, and is checked against what rnnviz showed.",
        "## With NumPy",
        Code(numpy_gradients(gradients)),
    ]
    if cell.kind in KERAS_NAMES:
        cells += ["## With Keras, on TensorFlow", Code(keras_gradients(gradients))]
    return written_notebook(cells)
