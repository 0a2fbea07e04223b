"""A view → what the network reads, and its run over that with a score after every word."""

from typing import NamedTuple

import numpy as np

from rnnviz.chapters.sentiment.view import GATES, View, reading_of
from rnnviz.core.arithmetic import Reference
from rnnviz.core.gradients import NetworkGradients, backpropagate_loss
from rnnviz.core.layers import Recurrent
from rnnviz.core.losses import binary_crossentropy
from rnnviz.core.network import Network, NetworkTrace, in_steps, run_network
from rnnviz.text.word_attribution import Attributed, attribute, sums_on_the_way
from rnnviz.text.words import PAD, UNKNOWN, words_of
from rnnviz.ui.cache import cached
from rnnviz.ui.computation import Computation

SECONDS_OF_A_STEP, SECONDS_OF_A_WORD = 0.012, 0.003
"""What integrating and leaving out take, roughly."""


class Read(NamedTuple):
    """A sentence as a network reads it.

    Args:
        words: those that are read, as they were written.
        cut: those that are not, as the sentence is too long.
        tokens: (length,), PAD included.
        texts: of each token, a word or "PAD".
        start: what the last layer makes of the state before anything is read.
        scores: (length,), what it makes of h after each token.
    """

    words: list[str]
    cut: list[str]
    tokens: np.ndarray
    texts: list[str]
    start: float
    scores: np.ndarray

    @property
    def places(self) -> np.ndarray:
        """The timesteps of the words."""
        return np.flatnonzero(self.tokens != PAD)

    @property
    def score(self) -> float:
        """The network's own score, after everything was read."""
        return float(self.scores[-1])


class Column(NamedTuple):
    """What stands beside what in the picture: a word, or one PAD or all of a stretch, which is looked at at its end."""

    text: str
    timestep: int
    mark: str


@cached(by=reading_of)
def read(view: View) -> Read:
    """Return the sentence as it is read, with a score after each word."""
    words, setting = words_of(view.sentence), view.setting
    last = setting.side == "pre"  # of a long sentence the end is read where it is filled up before
    kept = words[-setting.length :] if last else words[: setting.length]
    cut = words[: -setting.length] if last else words[setting.length :]
    tokens = setting.padded([view.model.words.encode(kept)])[0]
    left = iter(kept)
    texts = ["PAD" if token == PAD else next(left) for token in tokens]
    run = run_of(view)
    start = 1.0 / (1.0 + np.exp(-sums_on_the_way(view.model.network, tokens)[0]))
    return Read(kept, cut, tokens, texts, float(start), run.outputs[0, :, 0])


def tokens_of(view: View) -> np.ndarray:
    """Return the sentence as tokens, (length,), PAD included."""
    setting = view.setting
    return setting.padded([view.model.words.encode(words_of(view.sentence))])[0]


@cached(by=reading_of)
def run_of(view: View) -> NetworkTrace:
    """Return the run in which the last layer reads h after every timestep, not only after the last."""
    network = view.model.network
    return run_network(Network(in_steps(network.layers), network.weights), tokens_of(view)[None])


@cached(by=reading_of)
def trained_on(view: View) -> NetworkGradients:
    """Return the network's own run, with the gradients of its loss as if the label were 1."""
    trace = run_network(view.model.network, tokens_of(view)[None])
    return backpropagate_loss(trace, binary_crossentropy(trace, np.ones((1, 1))))


def recurrent_position(view: View) -> int:
    """Return where the LSTM is among the layers."""
    return next(k for k, each in enumerate(view.model.network.layers) if isinstance(each, Recurrent))


def timestep_of(view: View) -> int:
    """Return which timestep is looked at, from 0."""
    return view.setting.length - 1 if view.position < 0 else view.position


def reference_of(view: View) -> Reference:
    """Return the number that is opened."""
    if view.number in GATES:
        return Reference(view.number, timestep_of(view), view.unit, recurrent_position(view))
    return Reference("y", timestep_of(view), 0, len(view.model.network.layers) - 1)


def columns_of(view: View) -> list[Column]:
    """Return the columns of the picture, in the order of reading."""
    found, shown = [], read(view)
    for timestep, (token, text) in enumerate(zip(shown.tokens.tolist(), shown.texts, strict=True)):
        if token != PAD:
            found.append(Column(text, timestep, "unknown" if token == UNKNOWN else ""))
        elif not view.unfold and found and found[-1].mark == "padding":
            found[-1] = found[-1]._replace(timestep=timestep)
        else:
            found.append(Column("PAD", timestep, "padding"))
    if view.unfold:
        return found
    ends = [-1, *(each.timestep for each in found)]
    pairs = zip(found, ends, strict=False)
    return [
        each._replace(text=f"{each.timestep - end} × PAD") if each.mark and each.timestep - end > 1 else each
        for each, end in pairs
    ]


STILL = 0.01
"""A score that changes by less is said to hardly move."""


def around(view: View) -> tuple[float, float]:
    """Return the score before what is looked at, a word or a stretch of PAD, and the one after it."""
    shown, timestep = read(view), timestep_of(view)
    before = [each.timestep for each in columns_of(view) if each.timestep < timestep]
    return float(shown.scores[before[-1]]) if before else shown.start, float(shown.scores[timestep])


def goes(view: View) -> str:
    """Tell where what is looked at takes the score: "up", "down", or "still"."""
    before, after = around(view)
    return "still" if abs(after - before) < STILL else "up" if after > before else "down"


@cached(by=reading_of)
def gate_means(view: View) -> dict[str, np.ndarray]:
    """Return the mean of each gate over the units, (length,) by name; g, which is no gate, has none."""
    part = run_of(view).layers[recurrent_position(view)].parts[""]
    return {name: part[name][0].mean(axis=-1) for name in GATES if name != "g"}


def squares_of(view: View) -> dict[str, np.ndarray]:
    """Return what is painted under the words, (length,) by name; NaN where PAD is masked: no gate acts there."""
    part = run_of(view).layers[recurrent_position(view)].parts[""]
    found = gate_means(view) if view.squares == "mean" else {name: part[name][0, :, view.unit] for name in GATES}
    held = (tokens_of(view) == PAD) & view.setting.masked
    return {name: np.where(held, np.nan, values) for name, values in found.items()}


def attributing(view: View) -> Computation:
    """Return the answers of all methods for the sentence."""
    setting, network, tokens = view.setting, view.model.network, tokens_of(view)

    def make(progress, stop) -> Attributed:
        return attribute(network, tokens, lambda kept: setting.padded([kept])[0], view.steps)

    seconds = SECONDS_OF_A_STEP * view.steps + SECONDS_OF_A_WORD * np.count_nonzero(tokens)
    return Computation(("attributing", reading_of(view), view.steps), float(seconds), make)
