"""What a reader gives becomes a text to learn from, or a sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.text.reading import MAX_BYTES, MIN_CHARACTERS, Read, folded, read

ALICE = "Alice was beginning to get very tired of sitting by her sister.\n" * 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_as_it_was_written(encoding):
    for text in (ALICE, ALICE.replace("Alice", "Алиса, 爱丽丝, أليس 👩‍🔬")):
        assert read(text.encode(encoding)) == read(text) == Read(text, ())


def test_lines_end_with_a_newline():
    assert read(ALICE.replace("\n", "\r\n").encode()).text == read(ALICE.replace("\n", "\r")).text == ALICE
    assert read(ALICE.replace("\n", "\u2028")).text == ALICE


def test_what_has_no_shape_is_named_and_left_out():
    found = read("\ufeff" + ALICE.replace("Alice", "Al\u200bice\x00") + "\x1b")
    assert found.text == ALICE
    assert found.notes == (
        "42 characters were left out: U+0000 (a control character) 20 times, U+200B (a zero-width space) 20 times, "
        "U+001B (a control character) 1 time and 1 other.",
    )


REFUSED = {
    "There is no text: at least 1000 characters are needed.": " \n\t" * 500,
    "The text has 1 character; at least 1000 are needed.": "a",
    "The text has 999 characters; at least 1000 are needed.": ALICE[: MIN_CHARACTERS - 1],
    "The text is 'a' over and over; at least two different characters are needed.": "a" * 2000,
    "The text has 2,001 different characters; at most 2,000 are allowed, as a network of characters has weights for "
    "each: take a part.": "".join(map(chr, range(0x4E00, 0x4E00 + 2001))),
    "The text has no letters: digits and signs alone are not read; at least one letter is needed.": "1, 2; " * 400,
    "The text has 5.0 MB; at most 5 MB are allowed: take a part.": "ab" * (MAX_BYTES // 2) + "a",
    "The file is not UTF-8: byte E9 at position 4 is part of no character. Save it as UTF-8.": b"caf\xe9 "
    + ALICE.encode(),
    "The file is not UTF-16: byte 61 at position 3 is part of no character. Save it as UTF-8.": b"\xff\xfea",
    "This file is a PDF; save its text as a .txt file.": b"%PDF-1.7",
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_no_text_gets_a_sentence(sentence):
    with pytest.raises(ValueError) as error:
        read(REFUSED[sentence])
    assert str(error.value) == sentence


def test_as_many_bytes_as_are_allowed_are_read():
    assert len(read("ab" * (MAX_BYTES // 2)).text) == MAX_BYTES


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)), st.integers(0, 1200))
def test_anything_is_read_or_refused_with_a_sentence(given_by_reader, more):
    """Text of any kind, with letters after it or without."""
    more = "ab" * more if isinstance(given_by_reader, str) else b"ab" * more
    try:
        found = read(given_by_reader + more)
    except ValueError as error:
        assert re.fullmatch(r"(?s)[A-Z].*\.", str(error)) and not isinstance(error, UnicodeError)
        return
    assert read(found.text) == Read(found.text, ()), "what was read once has nothing more to leave out"
    assert len(found.text) >= MIN_CHARACTERS
    found.text.encode("utf-8")
    assert not set(found.text) & set("\r\x00\x85\ufeff\u200b")


def test_folded_is_the_tutorials_reading():
    """The lines of the tutorial's own program, which also drops what is not ASCII."""
    text = "  CHAPTER I.  Down \n\n\tthe Rabbit-Hole\n   \nAlice"
    lines = [line.strip().lower().decode("ascii", "ignore") for line in text.encode().split(b"\n")]
    assert folded(text) == " ".join(line for line in lines if line) == "chapter i.  down the rabbit-hole alice"


@given(st.text(alphabet="aB \n\t", max_size=80))
def test_folding_twice_is_folding_once(text):
    once = folded(text)
    assert folded(once) == once and "\n" not in once and once == once.strip()
