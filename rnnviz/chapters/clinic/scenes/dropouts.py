"""The question about the two dropouts of a layer."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.clinic.question import Chart, Choice, Deeper, Live, Picture, Question, Row, Settings
from rnnviz.chapters.clinic.scenes.common import (
    CELL,
    TIMESTEPS,
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
from rnnviz.core.layers import Recurrent
from rnnviz.core.network import Network, run_network
from rnnviz.core.numbers import short
from rnnviz.ui.link import Flag

DRAW = 6
"""The seed of what is dropped: of two features one."""


def dropouts(settings: Settings) -> Live:
    """Read a sequence as in prediction and as in training, under one of the two dropouts."""
    layer = Recurrent(cell_of(settings), return_sequences=True)
    network, inputs = weighted((layer,), settings.features), drawn(settings)
    (weights,) = network.weights
    cell, u = layer.cell, settings.units
    rng = np.random.default_rng(DRAW)
    if settings.switch:
        gates = len(cell.gates)
        kept = 2.0 * (rng.random((u, gates)) < 0.5)
        dropped = replace(weights, recurrent_kernel=weights.recurrent_kernel * np.repeat(kept, u, axis=1))
        labels = [f"h[{k}] → {gate}" for gate in cell.gates for k in range(u)]
        factors = kept.T.ravel()
    else:
        kept = 2.0 * (rng.random(settings.features) < 0.5)
        dropped = replace(weights, kernel=weights.kernel * kept[:, None])
        labels, factors = [f"x[{k}]" for k in range(settings.features)], kept
    runs = run_network(network, inputs), run_network(Network(network.layers, (dropped,)), inputs)
    name = "recurrent_dropout" if settings.switch else "dropout"
    now, timesteps = int(settings.other), settings.timesteps
    picture = Picture(
        "In training: one draw of what is dropped" if now else "In prediction: nothing is dropped",
        (*input_rows(inputs[0]), *rows_of(runs[now], "h", run=now)),
        steps(timesteps),
    )
    mask = Picture(
        f"What {name}=0.5 multiplies with in this draw, the same at every step",
        tuple(Row(label, np.full(timesteps, factor)) for label, factor in zip(labels, factors, strict=True)),
        steps(timesteps),
        after=True,
    )
    h = [run.layers[0].parts[""]["h"][0] for run in runs]
    apart = np.abs(h[0] - h[1]).max(axis=1)
    chart = Chart("How far h in training is from h in prediction", {"largest |Δh|": apart}, "step", "|Δh|", after=True)
    zeros = int(np.count_nonzero(factors == 0))
    reach = (
        f"$h_{{t-1}}$ on its way into the {len(cell.gates)} gates, each with a draw of its own"
        if len(cell.gates) > 1 and settings.switch
        else "$h_{t-1}$ on its way into the sum"
        if settings.switch
        else "$x_t$ on its way into the layer"
    )
    notice = "Turn training on, and see which h move from the first step on, and which later."
    first = short(float(apart[0]))
    answer = (
        f"`{name}` acts on {reach}: {zeros} of {len(factors)} factors are 0 here, the others 1/(1 − ½) = 2, drawn "
        f"once a "
        f"sequence and kept for **every step**. At step 1 h moves by {first}"
        + (" (h₀ is zeros: there is nothing to drop)" if settings.switch else "")
        + f", at step {timesteps} by {short(float(apart[-1]))}. In prediction neither does anything. "
        f"`recurrent_dropout` "
        "leaves the fast path: no cuDNN, and a product for each gate. `unroll=True` changes no number."
    )
    return Live((picture, mask, chart), notice, answer, runs)


DROPOUT = Question(
    "dropout",
    "training",
    "Two dropouts",
    "dropout or recurrent_dropout: what does each drop, and why is one so slow?",
    (
        "dropout vs recurrent_dropout LSTM",
        "recurrent_dropout slow training GPU",
        "Layer lstm will not use cuDNN kernels since it doesn't meet the criteria. It will use a generic GPU kernel as "
        "fallback when running on GPU.",
        "use_cudnn=True was specified, but cuDNN is not supported for this layer configuration with this backend. Pass "
        "use_cudnn='auto' to fallback to a non-cuDNN implementation.",
        "is dropout active in predict, training=True",
        "unroll=True results",
    ),
    "layers.LSTM(3, dropout=0.5)             # of what?\nlayers.LSTM(3, recurrent_dropout=0.5)   # much slower",
    Settings(),
    (CELL, UNITS, TIMESTEPS, Flag("switch", "recurrent_dropout"), Flag("other", "training=True")),
    dropouts,
    "A sequence of 5 steps is read in training with dropout=0.5. How many times is it drawn what to drop?",
    (
        Choice(
            "5 times: anew at every step",
            "So does a Dropout layer before it, and so drew early implementations. Within the layer one draw holds "
            "for all "
            "steps (Gal and Ghahramani 2016).",
        ),
        Choice("Once: the same features at every step"),
        Choice(
            "Never: dropout acts between layers only",
            "`layers.Dropout` does. The argument of the layer acts on what it reads, x.",
        ),
    ),
    lambda s: (
        head(s, "units", "timesteps", "features")
        + f"""
x = np.random.rand(1, timesteps, features).astype("float32")
for options in ({{"dropout": 0.5}}, {{"recurrent_dropout": 0.5}}):
    layer, plain = layers.{layer_name(s)}(units, **options), layers.{layer_name(s)}(units)
    layer(x), plain(x)
    plain.set_weights(layer.get_weights())
    np.testing.assert_allclose(layer(x), plain(x), rtol=1e-5, atol=1e-6)  # nothing in prediction

ones, eye = np.ones((1, timesteps, 50), "float32"), np.eye(50)
bare = {{"activation": "linear", "use_bias": False, "return_sequences": True}}
layer = layers.SimpleRNN(50, dropout=0.5, **bare)
layer(ones)
layer.set_weights([eye, 0 * eye])
h = np.asarray(layer(ones, training=True))[0]  # x, as it was dropped
assert set(np.unique(h)) == {{0.0, 2.0}} and (h == h[0]).all(), "one draw for all steps"

layer = layers.SimpleRNN(50, recurrent_dropout=0.5, **bare)
layer(ones)
layer.set_weights([0 * eye, eye])
h = np.asarray(layer(ones, initial_state=np.ones((1, 50), "float32"), training=True))[0]
assert ((h == 0) == (h[0] == 0)).all() and 0 < (h[0] == 0).sum() < 50, "one draw of units for all steps"

assert layers.LSTM(units, dropout=0.5).cell.implementation == 2
assert layers.LSTM(units, recurrent_dropout=0.5).cell.implementation == 1  # a product for each gate: slower

rolled, unrolled = layers.{layer_name(s)}(units), layers.{layer_name(s)}(units, unroll=True)
rolled(x), unrolled(x)
unrolled.set_weights(rolled.get_weights())
np.testing.assert_allclose(rolled(x), unrolled(x), rtol=1e-5, atol=1e-6)
"""
    ),
    Deeper("Dropout in a stack: at work in training, nothing in the trace", "shapes", {}),
    "TensorFlow 2's warning “will not use cuDNN kernels” is not written any more; the layer is as slow as it was.",
)

QUESTIONS = (DROPOUT,)
