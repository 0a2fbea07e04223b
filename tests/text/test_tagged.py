"""Two parallel files: what is read, what is refused and by which number of a line, and how they are split."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.text.reading import MAX_BYTES
from rnnviz.text.tagged import MAX_SENTENCES, MAX_TAGS, Tagged, grammar_corpus, read, split

WORDS = "".join(f"the film {number} opened\n" for number in range(30))
TAGS = "DT NN CD VBD\n" * 30


def test_sentences_are_read_line_by_line():
    found = read(WORDS.encode(), TAGS.replace("\n", "\r\n").encode())
    assert found.notes == () and len(found.sentences) == 30
    assert found.sentences[2] == Tagged(("the", "film", "2", "opened"), ("DT", "NN", "CD", "VBD"))


def test_lines_that_are_empty_in_both_are_left_out_and_told_of():
    found = read(f"\n{WORDS}\n\n", f"\n{TAGS}")
    assert len(found.sentences) == 30 and found.notes == ("1 empty line in both files was left out.",)


@pytest.mark.parametrize(
    ("words", "tags", "sentence"),
    [
        (
            WORDS,
            TAGS + "DT\n",
            "The file of words has 30 lines, the file of tags 31 lines: line 31 is missing in the words",
        ),
        (WORDS + "a\n" * 2, TAGS, "line 31 is missing in the tags"),
        (WORDS + "a film\n", TAGS + "DT\n", "Line 31 has 2 words and 1 tag: there must be a tag for every word."),
        ("\n" + WORDS, "DT\n" + TAGS, "Line 1 has 0 words and 1 tag"),
        ("", "", "There are 0 different sentences; at least 20 are needed"),
        ("a film\n" * 99, "DT NN\n" * 99, "There is 1 different sentence"),
        (WORDS, "NN NN NN NN\n" * 30, "Every word has the same tag, NN; at least two are needed."),
        (
            b"\xff" + WORDS.encode(),
            TAGS,
            "The file of words was not read. The file is not UTF-8: byte FF at position 1",
        ),
        (WORDS, b"PK\x03\x04", "The file of tags was not read. This file is a ZIP archive"),
        ("x" * (MAX_BYTES + 1), TAGS, "The file of words has 5.0 MB; at most 5 MB are allowed"),
    ],
)
def test_what_is_wrong_is_named(words, tags, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read(words, tags)


def test_the_files_in_the_place_of_one_another_are_found_out():
    many = "".join(f"w{number} again\n" for number in range(MAX_TAGS + 20))
    with pytest.raises(ValueError, match="Is the file of words in the place of the file of tags"):
        read("".join(f"NN VB{k}\n" for k in range(MAX_TAGS + 20)), many)


def test_a_vocabulary_of_100_000_and_more_sentences_than_are_read():
    found = read("".join(f"a{k} b{k} c{k} d{k}\n" for k in range(25_000)), "NN VB NN VB\n" * 25_000)
    assert len(found.sentences) == MAX_SENTENCES
    assert found.notes == ("The files have 25,000 sentences; the first 20,000 are read.",)


def test_marks_without_width_are_left_out_and_told_of():
    found = read(WORDS.replace("film", "fi\u200blm"), TAGS)
    assert found.sentences[0].words[1] == "film"
    assert found.notes == ("In the file of words: 30 characters were left out: U+200B (a zero-width space) 30 times.",)


LINES = st.lists(st.text(st.sampled_from("ab \t\r\n\x00\u200b\u2028é😀\x0b"), max_size=6), max_size=40)


@given(LINES, LINES)
def test_whatever_is_given_is_parallel_or_refused_with_a_sentence(words, tags):
    given_words, given_tags = "\n".join(words), "\n".join(tags)
    try:
        found = read(given_words, given_tags)
    except ValueError as error:
        assert str(error)[0].isupper() and str(error).endswith((".", "?"))
        return
    for each in found.sentences:
        assert len(each.words) == len(each.tags) > 0 and all(map(str.strip, (*each.words, *each.tags)))


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_bytes_are_read_or_refused_with_a_sentence(words, tags):
    try:
        read(words, tags)
    except ValueError as error:
        assert str(error).endswith((".", "?"))


@given(st.lists(st.sampled_from("abcdefghijklmnop"), min_size=5, max_size=60))
def test_no_sentence_is_on_both_sides(letters):
    corpus = split("own", [Tagged((each, each.upper()), ("X", "Y")) for each in letters], "own")
    training, held_out = ({each.known_by for each in part} for part in (corpus.training, corpus.held_out))
    assert not training & held_out and len(corpus.training) + len(corpus.held_out) == len(letters)
    assert len(held_out) == round(0.2 * len(set(letters)))


def test_the_grammars_parts_are_of_the_sizes_that_are_told():
    corpus = grammar_corpus()
    assert (len(corpus.training), len(corpus.held_out)) == (4800, 1200)
    assert not {each.known_by for each in corpus.training} & {each.known_by for each in corpus.held_out}
