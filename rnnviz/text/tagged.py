"""Sentences with a tag for every word: the grammar's, or a reader's two parallel files, a sentence a line in each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import NamedTuple

from rnnviz.core.numbers import plural
from rnnviz.text.grammar import sentences
from rnnviz.text.reading import MAX_BYTES, decode, is_left_out, note_of

MIN_SENTENCES, MAX_SENTENCES = 20, 20_000
"""Different sentences to learn from."""

MAX_TAGS = 100
"""Different tags: the network says a probability of each for every word."""

HELD_OUT = 0.2
"""The share of sentences, drawn at random, that no network and no table learns from; the tutorial's."""

SEED = 1
"""Of the grammar's sentences, and of what is held out."""

OF_GRAMMAR = 6000
"""Sentences of the grammar."""


class Tagged(NamedTuple):
    """A sentence: its words, and the tag of each."""

    words: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def known_by(self) -> tuple[str, ...]:
        """Return the words as networks read them, in small letters."""
        return tuple(word.lower() for word in self.words)


@dataclass(frozen=True, eq=False)
class TaggedCorpus:
    """Sentences in two parts: those that are learned from, and those that are held out; no sentence is in both."""

    name: str
    training: tuple[Tagged, ...]
    held_out: tuple[Tagged, ...]
    source: str


class Read(NamedTuple):
    """Sentences of a reader's files, and what is to be said of what was left out."""

    sentences: tuple[Tagged, ...]
    notes: tuple[str, ...]


@cache
def grammar_corpus() -> TaggedCorpus:
    """Return the sentences of the grammar, a fifth of them held out."""
    made = [Tagged(each.words, each.tags) for each in sentences(OF_GRAMMAR, SEED)]
    return split("grammar", made, "synthetic sentences about films, from a grammar whose rules are known")


def split(name: str, given: Sequence[Tagged], source: str) -> TaggedCorpus:
    """Return sentences in two parts, at random under ``SEED``; what is repeated stays on one side."""
    distinct = list(dict.fromkeys(each.known_by for each in given))
    Random(SEED).shuffle(distinct)
    tested = set(distinct[: round(HELD_OUT * len(distinct))])
    parts = ([each for each in given if (each.known_by in tested) == side] for side in (False, True))
    return TaggedCorpus(name, *map(tuple, parts), source)


def read(words: bytes | str, tags: bytes | str) -> Read:
    r"""Return the sentences of two files, or texts, of as many lines: words in one, their tags in the other.

    Words are apart by spaces. A line that is empty in both is left out.

    Raises:
        ValueError: with a sentence that names what is wrong, by the number of its line, and what is allowed.

    >>> read("a film\n" * 20, "DT NN\n" * 20)
    Traceback (most recent call last):
    ...
    ValueError: There is 1 different sentence; at least 20 are needed, of which a fifth is held out.
    """
    (said, left_out), (named, left_out_of_tags) = lines_of(words, "words"), lines_of(tags, "tags")
    if len(said) != len(named):
        shorter = "words" if len(said) < len(named) else "tags"
        raise ValueError(
            f"The file of words has {plural(len(said), 'line')}, the file of tags {plural(len(named), 'line')}: line "
            f"{min(len(said), len(named)) + 1} is missing in the {shorter}. They must be parallel, a sentence a line."
        )
    found = []
    for number, (line, tagged) in enumerate(zip(said, named, strict=True), start=1):
        if len(line) != len(tagged):
            raise ValueError(
                f"Line {number} has {plural(len(line), 'word')} and {plural(len(tagged), 'tag')}: there must be a tag "
                "for every word."
            )
        if line:
            found.append(Tagged(tuple(line), tuple(tagged)))
    check(found)
    notes = [note for note in (left_out, left_out_of_tags) if note]
    if empty := len(said) - len(found):
        notes.append(f"{plural(empty, 'empty line')} in both files {'was' if empty == 1 else 'were'} left out.")
    if len(found) > MAX_SENTENCES:
        notes.append(f"The files have {len(found):,} sentences; the first {MAX_SENTENCES:,} are read.")
    return Read(tuple(found[:MAX_SENTENCES]), tuple(notes))


def lines_of(given: bytes | str, name: str) -> tuple[list[list[str]], str]:
    """Return the words of each line, without empty lines at the end, and a note of characters that were left out."""
    size = len(given) if isinstance(given, bytes) else len(given.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise ValueError(
            f"The file of {name} has {size / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are allowed: take a part."
        )
    try:
        text = decode(given) if isinstance(given, bytes) else given
    except ValueError as error:
        raise ValueError(f"The file of {name} was not read. {error}") from None
    text = re.sub("\r\n?", "\n", text)
    dropped = {each: text.count(each) for each in set(text) if is_left_out(each)}
    text = text.translate(dict.fromkeys(map(ord, dropped)))
    lines = [line.split() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines, f"In the file of {name}: {note_of(dropped)}" if dropped else ""


def check(found: Sequence[Tagged]) -> None:
    """Raise ValueError with a sentence where sentences are none to learn tags from."""
    distinct = len({each.known_by for each in found})
    if distinct < MIN_SENTENCES:
        raise ValueError(
            f"There {'is' if distinct == 1 else 'are'} {plural(distinct, 'different sentence')}; at least "
            f"{MIN_SENTENCES} are needed, of which a fifth is held out."
        )
    tags = {tag for each in found for tag in each.tags}
    if len(tags) > MAX_TAGS:
        raise ValueError(
            f"There are {len(tags):,} different tags; at most {MAX_TAGS} are allowed. Is the file of words in the "
            "place of the file of tags?"
        )
    if len(tags) == 1:
        raise ValueError(f"Every word has the same tag, {next(iter(tags))[:20]}; at least two are needed.")
