"""A view → the picture that is read, the run over it with ten probabilities after every step, and what is beside it."""

from typing import NamedTuple

import numpy as np

from rnnviz.chapters.digits.view import ANSWER, View, network_of, reading_of
from rnnviz.core.arithmetic import Reference
from rnnviz.core.gradients import NetworkGradients, backpropagate_loss
from rnnviz.core.losses import sparse_categorical_crossentropy
from rnnviz.core.network import NetworkTrace
from rnnviz.images import ink, levels, logistic
from rnnviz.images.digits import Digits, held_out
from rnnviz.images.dropout import dropped_answers
from rnnviz.images.minds import Mind, mind_of
from rnnviz.images.networks import LEVELS
from rnnviz.images.preparing import prepare
from rnnviz.images.readings import order_of
from rnnviz.ui.cache import cached
from rnnviz.ui.computation import Computation


class Picture(NamedTuple):
    """What a network reads.

    Args:
        raw: what it was made of, ink from 0 to 1; None of a digit of the very data set.
        levels: (side, side) uint8, as the network reads it.
        label: what it is; None where nobody has said.
    """

    raw: np.ndarray | None
    levels: np.ndarray
    label: int | None


@cached(by=reading_of)
def picture(view: View) -> Picture:
    """Return the picture of a view."""
    return prepared_picture(view)


def prepared_picture(view: View) -> Picture:
    """Return the picture of a view, not kept."""
    if view.ink:
        return prepared(view, ink.parse(view.ink).astype(np.float64), None)
    if view.levels:
        found, label = levels.read(view.levels)
        return Picture(None, found, label) if view.size == 28 else prepared(view, found / 255, label)
    found, label = held_out().images[view.digit], int(held_out().labels[view.digit])
    return Picture(None, found, label) if view.size == 8 else prepared(view, found / LEVELS[8], label)


def prepared(view: View, raw: np.ndarray, label: int | None) -> Picture:
    """Return what the network reads of a raw drawing."""
    return Picture(raw, prepare(raw, view.size, view.scaled, view.centred), label)


@cached(by=reading_of)
def run_of(view: View) -> NetworkTrace:
    """Return the run in which the last layers read h after every step, not only after the last."""
    return view.model.run(picture(view).levels[None], view.reading)


def beliefs(view: View) -> np.ndarray:
    """Return the ten probabilities after each step, (timesteps, 10)."""
    return run_of(view).outputs[0]


@cached(by=reading_of)
def mind(view: View) -> Mind:
    """Return how the answer came to be."""
    return mind_of(beliefs(view))


@cached(by=reading_of)
def regression(view: View) -> np.ndarray:
    """Return what logistic regression on the pixels says of the same picture, (10,)."""
    return logistic.shipped(view.size).answers(picture(view).levels[None])[0]


class Answer(NamedTuple):
    """What is read, and what the network and logistic regression say of it, (10,) each."""

    picture: Picture
    network: np.ndarray
    regression: np.ndarray


def answer(view: View) -> Answer:
    """Return the answer to the picture of a view."""
    return Answer(picture(view), beliefs(view)[-1], regression(view))


def answer_to_draft(view: View) -> Answer:
    """Return the same, not kept: while a pen moves there are many pictures, each looked at once."""
    found = prepared_picture(view)
    said = view.model.run(found.levels[None], view.reading).outputs[0, -1]
    return Answer(found, said, logistic.shipped(view.size).answers(found.levels[None])[0])


@cached(by=reading_of)
def trained_on(view: View) -> NetworkGradients:
    """Return the run with the gradients of its loss after every step; right is the label, or else the answer."""
    trace, label = run_of(view), picture(view).label
    right = mind(view).answer if label is None else label
    return backpropagate_loss(trace, sparse_categorical_crossentropy(trace, np.full((1, view.timesteps), right)))


def timestep_of(view: View) -> int:
    """Return which step is looked at, from 0."""
    return mind(view).step if view.position < 0 else view.position


def unit_of(view: View) -> int:
    """Return which unit is opened: of probabilities the digit."""
    return mind(view).answer if view.number == ANSWER and view.unit < 0 else view.unit


def reference_of(view: View) -> Reference:
    """Return the number that is opened."""
    layer = len(view.model.network.layers) - 1 if view.number == ANSWER else view.recurrent
    return Reference(view.number, timestep_of(view), unit_of(view), layer)


def values_of(view: View, name: str) -> np.ndarray:
    """Return a state or a gate of every unit of the last recurrent layer, (timesteps, units)."""
    return run_of(view).layers[view.recurrent].parts[""][name][0]


def pixels_of(view: View) -> np.ndarray:
    """Return the picture as it is read, (timesteps, pixels of a step), from 0 to 1."""
    return run_of(view).inputs[0]


def places_of(view: View) -> np.ndarray:
    """Return which pixels each step reads, (timesteps, pixels of a step), counted row by row."""
    return order_of(view.reading, view.size)


DRAWS = 50
"""Of Dropout's masks, in the figure of what they do in training."""


@cached(by=reading_of)
def dropped(view: View) -> np.ndarray:
    """Return the answers under Dropout's masks of training, (draws, 10)."""
    return dropped_answers(view.model.network, run_of(view).inputs, DRAWS)


class Marked(NamedTuple):
    """What a network says of digits whose truth is known.

    Args:
        digits: those that it was asked about.
        best: (n, timesteps) uint8, the likeliest digit after each step.
        sure: (n,), the probability of its answer.
        regression: (n,), what logistic regression answers.
    """

    digits: Digits
    best: np.ndarray
    sure: np.ndarray
    regression: np.ndarray

    @property
    def answers(self) -> np.ndarray:
        """The answer to each."""
        return self.best[:, -1]

    @property
    def right(self) -> np.ndarray:
        """Whether each answer is right."""
        return self.answers == self.digits.labels


SECONDS_OF_A_STEP = 2.5e-7
"""What a unit of a step takes for one digit, roughly."""


def marking(view: View, digits: Digits | None = None, name: str = "held out") -> Computation:
    """Return what the network of a view says of digits: of those that were held out, or of others of that ``name``."""
    of = network_of(view)
    asked = held_out() if digits is None else digits

    def make(progress, stop) -> Marked:
        best, sure = [], []
        for k in range(0, len(asked), 250):
            said = of.model.beliefs(asked.images[k : k + 250], of.reading)
            best.append(said.argmax(axis=2).astype(np.uint8))
            sure.append(said[:, -1].max(axis=1))
            if progress is not None:
                progress(k / len(asked))
            if stop[0]:
                break
        said = logistic.shipped(of.size).answers(asked.images).argmax(axis=1)
        return Marked(asked, np.concatenate(best), np.concatenate(sure), said)

    seconds = SECONDS_OF_A_STEP * len(asked) * of.timesteps * of.of_cell.units
    return Computation(("marking", of, name), float(seconds), make)
