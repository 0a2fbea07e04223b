"""The figure of how a network learned."""

import numpy as np
import pytest

from rnnviz.figures.learning import accuracy_figure
from tests.support.figures import figure_of

ACCURACY, HELD_OUT, LOSSES, HELD_OUT_LOSSES = [0.5, 0.75], [0.25, 0.625], [2.0, 1.0], [3.0, 1.5]


@pytest.mark.parametrize("is_dropped", [False, True])
def test_both_accuracies_are_drawn_and_all_four_curves_are_in_the_table(is_dropped):
    drawing = accuracy_figure(ACCURACY, HELD_OUT, LOSSES, HELD_OUT_LOSSES, is_dropped=is_dropped, note="So.")
    learned, held_out = figure_of(drawing).data
    assert [*learned.y] == ACCURACY and [*held_out.y] == HELD_OUT and [*learned.x] == [1, 2]
    assert ("dropout" in learned.name) == is_dropped and held_out.name == "held out"
    assert drawing.alt == "Accuracy over 2 epochs: held out from 25.0% to 62.5%. So."
    columns = np.array(drawing.table.rows, float).T
    np.testing.assert_array_equal(columns, [[1, 2], ACCURACY, HELD_OUT, LOSSES, HELD_OUT_LOSSES])
