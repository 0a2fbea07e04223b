"""Wrong answers: what is named as the slip is what was done, and nothing is claimed that did not lead there."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import explain
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import View, shapes
from rnnviz.ui.grading import close, diagnose

UNITS, STEP, UNIT = 3, 2, 1


def drawn(seed: int, activation: str, grid: int) -> View:
    """A network of three features and units whose numbers are drawn, on a coarse grid so that slips may coincide."""
    rng = np.random.default_rng(seed)
    view = replace(View.of("jazz"), units=UNITS, activation=activation, timesteps=STEP + 1)
    for name, shape in shapes(view).items():
        view = view.edited(name, tuple(map(tuple, (rng.integers(-grid, grid + 1, size=shape) / grid).tolist())))
    return view


def numbers_after_slips(view: View) -> tuple[float, dict[str, float]]:
    """The state, and what each slip makes of it: worked out here, from the tables and the state before alone."""
    x, wx, wh, b = (np.array(dict(view.edits)[name]) for name in ("x", "wx", "wh", "bh"))
    f = {"tanh": np.tanh, "linear": lambda value: value}[view.activation]
    h = np.array(dict(view.edits)["h0"])[0]
    for t in range(STEP):
        h = f(x[t] @ wx + h @ wh + b[0])
    from_x, from_h, bias = x[STEP] * wx[:, UNIT], h * wh[:, UNIT], b[0, UNIT]
    total = from_x.sum() + from_h.sum() + bias
    without = "the memory and the bias are left out" if bias else "the memory is left out"
    alone = f"the input is taken alone: {without}"
    made = {
        "tanh of the sum is still to be taken": total,
        "the sign is turned": -f(total),
        alone: f(from_x.sum()),
        "the input is left out": f(total - from_x.sum()),
        "the memory is left out": f(total - from_h.sum()),
        "the bias is left out": f(total - bias),
        f"row {UNIT} of w_h is taken in the place of its column {UNIT}": f(total - from_h.sum() + h @ wh[UNIT]),
        f"row {UNIT} of w_x is taken in the place of its column {UNIT}": f(total - from_x.sum() + x[STEP] @ wx[UNIT]),
        f"{alone}, and tanh of the sum is still to be taken": from_x.sum(),
        f"the term b_h[{UNIT}] is left out": f(total - bias),
        f"the term b_h[{UNIT}] has the wrong sign": f(total - 2 * bias),
    }
    if not from_h.sum():
        made = {slip: value for slip, value in made.items() if not slip.startswith(alone)}
    for k in range(3):
        for term, value in (
            (f"x_{STEP + 1}[{k}] × w_x[{k},{UNIT}]", from_x[k]),
            (f"h_{STEP}[{k}] × w_h[{k},{UNIT}]", from_h[k]),
        ):
            made |= {f"the term {term} is left out": f(total - value)}
            made |= {f"the term {term} has the wrong sign": f(total - 2 * value)}
    return f(total), made


def named(sentence: str) -> list[str]:
    """The slips that a sentence names."""
    assert sentence.startswith("That is the result when ") and sentence.endswith(".")
    return sentence.removeprefix("That is the result when ")[:-1].split(", or when ")


@given(st.integers(0, 10**6), st.sampled_from(["tanh", "linear"]), st.sampled_from([2, 4, 1000]))
def test_the_slip_that_is_named_is_one_that_leads_to_the_answer(seed, activation, grid):
    view = drawn(seed, activation, grid)
    run = scene(view).run
    explanation = explain(run, "h", STEP, UNIT)
    value, made = numbers_after_slips(view)
    assert explanation.value == pytest.approx(value, abs=1e-12)
    for slip, answer in made.items():
        if activation == "linear" and "tanh" in slip:
            continue
        sentence = diagnose(explanation, float(answer), run)
        if close(float(answer), value):
            continue
        assert sentence is not None, slip
        for each in named(sentence):
            assert close(float(answer), float(made[each])), (slip, each)
        if grid == 1000 and sum(close(float(answer), float(each)) for each in made.values()) == 1:
            assert named(sentence) == [slip]


def test_the_founding_examples_usual_mistakes():
    run = scene(View()).run
    explanation = explain(run, "h", 1, 0)
    assert close(-0.0747, explanation.value) and not close(-0.09, explanation.value)

    def said(answer):
        return diagnose(explanation, answer, run)

    assert said(2 * 0.18662322) == ("That is the result when the input is taken alone: the memory is left out.")
    assert said(explanation.value - 0.18662322 * 0.86981213) == (
        "That is the result when the term h_1[0] × w_h[0,0] is left out."
    )
    assert said(0.0747) == "That is the result when the sign is turned."
    row = 2 * 0.18662322 + 0.18662322 * 0.86981213 - 1.2369459 * -0.49338293
    assert said(row) == (
        "That is the result when the term h_1[1] × w_h[1,0] has the wrong sign, "
        "or when row 0 of w_h is taken in the place of its column 0."
    ), "this w_h turns: read along its rows it turns back"
    assert said(55.0) is None
    assert not close(0.0, float("inf")) and not close(0.0, 0.002)


def test_a_forgotten_activation_is_named():
    run = scene(View.of("jazz")).run
    explanation = explain(run, "h", 1, 0)
    assert diagnose(explanation, explanation.total, run) == (
        "That is the result when tanh of the sum is still to be taken."
    )


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_numbers_of_gated_cells_are_diagnosed_too(cell):
    run = scene(replace(View.of("jazz"), cell=cell)).run
    explanation = explain(run, "c" if cell == "lstm" else "h", 1, 0)
    kept, written = (term.value for term in explanation.terms)
    assert diagnose(explanation, written, run) == "That is the result when the memory is left out."
    assert "is left out" in diagnose(explanation, kept, run)
    output = explain(run, "y", 1, 0, 1)
    assert diagnose(output, output.value + 0.4, run) is None
