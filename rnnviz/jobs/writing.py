"""A preset of a network that writes, and a text → the training to ask the worker for."""

from typing import NamedTuple

import numpy as np

from rnnviz.core.network import init_network
from rnnviz.jobs.kinds import train
from rnnviz.jobs.samples import Sampling, Windows
from rnnviz.text.corpus import Corpus
from rnnviz.text.presets import Preset
from rnnviz.text.vocabulary import Vocabulary

TEMPERATURES = (1.0, 0.0)
"""Of the samples: as the network says, and the likeliest always, which is the tutorial's way."""


class Task(NamedTuple):
    """What is asked of the worker (``jobs.submit(session, "train", task.request)``), and the text as it is read."""

    request: dict
    vocabulary: Vocabulary
    training: np.ndarray
    held_out: np.ndarray


def task_of(preset: Preset, corpus: Corpus, seed: int) -> Task:
    """Return the training of a preset on a text.

    Args:
        preset: the network and how it is trained.
        corpus: the text; every character of it is in the vocabulary.
        seed: of the initial weights, of the order of windows, and of the draws of the samples.

    Raises:
        ValueError: if a part of the text has no window, or the beginning of the samples is not made of its characters.
    """
    read = preset.read(corpus)
    vocabulary = Vocabulary.of(read.text)
    training, held_out = vocabulary.encode(read.training), vocabulary.encode(read.held_out)
    beginning, draws = vocabulary.encode(preset.beginning), np.random.default_rng(seed).random(preset.characters)
    request = train.request(
        init_network(preset.layers(len(vocabulary)), (None, None), seed),
        windows(training, preset),
        held_out=windows(held_out, preset),
        order=seed,
        epochs=preset.iterations,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        optimizer=preset.optimizer,
        learning_rate=preset.learning_rate,
        batch=preset.batch,
        samplings=[Sampling(beginning, draws, each, preset.rereads) for each in TEMPERATURES],
    )
    return Task(request, vocabulary, training, held_out)


def windows(tokens: np.ndarray, preset: Preset) -> Windows:
    """Return the windows that a preset reads of a text."""
    starts = np.arange(0, len(tokens) - preset.length, preset.stride)
    return Windows(tokens, starts, preset.length, preset.every_step)
