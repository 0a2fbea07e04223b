"""Questions about shapes: what a layer hands on, what units are, and which Dense."""

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
    states,
    steps,
    weighted,
)
from rnnviz.core.layers import Dense, Recurrent
from rnnviz.core.network import run_network
from rnnviz.core.numbers import plural
from rnnviz.ui.link import Flag

# A layer that lacks return_sequences


def ndim(settings: Settings) -> Live:
    """Show what the first of two layers hands on, with return_sequences or without it."""
    inputs = drawn(settings)
    layer = Recurrent(cell_of(settings), return_sequences=True)
    trace = run_network(weighted((layer,), settings.features), inputs)
    timesteps, units, name = settings.timesteps, settings.units, layer_name(settings)
    handed = np.ones(timesteps, dtype=bool)
    handed[: -1 if not settings.switch else 0] = False
    out = Picture(f"What the first {name} hands on", rows_of(trace, "h", shown=handed), steps(timesteps))
    shape = f"(None, {timesteps}, {units})" if settings.switch else f"(None, {units})"
    said = f"It hands on **{shape}**: " + (
        f"h after each of {plural(timesteps, 'step')}. The second {name} can read it."
        if settings.switch
        else f"h after step {timesteps} alone; the timesteps are gone. The second {name} needs them, and refuses."
    )
    computed = Picture(
        f"What the first {name} computed", (*input_rows(inputs[0]), *rows_of(trace, "h")), steps(timesteps), after=True
    )
    last = trace.layers[0].parts[""]["h"][0, -1]
    answer = (
        f"Every h was computed ({timesteps} × {units} numbers, below); `return_sequences` only says whether all of "
        f"them are handed on or the last, {numbers(last)}. A recurrent layer reads 3-D (batch, timesteps, features): "
        "give every recurrent layer but the last `return_sequences=True`. Where the first layer says so, the input "
        "has no "
        "timesteps axis: see “Reshape to 3-D”."
    )
    return Live((out, computed), said, answer, (trace,))


NDIM = Question(
    "ndim",
    "shapes",
    "expected ndim=3",
    "“expected ndim=3, found ndim=2”: why can my second LSTM not read the first?",
    (
        "Input 0 with name 'None' of layer 'lstm_1' is incompatible with the layer: expected ndim=3, found ndim=2. "
        "Full shape received: (None, 4)",
        'Input 0 of layer "lstm_1" is incompatible with the layer: expected ndim=3, found ndim=2',
        "Input 0 is incompatible with layer lstm_2: expected ndim=3, found ndim=2",
        "stacked LSTM layers error",
        "return_sequences",
        "ValueError: Input 0 of layer sequential is incompatible with the layer: expected ndim=3",
    ),
    "model = keras.Sequential([\n    keras.Input((5, 2)),\n    layers.LSTM(3),   # hands on (None, 3)\n"
    "    layers.LSTM(3),   # expected ndim=3, found ndim=2\n])",
    Settings(),
    (CELL, UNITS, TIMESTEPS, Flag("switch", "return_sequences=True")),
    ndim,
    "`layers.LSTM(4)(x)` with x of shape (2, 5, 3). What shape comes out?",
    (
        Choice(
            "(2, 5, 4)",
            "Diagrams of an unrolled network draw an output at every step. Keras computes them all and hands on the "
            "last.",
        ),
        Choice("(2, 4)"),
        Choice(
            "(2, 5)",
            "“One output for each timestep” is believed where units are taken for timesteps. The last axis is units.",
        ),
        Choice("(2, 5, 3)", "A layer that kept its shape would add nothing; the last axis becomes units, here 4."),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + f"""
x = np.random.rand(2, timesteps, features).astype("float32")
Layer = layers.{layer_name(s)}
assert Layer(units)(x).shape == (2, units)
assert Layer(units, return_sequences=True)(x).shape == (2, timesteps, units)

try:
    keras.Sequential([keras.Input((timesteps, features)), Layer(units), Layer(units)])
except ValueError as error:
    assert "expected ndim=3, found ndim=2" in str(error), error
else:
    raise AssertionError("Keras built it.")

model = keras.Sequential([keras.Input((timesteps, features)), Layer(units, return_sequences=True), Layer(units)])
assert model.output_shape == (None, units)
"""
    ),
    Deeper("Make the mistake and repair it, with your own layers", "shapes", {"preset": "mistake"}),
    "Keras 2 wrote “Input 0 is incompatible with layer lstm_2”; the cause is the same.",
)


# What units are


def units_live(settings: Settings) -> Live:
    """Show h over time, whose height is units, and how many parameters that makes."""
    layer = Recurrent(cell_of(settings, reset_after=not settings.switch), return_sequences=True)
    trace = run_network(weighted((layer,), settings.features), drawn(settings))
    features, units, count = settings.features, settings.units, layer.parameters((None, None, settings.features))
    shapes, gates = layer.cell.weight_shapes(features), len(layer.cell.gates)
    sizes = {name: int(np.prod(shape)) for name, shape in shapes.items()}
    counted = Grid(
        "Its parameters",
        ("array", "shape", "numbers"),
        (*((name, str(shapes[name]), str(size)) for name, size in sizes.items()), ("all", "", str(count))),
        texts=2,
        after=True,
    )
    last = trace.layers[0].parts[""]["h"][0, -1]
    notice = (
        f"h has {plural(units, 'number')} at each of {plural(settings.timesteps, 'step')}: {numbers(last)} at the "
        "last. Move Timesteps and Units, and see which of the two makes it higher."
    )
    two = layer.cell.two_biases
    bias = "2u" if two else "u"
    formula = f"{'' if gates == 1 else gates} (F u + u u + {bias})".strip()
    answer = (
        f"`units` is the length of h, whatever the sequence. The weights are used again at every step, so "
        f"{settings.timesteps} or 1,000 steps make no difference: with F = {features} and u = {units}, {formula} = "
        f"{f'{gates} × ' if gates > 1 else ''}({features * units} + {units * units} + {2 * units if two else units}) "
        f"= **{count}**." + (f" The {gates} blocks are the gates {', '.join(layer.cell.gates)}." if gates > 1 else "")
    )
    return Live((states(trace, f"What the {layer_name(settings)} reads, and its h"), counted), notice, answer, (trace,))


UNITS_SCENE = Question(
    "units",
    "shapes",
    "What are units?",
    "What is `units` in LSTM(units)? Must it be the number of timesteps?",
    (
        "what is units in LSTM",
        "number of units hidden size neurons cells timesteps",
        "how many parameters does an LSTM have, Param # in model.summary()",
        "count_params formula 4 * ((features + units) * units + units)",
        "difference between units and timesteps",
        "Layer lstm weight shape (3, 16) is not compatible with provided weight shape (3, 12)",
    ),
    "layers.LSTM(3)   # 3 what? cells, timesteps, neurons?\nmodel.summary()  # Param # 72: where from?",
    Settings(),
    (CELL, UNITS, TIMESTEPS, FEATURES, Flag("switch", "GRU: reset_after=False")),
    units_live,
    "An LSTM reads 5 timesteps of 2 features with units=3: 72 parameters. How many does it have for 500 timesteps?",
    (
        Choice(
            "7,200: a hundred times as many",
            "Unrolled, the network is drawn with a box for each step, which look like layers. They are one layer, "
            "used again: its weights are the same at every step.",
        ),
        Choice(
            "it needs units=500",
            "Many tutorials happen to use as many units as timesteps. The two never meet: units is the length of h.",
        ),
        Choice("72, the same"),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + f"""
u, F = units, features
counts = {{}}
for length in (timesteps, 10 * timesteps):
    model = keras.Sequential([keras.Input((length, F)), layers.{layer_name(s)}(u)])
    counts[length] = model.count_params()
assert len(set(counts.values())) == 1, "timesteps add nothing"

def count(layer):
    return keras.Sequential([keras.Input((None, F)), layer]).count_params()

assert count(layers.SimpleRNN(u)) == u * (u + F) + u
assert count(layers.LSTM(u)) == 4 * (u * (u + F) + u)
assert count(layers.GRU(u)) == 3 * (u * (u + F) + 2 * u)
assert count(layers.GRU(u, reset_after=False)) == 3 * (u * (u + F) + u)
x = np.random.rand(1, timesteps, F).astype("float32")
assert layers.{layer_name(s)}(u)(x).shape == (1, u)
"""
    ),
    Deeper("Count the parameters of a stack, layer by layer", "shapes", {"preset": "deep"}),
    "A GRU has 3 (u (u + F) + u) with `reset_after=False`, the default before TensorFlow 2; it is True since.",
)


# TimeDistributed(Dense) or Dense


def dense_live(settings: Settings) -> Live:
    """Show what a Dense makes of a sequence: the same sum at every timestep."""
    layers = (Recurrent(cell_of(settings), return_sequences=True), Dense(settings.batch))
    trace = run_network(weighted(layers, settings.features), drawn(settings))
    read, said = rows_of(trace, "h"), rows_of(trace, "y", layer=1)
    picture = Picture("What Dense reads (h), and what it says (y)", (*read, *said), steps(settings.timesteps))
    dense, timesteps = trace.layers[1].parts[""], settings.timesteps
    alone = [dense.layer.run(dense.weights, dense.inputs[:, t]).outputs for t in range(timesteps)]
    difference = max(float(np.abs(each - dense["y"][:, t]).max()) for t, each in enumerate(alone))
    count, units, outputs = dense.layer.parameters((None, settings.units)), settings.units, settings.batch
    grid = Grid(
        "The two layers",
        ("layer", "parameters", "output"),
        tuple(
            (name, f"({units} + 1) × {outputs} = {count}", f"(None, {timesteps}, {outputs})")
            for name in ("Dense", "TimeDistributed(Dense)")
        ),
        texts=(0, 1, 2),
        after=True,
    )
    notice = f"The same kernel is used at each of {plural(timesteps, 'step')}: click a y and see which weights it has."
    answer = (
        f"They are the same function. Reading each of {plural(timesteps, 'step')} by itself with one Dense gives the "
        f"same numbers (largest difference {difference:g}), and both have {count} parameters, whatever the timesteps. "
        "TimeDistributed is needed for layers that cannot read a further axis, such as Conv2D."
    )
    return Live((picture, grid), notice, answer, (trace,))


DENSE = Question(
    "dense",
    "shapes",
    "TimeDistributed?",
    "Do I need TimeDistributed(Dense) after return_sequences=True?",
    (
        "TimeDistributed Dense or Dense",
        "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, received: (None, 3)",
        "TimeDistributedDense",
        "one output for each timestep many to many",
        "Input 0 is incompatible with layer time_distributed_1: expected ndim=3, found ndim=2",
    ),
    "x = layers.LSTM(3, return_sequences=True)(inputs)\ny = layers.TimeDistributed(layers.Dense(2))(x)   # or "
    "Dense(2)?",
    Settings(),
    (CELL, UNITS, TIMESTEPS),
    dense_live,
    "x is (None, 5, 3). What does `Dense(2)(x)` do, beside `TimeDistributed(Dense(2))(x)`?",
    (
        Choice(
            "It flattens x first: (None, 2)",
            "Keras 1's Dense read 2-D alone, and answers of that time, with Flatten before it, are still copied. Since "
            "Keras 2 the last axis is multiplied, and no other.",
        ),
        Choice("The same: (None, 5, 2), with the same 8 parameters"),
        Choice(
            "TimeDistributed has 5 × 8 parameters, a layer for each step",
            "The name sounds like copies that are distributed. It is one layer, called at every timestep.",
        ),
    ),
    lambda s: (
        head(s, "units", "timesteps")
        + """
x = np.random.rand(2, timesteps, units).astype("float32")
dense, wrapped = layers.Dense(2), layers.TimeDistributed(layers.Dense(2))
dense(x), wrapped(x)
wrapped.set_weights(dense.get_weights())
assert dense.count_params() == wrapped.count_params() == (units + 1) * 2
np.testing.assert_allclose(dense(x), wrapped(x), rtol=1e-6, atol=1e-6)
assert dense(x).shape == (2, timesteps, 2)

try:
    layers.TimeDistributed(layers.Dense(2))(x[:, 0])
except ValueError as error:
    assert "at least 3 dimensions" in str(error), error
else:
    raise AssertionError("TimeDistributed read a vector.")
"""
    ),
    Deeper("Swap Dense and TimeDistributed in a stack", "shapes", {"preset": "in_step"}),
    "Keras 1 had TimeDistributedDense because its Dense read 2-D alone; since Keras 2 Dense works on the last axis.",
)

QUESTIONS = (NDIM, UNITS_SCENE, DENSE)
