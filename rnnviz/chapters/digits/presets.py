"""The networks that the chapter opens with, and a drawing for those of 28×28, as no picture of MNIST may be shipped."""

from rnnviz.images.ink import strokes, written
from rnnviz.ui.link import OWN
from rnnviz.ui.setting import Setting

PRESETS = {
    "lstm": Setting("LSTM", "It reads 8 rows of 8 pixels and keeps what it has seen in **h** and **c**."),
    "gru": Setting("GRU", "It reads 8 rows of 8 pixels and keeps what it has seen in **h** alone."),
    "simple_rnn": Setting("SimpleRNN", "It reads 8 rows of 8 pixels; no gate protects its **h**."),
    "small_deep": Setting(
        "two layers, dropout",
        "Two LSTMs with relu, dropout between them and a Dense layer: a tutorial's stack in small.",
    ),
    "tutorial": Setting("LSTM(30), MNIST", "A tutorial's network: 28 rows of 28 pixels, LSTM(30), rmsprop, 10 epochs."),
    OWN: Setting("Your network", "It was trained in this session."),
}

HEADINGS = {"lstm": "8×8", "tutorial": "28×28", OWN: "Train one"}
"""Words before groups of them, by the first of each."""

DRAWINGS = {
    "three": strokes("20,15 26,10 36,10 43,16 42,24 36,30 28,31", "36,31 44,37 45,46 38,54 27,55 19,49"),
    "seven": strokes("18,12 45,11 38,26 32,40 28,55", "25,34 43,32"),
    "high": strokes("8,10 12,6 18,6 22,10 20,17 14,22 8,27 22,27", width=1.6),
}
"""Drawings of our own: the last one is small and in a corner."""

INKS = {name: written(each) for name, each in DRAWINGS.items()}
