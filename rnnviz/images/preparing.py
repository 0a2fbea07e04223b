"""A raw drawing → what a network reads: the preparation that each data set was given, and what is left without it."""

import numpy as np

from rnnviz.images.networks import LEVELS

BOX = 20
"""MNIST: pixels of the box that a digit is scaled into, in a field of 28."""

BITMAP, BLOCK, WIDEST = 32, 4, 20
"""The 8×8 digits: pixels of the bitmap that a digit is scaled into, and of the blocks whose ink is counted; how wide a
digit may be in it."""

INK = 0.35
"""How much of a pixel of the bitmap is covered where it is black."""


def prepare(raw: np.ndarray, size: int, scaled: bool = True, centred: bool = True) -> np.ndarray:
    """Return what a network of ``size`` × ``size`` pixels reads of a drawing, whole levels (size, size) uint8.

    MNIST (LeCun et al. 1998): scaled, its sides in proportion, into a box of 20×20, then put into 28×28 with its centre
    of mass in the middle. The 8×8 digits (Alpaydin and Kaynak 1998): a bitmap of 32×32, all of whose rows the digit
    fills and at most 20 of its columns, and the black ones counted in blocks of 4×4. A blank drawing stays blank.

    Args:
        raw: (side, side), ink from 0 to 1.
        size: 8 or 28.
        scaled: whether the digit is brought to the size that those of the data set have; else it keeps the share of the
            field that it was drawn on.
        centred: whether it is put in the middle; else it stays where it was drawn, as far as it has room there.
    """
    field = size if size == 28 else BITMAP
    box = ink_box(raw)
    if box is None:
        return np.zeros((size, size), np.uint8)
    top, bottom, left, right = box
    drawn = np.array([bottom - top, right - left])
    shape = np.maximum(1, np.round(size_of(size, *drawn) if scaled else drawn * field / raw.shape[0])).astype(int)
    digit = resized(raw[top:bottom, left:right], tuple(shape))
    middle = np.array([top + bottom, left + right]) / 2 * field / raw.shape[0]
    corner = middle - shape / 2
    if centred:
        corner = field / 2 - (centre_of_mass(digit) if size == 28 else shape / 2)
    y, x = np.clip(np.round(corner).astype(int), 0, field - shape)
    placed = np.zeros((field, field))
    placed[y : y + shape[0], x : x + shape[1]] = digit
    if size == 28:
        return np.round(LEVELS[28] * placed).astype(np.uint8)
    blocks = (placed >= INK).reshape(size, BLOCK, size, BLOCK)
    return blocks.sum(axis=(1, 3)).astype(np.uint8)


def size_of(size: int, tall: int, wide: int) -> tuple[float, float]:
    """Return how tall and wide a digit is made that was drawn so tall and wide, as those of its data set are."""
    if size == 28:
        return BOX * tall / max(tall, wide), BOX * wide / max(tall, wide)
    return BITMAP, min(WIDEST, wide * BITMAP / tall)


def ink_box(raw: np.ndarray) -> tuple[int, int, int, int] | None:
    """Return the box around the ink: first row, row after the last, first column, column after the last; None if none.

    >>> ink_box(np.eye(4)[:3])
    (0, 3, 0, 3)
    """
    rows, columns = np.flatnonzero(raw.any(axis=1)), np.flatnonzero(raw.any(axis=0))
    if not rows.size:
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def centre_of_mass(image: np.ndarray) -> np.ndarray:
    """Return (y, x) of the centre of the ink, where the first pixel reaches from 0 to 1."""
    y, x = np.indices(image.shape) + 0.5
    return np.array([(image * y).sum(), (image * x).sum()]) / image.sum()


def resized(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return an image in another size: each new pixel is the mean of the area that it covers.

    >>> resized(np.array([[0.0, 1.0, 1.0, 1.0]]), (1, 2))
    array([[0.5, 1. ]])
    """
    down, across = (shares(*pair) for pair in zip(image.shape, shape, strict=True))
    return down @ image @ across.T


def shares(old: int, new: int) -> np.ndarray:
    """Return how much of each new pixel each old one covers, (new, old); rows add up to 1."""
    edges = np.arange(new + 1) * (old / new)
    begins, ends = np.arange(old), np.arange(old) + 1
    covered = np.minimum(edges[1:, None], ends) - np.maximum(edges[:-1, None], begins)
    return np.clip(covered, 0.0, None) / (old / new)
