"""Temperature and cuts: distributions that sum to 1, their limits, and letters drawn as often as they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnnviz.text.drawing import KEEPS, Decoding, decoded, drawn

LOGITS = arrays(np.float64, st.integers(1, 12), elements=st.floats(-50, 50))
P = np.log([0.5, 0.3, 0.15, 0.05])


@given(LOGITS, st.sampled_from([0.0, 0.2, 1.0, 2.0]), st.sampled_from(KEEPS), st.integers(1, 12), st.floats(0.01, 1))
def test_what_is_drawn_from_is_a_distribution_that_keeps_the_order(logits, temperature, keep, k, p):
    found = decoded(logits, Decoding(temperature, keep, k, p))
    assert found.sum() == pytest.approx(1.0) and (found >= 0).all()
    assert found[logits.argmax()] == found.max()
    if keep == "top_k":
        assert np.count_nonzero(found) <= k


def test_temperature_1_is_the_softmax_and_others_are_powers_of_it():
    np.testing.assert_allclose(decoded(P, Decoding(1.0)), [0.5, 0.3, 0.15, 0.05])
    squared = np.exp(P) ** 2
    np.testing.assert_allclose(decoded(P, Decoding(0.5)), squared / squared.sum())
    assert decoded(P, Decoding(0.0)).tolist() == [1, 0, 0, 0]
    np.testing.assert_allclose(decoded(P, Decoding(1e-3)), decoded(P, Decoding(0.0)), atol=1e-12)
    np.testing.assert_allclose(decoded(P, Decoding(1e9)), 0.25)
    np.testing.assert_allclose(decoded(P + 700.0, Decoding(0.2)), decoded(P, Decoding(0.2)))


def test_cuts_keep_the_likeliest_and_share_out_the_rest():
    np.testing.assert_allclose(decoded(P, Decoding(1.0, "top_k", k=2)), [0.625, 0.375, 0, 0])
    np.testing.assert_allclose(decoded(P, Decoding(1.0, "top_p", p=0.5)), [1, 0, 0, 0])
    np.testing.assert_allclose(decoded(P, Decoding(1.0, "top_p", p=0.51)), [0.625, 0.375, 0, 0])
    rows = decoded(np.stack([P, P[::-1]]), Decoding(1.0, "top_k", k=1))
    assert rows.tolist() == [[1, 0, 0, 0], [0, 0, 0, 1]], "each row by itself"


def test_the_letter_is_where_the_running_sum_passes_the_draw():
    p = np.array([0.25, 0.0, 0.75, 0.0])
    assert [int(drawn(p, each)) for each in (0.0, 0.2499, 0.25, 0.999, 1.0)] == [0, 0, 2, 2, 2]
    draws = np.random.default_rng(0).random(20_000)
    counts = np.bincount(drawn(np.broadcast_to(np.exp(P), (20_000, 4)), draws)) / 20_000
    np.testing.assert_allclose(counts, np.exp(P), atol=0.01)
