"""Splits: nothing is lost, and the clean one has no sentence in both parts."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.text.labelled import Labelled, key_of
from rnnviz.text.leak import DIFFERENT, LINES, LISTED, REPEATED, SEEDS, demonstration, learned_order, run_of, shipped
from rnnviz.text.sentiment import trained
from rnnviz.text.splits import HELD_OUT, Split, clean_split, different, random_split, seen


@st.composite
def corpora(draw):
    """Labelled sentences, some of them several times, some with both labels."""
    words = st.lists(st.sampled_from(["a", "B", "b", "c"]), min_size=1, max_size=3).map(tuple)
    pairs = draw(st.lists(st.tuples(words, st.integers(0, 1)), min_size=5, max_size=60))
    return Labelled(*map(tuple, zip(*pairs, strict=True)))


def pairs_of(*parts: Labelled) -> Counter:
    """How often each sentence has each label."""
    return Counter(pair for part in parts for pair in zip(part.sentences, part.labels, strict=True))


@given(corpora(), st.integers(0, 5))
def test_a_random_split_shares_out_the_lines(corpus, seed):
    split = random_split(corpus, seed)
    assert pairs_of(*split) == pairs_of(corpus)
    assert len(split.held_out.labels) == round(HELD_OUT * len(corpus.labels))


@given(corpora(), st.integers(0, 5))
def test_a_clean_split_has_no_sentence_in_both_parts_and_tests_each_once(corpus, seed):
    training, held_out = split = clean_split(corpus, seed)
    assert not seen(split).any()
    keys = [key_of(each) for each in held_out.sentences]
    assert len(set(keys)) == len(keys) == round(HELD_OUT * different(corpus))
    assert pairs_of(training) == Counter({p: n for p, n in pairs_of(corpus).items() if key_of(p[0]) not in keys})
    for key, label in zip(keys, held_out.labels, strict=True):
        counts = Counter(each for s, each in zip(corpus.sentences, corpus.labels, strict=True) if key_of(s) == key)
        assert counts[label] == max(counts.values())


def test_seeds_decide():
    corpus = demonstration()
    assert random_split(corpus, 1) == random_split(corpus, 1) != random_split(corpus, 2)
    assert clean_split(corpus, 1) == clean_split(corpus, 1) != clean_split(corpus, 2)


def test_the_demonstration_is_as_it_says():
    corpus = demonstration()
    counts = Counter(map(key_of, corpus.sentences))
    assert (len(corpus.labels), len(counts)) == (LINES, DIFFERENT)
    assert sum(count > 1 for count in counts.values()) == REPEATED and max(counts.values()) in range(80, 84)
    assert "synthetic" in corpus.source


def test_a_run_counts_what_only_one_is_right_about():
    sentences = (("a",), ("b",), ("c",), ("A",), ("d",))
    split = Split(Labelled((("a",),), (1,)), Labelled(sentences, (1, 0, 1, 1, 0)))
    run = run_of("random", 3, split, np.array([0.9, 0.1, 0.2, 0.9, 0.7]), np.array([0.1, 0.1, 0.8, 0.2, 0.9]))
    assert (run.network, run.bag, run.seen, run.network_unseen) == (0.6, 0.4, 2, pytest.approx(1 / 3))
    assert (run.only_network, run.only_bag) == (2, 1)
    assert [each.sentence for each in run.by_order] == ["a"], "each sentence once"
    assert [each.sentence for each in run.by_words] == ["c"] and run.by_words[0].network == 0.2


def test_the_runs_that_are_brought_along_are_of_these_splits():
    assert {(each.split, each.seed) for each in shipped()} == {(name, s) for name in ("random", "clean") for s in SEEDS}
    for run in shipped():
        split = (random_split if run.split == "random" else clean_split)(demonstration(), run.seed)
        assert (run.trained, run.held_out, run.seen) == (*(len(each.labels) for each in split), seen(split).sum())
        commoner = int(np.mean(split.training.labels) >= 0.5)
        assert run.commoner == pytest.approx(np.mean(np.array(split.held_out.labels) == commoner))
        held_out = {" ".join(each): label for each, label in zip(*split.held_out[:2], strict=True)}
        for each in run.by_order:
            assert held_out[each.sentence] == each.label == (each.network > 0.5) != (each.bag > 0.5)
        for each in run.by_words:
            assert held_out[each.sentence] == each.label == (each.bag > 0.5) != (each.network > 0.5)


def test_order_decides_where_a_bag_of_words_cannot_know():
    run = learned_order()
    assert (run.trained, run.held_out, run.seen) == (12_000, 3_000, 0)
    assert run.network == trained("pre").curves["held_out_accuracy"][-1] and run.bag < 0.7
    assert run.only_network == round((1 - run.bag) * run.held_out) and not run.only_bag and len(run.by_order) == LISTED
