"""The network of a forecaster in NumPy: its weights, one timestep of its cell, every timestep of its layers."""

import textwrap

import numpy as np

from rnnviz.chapters.forecasters.programs.windows import (
    checked,
    computed_errors,
    moved,
    prepared_code,
    shown_errors,
    tolerance,
)
from rnnviz.export.sequence import STEPS, filled_in
from rnnviz.export.text import Applied, array, functions_of
from rnnviz.training.runs import Run, sizes_of
from rnnviz.training.series import Series
from rnnviz.training.settings import Model

RTOL = 1e-9
"""How closely the NumPy script must meet the errors on the screen, relative to them, unless rounding needs more."""


def numpy_parts(series: Series, run: Run) -> list[str]:
    """Write the preparation, the functions and the trained weights, the network, and the assertions."""
    shown, cell = shown_errors(run), run.model.stack[0].cell
    gates = {"sigmoid"} if cell.kind != "simple_rnn" else set()
    endings = {
        "diverged": "# The training diverged: these are the weights before the batch at which it did.",
        "stopped": "# The training was stopped: these are the weights that it had come to.",
    }
    return [
        prepared_code(series, run.prepared),
        functions_of(gates | {cell.activation, run.model.output_activation}),
        endings.get(run.ending, ""),
        weights_code(run.model, run.weights[-1], "trained"),
        f"\n{step_code(run.model)}\n\n\n{predict_code(run.model)}\n",
        checked(run.prepared, shown, tolerance(shown, computed_errors(run.prepared, moved_forecasts(run)), RTOL)),
    ]


def moved_forecasts(run: Run) -> np.ndarray:
    """Return the forecasts (samples, outputs), scaled, with the trained weights and the windows moved."""
    from rnnviz.training.kernels.epoch import predict

    return predict(moved(run.weights[-1]), moved(run.prepared.inputs), sizes_of(run.model))


def named_weights(model: Model, theta: np.ndarray) -> dict[str, tuple[np.ndarray, str]]:
    """Return the weight arrays in Keras's order by the names that programs give them, each with what it is."""
    *recurrent, dense = model.network(theta).weights
    named = {}
    for layer, weights in enumerate(recurrent, start=1):
        meanings = ("kernel", "recurrent kernel", "bias")
        for symbol, meaning, values in zip(("w_x", "w_h", "b"), meanings, weights.arrays(), strict=True):
            named[f"{symbol}_{layer}"] = values, f"{meaning} of layer {layer}, {values.shape}"
    for symbol, meaning, values in zip(("w_y", "b_y"), ("kernel", "bias"), dense.arrays(), strict=True):
        named[symbol] = values, f"{meaning} of the Dense layer, {values.shape}"
    return named


def weights_code(model: Model, theta: np.ndarray, which: str) -> str:
    """Write the weight arrays as literals; ``which`` says whether they are the trained or the initial ones."""
    gates = model.stack[0].cell.gates
    in_blocks = f"; their columns are in blocks: {', '.join(gates)}" if len(gates) > 1 else ""
    head = f"# The {which} weights as Keras's get_weights() returns them{in_blocks}."
    return "\n".join([head, *(array(name, *each) for name, each in named_weights(model, theta).items())])


def step_code(model: Model) -> str:
    """Write one timestep of the cell, of all windows at once."""
    cell = model.stack[0].cell
    states = ", ".join(cell.states)
    step = filled_in(STEPS[cell.kind], cell, shape="(samples, units)", axis=", axis=-1")
    lines = [
        f"def {cell.kind}(x, {states}, w_x, w_h, b):",
        f'    """{states} after one timestep: x is (samples, features), states are (samples, units)."""',
        *(["    b_x, b_h = b  # of the input and of the recurrent product"] if cell.two_biases else []),
        textwrap.indent(step, "    "),
        f"    return {states}",
    ]
    return "\n".join(lines)


def predict_code(model: Model) -> str:
    """Write the network: every timestep of each layer, then the Dense layer."""
    cell, layers = model.stack[0].cell, range(1, model.layers + 1)
    states = {layer: [f"{state}_{layer}" for state in cell.states] for layer in layers}
    read = {1: "inputs[:, t]", 2: "h_1"}
    output = f"{Applied(model.output_activation):h_{model.layers} @ w_y + b_y}"
    lines = [
        "def predict(inputs):",
        '    """The forecast for each window, scaled: (samples, outputs) from (samples, window, features)."""',
        f"    {' = '.join(sum(states.values(), []))} = np.zeros((len(inputs), {int(model.units)}))",
        "    for t in range(window):",
        *(
            f"        {', '.join(states[layer])} = "
            f"{cell.kind}({read[layer]}, {', '.join(states[layer])}, w_x_{layer}, w_h_{layer}, b_{layer})"
            for layer in layers
        ),
        f"    return {output}",
    ]
    return "\n".join(lines)
