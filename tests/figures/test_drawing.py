"""What the browser is sent of a figure: every number as it is, what is none as a gap, and no more than once."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import figure
from rnnviz.figures.marks import heat, line
from rnnviz.figures.table import Table
from rnnviz.ui.cache import size_of
from tests.support.figures import figure_of, unpacked

MARGIN = (1, 1, 1, 1)


def drawn(*traces, table=None):
    return Drawing(figure(list(traces), height=100, margin=MARGIN), table or Table.of({"a": [1.0]}), "A figure.")


@given(arrays(np.float64, (3, 2)))
def test_every_number_of_a_map_arrives_as_it_is(values):
    np.testing.assert_array_equal(figure_of(drawn(heat(values.T, hover="%{z}"))).data[0].z, values.T)


@given(st.lists(st.floats(), min_size=1, max_size=4))
def test_what_is_no_number_is_a_gap_in_a_line(values):
    (trace,) = json.loads(drawn(line([1, 2, 3, 4], values)).sent["figure"])["data"]
    assert trace["y"] == [value if np.isfinite(value) else None for value in values]


def test_a_mark_of_a_field_that_plotly_does_not_know_is_found():
    with pytest.raises(ValueError, match="Invalid"):
        figure_of(drawn(line([1], [2], hovering="nothing")))


@given(st.lists(st.floats() | st.none() | st.just("2020-01"), min_size=1, max_size=5))
def test_a_table_is_sent_with_every_digit(column):
    sent = json.loads(drawn(table=Table.of({"step": range(len(column)), "h": column})).sent["table"])
    steps, found = map(unpacked, sent["values"])
    spelled = {float("inf"): "∞", float("-inf"): "−∞"}
    assert sent["columns"] == ["step", "h"] and steps == list(range(len(column)))
    assert list(found) == ["NaN" if each != each else spelled.get(each, each) for each in column]


def test_what_is_kept_of_a_figure_is_its_text_and_its_table():
    values = np.random.default_rng(0).standard_normal((200, 200))
    kept = drawn(heat(values, hover="%{z}"), table=Table.of({"h": values[0]}))
    text = sum(map(len, (kept.sent["figure"], kept.sent["table"])))
    assert text > values.nbytes and text + values[0].nbytes < size_of(kept) < 1.02 * text + values[0].nbytes
