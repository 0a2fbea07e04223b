"""Which words each tag goes by: put others in the place of each word, and see which answers move, and by how much.

An embedding is moved by putting that of another word in its place, several others one after the other, always the same
ones. What is said is the mean over them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.core.layers import RepeatVector
from rnnviz.core.network import run_network
from rnnviz.text.taggers import Tagger

OTHERS = 6
"""Words that are put in the place of each."""

MAX_HEARD = 40
"""Words that are changed and answers that are looked at, around one word."""

TOGETHER = 32
"""Changed sentences of one batch."""

FIRST_WORD = 2
"""The token of the first word; before it are PAD and UNK."""


class Hearing(NamedTuple):
    """What moves when words are changed.

    Args:
        start: the first word that is changed, from 0.
        moved: (words changed, words answered), total variation, 0 to 1, between what is said of a word with the
            sentence as it is and with the other word in it.
        vector: (words changed,), how far the vector that the sentence goes through moves, as a share of its length;
            None where there is no such vector.
        others: what was put in.
    """

    start: int
    moved: np.ndarray
    vector: np.ndarray | None
    others: tuple[str, ...]


def window(read: int, position: int) -> range:
    """Return the words that are changed, of so many that are read, around one of them."""
    start = min(max(0, position - MAX_HEARD // 2), max(0, read - MAX_HEARD))
    return range(start, min(read, start + MAX_HEARD))


def seconds(tagger: Tagger, words: Sequence[str]) -> float:
    """Return the seconds that ``hear`` takes, roughly."""
    timesteps, units = tagger.tokens(words).shape[1], tagger.wiring.units
    layers = (1 if tagger.wiring.in_step else 2) * (2 if tagger.wiring.both_ways else 1)
    return min(len(words), MAX_HEARD) * OTHERS * timesteps * layers * (1e-6 + 2e-8 * units)


def vector_of(trace) -> np.ndarray | None:
    """Return the vectors that whole sentences went through, (batch, units); None where there are none."""
    repeats = [k for k, each in enumerate(trace.layers) if isinstance(each.layer, RepeatVector)]
    return trace.layers[repeats[0] - 1].outputs if repeats else None


def hear(tagger: Tagger, words: Sequence[str], position: int) -> Hearing:
    """Change words of a sentence around one of them, each by several others."""
    tokens, count = tagger.tokens(words)[0], len(words)
    changed = window(tagger.read(count), position)
    draws = np.random.default_rng(1).permutation(np.arange(FIRST_WORD, len(tagger.words)))
    steps = np.array([tagger.timestep(k, count) for k in changed])
    rows = np.repeat(tokens[None], len(changed) * OTHERS, axis=0)
    for number, step in enumerate(steps):
        rows[number * OTHERS : (number + 1) * OTHERS, step] = draws[draws != tokens[step]][:OTHERS]
    whole = run_network(tagger.network, tokens[None])
    said, vector = whole.outputs[0, steps], vector_of(whole)
    moved, far = [], []
    for start in range(0, len(rows), TOGETHER):
        run = run_network(tagger.network, rows[start : start + TOGETHER])
        moved.append(0.5 * np.abs(run.outputs[:, steps] - said).sum(axis=-1))
        if vector is not None:
            far.append(np.linalg.norm(vector_of(run) - vector, axis=-1) / np.linalg.norm(vector))
    by_word = np.concatenate(moved).reshape(len(changed), OTHERS, len(steps)).mean(axis=1)
    of_vector = None if vector is None else np.concatenate(far).reshape(len(changed), OTHERS).mean(axis=1)
    return Hearing(changed.start, by_word, of_vector, tuple(tagger.words.decode(draws[:OTHERS])))
