"""MNIST as Keras has it, which is not ours to ship: fetched or given as one file, and read without believing it."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from weakref import WeakValueDictionary

import numpy as np

from rnnviz.images.digits import Digits
from rnnviz.store.archive import unpack
from rnnviz.store.remote import Remote

MNIST = Remote(
    "mnist.npz",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    11_490_434,
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    "Yann LeCun and Corinna Cortes, as keras.datasets.mnist downloads it, under CC BY-SA 3.0",
)

SIDE = 28
FEWEST = {"train": 100, "test": 10}
MOST = {"train": 60_000, "test": 10_000}
LIMITS = {
    f"{letter}_{part}": most * (SIDE**2 if letter == "x" else 1) for part, most in MOST.items() for letter in "xy"
}
"""The most bytes of each array: of MNIST itself exactly as many."""


@dataclass(frozen=True, eq=False)
class Mnist:
    """A file of digits in the form of ``mnist.npz``, kept as it is: 11 MB, of which a part is unpacked when asked for.

    Args:
        data: the file.
        sizes: how many digits each part has, "train" and "test".
    """

    data: bytes
    sizes: dict[str, int]

    @cached_property
    def digest(self) -> str:
        """Its SHA-256."""
        return sha256(self.data).hexdigest()

    @property
    def is_known(self) -> bool:
        """Whether it is the very file that Keras downloads."""
        return self.digest == MNIST.sha256

    def part(self, name: str) -> Digits:
        """Return "train" or "test"."""
        arrays = unpack(self.data, LIMITS, only=(f"x_{name}", f"y_{name}"))
        return Digits(arrays[f"x_{name}"], arrays[f"y_{name}"])


GIVEN: WeakValueDictionary[str, Mnist] = WeakValueDictionary()
"""Files that somebody has given, by their SHA-256: a class that gives the same file holds it once."""


def read_mnist(data: bytes) -> Mnist:
    """Return a file that a reader has given, checked whole.

    Raises:
        ValueError: with a sentence, if it is damaged, or does not hold x_train, y_train, x_test and y_test as bytes in
            the shapes of MNIST.
    """
    file = Mnist(data, {})
    if file.digest in GIVEN:
        return GIVEN[file.digest]
    for name in MOST:
        part = file.part(name)
        check(name, part)
        file.sizes[name] = len(part)
    GIVEN[file.digest] = file
    return file


def check(name: str, part: Digits) -> None:
    """Raise ValueError unless a part has images of 28×28 bytes with a digit each."""
    images, labels = part
    for what, array in ((f"x_{name}", images), (f"y_{name}", labels)):
        if array.dtype != np.uint8:
            raise ValueError(f"{what} must be bytes (uint8); received {array.dtype}.")
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE) or labels.shape != (len(images),):
        raise ValueError(
            f"x_{name} must be (images, {SIDE}, {SIDE}) and y_{name} (images,); received {images.shape} and "
            f"{labels.shape}."
        )
    if len(images) < FEWEST[name]:
        raise ValueError(f"x_{name} has {len(images)} images; at least {FEWEST[name]} are needed.")
    if labels.max() > 9:
        raise ValueError(f"y_{name} must be digits from 0 to 9; received {labels.max()}.")
