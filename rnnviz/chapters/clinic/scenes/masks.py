"""Questions about masks and lengths: what mask_zero does, state by state, and sequences of different lengths."""

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Picture, Question, Row, Settings
from rnnviz.chapters.clinic.scenes.common import (
    CELL,
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
from rnnviz.core.layers import Bidirectional, Dense, Embedding, EmbeddingWeights, Masking, Recurrent
from rnnviz.core.losses import binary_crossentropy
from rnnviz.core.network import Network, NetworkTrace, run_network
from rnnviz.core.numbers import plural
from rnnviz.ui.link import Choice as OneOf
from rnnviz.ui.link import Flag, Whole

PLACE = OneOf(
    "place", "Padding", options=("post", "pre"), names=("PAD after", "before"), side_by_side=True, unlabelled=True
)

SENTENCE = (3, 1, 4)
"""Tokens of a sentence of three words; 0 is padding."""

LABELS = {3: 1, 1: 0, 4: 1, 0: 0}
"""What each word is labelled with; padding has a label of its own where nothing masks it."""


def tokens_of(settings: Settings) -> np.ndarray:
    """Return the sentence, filled up with zeros, (1, timesteps)."""
    padding = (0,) * (settings.timesteps - len(SENTENCE))
    return np.array([SENTENCE + padding if settings.place == "post" else padding + SENTENCE])


def x_ray(settings: Settings) -> Live:
    """Read a padded sentence, and show which states are held, which outputs repeat, and what counts."""
    tokens = tokens_of(settings)
    cell = cell_of(settings)
    recurrent = (Bidirectional if settings.other else Recurrent)(cell, return_sequences=True)
    layers = (Embedding(5, 2, mask_zero=settings.switch), recurrent, Dense(1, "sigmoid"))
    network = weighted(layers, 2, tokens=True)
    table = EmbeddingWeights(20 * network.weights[0].embeddings)  # from −1 to 1, as after some training
    trace = run_network(Network(network.layers, (table, *network.weights[1:])), tokens)
    padded = tokens[0] == 0
    directions = ("forward", "backward") if settings.other else ("",)
    rows = [row for row in rows_of(trace, "embedded", label="x")]
    for direction in directions:
        arrow = {"forward": "→ ", "backward": "← ", "": ""}[direction]
        rows += rows_of(trace, "h", layer=1, direction=direction, label=f"{arrow}h")
    handed = trace.layers[1].outputs[0]
    outputs = [Row(f"out[{k}]", handed[:, k]) for k in range(handed.shape[1])]
    says = rows_of(trace, "y", layer=2)
    captions = tuple("PAD" if token == 0 else str(token) for token in tokens[0])
    inside = Picture("Embedded tokens, and the states", tuple(rows), captions, "token", tuple(np.flatnonzero(padded)))
    handed_on = Picture(
        "What the layer hands on, and what Dense says of it",
        (*outputs, *says),
        captions,
        "token",
        tuple(np.flatnonzero(padded)),
        after=True,
    )
    counts = Grid(
        "What counts, with a label for every token",
        ("counted", "steps", "loss", "accuracy"),
        (counted("by the mask that reached the output", trace, trace.mask), counted("all steps", trace, None)),
        after=True,
    )
    return Live(
        (inside, handed_on, counts), x_ray_notice(settings, trace, padded), x_ray_answer(trace, padded), (trace,)
    )


def counted(what: str, trace: NetworkTrace, mask: np.ndarray | None) -> tuple[str, ...]:
    """Return how many steps count under a mask, the loss and the accuracy."""
    mask = np.ones(trace.inputs.shape, dtype=bool) if mask is None else mask
    targets = np.vectorize(LABELS.get)(trace.inputs)[..., None].astype(float)
    loss = binary_crossentropy(trace, targets, mask=mask).value
    right = ((trace.outputs > 0.5) == (targets > 0.5))[..., 0]
    return what, str(int(mask.sum())), f"{loss:.4f}", f"{right[mask].mean():.3f}"


def x_ray_notice(settings: Settings, trace: NetworkTrace, padded: np.ndarray) -> str:
    """Say what the states do at the padding."""
    embedded = trace.layers[0].outputs[0]
    row = f"PAD is embedded as {numbers(embedded[padded][0])}: not zeros." if padded.any() else "Nothing is padded."
    if not padded.any():
        return row
    if not settings.switch:
        return f"{row} Without mask_zero the layer reads it as any other word: the state moves on at every PAD."
    held = "holds what it was" if settings.place == "post" or settings.other else "stays zeros until the first word"
    return f"{row} With mask_zero it is not read: at every PAD the state {held}."


def x_ray_answer(trace: NetworkTrace, padded: np.ndarray) -> str:
    """Say what is held, what is repeated, and what counts, with numbers."""
    is_masked, both = trace.mask is not None, isinstance(trace.layers[1].layer, Bidirectional)
    handed, count = trace.layers[1].outputs[0], int(padded.sum())
    masked, everything = counted("", trace, trace.mask), counted("", trace, None)
    if not is_masked:
        return (
            f"Nothing is masked: the state goes on through {plural(count, 'PAD')}, and loss and metrics count "
            f"{everything[1]} steps: loss {everything[2]}, accuracy {everything[3]}. Turn mask_zero on."
        )
    if not count:
        return "There is no padding: masked and unmasked are the same."
    zeros = int(np.count_nonzero(np.abs(handed[padded]).max(axis=1) == 0))
    if both:
        outputs = f"a Bidirectional layer hands on zeros there ({zeros} of {count} PADs), in both halves"
    elif zeros:
        outputs = f"before the first word the output is zeros ({zeros} of {count} PADs), which is the state so far"
    else:
        outputs = f"the output repeats the last one, {numbers(handed[padded][-1])}, at {plural(count, 'PAD')}"
    return (
        f"`mask_zero` zeroes nothing: it holds the state. {outputs[0].upper()}{outputs[1:]}. The mask goes on with the "
        f"sequence, and where it reaches the output it is respected by the loss **and by metrics**: {masked[1]} of "
        f"{everything[1]} steps count, loss {masked[2]} (all: {everything[2]}), accuracy {masked[3]} (all: "
        f"{everything[3]})."
    )


MASK = Question(
    "mask",
    "masks",
    "mask_zero",
    "What does mask_zero=True do at the padding: to states, outputs, loss and metrics?",
    (
        "mask_zero=True Embedding padding does nothing",
        "does mask_zero set the embedding to zero",
        "output after padding repeats the last value",
        "Masking layer accuracy includes padding, metrics ignore mask",
        "99% accuracy because of padding",
        "Layer does not support masking, but was passed an input_mask",
        "TypeError: Layer flatten does not support masking",
        "Layer 'flatten' (of type Flatten) was passed an input with a mask attached to it. However, this layer does "
        "not "
        "support masking and will therefore destroy the mask information.",
        "padding before or after pre post pad_sequences",
    ),
    'x = keras.utils.pad_sequences([[3, 1, 4]], maxlen=6, padding="post")\n'
    "h = layers.LSTM(3, return_sequences=True)(layers.Embedding(5, 2, mask_zero=True)(x))\n"
    "# h[:, 3:]: zeros? what does the loss see?",
    Settings(timesteps=6, switch=True),
    (
        CELL,
        Whole("units", "Units", low=1, high=4),
        Whole("timesteps", "Padded to", "Words and PAD together.", low=3, high=9),
        PLACE,
        Flag("switch", "mask_zero"),
        Flag("other", "Bidirectional"),
    ),
    x_ray,
    "`[3, 1, 4, 0, 0, 0]` is read with mask_zero=True and return_sequences=True. What does an LSTM hand on at the "
    "zeros?",
    (
        Choice(
            "Zeros: token 0 is embedded as zeros",
            "The name says “zero”. The row of token 0 is as random as any; nothing is set to zero but in "
            "Bidirectional.",
        ),
        Choice(
            "Its states go on as usual, only the loss leaves them out",
            "That is so without a mask, with sample weights. A mask holds the state itself.",
        ),
        Choice("Its output after the third token, again and again"),
        Choice(
            "Nothing: the sequence is cut",
            "A tensor has one length. A cuDNN kernel does skip the steps, and fills the outputs in.",
        ),
    ),
    lambda s: (
        head(s, "units", "timesteps", "place")
        + f"""
words = np.array([[3, 1, 4]])
x = keras.utils.pad_sequences(words, maxlen=timesteps, padding=place)
pad = (x == 0)[0]
embedding = layers.Embedding(5, 2, mask_zero=True)
assert np.asarray(embedding(np.array([[0]]))).any(), "the row of token 0 is not zeros"

layer = layers.{layer_name(s)}(units, return_sequences=True)
h = np.asarray(layer(embedding(x)))[0]
alone = np.asarray(layer(embedding(words)))[0]
np.testing.assert_allclose(h[~pad], alone, rtol=1e-5, atol=1e-6)  # padding changes nothing of the words
if place == "post":
    np.testing.assert_array_equal(h[pad], np.broadcast_to(h[2], h[pad].shape))  # the last output, repeated
else:
    assert not h[pad].any()  # zeros: nothing has been read

both = layers.Bidirectional(layers.{layer_name(s)}(units, return_sequences=True))
assert not np.asarray(both(embedding(x)))[0][pad].any(), "Bidirectional hands on zeros at the padding"

model = keras.Sequential([keras.Input((None,), dtype="int32"), embedding, layer, layers.Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
y = np.array([[[1 if token in (3, 4) else 0] for token in x[0]]], "float32")
loss, accuracy = model.evaluate(x, y, verbose=0)
said = np.asarray(model(x))[0, :, 0]
each = -np.where(y[0, :, 0] == 1, np.log(said), np.log(1 - said))
np.testing.assert_allclose(loss, each[~pad].mean(), rtol=1e-4)
np.testing.assert_allclose(accuracy, ((said > 0.5) == (y[0, :, 0] == 1))[~pad].mean(), rtol=1e-5)
"""
    ),
    Deeper("Networks that were trained with PAD before or behind, masked or not", "sentiment", {"unfold": "1"}),
    "“Metrics ignore the mask” is widely repeated. In Keras 3 those of `compile(metrics=…)` respect a mask that "
    "reaches "
    "the output.",
)


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

QUESTIONS = (MASK, LENGTHS)
