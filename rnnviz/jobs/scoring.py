"""A setting and labelled sentences → the training to ask the worker for."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.core.network import init_network
from rnnviz.jobs.kinds import beside_bags, train
from rnnviz.jobs.samples import Arrays
from rnnviz.text.labelled import Labelled
from rnnviz.text.leak import Run, run_of
from rnnviz.text.sentiment import Setting
from rnnviz.text.splits import SPLITS, Split
from rnnviz.text.words import Words


class Task(NamedTuple):
    """What is asked of the worker (``jobs.submit(session, "train", task.request)``), and the words that it knows."""

    request: dict
    words: Words


def task_of(
    setting: Setting, training: Labelled, held_out: Labelled, seed: int, shown: Sequence[Sequence[str]] = ()
) -> Task:
    """Return the training of a setting on sentences.

    Args:
        setting: the network and how it is trained.
        training: what is learned from; the vocabulary is of these sentences alone.
        held_out: what it is tested on after every epoch.
        seed: of the initial weights and of the order of sentences.
        shown: sentences whose scores are told after every epoch.
    """
    words = Words.of(training.sentences, setting.vocabulary)
    request = train.request(
        init_network(setting.layers(len(words)), (None, setting.length), seed),
        arrays(training, words, setting),
        held_out=arrays(held_out, words, setting),
        order=seed,
        epochs=setting.epochs,
        loss="binary_crossentropy",
        metrics=["accuracy"],
        learning_rate=setting.learning_rate,
        batch=setting.batch,
        shown=setting.padded(map(words.encode, shown)) if shown else None,
    )
    return Task(request, words)


def arrays(labelled: Labelled, words: Words, setting: Setting) -> Arrays:
    """Return sentences as tokens with their labels, as a network of a setting reads them."""
    return Arrays(
        setting.padded(map(words.encode, labelled.sentences)), np.array(labelled.labels, dtype=np.int32)[:, None]
    )


class Leak(NamedTuple):
    """What is asked of the worker (``jobs.submit(session, "beside_bags", leak.request)``), and of which splits."""

    request: dict
    splits: tuple[tuple[str, int, Split], ...]

    def runs(self, result: dict) -> tuple[Run, ...]:
        """Return what came out, a run for each split."""
        pairs = zip(self.splits, result["runs"], strict=True)
        return tuple(run_of(name, seed, split, each["network"], each["bag"]) for (name, seed, split), each in pairs)


def leak_of(setting: Setting, labelled: Labelled, seeds: Sequence[int]) -> Leak:
    """Return the trainings of a setting on both splits of sentences, under each of the seeds."""
    splits = tuple((name, seed, split(labelled, seed)) for seed in seeds for name, split in SPLITS.items())
    tasks = (task_of(setting, *split, seed).request for _, seed, split in splits)
    return Leak(beside_bags.request(tuple(tasks)), splits)
