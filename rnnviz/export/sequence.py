"""Programs that reproduce what is on the screen: a NumPy script, a Keras script and a notebook of both.

Each program carries the weights, the inputs and the initial state as literals of full precision, computes h at every
step and the output y, and asserts the numbers that rnnviz computed. Only numbers and names from the tables below go
into the text. h and y are in the order of the input, also for a layer that reads backwards.
"""

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.core.layers import KERAS_NAMES, NAMES, Dense, DenseWeights, Recurrent
from rnnviz.core.network import Network, run_network
from rnnviz.core.weights import Cell, Weights
from rnnviz.export.text import (
    ATOL,
    FLOAT64,
    RTOL,
    Applied,
    Code,
    array,
    functions_of,
    joined,
    known,
    tolerance,
    written_notebook,
)

STEPS = {
    "simple_rnn": "h = {activation:x @ w_x + h @ w_h + b}  # {shape}",
    "lstm": """\
i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4{axis})  # each {shape}
i = {gate:i}
f = {gate:f}
g = {activation:g}
o = {gate:o}
c = f * c + i * g
h = o * {activation:c}""",
    "peephole_lstm": """\
i, f, g, o = np.split(x @ w_x + h @ w_h + b, 4{axis})  # each {shape}
p_i, p_f, p_o = w_p  # how much i and f see of c before, and o of c after
i = {gate:i + p_i * c}
f = {gate:f + p_f * c}
g = {activation:g}
c = f * c + i * g
o = {gate:o + p_o * c}
h = o * {activation:c}""",
    "coupled_lstm": """\
f, g, o = np.split(x @ w_x + h @ w_h + b, 3{axis})  # each {shape}
f = {gate:f}
g = {activation:g}
o = {gate:o}
c = f * c + (1.0 - f) * g
h = o * {activation:c}""",
    "gru": """\
x_z, x_r, x_n = np.split(x @ w_x + b_x, 3{axis})  # each {shape}
h_z, h_r, h_n = np.split(h @ w_h + b_h, 3{axis})
z = {gate:x_z + h_z}
r = {gate:x_r + h_r}
n = {activation:x_n + r * h_n}
h = z * h + (1.0 - z) * n""",
    "gru_reset_before": """\
x_z, x_r, x_n = np.split(x @ w_x + b, 3{axis})  # each {shape}
z = {gate:x_z + h @ w_hz}
r = {gate:x_r + h @ w_hr}
n = {activation:x_n + (r * h) @ w_hn}
h = z * h + (1.0 - z) * n""",
}
"""One timestep of each cell; terms in b are dropped without bias. To be filled in are both activations, and how a state
is shaped: (units,), or with samples before, where ``axis`` tells ``np.split`` to leave them."""


@dataclass(frozen=True, eq=False)
class View:
    """What is on the screen, checked: one sequence read by a network of (Recurrent, Dense), and h and y as computed."""

    layer: Recurrent
    dense: Dense
    weights: Weights
    dense_weights: DenseWeights
    inputs: np.ndarray
    state: dict[str, np.ndarray]
    h: np.ndarray
    y: np.ndarray
    atol: float

    @property
    def cell(self) -> Cell:
        """The configuration of the recurrent layer."""
        return self.layer.cell


def numpy_script(network: Network, inputs: np.ndarray, initial_state: Sequence[np.ndarray] | None = None) -> str:
    """Return a Python program that needs NumPy alone.

    Args:
        network: exactly a Recurrent and a Dense layer, with their weights; y is read after every step where the
            Recurrent returns sequences, and after the last step alone where it does not.
        inputs: one sequence, (timesteps, features).
        initial_state: a list of h, or of h and c for LSTM, each (units,); zeros where None.

    Raises:
        ValueError: if the network has other layers, or a shape does not fit.
    """
    view = view_of(network, inputs, initial_state)
    title = f'"""{NAMES[view.cell.kind]} and Dense, step by step with NumPy. Written by rnnviz."""'
    return joined(title, "import numpy as np", functions(view), arrays(view), loop(view), expected(view), asserts(view))


def keras_script(network: Network, inputs: np.ndarray, initial_state: Sequence[np.ndarray] | None = None) -> str:
    """Return a Python program of the same with Keras in float64; arguments and errors as ``numpy_script``."""
    view = in_keras(view_of(network, inputs, initial_state))
    title = f'"""{KERAS_NAMES[view.cell.kind]} and Dense with Keras. Written by rnnviz."""'
    imports = "import keras\nimport numpy as np"
    return joined(title, imports, FLOAT64, arrays(view), keras_model(view), expected(view), asserts(view))


def notebook(network: Network, inputs: np.ndarray, initial_state: Sequence[np.ndarray] | None = None) -> str:
    """Return a notebook (.ipynb, JSON) of both programs; arguments and errors as ``numpy_script``.

    The same view gives the same text: the ids of the cells are their numbers, and there are no outputs.
    """
    view = in_keras(view_of(network, inputs, initial_state))
    text = [
        f"# {KERAS_NAMES[view.cell.kind]} and Dense, number by number\n\nWritten by rnnviz. Run the cells from top to "
        "bottom: NumPy and Keras compute the same numbers, and each is checked against what rnnviz showed.",
        "## The weights, and what is read\n\nThe arrays have the shapes and the order of Keras's `get_weights()`.",
        "## With NumPy\n\nOne line for each equation, once for each timestep.",
        "These are the numbers that rnnviz computed. The cell fails if a single one of them differs.",
        "## With Keras\n\nThe same weights in Keras's own layers, in double precision.",
    ]
    code = [
        joined("import numpy as np", arrays(view)),
        joined(functions(view), loop(view)),
        joined(expected(view), asserts(view)),
        joined("import keras", FLOAT64, keras_model(view), asserts(view)),
    ]
    cells = [text[0]]
    for words, program in zip(text[1:], code, strict=True):
        cells += [words, Code(program)]
    return written_notebook(cells)


def programs_of(exported: Callable[[Any], tuple]) -> list[Callable[[Any], bytes]]:
    """Return ``numpy_script``, ``keras_script`` and ``notebook`` as functions of what ``exported`` takes.

    ``exported`` returns (network, inputs, initial state) of it; the programs are in UTF-8.
    """

    def maker(write: Callable[..., str]) -> Callable[[Any], bytes]:
        return lambda shown: write(*exported(shown)).encode()

    return [maker(write) for write in (numpy_script, keras_script, notebook)]


def view_of(network: Network, inputs: np.ndarray, initial_state: Sequence[np.ndarray] | None) -> View:
    """Check what is to be written, and compute the numbers that will be asserted."""
    if [type(layer) for layer in network.layers] != [Recurrent, Dense]:
        received = ", ".join(layer.name for layer in network.layers)
        raise ValueError(f"network must be a recurrent layer and a Dense layer; received {received or 'no layers'}.")
    inputs = np.asarray(inputs, dtype=np.float64)
    if inputs.ndim != 2 or 0 in inputs.shape:
        raise ValueError(f"inputs must be 2-D (timesteps, features), neither 0; received shape {inputs.shape}.")
    cell = network.layers[0].cell
    state = [np.zeros(cell.units) for _ in cell.states] if initial_state is None else initial_state
    state = [np.asarray(each, dtype=np.float64) for each in state]
    if [each.shape for each in state] != [(cell.units,) for _ in cell.states]:
        shapes = ", ".join(str(each.shape) for each in state)
        wanted = " and ".join(cell.states)
        raise ValueError(f"initial_state must be a list of {wanted}, each ({cell.units},); received shapes {shapes}.")
    h, y = computed(network, inputs, *state)
    atol = tolerance(computed, network, inputs, *state)
    return View(*network.layers, *network.weights, inputs, dict(zip(cell.states, state, strict=True)), h, y, atol)


def in_keras(view: View) -> View:
    """Return ``view``, whose cell must be one that Keras has."""
    if view.cell.kind not in KERAS_NAMES:
        raise ValueError(f"{NAMES[view.cell.kind]} is not in Keras; there is a NumPy script of it.")
    return view


def computed(network: Network, inputs: np.ndarray, *state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the states h (timesteps, units), and y (timesteps, outputs) or (outputs,), in the order of the input."""
    batch = [each[None] for each in state]
    trace = run_network(network, inputs[None], {0: batch if len(batch) > 1 else batch[0]})
    layer, y = network.layers[0], trace.outputs[0]
    return trace.layers[0].parts[""]["h"][0], y[::-1] if layer.return_sequences and layer.cell.go_backwards else y


def functions(view: View) -> str:
    """Return the definitions of the activations that a view uses."""
    gates = set() if view.cell.kind == "simple_rnn" else {view.cell.recurrent_activation}
    return functions_of(gates | {view.cell.activation, view.dense.activation})


def arrays(view: View) -> str:
    """Return the weights, the inputs and the initial state."""
    columns = "units" if len(view.cell.gates) == 1 else f"{len(view.cell.gates)} * units"
    rows = "2, " if view.cell.two_biases else ""
    in_blocks = f"; their columns are in blocks: {', '.join(view.cell.gates)}" if len(view.cell.gates) > 1 else ""
    blocks = [
        f"# The weights as Keras's get_weights() returns them{in_blocks}."
        if view.cell.kind in KERAS_NAMES
        else f"# The weights{in_blocks}. This cell is not in Keras.",
        "",
        array("w_x", view.weights.kernel, f"kernel, (features, {columns})"),
        array("w_h", view.weights.recurrent_kernel, f"recurrent kernel, (units, {columns})"),
        array("b", view.weights.bias, f"bias, ({rows}{columns}{'' if rows else ','})"),
        array("w_p", view.weights.peephole, "peepholes of i, f and o, (3, units)"),
        array("w_y", view.dense_weights.kernel, "kernel of the Dense layer, (units, outputs)"),
        array("b_y", view.dense_weights.bias, "bias of the Dense layer, (outputs,)"),
        "",
        array("inputs", view.inputs, "what is read, a row for each timestep, (timesteps, features)"),
        "",
        *(array(f"{name}_0", value, f"{name} before the first step, (units,)") for name, value in view.state.items()),
    ]
    return "\n".join(block for block in blocks if block is not None)


def loop(view: View) -> str:
    """Compute h at every step, and y, in NumPy."""
    cell = view.cell
    lines = [f"{name} = {name}_0" for name in cell.states]
    lines += ["b_x, b_h = b  # of the input and of the recurrent product"] if cell.two_biases else []
    lines += ["w_hz, w_hr, w_hn = np.split(w_h, 3, axis=1)  # each (units, units)"] if is_reset_before(cell) else []
    step = step_code(cell, shape="(units,)")
    order, remark = "range(len(inputs))", ""
    if cell.go_backwards:
        order, remark = f"reversed({order})", "  # go_backwards: the last timestep is read first"
    lines += [
        "h_all = np.zeros((len(inputs), len(h_0)))  # h of every timestep",
        f"for t in {order}:{remark}",
        "    x = inputs[t]  # (features,)",
        textwrap.indent(step, "    "),
        "    h_all[t] = h",
        '    print(f"h_{t + 1} =", h)',
        "",
    ]
    read, shape = ("h_all", "(timesteps, outputs)") if view.layer.return_sequences else ("h", "(outputs,)")
    total = f"{read} @ w_y" + (" + b_y" if view.dense.use_bias else "")
    remark = "" if view.layer.return_sequences else ", of the last step read"
    lines += [f"y = {Applied(view.dense.activation):{total}}  # {shape}{remark}", 'print("y =", y)']
    return "\n".join(lines)


def is_reset_before(cell: Cell) -> bool:
    """Return whether a GRU multiplies h by r before the recurrent product."""
    return cell.kind == "gru" and not cell.reset_after


def step_code(cell: Cell, shape: str) -> str:
    """Return one timestep of a cell in NumPy: x, h, the weights w_x, w_h, b (GRU: b_x, b_h) → h, (and c)."""
    step = STEPS["gru_reset_before" if is_reset_before(cell) else cell.kind]
    step = step if cell.use_bias else re.sub(r" \+ b(_[xh])?\b", "", step)
    return filled_in(step, cell, shape)


def filled_in(step: str, cell: Cell, shape: str, axis: str = "") -> str:
    """Return a step of ``STEPS`` with its activations, for states of a shape."""
    gate, activation = Applied(cell.recurrent_activation), Applied(cell.activation)
    step = step.format(gate=gate, activation=activation, shape=shape, axis=axis)
    return re.sub(r"^(\w+) = \1\n", "", step, flags=re.MULTILINE)  # a linear gate is its own sum


def keras_model(view: View) -> str:
    """Return the layers, their weights, h at every step and y, in Keras."""
    cell, dense = view.cell, view.dense
    options = {"activation": known(cell.activation)}
    if cell.kind != "simple_rnn":
        options["recurrent_activation"] = known(cell.recurrent_activation)
    options["use_bias"] = bool(cell.use_bias)
    if cell.kind == "gru":
        options["reset_after"] = bool(cell.reset_after)
    options["go_backwards"] = bool(cell.go_backwards)
    states = ", ".join(f"{name}_0[None]" for name in cell.states)
    timesteps, features = view.inputs.shape
    lines = [
        f"rnn = keras.layers.{KERAS_NAMES[cell.kind]}(",
        f"    {int(cell.units)},",
        *(f"    {name}={value!r},".replace("'", '"') for name, value in options.items()),
        "    return_sequences=True,  # h of every step, not only of the last",
        ")",
        f"dense = keras.layers.Dense({int(dense.units)}, "
        f'activation="{known(dense.activation)}", use_bias={bool(dense.use_bias)})',
        f"model = keras.Sequential([keras.Input(shape=({timesteps}, {features})), rnn, dense])",
        f"rnn.set_weights([w_x, w_h{', b' if cell.use_bias else ''}])",
        f"dense.set_weights([w_y{', b_y' if dense.use_bias else ''}])",
        "model.summary()",
        "",
        "# The layers are called one by one, to see h and to give its initial value. Keras reads",
        "# batches: [None] makes a batch of one sequence, [0] takes the sequence out again.",
        f"h_all = rnn(inputs[None], initial_state=[{states}])",
        "h_all = keras.ops.convert_to_numpy(h_all)[0]  # (timesteps, units)",
    ]
    if cell.go_backwards:
        lines.append("h_all = h_all[::-1]  # go_backwards hands on the last timestep first")
    if view.layer.return_sequences:
        lines.append("y = keras.ops.convert_to_numpy(dense(h_all))  # (timesteps, outputs)")
    else:
        last = "[:1]" if cell.go_backwards else "[-1:]"
        lines.append(f"y = keras.ops.convert_to_numpy(dense(h_all{last}))[0]  # (outputs,), of the last step read")
    return "\n".join([*lines, 'print("h =", h_all, sep="\\n")', 'print("y =", y)'])


def expected(view: View) -> str:
    """Return the numbers that rnnviz computed."""
    shape = "(timesteps, outputs)" if view.layer.return_sequences else "(outputs,)"
    h = array("expected_h", view.h, "h of every step as rnnviz computed it, (timesteps, units)")
    return f"{h}\n{array('expected_y', view.y, f'y as rnnviz computed it, {shape}')}"


def asserts(view: View) -> str:
    """Return the two assertions."""
    within = f"rtol={RTOL:.0e}, atol={view.atol:.0e}"
    lines = [
        f"np.testing.assert_allclose({name}, expected_{of}, {within})" for name, of in (("h_all", "h"), ("y", "y"))
    ]
    if view.atol > ATOL:
        lines.insert(0, "# This network magnifies rounding: two correct programs may differ by as much as atol.")
    return "\n".join([*lines, 'print("h and y are those of rnnviz.")'])
