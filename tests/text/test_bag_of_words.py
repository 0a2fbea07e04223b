"""Logistic regression on counts: its slopes are those of its loss, and it knows no order."""

import numpy as np
import pytest

from rnnviz.text.bag_of_words import BagOfWords, fit, loss_of

RNG = np.random.default_rng(0)
TOKENS = RNG.integers(0, 9, (40, 6))
LABELS = RNG.integers(0, 2, 40)


def test_slopes_are_those_of_the_loss():
    weights = RNG.normal(size=9) * (np.arange(9) > 0)
    _, slopes = loss_of(BagOfWords(weights, 0.3), TOKENS, LABELS, 0.7)
    way = RNG.normal(size=9) * (np.arange(9) > 0)
    up, down = (loss_of(BagOfWords(weights + h * way, 0.3 + h), TOKENS, LABELS, 0.7)[0] for h in (1e-6, -1e-6))
    assert (up - down) / 2e-6 == pytest.approx(slopes.weights @ way + slopes.bias, rel=1e-6)


def test_the_loss_is_that_of_the_probabilities():
    bag = BagOfWords(RNG.normal(size=9) * (np.arange(9) > 0), -0.2)
    p = bag.scores(TOKENS)
    expected = -np.log(np.where(LABELS == 1, p, 1 - p)).sum() + 0.5 * np.square(bag.weights).sum()
    assert loss_of(bag, TOKENS, LABELS)[0] == pytest.approx(expected)


def test_what_is_fitted_has_no_slope_left_and_knows_no_order():
    bag = fit(TOKENS, LABELS, 9)
    _, slopes = loss_of(bag, TOKENS, LABELS)
    assert np.abs(slopes.weights).max() < 2e-2 and abs(slopes.bias) < 2e-2
    assert bag.weights[0] == 0.0, "PAD weighs nothing"
    np.testing.assert_allclose(bag.scores(TOKENS[:, ::-1]), bag.scores(TOKENS))


def test_words_that_decide_are_found():
    labels = (TOKENS == 3).any(axis=1).astype(int)
    bag = fit(TOKENS, labels, 9)
    assert bag.weights.argmax() == 3
