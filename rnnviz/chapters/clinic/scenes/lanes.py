"""The question whose state a stateful layer carries."""

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Opened, Picture, Question, Row, Settings
from rnnviz.chapters.clinic.scenes.common import CELL, SEED, UNITS, cell_of, head, layer_name, weighted
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import Recurrent
from rnnviz.core.network import NetworkTrace, run_network
from rnnviz.core.numbers import plural
from rnnviz.ui.link import Flag, Whole


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

QUESTIONS = (LANES,)
