"""Tables behind figures and in files."""

import csv
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.figures.table import Table, chained, hiding

NUMBERS = st.lists(st.floats(allow_nan=False), min_size=1, max_size=5)


@given(NUMBERS, NUMBERS)
def test_a_file_has_every_digit_and_shorter_columns_end_in_empty_cells(long, short):
    table = Table.of({"t, k": np.array(long), "read": short})
    first, *rows = csv.reader(io.StringIO(table.csv().decode()))
    assert first == ["t, k", "read"] and len(rows) == len(table) == max(len(long), len(short))
    for column, values in zip(zip(*rows, strict=True), (long, short), strict=True):
        assert [float(text) for text in column[: len(values)]] == values
        assert set(column[len(values) :]) <= {""}


def test_hidden_numbers_are_none_and_in_a_file_nothing():
    table = Table.of({"h": hiding(np.array([0.5, np.nan]))})
    assert table["h"] == [0.5, None] and table.csv() == b'h\n0.5\n""\n'


def test_tables_below_each_other_say_whose_they_are_and_leave_what_they_lack_empty():
    lstm, rnn = Table.of({"h": [1.0], "c": [2.0]}), Table.of({"h": [3.0]})
    both = chained((rnn.marked("cell", "SimpleRNN"), lstm.marked("cell", "LSTM")))
    assert both.columns == ("h", "cell", "c")
    assert both.rows == [(3.0, "SimpleRNN", ""), (1.0, "LSTM", 2.0)]
