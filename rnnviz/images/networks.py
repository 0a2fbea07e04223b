"""Networks that read images, how they are built and trained, and those that are brought along."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.core.layers import Dense, Dropout, Layer, Recurrent
from rnnviz.core.network import Network, NetworkTrace, in_steps, run_network
from rnnviz.core.numbers import plural
from rnnviz.core.serialize import arrays_of, network_of
from rnnviz.core.weights import Cell
from rnnviz.images import FOLDER
from rnnviz.images.readings import READINGS, sequences

DIGITS = 10

LEVELS = {8: 16, 28: 255}
"""The brightest value of a pixel by the side of the image: what pixels are divided by before they are read."""

CELLS = ("simple_rnn", "lstm", "gru")
SEEDS = (1, 2, 3, 4, 5)

TOGETHER = 250
"""Images of one batch, when many are read: their traces hold every gate of every step."""


@dataclass(frozen=True)
class Setting:
    """How a network is built and trained; the defaults are those of the 8×8 digits.

    Args:
        size: pixels of a side, 8 or 28.
        kind: of the cells.
        units: of each cell.
        reading: in which order it reads; a name in ``READINGS``.
        layers: recurrent layers, each but the last handing on its whole sequence.
        activation: of the cells.
        dropouts: the rate of the Dropout after each recurrent layer, and after the Dense(32, relu) if there is one;
            0 for no such layer.
        dense: units of a Dense layer with relu before the last one; 0 for none.
        optimizer: Keras's name.
        learning_rate: of it.
        batch: images a batch.
        epochs: how often all images are read.
    """

    size: int = 8
    kind: str = "lstm"
    units: int = 32
    reading: str = "rows"
    layers: int = 1
    activation: str = "tanh"
    dropouts: tuple[float, ...] = ()
    dense: int = 0
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch: int = 32
    epochs: int = 40

    def stack(self) -> tuple[Layer, ...]:
        """Return the layers."""
        cell = Cell(self.kind, self.units, activation=self.activation)
        found: list[Layer] = []
        rates = [*self.dropouts, *(0.0 for _ in range(self.layers + bool(self.dense) - len(self.dropouts)))]
        for number in range(self.layers):
            found += [Recurrent(cell, return_sequences=number < self.layers - 1)]
            found += [Dropout(rates[number])] if rates[number] else []
        if self.dense:
            found += [Dense(self.dense, "relu")]
            found += [Dropout(rates[self.layers])] if rates[self.layers] else []
        return (*found, Dense(DIGITS, "softmax"))

    @property
    def input_shape(self) -> tuple[None, int, int]:
        """What it reads: (batch, timesteps, features)."""
        return (None, self.size**2, 1) if self.reading == "random_pixels" else (None, self.size, self.size)


PRESETS = {
    "eight": Setting(),
    "small_deep": Setting(
        kind="lstm", units=16, layers=2, activation="relu", dropouts=(0.2, 0.1, 0.2), dense=32, epochs=40
    ),
    "tutorial": Setting(28, "lstm", 30, optimizer="rmsprop", batch=128, epochs=10),
    "deep": Setting(
        28, "lstm", 256, layers=2, activation="relu", dropouts=(0.2, 0.1, 0.2), dense=32, learning_rate=1e-4, epochs=4
    ),
}
"""The 8×8 digits; the last one in small; LSTM(30) on MNIST as one tutorial has it; two LSTM(256) with dropout as
another has it, but for the decay of its learning rate, which is 0.7 % after all four epochs."""


@dataclass(frozen=True, eq=False)
class ImageNetwork:
    """A trained network, and how it came to be what it is.

    Args:
        setting: how it is built and was trained.
        network: layers and weights.
        seed: of its initial weights and of the order of images.
        curves: by name, arrays over epochs: losses in nats, accuracies as shares of 1.
        about: what else is known, as JSON can hold it: images learned from and held out, accuracy, source, seconds.
    """

    setting: Setting
    network: Network
    seed: int
    curves: Mapping[str, np.ndarray]
    about: Mapping[str, Any]

    @property
    def accuracy(self) -> float:
        """The share of the held-out images that it is right on, as Keras counted it after the last epoch."""
        return float(self.curves["held_out_accuracy"][-1])

    def run(self, images: np.ndarray, reading: str = "") -> NetworkTrace:
        """Return the run over images of whole levels (n, side, side), in which the last layers read every h.

        Args:
            images: uint8, of the side that the network reads.
            reading: another order than the one that it was trained in.

        Raises:
            ValueError: if the images have another side, or a step of that order has another number of pixels.
        """
        side = self.setting.size
        if images.shape[1:] != (side, side):
            raise ValueError(f"This network reads {side}×{side} pixels; received {images.shape[1:]}.")
        inputs = sequences(images, reading or self.setting.reading) / LEVELS[side]
        if inputs.shape[2] != self.setting.input_shape[2]:
            raise ValueError(
                f"This network reads {plural(self.setting.input_shape[2], 'pixel')} at a step; "
                f"{READINGS[reading]} it would be {inputs.shape[2]}."
            )
        return run_network(Network(in_steps(self.network.layers), self.network.weights), inputs)

    def beliefs(self, images: np.ndarray, reading: str = "") -> np.ndarray:
        """Return the ten probabilities after each step, (n, timesteps, 10); the last are the answer.

        Those before are what the last layers make of h there, which they were never trained for.
        """
        parts = (images[k : k + TOGETHER] for k in range(0, len(images), TOGETHER))
        return np.concatenate([self.run(each, reading).outputs for each in parts])


def save(path: Path, networks: Sequence[ImageNetwork]) -> None:
    """Write networks of one setting, weights as float32."""
    arrays = {}
    for number, each in enumerate(networks):
        arrays |= {f"{number}.{name}": array.astype(np.float32) for name, array in arrays_of(each.network).items()}
        arrays |= {f"{number}.curve_{name}": np.asarray(curve, np.float32) for name, curve in each.curves.items()}
    about = {
        "setting": asdict(networks[0].setting),
        "networks": [{"seed": each.seed, "about": dict(each.about)} for each in networks],
    }
    np.savez_compressed(path, about=np.array(json.dumps(about)), **arrays)


def load(path: Path) -> tuple[ImageNetwork, ...]:
    """Return what ``save`` wrote."""
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    about = json.loads(str(arrays.pop("about")))
    setting = Setting(**about["setting"])
    setting = replace(setting, dropouts=tuple(setting.dropouts))
    found = []
    for number, each in enumerate(about["networks"]):
        mine = {name.partition(".")[2]: array for name, array in arrays.items() if name.startswith(f"{number}.")}
        curves = {name.removeprefix("curve_"): array for name, array in mine.items() if name.startswith("curve_")}
        found.append(ImageNetwork(setting, network_of(setting.stack(), mine), each["seed"], curves, each["about"]))
    return tuple(found)


@cache
def shipped(kind: str, reading: str = "rows") -> tuple[ImageNetwork, ...]:
    """Return the networks of the 8×8 digits that are brought along, one for each of ``SEEDS``."""
    if kind not in CELLS or reading not in READINGS:
        raise ValueError(f"There is no network of {kind} that reads {reading}.")
    return load(FOLDER / f"eight_{reading}_{kind}.npz")


@cache
def small_deep() -> ImageNetwork:
    """Return the network of two layers with dropout, of the 8×8 digits, that is brought along."""
    return load(FOLDER / "eight_small_deep.npz")[0]


@cache
def tutorial() -> ImageNetwork:
    """Return the LSTM(30) of MNIST that is brought along."""
    return load(FOLDER / "mnist_lstm.npz")[0]
