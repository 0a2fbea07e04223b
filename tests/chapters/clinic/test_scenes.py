"""The scenes: what each shows at any of its settings, and that what is said of it is so."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.chapters.clinic import scene
from rnnviz.chapters.clinic.figures import drawn
from rnnviz.chapters.clinic.question import GROUPS, Grid, Picture
from rnnviz.chapters.clinic.scenes import QUESTIONS, of_group
from rnnviz.chapters.clinic.view import LINK, SHOWN, View, fitted
from rnnviz.core.arithmetic import explain
from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.losses import squared_error
from rnnviz.jobs.kinds import check
from rnnviz.jobs.parity import claims, compare
from rnnviz.ui.link import Choice, Flag, Whole
from rnnviz.ui.routes import CHAPTERS
from tests.support.figures import figure_of
from tests.support.reports import Heard

PATHS = {each.path for each in CHAPTERS}


def any_value(control):
    """Any value that a control can have."""
    match control:
        case Choice(options=options):
            return st.sampled_from(options)
        case Flag():
            return st.booleans()
        case Whole(low=low, high=high):
            return st.integers(low, high)


@st.composite
def views(draw, keys=tuple(QUESTIONS)):
    """Any view of any of the scenes, with its answer shown."""
    view = View.of(draw(st.sampled_from(keys)))
    chosen = {each.field: draw(any_value(each)) for each in view.question.controls}
    return replace(view, guess=SHOWN, **chosen)


@pytest.mark.parametrize("key", QUESTIONS)
def test_a_scene_has_all_that_a_scene_has(key):
    question = QUESTIONS[key]
    assert question.key == key and question.group in GROUPS and of_group(question.group)[key] is question
    assert question.question.endswith(("?", "."))
    assert len(question.found_by) >= 4 and question.controls
    assert sum(not each.why_not for each in question.choices) == 1 and 3 <= len(question.choices) <= 4
    reasons = [each.why_not for each in question.choices if each.why_not]
    assert all(len(re.findall("[.;:]", each)) >= 2 for each in reasons), "why it is believed, and why it is not so"
    assert question.deeper.chapter in PATHS
    assert fitted(View.of(key)) == (View.of(key), [])


def test_every_group_has_a_scene_and_every_scene_one_link():
    assert all(of_group(group) for group in GROUPS)
    links = [tuple(LINK.write(View.of(key)).items()) for key in QUESTIONS]
    assert len(set(links)) == 16 == len(QUESTIONS)
    assert all(LINK.read(dict(link)) == (View.of(key), []) for link, key in zip(links, QUESTIONS, strict=True))


@pytest.mark.parametrize("key", QUESTIONS)
def test_the_link_that_goes_deeper_is_read_whole_by_its_chapter(key):
    from importlib import import_module

    deeper = QUESTIONS[key].deeper
    _, ignored = import_module(f"rnnviz.chapters.{deeper.chapter}.view").LINK.read(deeper.query)
    assert ignored == []


@given(views())
@settings(max_examples=120, deadline=None)
def test_any_view_shows_pictures_whose_numbers_open_and_comes_back_from_its_link(view):
    view, notes = fitted(view)
    assert notes == [] and LINK.read(LINK.write(view)) == (view, [])
    live = scene.live(view)
    assert live.notice.endswith((".", "?")) and live.answer.endswith(".")
    assert not re.search(r"\bnan\b|None|\{|\}", live.notice.replace("(None", "")), live.notice
    for number, picture in enumerate(live.pictures):
        if isinstance(picture, Grid):
            assert picture.rows and all(len(row) == len(picture.columns) for row in picture.rows)
            continue
        made = drawn(view, number)
        assert made.alt.endswith(".") and len(made.table)
        if isinstance(picture, Picture):
            assert all(len(row.values) == len(picture.columns) for row in picture.rows)
            figure_of(made)
            assert_opened(live, picture)
    at = scene.opened(view)
    assert (at is None) == (not live.runs)


def assert_opened(live, picture):
    """Every number that can be opened is the one that is drawn."""
    for row in picture.rows:
        for value, each in zip(row.values, row.opens or [None] * len(row.values), strict=True):
            if each is not None:
                found = explain(live.runs[each.run], *each.reference).value
                assert found == value or np.isnan(found) and np.isnan(value)


@pytest.mark.parametrize("key", [key for key in QUESTIONS if View.of(key) and key not in ("lag", "nan")])
def test_keras_computes_every_tensor_of_a_scene_and_agrees(key):
    runs = scene.live(View.of(key)).runs[:2]
    ours = [with_gradients(each) for each in runs]
    theirs = check.run(check.request(ours), Heard())["runs"]
    for mine, found in zip(ours, theirs, strict=True):
        assert all(each.agrees for each in compare(claims(mine), found))


def with_gradients(trace):
    zeros = np.zeros_like(trace.outputs)
    return backpropagate_loss(trace, squared_error(trace, zeros, range(trace.outputs.shape[1])))


@given(views(("windows",)))
@settings(max_examples=30, deadline=None)
def test_a_number_reaches_the_windows_that_hold_it_and_no_other(view):
    effect = scene.live(view).pictures[1].rows[0].values
    assert (effect[1:] == 0).all() and effect[0] > 0


@given(views(("lanes",)))
@settings(max_examples=40, deadline=None)
def test_a_sample_receives_what_the_row_of_the_batch_before_left(view):
    picture = scene.live(view).pictures[0]
    values = {row.label: row.values for row in picture.rows}
    for unit in range(view.units):
        received, left = values[f"received h₀[{unit}]"], values[f"left h[{unit}]"]
        expected = np.zeros(len(left))
        if view.switch:
            expected[view.batch :] = left[: -view.batch]
        np.testing.assert_array_equal(received, expected)


@given(views(("mask",)))
@settings(max_examples=60, deadline=None)
def test_what_is_said_of_a_mask_is_so(view):
    live = scene.live(view)
    trace = live.runs[0]
    padded = trace.inputs[0] == 0
    handed = trace.layers[1].outputs[0][padded]
    if not view.switch:
        assert trace.mask is None and "Nothing is masked" in live.answer
    elif padded.any():
        assert "3 of" in live.answer
        zeros = view.other or view.place == "pre"
        assert (not handed.any()) == zeros == ("zeros there" in live.answer or "output is zeros" in live.answer)
        assert ("repeats the last one" in live.answer) == (not zeros)


@given(views(("nan",)))
@settings(max_examples=60, deadline=None)
def test_what_is_said_of_a_nan_is_so(view):
    live = scene.live(view)
    h = live.runs[0].layers[0].parts[""]["h"][0]
    assert np.isnan(h).any() == view.switch
    assert ("the loss is **NaN**" in live.answer) == bool(np.isnan(live.runs[0].outputs[0, -1]).any())
    if not view.switch and not view.other:
        assert np.abs(h).max() <= 1


def test_a_forecast_that_lags_is_closest_to_the_value_before():
    for series, lags in {"airline": True, "temperature": True, "walk": True, "sine": False}.items():
        live = scene.live(replace(View.of("lag"), series=series))
        assert ("it repeats what it read last" in live.answer) == lags


def test_what_a_scene_has_not_is_left_out_with_a_sentence():
    view, notes = fitted(replace(View.of("lag"), units=5, guess="d"))
    assert view == replace(View.of("lag"), guess="d") and notes == ["units was left out: this scene has none."]
    view, notes = fitted(replace(View.of("windows"), timesteps=60, guess="d"))
    assert view == View.of("windows") and len(notes) == 2
