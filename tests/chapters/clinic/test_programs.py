"""Every program that is handed out, run against the pinned Keras as it opens and at the edges of its settings."""

from dataclasses import replace

import pytest

from rnnviz.chapters.clinic.programs import keras_text
from rnnviz.chapters.clinic.scenes import QUESTIONS
from rnnviz.chapters.clinic.view import View
from rnnviz.ui.link import Choice, Flag, Whole
from tests.support.programs import results


def at_the_other_end(view: View) -> View:
    """The scene with its last choices, its sliders at one end and its switches turned."""
    for each in view.question.controls:
        match each:
            case Choice(options=options):
                value = options[-1]
            case Flag():
                value = not each.value(view)
            case Whole(low=low):
                value = low
        view = replace(view, **{each.field: value})
    return view


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What becomes of all of them, in one process."""
    views = {key: View.of(key) for key in QUESTIONS}
    views |= {f"{key}, otherwise": at_the_other_end(View.of(key)) for key in QUESTIONS if key != "lag"}
    return results({name: keras_text(view) for name, view in views.items()}, tmp_path_factory.mktemp("programs"))


def test_every_program_of_every_scene_asserts_its_answer(outcomes):
    assert len(QUESTIONS) == 16 and len(outcomes) == 31
    assert {name: each for name, each in outcomes.items() if each != "met"} == {}


def test_a_program_fails_when_keras_does_something_else(tmp_path):
    text = keras_text(View.of("units")).replace("== u * (u + F) + u", "== u * (u + F)")
    assert results({"wrong": text}, tmp_path) == {"wrong": "AssertionError"}
