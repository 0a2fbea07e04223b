"""What a reader gives, a sentence and its label a line → labelled sentences, or a sentence that says what is wrong."""

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from rnnviz.core.numbers import plural
from rnnviz.text.reading import cleaned
from rnnviz.text.words import words_of

MIN_DIFFERENT = 10
"""Different sentences of each label: fewer cannot be split into what is learned from and what is held out."""

MAX_SENTENCES = 20_000

LABELS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}
"""How a label is written: 0 warns, 1 recommends."""

QUOTED = 40
"""Characters of a line that a message quotes."""


class Labelled(NamedTuple):
    """Sentences with their labels.

    Args:
        sentences: the words of each.
        labels: 0 or 1 of each.
        source: where they are from, in words.
    """

    sentences: tuple[tuple[str, ...], ...]
    labels: tuple[int, ...]
    source: str = ""

    def take(self, positions: Sequence[int]) -> "Labelled":
        """Return some of them, in the order of these positions."""
        sentences, labels = (tuple(each[k] for k in positions) for each in (self.sentences, self.labels))
        return Labelled(sentences, labels, self.source)


class Given(NamedTuple):
    """Labelled sentences, and what of the reader's was left out."""

    labelled: Labelled
    notes: tuple[str, ...]


class Row(NamedTuple):
    """A line with what stands in its columns; lines are counted from 1."""

    line: int
    cells: list[str]


def read_labelled(given: bytes | str, source: str) -> Given:
    r"""Return the sentences of a file, or of what was pasted.

    A line is a label, a tabulator and a sentence; or two columns of CSV, where a sentence with commas stands in
    quotation marks. The label may be the second of the two. A first line that names the columns is left out, as are
    lines without a sentence, which a note says.

    Raises:
        ValueError: with a sentence that names what is wrong and what is allowed.

    >>> lines = "label\tsentence\n" + "".join(f"1\tgood {k}\n0\tbad {k}\n" for k in range(10))
    >>> read_labelled(lines, "ten of each").labelled.sentences[0]
    ('good', '0')
    """
    text, notes = cleaned(given)
    rows = rows_of(text)
    if not rows:
        raise ValueError("There is no sentence: a line is a label, 0 or 1, a tabulator and a sentence.")
    first, header = labels_first(rows)
    rows = rows[header:]
    if len(rows) > MAX_SENTENCES:
        raise ValueError(f"There are {len(rows):,} sentences; at most {MAX_SENTENCES:,} are allowed: take a part.")
    sentences, labels, empty = [], [], 0
    for row in rows:
        label, sentence = row.cells if first else reversed(row.cells)
        words = tuple(words_of(sentence))
        if words:
            sentences.append(words)
            labels.append(label_of(label, row.line))
        else:
            empty += 1
    if empty:
        notes = (*notes, f"{plural(empty, 'line')} without a sentence left out.")
    if header:
        notes = (*notes, "The first line names the columns.")
    labelled = Labelled(tuple(sentences), tuple(labels), source)
    check(labelled)
    return Given(labelled, notes)


def rows_of(text: str) -> list[Row]:
    """Return the lines that are not empty as two cells each; ValueError where one is not two."""
    lines = text.split("\n")
    if any("\t" in line for line in lines):
        tabbed = [Row(number, line.split("\t")) for number, line in enumerate(lines, start=1) if line.strip()]
        return [joined(row) for row in tabbed]
    return comma_rows(text)


def joined(row: Row) -> Row:
    """Return a line with tabulators as a label and a sentence, in which further tabulators are spaces."""
    line, cells = row
    if len(cells) == 1:
        raise ValueError(f"Line {line} has no tabulator: a line is a label, a tabulator and a sentence.")
    if len(cells) == 2:
        return row
    if cells[-1].strip() in LABELS and cells[0].strip() not in LABELS:
        return Row(line, [" ".join(cells[:-1]), cells[-1]])
    return Row(line, [cells[0], " ".join(cells[1:])])


def comma_rows(text: str) -> list[Row]:
    """Return the lines of CSV, with commas or semicolons."""
    rows, line = [], 0
    reader = read_csv(text, delimiter_of(text))
    try:
        for cells in reader:
            first, line = line + 1, reader.line_num
            if not any(each.strip() for each in cells):
                continue
            if len(cells) != 2:
                raise ValueError(
                    f"Line {first} has {plural(len(cells), 'column')}; a label and a sentence are needed, with a "
                    "tabulator between them, or as CSV, where a sentence with commas stands in quotation marks."
                )
            rows.append(Row(first, cells))
    except csv.Error as error:
        raise ValueError(f"Line {line + 1} is no CSV: {error}.") from None
    return rows


def read_csv(text: str, delimiter: str):
    """Return a reader of CSV."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def delimiter_of(text: str) -> str:
    """Return the comma, or the semicolon where that makes a label and a sentence of the first line, or two names."""

    def fits(delimiter: str) -> tuple[bool, bool]:
        try:
            cells = next((each for each in read_csv(text, delimiter) if each), [])
        except csv.Error:
            return False, False
        return len(cells) == 2, any(map(is_label, cells))

    return max(",;", key=fits)


def labels_first(rows: list[Row]) -> tuple[bool, int]:
    """Return whether the label is the first of the two columns, and how many lines at the top name the columns.

    Raises:
        ValueError: if neither column has labels.
    """
    header = int(len(rows) > 1 and not any(map(is_number, rows[0].cells)))
    counts = [sum(is_label(row.cells[column]) for row in rows[header:]) for column in (0, 1)]
    if not any(counts):
        line, cells = rows[0]
        raise ValueError(
            f"Neither column has the labels 0 and 1: line {line} has {quoted(cells[0])} and {quoted(cells[1])}."
        )
    return counts[0] >= counts[1], header


def is_label(cell: str) -> bool:
    """Whether this is how a label is written."""
    return cell.strip() in LABELS


def is_number(cell: str) -> bool:
    """Whether this is a number, which no column is called."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def label_of(cell: str, line: int) -> int:
    """Return a label; ValueError if it is none."""
    try:
        return LABELS[cell.strip()]
    except KeyError:
        raise ValueError(f"Line {line} has {quoted(cell)} for a label; 0 and 1 are allowed.") from None


def quoted(cell: str) -> str:
    """Quote what stands in a file, cut where it is long."""
    text = " ".join(cell.split())
    return f"“{text[:QUOTED]}{'…' if len(text) > QUOTED else ''}”"


def check(labelled: Labelled) -> None:
    """Raise ValueError with a sentence where there are too few sentences of a label."""
    if not labelled.sentences:
        raise ValueError("There is no sentence: a line is a label, 0 or 1, a tabulator and a sentence.")
    different = {label: set() for label in (0, 1)}
    for sentence, label in zip(labelled.sentences, labelled.labels, strict=True):
        different[label].add(key_of(sentence))
    for label, other in ((0, 1), (1, 0)):
        if not different[label]:
            number = plural(len(labelled.labels), "sentence")
            raise ValueError(f"Every label is {other}, of {number}: some of each are needed, 0 and 1.")
    for label, found in different.items():
        if len(found) < MIN_DIFFERENT:
            number = plural(len(found), "different sentence")
            raise ValueError(f"The label {label} has {number}; at least {MIN_DIFFERENT} are needed of each.")


def key_of(sentence: Sequence[str]) -> tuple[str, ...]:
    """Return by what sentences are the same to a network: their words in small letters.

    >>> key_of(["A", "film"])
    ('a', 'film')
    """
    return tuple(word.lower() for word in sentence)
