"""What a network is trained on, as it travels to the worker: arrays, windows of a text, pixels; texts to be written."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Arrays:
    """Samples as arrays: inputs (samples, …), floats or tokens, and as many targets."""

    inputs: np.ndarray
    targets: np.ndarray

    def __post_init__(self):
        if len(self.inputs) != len(self.targets):
            raise ValueError(
                f"There must be a target for each sample; received {len(self.inputs)} samples and "
                f"{len(self.targets)} targets."
            )

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one sample."""
        return np.shape(self.inputs)[1:]

    def plain(self) -> dict:
        """Return them as they travel."""
        return {"inputs": travelling(self.inputs), "targets": travelling(self.targets)}


@dataclass(frozen=True, eq=False)
class Windows:
    """Samples as windows of a text, which are cut out on the worker.

    Args:
        tokens: (characters,), the text.
        starts: (samples,), where each window begins.
        length: tokens that are read.
        every_step: whether each token that is read has the one after it as its target, and not only the last.
    """

    tokens: np.ndarray
    starts: np.ndarray
    length: int
    every_step: bool = False

    def __post_init__(self):
        starts = np.asarray(self.starts)
        last = len(self.tokens) - self.length - 1
        if self.length < 1 or not starts.size or starts.min() < 0 or starts.max() > last:
            raise ValueError(
                f"Windows of {self.length} and the token after them begin from 0 to {last} in a text of "
                f"{len(self.tokens)}: at least one is needed, and none elsewhere."
            )

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one sample."""
        return (self.length,)

    def plain(self) -> dict:
        """Return them as they travel."""
        starts = np.asarray(self.starts, dtype=np.int32)
        return {
            "tokens": travelling(self.tokens),
            "starts": starts,
            "length": int(self.length),
            "every_step": bool(self.every_step),
        }

    @property
    def arrays(self) -> Arrays:
        """The same as arrays."""
        windows = np.asarray(self.tokens)[np.asarray(self.starts)[:, None] + np.arange(self.length + 1)]
        return Arrays(windows[:, :-1], windows[:, 1:] if self.every_step else windows[:, -1])


@dataclass(frozen=True, eq=False)
class Pixels:
    """Samples as images read in an order, which travel as compressed bytes: MNIST is 11 MB so, and 376 MB as floats.

    Args:
        images: (samples, side, side) uint8.
        order: (timesteps, features) ints, which pixels of the rows laid end to end each timestep reads.
        scale: what pixels are divided by when they are read.
        targets: (samples,), the right answers.
    """

    images: np.ndarray
    order: np.ndarray
    scale: float
    targets: np.ndarray

    def __post_init__(self):
        if self.images.dtype != np.uint8 or len(self.images) != len(self.targets):
            raise ValueError(
                f"Images must be bytes with a target each; received {self.images.dtype}, {len(self.images)} images and "
                f"{len(self.targets)} targets."
            )

    def __len__(self) -> int:
        return len(self.images)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one sample."""
        return self.order.shape

    def plain(self) -> dict:
        """Return them as they travel; a thousand images are put in order at a time."""
        packing = zlib.compressobj(1)
        flat = self.images.reshape(len(self.images), -1)
        parts = [packing.compress(flat[k : k + 1000, self.order].tobytes()) for k in range(0, len(flat), 1000)]
        return {
            "pixels": b"".join([*parts, packing.flush()]),
            "shape": [len(flat), *self.order.shape],
            "scale": float(self.scale),
            "targets": travelling(self.targets)[:, None],
        }


def unpacked(samples: dict) -> np.ndarray:
    """Return the sequences of ``Pixels.plain``, (samples, timesteps, features) uint8.

    Raises:
        ValueError: if there are not as many bytes as its shape says; no more than those are unpacked.
    """
    size = int(np.prod(samples["shape"]))
    found = zlib.decompressobj().decompress(samples["pixels"], size + 1)
    if len(found) != size:
        raise ValueError(f"There must be {size} pixels; received {len(found)} or more.")
    return np.frombuffer(found, np.uint8).reshape(samples["shape"])


@dataclass(frozen=True, eq=False)
class Sampling:
    """A text to be written after every epoch: arguments as of ``text.writing.continued``."""

    beginning: Sequence[int]
    draws: Sequence[float]
    temperature: float = 1.0
    length: int | None = None

    def plain(self) -> dict:
        """Return it as it travels."""
        return {
            "beginning": np.asarray(self.beginning, dtype=np.int32),
            "draws": np.asarray(self.draws, dtype=np.float64),
            "temperature": float(self.temperature),
            "length": None if self.length is None else int(self.length),
        }


def travelling(array: np.ndarray) -> np.ndarray:
    """Return whole numbers, such as tokens, in as few bytes as the largest needs, others as float64."""
    array = np.asarray(array)
    if array.dtype.kind not in "iub":
        return array.astype(np.float64)
    return array.astype(np.min_scalar_type(int(array.max(initial=0))) if array.min(initial=0) >= 0 else np.int32)


def size_of(samples: dict) -> tuple[int, int]:
    """Return how many samples there are, and the timesteps of each; 1 where it is one vector."""
    if "starts" in samples:
        return len(samples["starts"]), samples["length"]
    if "pixels" in samples:
        return tuple(samples["shape"][:2])
    inputs = samples["inputs"]
    sequences = inputs.ndim == 3 or inputs.dtype.kind in "iu"
    return len(inputs), inputs.shape[1] if sequences else 1
