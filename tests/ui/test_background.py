"""Work that takes longer than a rerun: what is kept, what is only its own reader's, and what ends by itself."""

import numpy as np
import pytest

from rnnviz.ui import background


def stopped_by_its_reader(progress, stop):
    stop[0] = 1
    return np.zeros(3)


def test_a_whole_result_is_kept_for_all():
    key = "whole", object()
    background.begin(key, lambda progress, stop: np.ones(3)).future.result(timeout=10)
    assert background.shelved(key).tolist() == [1, 1, 1]


def test_what_was_stopped_is_its_own_readers_alone():
    work = background.begin(("stopped", object()), stopped_by_its_reader)
    work.future.result(timeout=10)
    assert work.part.tolist() == [0, 0, 0] and background.shelved(work.key) is None


def test_work_that_nobody_looks_at_is_stopped(monkeypatch):
    monkeypatch.setattr(background, "PATIENCE", -1.0)
    begun = []
    work = background.begin(("left", object()), lambda progress, stop: begun.append(1))
    work.future.result(timeout=10)
    assert work.stop[0] and not begun and background.shelved(work.key) is None

    monkeypatch.setattr(background, "PATIENCE", 1e6)
    seen = []

    def make(progress, stop):
        monkeypatch.setattr(background, "PATIENCE", -1.0)
        progress(0.5)
        seen.append(stop[0])

    background.begin(("left later", object()), make).future.result(timeout=10)
    assert seen == [1]


def test_an_error_is_its_readers_and_the_next_work_goes_on():
    def fails(progress, stop):
        raise ValueError("no")

    failed = background.begin(("fails", object()), fails)
    with pytest.raises(ValueError, match="no"):
        failed.future.result(timeout=10)
    after = ("after", object())
    background.begin(after, lambda progress, stop: np.ones(1)).future.result(timeout=10)
    assert background.shelved(after) is not None
