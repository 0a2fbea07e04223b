"""Sentences: about the tensor that is shown, and about what a reader predicted."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz import Bidirectional, Cell, Recurrent
from rnnviz.chapters.shapes.proposals import next_question, proposal
from rnnviz.chapters.shapes.scene import scene, tensor
from rnnviz.chapters.shapes.view.mistakes import first_mistake
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import Look, View, fitted
from rnnviz.chapters.shapes.words import grade_count, grade_shape, parse_count, parse_shape, tensor_alt, tensor_sentence
from tests.support.stacks import loops, sound, stacks


@pytest.mark.parametrize(
    ("key", "position", "said", "right", "sentence"),
    [
        ("deep", 0, "(None, 6, 8)", True, "hands on (None, 6, 8)"),
        ("deep", 0, "none 6 8", True, "Right"),
        ("deep", 0, "None, 8", False, "That is the shape with return_sequences=False"),
        ("deep", 2, "(None, 6, 1)", False, "That is the shape with return_sequences=True"),
        ("deep", 0, "(6, 8)", False, "The batch is missing"),
        ("deep", 0, "(None, 6, 1)", False, "what the layer receives there"),
        ("deep", 0, "error", False, "can read what it receives"),
        ("mistake", 2, "error", True, "Keras refuses to build simple_rnn_2"),
        ("mistake", 2, "(None, 1)", False, "compare the axes"),
        ("bidirectional", 0, "(None, 5, 3)", False, "the last axis has the units of both"),
        ("fed_back", 0, "(None, 4)", True, "Right"),
        ("fed_back", 0, "(None, 5, 4)", False, "In the loop a layer works on one turn"),
        ("fed_back", 1, "(None, 3)", False, "The loop stacks what its last layer hands on"),
        ("fed_back", 1, "(None, 5, 3)", True, "Right"),
        ("encoder_decoder", 1, "(6, 5, 4)", False, "The batch is left open: None, any number of samples."),
        ("bidirectional", 0, "(None, 5, 2)", False, "it hands on twice as many numbers as it has units"),
        ("encoder_decoder", 1, "(None, 4, 5)", False, "RepeatVector puts an axis of n"),
        ("encoder_decoder", 3, "(None, 5, 4)", False, "what the layer receives there"),
    ],
)
def test_a_shape_is_graded_with_its_slip(key, position, said, right, sentence):
    grade = grade_shape(scene(presets()[key].view()), position, parse_shape(said))
    assert grade.right == right and sentence in grade.sentence


@settings(max_examples=100)
@given(sound(), st.integers(0, 3000))
def test_a_count_is_right_only_when_it_is(view, said):
    shown = scene(view)
    for position, count in enumerate(shown.counts):
        assert grade_count(shown, position, count.total).right
        assert grade_count(shown, position, said).right == (said == count.total)
        for total, what in count.slips:
            if total != count.total:
                assert not grade_count(shown, position, total).right and what


def test_what_was_forgotten_is_named():
    shown = scene(View(input_shape=(None, 5, 3), layers=(Bidirectional(Cell("gru", 4)),)))
    for said, forgotten in (
        (216 - 24, "the second bias"),
        (108, "the other direction"),
        (72, "3 blocks"),
        (168, "biases"),
    ):
        assert forgotten in grade_count(shown, 0, said).sentence
    assert shown.counts[0].total == 216


@pytest.mark.parametrize("said", ["", "four", "(None; 3", "1 2 3 4 5 6 7", "-3"])
def test_what_is_no_shape_is_named(said):
    with pytest.raises(ValueError, match=r"write one such as \(None, 10, 4\), or error"):
        parse_shape(said)


def test_what_is_no_count_is_named():
    assert parse_count(" 1,303 ") == 1303
    for said in ("", "-3", "2.5", "many"):
        with pytest.raises(ValueError, match="is no count"):
            parse_count(said)


@given(stacks() | loops())
def test_words_speak_of_the_tensor_that_is_shown(view):
    shown = scene(view)
    for k in range(len(shown.rows) + 1):
        flowing = tensor(shown, Look("edge", k))
        sentence = tensor_sentence(shown, flowing)
        assert sentence.startswith(str(shown.shapes[k])) and str(flowing.values.shape[1]) in sentence
        assert tensor_alt(flowing).endswith(".")
        open_ended = flowing.sequence and shown.shapes[k][1] is None
        assert ("length is open" in sentence) == (open_ended or shown.open_length)


def test_one_is_singular():
    view = View(input_shape=(None, 1, 1), layers=(Recurrent(Cell("gru", 1), True),))
    flowing = tensor(scene(view), Look("edge", 1))
    assert "1 unit over 1 position," in tensor_alt(flowing)
    assert "1 number for each of 1 timestep." in tensor_sentence(scene(view), flowing)


@pytest.mark.parametrize("key", presets())
def test_every_preset_proposes_something_else_that_can_be_shown(key):
    view = presets()[key].view()
    for proposed in (proposal(view), next_question(view)):
        after, notes = fitted(proposed.make(view))
        assert proposed.label.startswith("Next: ") and after != view
        assert all("begins with zeros again" in note for note in notes), "another kind of cell lets a state go"


@given(stacks() | loops())
def test_a_proposal_is_about_the_view_and_changes_it(view):
    view = replace(view, predict=False)
    proposed = proposal(view)
    after = fitted(proposed.make(view))[0]
    assert after != view
    mistake, later = first_mistake(view), first_mistake(after)
    if "Does Keras build it now" in proposed.label:
        assert mistake and (later is None or later != mistake)
    if "off on" in proposed.label:
        assert later is not None, "the answer is no"
