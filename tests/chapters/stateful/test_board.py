"""The board: links, the numbers of every ticket, what is said of any lanes, and the grades of predictions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from rnnviz.chapters.stateful.presets import PRESETS
from rnnviz.chapters.stateful.scene import learned_from, reference_of, run_of, series_of, states_of, tickets_of
from rnnviz.chapters.stateful.scene.one_sequence import one_sequence
from rnnviz.chapters.stateful.view import LINK, View, arranged, fitted, look_at
from rnnviz.chapters.stateful.words import board as words
from rnnviz.chapters.stateful.words import prediction
from rnnviz.chapters.stateful.words import studies as of_studies
from rnnviz.chapters.stateful.words.prediction import ZEROS
from rnnviz.core.arithmetic import explain
from tests.chapters.stateful.views import views


@given(views())
def test_any_view_comes_back_from_its_link(view):
    assert LINK.read(LINK.write(view)) == (view, [])


@given(views())
@settings(max_examples=60)
def test_every_number_is_its_own_arithmetic_and_leads_across_the_border(view):
    source, reference = learned_from(view), reference_of(view)
    found = explain(source, *reference)
    assert np.isclose(found.computed, found.value, rtol=0, atol=1e-12)
    start = view.schedule.start(tickets_of(view)[view.ticket].sample)
    assert np.array_equal(run_of(view).inputs[view.ticket, :, 0], series_of(view)[start : start + view.window])
    first = explain(source, "h" if view.cell != "lstm" else "f", 0, view.unit, sample=view.ticket)
    carried = [f for term in first.terms for f in term.factors if f.role == "h0" and f.reference is not None]
    assert bool(carried) == (tickets_of(view)[view.ticket].source >= 0)
    for each in carried:
        assert each.reference.sample == tickets_of(view)[view.ticket].source
        assert explain(source, *each.reference).value == each.value


@given(views())
@settings(max_examples=100)
def test_what_is_said_of_the_lanes_is_true(view):
    tickets = tickets_of(view)
    received = [each for each in tickets if each.source >= 0]
    said = words.verdict(view)
    assert ("lanes are right" in said) == (bool(received) and all(each.gap == 0 for each in received))
    assert ("Lanes are broken" in said) == any(each.gap != 0 for each in received)
    for number, each in enumerate(tickets):
        sentence = words.handed(view, number)
        assert ("zeros" in sentence) == (each.source < 0)
        assert ("continues exactly" in sentence) == (each.gap == 0)
        assert words.gap(each) == "" or each.gap != 0
    story = words.story(view)
    assert "**" in story and "None" not in story and "nan" not in story
    left = view.samples % view.batch
    assert ("no whole batch" in story) == bool(left)
    proposal = words.proposal(view)
    if proposal is not None:
        other = fitted(proposal.make(view))[0]
        assert (other.arrangement, other.shuffle) != (view.arrangement, view.shuffle)


@given(views())
@settings(max_examples=60)
def test_every_answer_is_graded_and_no_mistake_gives_the_right_one_away(view):
    tickets, asked = tickets_of(view), tickets_of(view)[view.ticket]
    for answer in range(-1, len(tickets)):
        grade = prediction.grade(view, answer)
        assert grade.right == (answer == asked.source) and grade.sentence.endswith(".")
        assert grade.sentence.startswith("Right" if grade.right else "No")
    after = prediction.next_ticket(view)
    assert 0 <= after < len(tickets) and (after != view.ticket or len(tickets) == 1)


def test_the_common_mistakes_are_told_apart():
    lanes = View()  # three rows, asked about row 1 of b2
    said = {answer: prediction.grade(lanes, answer).sentence for answer in (ZEROS, 3, 0, 1, 7, 4)}
    assert "nothing has emptied" in said[ZEROS] and "side by side" in said[3] and "another row" in said[0]
    assert said[1].startswith("Right") and "read later" in said[7] and "the window itself" in said[4]
    usual = View.of("usual")  # row 1 of b2 reads window 4: row 0 of the same batch has the one before
    assert "the window before it in the series" in prediction.grade(usual, 3).sentence
    emptied = replace(lanes, resets="batch")
    assert "right if nothing emptied" in prediction.grade(emptied, 1).sentence
    assert "reset_state()" in prediction.grade(emptied, ZEROS).sentence
    unreset = replace(View.of("unreset"), ticket=8)
    assert "validation in between has moved" in prediction.grade(unreset, 4).sentence


def test_every_board_shows_what_its_button_says():
    relations = {key: {each.relation for each in tickets_of(View.of(key))} for key in PRESETS}
    assert relations["lanes"] == relations["overlapping"] == {"zeros", "continues"}
    assert relations["usual"] == relations["day"] == {"zeros", "skips"}
    assert {"back", "skips"} <= relations["shuffled"] and {"continues", "skips", "back"} <= relations["unreset"]
    assert fitted(arranged(View(), "series"))[0] == View.of("usual"), "the board of another button is that button's"
    assert all(View.of(key).board == key for key in PRESETS) and replace(View(), batch=2).board == ""


@given(views())
@settings(max_examples=60)
def test_a_lane_in_one_go_has_the_same_states_and_another_gradient(view):
    found = one_sequence(view)
    assert found.difference <= 1e-12
    window = view.window
    assert np.isnan(found.carried[:-window]).all() and np.array_equal(found.carried[-window:], found.whole[-window:])
    if len(found.tickets) == 1:
        assert np.isclose(*found.norms, rtol=1e-12, atol=0)
    assert of_studies.one(found, view.sequences).endswith(".") and of_studies.one_alt(found).endswith(".")


def test_three_windows_in_one_go_have_another_gradient():
    view = replace(View(), sequences=True, ticket=7)
    found = one_sequence(view)
    assert len(found.tickets) == 3 and not np.isclose(*found.norms, rtol=1e-3)


def test_only_what_is_on_the_board_is_chosen():
    view = View()
    assert (look_at(view, [7]).ticket, look_at(view, [7]).timestep) == (7, 3)
    assert look_at(view, [7, 1]).timestep == 1
    for event in ([12], [0, 4], [True], "7", [-1], [0, 1, 2], {"ticket": 1}):
        with pytest.raises(ValueError, match="no such window"):
            look_at(view, event)
    with pytest.raises(ValueError, match="no whole batch"):
        fitted(replace(view, samples=2))


def test_states_are_those_of_the_state_that_is_looked_at():
    view = fitted(replace(View(), cell="lstm", state="c", unit=1))[0]
    assert np.array_equal(states_of(view), run_of(view).layers[0].parts[""]["c"][..., 1])
    assert fitted(replace(view, cell="gru"))[0].state == "h"
