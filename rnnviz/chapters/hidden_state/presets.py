"""The examples that the hidden-state chapter opens with: each a real input, a network and its weights."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from rnnviz.core.layers import Dense, DenseWeights
from rnnviz.core.weights import Cell, Weights
from rnnviz.store.examples import MONTHS, column, cycled, numbered, one_hot, scaled_sunspots, sunspot_months, trained


@dataclass(frozen=True, eq=False)
class Preset:
    """An example.

    ``inputs(timesteps)`` is (timesteps, features) and ``captions(timesteps)`` what is written under each step.
    ``weights`` and ``output_weights`` are None where only seeded initial weights make sense. ``every_step`` tells
    whether the output is read at every step or after the last one only. ``source`` says where it all comes from;
    ``following(timesteps)`` is what came next, where the output is a forecast.
    """

    title: str
    story: str
    source: str
    cell: Cell
    output: Dense
    timesteps: int
    inputs: Callable[[int], np.ndarray]
    captions: Callable[[int], list[str]] = numbered
    every_step: bool = False
    weights: Weights | None = None
    output_weights: DenseWeights | None = None
    initial_h: tuple[float, ...] | None = None
    following: Callable[[int], float] | None = None
    features: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


def document() -> Preset:
    """The founding tutorial's hand-worked example."""
    return Preset(
        "By hand: 1, 2, 3",
        "The example that a Keras tutorial works out by hand.",
        "Weights as printed in “Understanding Simple Recurrent Neural Networks in Keras”, which computed in 32 bits: "
        "its last digits differ from these, by less than a millionth.",
        Cell("simple_rnn", 2, activation="linear"),
        Dense(1),
        timesteps=3,
        inputs=lambda timesteps: np.arange(1.0, timesteps + 1)[:, None],
        weights=Weights([[0.18662322, -1.2369459]], [[0.86981213, -0.49338293], [0.49338293, 0.8698122]], np.zeros(2)),
        output_weights=DenseWeights([[-0.4635998], [0.6538409]], np.zeros(1)),
    )


MEALS = ("apple pie", "burger", "chicken")
ROTATE = np.roll(np.eye(3), 1, axis=1)
"""Yesterday's meal as a row → today's: apple pie → burger → chicken → apple pie."""


def rotation() -> Preset:
    """A roommate who cooks three meals in turn: memory alone, no input."""
    return Preset(
        "Roommate in rotation",
        "The example: a roommate cooks apple pie, burger, chicken, in turn; yesterday's meal alone decides. A meal is "
        "a one-hot vector, 1 in its own place and 0 elsewhere: [1, 0, 0] is apple pie.",
        "The example of Luis Serrano's “A friendly introduction to recurrent neural networks”; weights set by hand.",
        Cell("simple_rnn", 3, activation="linear"),
        Dense(3),
        timesteps=6,
        inputs=lambda timesteps: np.zeros((timesteps, 1)),
        captions=lambda timesteps: [f"day {t}" for t in range(1, timesteps + 1)],
        every_step=True,
        weights=Weights(np.zeros((1, 3)), ROTATE, np.zeros(3)),
        output_weights=DenseWeights(np.eye(3), np.zeros(3)),
        initial_h=(1.0, 0.0, 0.0),
        outputs=MEALS,
    )


WEATHER = ("sunny", "rainy", "rainy", "sunny", "rainy", "sunny")


def weather() -> Preset:
    """The roommate looks at the sky: the two matrices add, relu selects, the output merges.

    The state has six numbers: three for "the same meal as yesterday", three for "the next one". Yesterday's meal
    puts a 1 in one place of each half; the weather puts a 1 in every place of one half; the bias takes 1 away, and
    relu keeps the only place that had both.
    """
    merge = np.vstack([np.eye(3), np.eye(3)])
    kinds = ("sunny", "rainy")
    return Preset(
        "Roommate and weather",
        "The example: when it rains, a roommate cooks the next meal in turn; when it is sunny, she serves yesterday's "
        "again. Weather and meal are one-hot vectors, 1 in one place and 0 elsewhere: [0, 1] is rainy, [1, 0, 0] apple "
        "pie.",
        "The example of Luis Serrano's “A friendly introduction to recurrent neural networks”; weights set by hand.",
        Cell("simple_rnn", 6, activation="relu"),
        Dense(3),
        timesteps=6,
        inputs=lambda timesteps: one_hot(cycled(WEATHER, timesteps), kinds),
        captions=lambda timesteps: cycled(WEATHER, timesteps),
        every_step=True,
        weights=Weights([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]], merge @ np.hstack([np.eye(3), ROTATE]), -np.ones(6)),
        output_weights=DenseWeights(merge, np.zeros(3)),
        initial_h=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        features=kinds,
        outputs=MEALS,
    )


def own() -> Preset:
    """The reader's numbers through a freshly initialised network."""
    numbers = [0.5, 1.0, 0.5, 0.0, -0.5, -1.0, -0.5, 0.0]
    return Preset(
        "Your numbers",
        "Type a series and watch the network read it, step by step.",
        "",
        Cell("simple_rnn", 2),
        Dense(1),
        timesteps=len(numbers),
        inputs=lambda timesteps: np.resize(numbers, (timesteps, 1)),
        every_step=True,
    )


def arrays_of(facts: dict) -> dict:
    """Return the weights of a trained network, as a Preset takes them."""
    return {
        "weights": Weights(facts["kernel"], facts["recurrent_kernel"], facts["bias"]),
        "output_weights": DenseWeights(facts["output_kernel"], facts["output_bias"]),
    }


def temperature() -> Preset:
    """One recurrent neuron reads 29 days and predicts the 30th."""
    dates, fahrenheit = column("temperature")
    facts = trained("temperature")
    return Preset(
        "29 temperatures",
        "The highest temperature of each day, New York, 1973. The output predicts the day after the last.",
        f"R's airquality data. Trained on the {facts['train_windows']} windows of 29 days that begin after 30 May: "
        f"error {facts['train_rmse']:.1f} °F, against {facts['repeat_last_train_rmse']:.1f} for repeating the last "
        f"value. On the cooler days of May it does worse: {facts['shown_rmse']:.1f} against "
        f"{facts['repeat_last_shown_rmse']:.1f}. The scaling is folded into the weights: every number is in °F.",
        Cell("simple_rnn", 1),
        Dense(1),
        timesteps=29,
        inputs=lambda timesteps: fahrenheit[:timesteps, None],
        following=lambda timesteps: float(fahrenheit[timesteps]),
        captions=lambda timesteps: [f"{int(date[8:])} {MONTHS[int(date[5:7]) - 1]}" for date in dates[:timesteps]],
        features=("°F",),
        outputs=("°F",),
        **arrays_of(facts),
    )


def sunspots() -> Preset:
    """The founding tutorial's forecaster on its first window."""
    facts, counts = trained("sunspots"), scaled_sunspots()
    return Preset(
        "12 months of sunspots",
        "Monthly sunspot numbers from 1749 on. The output predicts the month after the last. "
        f"Scaled: 1 is {facts['max']:g} sunspots, the highest month up to 1983.",
        "R's sunspots data, in the tutorial's own setting (12 months, 20 epochs). Error on its test part: "
        f"{facts['test_rmse']:.3f}; repeating the last month is better, {facts['repeat_last_test_rmse']:.3f}.",
        Cell("simple_rnn", 3),
        Dense(1, "tanh"),
        timesteps=12,
        inputs=lambda timesteps: counts[:timesteps, None],
        following=lambda timesteps: float(counts[timesteps]),
        captions=sunspot_months,
        features=("scaled",),
        outputs=("scaled",),
        **arrays_of(facts),
    )


def jazz() -> Preset:
    """J-A-Z-Z, letter by letter: the same letter twice, and two different things after it."""
    facts = trained("jazz")
    right = facts["right_answer_probabilities"]
    return Preset(
        "J-A-Z-Z",
        "The example reads letters, each a one-hot vector (1 in its own place, 0 elsewhere), and says which comes next "
        "(· is the end). Z comes twice with different things after it, so only the state can tell.",
        f"The example's weights were trained on this one word for {facts['training']['epochs']} epochs (seed "
        f"{facts['training']['seed']}) until the right answers had {min(right):.0%} to {max(right):.0%}.",
        Cell("simple_rnn", 4),
        Dense(4, "softmax"),
        timesteps=4,
        inputs=lambda timesteps: one_hot(cycled("JAZZ", timesteps), facts["letters"]),
        captions=lambda timesteps: cycled("JAZZ", timesteps),
        every_step=True,
        features=tuple(facts["letters"]),
        outputs=tuple(facts["classes"]),
        **arrays_of(facts),
    )


@cache
def presets() -> dict[str, Preset]:
    """Return every example by its key, in the order of the page."""
    return {make.__name__: make() for make in (document, rotation, weather, temperature, sunspots, jazz, own)}
