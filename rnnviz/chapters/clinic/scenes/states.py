"""The question about states: what return_state gives."""

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Picture, Question, Settings
from rnnviz.chapters.clinic.scenes.common import (
    CELL,
    TIMESTEPS,
    UNITS,
    cell_of,
    drawn,
    head,
    layer_name,
    numbers,
    rows_of,
    steps,
    weighted,
)
from rnnviz.core.layers import Recurrent
from rnnviz.core.network import run_network
from rnnviz.ui.link import Flag


def returned(settings: Settings) -> Live:
    """Show h (and c) of every step, and the list that Keras returns of them."""
    layer = Recurrent(cell_of(settings), return_sequences=True)
    trace = run_network(weighted((layer,), settings.features), drawn(settings))
    part, names = trace.layers[0].parts[""], layer.cell.states
    rows = [row for name in names for row in rows_of(trace, name)]
    picture = Picture(f"The states of the {layer_name(settings)}, step by step", tuple(rows), steps(settings.timesteps))
    shape = f"(1, {settings.timesteps}, {settings.units})" if settings.switch else f"(1, {settings.units})"
    output = "h of every step" if settings.switch else "the last h"
    lists = Grid(
        "What is returned, in this order",
        ("place", "what", "shape", "its numbers at the last step"),
        (
            ("1", f"output: {output}", shape, numbers(part["h"][0, -1])),
            *(
                (str(k), f"the last {name}", f"(1, {settings.units})", numbers(part[name][0, -1]))
                for k, name in enumerate(names, start=2)
            ),
        ),
        texts=(0, 1, 2, 3),
        after=True,
    )
    second = "are equal" if not settings.switch else "agree at the last step"
    answer = (
        f"{1 + len(names)} tensors: the output, then {' and '.join(f'the last {name}' for name in names)}. The output "
        f"of a recurrent layer *is* h, so tensors 1 and 2 {second}: {numbers(part['h'][0, -1])}. "
        + (f"c is another memory, {numbers(part['c'][0, -1])}, and is handed on nowhere else." if "c" in names else "")
        + " An encoder hands these states to a decoder as `initial_state`."
    )
    notice = "The last column is what stays: with `return_state=True` it is returned beside the output."
    return Live((picture, lists), notice, answer, (trace,))


RETURNED = Question(
    "state",
    "states",
    "return_state",
    "Why does return_state=True give several tensors, and why are two of them equal?",
    (
        "too many values to unpack (expected 2)",
        "not enough values to unpack (expected 3, got 2)",
        "ValueError: too many values to unpack (expected 3)",
        "encoder_outputs, state_h, state_c = LSTM(return_state=True)",
        'Layer "dense" expects 1 input(s), but it received 3 input tensors. Inputs received: [<KerasTensor '
        "shape=(None, 3)",
        "difference between return_sequences and return_state",
        "Layer dense_1 expects 1 inputs, but it received 3 input tensors",
    ),
    "out, h, c = layers.LSTM(3, return_state=True)(x)\nout, h, c = layers.GRU(3, return_state=True)(x)\n"
    "# ValueError: not enough values to unpack (expected 3, got 2)",
    Settings(),
    (CELL, UNITS, TIMESTEPS, Flag("switch", "return_sequences=True")),
    returned,
    "`a, b, c = LSTM(3, return_state=True)(x)`, without return_sequences. What are a and b?",
    (
        Choice("a is the last h, and so is b"),
        Choice(
            "a is h of every step, b the last h",
            "That is so with return_sequences=True as well, as most encoder examples have it; alone, a is the last h.",
        ),
        Choice(
            "a is the last h, b the last c",
            "“State” of an LSTM sounds like c. Both states are returned, h first: c is the third.",
        ),
        Choice(
            "a is the output gate's output, b the last h",
            "The o of the gate is taken for the layer's output. What leaves the layer is h = o · tanh(c).",
        ),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + """
x = np.random.rand(2, timesteps, features).astype("float32")
out, h, c = layers.LSTM(units, return_state=True)(x)
assert out.shape == h.shape == c.shape == (2, units)
np.testing.assert_array_equal(out, h)
assert not np.allclose(h, c)

for Layer in (layers.GRU, layers.SimpleRNN):
    out, h = Layer(units, return_state=True)(x)  # two tensors: these layers have no c
    np.testing.assert_array_equal(out, h)

out, h, c = layers.LSTM(units, return_sequences=True, return_state=True)(x)
assert out.shape == (2, timesteps, units)
np.testing.assert_array_equal(out[:, -1], h)
"""
    ),
    Deeper("An encoder whose states begin a decoder", "shapes", {"preset": "encoder_decoder"}),
)

QUESTIONS = (RETURNED,)
