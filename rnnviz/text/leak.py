"""What a random split of labelled sentences hides: networks and bags of words on both splits, over several seeds."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from rnnviz.text import FOLDER
from rnnviz.text.grammar import sentences
from rnnviz.text.labelled import Labelled, key_of
from rnnviz.text.sentiment import Setting
from rnnviz.text.splits import Split, seen

FILE, ORDER = FOLDER / "leak.json", FOLDER / "order.json"

LINES, DIFFERENT, REPEATED = 7086, 1411, 70
"""Of the corpus that demonstrates the leak: as many lines and different ones as in the tutorial's file, of which about
as many as there are repeated about eighty times."""

LISTED = 6
"""Sentences of each kind that are listed."""

SEEDS = (1, 2, 3)

SETTING = Setting(epochs=5)
"""What is trained on both splits: the tutorial's network, for half as long."""


class Verdict(NamedTuple):
    """A sentence that is held out, its label, and two scores of it."""

    sentence: str
    label: int
    network: float
    bag: float


@dataclass(frozen=True)
class Run:
    """A network and a bag of words on one split.

    Args:
        split: "random" or "clean".
        seed: of the split, of the initial weights and of the order of sentences.
        trained, held_out: sentences.
        seen: how many of those that are held out are learned from as well.
        network, bag: accuracies on what is held out.
        commoner: the same of who always says the label that is the commoner one in what is learned from.
        network_unseen, bag_unseen: the same on those alone that are not learned from; None where there are none.
        only_network, only_bag: how many one is right on and the other is not.
        by_order, by_words: some of these, each once.
    """

    split: str
    seed: int
    trained: int
    held_out: int
    seen: int
    network: float
    bag: float
    commoner: float
    network_unseen: float | None
    bag_unseen: float | None
    only_network: int
    only_bag: int
    by_order: tuple[Verdict, ...]
    by_words: tuple[Verdict, ...]


def run_of(name: str, seed: int, split: Split, network: np.ndarray, bag: np.ndarray) -> Run:
    """Return what two scores, (held out,) each, are worth on a split.

    >>> split = Split(Labelled((("a",),), (1,)), Labelled((("a",), ("b",)), (1, 0)))
    >>> run = run_of("random", 1, split, np.array([0.9, 0.2]), np.array([0.9, 0.8]))
    >>> run.network, run.bag, run.commoner, run.bag_unseen, run.by_order[0].sentence
    (1.0, 0.5, 0.5, 0.0, 'b')
    """
    labels = np.array(split.held_out.labels, dtype=bool)
    right, bags_right, known = (network > 0.5) == labels, (bag > 0.5) == labels, seen(split)

    def mean(of: np.ndarray, where: np.ndarray) -> float | None:
        return float(of[where].mean()) if where.any() else None

    def listed(where: np.ndarray) -> tuple[Verdict, ...]:
        found = {}
        for k in np.flatnonzero(where).tolist():
            sentence, label = split.held_out.sentences[k], split.held_out.labels[k]
            found.setdefault(key_of(sentence), Verdict(" ".join(sentence), label, float(network[k]), float(bag[k])))
        return tuple(list(found.values())[:LISTED])

    return Run(
        name,
        seed,
        len(split.training.labels),
        len(labels),
        int(known.sum()),
        float(right.mean()),
        float(bags_right.mean()),
        float((labels == (2 * sum(split.training.labels) >= len(split.training.labels))).mean()),
        mean(right, ~known),
        mean(bags_right, ~known),
        int((right & ~bags_right).sum()),
        int((bags_right & ~right).sum()),
        listed(right & ~bags_right),
        listed(bags_right & ~right),
    )


@cache
def demonstration() -> Labelled:
    """Return the corpus that demonstrates the leak: synthetic, sentences of the grammar, some of them over and over."""
    made = sentences(DIFFERENT, 7)
    copies = [1] * DIFFERENT
    for k in range(LINES - DIFFERENT):
        copies[k % REPEATED] += 1
    lines = [each for each, count in zip(made, copies, strict=True) for _ in range(count)]
    Random(7).shuffle(lines)
    return Labelled(
        tuple(each.words for each in lines),
        tuple(each.label for each in lines),
        f"a synthetic corpus: {DIFFERENT:,} sentences of the grammar, {REPEATED} of them about eighty times each",
    )


def save(file: Path, runs: Sequence[Run], about: dict) -> None:
    """Write runs."""
    file.write_text(json.dumps({"about": about, "runs": [asdict(each) for each in runs]}, indent=1) + "\n")


def load(file: Path) -> tuple[Run, ...]:
    """Return the runs that ``save`` wrote."""
    found = json.loads(file.read_text())["runs"]
    for each in found:
        for name in ("by_order", "by_words"):
            each[name] = tuple(Verdict(*verdict) for verdict in each[name])
    return tuple(Run(**each) for each in found)


@cache
def shipped() -> tuple[Run, ...]:
    """Return the runs on the demonstration that are brought along."""
    return load(FILE)


@cache
def learned_order() -> Run:
    """Return the network that is brought along, PAD before, beside a bag of words that has the same sentences."""
    (run,) = load(ORDER)
    return run
