"""A computation that may take long: what it depends on, how long it will take, and whether it is done at once."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnnviz.ui.cache import CACHE

AT_ONCE = 0.35
"""Seconds of estimated work that a rerun does itself."""


SLOWEST = 20.0
"""How many times slower or faster than estimated a machine is believed to be."""


class Pace:
    """How many times as long as estimated this machine takes at the moment."""

    def __init__(self):
        self.factor = 1.0

    def note(self, estimated: float, took: float) -> None:
        """Learn from work that was done: half from it, half from what was known before."""
        seen = min(max(took / estimated, 1.0 / SLOWEST), SLOWEST)
        self.factor = (self.factor * seen) ** 0.5


PACE = Pace()


class Computation(NamedTuple):
    """A computation, not done yet.

    Args:
        key: what the result depends on, all of it; first, in a word, the kind of work.
        seconds: it will take, roughly.
        make: ``make(progress, stop)`` does it: it calls ``progress``, where there is one, with the share that is done,
            and ends soon after ``stop[0]`` has become 1, with what it has by then.
    """

    key: tuple[Hashable, ...]
    seconds: float
    make: Callable[[Callable[[float], None] | None, np.ndarray], Any]

    @property
    def expected(self) -> float:
        """The seconds that it will take at the pace of this machine."""
        return PACE.factor * self.seconds

    @property
    def kind(self) -> str:
        """The kind of work, of which a session has one piece at a time."""
        return self.key[0]


def together(kind: str, computations: Sequence[Computation]) -> Computation:
    """Return computations as one, whose results are kept by their own keys; those done before a stop are kept too."""

    def make(progress: Callable[[float], None], stop: np.ndarray) -> bool:
        for number, each in enumerate(computations):
            result = each.make(lambda share, number=number: progress((number + share) / len(computations)), stop)
            if stop[0]:
                break
            CACHE.put(each.key, result)
        return True

    key = (kind, *(each.key for each in computations))
    return Computation(key, sum(each.seconds for each in computations), make)


def compute_at_once(computation: Computation) -> Any:
    """Return the cached result, or compute it now where that is quick; else None.

    Many who ask for the same at once have it computed once.
    """
    if computation.seconds > AT_ONCE:
        return CACHE.get(computation.key)
    never = np.zeros(1, dtype=np.uint8)
    return CACHE.get_or_make(computation.key, lambda: computation.make(None, never))
