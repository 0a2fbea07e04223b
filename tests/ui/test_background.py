"""Work that takes longer than a rerun: what is cached, what is only its own reader's, and what ends by itself."""

import numpy as np
import pytest

from rnnviz.ui import background, computation
from rnnviz.ui.cache import CACHE
from rnnviz.ui.computation import AT_ONCE, Computation, compute_at_once


def work_of(name, make):
    """Begin work of a key of its own."""
    return background.begin(Computation((name, object()), 1.0, make))


def stopped_by_its_reader(progress, stop):
    stop[0] = 1
    return np.zeros(3)


def test_a_whole_result_is_cached_for_all():
    work = work_of("whole", lambda progress, stop: np.ones(3))
    work.future.result(timeout=10)
    assert CACHE.get(work.key).tolist() == [1, 1, 1] and work.result is CACHE.get(work.key)


def test_what_was_stopped_is_its_own_readers_alone():
    work = work_of("stopped", stopped_by_its_reader)
    work.future.result(timeout=10)
    assert work.part.tolist() == [0, 0, 0] and work.result is None and CACHE.get(work.key) is None


def test_work_that_nobody_looks_at_is_stopped(monkeypatch):
    monkeypatch.setattr(background, "MAX_UNSEEN", -1.0)
    begun = []
    work = work_of("left", lambda progress, stop: begun.append(1))
    work.future.result(timeout=10)
    assert work.stop[0] and not begun and CACHE.get(work.key) is None

    monkeypatch.setattr(background, "MAX_UNSEEN", 1e6)
    seen = []

    def make(progress, stop):
        monkeypatch.setattr(background, "MAX_UNSEEN", -1.0)
        progress(0.5)
        seen.append(stop[0])

    work_of("left later", make).future.result(timeout=10)
    assert seen == [1]


def test_an_error_is_its_readers_and_the_next_work_goes_on():
    def fails(progress, stop):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        work_of("fails", fails).future.result(timeout=10)
    after = work_of("after", lambda progress, stop: np.ones(1))
    after.future.result(timeout=10)
    assert CACHE.get(after.key) is not None


def test_no_more_than_so_many_wait(monkeypatch):
    monkeypatch.setattr(background, "MAX_WAITING", 0)
    with pytest.raises(ValueError, match="waiting already"):
        work_of("one too many", lambda progress, stop: None)


def test_only_what_is_quick_is_computed_at_once():
    made = []
    quick = Computation(("quick", object()), AT_ONCE, lambda progress, stop: made.append(progress) or np.ones(1))
    assert compute_at_once(quick) is compute_at_once(quick) and made == [None]
    assert (
        compute_at_once(Computation(("slow", object()), AT_ONCE + 0.01, lambda progress, stop: made.append(1))) is None
    )
    assert made == [None]


def test_a_machine_that_is_slower_than_estimated_is_said_to_be_so(monkeypatch):
    monkeypatch.setattr(computation.PACE, "factor", 1.0)
    work = background.begin(Computation(("quick", object()), 1000.0, lambda progress, stop: np.ones(1)))
    work.future.result(timeout=60)
    assert work.computation.expected < work.computation.seconds
    for _ in range(20):
        computation.PACE.note(estimated=0.1, took=0.5)
    assert Computation(("run",), 2.0, print).expected == pytest.approx(10.0, rel=1e-3)
    computation.PACE.note(1e-9, 1e9)
    assert computation.PACE.factor <= computation.SLOWEST
