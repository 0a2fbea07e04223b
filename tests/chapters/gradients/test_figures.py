"""What the gradients chapter draws, read back."""

import re
import warnings
from dataclasses import replace

import numpy as np
from hypothesis import given

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures import gradients, jacobians
from rnnviz.chapters.gradients.figures.reasons import reasons
from rnnviz.chapters.gradients.figures.seeds import over_seeds
from rnnviz.chapters.gradients.figures.training import training_rows
from rnnviz.chapters.gradients.scene import contribution_sizes, scene, sensitivity
from rnnviz.chapters.gradients.view.choices import Pair, View, fitted
from rnnviz.figures.log_axis import LogAxis
from tests.chapters.gradients.views import views
from tests.support.figures import figure_of


@given(views())
def test_everything_can_be_drawn_and_said_without_a_warning(view):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = [jacobians.sensitivity_map(view, kind) for kind in view.kinds]
        made += [jacobians.factors(view), jacobians.singular_values(view)] if view.pair.t > view.pair.k else []
        made += [gradients.flow(view), jacobians.eigenvalues(view), gradients.contributions(view)]
        made += [reasons(view), over_seeds(view)]
        made += [gradients.contribution_matrices(view), gradients.update_matrices(view), gradients.clipping(view)]
        assert all(each.alt and each.sent["figure"] for each in made)
        assert words.verdicts(view) and len(training_rows(scene(view, view.cell), 0, None)) >= 6
        words.notices(view), words.reasons(view), words.seeds(view)


def test_after_an_update_that_was_not_finite_the_figures_stand():
    view = fitted(replace(View.of("explode"), timesteps=200, updates=1))[0]
    assert "U is not finite" in jacobians.eigenvalues(view).alt
    made = [gradients.flow(view), jacobians.factors(view), jacobians.singular_values(view)]
    made += [gradients.update_matrices(view), gradients.clipping(view)]
    assert all(each.sent["figure"] for each in made)
    assert "not finite" in gradients.contribution_matrices(view).sent["figure"]


def test_over_seeds_nothing_is_updated_and_where_the_page_is_that_is_said():
    view = View(timesteps=5, units=2)
    begun, moved = over_seeds(view), over_seeds(replace(view, updates=3))
    assert begun.alt.startswith("Seeds 1 to 12 draw weights and input. ")
    assert moved.alt.startswith("Seeds 1 to 12 draw weights and input, before any update. ")
    assert moved.table.rows == begun.table.rows and over_seeds(replace(view, updates=2)) is moved


def test_a_log_axis_has_lanes_for_what_has_no_logarithm():
    values = np.array([1e-3, 10.0, 0.0, np.inf, np.nan, -10.0])
    axis = LogAxis(values)
    places = axis.positions(values)
    assert places[:2].tolist() == [-3.0, 1.0] and places[5] == 1.0
    assert places[2] < -3.0 and places[3] > 1.0 and places[4] > places[3]
    layout = axis.layout("size")
    labels = dict(zip(layout["ticktext"], layout["tickvals"], strict=True))
    assert [labels[name] for name in ("0", "∞", "NaN")] == [places[2], places[3], places[4]]
    assert layout["range"][0] <= min(places) and layout["range"][1] >= max(places)


def test_figures_hold_the_numbers_they_were_given():
    view = View(units=3, timesteps=9)
    shown = scene(view, "lstm")
    figure = figure_of(gradients.flow(view))
    names = [trace.name for trace in figure.data]
    assert names == ["SimpleRNN h", "LSTM h", "LSTM c", "GRU h", "loss taken here"]
    sizes = np.linalg.norm(shown.recurrent["c"][0], axis=-1)
    np.testing.assert_allclose(10 ** np.array(figure.data[2].y), sizes, rtol=1e-12)
    matrix = sensitivity(view, "lstm", "h")
    drawn = np.array(figure_of(jacobians.heat_map(matrix, 3.0, Pair(8, 2))).data[0].z, dtype=float)
    below = np.tri(9, dtype=bool)
    np.testing.assert_allclose(10 ** drawn[below], matrix[below], rtol=1e-5)
    assert np.isnan(drawn[~below]).all()
    bars = figure_of(gradients.contributions(view)).data[0]
    sizes = contribution_sizes(view, view.cell)
    np.testing.assert_allclose(10 ** (np.array(bars.y) + bars.base)[1:], sizes[1:], rtol=1e-12)
    assert bars.text[0] == "0", "before the first step h is 0"


def test_tables_of_matrices_hold_every_number():
    view = View(units=2, timesteps=4, cell="gru", step=3)
    shown, drawing = scene(view, "gru"), gradients.contribution_matrices(view)
    here, total = shown.contributions[2], shown.recurrent.recurrent_kernel
    rows = [(0, "z0"), (0, "z1"), (0, "r0"), (0, "r1"), (0, "n0"), (0, "n1"), (1, "z0")]
    assert [row[:2] for row in drawing.table.rows][:7] == rows
    assert (
        drawing.table["step 3 alone"] == here.ravel().tolist() and drawing.table["all steps"] == total.ravel().tolist()
    )
    table = gradients.update_matrices(view).table
    assert table["before"][: len(shown.weights["kernel"].ravel())] == shown.weights["kernel"].ravel().tolist()


def test_zeros_and_infinities_of_the_map_have_colours_of_their_own():
    matrix = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [np.inf, np.nan, 1.0]])
    traces = figure_of(jacobians.heat_map(matrix, 3.0, Pair(2, 0))).data
    assert [re.search(": (.*)<extra>", trace.hovertemplate)[1] for trace in traces[1:]] == ["0 in float64", "∞", "NaN"]
    assert [np.argwhere(np.array(trace.z) == 1).tolist() for trace in traces[1:]] == [[[1, 0]], [[2, 0]], [[2, 1]]]


def test_what_is_to_be_predicted_is_not_sent():
    rows = {row["name"]: row for row in training_rows(scene(View(), "simple_rnn"), 0, hidden=39)}
    assert rows["d_h"]["values"][:39] == ["hidden"] * 39 and isinstance(rows["d_h"]["values"][39], float)
    assert "hidden" not in rows["h"]["values"]
