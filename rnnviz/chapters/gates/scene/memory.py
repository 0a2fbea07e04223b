"""Memory half-life: one input is nudged; how long does a state tell?"""

from typing import NamedTuple

import numpy as np


class HalfLife(NamedTuple):
    """How long a nudge is remembered.

    Args:
        steps: after how many steps the change of a state is at most half of what it first was, and stays so; None where
            it never does within the sequence, or there is nothing to halve.
        reached: whether the nudge changed the state at all, at its own step.
        left: the change at the last step over that at the nudged one; nan where there is none.
    """

    steps: int | None
    reached: bool
    left: float


def change(with_nudge: np.ndarray, without: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest change of a state over the units at each timestep, and which unit it is.

    Both runs are (timesteps, units).
    """
    with np.errstate(invalid="ignore"):
        apart = np.abs(with_nudge - without)
    units = np.argmax(apart, axis=-1)
    return apart[np.arange(len(apart)), units], units


def half_life(sizes: np.ndarray, nudged: int) -> HalfLife:
    """Return the half-life of a change of ``sizes`` (timesteps,) that began at ``nudged``.

    >>> half_life(np.array([0.0, 8.0, 6.0, 4.0, 3.0]), nudged=1).steps
    2
    """
    after = sizes[nudged:]
    first = float(after[0])
    if first == 0.0:
        return HalfLife(None, False, float("nan"))
    above = np.flatnonzero(after > 0.5 * first)
    steps = int(above[-1]) + 1
    return HalfLife(steps if steps < len(after) else None, True, float(after[-1] / first))
