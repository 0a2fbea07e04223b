"""The hidden-state chapter below its drawing: presets, scenes, sentences, predictions, and figures read back."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz import explain
from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.figures import diagram_table
from rnnviz.chapters.hidden_state.page.editing import entry_of
from rnnviz.chapters.hidden_state.presets import presets, trained
from rnnviz.chapters.hidden_state.resizing import resized
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import View, fitted, shapes
from rnnviz.core.arithmetic import Reference
from rnnviz.core.numbers import written
from rnnviz.figures.drawing import to_json
from rnnviz.ui.grading import first_difference

VIEWS = {key: View.of(key) for key in presets()}
EXPLODING = View(timesteps=64, step=64, edits=(("wh", ((1e6, 0.0), (0.0, 1e6))),))


def meals(key):
    shown = scene(VIEWS[key])
    assert set(np.unique(shown.y)) == {0.0, 1.0}, "one meal, exactly"
    return [shown.preset.outputs[k] for k in shown.y.argmax(axis=1)]


def test_the_founding_example():
    shown = scene(View())
    np.testing.assert_allclose(
        shown.h, [[0.18662322, -1.23694587], [-0.07471441, -3.64187904], [-1.30195881, -6.84172557]], atol=1e-6
    )
    np.testing.assert_allclose(shown.y[-1], [-3.86981216], atol=1e-6)


def test_the_roommate_cooks_in_rotation():
    assert meals("rotation") == ["burger", "chicken", "apple pie", "burger", "chicken", "apple pie"]


def test_the_weather_decides_whether_she_cooks():
    assert scene(VIEWS["weather"]).captions == ["sunny", "rainy", "rainy", "sunny", "rainy", "sunny"]
    assert meals("weather") == ["apple pie", "burger", "chicken", "chicken", "apple pie", "apple pie"]


def test_the_temperatures_have_the_shape_of_the_document_and_the_prediction_stated():
    shown = scene(VIEWS["temperature"])
    assert shown.inputs[None].shape == (1, 29, 1)
    assert shown.y[-1, 0] == pytest.approx(trained("temperature")["prediction"], abs=1e-6)


def test_jazz_is_told_apart_by_its_state():
    shown = scene(VIEWS["jazz"])
    facts = trained("jazz")
    right = [facts["classes"].index(letter) for letter in facts["right_answers"]]
    np.testing.assert_allclose(shown.y[range(4), right], facts["right_answer_probabilities"], atol=1e-6)
    assert np.array_equal(shown.inputs[2], shown.inputs[3]) and right[2] != right[3]


@pytest.mark.parametrize("key", presets())
@pytest.mark.parametrize("cell", ["simple_rnn", "lstm", "gru"])
def test_every_number_of_the_diagram_is_the_trace_and_opens(key, cell):
    view = fitted(replace(VIEWS[key], cell=cell))[0]
    shown, table = scene(view), diagram_table(view)
    for name, layer in (("h", 0), ("y", 1)):
        for t, row in enumerate(table["values"][name]):
            for unit, value in enumerate(row or []):
                assert explain(shown.run, name, t, unit, layer).value == value
    assert [group["name"] for group in table["groups"]] == ["y", *shown.trace.cell.states, "x"]
    assert len(table["sentences"]) == len(shown.inputs) + 1 and len(table["captions"]) == len(shown.inputs)
    assert [t for t, row in enumerate(table["values"]["y"]) if row] == shown.shown_outputs
    for edge in table["edges"]:
        assert "values" not in edge or np.shape(edge["values"]) in [(a, b) for a in range(1, 9) for b in range(1, 9)]


@pytest.mark.parametrize("reset_after", [True, False])
@pytest.mark.parametrize("cell", ["simple_rnn", "lstm", "gru"])
def test_every_given_number_of_a_sum_is_the_entry_of_its_table_that_changing_it_changes(cell, reset_after):
    rng = np.random.default_rng(7)
    view = View.of("jazz")
    view = replace(view, cell=cell, units=3, reset_after=reset_after, activation="tanh")
    for name, (rows, columns) in shapes(view).items():
        view = view.edited(name, tuple(map(tuple, rng.normal(size=(rows, columns)).tolist())))
    shown, waiting, found = scene(view), [Reference("h", 1, 2), Reference("y", 1, 3, layer=1)], set()
    while waiting:
        explanation = explain(shown.run, *waiting.pop())
        for operand in (factor for term in explanation.terms for factor in term.factors):
            entry = entry_of(operand)
            assert (entry is None) == (operand.reference is not None or operand.role == "constant")
            if operand.reference:
                waiting.append(operand.reference)
            elif entry:
                name, row, column = entry
                assert shown.table(name)[row, column] == operand.value
                found.add(name)
    assert found == set(shapes(view))


def test_hidden_numbers_are_nowhere_in_the_table():
    view = View(every_step=True)
    shown, table = scene(view), diagram_table(view, (("h", 1), ("y", 1)))
    text = str(table)
    for value in (*shown.h[1:].ravel(), *shown.y[1:].ravel()):
        for decimals in range(2, 9):
            assert written(value, decimals) not in text and f"{value:.{decimals}f}" not in text
    assert table["sentences"][2:] == ["This step is yours to predict."] * 2, "the start and step 1 are told"
    assert table["values"]["h"][0] == shown.h[0].tolist() and table["values"]["h"][1] == [None, None]


def test_plain_numbers_for_the_browser():
    assert to_json(np.array([1.5, np.nan, np.inf, -np.inf])) == [1.5, "NaN", "∞", "−∞"]
    assert to_json([[1, None], (2.0,)]) == [[1, None], [2.0]]


@pytest.mark.parametrize("key", presets())
@pytest.mark.parametrize("cell", ["simple_rnn", "lstm", "gru"])
def test_sentences_quote_only_numbers_that_are_there(key, cell):
    shown = scene(fitted(replace(VIEWS[key], cell=cell))[0])
    for t, sentence in enumerate(words.steps(shown)[1:]):
        moved = re.search(r"Unit (\d+) moves most(?: \(as does [\d, ]+\))?, from (−?[\d.]+) to (−?[\d.]+):", sentence)
        if moved:
            unit, old, new = int(moved[1]), *(float(text.replace("−", "-")) for text in moved.group(2, 3))
            assert old == pytest.approx(shown.trace.before("h")[0, t, unit], abs=1e-3)
            assert new == pytest.approx(shown.h[t, unit], abs=1e-3)
            moves = np.abs(shown.h[t] - shown.trace.before("h")[0, t])
            assert moves[unit] >= moves.max() - 1e-9
    assert all(words.to_notice(shown))


def test_notices_follow_the_numbers():
    assert any("instead of −3.87" in sentence for sentence in words.to_notice(scene(View())))
    forgetful = View(edits=(("wh", ((0.0, 0.0), (0.0, 0.0))),))
    assert any("the past does not matter" in sentence for sentence in words.to_notice(scene(forgetful)))
    assert not any("Same input" in sentence for sentence in words.to_notice(scene(View())))


def test_an_exploding_state_is_said_and_shown():
    shown = scene(EXPLODING)
    assert not np.isfinite(shown.h[-1]).all()
    assert "left the range" in words.steps(shown)[-1]
    assert "∞" in str(to_json(shown.h)) or "NaN" in str(to_json(shown.h))
    words.to_notice(shown)


def test_where_the_weights_come_from_is_said():
    assert "32 bits" in words.weights_from(scene(View()))
    assert "seed 1" in words.weights_from(scene(replace(View(), units=3)))
    assert "with your changes in wx, used otherwise" in words.weights_from(scene(View(edits=(("wx", ((1.0, 1.0),)),))))


def test_the_first_term_that_differs_is_shown():
    explanation = explain(scene(View()).run, "h", 1, 0)
    products = [term.value for term in explanation.terms]
    assert first_difference(explanation, products) is None
    products[2] = 7.0
    assert "number 3: h_1[1] × w_h[1,0] = −1.2369459 × 0.49338293" in first_difference(explanation, products)


def test_edits_that_no_longer_fit_are_left_out_and_named():
    view = View(edits=(("wh", ((1.0, 0.0), (0.0, 1.0))),))
    kept, notes = fitted(view)
    assert kept == view and notes == []
    grown, notes = fitted(replace(view, units=3))
    assert grown.edits == () and notes == ["The table wh (2 × 2) was left out: it must now be 3 × 3."]


def with_own(view, rng, share):
    """The view with some numbers of every table the reader's own."""
    for name in shapes(view):
        table = scene(view).table(name).copy()
        own = rng.random(table.shape) < share
        table[own] = rng.normal(size=own.sum())
        if own.any():
            view = view.edited(name, tuple(map(tuple, table.tolist())))
    return view


@pytest.mark.parametrize("key", ["document", "jazz", "weather"])
@pytest.mark.parametrize("cell", ["simple_rnn", "lstm", "gru"])
def test_a_readers_own_numbers_stay_with_their_units_when_others_come_and_go(key, cell):
    rng = np.random.default_rng(3)
    for share in (0.2, 1.0):
        view = with_own(replace(VIEWS[key], cell=cell, units=3, activation="tanh"), rng, share)
        grown, notes = resized(view, 5)
        assert notes == [] and fitted(grown) == (grown, [])
        again, notes = resized(grown, 3)
        assert notes == [] and dict(again.edits) == dict(view.edits)
        small, (note,) = resized(view, 2)
        assert fitted(small) == (small, []) and "With 2 units there is no place for your number" in note
        gates = len(view.layer.gates)
        old, new = (scene(each).table("wh") for each in (view, small))
        kept = np.reshape(old, (3, gates, 3))[:2, :, :2]
        own = kept != scene(replace(view, edits=())).table("wh").reshape(3, gates, 3)[:2, :, :2]
        np.testing.assert_array_equal(np.reshape(new, (2, gates, 2))[own], kept[own])


def test_what_has_no_place_in_a_smaller_layer_is_named():
    view = View().edited("wh", ((0.86981213, -0.49338293), (0.5, 7.0))).edited("wy", ((1.0,), (0.6538409,)))
    small, (note,) = resized(view, 1)
    assert note == "With 1 unit there is no place for your numbers w_h[1,0], w_h[1,1]: they were left out."
    assert [name for name, _ in small.edits] == ["wy"]
    lstm = replace(View(), cell="lstm").edited("bh", ((0.0, 0.0, 1.0, 3.0) + (0.0,) * 4,))
    assert "your number b_f[1]: it was left out" in resized(lstm, 1)[1][0]


def test_what_is_said_of_an_example_follows_its_changes():
    changed = replace(VIEWS["jazz"], activation="relu").edited("x", ((0.0, 0.0, 0.0),) * 4)
    assert "96%" in words.weights_from(scene(VIEWS["jazz"]))
    assert "96%" not in words.weights_from(scene(changed))
    assert words.forecast(scene(VIEWS["temperature"]))
    assert not words.forecast(scene(replace(VIEWS["temperature"], output="tanh")))
    spelled = VIEWS["jazz"].edited("x", ((0.0, 1.0, 0.0),) * 3 + ((0.5, 0.0, 0.0),))
    assert scene(spelled).captions == ["A", "A", "A", "step 4"]
    lstm = scene(fitted(replace(View(), cell="lstm"))[0])
    assert "what the next step receives is h and c." in words.state_and_output(lstm)


def test_ties_are_said_as_ties():
    assert "moves most (as does 0)" in words.steps(scene(VIEWS["rotation"]))[1]
    nothing = scene(replace(VIEWS["rotation"], edits=(("h0", ((0.0, 0.0, 0.0),)),)))
    assert "the output is [0, 0, 0]" in words.steps(nothing)[1]
