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

NUMBERS = (int, float, bool)

OVERHEAD = 200
"""Bytes that a Python object takes beside what it holds, roughly."""

Function = TypeVar("Function", bound=Callable)


def size_of(result: Any) -> int:
    """Return the bytes that a result holds: its arrays, texts and numbers, and those of its fields, each once."""
    size, seen, left = 0, set(), [result]
    while left:
        each = left.pop()
        kind = type(each)
        if each is None or kind in NUMBERS:
            size += 32
        elif id(each) not in seen:
            seen.add(id(each))
            if isinstance(each, np.ndarray):
                size += OVERHEAD
                if each.base is None:
                    size += each.nbytes
                else:
                    left.append(each.base)
            elif kind in (str, bytes):
                size += 50 + len(each)
            elif isinstance(each, dict):
                size += OVERHEAD
                left += [*each.keys(), *each.values()]
            elif isinstance(each, list | tuple | set | frozenset):
                size += 60
                if isinstance(each, list | tuple) and each and type(each[0]) in NUMBERS:  # then all are, or None
                    size += 40 * len(each)
                else:
                    left += each
            elif callable(each) or not hasattr(each, "__dict__"):
                size += 32
            else:
                size += OVERHEAD
                left += list(vars(each).values())
    return size


@dataclass(eq=False)
class Entry:
    """A result, its bytes when it was last measured, how often it was looked up, and at which of these to measure."""

    result: Any
    size: int = 0
    lookups: int = 0
    measure_at: int = 4


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
            is_due = entry.lookups == entry.measure_at
        if is_due:  # results grow when parts of them are first asked for
            entry.measure_at *= 8
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
