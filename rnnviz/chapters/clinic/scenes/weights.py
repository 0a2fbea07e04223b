"""The weight passport: which array of a reader's own model is which gate of which layer, in three libraries' orders."""

from dataclasses import replace
from functools import cache

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Picture, Question, Row, Settings
from rnnviz.chapters.clinic.scenes.common import SEED, head, input_rows, rows_of, steps
from rnnviz.core.layers import Bidirectional, Dense, DenseWeights, Recurrent
from rnnviz.core.network import Network, run_network
from rnnviz.core.numbers import plural, short
from rnnviz.core.weights import Cell, Weights
from rnnviz.export.orders import ONNX, PYTORCH, onnx_arrays, pytorch_arrays, why_not_pytorch
from rnnviz.store.passport import Entry, Part, Passport, read_passport
from rnnviz.training.series import DATA
from rnnviz.ui.link import Choice as OneOf
from rnnviz.ui.link import Flag, Whole

KERAS_LETTERS = {"g": "c", "n": "h"}
"""What Keras calls our g and n."""

ORDERS = ("keras", "pytorch", "onnx")
ORDER_NAMES = ("Keras", "PyTorch", "ONNX")

MAX_DRAWN = (40, 64)
"""Rows and columns of weights that are drawn."""

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


def letters(cell: Cell, order: str) -> tuple[str, ...]:
    """Return the gates of a cell in a library's order, by our names."""
    return {"pytorch": PYTORCH, "onnx": ONNX}.get(order, {cell.kind: cell.gates})[cell.kind]


def called(gate: str, order: str) -> str:
    """Return what a library calls a gate."""
    return gate if order == "pytorch" else KERAS_LETTERS.get(gate, gate)


def weights_pictures(settings: Settings, entry: Entry, part: Part, cell: Cell | None) -> list[Picture]:
    """Return the arrays of a layer as a picture, in the order that was chosen, where they are small enough."""
    if cell is None:
        arrays = {name: np.atleast_2d(each) for name, each in vars(part.weights).items() if each is not None}
        rows = [Row(f"{name} {k}", row) for name, array in arrays.items() for k, row in enumerate(array)]
        return drawn_if_small(f"The weights of {entry.name}", rows, [str(k) for k in range(len(rows[0].values))])
    order, weights = settings.order, part.weights
    names = [f"{called(gate, order)}[{unit}]" for gate in letters(cell, order) for unit in range(cell.units)]
    if order == "keras":
        arrays = {"kernel x": weights.kernel, "recurrent h": weights.recurrent_kernel}
        rows = [Row(f"{name}[{k}]", row) for name, array in arrays.items() for k, row in enumerate(array)]
        if weights.bias is not None:
            both = np.atleast_2d(weights.bias)
            rows += [Row(f"bias {k}" if len(both) > 1 else "bias", row) for k, row in enumerate(both)]
        return drawn_if_small(f"The weights of {entry.name}: rows from, columns to", rows, names, along="gate and unit")
    if order == "pytorch" and why_not_pytorch(cell):
        return []
    arrays = converted(cell, weights, order)
    columns = [f"x[{k}]" for k in range(weights.features)] + [f"h[{k}]" for k in range(cell.units)] + ["b", "b′"]
    if order == "pytorch":
        blocks = list(arrays.values())
    else:
        blocks = [arrays["W"][0], arrays["R"][0], *np.split(arrays["B"][0], 2)]
    whole = np.concatenate([each if each.ndim == 2 else each[:, None] for each in blocks], axis=1)
    rows = [Row(name, row) for name, row in zip(names, whole, strict=True)]
    title = f"The weights of {entry.name} as {dict(zip(ORDERS, ORDER_NAMES, strict=True))[order]} has them"
    return drawn_if_small(title, rows, columns, along="from")


def drawn_if_small(title: str, rows: list[Row], columns: list[str], along: str = "column") -> list[Picture]:
    """Return a picture of rows, or none where there are too many of them."""
    if len(rows) > MAX_DRAWN[0] or len(columns) > MAX_DRAWN[1]:
        return []
    return [Picture(title, tuple(rows), tuple(columns), along=along)]


def converted(cell: Cell, weights: Weights, order: str) -> dict[str, np.ndarray]:
    """Return the arrays of one direction as a library has them."""
    if order == "pytorch":
        return pytorch_arrays(cell, weights, "l0_reverse" if cell.go_backwards else "l0")
    return onnx_arrays((cell,), (weights,))


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


def arrays_grid(settings: Settings, entry: Entry, part: Part, cell: Cell | None) -> Grid:
    """Return the arrays of a layer: where they are in the file, their shapes, and which columns are which gate's."""
    order, rows = settings.order, []
    if cell and order != "keras":
        refused = why_not_pytorch(cell) if order == "pytorch" else ""
        if refused:
            return Grid(f"{entry.name} in PyTorch", ("why not",), ((refused,),))
        gates = " · ".join(
            f"{called(gate, order)} {k * cell.units}–{(k + 1) * cell.units - 1}"
            for k, gate in enumerate(letters(cell, order))
        )
        arrays = converted(cell, part.weights, order)
        rows = [(name, str(array.shape), gates if array.ndim else str(array)) for name, array in arrays.items()]
        return Grid(
            f"{entry.name}: its arrays there", ("array", "shape", "rows of each gate"), tuple(rows), texts=(0, 1, 2)
        )
    named = [(name, each) for name, each in vars(part.weights).items() if each is not None]
    for (name, array), path in zip(named, part.paths, strict=True):
        rows.append((name, path, str(array.shape), arithmetic(name, array, cell)))
    titles = ("array", "in the file", "shape", "numbers")
    columns = f": columns {columns_of(cell)}" if cell and len(cell.gates) > 1 else ""
    return Grid(f"{entry.name}{columns}", titles, tuple(rows), texts=(0, 1, 2, 3))


def columns_of(cell: Cell) -> str:
    """Return which columns of Keras's arrays are which gate's."""
    u = cell.units
    return " · ".join(f"{called(gate, 'keras')} {k * u}–{(k + 1) * u - 1}" for k, gate in enumerate(cell.gates))


def arithmetic(name: str, array: np.ndarray, cell: Cell | None) -> str:
    """Return how many numbers an array has, as a product of what they are for."""
    if cell is None or array.ndim == 0:
        return " × ".join(map(str, array.shape)) + f" = {array.size:,}"
    gates, units = len(cell.gates), cell.units
    first = {"kernel": f"{array.shape[0]} × ", "recurrent_kernel": f"{units} × "}.get(
        name, "2 × " if array.ndim == 2 else ""
    )
    return f"{first}{gates} × {units} = {array.size:,}" if gates > 1 else f"{first}{units} = {array.size:,}"


def noticed(found: Passport, entry: Entry, part: Part, cell: Cell | None) -> str:
    """Say what the file is, and which conventions are seen in the layer."""
    kind = {"keras": "a .keras file", "weights": "a file of weights", "arrays": "arrays alone"}[found.kind]
    by = f" of Keras {found.version}" if found.version else ""
    told = [f"This is {kind}{by}, with {plural(len(found.entries), 'layer')}."]
    if found.why_not:
        told.append(found.why_not)
    if cell is None:
        return " ".join(told)
    weights = part.weights
    if weights.bias is None:
        told.append(f"{entry.name} has no bias.")
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
        f"direction of {entry.name} has {count:,} parameters."
    )


def small_network(settings: Settings) -> tuple[Network, np.ndarray, str]:
    """Return the layer that is looked at, with what follows it, what it reads, and how it was made fit for a link.

    Raises:
        ValueError: where the layer has no cell.
    """
    entry, part, cell = looked_at(settings)
    if cell is None:
        raise ValueError(f"{entry.name} is not recurrent, or is none that this site runs: there is nothing to open.")
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
            told = f"y is {after.name}'s."
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
        Whole("layer", "Layer", "Of those that have weights.", low=1, high=8),
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
