"""The same image as different sequences: by rows, by columns, from the bottom, in a fixed random order."""

from functools import cache

import numpy as np

from rnnviz.core.activations import check_choice

READINGS = {
    "rows": "row by row",
    "bottom": "rows, from the bottom",
    "columns": "column by column",
    "random_rows": "rows in a random order",
    "random_pixels": "pixels in a random order",
}
"""The orders that an image can be read in, and what they are called."""

SEED = 1
"""Of the random orders: they are drawn once, and every image is read in the same."""


@cache
def order_of(reading: str, size: int) -> np.ndarray:
    """Return which pixels each timestep reads, (timesteps, features) places in the image's rows laid end to end.

    Args:
        reading: a name in ``READINGS``.
        size: pixels of a side.

    >>> order_of("columns", 3).tolist()
    [[0, 3, 6], [1, 4, 7], [2, 5, 8]]
    """
    check_choice("reading", reading, READINGS)
    rows, random = np.arange(size * size).reshape(size, size), np.random.default_rng(SEED)
    match reading:
        case "bottom":
            return rows[::-1]
        case "columns":
            return rows.T
        case "random_rows":
            return rows[random.permutation(size)]
        case "random_pixels":
            return random.permutation(size * size)[:, None]
    return rows


def sequences(images: np.ndarray, reading: str) -> np.ndarray:
    """Return images (n, side, side) as they are read, (n, timesteps, features), of the same type."""
    return images.reshape(len(images), -1)[:, order_of(reading, images.shape[-1])]
