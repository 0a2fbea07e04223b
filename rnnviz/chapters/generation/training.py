"""Training a network on a text: what Keras is asked, and what comes back."""

from dataclasses import replace

import numpy as np

from rnnviz.core.network import init_network
from rnnviz.jobs.kinds import train
from rnnviz.text.corpus import Corpus
from rnnviz.text.presets import Preset
from rnnviz.text.tables import BITS, scores
from rnnviz.text.trained import Trained
from rnnviz.text.vocabulary import Vocabulary

SEED = 1
"""Of the initial weights, of the order of windows, and of the draws of the samples."""

TEMPERATURES = (1.0, 0.0)
"""Of the samples: as the network says, and the likeliest always, which is the tutorial's way."""


def windows(tokens: np.ndarray, preset: Preset) -> train.Windows:
    """Return the windows that a preset reads of a text."""
    starts = np.arange(0, len(tokens) - preset.length, preset.stride)
    return train.Windows(tokens, starts, preset.length, preset.every_step)


def vocabulary_of(preset: Preset, corpus: Corpus) -> Vocabulary:
    """Return the characters of a text as a preset reads it."""
    return Vocabulary.of(preset.read(corpus).text)


UPDATES = 30
"""How many there are in an iteration at least: of a short text the batches are smaller."""


def fitted(preset: Preset, corpus: Corpus) -> Preset:
    """Return the preset as it suits a text: samples of its own characters, and batches of its length."""
    training = preset.read(corpus).training
    _, unknown = vocabulary_of(preset, corpus).known(preset.beginning)
    samples = len(training) // preset.stride
    batch = max(1, min(preset.batch, samples // UPDATES))
    return replace(preset, batch=batch, beginning=training[:10] if unknown else preset.beginning)


def request(preset: Preset, corpus: Corpus) -> dict:
    """Return what Keras is asked; ValueError where the text is too short for a window or too long for a job."""
    vocabulary, read = vocabulary_of(preset, corpus), preset.read(corpus)
    network = init_network(preset.layers(len(vocabulary)), (None, None), SEED)
    draws = np.random.default_rng(SEED).random(preset.characters)
    beginning = vocabulary.encode(preset.beginning)
    return train.request(
        network,
        windows(vocabulary.encode(read.training), preset),
        held_out=windows(vocabulary.encode(read.held_out), preset),
        order=SEED,
        epochs=preset.iterations,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        optimizer=preset.optimizer,
        learning_rate=preset.learning_rate,
        batch=preset.batch,
        samplings=[train.Sampling(beginning, draws, each, preset.rereads) for each in TEMPERATURES],
    )


def learned(preset: Preset, corpus: Corpus, asked: dict, result: dict) -> Trained:
    """Return the trained network with all that is known of how it came to be."""
    vocabulary, read = vocabulary_of(preset, corpus), preset.read(corpus)
    training, held_out = vocabulary.encode(read.training), vocabulary.encode(read.held_out)
    samples = [tuple(vocabulary.decode(each) for each in texts) for texts in result["samples"]]
    return Trained(
        train.trained_network(asked, result),
        vocabulary,
        result["losses"] * BITS,
        result["held_out_losses"] * BITS,
        *samples,
        preset,
        scores(training, held_out, len(vocabulary)),
        None,
        {
            "source": corpus.source,
            "seed": SEED,
            "characters": {"training": len(training), "held_out": len(held_out)},
            "seconds": round(result["seconds"], 1),
            "keras": result["keras"],
            "held_out_text": read.held_out,
        },
    )
