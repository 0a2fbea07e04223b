"""When it changed its mind for good: never, at once, at the end, back and forth, and where two are as likely."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.images.minds import mind_of
from rnnviz.images.scores import Spread, chance, confusion, most_frequent


def certain(*digits: int) -> np.ndarray:
    """Probabilities of a network that is sure of these digits, one after another."""
    return 0.05 + 0.5 * np.eye(10)[list(digits)]


@pytest.mark.parametrize(
    "digits, step, changes, before",
    [
        ((4, 4, 4), 0, 0, None),
        ((1, 4, 4), 1, 1, 1),
        ((4, 4, 1), 2, 1, 4),
        ((4, 1, 4, 4), 2, 2, 1),
        ((7,), 0, 0, None),
        ((4, 1, 4, 1), 3, 3, 4),
    ],
)
def test_the_step_is_the_last_at_which_the_likeliest_became_another(digits, step, changes, before):
    found = mind_of(certain(*digits))
    assert (found.step, found.changes, found.before, found.answer) == (step, changes, before, digits[-1])
    assert found.tied == (digits[-1],)


def test_of_several_that_are_as_likely_the_smallest_is_taken_and_all_are_told():
    found = mind_of(np.full((3, 10), 0.1))
    assert (found.step, found.answer, found.tied) == (0, 0, tuple(range(10)))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=28))
def test_from_the_step_on_it_stays_and_before_it_is_another(digits):
    found = mind_of(certain(*digits))
    assert set(digits[found.step :]) == {found.answer}
    assert found.before is None or digits[found.step - 1] == found.before != found.answer


def test_the_confusion_matrix_counts_every_digit_once():
    labels, answers = np.array([3, 3, 5, 0], np.uint8), np.array([3, 5, 5, 9])
    found = confusion(answers, labels)
    assert found.sum() == 4 and found[3, 3] == found[3, 5] == found[5, 5] == found[0, 9] == 1


def test_spreads_and_what_needs_no_network():
    found = Spread((0.9, 0.7, 0.8))
    assert (found.median, found.low, found.high) == (0.8, 0.7, 0.9)
    assert most_frequent(np.array([1, 1, 2]), np.array([1, 2, 2, 2])) == (1, 0.25)
    assert np.isclose(chance(0.9, 359), np.sqrt(0.09 / 359))
