"""Sentences as words and tokens, filled up as Keras fills them up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.text.words import PAD, UNKNOWN, Words, padded, words_of


@given(st.text())
def test_words_are_the_sentence_without_its_spaces(sentence):
    assert "".join(words_of(sentence)) == "".join(each for each in sentence if not each.isspace())


@given(st.lists(st.lists(st.sampled_from("a b c D d É é ß 李".split()))), st.integers(0, 5))
def test_known_words_come_back_and_others_are_unknown(sentences, most):
    words = Words.of(sentences, most)
    assert len(words) <= most + 2
    for sentence in sentences:
        tokens = words.encode(sentence)
        assert PAD not in tokens
        expected = [each.lower() if each.lower() in words.known else "UNK" for each in sentence]
        assert words.decode(tokens) == expected


def test_the_most_frequent_words_stay():
    assert Words.of([["b", "a"], ["C", "a"], ["c", "d"]], 3).known == ("a", "c", "b")
    assert Words(("x",)).encode(["x", "y", ""]).tolist() == [2, UNKNOWN, UNKNOWN]
    for wrong in (("a", "a"), ("A",)):
        with pytest.raises(ValueError, match="small letters, each once"):
            Words(wrong)


@given(st.lists(st.lists(st.integers(1, 9))), st.integers(1, 6), st.sampled_from(["pre", "post"]))
def test_sentences_are_filled_up_and_cut_on_one_side(sentences, length, side):
    found = padded(sentences, length, side)
    assert found.shape == (len(sentences), length)
    for row, sentence in zip(found, sentences, strict=True):
        missing = max(0, length - len(sentence))
        if side == "pre":
            expected = [PAD] * missing + sentence[-length:]
        else:
            expected = sentence[:length] + [PAD] * missing
        np.testing.assert_array_equal(row, expected)


def test_there_are_two_sides():
    with pytest.raises(ValueError, match="received 'left'"):
        padded([[1]], 2, "left")
