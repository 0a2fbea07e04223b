"""Characters and their tokens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.text.corpus import python_topics, split
from rnnviz.text.vocabulary import Vocabulary


@given(st.text(min_size=1))
def test_a_text_comes_back_from_its_tokens(text):
    vocabulary = Vocabulary.of(text)
    tokens = vocabulary.encode(text)
    assert vocabulary.decode(tokens) == text
    assert list(vocabulary.characters) == sorted(set(text)) and len(vocabulary) == len(set(text))
    assert tokens.min() >= 0 and tokens.max() == len(vocabulary) - 1


@given(st.text(), st.text(alphabet="abé👩", min_size=1))
def test_what_is_not_known_is_left_out_and_named(text, others):
    vocabulary = Vocabulary.of(others)
    known, unknown = vocabulary.known(text)
    assert known == "".join(each for each in text if each in others)
    assert unknown == tuple(dict.fromkeys(each for each in text if each not in others))
    assert vocabulary.decode(vocabulary.encode(known)) == known
    if unknown:
        with pytest.raises(ValueError, match=f"U\\+{ord(unknown[0]):04X}"):
            vocabulary.encode(text)


def test_any_order_of_characters_is_kept():
    vocabulary = Vocabulary(("z", "a", "m"))
    np.testing.assert_array_equal(vocabulary.encode("amz"), [1, 2, 0])
    assert vocabulary.encode("").shape == (0,) and vocabulary.known("") == ("", ())
    for wrong in (("a", "a"), ("ab",), ("",)):
        with pytest.raises(ValueError, match="single characters, each once"):
            Vocabulary(wrong)


def test_the_text_that_is_always_there():
    corpus = python_topics()
    assert 300_000 < len(corpus.text) < 600_000 and len(corpus.held_out) == len(corpus.text) // 10
    assert 'The "assert" statement' in corpus.training and "dictionar" in corpus.held_out
    stretches = {corpus.training[i : i + 60] for i in range(len(corpus.training) - 60)}
    known = np.mean([corpus.held_out[i : i + 60] in stretches for i in range(len(corpus.held_out) - 60)])
    assert known < 0.01
    assert split("own", "abcdefghij" * 2, "").held_out == "ij"
