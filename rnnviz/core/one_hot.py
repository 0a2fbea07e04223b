"""Rows with a single 1, kept as where it is: a sequence of tokens as a network reads it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class OneHot:
    """An array (*tokens.shape, size), 1 at each token and 0 elsewhere, which is never made while it is only multiplied.

    ``rows @ matrix`` looks rows of the matrix up. NumPy's functions get the whole array.

    >>> rows = OneHot(np.array([[2, 0]]), 3)
    >>> rows @ np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    array([[[5., 6.],
            [1., 2.]]])
    >>> rows.shape, rows[0, 0, 2].item()
    ((1, 2, 3), 1.0)
    """

    tokens: np.ndarray
    size: int

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the whole array."""
        return (*self.tokens.shape, self.size)

    @property
    def ndim(self) -> int:
        """How many axes the whole array has."""
        return self.tokens.ndim + 1

    def __len__(self) -> int:
        return len(self.tokens)

    def __matmul__(self, matrix: np.ndarray) -> np.ndarray:
        return matrix[self.tokens]

    def __getitem__(self, index):
        """Return the rows at ``index``, kept as they are, or numbers where it reaches the last axis."""
        if isinstance(index, tuple) and (len(index) == self.ndim or Ellipsis in index):
            return np.asarray(self)[index]
        return OneHot(self.tokens[index], self.size)

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return (self.tokens[..., None] == np.arange(self.size)).astype(dtype or np.float64)


def as_rows(array) -> np.ndarray | OneHot:
    """Return an array as float64, or one-hot rows as they are."""
    return array if isinstance(array, OneHot) else np.asarray(array, dtype=np.float64)
