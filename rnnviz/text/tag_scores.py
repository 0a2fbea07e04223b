"""How many words of sentences get their right tag: of networks, and of two rules that need none; by more than chance?

Words of one sentence are not independent of one another, so that it is sentences that are drawn anew for every
interval, and of two taggers the same ones for both (a paired bootstrap).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rnnviz.text.tagged import Tagged
from rnnviz.text.taggers import Said, Tagger

COMMON = "NN"
"""The tag of a word that the table has never met, and of every word under the simplest rule."""

DRAWS = 1000
"""How often sentences are drawn anew."""

COVERED = 0.95
"""The share of draws that an interval holds."""

FEWEST = 5
"""How often a word must have a tag, among those that are learned from, for the tag to be one of its several."""


class Interval(NamedTuple):
    """A share of 1, or a difference of two, with what chance leaves of it."""

    value: float
    low: float
    high: float

    @property
    def is_certain(self) -> bool:
        """Whether 0 is outside."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, eq=False)
class Asked:
    """Every word of sentences, one after the other: what taggers are asked.

    Args:
        sentences: with their tags.
    """

    sentences: tuple[Tagged, ...]

    @cached_property
    def lengths(self) -> np.ndarray:
        """Words of each sentence, (sentences,)."""
        return np.array([len(each.words) for each in self.sentences])

    @cached_property
    def sentence(self) -> np.ndarray:
        """Which sentence each word is in, (words,)."""
        return np.repeat(np.arange(len(self.sentences)), self.lengths)

    @cached_property
    def words(self) -> np.ndarray:
        """The words in small letters, (words,)."""
        return np.array([word for each in self.sentences for word in each.known_by])

    @cached_property
    def tags(self) -> np.ndarray:
        """Their tags, (words,)."""
        return np.array([tag for each in self.sentences for tag in each.tags])

    @cached_property
    def draws(self) -> np.ndarray:
        """How often each sentence is drawn, (draws, sentences)."""
        count = len(self.sentences)
        return np.random.default_rng(1).multinomial(count, np.full(count, 1.0 / count), size=DRAWS).astype(np.uint8)

    def share(self, values: np.ndarray, among: np.ndarray | None = None) -> Interval:
        """Return the mean of values (words,) over words, those that are ``among``, with its interval over sentences.

        NaN where there is no such word.
        """
        among = np.ones(len(self.sentence)) if among is None else among
        sums, counts = (
            np.bincount(self.sentence, weights=each, minlength=len(self.sentences)) for each in (values * among, among)
        )
        if not counts.any():
            return Interval(np.nan, np.nan, np.nan)
        drawn, of = (self.draws.astype(np.float32) @ np.stack([sums, counts], axis=1).astype(np.float32)).T
        tail = 50 * (1 - COVERED)
        low, high = np.percentile(drawn[of > 0] / of[of > 0], [tail, 100 - tail])
        return Interval(float(sums.sum() / counts.sum()), float(low), float(high))

    def mark(self, answers: Sequence[str]) -> np.ndarray:
        """Return where answers (words,) are right, (words,) of 0 and 1."""
        return (np.asarray(answers) == self.tags).astype(float)


class Table:
    """The tag that a word had most often among the sentences that were learned from; ``COMMON`` of any other word.

    Args:
        training: the sentences.
    """

    def __init__(self, training: Sequence[Tagged]):
        self.counts: dict[str, Counter] = defaultdict(Counter)
        for each in training:
            for word, tag in zip(each.known_by, each.tags, strict=True):
                self.counts[word][tag] += 1
        totals = sum(self.counts.values(), Counter())
        self.common = COMMON if COMMON in totals else totals.most_common(1)[0][0]
        self.best = {word: counts.most_common(1)[0][0] for word, counts in self.counts.items()}

    def answers(self, asked: Asked) -> list[str]:
        """Return its tag of every word."""
        return [self.best.get(word, self.common) for word in asked.words]

    def several(self, word: str) -> tuple[str, ...]:
        """Return the tags of a word, sorted, if it has at least two of them ``FEWEST`` times or more; else none."""
        found = sorted(tag for tag, count in self.counts.get(word, {}).items() if count >= FEWEST)
        return tuple(found) if len(found) > 1 else ()


class Marked(NamedTuple):
    """What a tagger made of what it was asked.

    Args:
        answers: (words,), its tags; "" of words that were cut off.
        right: (words,), 1 where its tag is right; words that were cut off count as wrong.
        with_padding: the share of right answers if those at padding count as well; None if it answers none there.
    """

    answers: np.ndarray
    right: np.ndarray
    with_padding: float | None


def marked(tagger: Tagger, asked: Asked, said: Said | None = None) -> Marked:
    """Mark what a tagger says; it is asked where ``said`` does not hold that already."""
    said, answers = said or tagger.say(asked.sentences), []
    for units, length in zip(said.tags, asked.lengths, strict=True):
        answers += [tagger.tags[unit] for unit in units] + [""] * (int(length) - len(units))
    right = asked.mark(answers)
    answered = said.padding + sum(map(len, said.tags))
    counted = float((said.padding_right + right.sum()) / answered) if said.padding else None
    return Marked(np.array(answers), right, counted)


def marked_rule(answers: Sequence[str], asked: Asked) -> Marked:
    """Mark what a rule says of every word."""
    return Marked(np.array(answers), asked.mark(answers), None)


def with_padding(right: np.ndarray, lengths: np.ndarray, length: int) -> float:
    """Return the share of right answers of who says PAD at padding always, where sentences are filled up to a length.

    Args:
        right: (words,).
        lengths: of the sentences.
        length: to which they are filled up, and cut.
    """
    padding = np.maximum(length - lengths, 0).sum()
    starts = np.cumsum(lengths) - lengths
    cut = np.concatenate([right[at : at + min(n, length)] for at, n in zip(starts, lengths, strict=True)])
    return float((cut.sum() + padding) / (len(cut) + padding))


def by_length(lengths: np.ndarray, most: int = 8) -> list[tuple[int, int]]:
    """Return stretches of lengths, the first and the last of each, that hold about as many sentences each.

    >>> by_length(np.array([3, 3, 4, 5, 6, 9]), 3)
    [(3, 3), (4, 5), (6, 9)]
    """
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, most + 1), method="higher"))
    edges[-1] += 1
    edges = edges if len(edges) > 1 else np.array([edges[0] - 1, edges[0]])
    return [
        (int(low), int(lengths[(lengths >= low) & (lengths < high)].max()))
        for low, high in zip(edges[:-1], edges[1:], strict=True)
    ]


def ambiguous(table: Table, asked: Asked) -> Mapping[tuple[str, ...], np.ndarray]:
    """Return where words with several tags are, (words,) by the tags, those that are asked most often first."""
    groups = [table.several(word) for word in asked.words]
    counts = Counter(each for each in groups if each)
    return {tags: np.array([each == tags for each in groups], dtype=float) for tags, _ in counts.most_common()}


class Pair(NamedTuple):
    """Two sentences that are the same up to a word, and with it, which is tagged otherwise in each.

    Args:
        sentences: the two.
        position: of the word.
    """

    sentences: tuple[Tagged, Tagged]
    position: int

    @property
    def is_decided(self) -> bool:
        """Whether the words behind it tell the two apart at all."""
        return self.sentences[0].known_by != self.sentences[1].known_by


def minimal_pairs(sentences: Sequence[Tagged]) -> list[Pair]:
    """Return sentences whose tag of a word the words behind it decide: for each word and its tags the shortest pair."""
    first: dict[tuple[str, ...], list[Tagged]] = defaultdict(list)
    found: dict[tuple, Pair] = {}
    for each in sorted(sentences, key=lambda each: len(each.words)):
        for k in range(len(each.words)):
            others = first[each.known_by[: k + 1]]
            for other in others:
                if other.tags[k] != each.tags[k]:
                    name = (each.known_by[k], *sorted((other.tags[k], each.tags[k])))
                    found.setdefault(name, Pair((other, each), k))
            if all(other.tags[k] != each.tags[k] for other in others):
                others.append(each)
    return list(found.values())
