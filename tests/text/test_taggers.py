"""The two wirings of a tagger: what they read of a sentence, where they answer, and how well that is counted."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.core.network import init_network, run_network, summarise
from rnnviz.text.hearing import FIRST_WORD, OTHERS, hear, window
from rnnviz.text.tag_scores import (
    Asked,
    Interval,
    Table,
    ambiguous,
    by_length,
    marked,
    marked_rule,
    minimal_pairs,
    with_padding,
)
from rnnviz.text.tagged import Tagged, split
from rnnviz.text.taggers import WIRINGS, Tagger, Wiring, saved_as, task_of

SENTENCES = [
    Tagged(
        tuple(f"w{(k * j) % 11}" for j in range(1, 3 + k % 6)), tuple("ABC"[(k * j) % 3] for j in range(1, 3 + k % 6))
    )
    for k in range(1, 60)
]
CORPUS = split("own", SENTENCES, "own")


def tagger_of(**changes) -> Tagger:
    """A tagger with fresh weights, too strong to be near chance everywhere."""
    wiring = Wiring(**{"kind": "gru", "units": 3, "embedding": 4, "known": 8, "length": 5} | changes)
    task = task_of(wiring, CORPUS)
    network = init_network(wiring.layers(*task.sizes), (None, None), 3)
    return Tagger(saved_as(wiring, task, network, {}, {}))


TAGGERS = {
    "in step": tagger_of(length=9),
    "both ways": tagger_of(both_ways=True, kind="lstm", length=9),
    "one vector": tagger_of(in_step=False),
    "one vector, both ways": tagger_of(in_step=False, both_ways=True, kind="lstm"),
}


@pytest.mark.parametrize("name", WIRINGS)
def test_the_wirings_are_those_that_they_are_called(name):
    wiring = WIRINGS[name]
    rows = summarise(wiring.layers(100, 7), (None, wiring.length))
    assert rows[-1].output_shape == (None, wiring.length, 7)
    names = [each.name for each in rows]
    assert names[:2] == ["Embedding", "SpatialDropout1D"] and names[-1] == "TimeDistributed(Dense)"
    assert ("RepeatVector" in names) == (not wiring.in_step) == name.startswith("document")
    assert any("Bidirectional" in each for each in names) == wiring.both_ways == name.endswith("both")


@pytest.mark.parametrize("name", TAGGERS)
@given(st.lists(st.sampled_from([f"w{k}" for k in range(11)] + ["neu"]), min_size=1, max_size=9))
def test_a_sentence_among_others_is_answered_as_by_itself(name, words):
    tagger = TAGGERS[name]
    tagged = Tagged(tuple(words), ("A",) * len(words))
    among = tagger.say([SENTENCES[5], tagged, SENTENCES[8]]).tags[1]
    by_itself = tagger.probabilities(words, tagger.run(words).outputs[0])
    assert (
        len(by_itself)
        == len(among)
        == tagger.read(len(words))
        == (len(words) if tagger.wiring.in_step else min(5, len(words)))
    )
    np.testing.assert_array_equal(among, by_itself.argmax(axis=-1))


def test_padding_is_in_front_where_all_have_one_length_and_the_end_is_cut():
    tagger = TAGGERS["one vector"]
    known = tagger.words.known
    assert tagger.tokens([known[0], "neu"]).tolist() == [[0, 0, 0, 2, 1]] and tagger.timestep(0, 2) == 3
    assert tagger.tokens(list(known[:7])).tolist() == [[2, 3, 4, 5, 6]] and tagger.timestep(4, 7) == 4
    assert TAGGERS["in step"].tokens([known[0], "neu"]).tolist() == [[2, 1]]


def test_tokens_and_targets_stand_at_the_same_timesteps():
    for each in (Wiring("gru", known=8, length=4), Wiring("gru", in_step=False, known=8, length=6)):
        task = task_of(each, CORPUS)
        for tokens, targets in zip(task.tokens, task.targets, strict=True):
            assert tokens.shape == targets.shape
            np.testing.assert_array_equal(tokens == 0, targets == 0)
    counts = Counter(tag for each in CORPUS.training for tag in each.tags)
    assert task.tags == tuple(tag for tag, _ in counts.most_common()) and task.sizes == (10, 4)


def test_one_direction_cannot_know_what_comes_and_both_can():
    first, second = ["w1", "w2", "w3", "w4"], ["w1", "w2", "w5", "w6", "w7"]
    for name in ("in step", "both ways"):
        tagger = TAGGERS[name]
        a, b = (tagger.run(each).outputs[0, :2] for each in (first, second))
        assert np.allclose(a, b, rtol=1e-12) == (name == "in step")


@pytest.mark.parametrize("name", TAGGERS)
def test_what_is_heard_is_what_a_changed_word_moves(name):
    tagger, words = TAGGERS[name], ["w1", "w2", "w3", "w1"]
    found = hear(tagger, words, 0)
    assert found.moved.shape == (4, 4) and (found.moved >= 0).all() and (found.moved <= 1).all()
    if name == "in step":
        assert np.tril(found.moved, -1).max() < 1e-14 and (np.diag(found.moved) > 0).all()
    else:
        assert (found.moved > 0).all()
    assert (found.vector is None) == tagger.wiring.in_step
    tokens = tagger.tokens(words)
    draws = np.random.default_rng(1).permutation(np.arange(FIRST_WORD, len(tagger.words)))
    step, moved = tagger.timestep(2, 4), []
    for other in draws[draws != tokens[0, step]][:OTHERS]:
        changed = tokens.copy()
        changed[0, step] = other
        says = [
            tagger.probabilities(words, run_network(tagger.network, each).outputs[0])[3] for each in (tokens, changed)
        ]
        moved.append(0.5 * np.abs(says[0] - says[1]).sum())
    assert found.moved[2, 3] == pytest.approx(np.mean(moved))


@given(st.integers(1, 300), st.data())
def test_the_words_that_are_changed_hold_the_one_that_is_looked_at(read, data):
    position = data.draw(st.integers(0, read - 1))
    found = window(read, position)
    assert position in found and len(found) == min(read, 40) and found.stop <= read


ASKED = Asked(CORPUS.held_out)


def test_shares_are_counted_over_words_and_intervals_hold_them():
    right = np.arange(len(ASKED.words)) % 3 == 0
    found = ASKED.share(right.astype(float))
    assert found.value == right.mean() and found.low <= found.value <= found.high
    none = ASKED.share(right, np.zeros(len(right)))
    assert np.isnan(none.value)
    assert ASKED.share(np.ones(len(right))) == Interval(1.0, 1.0, 1.0)
    same = ASKED.share(right.astype(float) - right)
    assert same == Interval(0.0, 0.0, 0.0) and not same.is_certain


def test_the_rules_are_fitted_on_the_training_part_alone():
    table = Table(CORPUS.training)
    counts: dict[str, Counter] = {}
    for each in CORPUS.training:
        for word, tag in zip(each.words, each.tags, strict=True):
            counts.setdefault(word, Counter())[tag] += 1
    for word, answer in zip(ASKED.words, table.answers(ASKED), strict=True):
        expected = counts.get(word)
        assert answer == (expected.most_common(1)[0][0] if expected else table.common)
    assert Table([Tagged(("a", "b"), ("NN", "VB")), Tagged(("c",), ("VB",))]).common == "NN", "NN where there is one"
    assert table.answers(Asked((Tagged(("neu",), ("A",)),))) == [table.common]


@pytest.mark.parametrize("name", TAGGERS)
def test_padding_is_counted_as_keras_counts_it(name):
    tagger = TAGGERS[name]
    found = marked(tagger, ASKED)
    task = task_of(tagger.wiring, CORPUS)
    answers = run_network(tagger.network, task.tokens[1]).outputs.argmax(axis=-1)
    cut = sum(max(0, n - tagger.wiring.length) for n in ASKED.lengths) if not tagger.wiring.in_step else 0
    if tagger.wiring.in_step:
        assert found.with_padding is None and ASKED.lengths.max() <= tagger.wiring.length
        assert found.right.sum() == (answers == task.targets[1])[task.targets[1] > 0].sum()
    else:
        assert found.with_padding == pytest.approx((answers == task.targets[1]).mean())
        assert (found.answers == "").sum() == cut and found.right[found.answers == ""].sum() == 0


def test_who_says_pad_at_padding_is_right_there():
    lengths = np.array([2, 5, 3])
    right = np.array([1, 0, 1, 1, 1, 0, 1, 0, 0, 1], dtype=float)
    assert with_padding(right, lengths, 4) == pytest.approx((1 + 3 + 1 + 2 + 0 + 1) / 12)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=60), st.integers(1, 9))
def test_stretches_of_lengths_hold_every_length_once(lengths, most):
    lengths = np.array(lengths)
    found = by_length(lengths, most)
    assert len(found) <= most
    for length in lengths:
        assert sum(first <= length <= last for first, last in found) == 1


def test_words_with_several_tags_are_those_of_the_training_part():
    table = Table(CORPUS.training)
    groups = ambiguous(table, ASKED)
    assert groups
    for tags, among in groups.items():
        for word in set(ASKED.words[among > 0]):
            counts = Counter(
                t for each in CORPUS.training for w, t in zip(each.words, each.tags, strict=True) if w == word
            )
            assert tags == tuple(sorted(tag for tag, count in counts.items() if count >= 5))


def test_minimal_pairs_are_the_same_up_to_the_word_and_with_it():
    sentences = [
        Tagged(("a", "b", "c"), ("X", "Y", "Z")),
        Tagged(("a", "b", "d"), ("X", "W", "Z")),
        Tagged(("A", "e"), ("X", "Z")),
        Tagged(("a", "b"), ("X", "Y")),
    ]
    (pair,) = minimal_pairs(sentences)
    assert pair.position == 1 and pair.is_decided
    assert [each.tags[1] for each in pair.sentences] == ["Y", "W"]
    assert marked_rule(["X"] * 2, Asked((sentences[3],))).right.tolist() == [1.0, 0.0]
