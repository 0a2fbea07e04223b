"""The characters that a network knows, each with its token: its place among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Vocabulary:
    """Characters (code points) in the order of their tokens.

    >>> Vocabulary.of("banana").encode("nab")
    array([2, 0, 1], dtype=int32)
    """

    characters: tuple[str, ...]

    def __post_init__(self):
        if len(set(self.characters)) != len(self.characters) or any(len(each) != 1 for each in self.characters):
            raise ValueError("A vocabulary is made of single characters, each once.")

    @classmethod
    def of(cls, text: str) -> "Vocabulary":
        """Return the characters of a text, by code point."""
        return cls(tuple(sorted(set(text))))

    @cached_property
    def _sorted(self) -> tuple[np.ndarray, np.ndarray]:
        """The code points in ascending order, and the token of each."""
        points = np.array([ord(each) for each in self.characters], dtype=np.uint32)
        tokens = np.argsort(points)
        return points[tokens], tokens.astype(np.int32)

    def __len__(self) -> int:
        return len(self.characters)

    def encode(self, text: str) -> np.ndarray:
        """Return the token of each character, (characters,) int32.

        Raises:
            ValueError: naming the first character that is not here.
        """
        points, known = _code_points(text), self._is_known(text)
        if not known.all():
            character = chr(points[np.argmin(known)])
            raise ValueError(f"{character!r} (U+{ord(character):04X}) is none of the {len(self)} characters known.")
        ours, tokens = self._sorted
        return tokens[np.searchsorted(ours, points)]

    def known(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Return a text without the characters that are not here, and which these are, each once, in their order."""
        known = self._is_known(text)
        unknown = dict.fromkeys(chr(point) for point in _code_points(text)[~known])
        return _text_of(_code_points(text)[known]), tuple(unknown)

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text of tokens."""
        return "".join(self.characters[token] for token in tokens)

    def _is_known(self, text: str) -> np.ndarray:
        return np.isin(_code_points(text), self._sorted[0])


def _code_points(text: str) -> np.ndarray:
    """Return the code points of a text, of half a surrogate pair as well."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _text_of(points: np.ndarray) -> str:
    """Return the text of code points."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")
