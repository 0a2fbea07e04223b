"""Sentences as words, and the words that a network knows, each with its token."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

PAD, UNKNOWN = 0, 1
"""The tokens of what fills a sentence up, and of every word that is not known."""

WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*|[^\w\s]")


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence; each mark of punctuation is a word as well.

    >>> words_of("Don't wait: it costs 1,000!")
    ["Don't", 'wait', ':', 'it', 'costs', '1,000', '!']
    """
    return WORD.findall(sentence)


@dataclass(frozen=True)
class Words:
    """Words in the order of their tokens, in small letters, behind two that are none: PAD 0 and UNK 1.

    >>> Words(("good", "film")).encode(["Good", "old", "film"])
    array([2, 1, 3], dtype=int32)
    """

    known: tuple[str, ...]

    def __post_init__(self):
        if len(set(self.known)) != len(self.known) or any(each != each.lower() for each in self.known):
            raise ValueError("Words are in small letters, each once.")

    @classmethod
    def of(cls, sentences: Iterable[Sequence[str]], most: int | None = None) -> "Words":
        """Return the words of sentences, the most frequent first, of equally frequent ones the one met first.

        Args:
            sentences: a sequence of words each.
            most: how many are kept at most; None for all.
        """
        counts = Counter(word.lower() for sentence in sentences for word in sentence)
        return cls(tuple(word for word, _ in counts.most_common(most)))

    @cached_property
    def _tokens(self) -> dict[str, int]:
        return {word: token for token, word in enumerate(self.known, start=2)}

    def __len__(self) -> int:
        """How many tokens there are, PAD and UNK among them."""
        return len(self.known) + 2

    def encode(self, words: Iterable[str]) -> np.ndarray:
        """Return the token of each word, (words,) int32: 1 where it is not known."""
        return np.array([self._tokens.get(word.lower(), UNKNOWN) for word in words], dtype=np.int32)

    def decode(self, tokens: Iterable[int]) -> list[str]:
        """Return the words of tokens, "PAD" and "UNK" for those that are none."""
        names = ("PAD", "UNK", *self.known)
        return [names[token] for token in tokens]


def padded(sentences: Iterable[Sequence[int]], length: int, side: str = "pre") -> np.ndarray:
    """Return tokens, or tags, of sentences as (sentences, length) int32, filled up with PAD and cut.

    Args:
        sentences: the tokens of each.
        length: timesteps. Of longer sentences the last tokens stay with "pre", the first with "post": what is filled up
            and what is cut is on the same side, as with ``padding`` and ``truncating`` of Keras's ``pad_sequences``.
        side: where it is filled up, "pre" or "post".

    Raises:
        ValueError: if the side is neither.
    """
    if side not in ("pre", "post"):
        raise ValueError(f'side must be "pre" or "post"; received {side!r}.')
    rows = [np.asarray(each, dtype=np.int32) for each in sentences]
    found = np.full((len(rows), length), PAD, dtype=np.int32)
    for row, tokens in zip(found, rows, strict=True):
        kept = tokens[-length:] if side == "pre" else tokens[:length]
        row[length - len(kept) if side == "pre" else 0 :][: len(kept)] = kept
    return found
