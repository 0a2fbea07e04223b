"""What tables of letters, of pairs and of triples know of a text: the measure that a network has to beat.

A table counts what follows the last few characters in a training text. Of what it has never seen it asks the table of
one character less, as Witten and Bell do: with c(h) occurrences of the characters h before, followed by T(h) different
ones,

    P(w | h) = (c(h w) + T(h) P(w | h')) / (c(h) + T(h)),    h' is h without its first character,

and the last of all gives each character of the vocabulary the same. Method C of Witten and Bell 1991, "The
zero-frequency problem", IEEE Transactions on Information Theory 37, interpolated as in Chen and Goodman 1999, "An
empirical study of smoothing techniques for language modeling", Computer Speech and Language 13.
"""

from dataclasses import dataclass

import numpy as np

NAMES = ("letters", "pairs", "triples")
"""The tables, by how many characters each entry counts: 1, 2, 3."""

BITS = 1.0 / np.log(2.0)
"""Bits in a nat: a loss of Keras, in nats a character, times this is in bits."""


@dataclass(frozen=True, eq=False)
class Counts:
    """How often each entry (h w) was seen, and of each context h how often, and followed by how many different.

    Entries and contexts are numbers in ascending order: their tokens read as digits to the base of the vocabulary.
    """

    entries: np.ndarray
    seen: np.ndarray
    contexts: np.ndarray
    total: np.ndarray
    distinct: np.ndarray


@dataclass(frozen=True, eq=False)
class Table:
    """A table whose entries are ``order`` tokens long, and those of every shorter one, of ``size`` tokens."""

    order: int
    size: int
    counts: tuple[Counts, ...]

    @classmethod
    def of(cls, tokens: np.ndarray, order: int, size: int) -> "Table":
        """Count a text.

        Args:
            tokens: (characters,), from 0 to ``size`` - 1; at least ``order``.
            order: 1 for letters, 2 for pairs, 3 for triples.
            size: how many tokens there are.
        """
        if order < 1 or len(tokens) < order:
            raise ValueError(f"A table of entries of {order} needs as many characters; received {len(tokens)}.")
        return cls(
            order, size, tuple(counted(np.asarray(tokens, np.int64), each, size) for each in range(1, order + 1))
        )

    def probabilities(self, contexts: np.ndarray, following: np.ndarray) -> np.ndarray:
        """Return P(following | context), (n,).

        Args:
            contexts: (n, order - 1) tokens, the nearest last.
            following: (n,) tokens.
        """
        contexts, following = np.asarray(contexts, np.int64), np.asarray(following, np.int64)
        found = np.full(len(following), 1.0 / self.size)
        for order, counts in enumerate(self.counts, start=1):
            h = number(contexts[:, contexts.shape[1] - (order - 1) :], self.size)
            total, distinct = (looked_up(counts.contexts, each, h) for each in (counts.total, counts.distinct))
            seen = looked_up(counts.entries, counts.seen, h * self.size + following)
            found = np.where(total > 0, (seen + distinct * found) / np.maximum(total + distinct, 1), found)
        return found

    def distribution(self, context: np.ndarray) -> np.ndarray:
        """Return P of each token after a context of ``order`` - 1 tokens, (size,): they sum to 1."""
        return self.probabilities(np.tile(np.asarray(context, np.int64), (self.size, 1)), np.arange(self.size))

    def bits(self, tokens: np.ndarray, first: int | None = None) -> float:
        """Return the mean of -log2 P over a text, bits per character.

        Args:
            tokens: (characters,).
            first: position of the first that counts; ``order`` - 1, the first with enough before it, where None.
        """
        first = self.order - 1 if first is None else first
        positions = np.arange(first, len(tokens))
        if first < self.order - 1 or not len(positions):
            raise ValueError(
                f"A table of entries of {self.order} says nothing of {len(tokens)} characters from {first}."
            )
        tokens = np.asarray(tokens, np.int64)
        contexts = tokens[positions[:, None] + np.arange(1 - self.order, 0)]
        return float(-np.log2(self.probabilities(contexts, tokens[positions])).mean())


def counted(tokens: np.ndarray, order: int, size: int) -> Counts:
    """Count the entries of one order."""
    windows = np.lib.stride_tricks.sliding_window_view(tokens, order)
    entries, seen = np.unique(number(windows, size), return_counts=True)
    contexts, where = np.unique(entries // size, return_inverse=True)
    return Counts(entries, seen, contexts, np.bincount(where, seen).astype(np.int64), np.bincount(where))


def number(digits: np.ndarray, size: int) -> np.ndarray:
    """Return rows of tokens as numbers to the base ``size``, (n,); 0 where there are no columns."""
    found = np.zeros(len(digits), dtype=np.int64)
    for column in digits.T:
        found = found * size + column
    return found


def looked_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the value of each wanted key, 0 where it is none."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)


def scores(training: np.ndarray, held_out: np.ndarray, size: int) -> dict[str, float]:
    """Return the bits per character of each table on the held-out part, of the very same characters each.

    >>> list(scores(np.array([0, 1, 0, 1, 0, 1]), np.array([0, 1, 0, 1]), 2))
    ['letters', 'pairs', 'triples']
    """
    first = len(NAMES) - 1
    return {name: Table.of(training, order, size).bits(held_out, first) for order, name in enumerate(NAMES, start=1)}
