"""The question how a series is cut into windows, and what a window of one timestep remembers."""

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Live, Opened, Picture, Question, Row, Settings
from rnnviz.chapters.clinic.scenes.common import CELL, SEED, UNITS, cell_of, head, layer_name, weighted
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import Recurrent
from rnnviz.core.network import run_network
from rnnviz.core.numbers import plural
from rnnviz.ui.link import Whole


def windows_live(settings: Settings) -> Live:
    """Cut a series into windows, read each from h = 0, and see which depend on the first number."""
    length, window = 10, settings.timesteps
    series = np.random.default_rng(SEED + 100).uniform(-1, 1, length).round(1) + 0.0
    layer = Recurrent(cell_of(settings), return_sequences=True)
    network = weighted((layer,), 1)

    def windows(values: np.ndarray) -> np.ndarray:
        return np.lib.stride_tricks.sliding_window_view(values, window)[..., None]

    changed = series.copy()
    changed[0] = -series[0] if series[0] else 1.0
    trace, moved = (run_network(network, windows(each)) for each in (series, changed))
    h, count = trace.layers[0].parts[""]["h"], len(trace.inputs)
    last = window - 1
    opens = tuple(
        tuple(Opened(0, Reference("h", last, unit, 0, "", sample)) for sample in range(count))
        for unit in range(settings.units)
    )
    rows = [Row("newest x", series[last:])]
    rows += [Row(f"h[{unit}]", h[:, last, unit], opens[unit]) for unit in range(settings.units)]
    picture = Picture(
        f"h at the end of each window of {plural(window, 'timestep')}",
        tuple(rows),
        tuple(f"{begin + 1}–{begin + window}" if window > 1 else str(begin + 1) for begin in range(count)),
        along="the numbers that a window holds",
    )
    apart = np.abs(moved.layers[0].parts[""]["h"][:, last] - h[:, last]).max(axis=1)
    effect = Picture(
        "How much h moves when the first number of the series is another",
        (Row("largest change", apart),),
        picture.columns,
        along=picture.along,
        after=True,
    )
    reached = int(np.count_nonzero(apart))
    notice = (
        f"The series has {length} numbers; windows of {window} make **({count}, {window}, 1)**: samples, timesteps, "
        f"features. Each window begins with h = 0."
    )
    alone = (
        f"With one timestep a window, h is a function of one number: two windows that hold the same number have the "
        f"same h, and the {layer_name(settings)} is a Dense layer with gates."
        if window == 1
        else f"A number is remembered inside its window and nowhere else: for {plural(window - 1, 'step')} at most."
    )
    answer = (
        f"Changing the first number of the series changes h in **{reached} of {count}** windows: those that hold it. "
        f"{alone} `X.reshape(X.shape[0], 1, X.shape[1])` makes the lags features of one timestep; "
        "`(X.shape[0], X.shape[1], 1)` makes them timesteps."
    )
    return Live((picture, effect), notice, answer, (trace,))


WINDOWS = Question(
    "windows",
    "shapes",
    "Reshape to 3-D",
    "How do I reshape my series to (samples, timesteps, features), and is one timestep enough?",
    (
        "cannot reshape array of size 100 into shape (10,5,1)",
        "ValueError: cannot reshape array",
        "reshape input to be [samples, time steps, features]",
        "X.reshape(X.shape[0], 1, X.shape[1])",
        "LSTM with one timestep has no memory, look_back=1",
        "Error when checking input: expected lstm_1_input to have 3 dimensions, but got array with shape (100, 1)",
    ),
    "X = np.reshape(X, (X.shape[0], 1, X.shape[1]))   # [samples, time steps, features]\n"
    "model.add(layers.LSTM(4, input_shape=(1, look_back)))",
    Settings(timesteps=1),
    (CELL, UNITS, Whole("timesteps", "Window", "Timesteps of a window.", low=1, high=6)),
    windows_live,
    "A stateless LSTM reads windows of one timestep. What does it know of window 1 while it reads window 2?",
    (
        Choice(
            "All of it: an LSTM carries c from sample to sample",
            "“An LSTM has a memory” is true within a sample. Without stateful=True each sample begins with h = c = 0.",
        ),
        Choice(
            "What training has stored of it in the weights",
            "Weights hold what windows have in common. They do not change while predicting, whatever came before.",
        ),
        Choice("Nothing"),
    ),
    lambda s: (
        head(s, "units", "timesteps")
        + f"""
series = np.random.rand(10).astype("float32")
windows = np.lib.stride_tricks.sliding_window_view(series, timesteps)[..., None]
layer = layers.{layer_name(s)}(units)
before = np.asarray(layer(windows))
series[0] += 1
windows = np.lib.stride_tricks.sliding_window_view(series, timesteps)[..., None]
after = np.asarray(layer(windows))
moved = np.abs(after - before).max(axis=1) > 1e-7
assert moved[0] and not moved[1:].any(), "only the window that holds the number knows of it"

one = np.array([[[0.3]], [[0.7]], [[0.3]]], "float32")  # windows of one timestep: the first and the last are alike
h = np.asarray(layer(one))
np.testing.assert_allclose(h[0], h[2], atol=1e-7)

try:
    np.zeros(100).reshape(10, 5, 1)
except ValueError as error:
    assert "cannot reshape array of size 100 into shape (10,5,1)" in str(error), error
else:
    raise AssertionError("NumPy reshaped it.")
"""
    ),
    Deeper("Windows of a series, and how well a network does with them", "forecasters", {}),
    "`input_shape=` on a layer is the old way; Keras 3 asks for `keras.Input` first.",
)

QUESTIONS = (WINDOWS,)
