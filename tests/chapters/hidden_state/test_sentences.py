"""Every sentence of two hundred random views, recomputed from the tables alone: none is false.

Nothing of the page's code but its view, its tables and its words is used: the network is run here, in plain NumPy, and
each sentence is taken apart and each of its numbers and claims is worked out anew. A sentence of another form fails.
"""

import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.hidden_state import words
from rnnviz.chapters.hidden_state.figures import diagram_table
from rnnviz.chapters.hidden_state.presets import presets
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import View, fitted, shapes

VIEWS = 200

F = {
    "linear": lambda a: a,
    "tanh": np.tanh,
    "relu": lambda a: np.where(a <= 0, 0, a),
    "sigmoid": lambda a: np.where(a >= 0, 1 / (1 + np.exp(-np.abs(a))), np.exp(-np.abs(a)) / (1 + np.exp(-np.abs(a)))),
    "hard_sigmoid": lambda a: np.minimum(1, np.maximum(0, a / 6 + 0.5)),
}
HALF = 0.5000001
ROUNDING = 1e-14  # what is this small is what is left of numbers near one
N = r"(−?[\d.]+(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|−?∞|NaN)"
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
STATE = {"simple_rnn": "h", "lstm": "h and c", "gru": "h"}
WEIGHTS = ("wx", "wh", "bh", "wy", "by")


def drawn(seed: int) -> View:
    """A view with every field drawn within its bounds; some are saturated, some explode, some are the reader's own."""
    rng = np.random.default_rng(seed)
    pick = lambda options: options[int(rng.integers(len(options)))]  # noqa: E731
    view = View.of(pick(sorted(presets())))
    if seed % 10:  # the others are the examples as they open
        view = replace(
            view,
            cell=pick(["simple_rnn", "simple_rnn", "lstm", "gru"]),
            units=pick([view.units, int(rng.integers(1, 9))]),
            timesteps=pick([view.timesteps, int(rng.integers(1, 65)), int(rng.integers(1, 5))]),
            activation=pick([view.activation, *F]),
            recurrent_activation=pick(["sigmoid", "sigmoid", *F]),
            reset_after=bool(rng.integers(2)),
            output=pick([view.output, "linear", "tanh", "sigmoid", "softmax"]),
            every_step=bool(rng.integers(2)),
            seed=pick([None, None, int(rng.integers(10_000))]),
        )
        names = [name for name in shapes(view) if rng.random() < pick([0, 0.3, 1])]
        for name in names:
            scale = pick([0, 0.5, 0.5, 2, 30, 1e6])
            table = rng.normal(size=shapes(view)[name]) * scale
            table = pick([table, np.round(table), np.eye(*table.shape)]).clip(-1e6, 1e6)
            view = view.edited(name, tuple(map(tuple, table.tolist())))
    view = replace(view, step=int(rng.integers(view.timesteps + 1)))
    unit = int(rng.integers(view.units))
    return fitted(replace(view, selected=view.selected._replace(timestep=max(view.step - 1, 0), unit=unit)))[0]


class Own:
    """The network of a view, run here."""

    def __init__(self, view: View):
        self.view, shown = view, scene(view)
        self.tables = {name: shown.table(name) for name in shapes(view)}
        for name, rows in view.edits:
            assert self.tables[name].tolist() == np.array(rows).tolist(), "an edit is what is shown"
        self.names = shown.preset
        start = {state: self.tables[f"{state}0"][0] for state in ("h", "c") if f"{state}0" in self.tables}
        with np.errstate(all="ignore"):
            self.steps = list(self.run(start, self.tables["x"]))
            zero = {state: np.zeros(view.units) for state in start}
            (self.alone,) = self.run(zero, self.tables["x"][-1:])
        self.start = start
        self.h = np.array([step["h"] for step in self.steps])
        self.y = np.array([step["y"] for step in self.steps])

    def run(self, state: dict, inputs: np.ndarray):
        """Every step's numbers, by name."""
        w, u, b = (self.tables[name] for name in ("wx", "wh", "bh"))
        gate, f, n = F[self.view.recurrent_activation], F[self.view.activation], self.view.units
        for x in inputs:
            before, part = state, lambda a: np.split(a, a.shape[-1] // n, axis=-1)
            if self.view.cell == "simple_rnn":
                pre = x @ w + before["h"] @ u + b[0]
                state = {"h": f(pre), "pre": pre, "from_x": x @ w, "from_h": before["h"] @ u}
            elif self.view.cell == "lstm":
                i, forget, g, o = part(x @ w + before["h"] @ u + b[0])
                i, forget, g, o = gate(i), gate(forget), f(g), gate(o)
                c = forget * before["c"] + i * g
                state = {"h": o * f(c), "c": c, "i": i, "f": forget, "o": o}
            else:
                from_x = part(x @ w + b[0])
                (uz, ur, un), bias = part(u), part(b[1]) if len(b) == 2 else [0, 0, 0]
                h = before["h"]
                z, r = gate(from_x[0] + h @ uz + bias[0]), gate(from_x[1] + h @ ur + bias[1])
                new = f(from_x[2] + (r * (h @ un + bias[2]) if self.view.reset_after else (r * h) @ un))
                state = {"h": z * h + (1 - z) * new, "z": z}
            pre = state["h"] @ self.tables["wy"] + self.tables["by"][0]
            if self.view.output == "softmax":
                shifted = np.exp(pre - pre.max())
                yield {**state, "before": before, "y": shifted / shifted.sum()}
            else:
                yield {**state, "before": before, "y": F[self.view.output](pre)}

    def shown_at(self, t: int) -> bool:
        """Whether the output is read there."""
        return self.view.every_step or t == len(self.h) - 1


def is_written(text: str, value: float, decimals: int = 3) -> bool:
    """Whether a number is what is written, to its last digit."""
    if text in ("∞", "−∞", "NaN"):
        return {"∞": np.inf, "−∞": -np.inf}.get(text, np.nan) == value or (text == "NaN" and np.isnan(value))
    mantissa, times, power = text.replace("−", "-").partition("×10")
    if not np.isfinite(value):
        return False
    scale = 10.0 ** int(power.translate(RAISED)) if times else 1.0
    digits = 1 if times else decimals
    return abs(float(mantissa) * scale - value) <= HALF * 10.0**-digits * scale + 1e-7 * abs(value) + ROUNDING


def is_vector(text: str, values) -> bool:
    """Whether [0.1, −2, …] is these values, of which the first four are written."""
    found = text.strip("[]").split(", ")
    more = found[-1] == "…"
    assert more == (len(values) > 4), text
    return all(is_written(*pair) for pair in zip(found[: -1 if more else None], values, strict=not more))


def check_read(own: Own, text: str, t: int) -> None:
    """x = …, or the name of the feature that is on."""
    x, names = own.tables["x"][t], own.names.features
    if text.startswith("x = "):
        assert is_vector(text[4:], x) if text[4] == "[" else len(x) == 1 and is_written(text[4:], x[0])
    else:
        on = names.index(text)
        assert x.tolist() == [float(k == on) for k in range(len(x))]


def check_said(own: Own, text: str, t: int) -> None:
    """What the output is, or says."""
    y, names = own.y[t], own.names.outputs
    if found := re.fullmatch(r"the output says (.+) with (\d+)%", text):
        best = names.index(found[1])
        assert own.view.output == "softmax" and y[best] == y.max()
        assert abs(y[best] - int(found[2]) / 100) <= 0.00501
    elif found := re.fullmatch(r"the output is largest for (.+)", text):
        assert y[names.index(found[1])] == y.max() and (np.sort(y)[-2] < y.max())
    elif found := re.fullmatch(r"the output is (\[.+\])", text):
        assert is_vector(found[1], y)
    else:
        found = re.fullmatch(rf"the output is {N}", text)
        assert found and len(y) == 1 and is_written(found[1], y[0]), text


def check_why(own: Own, text: str, t: int, unit: int) -> None:
    """What made the new value."""
    step, view = own.steps[t], own.view
    if view.cell == "simple_rnn":
        found = re.fullmatch(
            rf"the input brings {N}, the memory {N}(?:, the bias {N})?"
            rf"(?:, together {N}, and (.+) of that is the new value)?",
            text,
        )
        assert found, text
        assert is_written(found[1], step["from_x"][unit]) and is_written(found[2], step["from_h"][unit])
        bias = own.tables["bh"][0, unit]
        assert (found[3] is None) == (bias == 0) and (bias == 0 or is_written(found[3], bias))
        assert (found[4] is None) == (view.activation == "linear")
        if found[4]:
            assert is_written(found[4], step["pre"][unit]) and found[5] == view.activation.replace("_", " ")
    elif view.recurrent_activation not in ("sigmoid", "hard_sigmoid"):
        assert text.startswith("its gates are not held between 0 and 1 by this activation")
    elif view.cell == "lstm":
        found = re.fullmatch(
            rf"its forget gate keeps {N} of c, its input gate lets in {N} of the candidate, its output gate shows {N}",
            text,
        )
        assert found and all(is_written(found[k], step[g][unit], 2) for k, g in enumerate("fio", start=1))
    else:
        found = re.fullmatch(rf"its update gate keeps {N} of the old value and takes {N} of the candidate", text)
        z = step["z"][unit]
        assert found and is_written(found[1], z, 2) and is_written(found[2], 1 - z, 2)


def check_step(own: Own, text: str, t: int) -> None:
    """What happened at a step."""
    head = re.match(rf"Step {t + 1} reads (.+?)\. (?=Unit|No unit|The state)", text)
    check_read(own, head[1], t)
    rest = text[head.end() :]
    before, after = own.steps[t]["before"]["h"], own.h[t]
    if found := re.fullmatch(r"The state has left the range of floating point: (\[.+\])\.", rest):
        assert not np.isfinite(after).all() and is_vector(found[1], after)
        return
    assert np.isfinite(after).all()
    moved = np.abs(after - before)
    near = 2e-9 + 1e-9 * np.abs(after).max()
    if found := re.match(r"No unit changes( by as much as 10⁻⁹)?\. ?", rest):
        assert moved.max() <= (1e-9 if found[1] else 1e-14 * (1 + np.abs(after).max()))
        rest = rest[found.end() :]
    else:
        found = re.match(
            rf"Unit (\d+) moves most(?: \(as does ([\d, ]+)\))?, from {N} to {N}: (.+?)\. ?(?=Now |$)", rest
        )
        assert found, rest
        units = [int(each) for each in [found[1], *(found[2] or "").split(", ")] if each]
        assert all(moved[unit] >= moved.max() - near for unit in units)
        assert all(moved[unit] < moved.max() - near / 1e4 for unit in range(len(moved)) if unit not in units)
        assert is_written(found[3], before[units[0]]) and is_written(found[4], after[units[0]])
        assert found[3] != found[4]
        check_why(own, found[5], t, units[0])
        rest = rest[found.end() :]
    assert bool(rest) == own.shown_at(t)
    if rest:
        check_said(own, re.fullmatch(r"Now (.+)\.", rest)[1], t)


def check_steps(own: Own, sentences: list[str]) -> None:
    """All steps, and the start."""
    found = re.fullmatch(
        r"Nothing has been read yet; the state starts at h = (\[.+?\])(?:, c = (\[.+\]))?\.", sentences[0]
    )
    assert is_vector(found[1], own.start["h"]) and (found[2] is None) == ("c" not in own.start)
    assert found[2] is None or is_vector(found[2], own.start["c"])
    assert len(sentences) == len(own.h) + 1
    for t, text in enumerate(sentences[1:]):
        check_step(own, text, t)


def check_forecast(own: Own, text: str) -> None:
    found = re.fullmatch(
        rf"\*\*The forecast\.\*\* The output says {N} \((.+)\)\. What came was {N}; "
        rf"repeating the last value says {N}\. The network is (nearer|no nearer), which proves nothing yet\.",
        text,
    )
    y, came, last = own.y[-1, 0], own.names.following(len(own.h)), own.tables["x"][-1, 0]
    assert is_written(found[1], y) and is_written(found[3], came) and is_written(found[4], last)
    assert found[2] == own.names.outputs[0]
    assert (found[5] == "nearer") == (abs(y - came) < abs(last - came))


def check_past(own: Own, text: str) -> None:
    cut, y = own.alone["y"], own.y[-1]
    if text.startswith("Reading the last step alone"):
        assert text.endswith("gives the same output: here the past does not matter.")
        np.testing.assert_allclose(cut, y, rtol=2e-9, atol=2e-9)
        return
    found = re.fullmatch(
        r"\*\*The past matters\.\*\* Had the network read only the last step, from a state of zero, (.+) would be "
        rf"{N} instead of {N}\.",
        text,
    )
    assert found, text
    name = found[1].removeprefix("the output for ")
    if name in own.names.outputs:
        k = own.names.outputs.index(name)
    else:
        assert (name == "y") == (len(y) == 1)
        k = 0 if name == "y" else int(name[2:-1])
    assert is_written(found[2], cut[k]) and is_written(found[3], y[k]) and found[2] != found[3]
    assert np.abs(cut - y).max() > 1e-10


def check_same_input(own: Own, text: str) -> None:
    found = re.fullmatch(
        r"\*\*Same input, different state\.\*\* Steps (\d+) and (\d+) read the same, (.+?), yet their states differ "
        rf"by up to {N}\.(?: After step \1 (.+); after step \2 (.+)\.)?",
        text,
    )
    first, second = int(found[1]) - 1, int(found[2]) - 1
    assert first < second and np.array_equal(own.tables["x"][first], own.tables["x"][second])
    check_read(own, found[3], first)
    difference = np.abs(own.h[first] - own.h[second]).max()
    assert difference > 1e-10 and is_written(found[4], difference)
    assert (found[5] is not None) == (own.shown_at(first) and own.shown_at(second))
    if found[5]:
        check_said(own, found[5], first)
        check_said(own, found[6], second)


def check_flat(own: Own, text: str) -> None:
    found = re.fullmatch(
        rf"\*\*Saturation\.\*\* (\d+) of the (\d+) states lie beyond {N}…{N}, where (tanh|sigmoid) is nearly flat: "
        r"there a change of the input changes h little\.",
        text,
    )
    low, high = (float(found[k].replace("−", "-")) for k in (3, 4))
    assert own.view.cell == "simple_rnn" and own.view.activation == found[5] and own.h.size == int(found[2])
    assert ((own.h < low) | (own.h > high)).sum() == int(found[1]) > 0
    bound = np.array([low, high])
    slope = 1 - bound**2 if found[5] == "tanh" else bound * (1 - bound)
    assert (slope < 0.1).all()


def check_state_and_output(own: Own, text: str) -> None:
    found = re.fullmatch(
        r"\*\*h is not y\.\*\* h has (\d+) numbers?, y (\d+) numbers?\. y is computed from h and goes nowhere else; "
        r"what the next step receives is (.+)\.",
        text,
    )
    assert (int(found[1]), int(found[2])) == (own.h.shape[1], own.y.shape[1]) and found[3] == STATE[own.view.cell]


NOTICES = {
    "**The forecast": check_forecast,
    "**The past": check_past,
    "Reading the last": check_past,
    "**Same input": check_same_input,
    "**Saturation": check_flat,
    "**h is not y": check_state_and_output,
}


def check_notices(own: Own, sentences: list[str]) -> None:
    """What there is to notice; what is not said is not so."""
    said = {}
    for text in sentences:
        (start,) = (each for each in NOTICES if text.startswith(each))
        assert start not in said
        said[start] = text
        NOTICES[start](own, text)
    assert "**h is not y" in said
    finite = np.isfinite(own.y[-1]).all() and np.isfinite(own.alone["y"]).all()
    assert any(start in said for start in ("**The past", "Reading the last")) == (len(own.h) > 1 and bool(finite))


def check_origin(own: Own, text: str, story: str) -> None:
    """Where the weights come from."""
    view, preset = own.view, own.names
    edited = [name for name, _ in view.edits if name in WEIGHTS]
    has_own = preset.weights is not None and view.seed is None
    fits = has_own and (view.cell, view.units) == (preset.cell.kind, preset.cell.units)
    if fits:
        for name, array in (
            ("wx", preset.weights.kernel),
            ("wh", preset.weights.recurrent_kernel),
            ("wy", preset.output_weights.kernel),
        ):
            assert name in edited or np.array_equal(own.tables[name], array)
    untrained = " **Here the weights are untrained.**"
    says_untrained = preset.weights is not None and not fits and len(edited) < len(WEIGHTS)
    assert story == preset.story + (untrained if says_untrained else "")
    if text == preset.source and text:
        free = ("recurrent_activation", "reset_after", "every_step", "step", "selected")
        assert fits and view == replace(View.of(view.preset), **{name: getattr(view, name) for name in free})
    elif text == "Every table of weights was brought here, or changed here.":
        assert sorted(edited) == sorted(WEIGHTS)
    else:
        found = re.fullmatch(
            r"(?:The example's own weights|Untrained weights, drawn as Keras draws them by default, with seed (\d+))"
            r"(?:, with your changes in ([a-z, ]+?))?(, used otherwise than they were made for)?\.",
            text,
        )
        assert found, text
        assert (found[1] is None) == fits == bool(found[3])
        assert fits or int(found[1]) == (1 if view.seed is None else view.seed)
        assert (found[2] or "").split(", ") == (edited or [""])


def check_proposals(own: Own) -> None:
    """What a button says is what it does."""
    view = own.view
    label, make = words.proposal(scene(view), view.step)
    after, _ = fitted(make(view))
    if found := re.match(r"Next: go to step (\d+), where (.+)", label):
        assert after.step == int(found[1]) == view.step + 1 <= view.timesteps
        if remembered := re.fullmatch(r"what it remembers, h([₀-₉]+), enters the sum", found[2]):
            assert view.cell == "simple_rnn" and int(remembered[1].translate(LOWERED)) == view.step > 0
        elif remembered := re.fullmatch(r"the gates read what it remembers, h([₀-₉]+)", found[2]):
            assert view.cell != "simple_rnn" and int(remembered[1].translate(LOWERED)) == view.step > 0
        else:
            assert found[2] == "the first input is read" and view.step == 0
    elif label.startswith("Next: set w_h to 0."):
        assert not scene(after).table("wh").any() and "wh" not in dict(view.edits)
        asked = {"simple_rnn": "What is left of the memory?", "lstm": "What does c still carry?"}
        assert label.endswith(asked.get(view.cell, "What does z still keep?"))
    elif label == "Next: give w_h back. What returns?":
        assert not own.tables["wh"].any() and scene(after).table("wh").any()
    else:
        assert label == "Next: predict the next state yourself" and after.predict
    question = words.next_question(view)
    if question:
        found = re.fullmatch(r"Next: predict ([hc])([₀-₉]+)\[(\d+)\]", question.label)
        after, _ = fitted(question.make(view))
        name, timestep, unit = after.selected
        assert (name, timestep, unit) == (found[1], int(found[2].translate(LOWERED)) - 1, int(found[3]))
        assert timestep == view.selected.timestep + 1 < view.timesteps


def check_picture(own: Own, table: dict) -> None:
    """What is said of the heat map, and of the colours."""
    steps, units = own.h.shape
    found = re.fullmatch(rf"Heat map of h: (\d+) units? over (\d+) steps?(?:, from {N} to {N})?\.", table["map"])
    assert (int(found[1]), int(found[2])) == (units, steps)
    finite = own.h[np.isfinite(own.h)]
    assert (found[3] is None) == (finite.size == 0)
    assert finite.size == 0 or (is_written(found[3], finite.min()) and is_written(found[4], finite.max()))
    bounded = {"h": own.view.activation, "y": own.view.output}
    y = own.y if own.view.every_step else own.y[-1:]
    arrays = {"x": own.tables["x"], "y": y, "h": np.vstack([own.h, own.start["h"]])}
    for part in table["scales"].split(" · "):
        name, written = re.fullmatch(rf"(.) ±{N}", part).groups()
        if name not in arrays:
            continue
        largest = np.abs(arrays[name][np.isfinite(arrays[name])]).max(initial=0.0) or 1.0
        assert is_written(
            written, 1.0 if bounded.get(name) in ("tanh", "sigmoid", "hard_sigmoid", "softmax") else largest
        )


@pytest.mark.parametrize("first", range(0, VIEWS, 50))
def test_no_sentence_of_a_random_view_is_false(first):
    for seed in range(first, first + 50):
        view = drawn(seed)
        own, shown = Own(view), scene(view)
        table = diagram_table(view)
        try:
            check_steps(own, table["sentences"])
            check_notices(own, words.to_notice(shown))
            check_origin(own, words.weights_from(shown), words.story(shown))
            check_proposals(own)
            check_picture(own, table)
        except (AssertionError, TypeError, ValueError) as error:
            raise AssertionError(f"view {seed}: {view}") from error


def test_the_views_are_of_every_kind():
    views = [drawn(seed) for seed in range(VIEWS)]
    assert {view.preset for view in views} == set(presets()) and {view.cell for view in views} == set(STATE)
    assert {view.activation for view in views} == set(F) == {view.recurrent_activation for view in views}
    assert {name for view in views for name, _ in view.edits} >= {*WEIGHTS, "x", "h0", "c0"}
    assert {view.units for view in views} == set(range(1, 9)) and max(view.timesteps for view in views) > 55
    exploded = sum(not np.isfinite(scene(view).h).all() for view in views)
    saturated = sum("Saturation" in " ".join(words.to_notice(scene(view))) for view in views)
    assert exploded > 3 and saturated > 10
