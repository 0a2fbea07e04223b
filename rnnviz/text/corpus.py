"""The text that is always there: what Python's help says of the language, part of every CPython."""

import platform
from functools import cache
from typing import NamedTuple

HELD_OUT = 0.1
"""The share of a text, its end, that no network and no table learns from."""


class Corpus(NamedTuple):
    """A text in two parts: what is learned from, and the end that is held out."""

    name: str
    training: str
    held_out: str
    source: str

    @property
    def text(self) -> str:
        """The whole text."""
        return self.training + self.held_out


def split(name: str, text: str, source: str) -> Corpus:
    """Return a text whose last tenth is held out."""
    cut = len(text) - int(len(text) * HELD_OUT)
    return Corpus(name, text[:cut], text[cut:], source)


@cache
def python_topics() -> Corpus:
    """Return Python's help on the language, its topics by name, each paragraph once.

    The topics repeat one another: as they are, one in eleven stretches of 60 characters of the last tenth is in the
    rest as well, and a network would be tested on what it has learned by heart. With each paragraph once it is fewer
    than one in a hundred.
    """
    from pydoc_data.topics import topics

    paragraphs = {}
    for _, topic in sorted(topics.items()):
        for each in topic.strip("\n").split("\n\n"):
            paragraphs.setdefault(" ".join(each.split()), each)
    text = "\n\n".join(paragraphs.values()) + "\n"
    source = f"what Python {platform.python_version()} says of itself in help(), pydoc_data.topics, each paragraph once"
    return split("python", text, source)
