"""The mask X-ray: what mask_zero does to states, outputs, loss and metrics."""

import numpy as np

from rnnviz.chapters.clinic.question import Choice, Deeper, Grid, Live, Picture, Question, Row, Settings
from rnnviz.chapters.clinic.scenes.common import CELL, PLACE, cell_of, head, layer_name, numbers, rows_of, weighted
from rnnviz.core.layers import Bidirectional, Dense, Embedding, EmbeddingWeights, Recurrent
from rnnviz.core.losses import binary_crossentropy
from rnnviz.core.network import Network, NetworkTrace, run_network
from rnnviz.core.numbers import plural
from rnnviz.ui.link import Flag, Whole

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
    'x = pad_sequences([[3, 1, 4]], maxlen=6, padding="post")\n'
    "e = layers.Embedding(5, 2, mask_zero=True)(x)\n"
    "h = layers.LSTM(3, return_sequences=True)(e)\n"
    "h[:, 3:]   # zeros? and what does the loss see?",
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

QUESTIONS = (MASK,)
