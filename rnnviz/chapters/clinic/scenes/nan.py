"""The question about a loss that is NaN."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.clinic.question import Chart, Choice, Deeper, Live, Picture, Question, Settings
from rnnviz.chapters.clinic.scenes.common import (
    CELL,
    UNITS,
    cell_of,
    drawn,
    head,
    input_rows,
    layer_name,
    rows_of,
    steps,
    weighted,
)
from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.layers import Dense, Recurrent
from rnnviz.core.losses import squared_error
from rnnviz.core.network import Network, run_network
from rnnviz.core.numbers import plural, short
from rnnviz.ui.link import Flag, Whole

LARGEST_FLOAT32 = float(np.finfo(np.float32).max)


def nan(settings: Settings) -> Live:
    """Read a sequence with large recurrent weights, relu or tanh, with a NaN among the inputs or none."""
    activation, timesteps = "relu" if settings.other else "tanh", settings.timesteps
    layer = Recurrent(cell_of(settings, activation=activation), return_sequences=True)
    network = weighted((layer, Dense(1)), 1)
    weights, dense = network.weights
    scaled = replace(weights, recurrent_kernel=settings.features * np.abs(weights.recurrent_kernel))
    inputs = np.abs(drawn(replace(settings, features=1))) + 0.1
    at = min(2, timesteps - 1)
    if settings.switch:
        inputs[0, at] = np.nan
    trace = run_network(Network(network.layers, (scaled, dense)), inputs)
    h = trace.layers[0].parts[""]["h"][0]
    with np.errstate(invalid="ignore", over="ignore"):
        loss = squared_error(trace, np.zeros_like(trace.outputs), [timesteps - 1])
        slope = backpropagate_loss(trace, loss).layers[0][""]
        slopes = np.concatenate([each.ravel() for each in (slope.kernel, slope.recurrent_kernel, slope.bias)])
        sizes = np.abs(h).max(axis=1)
    chart = Chart("The largest |h| at each step", {"largest |h|": sizes}, "step", "|h|", logarithmic=True, dots=True)
    picture = Picture(
        "What is read, and h",
        (*input_rows(inputs[0]), *rows_of(trace, "h"), *rows_of(trace, "y", layer=1)),
        steps(timesteps),
        nan="NaN",
    )
    bad = int(np.count_nonzero(~np.isfinite(slopes)))
    over = sizes[np.isfinite(sizes)].max(initial=0.0) > LARGEST_FLOAT32
    said = short(loss.value) if np.isfinite(loss.value) else "NaN" if np.isnan(loss.value) else "∞"
    return Live(
        (picture, chart), nan_notice(settings, sizes, at), nan_answer(settings, said, bad, slopes.size, over), (trace,)
    )


def nan_notice(settings: Settings, sizes: np.ndarray, at: int) -> str:
    """Say from where on numbers are none."""
    if settings.switch:
        count = int(np.count_nonzero(np.isnan(sizes)))
        return f"x is NaN at step {at + 1}: from there on h is NaN, {count} of {plural(len(sizes), 'step')}."
    bound = "tanh keeps |h| below 1." if not settings.other else "relu has no bound."
    return (
        f"Every input is a number. The largest |h| is {short(sizes.max())} at step {int(sizes.argmax()) + 1}: {bound}"
    )


def nan_answer(settings: Settings, loss: str, bad: int, slopes: int, over: bool) -> str:
    """Say what cures it, with the numbers of these settings."""
    first = f"Here the loss is **{loss}**, and {bad} of {slopes} gradients of the recurrent layer are not finite."
    if settings.switch:
        why = (
            " One NaN in one sample is enough: it goes through tanh, through clipping (its norm is NaN) and through "
            "any "
            "learning rate, and after one step every weight is NaN."
        )
    elif settings.other:
        why = (
            " relu lets h grow by the recurrent weights at every step"
            + (": past 3.4×10³⁸ Keras's float32 has only ∞, and ∞ − ∞ is NaN" if over else "")
            + ". tanh bounds it."
        )
    else:
        why = " Finite: with tanh a loss becomes NaN by its inputs, its targets or weights that a huge step has made."
    return (
        f"{first}{why} In this order: `np.isnan(X).any()` and `np.isinf(X)`, targets too; then tanh in the place of "
        f"relu; "
        "then `clipnorm=1.0` and a smaller learning rate."
    )


NAN = Question(
    "nan",
    "training",
    "loss is nan",
    "My loss is nan. What do I look at first?",
    (
        "loss: nan",
        "loss is nan",
        "nan loss after the first epoch, accuracy 0",
        "LSTM loss nan relu activation",
        "exploding gradients clipnorm clipvalue",
        "Batch 0: Invalid loss, terminating training",
        "predictions are all nan",
        "val_loss: nan",
        "loss: inf",
    ),
    'model.add(layers.LSTM(3, activation="relu"))\nmodel.compile("adam", "mse")\nmodel.fit(X, y)   # loss: nan',
    Settings(cell="simple_rnn", timesteps=8, switch=True, features=1),
    (
        CELL,
        UNITS,
        Whole("timesteps", "Timesteps", low=1, high=60),
        Whole("features", "Weights ×", "Recurrent weights that a large step has made larger.", low=1, high=8),
        Flag("switch", "a NaN in x"),
        Flag("other", "relu"),
    ),
    nan,
    "The very first batch of the first epoch says loss: nan. What is the first thing to look at?",
    (
        Choice(
            "The learning rate: make it smaller",
            "It cures a loss that becomes NaN after a while. In the first batch no step has been made yet.",
        ),
        Choice("The inputs and the targets: is one of them NaN?"),
        Choice(
            "Gradient clipping",
            "It is what one reads of exploding gradients. A NaN gradient has a NaN norm, and is clipped to NaN.",
        ),
        Choice(
            "The number of units: the model is too large",
            "Size makes a model slow or overfit. It makes no number that is none.",
        ),
    ),
    lambda s: (
        head(s, "units", "timesteps")
        + f"""
x = np.random.rand(4, timesteps, 1).astype("float32")
y = np.random.rand(4, 1).astype("float32")

def trained(x, **options):
    model = keras.Sequential([keras.Input((None, 1)), layers.{layer_name(s)}(units), layers.Dense(1)])
    model.compile(keras.optimizers.SGD(**options), "mse", run_eagerly=True)
    loss = model.train_on_batch(x, y)
    return loss, all(np.isfinite(each).all() for each in model.get_weights())

loss, finite = trained(x)
assert np.isfinite(loss) and finite
x[0, timesteps // 2] = np.nan  # one number of one sample
for options in ({{}}, {{"learning_rate": 1e-9}}, {{"clipnorm": 1.0}}, {{"clipvalue": 0.5}}):
    loss, finite = trained(x, **options)
    assert np.isnan(loss) and not finite, options

ones = np.ones((1, 100, 1), "float32")
for activation, bounded in (("tanh", True), ("relu", False)):
    layer = layers.SimpleRNN(1, activation=activation)
    layer(ones)
    layer.set_weights([np.ones((1, 1)), np.full((1, 1), 8.0), np.zeros(1)])
    assert np.isfinite(np.asarray(layer(ones))).all() == bounded, activation
"""
    ),
    Deeper("A run that explodes, and what clipping does", "gradients", {}),
)

QUESTIONS = (NAN,)
