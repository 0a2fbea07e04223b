"""Results of pure functions of a view, kept in memory for every session together, bounded in bytes.

A plain dictionary behind a lock rather than Streamlit's caches: a view is small and hashable, and looking it up takes
microseconds where ``st.cache_resource`` takes half a millisecond to hash it. What is returned is not to be changed.
"""

import os
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from cachetools import LRUCache

MAX_BYTES = int(float(os.environ.get("RNNVIZ_CACHE_MB", "64")) * 1e6)
"""Of everything that is kept, for all sessions together."""

OVERHEAD = 200
"""Bytes that a Python object takes beside what it holds, roughly."""

Function = TypeVar("Function", bound=Callable)


def size_of(result: Any, seen: set[int] | None = None) -> int:
    """Return the bytes that a result holds: its arrays, texts and numbers, and those of its fields, each once."""
    if result is None or isinstance(result, int | float):
        return 32
    seen = set() if seen is None else seen
    if id(result) in seen:
        return 0
    seen.add(id(result))
    if isinstance(result, np.ndarray):
        return OVERHEAD + (result.nbytes if result.base is None else size_of(result.base, seen))
    if isinstance(result, str | bytes):
        return 50 + len(result)
    if isinstance(result, dict):
        return OVERHEAD + sum(size_of(each, seen) for pair in list(result.items()) for each in pair)
    if isinstance(result, list | tuple) and result and type(result[0]) in (int, float):  # then all are, or None
        return 60 + 40 * len(result)
    if isinstance(result, list | tuple | set | frozenset):
        return 60 + sum(size_of(each, seen) for each in result)
    held = getattr(result, "__dict__", None)
    if held is None or callable(result):
        return 32
    return OVERHEAD + sum(size_of(each, seen) for each in list(held.values()))


@dataclass(eq=False)
class Entry:
    """A result, its bytes when it was last measured, and how often it was looked up."""

    result: Any
    size: int = 0
    lookups: int = 0


class Cache:
    """Results by their questions, the least recently asked for given up first.

    Args:
        max_bytes: of all results together; a result that is larger is returned and not kept.
    """

    def __init__(self, max_bytes: int = MAX_BYTES):
        self._lock = threading.RLock()
        self._results: LRUCache = LRUCache(max_bytes, getsizeof=lambda entry: entry.size)
        self._pending: dict[Hashable, Future] = {}

    @property
    def bytes(self) -> int:
        """How many the results hold."""
        return int(self._results.currsize)

    def get(self, key: Hashable) -> Any:
        """Return a result that is kept, or None."""
        with self._lock:
            entry = self._results.get(key)
            if entry is None:
                return None
            entry.lookups += 1
        if entry.lookups & (entry.lookups - 1) == 0:  # results grow when parts of them are first asked for
            self._keep(key, entry)
        return entry.result

    def put(self, key: Hashable, result: Any) -> Any:
        """Keep a result, and return it."""
        self._keep(key, Entry(result))
        return result

    def _keep(self, key: Hashable, entry: "Entry") -> None:
        """Keep an entry at the size that it has now."""
        entry.size = size_of(entry.result)
        with self._lock:
            self._results.pop(key, None)
            if entry.size <= self._results.maxsize:
                self._results[key] = entry

    def get_or_make(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return a result that is kept, or make it; of many who ask at once, one makes it and the others wait."""
        with self._lock:
            if key in self._results:
                return self.get(key)
            pending = self._pending.get(key)
            mine = pending is None
            if mine:
                pending = self._pending[key] = Future()
        if not mine:
            return pending.result()
        try:
            result = self.put(key, make())
            pending.set_result(result)
            return result
        except BaseException as error:
            pending.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._pending[key]

    def clear(self) -> None:
        """Give up every result."""
        with self._lock:
            self._results.clear()


CACHE = Cache()
"""The one cache of the process."""


def cached(function: Function | None = None, *, by: Callable[[Any], Hashable] | None = None) -> Function:
    """Keep the results of a pure function.

    Args:
        function: takes hashable arguments, the view first.
        by: what of the view matters: the function is given ``by(view)`` in its place, so it cannot depend on more.
    """
    if function is None:
        return lambda each: cached(each, by=by)

    @wraps(function)
    def look_up(view, *rest, **named):
        asked = view if by is None else by(view)
        key = (function, asked, rest, tuple(sorted(named.items())))
        return CACHE.get_or_make(key, lambda: function(asked, *rest, **named))

    return look_up
