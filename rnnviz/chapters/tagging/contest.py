"""How well taggers do on the sentences that none of them learned from, beside two rules that need no network."""

from typing import NamedTuple

import numpy as np

from rnnviz.chapters.tagging.presets import LONG
from rnnviz.chapters.tagging.view import View, tagger_of
from rnnviz.text.tag_scores import (
    Asked,
    Interval,
    Marked,
    Table,
    ambiguous,
    by_length,
    marked,
    marked_rule,
    with_padding,
)
from rnnviz.text.taggers import Tagger, trained
from rnnviz.text.words import UNKNOWN
from rnnviz.ui.cache import CACHE, cached
from rnnviz.ui.computation import Computation
from rnnviz.ui.link import OWN

FREQUENT, ALWAYS = "frequent", "always"
"""The rules: the most frequent tag of the word, and one tag for all."""

FEWEST_ASKED = 20
"""How many words a row of the table of tags, or of words with several tags, is about at least."""


class Contest(NamedTuple):
    """What is asked, and what everybody answered, by name: presets, "own", and the two rules.

    Args:
        asked: the words of the held-out sentences.
        table: of the most frequent tags.
        rows: by name, in the order in which they are shown.
        unknown: (words,), 1 where the networks do not know the word.
        length: to which sentences are filled up where all have one length.
    """

    asked: Asked
    table: Table
    rows: dict[str, Marked]
    unknown: np.ndarray
    length: int


def entrants_of(view: View) -> View:
    """Return what decides who takes part: the reader's own tagger, or those that are brought along."""
    return tagger_of(view) if view.preset == OWN else View()


def answering(view: View) -> Computation:
    """Return the answers of the reader's own tagger to the held-out sentences; of the others they are kept."""
    tagger, sentences = view.tagger, view.corpus.held_out
    return Computation(
        ("answering", tagger), tagger.seconds(sentences), lambda progress, stop: tagger.said or tagger.say(sentences)
    )


@cached(by=entrants_of)
def contest(view: View) -> Contest:
    """Let all answer, and mark them."""
    taggers = {OWN: view.tagger} if view.preset == OWN else {name: trained(name) for name in LONG}
    asked, table = Asked(view.corpus.held_out), Table(view.corpus.training)
    rows = {name: marked(each, asked, each.said or CACHE.get(answering(view).key)) for name, each in taggers.items()}
    rows[FREQUENT] = marked_rule(table.answers(asked), asked)
    rows[ALWAYS] = marked_rule([table.common] * len(asked.words), asked)
    some: Tagger = next(iter(taggers.values()))
    unknown = (some.words.encode(asked.words) == UNKNOWN).astype(float)
    return Contest(asked, table, rows, unknown, some.wiring.length)


def title_of(view: View, name: str) -> str:
    """Return what who took part is called."""
    rules = {FREQUENT: "the most frequent tag of the word", ALWAYS: f"always {contest(view).table.common}"}
    return rules.get(name) or LONG.get(name, "your tagger")


def with_padding_counted(view: View, name: str) -> float:
    """Return the accuracy with padding: as answered, or as if PAD had been said at padding, which nobody can miss."""
    found = contest(view)
    measured = found.rows[name].with_padding
    return with_padding(found.rows[name].right, found.asked.lengths, found.length) if measured is None else measured


def counterpart(view: View) -> str | None:
    """Return the network of the same name in the other wiring; None beside the reader's own."""
    if view.preset == OWN:
        return None
    wiring, _, cell = view.preset.partition("_")
    return f"{'document' if wiring == 'step' else 'step'}_{cell}"


class Score(NamedTuple):
    """A row of the table of all: accuracies, and the difference to the most frequent tag of the word."""

    name: str
    padded: float
    words: Interval
    known: Interval
    unknown: Interval
    ahead: Interval


@cached(by=entrants_of)
def scores(view: View) -> list[Score]:
    """Return the table of all who took part."""
    found = contest(view)
    base = found.rows[FREQUENT].right
    return [
        Score(
            name,
            with_padding_counted(view, name),
            found.asked.share(row.right),
            found.asked.share(row.right, 1.0 - found.unknown),
            found.asked.share(row.right, found.unknown),
            found.asked.share(row.right - base),
        )
        for name, row in found.rows.items()
    ]


def difference(view: View, name: str, other: str, among: np.ndarray | None = None) -> Interval:
    """Return by how much one is right more often than another, over the same sentences."""
    found = contest(view)
    return found.asked.share(found.rows[name].right - found.rows[other].right, among)


class Stretch(NamedTuple):
    """Sentences of some lengths: how many there are, and how well each does on them."""

    first: int
    last: int
    sentences: int
    shares: dict[str, Interval]


@cached(by=tagger_of)
def lengths(view: View) -> list[Stretch]:
    """Return the accuracy by the length of the sentence, of the network, its counterpart and the table."""
    found = contest(view)
    names = [each for each in (view.preset, counterpart(view), FREQUENT) if each]
    words, made = found.asked.lengths[found.asked.sentence], []
    for first, last in by_length(found.asked.lengths):
        among = ((words >= first) & (words <= last)).astype(float)
        count = int(((found.asked.lengths >= first) & (found.asked.lengths <= last)).sum())
        made.append(
            Stretch(first, last, count, {name: found.asked.share(found.rows[name].right, among) for name in names})
        )
    return made


class OfTag(NamedTuple):
    """How often words of one tag get it, and what they are mostly taken for if not; "" if nothing else."""

    tag: str
    count: int
    network: Interval
    frequent: Interval
    taken_for: str


@cached(by=tagger_of)
def tags(view: View) -> list[OfTag]:
    """Return the accuracy of the network and of the table by the tag that is right, the most frequent first."""
    found, made = contest(view), []
    row = found.rows[view.preset]
    names, counts = np.unique(found.asked.tags, return_counts=True)
    for tag, count in sorted(zip(names.tolist(), counts.tolist(), strict=True), key=lambda each: -each[1]):
        among = (found.asked.tags == tag).astype(float)
        others, times = np.unique(row.answers[(among > 0) & (row.right == 0)], return_counts=True)
        shares = (found.asked.share(found.rows[name].right, among) for name in (view.preset, FREQUENT))
        made.append(OfTag(tag, count, *shares, str(others[times.argmax()]) if len(others) else ""))
    return made


class OfWords(NamedTuple):
    """Words that have the same several tags: how often each is right about them."""

    tags: tuple[str, ...]
    words: tuple[str, ...]
    count: int
    shares: dict[str, Interval]
    ahead: Interval


ONE_WAY, BOTH_WAYS = "step_gru", "step_both"
"""The two that differ in whether they read backwards as well."""


@cached(by=lambda view: View())
def ambiguous_words(view: View) -> list[OfWords]:
    """Return how the two do on words with several tags, by those tags; ``ahead`` is of the one that reads both ways."""
    found, made = contest(view), []
    for several, among in ambiguous(found.table, found.asked).items():
        count = int(among.sum())
        if count < FEWEST_ASKED:
            continue
        words, counts = np.unique(found.asked.words[among > 0], return_counts=True)
        shares = {name: found.asked.share(found.rows[name].right, among) for name in (FREQUENT, ONE_WAY, BOTH_WAYS)}
        ahead = difference(view, BOTH_WAYS, ONE_WAY, among)
        made.append(OfWords(several, tuple(words[np.argsort(-counts)].tolist()), count, shares, ahead))
    return made
