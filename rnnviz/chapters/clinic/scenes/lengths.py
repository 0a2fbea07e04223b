"""The question about sequences of different lengths."""

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Live, Picture, Question, Settings
from rnnviz.chapters.clinic.scenes.common import (
    CELL,
    PLACE,
    UNITS,
    cell_of,
    drawn,
    head,
    input_rows,
    layer_name,
    numbers,
    rows_of,
    steps,
    weighted,
)
from rnnviz.core.layers import Masking, Recurrent
from rnnviz.core.network import Network, run_network
from rnnviz.core.numbers import plural
from rnnviz.ui.link import Flag, Whole


def lengths(settings: Settings) -> Live:
    """Read a sequence alone and padded, with a mask or without, and compare what stays."""
    length = 3
    sequence = drawn(settings, timesteps=length)
    padding = np.zeros((1, settings.timesteps - length, settings.features))
    order = (sequence, padding) if settings.place == "post" else (padding, sequence)
    padded = np.concatenate(order, axis=1)
    layer = Recurrent(cell_of(settings), return_sequences=True)
    network = weighted((Masking(), layer), settings.features)
    alone = run_network(network, sequence)
    bare = Network(network.layers[1:], network.weights[1:])
    run = run_network(network if settings.switch else bare, padded)
    position = len(run.layers) - 1
    is_pad = (padded == 0).all(axis=2)[0]
    picture = Picture(
        f"A sequence of {length}, padded to {settings.timesteps}",
        (*input_rows(padded[0]), *rows_of(run, "h", layer=position)),
        steps(settings.timesteps),
        shaded=tuple(np.flatnonzero(is_pad)),
    )
    short = Picture(
        "The same sequence alone",
        (*input_rows(sequence[0]), *rows_of(alone, "h", run=1, layer=1)),
        steps(length),
        after=True,
    )
    ends = [each.layers[-1].parts[""].last[0] for each in (run, alone)]
    apart = float(np.abs(ends[0] - ends[1]).max())
    many = int(is_pad.sum())
    notice = (
        f"{plural(many, 'step')} of zeros {'after' if settings.place == 'post' else 'before'} the sequence. The last "
        f"h is "
        f"{numbers(ends[0])}."
    )
    how = (
        f"With the mask the last h is that of the sequence alone, {numbers(ends[1])}: **{apart:.1g}** apart."
        if settings.switch
        else f"Without a mask the zeros are read: the last h is **{apart:.3f}** away from that of the sequence alone, "
        f"{numbers(ends[1])}."
    )
    answer = (
        "`keras.Input((None, F))` takes any length, a batch one length: pad each batch to its longest, and mask. "
        f"{how} `Masking()` masks a step whose features are all 0: choose another `mask_value` where such steps are "
        f"real. "
        "On a GPU, cuDNN needs the padding after the sequence; with padding before it, give the layer "
        "`use_cudnn=False`."
    )
    return Live((picture, short), notice, answer, (run, alone))


LENGTHS = Question(
    "lengths",
    "masks",
    "Different lengths",
    "My sequences have different lengths: how do I train on them?",
    (
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. "
        "The detected shape was (2,) + inhomogeneous part.",
        "Failed to convert a NumPy array to a Tensor (Unsupported object type list)",
        "Failed to convert a NumPy array to a Tensor (Unsupported object type numpy.ndarray).",
        "Invalid dtype: object",
        "Exception encountered when calling LSTM.call(). Cannot index into an inner ragged dimension.",
        "Unrecognized data type: x=[[1, 2], [1, 2, 3]] (of type <class 'list'>)",
        "variable length sequences LSTM batch padding",
        "You are passing a RNN mask that does not correspond to right-padded sequences, while using cuDNN, which is "
        "not "
        "supported. With cuDNN, RNN masks can only be used for right-padding",
        "Invalid input shape for input Tensor. Expected shape (None, 5, 3), but input has incompatible shape (4, 7, 3)",
        "ValueError: could not broadcast input array from shape",
    ),
    "X = np.array([[[1, 2], [3, 4]], [[5, 6]]])   # inhomogeneous shape\n"
    "model = keras.Sequential([keras.Input((None, 2)), layers.Masking(), layers.LSTM(3)])",
    Settings(timesteps=6),
    (CELL, UNITS, Whole("timesteps", "Padded to", low=4, high=10), PLACE, Flag("switch", "Masking()")),
    lengths,
    "Which input lets a model read sequences of 3 steps today and of 7 tomorrow, each of 2 features?",
    (
        Choice(
            "keras.Input((7, 2)): the longest there will be",
            "A fixed length is what most examples show. It is needed by Flatten and unroll, not by a recurrent layer.",
        ),
        Choice("keras.Input((None, 2)), batches padded and masked"),
        Choice(
            "keras.Input((None, None, 2))",
            "The batch is thought to be part of the shape. `shape` is without it: that is a 4-D tensor.",
        ),
        Choice(
            "One layer for each length", "“timesteps” looks like a size of the layer. No weight of it depends on them."
        ),
    ),
    lambda s: (
        head(s, "units", "timesteps", "place")
        + f"""
model = keras.Sequential([keras.Input((None, 2)), layers.Masking(), layers.{layer_name(s)}(units)])
for length in (3, 7):
    assert model(np.random.rand(1, length, 2)).shape == (1, units)

short = np.random.rand(1, 3, 2).astype("float32") + 0.1
pad = np.zeros((1, timesteps - 3, 2), "float32")
padded = np.concatenate([short, pad] if place == "post" else [pad, short], axis=1)
np.testing.assert_allclose(model(padded), model(short), rtol=1e-5, atol=1e-6)

rows = np.array([[[0.0, 0.0], [0.0, 0.5]]])  # a step is masked where all of its features are mask_value
assert np.asarray(layers.Masking().compute_mask(rows)).tolist() == [[False, True]]
assert np.asarray(layers.Masking(mask_value=-1.0).compute_mask(rows)).all()

unmasked = keras.Sequential([keras.Input((None, 2)), layers.{layer_name(s)}(units)])
unmasked.set_weights(model.get_weights())
np.testing.assert_allclose(unmasked(short), model(short), rtol=1e-5, atol=1e-6)

try:
    np.array([[1, 2], [1, 2, 3]])
except ValueError as error:
    assert "inhomogeneous shape" in str(error), error
else:
    raise AssertionError("NumPy made an array.")
"""
    ),
    Deeper("A mask on its way through a stack", "shapes", {"preset": "tokens"}),
    "TensorFlow 2's recurrent layers read `tf.ragged`; Keras 3's refuse it: “Cannot index into an inner ragged "
    "dimension”.",
)

QUESTIONS = (LENGTHS,)
