"""The weight passport: which array of a reader's own model is which gate of which layer, in three libraries' orders."""

from dataclasses import replace
from functools import cache

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Picture, Question, Settings
from rnnviz.chapters.clinic.scenes.arrays import ORDER_NAMES, ORDERS, arrays_grid, called, letters, weights_pictures
from rnnviz.chapters.clinic.scenes.common import SEED, head, input_rows, rows_of, steps
from rnnviz.core.layers import Bidirectional, Dense, DenseWeights, Recurrent
from rnnviz.core.network import Network, run_network
from rnnviz.core.numbers import plural, short
from rnnviz.core.weights import Cell, Weights
from rnnviz.store.passport import MAX_LAYERS, Entry, Part, Passport, read_passport
from rnnviz.training.series import DATA
from rnnviz.ui.link import Choice as OneOf
from rnnviz.ui.link import Flag, Whole, verbatim

MAX_READ_UNITS, MAX_READ_FEATURES, STEPS = 8, 6, 6
"""The largest layer that reads a sequence here, and how long that is."""


@cache
def example() -> Passport:
    """Return the passport of the model that is brought along: data/clinic.keras."""
    return read_passport((DATA / "clinic.keras").read_bytes())


def passport_of(settings: Settings) -> Passport:
    """Return the passport of the reader's model, or of the one that is brought along."""
    return settings.own or example()


def weighted_entries(passport: Passport) -> list[Entry]:
    """Return the layers that have weights."""
    return [each for each in passport.entries if each.parts]


def looked_at(settings: Settings) -> tuple[Entry, Part, Cell | None]:
    """Return the layer that is looked at, its direction, and the cell that reads there."""
    entries = weighted_entries(passport_of(settings))
    entry = entries[min(settings.layer, len(entries)) - 1]
    backward = settings.switch and len(entry.parts) > 1
    part, cell = entry.parts[backward], entry.cell
    return entry, part, replace(cell, go_backwards=True) if cell and backward else cell


def passport(settings: Settings) -> Live:
    """Show the layers of a model, and the arrays of one of them, gate by gate."""
    found = passport_of(settings)
    entry, part, cell = looked_at(settings)
    gates = [*weights_pictures(settings, entry, part, cell), arrays_grid(settings, entry, part, cell)]
    if settings.own is None:  # in a reader's own model nothing waits for a prediction
        gates = [replace(each, after=True) for each in gates]
    pictures, runs = [], ()
    if cell and reads_here(part.weights):
        inputs = np.random.default_rng(SEED).uniform(-1, 1, (1, STEPS, part.weights.features)).round(1) + 0.0
        layer = Recurrent(cell, return_sequences=True)
        runs = (run_network(Network((layer,), (part.weights,)), inputs),)
        rows = (*input_rows(inputs[0]), *rows_of(runs[0], "h"))
        pictures.append(Picture(f"{entry.name} of this file, reading six steps", rows, steps(STEPS)))
    return Live(
        (*pictures, layers_grid(found), *gates),
        noticed(found, entry, part, cell),
        answered(settings, entry, part, cell),
        runs,
    )


def reads_here(weights: Weights) -> bool:
    """Whether a layer is small enough to read a sequence here."""
    return len(weights.recurrent_kernel) <= MAX_READ_UNITS and weights.features <= MAX_READ_FEATURES


def layers_grid(found: Passport) -> Grid:
    """Return the layers of a model, with their parameters."""
    rows = [
        (str(k), each.name, each.keras_class, f"{each.parameters:,}", each.note or "–")
        for k, each in enumerate(weighted_entries(found), start=1)
    ]
    rows += [
        ("–", each.name, each.keras_class, "0", each.note or "no weights") for each in found.entries if not each.parts
    ]
    title = f"The layers: {found.parameters:,} parameters"
    return Grid(title, ("layer", "name", "class", "parameters", "to be said of it"), tuple(rows), texts=(0, 1, 2, 4))


def noticed(found: Passport, entry: Entry, part: Part, cell: Cell | None) -> str:
    """Say what the file is, and which conventions are seen in the layer."""
    kind = {"keras": "a .keras file", "weights": "a file of weights", "arrays": "arrays alone"}[found.kind]
    by = f" of Keras {verbatim(found.version)}" if found.version else ""
    told = [f"This is {kind}{by}, with {plural(len(found.entries), 'layer')}."]
    if found.why_not:
        told.append(verbatim(found.why_not))
    if cell is None:
        return " ".join(told)
    weights = part.weights
    if weights.bias is None:
        told.append(f"{verbatim(entry.name)} has no bias.")
    elif cell.kind == "lstm":
        forget = weights.bias[cell.block("f")]
        others = np.delete(weights.bias, np.arange(cell.units) + cell.units)
        begun = (forget == 1).all() and not others.any()
        told.append(
            "Its bias is 1 for f and 0 elsewhere, as Keras begins (unit_forget_bias): it is not trained."
            if begun
            else f"The bias of its forget gate is {short(forget.mean())} on average, the others' "
            f"{short(others.mean())}: "
            + (
                "unit_forget_bias=True is still seen."
                if forget.mean() > others.mean() + 0.5
                else "no unit_forget_bias is seen."
            )
        )
    elif cell.kind == "gru":
        told.append(
            f"Its bias is {weights.bias.shape}: reset_after=True, two biases."
            if cell.two_biases
            else f"Its bias is {weights.bias.shape}: reset_after=False, one bias."
        )
    return " ".join(told)


def answered(settings: Settings, entry: Entry, part: Part, cell: Cell | None) -> str:
    """Say in which orders the gates stand."""
    if cell is None:
        return "This layer has no gates: its arrays are the same in every library, transposed in PyTorch."
    lines = [
        f"{name}: **{' '.join(called(gate, key) for gate in letters(cell, key))}**"
        for key, name in zip(ORDERS, ORDER_NAMES, strict=True)
    ]
    weights, u = part.weights, cell.units
    count = sum(each.size for each in weights.arrays())
    extra = {
        "gru": " In all three z = 1 keeps h. PyTorch's n is the one of reset_after=True; ONNX says which by "
        "linear_before_reset.",
        "lstm": " Keras's c and PyTorch's g are the same candidate.",
    }.get(cell.kind, "")
    return (
        f"Blocks of {plural(u, 'column')}, gate by gate. {'; '.join(lines)}. Keras's arrays are (from, to), the "
        f"others' "
        f"(to, from), and those have two biases: Keras's {'two' if cell.two_biases else 'one, and zeros'}.{extra} One "
        f"direction of {verbatim(entry.name)} has {count:,} parameters."
    )


def small_network(settings: Settings) -> tuple[Network, np.ndarray, str]:
    """Return the layer that is looked at, with what follows it, what it reads, and how it was made fit for a link.

    Raises:
        ValueError: where the layer has no cell.
    """
    entry, part, cell = looked_at(settings)
    if cell is None:
        raise ValueError(f"{entry.name} is not recurrent, or is none that this site runs: there is nothing to open.")
    if not all(np.isfinite(array).all() for array in part.weights.arrays()):
        raise ValueError(f"{entry.name} has weights that are no finite numbers: no link holds them.")
    weights, entries = part.weights, list(passport_of(settings).entries)
    if weights.bias is None:
        weights = replace(weights, bias=np.zeros(cell.weight_shapes(weights.features)["bias"]))
    following = entries[entries.index(entry) + 1 :][:1]
    told = "y hands on h, because no Dense layer reads it alone."
    layer, dense = Dense(cell.units), DenseWeights(np.eye(cell.units), np.zeros(cell.units))
    for after in following:
        fits = isinstance(after.layer, Dense) and not isinstance(entry.layer, Bidirectional)
        if fits and passport_of(settings).network and len(after.weights.kernel) == cell.units:
            bias = np.zeros(after.layer.units) if after.weights.bias is None else after.weights.bias
            layer, dense = Dense(after.layer.units, after.layer.activation), DenseWeights(after.weights.kernel, bias)
            told = f"y is {verbatim(after.name)}'s."
    if cell.go_backwards:
        told = f"It reads forwards there what it reads backwards here. {told}"
    cell = replace(cell, go_backwards=False, use_bias=True)
    inputs = np.random.default_rng(SEED).uniform(-1, 1, (STEPS, weights.features)).round(1) + 0.0
    return Network((Recurrent(cell), layer), (weights, dense)), inputs, told


PASSPORT = Question(
    "passport",
    "file",
    "Weight passport",
    "Which array of my model is which gate, and how do I take it to PyTorch or ONNX?",
    (
        "order of gates in LSTM get_weights() i f c o kernel recurrent_kernel bias",
        "convert Keras LSTM weights to PyTorch state_dict",
        "Keras GRU to ONNX linear_before_reset",
        "what is in a .keras or .weights.h5 file, model.weights.h5 layers/lstm/cell/vars/0",
        "Layer 'lstm_cell' expected 3 variables, but received 0 variables during loading. Expected: ['kernel', "
        "'recurrent_kernel', 'bias']",
        "The `{module}.Lambda` layer is a Python lambda. Requested the deserialization of a Lambda layer whose "
        "function is "
        "a Python lambda. This carries a potential risk of arbitrary code execution and thus it is disallowed by "
        "default, "
        "safe_mode",
        "unit_forget_bias weights bias ones",
    ),
    'kernel, recurrent_kernel, bias = model.get_layer("lstm").get_weights()\nkernel.shape   # (1, 12): 4 gates × 3 '
    "units, "
    "in which order?",
    Settings(),
    (
        OneOf("order", "Order", options=ORDERS, names=ORDER_NAMES, side_by_side=True, unlabelled=True),
        Whole("layer", "Layer", "Of those that have weights.", low=1, high=MAX_LAYERS),
        Flag("switch", "backward direction"),
    ),
    passport,
    "The kernel of an LSTM with 3 units is (1, 12) in Keras. What are columns 6, 7 and 8?",
    (
        Choice(
            "The output gate o",
            "In the equations of many papers o comes third: i, f, o, c. Keras's own blocks are i, f, c, o.",
        ),
        Choice("The candidate c (g in PyTorch)"),
        Choice("The forget gate f", "That is ONNX's order, i o f c: the same columns there are f."),
        Choice(
            "Gates of units 1 and 2, mixed",
            "It would be so if gates were kept unit by unit. They stand in blocks, a gate at a time.",
        ),
    ),
    lambda s: (
        head(s)
        + """
sigmoid = lambda v: 1 / (1 + np.exp(-v))
x = np.random.rand(1, 1, 2).astype("float32")

layer = layers.LSTM(3, bias_initializer="random_normal")
expected = np.asarray(layer(x))
kernel, recurrent_kernel, bias = layer.get_weights()
i, f, c, o = np.split(x[:, 0] @ kernel + bias, 4, axis=1)  # h is zeros: the recurrent kernel adds nothing
np.testing.assert_allclose(sigmoid(o) * np.tanh(sigmoid(i) * np.tanh(c)), expected, rtol=1e-4, atol=1e-6)

layer = layers.GRU(3, bias_initializer="random_normal")
expected = np.asarray(layer(x))
kernel, recurrent_kernel, bias = layer.get_weights()
assert bias.shape == (2, 9)
(z, r, n), (zh, rh, nh) = np.split(x[:, 0] @ kernel + bias[0], 3, axis=1), np.split(bias[1], 3)
z, r = sigmoid(z + zh), sigmoid(r + rh)
np.testing.assert_allclose((1 - z) * np.tanh(n + r * nh), expected, rtol=1e-4, atol=1e-6)  # z = 1 keeps

forget = layers.LSTM(3)
forget(x)
np.testing.assert_array_equal(forget.get_weights()[2], [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])  # unit_forget_bias
"""
    ),
    Deeper("What each of these gates does", "gates", {}),
    "CuDNNLSTM and CuDNNGRU of Keras 2 kept two biases of all gates in one array, and other orders.",
)

QUESTIONS = (PASSPORT,)
