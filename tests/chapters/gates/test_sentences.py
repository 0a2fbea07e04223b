"""Every sentence of the gates chapter, over 200 views drawn at random, against a forward pass of its own.

Nothing here is shared with the page but its weights and what is read: the cells are written out from their papers, and
what a sentence claims is looked up in their numbers.
"""

import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.gates import words
from rnnviz.chapters.gates.presets.inputs import INPUTS
from rnnviz.chapters.gates.presets.task import pulses
from rnnviz.chapters.gates.scene import captions_of, inputs_of, scene
from rnnviz.chapters.gates.view import DELTAS, HELD_GATES, KINDS, RUNS, WEIGHTS, View, fitted
from rnnviz.core.layers import NAMES

NUMBER = r"−?∞|−?\d+(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def drawn(number: int) -> View:
    """View ``number`` of 200: any input, weights, cells, sizes and operations."""
    rng = np.random.default_rng(number)
    pick = lambda options: options[rng.integers(len(options))]  # noqa: E731
    series = rng.choice([-1e6, -3.0, -0.7, -0.1, 0.0, 0.0, 0.1, 0.2, 0.6, 1.0, 5.0, 1e6], rng.integers(1, 20))
    view = replace(
        View.of(pick(list(INPUTS))),
        weights=pick(WEIGHTS),
        cells=tuple(rng.choice(KINDS, rng.integers(1, 6), replace=False).tolist()),
        units=int(rng.integers(1, 9)) if rng.random() < 0.5 else 6,
        equal=pick(("units", "parameters")),
        seed=int(rng.integers(100)),
        nudged=int(rng.integers(1, 30)),
        delta=pick(DELTAS),
        held=pick(HELD_GATES) if rng.random() < 0.5 else "none",
        value=int(rng.integers(101)),
        silenced=pick(("none", "none", "0")),
        cut=bool(rng.random() < 0.2),
        numbers=tuple(series.tolist()) if rng.random() < 0.5 else (),
        sequence=int(rng.integers(1, 513)),
    )
    if rng.random() < 0.3:
        view = replace(view, timesteps=int(rng.integers(1, 49)))
    return fitted(view)[0]


def sigmoid(a):
    """1 / (1 + e⁻ᵃ), which may end in 0 or 1."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-a))


def forward(view: View, kind: str, run: str = "shown") -> dict[str, np.ndarray]:
    """Every number of a kind of cell by name, each (timesteps, units): Keras's equations, step by step."""
    shown = scene(view, kind)
    layer, dense = (shown.untouched if run == "untouched" else shown.operated).weights
    inputs = shown.inputs.copy()
    if run == "nudged":
        inputs[view.nudged - 1, 0] += float(view.delta)
    w, u, b = layer.kernel, layer.recurrent_kernel, layer.bias
    h, c = shown.initial[0], shown.initial[-1]
    rows = []
    for x in inputs:
        if kind == "simple_rnn":
            row = {"pre_h": x @ w + h @ u + b}
            row["h"] = np.tanh(row["pre_h"])
        elif kind == "gru":
            (xz, xr, xn), (hz, hr, hn) = np.split(x @ w + b[0], 3), np.split(h @ u + b[1], 3)
            z, r = sigmoid(xz + hz), sigmoid(xr + hr)
            n = np.tanh(xn + r * hn)
            row = {"z": z, "r": r, "n": n, "recurrent_n": hn, "h": z * h + (1 - z) * n}
        else:
            pre = np.split(x @ w + h @ u + b, 3 if kind == "coupled_lstm" else 4)
            pre = dict(zip("fgo" if kind == "coupled_lstm" else "ifgo", pre, strict=True))
            if kind == "peephole_lstm":
                of = dict(zip("ifo", np.reshape(layer.peephole, (3, -1)), strict=True))
                pre |= {"i": pre["i"] + of["i"] * c, "f": pre["f"] + of["f"] * c}
            f, g = sigmoid(pre["f"]), np.tanh(pre["g"])
            i = 1 - f if kind == "coupled_lstm" else sigmoid(pre["i"])
            new = f * c + i * g
            o = sigmoid(pre["o"] + of["o"] * new) if kind == "peephole_lstm" else sigmoid(pre["o"])
            row = {"i": i, "f": f, "g": g, "o": o, "c": new, "act_c": np.tanh(new), "h": o * np.tanh(new)}
            c = new
        row["h_before"], h = h, row["h"]
        y = h @ dense.kernel + dense.bias
        if len(y) > 1:
            y = np.exp(y - y.max()) / np.exp(y - y.max()).sum()
        rows.append(row | {"y": y})
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def numbers_in(text: str) -> list[float]:
    """The numbers that a sentence says."""
    found = re.findall(NUMBER, text)
    return [float(re.sub(r"×10(.*)", lambda m: "e" + m[1].translate(RAISED), each).replace("−", "-")) for each in found]


def says(text: str, *values: float) -> None:
    """A sentence says just these numbers, in this order, as they are rounded on the page."""
    said = numbers_in(text)
    assert len(said) == len(values), (text, values)
    for number, value in zip(said, values, strict=True):
        is_power = abs(value) < 5e-4 or abs(value) >= 1e4  # two digits and a power of ten, else three decimals
        rounded = 0.051 * 10 ** np.floor(np.log10(abs(value) or 1)) if is_power else 5.1e-4
        assert abs(number - value) <= rounded + 1e-14, (text, values)


def halved(size: np.ndarray, nudged: int) -> int | None:
    """After how many steps a change is at most half of what it was, and stays so."""
    after = size[nudged - 1 :]
    stays = [k for k in range(len(after)) if (after[k:] <= after[0] / 2).all()]
    return stays[0] if stays else None


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_no_sentence_is_false(start):
    for number in range(start, start + 50):
        view = drawn(number)
        runs = {(kind, run): forward(view, kind, run) for kind in view.cells for run in RUNS}
        check_steps(view, runs)
        check_memory(view, runs)
        check_outputs(view, runs)
        check_notices(view, runs)


def check_steps(view, runs):
    """What the diagram tells of a step, and what is told of a cell over time."""
    x = inputs_of(view)
    for kind in view.cells:
        of = runs[kind, "shown"]
        t = view.selected.timestep
        unit = min(view.unit, view.sizes[kind] - 1)
        at = {name: values[t, unit] for name, values in of.items() if name != "y"}
        if "c" in at:
            start = scene(view, kind).initial[-1]
            at["c_before"] = of["c"][t - 1, unit] if t else start[unit]
            at |= {"kept": at["f"] * at["c_before"], "added": at["i"] * at["g"]}
        if "z" in at:
            at |= {"one_minus_z": 1 - at["z"], "kept": at["z"] * at["h_before"], "added": (1 - at["z"]) * at["n"]}
        said = words.step(kind, {name: np.full(t + 1, value) for name, value in at.items()}, t, "")
        order = {
            "simple_rnn": ("pre_h", "h", "h_before"),
            "gru": ("r", "recurrent_n", "z", "h_before", "kept", "one_minus_z", "n", "added", "h"),
        }.get(kind, ("f", "c_before", "kept", "i", "g", "added", "c", "o", "act_c", "h"))
        said = re.sub(r"1 − [zf]", "", said.split(". ", 1)[1])
        says(said, *(at[name] for name in order))
        ranges = re.findall(rf"\b(\w+) from ({NUMBER}) to ({NUMBER})", words.cell_alt(view, kind))
        for name, low, high in ranges:
            says(f"{low} {high}", of[name].min(), of[name].max())
        assert {name for name, *_ in ranges} >= {"h", "y"}
    assert len(captions_of(view)) == len(x)


def check_memory(view, runs):
    """The half-lives, and why h may hide what c keeps."""
    after = view.timesteps - view.nudged
    for kind, line in zip(view.cells, words.memory_lines(view), strict=True):
        changes = {
            state: np.abs(runs[kind, "nudged"][state] - runs[kind, "shown"][state]).max(axis=1)
            for state in ("c", "h")
            if state in runs[kind, "shown"]
        }
        for state, size in changes.items():
            said = re.search(rf"\b{state}: (.*?)(?:;|\.(?:\s|$))", line)[1]
            first, steps = size[view.nudged - 1], halved(size, view.nudged)
            if "does not reach" in said:
                assert first < 1e-15, "but for the rounding of a gate that is shut"
            elif not after:
                assert "nothing follows" in said
            elif steps is None:
                says(said, after, size[-1] / first)
            else:
                says(said, steps)
        if "At the end c still holds" in line:
            last, first = ({state: size[at] for state, size in changes.items()} for at in (-1, view.nudged - 1))
            unit = np.abs(runs[kind, "nudged"]["c"] - runs[kind, "shown"]["c"])[-1].argmax()
            end = {name: runs[kind, "nudged"][name][-1, unit] for name in ("c", "o")}
            kept = {state: last[state] / first[state] for state in last}
            assert kept["c"] > 0.5 >= kept["h"]
            text = line.split("At the end", 1)[1].replace("(1 − tanh² c)", "")
            says(text, kept["c"], kept["h"], unit, end["c"], end["o"] * (1 - np.tanh(end["c"]) ** 2))


def answers(view, y):
    """What a cell says: y, or for JAZZ the probability of the next letter."""
    return y[:, 0] if y.shape[1] == 1 else y[np.arange(len(y)), [(1, 2, 2, 3)[t % 4] for t in range(len(y))]]


def asked(view) -> np.ndarray | None:
    """What the task asks after each step; None where there is no task."""
    x = inputs_of(view)
    if view.weights not in ("trained", "fresh") or (x.shape[1] > 1 and len(x) > 4):
        return None
    if x.shape[1] > 1:
        return np.ones(len(x))
    held, found, count = 0.0, [], 0
    for each in x[:, 0]:
        if 0.6 <= abs(each) <= 1:
            held, count = each, count + 1
        elif abs(each) > 0.2:
            return None
        found.append(held)
    return np.array(found) if count <= 2 else None


def check_outputs(view, runs):
    """What the cells say against the target, and what the operations did."""
    targets = asked(view)
    assert ("The task" in words.task_line(view)) == (targets is not None)
    said = [answers(view, runs[kind, "shown"]["y"]) for kind in view.cells]
    values = [value for each in said for value in (each.min(), each.max(), each[-1])]
    says(words.outputs_alt(view), view.timesteps, *values, *([] if targets is None else [targets[-1]]))
    if not view.operated:
        return
    for kind, line in zip(view.cells, words.surgery_lines(view), strict=True):
        shown, before = (runs[kind, run]["y"][-1] for run in ("shown", "untouched"))
        if "untouched" in line:
            assert np.array_equal(shown, before)
            continue
        unit = np.abs(shown - before).argmax()
        found = re.search(rf"goes from ({NUMBER}) to ({NUMBER}), a change of ({NUMBER})", line)
        says(" ".join(found.groups()), before[unit], shown[unit], shown[unit] - before[unit])
        if view.held != "none" and view.held in runs[kind, "shown"] and "held" in line:
            heard = runs[kind, "shown"][view.held][:, view.silenced != "none" :]  # all but a silenced unit 0
            assert np.abs(heard - view.value / 100).max(initial=0) < 1e-12


def check_notices(view, runs):
    """What there is to notice."""
    x, sizes = inputs_of(view), np.abs(inputs_of(view)).max(axis=1)
    at = sizes.argmax()
    for line in words.to_notice(view):
        kind = next((each for each in sorted(KINDS, key=len, reverse=True) if f"**{NAMES[each]}" in line), None)
        if "hardly moves" in line:
            gates = runs[kind, "shown"]["z" if kind == "gru" else "f"]
            assert np.ptp(gates, axis=0).max() < 0.05
            says(line.split("averages")[1], np.round(gates.mean(), 2))
        elif "than elsewhere" in line:
            gates = runs[kind, "shown"]["z" if kind == "gru" else "f"]
            assert (sizes == sizes[at]).sum() == 1 and f"at timestep {at + 1}," in line
            moved = gates[at] - np.delete(gates, at, axis=0).mean(axis=0)
            counts = {"more": (moved > 0.05).sum(), "less": (moved < -0.05).sum()}
            if "units split" in line:
                for word, count in counts.items():
                    found = re.search(rf"(\d+)(?: keeps?)? {word}\b", line.split("comes,")[1])
                    assert (int(found[1]) if found else 0) == count, line
            else:
                word = "more" if " more than" in line else "less"
                assert counts[word] == len(moved)
                elsewhere = np.delete(gates, at, axis=0).mean()
                says(line.split("averages")[1], np.round(gates[at].mean(), 2), np.round(elsewhere, 2))
            if x.shape[1] == 1:
                says(re.search(rf"in size comes, ({NUMBER})", line)[1], x[at, 0])
        elif "trained for" in line:
            last = {kind: runs[kind, "shown"]["y"][-1, 0] for kind in view.cells}
            says(line, asked(view)[-1], *last.values())
            if len(last) > 1:
                best = min(last, key=lambda kind: abs(last[kind] - asked(view)[-1]))
                assert f"Nearest is {NAMES[best]};" in line
        else:
            assert "c is not h" in line
            (kind,) = (each for each in view.cells if f"In {NAMES[each]} c" in line)
            reached = [np.abs(runs[kind, "shown"][name]).max() for name in ("c", "h")]
            says(line.split("c is carried")[0].replace("**c is not h.**", ""), *reached)


def test_the_task_of_the_page_is_the_one_that_the_cells_were_trained_on():
    inputs, targets = pulses(np.random.default_rng(5), 64)
    for x, wanted in zip(inputs, targets, strict=True):
        view = replace(View.of("own"), timesteps=len(x), numbers=tuple(x[:, 0].tolist()))
        assert np.array_equal(asked(view), wanted[:, 0])
