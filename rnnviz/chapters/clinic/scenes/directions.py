"""Questions about directions and conventions: Bidirectional, go_backwards, and the two GRUs."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Picture, Question, Settings
from rnnviz.chapters.clinic.scenes.common import (
    CELL,
    FEATURES,
    TIMESTEPS,
    UNITS,
    cell_of,
    drawn,
    head,
    input_rows,
    layer_name,
    numbers,
    rows_of,
    steps,
    weighted,
)
from rnnviz.core.layers import Bidirectional, Recurrent
from rnnviz.core.network import Network, run_network
from rnnviz.core.numbers import plural
from rnnviz.core.weights import Cell, Weights
from rnnviz.ui.link import Flag


def both(settings: Settings) -> Live:
    """Show both directions of a Bidirectional, and what is handed on of them."""
    layer = Bidirectional(cell_of(settings), return_sequences=True)
    network, inputs = weighted((layer,), settings.features), drawn(settings)
    trace = run_network(network, inputs)
    last = run_network(replace(network, layers=(replace(layer, return_sequences=False),)), inputs)
    forward = rows_of(trace, "h", direction="forward", label="→ h")
    backward = rows_of(trace, "h", direction="backward", label="← h")
    if settings.switch:
        backward = tuple(replace_row(row, f"{row.label} as handed on") for row in backward)
    timesteps, units = settings.timesteps, settings.units
    picture = Picture(
        "Forward and backward h" + (", the backward one as a bare go_backwards layer hands it on" * settings.switch),
        (*input_rows(inputs[0]), *forward, *backward),
        steps(timesteps),
    )
    sliced, whole = trace.outputs[0, -1], last.outputs[0]
    ends = Grid(
        "Two ways to “the last output”",
        ("code", "forward half", "backward half"),
        (
            ("y: no sequences", numbers(whole[:units]), numbers(whole[units:])),
            ("z[:, -1]", numbers(sliced[:units]), numbers(sliced[units:])),
        ),
        texts=(0, 1, 2),
        after=True,
    )
    apart = float(np.abs(sliced - whole)[units:].max())
    answer = (
        "Without `return_sequences`, the forward h after its last step stands beside the backward h after *its* last "
        f"step, which is step 1. `[:, -1]` of the sequences has the same forward half, but a backward half that has "
        f"read one step only: {apart:.3f} apart"
        + (" (they agree, because there is one step)." if timesteps == 1 else ".")
        + " Sequences are turned round before they are merged; a bare `go_backwards=True` layer hands on reversed time."
    )
    notice = (
        f"→ begins at step 1, ← at step {timesteps}. Click a ← h and see which h it came from."
        if not settings.switch
        else "In the last rows the first column is what was read last: reversed time."
    )
    return Live((picture, ends), notice, answer, (trace,))


def replace_row(row, label: str):
    """Return a row in reversed time."""
    return row._replace(label=label, values=row.values[::-1], opens=row.opens[::-1])


BOTH = Question(
    "both",
    "states",
    "Bidirectional",
    "What does Bidirectional return at its end? Is output[:, -1] the same?",
    (
        "bidirectional LSTM last output output[:, -1]",
        "go_backwards=True output reversed order",
        "Bidirectional return_sequences=False concatenates which states",
        "bidirectional output shape twice the units",
        "merge_mode concat sum ave mul",
        "Forward layer and backward layer must have different `go_backwards` value.",
    ),
    "y = layers.Bidirectional(layers.LSTM(3))(x)\nz = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)\n"
    "y == z[:, -1]   # ?",
    Settings(),
    (CELL, UNITS, TIMESTEPS, Flag("switch", "bare go_backwards")),
    both,
    "With the same weights: is `Bidirectional(LSTM(3))(x)` equal to `Bidirectional(LSTM(3, "
    "return_sequences=True))(x)[:, -1]`?",
    (
        Choice(
            "Yes: both are the last output",
            "For a layer of one direction it is so. The backward layer ends at step 1, not at the last.",
        ),
        Choice("The forward half is equal, the backward half is not"),
        Choice(
            "No number is equal: the backward outputs are reversed",
            "A bare go_backwards layer does hand on reversed time. Bidirectional turns it round before it merges.",
        ),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + f"""
x = np.random.rand(1, timesteps, features).astype("float32")
last = layers.Bidirectional(layers.{layer_name(s)}(units))
every = layers.Bidirectional(layers.{layer_name(s)}(units, return_sequences=True))
last(x), every(x)
every.set_weights(last.get_weights())
y, z = np.asarray(last(x)), np.asarray(every(x))
assert y.shape == (1, 2 * units) and z.shape == (1, timesteps, 2 * units)
np.testing.assert_allclose(y[:, :units], z[:, -1, :units], rtol=1e-5, atol=1e-6)  # forward: after the last step
np.testing.assert_allclose(y[:, units:], z[:, 0, units:], rtol=1e-5, atol=1e-6)  # backward: after step 1
assert timesteps == 1 or not np.allclose(y[:, units:], z[:, -1, units:])

bare = layers.{layer_name(s)}(units, return_sequences=True, go_backwards=True)
bare(x)
bare.set_weights(last.get_weights()[len(bare.weights):])
np.testing.assert_allclose(np.asarray(bare(x))[:, ::-1], z[:, :, units:], rtol=1e-5, atol=1e-6)  # reversed time
"""
    ),
    Deeper("Both directions of a layer, output by output", "shapes", {"preset": "bidirectional"}),
)


def two_grus(settings: Settings) -> Live:
    """Run two GRUs with the same kernels, one with each place of the reset gate."""
    cells = [Cell("gru", settings.units, reset_after=after) for after in (True, False)]
    network = weighted((Recurrent(cells[0], return_sequences=True),), settings.features)
    (weights,), inputs = network.weights, drawn(settings)
    one = Weights(weights.kernel, weights.recurrent_kernel, weights.bias.sum(axis=0))
    runs = (
        run_network(network, inputs),
        run_network(Network((Recurrent(cells[1], return_sequences=True),), (one,)), inputs),
    )
    h = [run.layers[0].parts[""]["h"][0] for run in runs]
    first = Picture(
        "One GRU, its reset gate after the product (default) and before it",
        (*rows_of(runs[0], "h", label="after: h"), *rows_of(runs[1], "h", run=1, label="before: h")),
        steps(settings.timesteps),
    )
    r = [run.layers[0].parts[""]["r"][0] for run in runs]
    apart = Picture(
        "h after − h before",
        tuple(
            row._replace(label=f"Δh[{k}]", values=h[0][:, k] - h[1][:, k], opens=())
            for k, row in enumerate(rows_of(runs[0], "h"))
        ),
        steps(settings.timesteps),
        after=True,
    )
    u, features = settings.units, settings.features
    counts = [cell.parameters(features) for cell in cells]
    table = Grid(
        "The two conventions",
        ("reset_after", "candidate n", "bias", "parameters"),
        (
            ("True, default", "tanh(x W + b + r ⊙ (h U + b′))", f"(2, {3 * u})", str(counts[0])),
            ("False, original", "tanh(x W + b + (r ⊙ h) U)", f"({3 * u},)", str(counts[1])),
        ),
        texts=(0, 1, 2),
        after=True,
    )
    largest = float(np.abs(h[0] - h[1]).max())
    notice = (
        "The same kernels, and the second bias is the sum of the first GRU's two. Click an h of each, open its n, and "
        "see where r stands."
    )
    answer = (
        f"`reset_after=True` lets r multiply the product h U + b′, with a second bias: ({2}, {3 * u}); False lets it "
        f"multiply h before the product: ({3 * u},). For z and r the two biases add up to one; for n they do not, "
        f"because "
        f"r multiplies one of them, and the matrix stands on another side of r. Here h differs by up to "
        f"**{largest:.4f}** "
        f"after {plural(settings.timesteps, 'step')}"
        + (f" (r is from {r[0].min():.2f} to {r[0].max():.2f}). " if largest else ". ")
        + (
            "With one unit they would be the same function if b′ were 0; with more, only the layer that was trained is."
            if u == 1
            else "No change of weights makes one of the other: build the layer as it was trained."
        )
    )
    return Live((first, apart, table), notice, answer, runs)


RESET_AFTER = Question(
    "reset_after",
    "states",
    "Two GRUs",
    "Why can the weights of one GRU not be set in another of the same size: bias (2, 9) and (9,)?",
    (
        "Layer gru weight shape (9,) is not compatible with provided weight shape (2, 9).",
        "The shape of the target variable and the shape of the target value in `variable.assign(value)` must match. "
        "variable.shape=(9,), Received: value.shape=(2, 9). Target variable: <Variable path=gru/gru_cell/bias",
        "GRU reset_after bias shape (2, 3 * units)",
        "CuDNNGRU weights to GRU, GRU(reset_after=False) is not compatible with GRU(reset_after=True)",
        "port GRU weights from PyTorch, Keras GRU differs from PyTorch",
        "ValueError: Shapes (96,) and (2, 96) are incompatible GRU",
    ),
    "old = layers.GRU(3, reset_after=False)\nnew = layers.GRU(3)\nold.set_weights(new.get_weights())\n"
    "# Layer gru weight shape (9,) is not compatible\n# with provided weight shape (2, 9).",
    Settings(cell="gru"),
    (UNITS, TIMESTEPS, FEATURES),
    two_grus,
    "The bias (2, 9) is added up to (9,), and the weights fit. Does the other GRU compute the same?",
    (
        Choice(
            "Yes: two biases always add up to one",
            "For the gates z and r, and in PyTorch's LSTM, it is so. In the candidate n the reset gate multiplies one "
            "of them.",
        ),
        Choice("No: r stands elsewhere in the candidate"),
        Choice(
            "Yes, once the gates are put in another order",
            "Orders do differ between libraries. Keras has z, r, h in both of its GRUs.",
        ),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + """
x = np.random.rand(1, timesteps, features).astype("float32")
after, before = layers.GRU(units), layers.GRU(units, reset_after=False)
after(x), before(x)
W, U, b = after.get_weights()
assert b.shape == (2, 3 * units) and before.get_weights()[2].shape == (3 * units,)
try:
    before.set_weights([W, U, b])
except ValueError as error:
    assert "is not compatible with provided weight shape" in str(error), error
else:
    raise AssertionError("Keras took them.")

sigmoid = lambda v: 1 / (1 + np.exp(-v))
b = np.random.uniform(-1, 1, b.shape).astype("float32")
after.set_weights([W, U, b])
before.set_weights([W, U, b.sum(axis=0)])
first, second = np.zeros((1, units)), np.zeros((1, units))
split = lambda v: np.split(v, 3, axis=-1)
for t in range(timesteps):
    (xz, xr, xn), (hz, hr, hn) = split(x[:, t] @ W + b[0]), split(first @ U + b[1])
    z, r = sigmoid(xz + hz), sigmoid(xr + hr)
    first = z * first + (1 - z) * np.tanh(xn + r * hn)
    (xz, xr, xn), (Uz, Ur, Un) = split(x[:, t] @ W + b.sum(axis=0)), split(U)
    z, r = sigmoid(xz + second @ Uz), sigmoid(xr + second @ Ur)
    second = z * second + (1 - z) * np.tanh(xn + (r * second) @ Un)
np.testing.assert_allclose(after(x), first, rtol=1e-4, atol=1e-5)
np.testing.assert_allclose(before(x), second, rtol=1e-4, atol=1e-5)
assert np.abs(first - second).max() > 1e-3
"""
    ),
    Deeper("A GRU's gates, beside an LSTM's", "gates", {}),
    "Keras 2.1 and TensorFlow 1 had reset_after=False; since TensorFlow 2 the default is True, which cuDNN computes.",
)

QUESTIONS = (BOTH, RESET_AFTER)
