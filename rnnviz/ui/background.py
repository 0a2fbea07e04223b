"""Work that takes longer than a rerun may: the reader begins it, follows it and can stop it; results are cached.

One piece of work is done at a time, in a thread that spends its time outside Python's lock; others wait their turn, so
that whoever only reads is not slowed.
"""

import threading
import time
from collections.abc import Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.training import cost
from rnnviz.ui.cache import CACHE
from rnnviz.ui.computation import AT_ONCE, PACE, Computation, compute_at_once
from rnnviz.ui.page_state import PageState, Section

MAX_WAITING = 20
"""Pieces of work that have not ended."""

MAX_UNSEEN = 120.0
"""Seconds after which work is stopped that no page has looked at: others wait for it, and its reader has left."""

_lock = threading.Lock()
_pool = ThreadPoolExecutor(1, thread_name_prefix="background")
_unfinished: list["Work"] = []


@dataclass(eq=False)
class Work:
    """A computation under way; what it has when it is stopped is ``part``, for its own reader alone."""

    computation: Computation
    stop: np.ndarray = field(default_factory=lambda: np.zeros(1, dtype=np.uint8))
    done: float = 0.0
    began: float = 0.0
    seen: float = field(default_factory=time.monotonic)
    part: Any = None
    result: Any = None
    future: Future | None = None

    @property
    def key(self) -> Hashable:
        """What the result depends on."""
        return self.computation.key

    def run(self) -> None:
        """Do it, and cache what comes of it."""
        self.began = time.monotonic()
        try:
            self.progress(0.0)
            result = None if self.stop[0] else self.computation.make(self.progress, self.stop)
            if self.stop[0]:
                self.part = result
            else:
                self.result = CACHE.put(self.key, result)
                PACE.note(self.computation.seconds, time.monotonic() - self.began)
        finally:
            with _lock:
                _unfinished.remove(self)

    def progress(self, share: float) -> None:
        """Note how much is done, 0 to 1; stop where nobody looks any more."""
        self.done = share
        if time.monotonic() - self.seen > MAX_UNSEEN:
            self.stop[0] = 1

    @property
    def text(self) -> str:
        """Say how far it is."""
        if not self.began:
            with _lock:
                ahead = len(list(takewhile(lambda each: each is not self, _unfinished)))
            return f"Waiting: {ahead} before it."
        left = (time.monotonic() - self.began) * (1.0 - self.done) / self.done if self.done > 0.02 else None
        return f"{self.done:.0%} done" + ("." if left is None else f", about {max(1, round(left))} s left.")


def begin(computation: Computation) -> Work:
    """Begin a computation, or queue it.

    Raises:
        ValueError: if too many wait already.
    """
    work = Work(computation)
    with _lock:
        if len(_unfinished) >= MAX_WAITING:
            raise ValueError(f"{MAX_WAITING} trainings are waiting already: try again in a minute.")
        _unfinished.append(work)
    work.future = _pool.submit(work.run)
    return work


def begun(page: PageState, computation: Computation) -> Work | None:
    """Return the work of its kind that this session has begun, if it is this computation."""
    work = st.session_state.get(page.key(f"{computation.kind}_work"))
    return work if work is not None and work.key == computation.key else None


def offer(page: PageState, computation: Computation, label: str) -> None:
    """Draw the button that begins a computation, or the progress of it."""
    work = begun(page, computation)
    if work is not None and not work.future.done():
        return follow(page, work)
    if work is not None and work.future.exception() is not None:
        st.error(f"This could not be done: {work.future.exception()}")
    try:
        cost.check(computation.seconds)
    except ValueError as error:
        st.info(str(error))
        return
    st.button(
        f"{label} (about {max(1, round(computation.expected))} s)",
        key=page.key(f"{computation.kind}_begin"),
        on_click=replace_work,
        args=(page, computation, page.drawing),
    )


def compute_or_offer(page: PageState, computation: Computation, label: str) -> Any:
    """Return the result of a computation; None where it takes long and the reader has not begun it: that is offered."""
    found = compute_at_once(computation)
    if found is None:
        offer(page, computation, label)
    return found


def progress_of(page: PageState, computation: Computation) -> Hashable:
    """Return what a section depends on that may offer a computation, beside what is computed."""
    if computation.seconds <= AT_ONCE:
        return computation.key
    work = begun(page, computation)
    return computation.key, CACHE.get(computation.key) is not None, work is not None and work.future.done()


def replace_work(page: PageState, computation: Computation, section: Section) -> None:
    """Begin a computation in the place of what the session had begun of its kind; a callback."""
    slot = page.key(f"{computation.kind}_work")
    if slot in st.session_state:
        st.session_state[slot].stop[0] = 1
    try:
        st.session_state[slot] = begin(computation)
    except ValueError as error:
        return page.refuse(str(error), section)
    page.drawn.pop(section.name, None)
    page.redraw(section)


def follow(page: PageState, work: Work) -> None:
    """Draw the progress of the work, looked at twice a second, and a button that stops it."""
    kind = work.computation.kind

    @st.fragment(run_every=0.5, key=page.key(f"{kind}_progress"))
    def progress():
        work.seen = time.monotonic()
        if work.future.done():
            st.rerun()
        bar, stop = st.columns([4, 1], vertical_alignment="center")
        bar.progress(work.done, work.text)
        stop.button("Stop", key=page.key(f"{kind}_stop"), on_click=lambda: work.stop.__setitem__(0, 1))

    progress()
