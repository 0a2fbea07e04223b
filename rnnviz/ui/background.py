"""Work that takes longer than a rerun may: the reader begins it, follows it and can stop it; results are kept, bounded.

One piece of work is done at a time, in a thread that spends its time outside Python's lock; others wait their turn, so
that whoever only reads is not slowed.
"""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
import streamlit as st
from cachetools import LRUCache

from rnnviz.training import cost
from rnnviz.ui.page_state import PageState

MOST_BYTES = 32_000_000
"""Of results that are kept, for all sessions together."""

MOST_WAITING = 20

AT_ONCE = 0.35
"""Seconds of estimated work that a rerun does itself."""

PATIENCE = 120.0
"""Seconds after which work is stopped that no page has looked at: others wait for it, and its reader has left."""

_lock, _numbers = threading.Lock(), count()
_pool = ThreadPoolExecutor(1, thread_name_prefix="workshop")
_unfinished: dict[int, "Work"] = {}


def size_of(result: Any) -> int:
    """Bytes of the arrays of a result, of the results in it, and of its fields."""
    if isinstance(result, np.ndarray):
        return result.nbytes
    if isinstance(result, tuple | list):
        return 500 + sum(map(size_of, result))
    own = {key: value for key, value in getattr(result, "__dict__", {}).items() if key != "prepared"}
    return 500 + sum(size_of(value) for value in own.values() if isinstance(value, np.ndarray | tuple | list))


_shelf: LRUCache = LRUCache(MOST_BYTES, getsizeof=size_of)


def shelved(key: Hashable) -> Any:
    """A result that is kept, or None."""
    with _lock:
        return _shelf.get(key)


def shelve(key: Hashable, result: Any) -> Any:
    """Keep a result; one that is larger than the shelf is only returned."""
    with _lock:
        if size_of(result) <= MOST_BYTES:
            _shelf[key] = result
    return result


@dataclass(eq=False)
class Work:
    """A piece of work under way.

    ``make(progress, stop)`` does it: it calls ``progress`` with the share that is done, and ends soon after ``stop[0]``
    has become 1. What it has by then is ``part``, for its own reader alone: the shelf has whole results only.
    """

    key: Hashable
    make: Callable[[Callable[[float], None], np.ndarray], Any]
    number: int = field(default_factory=lambda: next(_numbers))
    stop: np.ndarray = field(default_factory=lambda: np.zeros(1, dtype=np.uint8))
    done: float = 0.0
    began: float = 0.0
    looked: float = field(default_factory=time.monotonic)
    part: Any = None
    future: Future | None = None

    def run(self) -> None:
        """Do it and keep what comes of it."""
        self.began = time.monotonic()
        try:
            self.progress(0.0)
            result = None if self.stop[0] else self.make(self.progress, self.stop)
            if self.stop[0]:
                self.part = result
            else:
                shelve(self.key, result)
        finally:
            with _lock:
                _unfinished.pop(self.number, None)

    def progress(self, share: float) -> None:
        """Note how much is done, 0 to 1; the end of it where nobody looks any more."""
        self.done = share
        if time.monotonic() - self.looked > PATIENCE:
            self.stop[0] = 1

    @property
    def before(self) -> int:
        """How many pieces of work are done before it."""
        with _lock:
            return sum(number < self.number for number in _unfinished)

    @property
    def text(self) -> str:
        """How far it is, in words."""
        if not self.began:
            return f"Waiting: {self.before} before this one."
        passed = time.monotonic() - self.began
        left = passed * (1 - self.done) / self.done if self.done > 0.02 else None
        return f"{self.done:.0%} done" + ("." if left is None else f", about {max(1, round(left))} s left.")


def begin(key: Hashable, make: Callable) -> Work:
    """Begin a piece of work, or queue it.

    Raises:
        ValueError: if too many wait already.
    """
    work = Work(key, make)
    with _lock:
        if len(_unfinished) >= MOST_WAITING:
            raise ValueError(f"{MOST_WAITING} trainings are waiting already: try again in a minute.")
        _unfinished[work.number] = work
    work.future = _pool.submit(work.run)
    return work


def made_at_once(key: Hashable, estimate: float, make: Callable) -> Any:
    """A result: kept, or made now where that is quick; else None."""
    result = shelved(key)
    if result is None and estimate <= AT_ONCE:
        result = shelve(key, make(lambda share: None, np.zeros(1, dtype=np.uint8)))
    return result


def result_of(page: PageState, name: str, key: Hashable, estimate: float, label: str, make: Callable) -> Any:
    """A result that is kept, else None beside a button or the progress of the work.

    Of work that was stopped it is the part that was done, beside the button.

    Args:
        page: the page's view.
        name: of the kind of work: a page has one of each kind under way.
        key: what the result depends on, all of it.
        estimate: seconds it will take, roughly.
        label: of the button.
        make: does the work, see ``Work``.
    """
    result = shelved(key)
    if result is not None:
        return result
    slot = page.key(f"{name}_work")
    work: Work | None = st.session_state.get(slot)
    mine = work is not None and work.key == key
    if mine and not work.future.done():
        follow(page, name, work)
        return None
    if mine and work.future.exception() is not None:
        st.error(f"This could not be done: {work.future.exception()}")
    try:
        cost.check(estimate)
        offer(page, slot, key, f"{label} (about {max(1, round(estimate))} s)", make)
    except ValueError as error:
        st.info(str(error))
    return work.part if mine else None


def offer(page: PageState, slot: str, key: Hashable, label: str, make: Callable) -> None:
    """The button that begins the work, in the place of what the session had begun before."""

    def clicked():
        page.moved()
        before = st.session_state.get(slot)
        if before is not None:
            before.stop[0] = 1
        try:
            st.session_state[slot] = begin(key, make)
        except ValueError as error:
            page.notify(str(error))

    st.button(label, key=f"{slot}_begin", on_click=clicked, type="primary")


def follow(page: PageState, name: str, work: Work) -> None:
    """The progress of the work, looked at twice a second, and a button that stops it."""

    @st.fragment(run_every=0.5, key=page.key(f"{name}_progress"))
    def progress():
        work.looked = time.monotonic()
        if work.future.done():
            st.rerun()
        bar, stop = st.columns([4, 1], vertical_alignment="center")
        bar.progress(work.done, work.text)
        stop.button("Stop", key=page.key(f"{name}_stop"), on_click=lambda: work.stop.__setitem__(0, 1))

    progress()
