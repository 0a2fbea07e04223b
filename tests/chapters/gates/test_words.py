"""The gates chapter's sentences: each says what is there, in words that fit its number."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.gates import words
from rnnviz.chapters.gates.scene import values
from rnnviz.chapters.gates.scene.memory import half_life
from rnnviz.chapters.gates.view import View, fitted


def test_half_lives_say_why_there_is_none():
    assert words.half_life(half_life(np.array([1.0, 0.4]), nudged=0), 1) == "1 step"
    assert words.half_life(half_life(np.ones(5), nudged=0), 4) == (
        "never within the 4 steps that follow: 1 of it is left at the end"
    )
    assert words.half_life(half_life(np.zeros(3), nudged=1), 1).startswith("never: the nudge does not reach h")
    assert words.half_life(half_life(np.array([1.0]), nudged=0), 0).startswith("none: nothing follows")


def test_what_the_operations_did_is_said_with_its_numbers():
    view = replace(View(cells=("gru", "lstm")), held="z", value=100)
    gru, lstm = words.surgery_lines(view)
    assert "z held at 1" in gru and "is untouched" in lstm
    moved = values(view, "gru", "y")[-1, 0] - values(view, "gru", "y", "untouched")[-1, 0]
    assert words.short(moved) in gru


def test_seeds_that_the_nudge_does_not_reach_are_counted():
    said = words.spread("GRU", np.array([0.5, np.nan, 0.1]))
    assert said.endswith("median 0.3 (in 1 of 3 seeds it reaches nothing)")
    assert "nothing to compare" in words.spread("GRU", np.full(3, np.nan))


@pytest.mark.parametrize("units", [1, 2])
def test_one_is_one(units):
    view = fitted(View(weights="fresh", units=units, timesteps=1, silenced="5"))
    said = " ".join([words.size_line(view[0], "lstm"), words.cell_alt(view[0], "lstm"), *view[1]])
    assert ("1 unit," in said and "unit 0 alone can be" in said) == (units == 1)
    assert "1 units" not in said and "1 timesteps" not in said and "units 0 to 0" not in said
