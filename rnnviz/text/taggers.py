"""Networks that give a tag to every word: their two wirings, how they are trained, and what they say of a sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.layers import (
    Bidirectional,
    Embedding,
    Layer,
    Recurrent,
    RepeatVector,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.network import Network, NetworkTrace, run_network
from rnnviz.core.weights import Cell
from rnnviz.text import FOLDER
from rnnviz.text.tagged import Tagged, TaggedCorpus
from rnnviz.text.word_networks import WordNetwork
from rnnviz.text.words import PAD, Words, padded

PADDING = "PAD"
"""What the network of the tutorial says behind or before a sentence, and whoever has lost count within it."""

TOGETHER = 64
"""Sentences of one batch, when many are read: their traces hold every gate of every step."""


@dataclass(frozen=True)
class Wiring:
    """What a tagger is made of and how it is trained, with the rates of dropout and the batches of the tutorial.

    Args:
        kind: of the cells.
        both_ways: whether they are Bidirectional.
        in_step: whether every word is answered where it is read; else a whole sentence is read first, into one vector,
            and all its tags are made of that (encoder–decoder, the tutorial's).
        units: of a cell.
        embedding: numbers a word.
        epochs: how often the sentences are read.
        known: words that it knows, the most frequent; the others are UNK.
        length: words of a sentence that are read at most.
        learning_rate: of Adam.
        batch: sentences.
    """

    kind: str
    both_ways: bool = False
    in_step: bool = True
    units: int = 32
    embedding: int = 32
    epochs: int = 8
    known: int = 500
    length: int = 36
    learning_rate: float = 0.001
    batch: int = 32

    def layers(self, words: int, tags: int) -> tuple[Layer, ...]:
        """Return the layers, for so many tokens and tags, PAD among both."""
        reads = Cell(self.kind, self.units, dropout=0.2, recurrent_dropout=0.2)
        embedded = (Embedding(words, self.embedding, mask_zero=self.in_step), SpatialDropout1D(0.2))
        answers = TimeDistributed(tags, "softmax")
        if self.in_step:
            return *embedded, self.recurrent(reads, True), answers
        decoder = self.recurrent(Cell(self.kind, self.units), True)
        return *embedded, self.recurrent(reads, False), RepeatVector(self.length), decoder, answers

    def recurrent(self, cell: Cell, return_sequences: bool) -> Layer:
        """Return a layer of a cell, in one direction or in both."""
        return (Bidirectional if self.both_ways else Recurrent)(cell, return_sequences=return_sequences)

    @property
    def side(self) -> str:
        """Where sentences are filled up: the tutorial's before them, as Keras's ``pad_sequences`` does by default."""
        return "post" if self.in_step else "pre"


@dataclass(frozen=True, eq=False)
class Tagger:
    """A trained network, its words and its tags.

    Args:
        saved: the network with all that is known of it; ``saved.about`` has "wiring", "tags" and how it came to be.
    """

    saved: WordNetwork

    @property
    def network(self) -> Network:
        """The layers and their weights."""
        return self.saved.network

    @property
    def words(self) -> Words:
        """The words that it knows."""
        return self.saved.words

    @cached_property
    def wiring(self) -> Wiring:
        """What it is made of."""
        return Wiring(**self.saved.about["wiring"])

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """What it may say, by the units of its last layer; PAD is the first."""
        return (PADDING, *self.saved.about["tags"])

    def read(self, count: int) -> int:
        """Return how many of so many words are read: all in step, the first ones where all have one length."""
        return count if self.wiring.in_step else min(count, self.wiring.length)

    def timestep(self, position: int, count: int) -> int:
        """Return the timestep at which a word of a sentence of so many words is answered."""
        return position if self.wiring.side == "post" else self.wiring.length - self.read(count) + position

    def tokens(self, words: Sequence[str]) -> np.ndarray:
        """Return what the network reads of a sentence, (1, timesteps)."""
        found = self.words.encode(words[: self.read(len(words))])
        return found[None] if self.wiring.in_step else padded([found], self.wiring.length, self.wiring.side)

    def run(self, words: Sequence[str]) -> NetworkTrace:
        """Return the run over a sentence of at least one word."""
        return run_network(self.network, self.tokens(words))

    def probabilities(self, words: Sequence[str], outputs: np.ndarray) -> np.ndarray:
        """Return of the outputs of a run, (timesteps, tags), those at the words that were read, (words, tags)."""
        first = self.timestep(0, len(words))
        return outputs[first : first + self.read(len(words))]

    def seconds(self, sentences: Sequence[Tagged]) -> float:
        """Return the seconds that ``say`` takes, roughly."""
        wiring = self.wiring
        steps = sum(len(each.words) if wiring.in_step else 2 * wiring.length for each in sentences)
        return steps * (2 if wiring.both_ways else 1) * (8e-6 + 1.5e-7 * wiring.units)

    @property
    def said(self) -> "Said | None":
        """What it said of the held-out sentences when it was trained, where that was kept."""
        found = self.saved.about.get("said")
        return found and Said.of(found)

    def say(self, sentences: Sequence[Tagged]) -> "Said":
        """Return what it says of many sentences."""
        says: list[np.ndarray] = [np.empty(0, dtype=int)] * len(sentences)
        padding = right = 0
        order = np.argsort([len(each.words) for each in sentences], kind="stable")
        for start in range(0, len(order), TOGETHER):
            chosen = order[start : start + TOGETHER]
            lengths = [self.read(len(sentences[k].words)) for k in chosen]
            length = max(lengths) if self.wiring.in_step else self.wiring.length
            encoded = [self.words.encode(sentences[k].words[:read]) for k, read in zip(chosen, lengths, strict=True)]
            answers = run_network(self.network, padded(encoded, length, self.wiring.side)).outputs.argmax(axis=-1)
            for k, read, answer in zip(chosen, lengths, answers, strict=True):
                first = self.timestep(0, len(sentences[k].words))
                says[k] = answer[first : first + read]
                if not self.wiring.in_step:
                    padding += length - read
                    right += int(np.count_nonzero(answer == PAD) - np.count_nonzero(says[k] == PAD))
        return Said(tuple(says), padding, right)


class Said(NamedTuple):
    """What a tagger says of sentences.

    Args:
        tags: of each sentence the unit of the likeliest tag of each word; of words that were cut off there is none.
        padding: timesteps before or behind the sentences that were answered.
        padding_right: those of them at which PAD was said.
    """

    tags: tuple[np.ndarray, ...]
    padding: int
    padding_right: int

    def plain(self) -> dict:
        """Return it as JSON can hold it."""
        return {
            "tags": np.concatenate(self.tags).tolist(),
            "lengths": list(map(len, self.tags)),
            "padding": self.padding,
            "padding_right": self.padding_right,
        }

    @classmethod
    def of(cls, plain: dict) -> "Said":
        """Return what ``plain`` returned."""
        tags = np.split(np.array(plain["tags"], dtype=int), np.cumsum(plain["lengths"])[:-1])
        return cls(tuple(tags), plain["padding"], plain["padding_right"])


class Task(NamedTuple):
    """Sentences as a network is trained on them."""

    words: Words
    tags: tuple[str, ...]
    tokens: tuple[np.ndarray, np.ndarray]
    targets: tuple[np.ndarray, np.ndarray]

    @property
    def sizes(self) -> tuple[int, int]:
        """How many tokens and tags there are, PAD among both."""
        return len(self.words), len(self.tags) + 1


def task_of(wiring: Wiring, corpus: TaggedCorpus) -> Task:
    """Return the arrays (sentences, timesteps) of the two parts of a corpus: tokens, and units of the last layer.

    Tags are counted in the training part, as words are; a tag that is met in the held-out part alone is no unit, and
    its words count as wrong: their target is PAD.
    """
    words = Words.of((each.words for each in corpus.training), wiring.known)
    counts = Counter(tag for each in corpus.training for tag in each.tags)
    tags = tuple(tag for tag, _ in counts.most_common())
    units = {tag: unit for unit, tag in enumerate(tags, start=1)}
    tokens, targets = [], []
    for part in (corpus.training, corpus.held_out):
        length = min(wiring.length, max(len(each.words) for each in part)) if wiring.in_step else wiring.length
        cut = [Tagged(each.words[:length], each.tags[:length]) for each in part]
        tokens.append(padded([words.encode(each.words) for each in cut], length, wiring.side))
        targets.append(padded([[units.get(tag, PAD) for tag in each.tags] for each in cut], length, wiring.side))
    return Task(words, tags, tuple(tokens), tuple(targets))


def saved_as(wiring: Wiring, task: Task, network: Network, curves: dict, about: dict) -> WordNetwork:
    """Return a trained network as it is kept; ``about`` may have "said", what it says of the held-out sentences."""
    return WordNetwork(network, task.words, curves, about | {"wiring": asdict(wiring), "tags": list(task.tags)})


def through_one_vector(kind: str, both_ways: bool = False) -> Wiring:
    """Return the wiring of the tutorial; it has to learn more than the other, and is given more to learn it with."""
    return Wiring(kind, both_ways, in_step=False, units=64, epochs=15, learning_rate=0.003)


WIRINGS = {
    "step_gru": Wiring("gru"),
    "step_lstm": Wiring("lstm"),
    "step_both": Wiring("gru", both_ways=True),
    "document_gru": through_one_vector("gru"),
    "document_lstm": through_one_vector("lstm"),
    "document_both": through_one_vector("lstm", both_ways=True),
}
"""Those of the chapter, by name: "document_gru" is the tutorial's own, then its LSTM and its Bidirectional."""


@cache
def trained(name: str) -> Tagger:
    """Return a tagger that is brought along, by the name of its wiring."""
    check_choice("name", name, WIRINGS)
    return Tagger(WordNetwork.load(FOLDER / f"tagging_{name}.npz"))
