"""What the page says is what it shows, whatever is chosen; links hold every view; what cannot be is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from rnnviz.chapters.digits import figures, scene, words
from rnnviz.chapters.digits.contest import accuracies, open_point
from rnnviz.chapters.digits.presets import DRAWINGS, INKS, PRESETS
from rnnviz.chapters.digits.view import (
    ANSWER,
    LINK,
    View,
    fitted,
    look_at,
    open_preset,
    show_digit,
    show_ink,
    squares_of,
)
from rnnviz.core.arithmetic import explain
from rnnviz.images import logistic
from rnnviz.images.digits import held_out
from rnnviz.images.networks import CELLS, SEEDS
from rnnviz.images.readings import READINGS
from rnnviz.images.scores import Spread
from rnnviz.ui.computation import compute_at_once
from tests.chapters.digits.views import LEVELS, views
from tests.support.figures import figure_of


def marked(view: View) -> scene.Marked:
    """What its network says of every held-out digit."""
    work = scene.marking(view)
    return compute_at_once(work) or work.make(None, np.zeros(1, np.uint8))


@given(views())
@settings(max_examples=60, deadline=None)
def test_any_view_comes_back_from_its_link_and_every_number_from_its_sum(view):
    assert LINK.read(LINK.write(view)) == (view, [])
    assert fitted(view) == (view, [])
    found = explain(scene.run_of(view), *scene.reference_of(view))
    assert np.isclose(found.computed, found.value, atol=1e-12)
    said = scene.beliefs(view)
    assert said.shape == (view.timesteps, 10) and np.allclose(said.sum(axis=1), 1.0)
    assert np.isclose(scene.regression(view).sum(), 1.0)


@given(views())
@settings(max_examples=60, deadline=None)
def test_sentences_are_true_of_every_view(view):
    found, said, label = scene.mind(view), scene.beliefs(view), scene.picture(view).label
    text = words.told(view)
    assert f"{found.answer} has" in text
    assert ("never changes its mind" in text) == (len(set(found.best.tolist())) == 1)
    assert ("the very last step" in text) == (view.timesteps > 1 and found.step == view.timesteps - 1)
    assert (": right" in text, ": wrong" in text) == (label == found.answer, label not in (None, found.answer))
    assert ("never met" in words.mismatch(view)) == (view.model.setting.reading != view.reading)
    assert words.graded(view, found.step).startswith("Right.")
    for guess in {0, view.timesteps - 1} - {found.step}:
        graded = words.graded(view, guess)
        assert graded.startswith("Not there.") and ("changed again later" in graded) == (guess < found.step)
    assert said[found.step].argmax() == found.answer
    assert words.asked(view) and words.reads(view) and words.step_name(view, 0)


def test_where_two_are_exactly_as_likely_there_is_no_one_answer(monkeypatch):
    tied = scene.mind(View())._replace(tied=(2, 3))
    monkeypatch.setattr(words, "mind", lambda view: tied)
    assert "2 and 3 are exactly as likely" in words.turned(View())


def test_the_steps_are_called_what_is_read_in_them():
    names = {reading: words.step_name(View(reading=reading), 2) for reading in READINGS}
    assert names["rows"] == "row 3" and names["columns"] == "column 3" and names["bottom"] == "row 6 (step 3)"
    assert names["random_rows"] == "row at step 3" and names["random_pixels"] == "pixel at step 3"


def test_how_good_it_is_stands_beside_what_needs_no_network():
    for preset in ("lstm", "small_deep", "tutorial"):
        view = View.of(preset)
        text, plain = words.reached(view), logistic.shipped(view.size)
        assert words.percent(view.model.accuracy, 1) in text and words.percent(plain.accuracy, 1) in text
        assert words.percent(plain.frequent_accuracy, 1) in text and f"seed {view.model.seed}" in text
    assert "the best on these very digits of 5" in text
    assert "read row by row" in words.reached(View(reading="columns", kept=True))


@pytest.mark.parametrize("preset", ["lstm", "small_deep", "tutorial"])
def test_a_draft_is_answered_as_the_drawing_is(preset):
    view = show_ink(View(preset), INKS["seven"])
    for kept, draft in zip(scene.answer(view), scene.answer_to_draft(view), strict=True):
        assert all(np.array_equal(*pair) for pair in zip(kept, draft, strict=True))


def test_an_off_centre_drawing_is_read_better_once_it_is_centred_and_scaled():
    view = show_ink(View.of("tutorial"), INKS["high"])
    as_drawn = replace(view, scaled=False, centred=False)
    assert scene.mind(view).answer == 2 and scene.beliefs(view)[-1, 2] > 0.9
    assert scene.beliefs(as_drawn)[-1, 2] < 0.5
    assert words.reads(as_drawn) == "It reads: as drawn, 28×28" and "scaled and centred" in words.reads(view)


def test_pictures_of_the_other_data_set_are_told_of():
    assert "enlarged" in words.foreign(replace(View("tutorial"), ink="", digit=3))
    assert "MNIST" in words.foreign(replace(View(), levels=LEVELS))
    assert words.foreign(View()) == words.foreign(show_ink(View(), INKS["three"])) == ""


def test_another_order_is_read_by_its_own_network_or_by_that_of_the_rows():
    own, kept = View(reading="columns"), View(reading="columns", kept=True)
    assert own.model.setting.reading == "columns" and kept.model.setting.reading == "rows"
    assert np.array_equal(scene.pixels_of(own), scene.pixels_of(kept))
    assert marked(own).right.mean() > marked(kept).right.mean() + 0.3


def test_a_network_that_reads_other_pixels_at_a_step_is_refused():
    with pytest.raises(ValueError, match="8 pixels at a step"):
        fitted(View(reading="random_pixels", kept=True))
    with pytest.raises(ValueError, match="28 pixels at a step"):
        fitted(replace(View.of("tutorial"), reading="random_pixels"))
    assert open_preset(View(reading="random_pixels"), "tutorial").reading == "rows"


def test_marks_are_what_is_read_one_by_one():
    view = View()
    found = marked(view)
    for digit in (0, 17, 358):
        one = show_digit(view, digit)
        assert np.array_equal(found.best[digit], scene.mind(one).best)
        assert np.isclose(found.sure[digit], scene.beliefs(one)[-1].max())
    assert np.isclose(found.right.mean(), view.model.accuracy, atol=1e-6)
    matrix = figure_of(figures.matrix(found, (3, 2)))
    wrong, right = (np.nan_to_num(np.array(each["z"], float)) for each in matrix["data"])
    assert wrong.sum() == (~found.right).sum() and right.sum() == found.right.sum()
    assert words.confused(found, 3, 2).startswith(f"{int(wrong[3, 2])} of")
    assert f"{int(wrong.sum())} of 359 are wrong" in words.matrix(found)
    perfect = found._replace(best=np.repeat(found.digits.labels[:, None], 8, axis=1))
    assert words.matrix(perfect) == "All 359 held-out digits are right."


def test_the_figure_of_all_seeds_is_what_the_networks_reach_and_its_points_open_them():
    rows = accuracies()
    drawing = figures.over_seeds(rows, "rows")
    figure = figure_of(drawing)
    for curve, kind in enumerate(CELLS):
        for column, share in enumerate(figure["data"][2 * curve]["y"]):
            view = open_point(View(), 2 * curve, column)
            assert (view.preset, view.seed) == (kind, SEEDS[column % 5]) and view.reading == tuple(READINGS)[
                column // 5
            ]
            assert np.isclose(view.model.accuracy, share)
    assert len(drawing.table) == len(CELLS) * len(READINGS)
    for bad in ((1, 0), (6, 0), (0, 25), (-2, 0)):
        with pytest.raises(ValueError, match="no network"):
            open_point(View(), *bad)


def test_seeds_are_told_of_with_their_range_and_no_winner():
    rows = accuracies()
    for reading in READINGS:
        text = words.compared(rows, reading)
        assert all(words.spread(rows[kind][reading]) in text for kind in CELLS) and "chance alone" in text
        assert "Of the 25 pairs" in words.pairs_told(rows, reading)
    same = {kind: {"rows": Spread((0.95,) * 5)} for kind in CELLS}
    assert "every seed of SimpleRNN and of LSTM and of GRU is above it" in words.compared(same, "rows")
    assert "ahead of LSTM in 0, behind in 0" in words.pairs_told(same, "rows")
    low = {kind: {"rows": Spread((0.1,) * 5)} for kind in CELLS}
    assert "no seed of any cell reaches it" in words.compared(low, "rows")


def test_what_is_drawn_of_the_units_is_the_state_or_gate():
    for preset in ("lstm", "gru", "simple_rnn", "small_deep"):
        view = View(preset)
        for name in squares_of(view.of_cell):
            drawn = figure_of(figures.units(replace(view, squares=name)))["data"][0]["z"]
            assert np.allclose(np.array(drawn, float).T, scene.values_of(view, name))


def test_dropout_is_told_of_where_there_is_one():
    view = View("small_deep")
    assert "0.2, 0.1, 0.2" in words.dropout_told(view.model)
    text = words.under_masks(view)
    same = (scene.dropped(view).argmax(axis=1) == scene.mind(view).answer).sum()
    assert f"under {same} of {scene.DRAWS} draws" in text
    points, bars = figure_of(figures.masks(view))["data"]
    assert np.allclose(np.array(points["y"], float), scene.dropped(view).ravel())
    assert np.allclose(np.array(bars["y"], float), scene.beliefs(view)[-1])


def test_what_is_clicked_is_opened():
    view = look_at(View(squares="f"), [2, "unit", 5])
    assert (view.position, view.number, view.unit) == (2, "f", 5)
    view = look_at(view, [4, 9])
    assert (view.position, view.number, view.unit) == (4, ANSWER, 9)
    assert look_at(view, [0]).unit == -1
    for event in (
        [8],
        [-1],
        [2, 10],
        [2, "unit", 32],
        [2, "gate", 1],
        "x",
        None,
        [],
        [None, 3],
        [True],
        [2, True],
        [2, "unit", None],
    ):
        with pytest.raises(ValueError, match="no such number"):
            look_at(View(), event)


@pytest.mark.parametrize(
    "query, said",
    [
        ({"ink": "A" * 683}, "nothing is drawn"),
        ({"ink": "_" * 683}, "of the field is ink"),
        ({"ink": "abc"}, "no drawing of 64×64"),
        ({"levels": "3abc"}, "no digit of 28×28"),
        ({"levels": "x" + LEVELS[1:]}, "no digit of 28×28"),
        ({"digit": "359"}, "from 0 to 358"),
        ({"cell": "3x"}, "two digits"),
        ({"reading": "random_pixels", "kept": "1"}, "8 pixels at a step"),
    ],
)
def test_a_link_that_cannot_be_is_told_of_and_something_is_shown(query, said):
    view, ignored = LINK.read(query)
    assert said in " ".join(ignored) and scene.mind(view).answer in range(10)


def test_every_preset_opens_and_has_its_story():
    for preset in PRESETS:
        if preset != "own":
            view = View.of(preset)
            assert fitted(view) == (view, []) and PRESETS[preset].story
    assert np.array_equal(scene.picture(View.of("tutorial")).raw, DRAWINGS["three"])
    assert scene.picture(View()).label == held_out().labels[0]
