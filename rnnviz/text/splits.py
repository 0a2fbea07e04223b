"""Labelled sentences in two parts: at random, which lets sentences leak that are there twice, and without that."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from rnnviz.text.labelled import Labelled, key_of

HELD_OUT = 0.2
"""The share that is held out, the tutorial's."""


class Split(NamedTuple):
    """What is learned from, and what is held out."""

    training: Labelled
    held_out: Labelled


def random_split(labelled: Labelled, seed: int) -> Split:
    """Return lines in two parts at random, as the tutorial does: the same sentence may stand in both."""
    order = np.random.default_rng(seed).permutation(len(labelled.labels)).tolist()
    cut = round(len(order) * HELD_OUT)
    return Split(labelled.take(sorted(order[cut:])), labelled.take(sorted(order[:cut])))


def clean_split(labelled: Labelled, seed: int) -> Split:
    """Return different sentences in two parts at random, so that no sentence of one is in the other.

    What is learned from has its sentences as often as they are there. What is held out has each once, with the label
    that it has most often, of two that are as frequent the one met first.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for position, sentence in enumerate(labelled.sentences):
        groups.setdefault(key_of(sentence), []).append(position)
    found = list(groups.values())
    order = np.random.default_rng(seed).permutation(len(found)).tolist()
    cut = round(len(order) * HELD_OUT)
    training = sorted(position for k in order[cut:] for position in found[k])
    held_out = [found[k] for k in sorted(order[:cut])]
    labels = tuple(Counter(labelled.labels[p] for p in group).most_common(1)[0][0] for group in held_out)
    once = labelled.take([group[0] for group in held_out])
    return Split(labelled.take(training), once._replace(labels=labels))


SPLITS = {"random": random_split, "clean": clean_split}


def seen(split: Split) -> np.ndarray:
    """Return which sentences that are held out are learned from as well, (held out,)."""
    known = set(map(key_of, split.training.sentences))
    return np.array([key_of(each) in known for each in split.held_out.sentences], dtype=bool)


def different(labelled: Labelled) -> int:
    """Return how many different sentences there are."""
    return len(set(map(key_of, labelled.sentences)))
