"""The gates chapter's sentences: each says what is there, in words that fit its number."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from rnnviz.chapters.gates import words
from rnnviz.chapters.gates.scene import inputs_of, values
from rnnviz.chapters.gates.scene.comparison import SEEDS
from rnnviz.chapters.gates.scene.memory import half_life
from rnnviz.chapters.gates.view import View, fitted
from rnnviz.core.layers import NAMES


def test_half_lives_say_why_there_is_none():
    assert words.half_life(half_life(np.array([1.0, 0.4]), nudged=0), 1, "h") == "1 step"
    assert words.half_life(half_life(np.ones(5), nudged=0), 4, "c") == (
        "never within the 4 steps that follow: × 1 is left at the end"
    )
    assert words.half_life(half_life(np.zeros(3), nudged=1), 1, "h").startswith("never: the nudge does not reach h")
    assert words.half_life(half_life(np.array([1.0]), nudged=0), 0, "h").startswith("none: nothing follows")


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


def test_memory_is_told_where_it_is_kept():
    """With the forget gate open c holds the whole nudge; tanh, which is flat there, shows next to nothing of it."""
    view = fitted(View(weights="carry", input="sine"))[0]
    (line,) = (each for each in words.memory_lines(view) if each.startswith("**LSTM**"))
    c, h = (np.abs(values(view, "lstm", name, "nudged") - values(view, "lstm", name)).max(axis=1) for name in "ch")
    first = view.nudged - 1
    assert c[-1] > 0.5 * c[first] and h[-1] < 0.5 * h[first]
    assert f"c still holds × {words.short(c[-1] / c[first])}" in line and "c: never within" in line


@pytest.mark.parametrize("input_", ["two", "sine", "jazz"])
def test_the_scene_with_an_open_forget_gate_says_when_this_input_comes_in(input_):
    view = fitted(View(weights="carry", input=input_))[0]
    opened = (values(view, "lstm", "i") > 0.5).any(axis=1)
    said = words.weights_from(view)
    if opened.all():
        assert "above ½ at every timestep" in said
    else:
        assert f"{', '.join(str(t + 1) for t in np.flatnonzero(opened))} alone" in said


def test_a_gate_is_said_to_keep_more_only_where_each_of_its_units_does():
    """Over the settings that a reader can choose; what is said of some units counts them."""
    seen = set()
    for weights, input_ in product(("trained", "fresh", "carry", "reset"), ("two", "sine", "impulse", "jazz")):
        view = fitted(View(weights=weights, input=input_))[0]
        for kind, name in (("lstm", "f"), ("gru", "z")):
            said = words.gates_move(view, kind)
            if said is None or "hardly" in said:
                continue
            gates, sizes = values(view, kind, name), np.abs(inputs_of(view)).max(axis=1)
            moved = gates[sizes.argmax()] - np.delete(gates, sizes.argmax(), axis=0).mean(axis=0)
            counts = {"more": (moved > words.MOVES).sum(), "less": (moved < -words.MOVES).sum()}
            if "units split" in said:
                assert all(re.search(rf"\b{count}( keeps?)? {what}\b", said) for what, count in counts.items() if count)
            else:
                assert max(counts.values()) == len(moved) and ("keeps more" in said) == (counts["less"] == 0)
            seen.add("split" if "units split" in said else "each")
    assert seen == {"split", "each"}


def test_why_untrained_cells_keep_what_they_keep_is_said_with_their_gates():
    view = fitted(View(weights="fresh"))[0]
    for kind, name, start in (("lstm", "f", 0.73), ("gru", "z", 0.5)):
        each = [values(replace(view, seed=seed), kind, name).mean() for seed in SEEDS]
        assert abs(np.mean(each) - start) < 0.05
        assert f"{NAMES[kind]}'s {name} averages {words.written(np.mean(each), 2)}" in words.fresh_why(view)
    assert "SimpleRNN" not in words.fresh_why(replace(view, cells=("gru",)))
    assert words.fresh_why(replace(view, cells=("simple_rnn",))).startswith("SimpleRNN has no such gate")
