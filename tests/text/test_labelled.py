"""Labelled sentences from files of any kind: what is taken, what is refused, and never anything but a sentence."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.text.labelled import MAX_SENTENCES, MIN_DIFFERENT, Labelled, key_of, read_labelled
from rnnviz.text.reading import MAX_BYTES

PAIRS = [(k % 2, f"It was good, number {k}.") for k in range(2 * MIN_DIFFERENT)]
TABS = "".join(f"{label}\t{sentence}\n" for label, sentence in PAIRS)


def comma_separated(rows, **options) -> str:
    """Rows as a CSV file."""
    file = io.StringIO()
    csv.writer(file, **options).writerows(rows)
    return file.getvalue()


FORMS = {
    "tabs": TABS,
    "tabs, the label second": "".join(f"{sentence}\t{label}\n" for label, sentence in PAIRS),
    "tabs and a header": "label\tsentence\n" + TABS,
    "commas": comma_separated(PAIRS),
    "commas, the label second": comma_separated([(sentence, label) for label, sentence in PAIRS]),
    "commas and a header": comma_separated([("sentiment", "review"), *PAIRS]),
    "semicolons": comma_separated(PAIRS, delimiter=";"),
    "everything quoted": comma_separated(PAIRS, quoting=csv.QUOTE_ALL),
    "Windows's line ends and empty lines": TABS.replace("\n", "\r\n\r\n"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_all_forms_are_read_alike(form, encoding):
    found = read_labelled(FORMS[form].encode(encoding), "here").labelled
    assert found == read_labelled(TABS, "here").labelled
    assert found.labels == tuple(label for label, _ in PAIRS)
    assert found.sentences[3] == ("It", "was", "good", ",", "number", "3", ".")


def test_what_is_left_out_is_said():
    found = read_labelled("label\tsentence\n" + TABS + "1\t \n0\t\n", "here")
    assert found.notes == ("2 lines without a sentence left out.", "The first line names the columns.")
    assert len(found.labelled.labels) == len(PAIRS)


REFUSED = {
    "Line 1 has “2” for a label; 0 and 1 are allowed.": "2\tneither\n" + TABS,
    "There is no sentence: a line is a label, 0 or 1, a tabulator and a sentence.": " \n\n",
    "Line 21 has “2” for a label; 0 and 1 are allowed.": TABS + "2\tneither\n",
    "Line 21 has “positive” for a label; 0 and 1 are allowed.": TABS + "positive\tgood\n",
    "Neither column has the labels 0 and 1: line 1 has “positive” and “a film”.": "positive\ta film\nnegative\tno\n",
    "Every label is 1, of 20 sentences: some of each are needed, 0 and 1.": TABS.replace("0\t", "1\t"),
    "The label 0 has 9 different sentences; at least 10 are needed of each.": TABS.replace("18.", "16."),
    "Line 21 has no tabulator: a line is a label, a tabulator and a sentence.": TABS + "1 good\n",
    "Line 1 has 3 columns; a label and a sentence are needed, with a tabulator between them, or as CSV, where a "
    "sentence with commas stands in quotation marks.": "1,good, but long\n" * 30,
    "Line 1 has 1 column; a label and a sentence are needed, with a tabulator between them, or as CSV, where a "
    "sentence with commas stands in quotation marks.": "a text and no labels\n" * 30,
    f"There are {MAX_SENTENCES + 1:,} sentences; at most {MAX_SENTENCES:,} are allowed: take a part.": "1\ta\n"
    * (MAX_SENTENCES + 1),
    "The text has 5.0 MB; at most 5 MB are allowed: take a part.": "1\ta\n" * (MAX_BYTES // 4) + "1",
    "The file is not UTF-8: byte E9 at position 4 is part of no character. Save it as UTF-8.": b"1\tcaf\xe9"[2:]
    + b"\n",
    "This file is a ZIP archive, an e-book or an Office document; save its text as a .txt file.": b"PK\x03\x04",
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_are_no_labelled_sentences_gets_a_sentence(sentence):
    with pytest.raises(ValueError) as error:
        read_labelled(REFUSED[sentence], "here")
    assert str(error.value) == sentence


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.binary(max_size=300) | st.lists(st.tuples(st.sampled_from(["0", "1", "2", "x", ""]), texts)).map(str))
@settings(max_examples=200)
def test_anything_gets_sentences_or_a_sentence(data):
    try:
        found = read_labelled(data, "here")
    except ValueError as error:
        assert str(error).endswith((".", "!")) and "\n" not in str(error)
    else:
        assert isinstance(found.labelled, Labelled)


@given(st.lists(st.tuples(st.integers(0, 1), texts), max_size=30), st.sampled_from(["tab", "comma", "swapped"]))
@settings(max_examples=200)
def test_lines_of_any_text_are_read_or_refused(pairs, form):
    pairs = [*pairs, *PAIRS]
    if form == "tab":
        text = "".join(f"{label}\t{sentence}\n" for label, sentence in pairs)
    else:
        text = comma_separated([pair if form == "comma" else pair[::-1] for pair in pairs])
    try:
        found = read_labelled(text, "here").labelled
    except ValueError as error:
        assert str(error).startswith(("Line ", "The ", "Neither ", "Every "))
    else:
        assert len(found.sentences) == len(found.labels) and all(found.sentences) and set(found.labels) <= {0, 1}


def test_the_same_words_are_the_same_sentence_whatever_their_capitals():
    assert key_of(("A", "Film")) == key_of(("a", "film")) != key_of(("film", "a"))
