"""What becomes of each cell's memory: verdicts, and what is left of the gradient over time."""

from typing import NamedTuple

import numpy as np

from rnnviz.chapters.gradients.scene import sampled, stretches, trace_of
from rnnviz.chapters.gradients.scene.reasons import memory
from rnnviz.chapters.gradients.view.choices import View
from rnnviz.chapters.gradients.words.writing import rounded, short, titled
from rnnviz.core.derivatives import slope
from rnnviz.core.numbers import plural
from rnnviz.core.trace import Trace
from rnnviz.core.weights import STATES


class Verdict(NamedTuple):
    """What becomes of the last state's dependence on earlier ones.

    ``word`` is "vanishes" (at most ½), "explodes" (at least 2), "is kept" (between) or "is no number"; ``ratio`` is
    σ_max of ∂h_T/∂h_1; ``half_life`` the steps back until σ_max is first at most ½, and ``doubling`` until it is
    first at least 2, None where that does not happen.
    """

    word: str
    ratio: float
    half_life: int | None
    doubling: int | None


def verdict(largest: np.ndarray) -> Verdict:
    """Judge σ_max of ∂h_T/∂h_k for every step k, as it is written: 1 at its end, then step by step further back."""
    back = rounded(largest[::-1])
    half_life, doubling = (int(np.argmax(there)) if there.any() else None for there in (back <= 0.5, back >= 2.0))
    word = "vanishes" if back[-1] <= 0.5 else "explodes" if back[-1] >= 2.0 else "is kept"
    return Verdict("is no number" if np.isnan(back[-1]) else word, float(largest[0]), half_life, doubling)


def verdicts(view: View) -> list[str]:
    """Say what becomes of each cell's memory: of c where there is one."""
    return [verdict_of(view, kind) for kind in view.kinds]


def verdict_of(view: View, kind: str) -> str:
    """Say the verdict on one cell, and where on the way a push has grown much larger."""
    state = memory(kind)
    stretched, from_first = stretches(view, kind, state)
    text = verdict_sentence(kind, state, stretched)
    if view.timesteps == 1 or np.isnan(stretched[0, 0]):
        return text
    if stretched[0, 0] == 0:
        text += f" ({zero_sentence(trace_of(view, kind))})"
    return text + elsewhere(stretched[:, 0], sampled(view), from_first)


def elsewhere(from_step: np.ndarray, steps: np.ndarray, to_step: np.ndarray) -> str:
    """Say where a push is stretched ten times more than from the first step to the last, and at least doubled.

    ``from_step`` is σ_max of ∂h_T/∂h_k for every step k, ``to_step`` that of ∂h_t/∂h_1 for the ``steps`` t.
    """
    k, t = int(np.argmax(from_step)), int(np.argmax(to_step))
    most = max(from_step[k], to_step[t])
    if not (most >= 2.0 and most >= 10.0 * from_step[0] and np.isfinite(from_step[0])):
        return ""
    where = f"from step {k + 1} to the last" if from_step[k] == most else f"from the first to step {steps[t] + 1}"
    return f" Elsewhere more: ×{short(most)} {where}."


ENDS = {"relu": "relu is shut at some steps", "tanh": "tanh is rounded to ±1", "sigmoid": "σ is rounded to 0 or 1"}
"""When the slope of an activation is 0 in float64; only that of a shut relu really is."""


def zero_sentence(trace: Trace) -> str:
    """Say why a product of slopes can be 0 in float64: shut relus are 0, what is saturated is rounded."""
    gates = [name for name in "ifozr" if name in trace.values]
    others = [name for name in ("g", "act_c", "n") if name in trace.values] or ["h"]
    causes = [ENDS[trace.cell.activation]] if any((slope(trace, name) == 0).any() for name in others) else []
    if any((slope(trace, name) == 0).any() for name in gates):
        causes.append("a gate is rounded to 0 or 1")
    return f"0 in float64: {' and '.join(causes) or 'the product is less than it holds'}"


def verdict_sentence(kind: str, state: str, stretched: np.ndarray) -> str:
    """Say the verdict on one cell, from the singular values of ∂h_T/∂h_k, or of c, (timesteps, units)."""
    found, steps = verdict(stretched[:, 0]), len(stretched) - 1
    name = titled(kind)
    if steps == 0:
        return f"**{name}**: a single step has no past."
    of = state if len(STATES[kind]) == 1 else f"{state} ({follows(state)})"
    if found.word == "is no number":
        return f"**{name}**: {of} **is no number** (NaN): the states themselves have left floating point."
    rate = f", ×{short(found.ratio ** (1 / steps))} a step" if 0 < found.ratio < np.inf and steps > 1 else ""
    kept, units = kept_directions(stretched[0]), stretched.shape[1]
    text = f"**{name}**: {of} **{found.word}**: {short(found.ratio)} of it after {plural(steps, 'step')}{rate}; "
    text += f"{kept} of {plural(units, 'direction')} above ½."
    if found.word == "vanishes":
        return text + f" At most half first after {plural(found.half_life, 'step')}."
    return text + (
        f" At least doubled first after {plural(found.doubling, 'step')}." if found.word == "explodes" else ""
    )


RESOLVED = 1e-13
"""The share of σ_max below which a singular value of a product is rounding."""


def kept_directions(values: np.ndarray) -> str:
    """Say how many singular values are above ½; at least how many, where the others are lost in rounding."""
    lost = RESOLVED * values[0]
    kept = int((rounded(values) > max(0.5, lost)).sum())
    return f"at least {kept}" if lost > 0.5 and kept < len(values) else str(kept)


def follows(state: str) -> str:
    """Say what a push of one of the states h and c leaves alone: the other is as it was at that step, and follows.

    What is meant by ∂/∂c needs saying: h may follow, or be held at what it was.
    """
    return f"pushed alone; {'c' if state == 'h' else 'h'} follows"


def flow(lines: dict[str, np.ndarray], share: bool) -> str:
    """Say of each line where it is largest, and how much of it there is at the first step."""
    said = [line_sentence(f"share of {name}" if share else name, values) for name, values in lines.items()]
    return " ".join(said)


def line_sentence(name: str, values: np.ndarray) -> str:
    """Say where one line is largest, and what it is at the first step."""
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        return f"{name} is not finite at step {bad[-1] + 1} and at {plural(len(bad), 'step')} in all."
    if not values.any():
        return f"{name} is 0 in float64 everywhere."
    most = int(np.argmax(values))
    zeros = int((values == 0).sum())
    text = f"{name}: largest at step {most + 1}, {short(values[most])}; at step 1, {short(values[0])}"
    return text + (f"; 0 in float64 at {plural(zeros, 'step')}." if zeros else ".")
