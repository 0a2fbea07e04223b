"""What the gradients chapter says of what it shows."""

import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.gradients.scene import scene, trace_of
from rnnviz.chapters.gradients.scene.product import product
from rnnviz.chapters.gradients.view.choices import Pair, View, fitted
from rnnviz.chapters.gradients.words import (
    Verdict,
    bound_sentence,
    eigen_sentence,
    explosion,
    factor_sentence,
    loss_sentence,
    notices,
    order_sentence,
    seeds_drawn,
    short,
    verdict,
    verdict_sentence,
    verdicts,
)
from rnnviz.core.jacobians import step_jacobians
from rnnviz.core.weights import STATES


def row(*back: float) -> np.ndarray:
    """What a cell of one unit is stretched by, step by step further back."""
    return np.array(back[::-1])


@pytest.mark.parametrize(
    ("last_row", "expected"),
    [
        (row(1.0, 0.6, 0.4, 0.1), Verdict("vanishes", 0.1, 2, None)),
        (row(1.0, 1.5, 2.5, 9.0), Verdict("explodes", 9.0, None, 2)),
        (row(1.0, 0.4, 1.0, 0.9), Verdict("is kept", 0.9, 1, None)),
        (row(1.0, 1.0), Verdict("is kept", 1.0, None, None)),
        (row(1.0), Verdict("is kept", 1.0, None, None)),
        (row(1.0, 0.0), Verdict("vanishes", 0.0, 1, None)),
        (row(1.0, np.inf), Verdict("explodes", np.inf, None, 1)),
    ],
)
def test_the_verdict(last_row, expected):
    assert verdict(last_row) == expected


def test_half_and_double_are_meant_as_they_are_written():
    """A ½ that came out a rounding too large stood as "is kept, ×0.5" under "vanishes: at most half"."""
    for ratio, word in (
        (0.5 + 1e-15, "vanishes"),
        (0.5004, "vanishes"),
        (2.0 - 1e-15, "explodes"),
        (1.996, "explodes"),
    ):
        assert verdict(row(1.0, ratio)).word == word and short(ratio) in ("0.500", "2.00")
    assert verdict(row(1.0, 0.501)).word == "is kept" and verdict(row(1.0, 1.99)).word == "is kept"


def test_a_verdict_on_what_is_no_number_and_on_a_single_step():
    assert verdict(row(1.0, np.nan)).word == "is no number"
    said = {
        ("gru", "h", (1.0,)): "a single step has no past",
        (
            "lstm",
            "h",
            (1.0, 1.0),
        ): "h (pushed alone; c follows) **is kept**: 1.00 of it after 1 step; 1 of 1 direction above ½.",
        ("lstm", "c", (1.0, 3.0)): "At least doubled first after 1 step",
        ("lstm", "c", (1.0, np.nan)): "is no number",
        (
            "gru",
            "h",
            (1.0, 0.4, 0.09),
        ): "**vanishes**: 0.0900 of it after 2 steps, ×0.300 a step; 0 of 1 direction above ½.",
        ("gru", "h", (1.0, 0.0, 0.0)): "0 of 1 direction above ½. At most half first after 1 step.",
    }
    for (kind, state, back), words in said.items():
        assert words in verdict_sentence(kind, state, row(*back)[:, None])


def test_the_verdict_is_of_the_direction_that_is_kept_best():
    """One direction kept and three lost is memory, though the root mean square is ½."""
    stretched = np.array([[1.0, 0.1, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]])
    assert "**is kept**: 1.00 of it after 1 step; 1 of 4 directions above ½." in verdict_sentence("gru", "h", stretched)
    (said,) = [each for each in verdicts(View.of("identity")) if "SimpleRNN" in each]
    assert "**is kept**: 1.00 of it" in said


@pytest.mark.parametrize("key", ["defaults", "linear", "vanish", "identity", "open"])
def test_the_numbers_of_a_verdict_are_those_of_the_multiplied_jacobians(key):
    view = View.of(key)
    for kind, sentence in zip(view.kinds, verdicts(view), strict=True):
        matrix = np.eye(view.units * len(STATES[kind]))
        for jacobian in step_jacobians(trace_of(view, kind))[0, 1:]:
            matrix = jacobian @ matrix
        values = np.linalg.svd(matrix[-view.units :, -view.units :], compute_uv=False)
        assert f": {short(values[0])} of it after {view.timesteps - 1} steps" in sentence
        assert f"{np.sum(values > 0.5)} of {view.units} directions above ½" in sentence
        word = "vanishes" if values[0] <= 0.5 + 1e-9 else "explodes" if values[0] >= 2 - 1e-9 else "is kept"
        assert f"**{word}**" in sentence


def test_an_explosion_is_told_of_with_its_step():
    view = replace(View.of("explode"), timesteps=200)
    said = explosion(scene(view, "simple_rnn"))
    step = int(re.search(r"At step (\d+) a state is ∞", said)[1])
    h = trace_of(view, "simple_rnn")["h"][0]
    assert np.isfinite(h[step - 2]).all() and np.isinf(h[step - 1]).any()
    assert "the loss is NaN" in said
    assert explosion(scene(View(), "simple_rnn")) is None and notices(View()) == []


def test_the_gradient_explodes_where_the_states_do_not():
    shown = scene(View.of("explode"), "simple_rnn")
    said = explosion(shown)
    step = int(re.search(r"The gradient leaves floating point at step (\d+)", said)[1])
    sizes = shown.flow("h")
    assert np.isfinite(shown.trace["h"]).all() and np.isfinite(sizes[step:]).all() and not np.isfinite(sizes[step - 1])
    assert "The loss itself, a square, is ∞" in said
    assert notices(View.of("explode"))[0].startswith("SimpleRNN. **The gradient leaves")


def test_there_is_no_explosion_where_the_error_is_0():
    view = fitted(replace(View.of("explode"), inputs="zeros", timesteps=200))[0]
    assert explosion(scene(view, "simple_rnn")) is None, "the error is 0, and so is every gradient"


def test_after_an_update_that_was_not_finite_the_page_says_so():
    view = fitted(replace(View.of("explode"), timesteps=200, updates=1))[0]
    assert "weights that are not finite" in explosion(scene(view, view.cell))


def test_one_of_a_thing_is_said_in_the_singular():
    one, many = (product(View(), "simple_rnn", pair, "h") for pair in (Pair(9, 8), Pair(9, 6)))
    assert re.fullmatch(r"1 Jacobian, of step 10, with norm 0\.\d+, not above 1\.", factor_sentence(one, 10))
    assert factor_sentence(many, 8).startswith("3 Jacobians, of steps 8 to 10, with norms from ")
    assert " over 1 step; " in bound_sentence(one)
    assert eigen_sentence({"h": np.array([0.5 + 0j])}).endswith("the only eigenvalue is not outside the unit circle.")
    assert eigen_sentence({"h": np.array([0.5, 2 + 0j])}).endswith("1 of 2 eigenvalues outside the unit circle.")


def test_the_order_over_seeds_is_counted():
    found = {
        "A": np.array([3.0, 3.0, 1.0, 5.0]),
        "B": np.array([2.0, 2.0, 2.0, 5.0]),
        "C": np.array([1.0, 1.0, 0.0, 9.0]),
    }
    said = order_sentence(found)
    assert said == "Keeps most: the A in 2, the B in 1 of 4 seeds. The order A > B > C holds in 2.", "a tie is no order"
    assert order_sentence({"A": np.array([np.nan]), "B": np.array([1.0])}).startswith("No order")


def test_seeds_say_what_they_draw():
    assert seeds_drawn(View()) == "Seeds 1 to 12 draw weights and input."
    assert "the input stays" in seeds_drawn(replace(View(), inputs="sine"))
    assert "the input alone" in seeds_drawn(View.of("trained"))
    assert "change nothing" in seeds_drawn(fitted(replace(View.of("trained"), inputs="zeros"))[0])


@pytest.mark.parametrize(("loss", "chosen", "steps"), [("last", (), 1), ("every", (), 6), ("chosen", (1, 4), 2)])
def test_a_loss_at_several_steps_is_a_mean_and_is_called_one(loss, chosen, steps):
    view = View(units=3, timesteps=6, loss=loss, chosen=chosen)
    shown, counted = scene(view, "gru"), chosen or ((5,) if loss == "last" else range(6))
    squares = [(shown.run.outputs[0, t, 0] - shown.inputs[0, 0]) ** 2 for t in counted]
    assert shown.loss.value == pytest.approx(sum(squares) / steps)
    said = f", averaged over {steps} steps" if steps > 1 else ""
    assert loss_sentence(view) == f"The loss L is (y − the first input)²{said}."
