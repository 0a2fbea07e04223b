"""Every sentence of the page over 200 random views, recomputed from the view's raw networks by code of its own.

Nothing of what the page computes with is used here: cells are written out once more, and every derivative is a complex
step, f(x + iε)/ε, which rounds nothing away.
"""

import re
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from rnnviz.chapters.gradients import words
from rnnviz.chapters.gradients.figures import gradients, jacobians
from rnnviz.chapters.gradients.figures.gradients import contribution_matrices, contributions
from rnnviz.chapters.gradients.scene import inputs_of, network
from rnnviz.chapters.gradients.scene.descent import clipping_runs, learning, sequences
from rnnviz.chapters.gradients.scene.product import opened
from rnnviz.chapters.gradients.view.choices import INITIALISERS, RADII, Pair, View, fitted
from rnnviz.chapters.gradients.view.link import FORGET, INPUT, LOSS, RATE, RUN_RATE, THRESHOLD
from rnnviz.core.layers import NAMES
from rnnviz.core.optimizers import CLIPPINGS

EPSILON, SMALLEST = 1e-30, 1e-50
"""Of a complex step; and what is above it is not what two such steps multiply to."""

GATES = {"simple_rnn": "h", "lstm": "ifgo", "gru": "zrn", "peephole_lstm": "ifgo", "coupled_lstm": "fgo"}
TITLES = {kind: name[0].upper() + name[1:] for kind, name in NAMES.items()}


def drawn(rng: np.random.Generator) -> View:
    """A view over every field that decides a number: one step, one unit, zeros and saturation among them."""
    pick = lambda options: options[rng.integers(len(options))]  # noqa: E731
    timesteps = int(pick([1, 2, 2, 3, 3, 5, 5, 8, 12, 30])) if rng.random() > 0.08 else int(pick([100, 100, 160]))
    t, k = sorted(rng.integers(0, timesteps, 2).tolist(), reverse=True)
    view = View(
        cell=pick(list(NAMES)),
        units=int(pick([1, 2, 3, 4, 6])) if timesteps < 100 else 2,
        timesteps=timesteps,
        activation=pick(["tanh", "tanh", "linear", "linear", "relu", "sigmoid"]),
        initial=pick(INITIALISERS),
        radius=pick(RADII) if timesteps < 100 else pick([0.1, 1.0, 100.0, 100.0]),
        forget=pick(FORGET.options),
        inputs=pick(INPUT.options),
        own=tuple((rng.standard_normal(timesteps) * pick([0.0, 1.0, 100.0, 1e6])).tolist()),
        seed=int(rng.integers(0, 10_000)),
        weights=pick(["drawn"] * 5 + ["trained"]),
        loss=pick(LOSS.options),
        chosen=tuple(rng.integers(0, timesteps, 2).tolist()),
        variants=bool(rng.integers(2)),
        share=bool(rng.integers(2)),
        state=pick("hc"),
        pair=Pair(t, k),
        step=int(rng.integers(1, timesteps + 1)),
        clipping=pick(CLIPPINGS),
        threshold=pick(THRESHOLD.options),
        learning_rate=pick(RATE.options),
        run_rate=pick(RUN_RATE.options),
        updates=int(pick([0, 0, 0, 1, 3])),
    )
    return fitted(view)[0]


VIEWS = [drawn(np.random.default_rng([2013, number])) for number in range(200)]

# ---- the cells once more, for a batch of states, real or complex ------------------------------------------------


def sigma(x):
    """1/(1 + e^-x), without overflow, also of complex numbers."""
    positive = x.real > 0
    small = np.exp(np.where(positive, -x, x))
    return np.where(positive, 1.0 / (1.0 + small), small / (1.0 + small))


def activate(name, x):
    """An activation of real or complex numbers."""
    if name == "tanh":
        return 2.0 * sigma(2.0 * x) - 1.0 if np.iscomplexobj(x) and np.abs(x.real).max(initial=0) > 300 else np.tanh(x)
    return {"linear": lambda: x, "relu": lambda: np.where(x.real > SMALLEST, x, 0), "sigmoid": lambda: sigma(x)}[name]()


def step(kind, activation, w, x, h, c):
    """One timestep of a batch: its new h and c, and what keeps (f, z, or h itself). ``w`` are the cell's arrays."""
    units, a = h.shape[-1], lambda value: activate(activation, value)
    if kind == "gru":
        from_x = x * w["kernel"][..., 0, :] + w["bias"][..., 0, :]
        from_h = product(h, w["recurrent_kernel"]) + w["bias"][..., 1, :]
        z, r = (
            sigma(from_x[..., k * units : (k + 1) * units] + from_h[..., k * units : (k + 1) * units]) for k in (0, 1)
        )
        n = a(from_x[..., 2 * units :] + r * from_h[..., 2 * units :])
        return z * h + (1.0 - z) * n, c, z
    pre = x * w["kernel"][..., 0, :] + product(h, w["recurrent_kernel"]) + w["bias"]
    if kind == "simple_rnn":
        return a(pre), c, None
    gate = {name: pre[..., k * units : (k + 1) * units] for k, name in enumerate(GATES[kind])}
    peep = w["peephole"] if kind == "peephole_lstm" else np.zeros((3, units))
    f = sigma(gate["f"] + peep[..., 1, :] * c)
    i = 1.0 - f if kind == "coupled_lstm" else sigma(gate["i"] + peep[..., 0, :] * c)
    new = f * c + i * a(gate["g"])
    return sigma(gate["o"] + peep[..., 2, :] * new) * a(new), new, f


def product(h, u):
    """H u, for one u or for one of each row."""
    return h @ u if u.ndim == 2 else np.einsum("...i,...ij->...j", h, u)


class Cell:
    """One kind of cell of a view: its raw arrays, its states, its Jacobians and the gradient of the loss."""

    def __init__(self, view, kind, inputs=None):
        self.view, self.kind, self.activation = view, kind, view.activation
        raw = network(view, kind)
        self.w = {name: each for name, each in vars(raw.weights[0]).items() if each is not None}
        self.w_y, self.b_y = raw.weights[1].kernel[:, 0], raw.weights[1].bias[0]
        self.x = inputs_of(view)[:, 0] if inputs is None else inputs
        self.units, self.carries, self.jacobians = view.units, "lstm" in kind, {}
        h, c, self.h, self.c, self.keeps = np.zeros((1, self.units)), np.zeros((1, self.units)), [], [], []
        for x in self.x:
            h, c, keeps = step(kind, self.activation, self.w, x, h, c)
            self.h.append(h[0]), self.c.append(c[0]), self.keeps.append(None if keeps is None else keeps[0])
        self.h, self.c = np.array(self.h), np.array(self.c)
        self.y = self.h @ self.w_y + self.b_y

    def rounding(self, t):
        """How large the rounding of slopes near 0, which the page has and this has not, may become until step t."""
        h = np.vstack([np.zeros(self.units), self.h[:-1]])
        bias = np.abs(self.w["bias"]).reshape(-1, self.w["bias"].shape[-1]).sum(axis=0)
        pre = np.abs(np.outer(self.x, self.w["kernel"][0])) + np.abs(h @ self.w["recurrent_kernel"]) + bias
        if max(pre.max(), np.abs(self.c).max()) < 12 or (self.activation == "linear" and self.kind == "simple_rnn"):
            return 1e-290
        norms = [np.linalg.norm(self.jacobian(each), 2) for each in range(1, t + 1)]
        return float(np.prod(np.maximum(norms, 1.0)) * max(1.0, np.abs(self.w["recurrent_kernel"]).max()))

    @property
    def is_clear(self):
        """Whether states can be squared, and no relu is at its kink by rounding alone."""
        finite = np.isfinite(self.h).all() and np.isfinite(self.c).all() and np.abs(self.h).max(initial=0) < 1e150
        return bool(finite and (self.activation != "relu" or self.rounding(len(self.x) - 1) < 1e-200))

    def before(self, t):
        """The state before step t, from 0."""
        zeros = np.zeros(self.units)
        return (self.h[t - 1], self.c[t - 1]) if t else (zeros, zeros)

    def jacobian(self, t):
        """∂(h, c) after step t by (h, c) before it; of h alone where there is no c."""
        if t not in self.jacobians:
            self.jacobians[t] = self.differentiated(t)
        return self.jacobians[t]

    def differentiated(self, t):
        """The same, computed."""
        size = self.units * (1 + self.carries)
        state = np.concatenate(self.before(t))[:size] + 1j * EPSILON * np.eye(size)
        c = state[:, self.units :] if self.carries else np.zeros((size, self.units))
        h, c, _ = step(self.kind, self.activation, self.w, self.x[t], state[:, : self.units], c)
        return (np.concatenate([h, c], axis=1) if self.carries else h).imag.T / EPSILON

    def by(self, t, k, state):
        """∂state_t/∂state_k, steps from 0, everything following."""
        whole = np.eye(self.units * (1 + self.carries))
        for each in range(k + 1, t + 1):
            whole = self.jacobian(each) @ whole
        part = slice(self.units, None) if state == "c" else slice(0, self.units)
        return whole[part, part]

    @property
    def counted(self):
        """The steps of the loss, from 0."""
        view = self.view
        return {"last": [view.timesteps - 1], "every": list(range(view.timesteps))}.get(view.loss, list(view.chosen))

    @property
    def error(self):
        """What the output is too much by, at every step; the target is the first input."""
        return self.y - self.x[0]

    @property
    def loss(self):
        """The mean squared error."""
        return np.mean(np.square(self.error[self.counted]))

    def flow(self):
        """‖∂L/∂h_t‖ and ‖∂L/∂c_t‖ of every step; in the latter h follows from the same step on."""
        size, h_sizes, c_sizes = self.units * (1 + self.carries), [], []
        back, self.received = np.zeros(size), {}
        for t in reversed(range(len(self.x))):
            direct = 2 * self.error[t] / len(self.counted) * self.w_y if t in self.counted else np.zeros(self.units)
            back[: self.units] += direct
            self.received[t] = back.copy()
            h_sizes.append(np.linalg.norm(back[: self.units]))
            if self.carries:
                c_sizes.append(np.linalg.norm(back[self.units :] + self.h_by_c(t).T @ back[: self.units]))
            back = self.jacobian(t).T @ back
        return {"h": np.array(h_sizes[::-1])} | ({"c": np.array(c_sizes[::-1])} if self.carries else {})

    def h_by_c(self, t):
        """∂h_t/∂c_t within one step."""
        before, _ = self.before(t)
        u, k = self.units, GATES[self.kind].index("o")
        o = self.x[t] * self.w["kernel"][0] + before @ self.w["recurrent_kernel"] + self.w["bias"]
        peep = self.w["peephole"][2] if "peephole" in self.w else 0.0
        c = self.c[t] + 1j * EPSILON * np.eye(u)
        return ((sigma(o[k * u : (k + 1) * u] + peep * c) * activate(self.activation, c)).imag / EPSILON).T

    def contribution(self, name, t):
        """What step t adds to the gradient of one of the cell's arrays."""
        array, (h, c) = self.w[name], self.before(t)
        many = array[None] + 1j * EPSILON * np.eye(array.size).reshape(-1, *array.shape)
        rows = (np.broadcast_to(each, (array.size, self.units)) for each in (h, c))
        h, c, _ = step(self.kind, self.activation, self.w | {name: many}, self.x[t], *rows)
        moved = np.concatenate([h, c], axis=1) if self.carries else h
        return (moved.imag / EPSILON @ self.received[t]).reshape(array.shape)

    def gradient(self):
        """The gradient of every array: the cell's, and the output's."""
        self.flow()
        found = {name: sum(self.contribution(name, t) for t in range(len(self.x))) for name in self.w}
        d_y = np.zeros(len(self.x))
        d_y[self.counted] = 2 * self.error[self.counted] / len(self.counted)
        return found | {"output kernel": self.h.T @ d_y, "output bias": d_y.sum()}


@cache
def cells(number):
    """The cells of a view; only those whose states are numbers that can be squared."""
    return {kind: Cell(VIEWS[number], kind) for kind in VIEWS[number].kinds}


# ---- what a sentence says ---------------------------------------------------------------------------------------

NUMBER = r"(−?\d+(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|∞|−∞|NaN)"
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def read(text):
    """The number that a reader reads."""
    text = text.translate(RAISED).replace("×10", "e").replace("∞", "inf")
    return float(text)


def numbers(pattern, text):
    """The numbers at the places of a pattern that says N where there is one."""
    parts = re.sub(r"(?<![A-Za-z])N(?![A-Za-z])", lambda _: NUMBER, re.escape(pattern))
    found = re.search(parts, text)
    assert found, f"“{pattern}” is not in “{text}”"
    return [read(each) for each in found.groups()]


def is_said(said, value, scale=0.0):
    """Whether a number with three digits is this one; where numbers cancel, to the digits of what is cancelled."""
    if np.isnan(value):
        return not abs(said) < 1e100
    if not np.isfinite(value) or not np.isfinite(said):
        return bool(np.array_equal(said, value, equal_nan=True) or np.abs(value) > 1e300 or np.abs(said) > 1e300)
    return abs(said - value) <= 0.0051 * abs(value) + 1e-12 * scale + 1e-300


def is_between(said, low, high):
    """Whether a number with three digits is between two."""
    return low * 0.9949 <= said <= high * 1.0051 + 1e-300


def assert_said(said, *values, scale=0.0):
    for one, value in zip(said, values, strict=True):
        assert is_said(one, float(value), scale), (one, value)


pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # what overflows is to overflow

EVERY = pytest.mark.parametrize("part", range(8))


def each_of(part, clear=True):
    """A part of the views with their cells; the others are left to the words on explosions."""
    for number in range(part, len(VIEWS), 8):
        found = cells(number)
        if not clear or all(cell.is_clear for cell in found.values()):
            yield VIEWS[number], found


def memory(cell):
    return "c" if cell.carries else "h"


def stretched(cell, state, k, t):
    """The singular values of ∂state_t/∂state_k; NaN where they are beyond what can be multiplied here."""
    whole = cell.by(t, k, state)
    return np.linalg.svd(whole, compute_uv=False) if np.isfinite(whole).all() else np.full(cell.units, np.nan)


def printed(value):
    return float(f"{value:.2e}")


def test_the_views_are_what_they_should_be():
    """Most can be squared; and the corners are there."""
    finite = sum(all(cell.is_clear for cell in cells(number).values()) for number in range(len(VIEWS)))
    assert finite >= 120 and finite < 200
    assert {view.units for view in VIEWS} >= {1, 6} and {view.timesteps for view in VIEWS} >= {1, 30}
    assert {view.inputs for view in VIEWS} == set(INPUT.options) and any(view.weights == "trained" for view in VIEWS)
    said = " ".join(text for view in VIEWS for text in words.notices(view))
    assert "The gradient leaves" in said and "a state is" in said and "The loss itself" in said


@EVERY
def test_verdicts(part):
    for view, found in each_of(part):
        for (kind, cell), text in zip(found.items(), words.verdicts(view), strict=True):
            last, state = view.timesteps - 1, memory(cell)
            assert text.startswith(f"**{TITLES[kind]}**: ")
            if not last:
                assert text.endswith("a single step has no past.")
                continue
            assert ("(pushed alone; h follows)" in text) == cell.carries
            back = [printed(stretched(cell, state, k, last)[0]) for k in range(last, -1, -1)]
            (ratio,) = numbers("N of it after", text)
            whole = stretched(cell, state, 0, last)[0]
            assert_said([ratio], whole, scale=cell.rounding(last))
            word = "vanishes" if ratio <= 0.5 else "explodes" if ratio >= 2 else "is kept"
            assert f"{state} " in text and f"**{word}**" in text and f"of it after {last} step" in text
            if last > 1 and 0 < ratio < np.inf:
                if np.isfinite(whole) and is_said(ratio, whole):
                    assert_said(numbers("×N a step", text), whole ** (1 / last))
            values = stretched(cell, state, 0, last)
            if 1e-12 * values[0] > 0.5:
                assert int(re.search(r"; (?:at least )?(\d+) of", text)[1]) <= (values > 0.5).sum()
            elif not np.isnan(whole) and not np.isclose(values, 0.5, rtol=0.01).any():
                assert f"; {(values > 0.5).sum()} of {view.units} direction" in text
            for pattern, there in (
                ("At most half first after N step", 0.5),
                ("At least doubled first after N step", 2.0),
            ):
                if pattern[:10] in text and not np.isclose(back, there, rtol=0.01).any():
                    first = next(n for n, each in enumerate(back) if (each <= 0.5 if there < 1 else each >= 2.0))
                    assert numbers(pattern, text) == [first]
            if "Elsewhere more" in text:
                from_step = re.search(rf"×{NUMBER} from step (\d+) to the last", text)
                to_step = re.search(rf"×{NUMBER} from the first to step (\d+)", text)
                said, place = (from_step or to_step).groups()
                k, t = (int(place) - 1, last) if from_step else (0, int(place) - 1)
                assert_said([read(said)], stretched(cell, state, k, t)[0])
                assert read(said) >= 2 and read(said) > 5 * ratio
            if ratio == 0:
                assert "0 in float64: " in text


@EVERY
def test_gradients_over_time(part):
    for view, found in each_of(part):
        text = gradients.flow(view).alt
        for kind, cell in found.items():
            for state, sizes in cell.flow().items():
                name = f"{NAMES[kind]} {state}"
                if not np.isfinite(sizes).all() or sizes.max() > 1e290:
                    continue
                if view.share and sizes.sum():
                    sizes = sizes / sizes.max() / (sizes / sizes.max()).sum()
                if not sizes.any() or (
                    f"{name} is 0 in" in text and sizes.max() < 1e-12 * cell.rounding(len(sizes) - 1)
                ):
                    assert f"{name} is 0 in float64 everywhere" in text
                    continue
                most, first = numbers(f"{name}: largest at step N", text)[0], sizes[0]
                where, value, at_first = numbers(f"{name}: largest at step N, N; at step 1, N", text)
                assert where == most and is_said(value, sizes.max()) and is_said(at_first, first, scale=sizes.max())
                assert sizes[int(where) - 1] >= sizes.max() * (1 - 1e-9)


@EVERY
def test_what_left_floating_point(part):
    for view, found in each_of(part, clear=False):
        for text in words.notices(view):
            kind = next(kind for kind, name in NAMES.items() if text.startswith(f"{name}. "))
            cell = found[kind]
            if "weights that are not finite" in text:
                assert not all(np.isfinite(each).all() for each in cell.w.values()) or not np.isfinite(cell.w_y).all()
            elif "a state is" in text:
                where, name = re.search(r"At step (\d+) a state is (∞|NaN)", text).groups()
                bad = np.isinf if name == "∞" else np.isnan
                assert not np.isfinite(cell.h[int(where) - 1]).all() and not bad(cell.h[: int(where) - 1]).any()
                assert_said(numbers("the largest was N", text), np.abs(cell.h[int(where) - 2]).max())
                if "whose spectral radius" in text:
                    radius = np.abs(np.linalg.eigvals(cell.w["recurrent_kernel"])).max()
                    assert_said(numbers("whose spectral radius is N,", text), radius)
            elif "The gradient leaves" in text:
                (where,) = numbers("leaves floating point at step N**", text)
                size, last, error, to, stretch = numbers(
                    "∂L/∂h is N at step N, because the error there is N; "
                    "the Jacobians from there back to step N stretch by up to N.",
                    text,
                )
                assert np.isfinite(cell.h).all() and last - 1 == max(cell.counted) and to == where
                assert_said([error], cell.error[int(last) - 1])
                assert_said([size], np.linalg.norm(2 * cell.error[int(last) - 1] / len(cell.counted) * cell.w_y))
                assert_said([stretch], stretched(cell, "h", int(to) - 1, int(last) - 1)[0])
            else:
                assert re.fullmatch(r"\w.*\. The loss itself, a square, is (∞|NaN)\.", text) and not np.isfinite(
                    cell.loss
                )
        if not words.notices(view):
            assert all(np.isfinite(cell.h).all() for cell in found.values())


@EVERY
def test_reasons(part):
    for view, found in each_of(part):
        for (kind, cell), text in zip(found.items(), words.reasons(view), strict=True):
            last, state = view.timesteps - 1, memory(cell)
            if not last:
                assert text.endswith("a single step has no past.")
                continue
            whole = stretched(cell, state, 0, last)[0]
            (found_whole,) = numbers("σ_max is N", text.replace("in float64", ""))
            assert_said([found_whole], whole, scale=cell.rounding(last))
            if kind == "simple_rnn":
                u = cell.w["recurrent_kernel"]
                (norm,) = numbers("σ_max(U) is N;", text)
                (alone,) = numbers("would keep N", text)
                assert_said([norm], np.linalg.svd(u, compute_uv=False)[0])
                with np.errstate(all="ignore"):
                    power = np.linalg.matrix_power(u, last)
                assert_said([alone], np.linalg.svd(power, compute_uv=False)[0] if np.isfinite(power).all() else np.nan)
                if view.activation != "linear":
                    pre = [
                        cell.x[t] * cell.w["kernel"][0] + cell.before(t)[0] @ u + cell.w["bias"]
                        for t in range(1, last + 1)
                    ]
                    slopes = activate(view.activation, np.array(pre) + 1j * EPSILON).imag / EPSILON
                    assert_said(numbers(f"the slope of {view.activation}, N on average", text), slopes.mean(), scale=1)
                continue
            if kind == "peephole_lstm":
                ways = np.array([np.diag(held_jacobian(cell, t)) for t in range(1, last + 1)])
                assert_said(numbers("come to N on average", text), ways.mean(), scale=np.abs(ways).max())
            else:
                ways = np.array(cell.keeps[1:])
                assert_said(numbers(f"{'z' if kind == 'gru' else 'f'} is N on average", text), ways.mean())
            if "its bias alone gives" in text:
                bias, value = numbers("gives σ(N) = N)", text)
                assert_said([value], 1 / (1 + np.exp(-bias)))
                gate = GATES[kind].index("z" if kind == "gru" else "f")
                biases = (cell.w["bias"].sum(axis=0) if kind == "gru" else cell.w["bias"])[gate * view.units :][
                    : view.units
                ]
                assert (biases == bias).all() and view.updates == 0
            # A gate near 0 is rounded where the page computes it as ½(1 + tanh ½x).
            low, high = (np.prod(np.maximum(np.abs(ways) + side, 0.0), axis=0) for side in (-3e-16, 3e-16))
            (most,) = numbers("the product of these in each unit: N", text)
            assert is_between(most, low.max(), high.max())
            if view.units > 1:
                (median,) = numbers("N in the median unit", text.replace(" in float64", ""))
                assert is_between(median, np.median(low), np.median(high))
            assert ("the rest goes round" in text) == (printed(found_whole) > printed(most))
            assert ("take away" in text) == (printed(found_whole) < printed(most))


def held_jacobian(cell, t):
    """∂c_t/∂c_{t-1} with h held at what it was."""
    h, c = cell.before(t)
    many = c + 1j * EPSILON * np.eye(cell.units)
    _, new, _ = step(cell.kind, cell.activation, cell.w, cell.x[t], np.broadcast_to(h, many.shape), many)
    return new.imag.T / EPSILON


@EVERY
def test_seeds(part):
    for view, _ in each_of(part):
        if view.timesteps > 3 or view.variants:
            continue  # twelve times the other sentences' time
        said, values, rounding = words.seeds(view), {}, [0.0]
        seeds = range(1, 13 if view.timesteps <= 100 else 7)
        for kind in view.kinds:
            of_seed = []
            for seed in seeds:
                cell = Cell(replace(view, seed=seed, updates=0), kind)
                last = view.timesteps - 1
                rounding.append(cell.rounding(last) if cell.is_clear else 0.0)
                of_seed.append(stretched(cell, memory(cell), 0, last)[0] if cell.is_clear else np.nan)
            values[kind] = np.array(of_seed)
        if any(np.isnan(each).any() or (each > 1e290).any() for each in values.values()):
            continue
        for (kind, each), text in zip(values.items(), said, strict=False):
            assert text.startswith(f"**{TITLES[kind]}**, ")
            assert_said(
                numbers("median N, from N to N", text), np.median(each), each.min(), each.max(), scale=max(rounding)
            )
        assert words.seeds_drawn(view).startswith(f"Seeds 1 to {len(seeds)} ")
        if view.timesteps == 1:
            assert len(said) == len(values)
            continue
        table = np.array(list(values.values()))
        near = np.sort(table, axis=0)
        if not (near[1:] > near[:-1] * (1 + 1e-9)).all():
            continue  # a tie, or one but for rounding
        if max(rounding) > 1e-200:
            continue
        first = Counter(NAMES[view.kinds[each]] for each in table.argmax(axis=0))
        for name, times in first.items():
            assert f"the {name} in {times}" in said[-1] and f"of {len(seeds)} seeds" in said[-1]
        order = re.search(r"The order (.*) holds in (\d+)\.", said[-1])
        names = [next(kind for kind in view.kinds if NAMES[kind] == name) for name in order[1].split(" > ")]
        columns = table[[view.kinds.index(kind) for kind in names]]
        assert (columns[:-1] > columns[1:]).all(axis=0).sum() == int(order[2])


@EVERY
def test_the_matrix_and_the_opened_product(part):
    for view, found in each_of(part):
        steps, farthest = view.timesteps, []
        for kind, cell in found.items():
            state = view.state if cell.carries else "h"
            matrix = np.zeros((steps, steps))
            for k in range(steps):
                whole = np.eye(view.units * (1 + cell.carries))
                part_of = slice(view.units, None) if state == "c" else slice(0, view.units)
                for t in range(k, steps):
                    whole = cell.jacobian(t) @ whole if t > k else whole
                    matrix[t, k] = np.sqrt(np.sum(np.square(whole[part_of, part_of])) / view.units)
            past = matrix[np.tri(steps, dtype=bool)]
            if not past.max() < 1e150 or (past[past > 0] < 1e-150).any():
                farthest = None
                break
            text = jacobians.sensitivity_map(view, kind).alt
            pattern = f"{NAMES[kind]}, {state} from step N to N: ×N. All: from N to N"
            assert_said(
                numbers(pattern, text),
                *(each + 1 for each in view.pair[::-1]),
                matrix[view.pair],
                past.min(),
                past.max(),
                scale=max(1e-8, cell.rounding(steps - 1)),
            )
            if "grey is 0 in float64" in text or (past == 0).any():
                assert past.min() <= 1e-12 * cell.rounding(steps - 1)
            farthest.append(max(1, np.ceil(np.abs(np.log10(past[past > 0])).max() - 1e-9)))
        if farthest and max(farthest) <= 12:
            assert words.colours_sentence(jacobians.farthest(view)) == "The colours are the same in all."
        cell, (t, k) = found[view.cell], view.pair
        state = view.state if cell.carries else "h"
        values = stretched(cell, state, k, t)
        if not farthest:
            continue
        text = words.bound_sentence(opened(view))
        if t == k:
            assert "depends on itself exactly" in text
            continue
        norms = [np.linalg.svd(cell.jacobian(each), compute_uv=False)[0] for each in range(k + 1, t + 1)]
        assert_said(numbers("σ_max N over N step", text), values[0], t - k, scale=max(1e-8, cell.rounding(t)))
        (bound,) = numbers("the norms multiplied, N", text)
        loose = {"scale": cell.rounding(t)}
        assert_said([bound], np.prod(norms), **loose)
        assert values[0] <= np.prod(norms) * (1 + 1e-9)
        text = words.factor_sentence(opened(view), k + 2)
        some = [min(norms), max(norms)] if t - k > 1 else norms
        assert_said(numbers("from N to N" if t - k > 1 else "norm N", text), *some, **loose)
        if t - k > 1 and not np.isclose(norms, 1.0, rtol=1e-6).any():
            assert f"{sum(norm > 1 for norm in norms)} of them above 1" in text


@EVERY
def test_eigenvalues(part):
    for view, found in each_of(part):
        cell, text, beyond = found[view.cell], jacobians.eigenvalues(view).alt, 0
        for number, gate in enumerate(GATES[view.cell]):
            block = cell.w["recurrent_kernel"][:, number * view.units : (number + 1) * view.units]
            sizes = np.abs(np.linalg.eigvals(block))
            name = "U" if view.cell == "simple_rnn" else f"U_{gate}"
            assert_said(numbers(f"{name}: N", text), sizes.max(), scale=1e-4)
            beyond += (sizes > 1 + 1e-9).sum()
        if " of " in text.split(";")[1]:
            assert f"{beyond or 'none'} of {view.units * len(GATES[view.cell])} eigenvalues outside" in text


@EVERY
def test_contributions_and_clipping(part):
    for view, found in each_of(part):
        cell = found[view.cell]
        grads = cell.gradient()
        sizes = np.array([np.linalg.norm(cell.contribution("recurrent_kernel", t)) for t in range(view.timesteps)])
        if (
            not all(np.isfinite(each).all() and np.abs(each).max() < 1e140 for each in grads.values())
            or sizes.max() < 1e-140
        ):
            continue
        text = contributions(view).alt
        if text.startswith("Nothing is added"):
            assert sizes.max() <= 1e-12 * cell.rounding(view.timesteps - 1) * max(1.0, np.abs(cell.h).max())
        else:
            where, share = re.search(
                r"Step (\d+) adds most; the first half of the sequence has ([\d.]+)%", text
            ).groups()
            assert sizes[int(where) - 1] >= sizes.max() * (1 - 1e-9)
            assert abs(float(share) - 100 * sizes[: view.timesteps // 2].sum() / sizes.sum()) <= 0.051
        one, every = cell.contribution("recurrent_kernel", view.step - 1), grads["recurrent_kernel"]
        said = numbers(f"step {view.step} alone: from N to N; all steps: from N to N.", contribution_matrices(view).alt)
        top = max(np.abs(each).max() for each in grads.values())
        assert_said(said, one.min(), one.max(), every.min(), every.max(), scale=1e3 * top)
        text, arrays = gradients.clipping(view).alt, list(grads.values())
        whole = np.sqrt(sum(np.square(each).sum() for each in arrays))
        if view.clipping == "none":
            assert_said(numbers("have norm N; nothing is clipped", text), whole)
            continue
        limit, norms = view.threshold, [np.linalg.norm(each) for each in arrays]
        if view.clipping == "value":
            after = [np.clip(each, -limit, limit) for each in arrays]
            if not any(np.isclose(np.abs(each), limit, rtol=1e-9).any() for each in arrays):
                many, total = (
                    sum(int(each.sum()) for each in some)
                    for some in ([np.abs(a) > limit for a in arrays], [np.ones_like(a) for a in arrays])
                )
                assert f"{many:,} of {total:,} numbers are larger and were cut" in text
        elif view.clipping == "norm":
            after = [each * min(1.0, limit / (norm or 1.0)) for each, norm in zip(arrays, norms, strict=True)]
            assert f"{sum(norm > limit for norm in norms)} of {len(arrays)} arrays have a larger norm" in text
        else:
            after = [each * min(1.0, limit / (whole or 1.0)) for each in arrays]
            if whole > limit:
                assert_said(numbers("all arrays were multiplied by N,", text), limit / whole)
            else:
                assert "nothing is changed" in text
        assert ("cut" in text) == (view.clipping == "value")
        end = np.sqrt(sum(np.square(each).sum() for each in after))
        assert_said(numbers("goes from N to N.", text), whole, end, scale=1e-4 * limit)


# ---- updates ----------------------------------------------------------------------------------------------------


def descended(view, kind, batch, how, threshold, rate, updates, unseen):
    """Losses of gradient descent by complex steps, on a batch and on sequences never seen."""
    view, losses, others = replace(view, updates=0), [], []
    many = [Cell(view, kind, inputs) for inputs in batch]
    never = [Cell(view, kind, inputs) for inputs in unseen]
    for left in reversed(range(updates + 1)):
        losses.append(np.mean([cell.loss for cell in many]))
        others.append(np.mean([cell.loss for cell in never]))
        if not left or not np.isfinite(losses[-1]) or losses[-1] > 1e6:
            break
        every = [cell.gradient() for cell in many]
        grads = {name: np.mean([each[name] for each in every], axis=0) for name in every[0]}
        whole = np.sqrt(sum(np.square(each).sum() for each in grads.values()))
        for name, grad in grads.items():
            size = {"norm": np.linalg.norm(grad), "global norm": whole}.get(how)
            used = (
                grad
                if how == "none"
                else np.clip(grad, -threshold, threshold)
                if how == "value"
                else grad * min(1.0, threshold / size if size else 1.0)
            )
            for cell in (*many, *never):
                if name == "output kernel":
                    cell.w_y = cell.w_y - rate * used
                elif name == "output bias":
                    cell.b_y = cell.b_y - rate * used
                else:
                    cell.w = cell.w | {name: cell.w[name] - rate * used}
        for cell in (*many, *never):
            rerun(cell)
    return losses, others


def rerun(cell):
    """Read once more, with weights that have changed."""
    cell.jacobians.clear()
    h, c = np.zeros((1, cell.units)), np.zeros((1, cell.units))
    for t, x in enumerate(cell.x):
        h, c, _ = step(cell.kind, cell.activation, cell.w, x, h, c)
        cell.h[t], cell.c[t] = h[0], c[0]
    cell.y = cell.h @ cell.w_y + cell.b_y


SMALL = [view for view in VIEWS if view.timesteps == 2 and view.units <= 2][:1]


@pytest.mark.parametrize("view", SMALL, ids=range(len(SMALL)))
def test_updates_on_one_sequence_on_a_batch_and_with_clipping(view):
    view, never = fitted(replace(view, clipping="norm"))[0], np.zeros(1, dtype=np.uint8)
    read, unseen, kind = sequences(view, 0)[..., 0], sequences(view, 1)[..., 0], view.cell
    how = (view.clipping, view.threshold, view.learning_rate, 20, unseen)
    said = words.learning(view, *learning(view, kind).make(None, never))
    for text, batch in zip(said, (inputs_of(view).T, read), strict=True):
        losses, others = descended(view, kind, batch, *how)
        if len(losses) < 21:
            continue  # it diverges
        own, first, last = r"its loss goes from N to N; that of", others[0], others[-1]
        assert_said(numbers(own, text), losses[0], losses[-1], scale=1e4)
        assert_said(numbers("never seen goes from N to N.", text), first, last, scale=1e4)
        if len(batch) == 1:
            assert ("**memorised**" in text) == (losses[-1] <= 0.5 * losses[0] and last > 0.5 * first)
        elif losses[-1] < losses[0]:
            assert ("Of use for others, too" in text) == (last < first)
    text = words.clipped_runs(view, *clipping_runs(view, kind).make(None, never))
    ends = []
    for way, pattern in (("none", "without clipping goes from N to N"), ("norm", "it goes from N to N")):
        losses, _ = descended(view, kind, read, way, view.threshold, view.run_rate, 30, unseen[:1])
        ends.append(len(losses) == 31 and losses[-1] <= losses[0])
        if len(losses) == 31:
            assert_said(numbers(pattern, text), losses[0], losses[-1], scale=1e4)
    assert ("keeps it from diverging" in text) == (ends == [False, True])
    assert ("try a higher rate" in text) == ends[0]
