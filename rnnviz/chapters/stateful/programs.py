"""Files to take away: the board as a table, and programs that read the same batches and assert every state."""

from collections.abc import Mapping

import numpy as np

from rnnviz.chapters.stateful.figures import tickets_table
from rnnviz.chapters.stateful.scene import run_of, series_of
from rnnviz.chapters.stateful.view import View
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.trace import Trace
from rnnviz.export.sequence import STEPS, filled_in
from rnnviz.export.text import FLOAT64, array, functions_of, joined

LANES = """k = len(x) // B                                    # batches; what fills no whole batch is cut
lanes = x[: B * k].reshape(B, k, *x.shape[1:])     # row i: the i-th stretch of the series, k windows long
x_lanes = lanes.swapaxes(0, 1).reshape(B * k, *x.shape[1:])
# the same with y; then fit(x_lanes, y_lanes, batch_size=B, shuffle=False)"""
"""Arranging windows that do not overlap so that lanes are right: shown on the page, and run by a test."""

TWIN = """model = keras.Sequential([
    keras.Input(batch_shape=(96, 20, 1)),
    keras.layers.LSTM(10, stateful=True),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
for epoch in range(5):
    model.fit(x, y, batch_size=96, epochs=1, shuffle=False)   # len(x) a multiple of 96
    model.layers[0].reset_state()

twin = keras.models.clone_model(model, input_tensors=keras.Input(batch_shape=(1, 20, 1)))
twin.set_weights(model.get_weights())
twin.predict(window, batch_size=1)                            # and again: the state goes on"""
"""Training as the tutorial does, and then predicting window by window: shown on the page, and run by a test."""


def trace_of(view: View) -> Trace:
    """Return the trace of the board."""
    return run_of(view).layers[0].parts[""]


def board_csv(view: View) -> bytes:
    """Return the board, a row a ticket: what it reads, whose state it receives, and its own at the end."""
    return tickets_table(view, trace_of(view)[view.state][:, -1]).csv()


def schedule_code(view: View) -> str:
    """Return the series, the batches and the resets of the board."""
    schedule = view.schedule
    batches = "\n".join(f"    {list(each.samples)},  # b{each.number + 1}, {each.kind}" for each in schedule.batches)
    resets = [bool(each.is_reset) for each in schedule.batches]
    return joined(
        array("series", series_of(view)[: schedule.values], "what the windows are cut from"),
        f"WINDOW, STEP, BATCH, STATEFUL = {view.window}, {view.step}, {view.batch}, {view.stateful}",
        "# The window in each row of every batch, and before which batches the state is emptied\nbatches = "
        f"[\n{batches}\n]",
        f"resets = {resets}",
        "windows = np.stack([series[k * STEP : k * STEP + WINDOW, None] for k in range(max(map(max, batches)) + 1)])",
    )


def weights_code(view: View) -> str:
    """Return the weights, in Keras's order."""
    weights = trace_of(view).weights
    names = {"w_x": (weights.kernel, "kernel, (features, gates * units)")}
    names |= {"w_h": (weights.recurrent_kernel, "recurrent_kernel, (units, gates * units)")}
    if view.cell == "gru":
        names |= {"b_x": (weights.bias[0], "bias[0], of the input product"), "b_h": (weights.bias[1], "bias[1], of h")}
    else:
        names |= {"b": (weights.bias, "bias")}
    return joined(*(array(name, *each) for name, each in names.items()))


def expected_code(view: View) -> str:
    """Return the states that the page shows, a row a ticket."""
    return array(
        "expected", trace_of(view)["h"][:, -1], "h after each window, batch by batch and row by row, as rnnviz has it"
    )


NUMPY = """{state}
found = []
for samples, is_reset in zip(batches, resets):
    if is_reset or not STATEFUL:
        {state_again}
    for t in range(WINDOW):
        x = windows[samples][:, t]
        {step}
    found.append(h)

difference = np.abs(np.concatenate(found) - expected).max()
assert difference < 1e-10, f"the states differ by {{difference}}"
print(f"{{len(expected)}} windows in {{len(batches)}} batches: the same states, up to {{difference:.1e}}")"""


def numpy_script(view: View) -> bytes:
    """Return a program that needs NumPy alone: the rule of stateful layers in four lines, asserted."""
    cell = trace_of(view).cell
    step = filled_in(STEPS[view.cell], cell, "(batch, units)", ", axis=-1").replace("\n", "\n        ")
    zeros = "np.zeros((BATCH, len(w_h)))"
    state = f"h = c = {zeros}" if view.cell == "lstm" else f"h = {zeros}"
    title = (
        f'"""{KERAS_NAMES[view.cell]} that carries its states from batch to batch, with NumPy. Written by rnnviz."""'
    )
    functions = "" if view.cell == "simple_rnn" else functions_of({"sigmoid"})
    loop = NUMPY.format(state=state, state_again=state, step=step)
    parts = [title, "import numpy as np", functions, weights_code(view), schedule_code(view), expected_code(view), loop]
    return (joined(*filter(None, parts)).rstrip() + "\n").encode()


KERAS = """layer = keras.layers.{name}({units}, stateful=STATEFUL)
layer.build((BATCH, WINDOW, 1))
layer.set_weights([w_x, w_h, {bias}])

found = []
for samples, is_reset in zip(batches, resets):
    if is_reset and STATEFUL:
        layer.reset_state()
    found.append(np.asarray(layer(windows[samples])))  # no state is given: Keras carries it

difference = np.abs(np.concatenate(found) - expected).max()
assert difference < 1e-10, f"the states differ by {{difference}}"
print(f"{{len(expected)}} windows in {{len(batches)}} batches: the same states, up to {{difference:.1e}}")

# The states are emptied on the layer, without arguments; the model has no such method.
model = keras.Sequential([keras.Input(batch_shape=(BATCH, WINDOW, 1)), keras.layers.{name}({units}, stateful=True)])
model.set_weights([w_x, w_h, {bias}])
assert not hasattr(model, "reset_states") and not hasattr(model, "reset_state")
model.predict(windows[batches[0]], batch_size=BATCH, verbose=0)
assert np.abs(np.asarray(model.layers[0].states[0])).max() > 0, "predict moves the state"
model.layers[0].reset_state()
assert np.abs(np.asarray(model.layers[0].states[0])).max() == 0

# Another batch size: a twin with the same weights, and states of its own.
twin = keras.models.clone_model(model, input_tensors=keras.Input(batch_shape=(1, WINDOW, 1)))
twin.set_weights(model.get_weights())
together = model.predict(windows[batches[0]], batch_size=BATCH, verbose=0)
for row, sample in enumerate(batches[0]):
    twin.layers[0].reset_state()
    alone = twin.predict(windows[sample : sample + 1], batch_size=1, verbose=0)
    assert np.abs(alone[0] - together[row]).max() < 1e-10"""


def keras_script(view: View) -> bytes:
    """Return a program in which Keras's stateful layer reads the same batches, with what must hold asserted."""
    bias = "np.stack([b_x, b_h])" if view.cell == "gru" else "b"
    name = f"{KERAS_NAMES[view.cell]}(stateful={view.stateful})"
    title = f'"""{name} on the batches of the page, with Keras. Written by rnnviz."""'
    loop = KERAS.format(name=KERAS_NAMES[view.cell], units=view.units, bias=bias)
    parts = [title, "import keras\nimport numpy as np", FLOAT64, weights_code(view), schedule_code(view)]
    return (joined(*parts, expected_code(view), loop).rstrip() + "\n").encode()


def differences(view: View, theirs: Mapping[str, np.ndarray]) -> float:
    """Return the largest difference of any h between the board and what the job "carried" found."""
    return float(np.abs(theirs["h"] - trace_of(view)["h"]).max())
