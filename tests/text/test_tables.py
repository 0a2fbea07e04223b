"""Tables of letters, pairs and triples: closed forms, and that they are distributions."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.text.tables import Table, scores

ABAC = np.array([0, 1, 0, 2])


def test_letters_are_counted_and_the_unseen_share_what_witten_and_bell_leave():
    """a twice, b and c once, of 4: three kinds, so (count + 3 / 5) / (4 + 3) with five characters."""
    found = Table.of(ABAC, 1, 5).distribution(np.array([], int))
    np.testing.assert_allclose(found, (np.array([2, 1, 1, 0, 0]) + 3 / 5) / 7)


def test_pairs_ask_the_letters_for_what_they_have_not_seen():
    pairs, letters = Table.of(ABAC, 2, 5), Table.of(ABAC, 1, 5).distribution(np.array([], int))
    np.testing.assert_allclose(pairs.distribution([0]), (np.array([0, 1, 1, 0, 0]) + 2 * letters) / 4)
    np.testing.assert_allclose(pairs.distribution([1]), (np.array([1, 0, 0, 0, 0]) + 1 * letters) / 2)
    np.testing.assert_allclose(pairs.distribution([2]), letters, err_msg="nothing was seen after c")
    expected = -np.log2([pairs.distribution([0])[1], pairs.distribution([1])[0]]).mean()
    assert np.isclose(pairs.bits([0, 1, 0]), expected)


def in_words(tokens, context, following, size):
    """The definition, by counting again and again."""
    if context is None:
        return 1 / size
    order = len(context) + 1
    entries = Counter(tuple(tokens[i : i + order]) for i in range(len(tokens) - order + 1))
    after = {entry[-1]: count for entry, count in entries.items() if entry[:-1] == context}
    shorter = in_words(tokens, context[1:] if context else None, following, size)
    if not after:
        return shorter
    total, distinct = sum(after.values()), len(after)
    return (after.get(following, 0) + distinct * shorter) / (total + distinct)


TEXTS = st.lists(st.integers(0, 3), min_size=3, max_size=30)


@given(TEXTS, st.integers(1, 3), st.lists(st.integers(0, 4), min_size=2, max_size=2))
def test_a_table_is_the_definition_and_sums_to_one(tokens, order, context):
    table, context = Table.of(np.array(tokens), order, 5), tuple(context[3 - order :])
    found = table.distribution(context)
    np.testing.assert_allclose(found, [in_words(tokens, context, each, 5) for each in range(5)], rtol=1e-12)
    assert np.isclose(found.sum(), 1.0, rtol=1e-12) and (found > 0).all()


@given(TEXTS, TEXTS)
def test_what_is_held_out_has_finite_bits(training, held_out):
    found = scores(np.array(training), np.array(held_out), 4)
    assert list(found) == ["letters", "pairs", "triples"] and all(np.isfinite(each) for each in found.values())


def test_a_text_that_repeats_is_known_by_pairs_and_one_that_needs_two_by_triples():
    by_pairs = scores(np.tile([0, 1], 5000), np.tile([0, 1], 100), 2)
    assert by_pairs["letters"] == pytest.approx(1.0, abs=1e-6) and by_pairs["pairs"] < 0.01
    by_triples = scores(np.tile([0, 0, 1, 1], 5000), np.tile([0, 0, 1, 1], 100), 2)
    assert by_triples["pairs"] == pytest.approx(1.0, abs=1e-3) and by_triples["triples"] < 0.01


def test_a_vocabulary_of_a_hundred_thousand_is_counted():
    tokens = np.random.default_rng(0).integers(0, 100_000, 3000)
    assert scores(tokens[:2700], tokens[2700:], 100_000)["triples"] == pytest.approx(np.log2(100_000), abs=1.5)


def test_too_short_a_text_is_refused():
    with pytest.raises(ValueError, match="entries of 3"):
        Table.of(np.array([0, 1]), 3, 2)
    with pytest.raises(ValueError, match="says nothing of 2 characters"):
        Table.of(ABAC, 3, 5).bits(np.array([0, 1]))
