"""Questions about states: what return_state gives, whose state a stateful layer carries, how it is reset and given."""

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Opened, Picture, Question, Row, Settings
from rnnviz.chapters.clinic.scenes.common import (
    CELL,
    SEED,
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
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import Recurrent
from rnnviz.core.network import NetworkTrace, run_network
from rnnviz.core.numbers import plural
from rnnviz.ui.link import Flag, Whole

# What return_state gives


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


# Whose state a stateful layer carries


def lanes(settings: Settings) -> Live:
    """Read windows of a series in batches, stateful or not, and show from whom each received its state."""
    window, lanes_of, count = settings.timesteps, settings.batch, 6
    series = np.random.default_rng(SEED + 100).uniform(-1, 1, count * window).round(1) + 0.0
    samples = series.reshape(count, window, 1)
    layer = Recurrent(cell_of(settings), return_sequences=True)
    network = weighted((layer,), 1)
    runs: list[NetworkTrace] = []
    for begin in range(0, count - lanes_of + 1, lanes_of):
        carried = list(runs[-1].layers[0].states.values()) if runs and settings.switch else None
        initial = {} if carried is None else {0: carried if len(carried) > 1 else carried[0]}
        runs.append(run_network(network, samples[begin : begin + lanes_of], initial))
    read = len(runs) * lanes_of
    parts = [run.layers[0].parts[""] for run in runs]
    received = np.concatenate([part.initial_state["h"] for part in parts])
    ended = np.concatenate([part["h"][:, -1] for part in parts])
    opens = [
        tuple(Opened(j // lanes_of, Reference("h", window - 1, unit, 0, "", j % lanes_of)) for j in range(read))
        for unit in range(settings.units)
    ]
    rows = [Row(f"received h₀[{unit}]", received[:, unit]) for unit in range(settings.units)]
    rows += [Row(f"left h[{unit}]", ended[:, unit], opens[unit]) for unit in range(settings.units)]
    picture = Picture(
        f"Batches of {lanes_of}: the state that each sample received and left",
        tuple(rows),
        tuple(str(j) for j in range(read)),
        along="sample, in the order of the series",
    )
    board = Grid(
        "Whose state is it?",
        ("sample", "batch", "row", "begins with"),
        tuple((str(j), str(j // lanes_of), str(j % lanes_of), whose(settings, j)) for j in range(read)),
        texts=(0, 1, 2, 3),
        after=True,
    )
    cut = count - read
    left_out = f" {plural(cut, 'sample')} at the end fill no batch and are cut: a batch has a fixed size." * bool(cut)
    notice = (
        f"{count} samples of {plural(window, 'timestep')}, cut from one series one after the other; sample 1 continues "
        f"sample 0.{left_out}"
    )
    right = lanes_of == 1
    answer = (
        "Stateless: every sample begins with zeros."
        if not settings.switch
        else f"Row i of a batch begins with what row i of the batch before left: sample j with sample j − {lanes_of}. "
        + (
            "With batches of 1 that is its neighbour in the series."
            if right
            else f"In the series its neighbour is sample j − 1, so here the memory comes from {lanes_of * window} "
            f"steps "
            "ago and skips what is between: give each row a stretch of its own."
        )
    )
    if settings.switch:
        answer += (
            " A single sample that is left over is not refused by `predict` but spread over a whole batch: "
            f"{lanes_of + 1} samples in batches of {lanes_of} give {2 * lanes_of} rows."
            if lanes_of > 1
            else ""
        )
        answer += (
            " Shuffling breaks it, gradients do not cross batches, and the batch size is fixed: to predict with "
            "another, copy the weights into a twin model of that batch size."
        )
    return Live((picture, board), notice, answer, tuple(runs))


def whose(settings: Settings, j: int) -> str:
    """Say whose state a sample begins with."""
    before = j - settings.batch
    return f"the state that sample {before} left" if settings.switch and before >= 0 else "zeros"


LANES = Question(
    "lanes",
    "states",
    "stateful=True",
    "stateful=True: from which sample does the state come, and why is the batch size fixed?",
    (
        "When using `stateful=True` in a RNN, the batch size must be static. Found dynamic batch size: "
        "sequence.shape=(None, 5, 3)",
        "If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the "
        "initial "
        "state. - Expected batch size: 2 - Received batch size: 3",
        "If a RNN is stateful, it needs to know its batch size. Specify the batch size of your input tensors",
        "In a stateful network, you should only pass inputs with a number of samples that can be divided by the batch "
        "size. Found: 5 samples",
        "Unrecognized keyword arguments passed to LSTM: {'batch_input_shape': (2, 5, 3)}",
        "Input tensor `sequential/lstm/ReadVariableOp:0` enters the loop with shape (1, 2), but has shape (None, 2) "
        "after "
        "one iteration. To allow the shape to vary across iterations, use the `shape_invariants` argument of "
        "tf.while_loop",
        "stateful LSTM batch size predict different batch size",
        "shuffle=False stateful",
    ),
    "model = keras.Sequential([keras.Input(batch_shape=(2, 3, 1)),\n"
    "                          layers.LSTM(3, stateful=True)])\nmodel.predict(one_sample)   # Expected batch size: 2",
    Settings(timesteps=3, switch=True),
    (
        CELL,
        UNITS,
        Whole("timesteps", "Window", "Timesteps of a sample.", low=1, high=4),
        Whole("batch", "Batch size", low=1, high=4),
        Flag("switch", "stateful=True"),
    ),
    lanes,
    "Samples 0, 1, 2 … follow one another in a series, and are read in batches of 2. Whose state does sample 3 get?",
    (
        Choice(
            "Sample 2's: the one before it",
            "That is what one wants, and what happens with batches of 1. Samples 2 and 3 are read side by side, at "
            "once.",
        ),
        Choice("Sample 1's: the same row of the batch before"),
        Choice(
            "The mean of the last batch's states",
            "One layer is taken to have one state. It has one for each row: (batch, units).",
        ),
        Choice("Zeros", "That is stateless, Keras's default. stateful=True carries the state to the next batch."),
    ),
    lambda s: (
        head(s, "units", "timesteps", "batch")
        + f"""
samples = np.random.rand(3 * batch, timesteps, 1).astype("float32")
model = keras.Sequential([keras.Input(batch_shape=(batch, timesteps, 1)), layers.{layer_name(s)}(units, stateful=True)])
by_batches = model.predict(samples, batch_size=batch, verbose=0)

# Row i of every batch is one long sequence: the same numbers from a stateless twin of any batch size.
twin = keras.Sequential([keras.Input((None, 1)), layers.{layer_name(s)}(units)])
twin.set_weights(model.get_weights())
for row in range(batch):
    lane = np.concatenate(samples[row::batch])[None]
    np.testing.assert_allclose(twin.predict(lane, verbose=0)[0], by_batches[-batch + row], rtol=1e-5, atol=1e-6)

if batch > 1:  # a single sample that is left over is spread over a batch: there are more rows than samples
    assert len(model.predict(samples[: batch + 1], batch_size=batch, verbose=0)) == 2 * batch

def said(make):
    try:
        make()
    except ValueError as error:
        return str(error)
    raise AssertionError("Keras took it.")

text = said(lambda: keras.Sequential([keras.Input((timesteps, 1)), layers.{layer_name(s)}(units, stateful=True)]))
assert "the batch size must be static" in text, text
text = said(lambda: model(samples[: batch + 1]))
assert f"Expected batch size: {{batch}}" in text, text
text = said(lambda: layers.LSTM(units, stateful=True, batch_input_shape=(batch, timesteps, 1)))
assert "Unrecognized keyword arguments" in text, text
"""
    ),
    Deeper("A state handed from one layer to another", "shapes", {"preset": "encoder_decoder"}),
    "`batch_input_shape=` on a layer was Keras 2's way and is refused now: give `keras.Input(batch_shape=…)`.",
)


# Several calls of one stateful layer


def calls(settings: Settings, begins: list[np.ndarray | None]) -> list[NetworkTrace]:
    """Run one stateful layer once for each of ``begins``: a state to begin with, None for what the call before left."""
    layer = Recurrent(cell_of(settings), return_sequences=True)
    network, inputs = weighted((layer,), settings.features), drawn(settings, batch=len(begins))
    runs: list[NetworkTrace] = []
    for position, begin in enumerate(begins):
        shape = (1, settings.units)
        if begin is None:
            states = list(runs[-1].layers[0].states.values()) if runs else [np.zeros(shape) for _ in layer.cell.states]
        else:
            states = [np.broadcast_to(begin, shape).astype(float) for _ in layer.cell.states]
        initial = {0: states if len(states) > 1 else states[0]}
        runs.append(run_network(network, inputs[position : position + 1], initial))
    return runs


def over_calls(settings: Settings, runs: list[NetworkTrace], names: list[str], title: str) -> Picture:
    """Return what was received and h over the steps of all calls, one after the other."""
    rows, columns = [], []
    for name in names:
        columns += [f"{name} h₀", *(f"{name} {t}" for t in range(1, settings.timesteps + 1))]
    for k in range(settings.features):
        values = [each for run in runs for each in (np.nan, *run.inputs[0, :, k])]
        rows.append(Row(f"x[{k}]", np.array(values)))
    for unit in range(settings.units):
        values, opens = [], []
        for number, run in enumerate(runs):
            (row,) = [each for each in rows_of(run, "h", run=number) if each.label == f"h[{unit}]"]
            values += [run.layers[0].parts[""].initial_state["h"][0, unit], *row.values]
            opens += [None, *row.opens]
        rows.append(Row(f"h[{unit}]", np.array(values), tuple(opens)))
    return Picture(title, tuple(rows), tuple(columns), along="call and step")


def reset(settings: Settings) -> Live:
    """Call a stateful layer twice, with a prediction or a reset in between, and show what the second begins with."""
    begins = [None, *([None] if settings.other else []), np.zeros(1) if settings.switch else None]
    names = ["a", *(["val"] if settings.other else []), "b"]
    runs = calls(settings, begins)
    picture = over_calls(settings, runs, names, "Two calls of one stateful layer, a and b")
    began = runs[-1].layers[0].parts[""].initial_state["h"][0]
    from_where = "zeros" if settings.switch else "what the validation left" if settings.other else "what call a left"
    notice = f"Call b begins with {from_where}: h₀ = {numbers(began)}."
    ways = Grid(
        "Ways that are told, tried on Keras 3.15.1",
        ("what", "what happens"),
        (
            ("layer.reset_state()", "every state is zeros"),
            ("layer.reset_states()", "the same: an alias of the old name"),
            ("layer.reset_state(states=…)", "TypeError: unexpected keyword"),
            ("model.reset_states()", "AttributeError: there is none"),
            ("a new epoch, evaluate(), predict()", "nothing is reset: it moves on"),
        ),
        texts=(0, 1),
        after=True,
    )
    untouched = calls(settings, [None, None])[-1].layers[0].parts[""].initial_state["h"][0]
    moved = float(np.abs(began - untouched).max())
    answer = (
        'Ask each recurrent layer: `for layer in model.layers: if hasattr(layer, "reset_state"): layer.reset_state()`.'
        " Nothing else resets it: epochs, validation and predictions read on where the last batch ended."
        + (f" Here call b begins {moved:.3f} away from what call a left." if moved else "")
        + " To begin with given numbers, assign to "
        "`layer.states`, or pass `initial_state`."
    )
    return Live((picture, ways), notice, answer, tuple(runs))


RESET = Question(
    "reset",
    "states",
    "Reset states",
    "How do I reset the states in Keras 3? model.reset_states() is gone.",
    (
        "AttributeError: 'Sequential' object has no attribute 'reset_states'",
        "'Functional' object has no attribute 'reset_states'",
        "AttributeError: 'Model' object has no attribute 'reset_state'",
        "RNN.reset_state() got an unexpected keyword argument 'states'",
        "RNN.reset_states() got an unexpected keyword argument 'states'",
        "model.reset_states() keras 3",
        "when is the state of a stateful LSTM reset, each epoch, validation",
    ),
    "for epoch in range(5):\n    model.fit(x, y, epochs=1, shuffle=False)\n    model.reset_states()   # AttributeError",
    Settings(timesteps=3, units=2, features=1),
    (
        CELL,
        Whole("units", "Units", low=1, high=3),
        Whole("timesteps", "Timesteps", low=1, high=4),
        Flag("switch", "reset_state() before b"),
        Flag("other", "validation in between"),
    ),
    reset,
    "A stateful layer was trained for an epoch; `model.fit` begins the next. What is its state?",
    (
        Choice(
            "Zeros: fit resets it at the beginning of an epoch",
            "Much else begins anew with an epoch, such as metrics and the order of the samples. States do not.",
        ),
        Choice(
            "Zeros, if validation data was given",
            "Validation is thought to have a state of its own. It has not: it reads on, and moves the state.",
        ),
        Choice("What the last batch, of training or validation, left"),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + f"""
x = np.random.rand(1, timesteps, features).astype("float32")
layer = layers.{layer_name(s)}(units, stateful=True)
model = keras.Sequential([keras.Input(batch_shape=(1, timesteps, features)), layer])
model.compile("sgd", "mse")
state = lambda: keras.ops.convert_to_numpy(layer.states[0])

assert not state().any()
model.predict(x, batch_size=1, verbose=0)
left = state()
assert left.any(), "a prediction moves the state"
model.evaluate(x, np.zeros((1, units)), batch_size=1, verbose=0)
assert not np.allclose(state(), left), "so does an evaluation"
before = state()
model.fit(x, np.zeros((1, units)), epochs=2, batch_size=1, verbose=0)
assert not np.allclose(state(), before) and state().any(), "epochs reset nothing"

layer.reset_state()
assert not state().any()
layer.reset_states()  # an alias
assert not hasattr(model, "reset_states") and not hasattr(model, "reset_state")
try:
    layer.reset_state(states=[np.ones((1, units))])
except TypeError as error:
    assert "unexpected keyword argument 'states'" in str(error), error
else:
    raise AssertionError("It took states.")
assert "reset_state()` with the keyword argument `states`" in layers.RNN.__doc__, "which its documentation promises"
"""
    ),
    Deeper("What h₀ does to every later state", "hidden_state", {}),
    "Keras 2 had `model.reset_states()` and `layer.reset_states(states=…)`; most answers on the web are of that time. "
    "The documentation of Keras 3 still promises `states=`, and it is refused.",
)


def initial(settings: Settings) -> Live:
    """Call a stateful layer three times, the second with an initial state."""
    given = np.full(1, 0.5) if settings.switch else None
    runs = calls(settings, [None, given, None])
    picture = over_calls(settings, runs, ["a", "b", "c"], "Three calls of one stateful layer: a, b and c")
    began = [run.layers[0].parts[""].initial_state["h"][0] for run in runs]
    ended = [run.layers[0].parts[""]["h"][0, -1] for run in runs]
    notice = f"Call b begins with h₀ = {numbers(began[1])}; call a had left {numbers(ended[0])}."
    came = "the given state, not what a left" if settings.switch else "what a left: no initial_state was given"
    table = Grid(
        "What each call begins with",
        ("call", "h₀", "from"),
        (("a", numbers(began[0]), "zeros"), ("b", numbers(began[1]), came), ("c", numbers(began[2]), "what b left")),
        texts=(0, 1, 2),
        after=True,
    )
    apart = float(np.abs(began[1] - ended[0]).max())
    answer = (
        "A given `initial_state` comes first, at every call that gives one"
        + (f": here b begins {apart:.3f} away from what a left" if settings.switch else "")
        + ". What b ended with is stored all the same, so c goes on from it. In a functional "
        "model that is wired with an `initial_state`, the stored state is therefore never read."
    )
    return Live((picture, table), notice, answer, tuple(runs))


INITIAL = Question(
    "initial",
    "states",
    "initial_state",
    "A stateful layer is given an initial_state: which of the two does it begin with?",
    (
        "initial_state and stateful=True together",
        "initial_state ignored",
        "Exception encountered when calling LSTM.call(). list index out of range Arguments received by LSTM.call(): "
        "sequences initial_state",
        "Too few leaves for PyTreeSpec; expected: 3, got: 2.",
        "An `initial_state` was passed that is not compatible with `cell.state_size`",
        "Layer has 2 states but was passed 1 initial states",
        "decoder initial state encoder states",
    ),
    "layer = layers.LSTM(3, stateful=True)\nlayer(x_a)\nlayer(x_b, initial_state=[h, c])   # which is used?\n"
    "layer(x_b, initial_state=h)        # IndexError: an LSTM needs both",
    Settings(timesteps=2, units=2, features=1, switch=True),
    (
        CELL,
        Whole("units", "Units", low=1, high=3),
        Whole("timesteps", "Timesteps", low=1, high=3),
        Flag("switch", "b is given h = 0.5"),
    ),
    initial,
    "Call b is given an initial_state, call c none. What do they begin with?",
    (
        Choice(
            "b with what a left: stateful ignores initial_state",
            "A layer with a memory of its own seems to need no other. The argument always comes first.",
        ),
        Choice(
            "b with the given state, and c with the same again",
            "The given state seems to replace the stored one for good. It is used for that call; what b ended with is "
            "stored.",
        ),
        Choice("b with the given state, c with what b left"),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + f"""
x = np.random.rand(1, timesteps, features).astype("float32")
stateful = layers.{layer_name(s)}(units, stateful=True)
stateful(x)
plain = layers.{layer_name(s)}(units, return_state=True)
plain(x)
plain.set_weights(stateful.get_weights())
given = [np.full((1, units), 0.5, "float32") for _ in stateful.states]

stateful.reset_state()
stateful(x)  # call a
b, *left = plain(x, initial_state=given)
np.testing.assert_allclose(stateful(x, initial_state=given), b, rtol=1e-5, atol=1e-6)
np.testing.assert_allclose(stateful(x), plain(x, initial_state=left)[0], rtol=1e-5, atol=1e-6)  # call c

try:
    layers.LSTM(units)(x, initial_state=given[0])
except IndexError as error:
    assert "list index out of range" in str(error), error
else:
    raise AssertionError("An LSTM began with h alone.")
"""
    ),
    Deeper("An encoder whose states begin a decoder", "shapes", {"preset": "encoder_decoder"}),
)

QUESTIONS = (RETURNED, LANES, RESET, INITIAL)
