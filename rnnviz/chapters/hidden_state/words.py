"""Sentences about a scene, each computed from what is shown: another setting gives another sentence."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.hidden_state.scene import DEFAULT_SEED, Scene, feature_on
from rnnviz.chapters.hidden_state.view import WEIGHTS, Selected, View
from rnnviz.core.network import run_network
from rnnviz.core.numbers import plural, short, written
from rnnviz.core.trace import Trace
from rnnviz.core.weights import STATES
from rnnviz.ui.proposal import Proposal

SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

NEAR = 1e-9
"""Numbers nearer to each other than this count as equal: which is larger is rounding."""


def vector(values: np.ndarray, most: int = 4) -> str:
    """Write [0.187, −1.237], shortened where there are many."""
    shown = ", ".join(short(v) for v in values[:most])
    return f"[{shown}{', …' if len(values) > most else ''}]"


def apart(one: float, other: float) -> tuple[str, str]:
    """Write two numbers, with as many decimals as it takes to tell them apart."""
    for decimals in range(3, 16):
        if written(one, decimals) != written(other, decimals):
            break
    return written(one, decimals), written(other, decimals)


def said(scene: Scene, t: int) -> str:
    """Tell the output after timestep t: a vector, or the likeliest name."""
    y, names = scene.y[t], scene.preset.outputs
    if len(y) == 1:
        return f"the output is {short(y[0])}"
    first, second = np.sort(y)[:-3:-1]
    if not names or not np.isfinite(y).all() or first - second < NEAR:
        return f"the output is {vector(y)}"
    best = names[int(np.argmax(y))]
    if scene.view.output == "softmax":
        return f"the output says {best} with {y.max():.0%}"
    return f"the output is largest for {best}"


def read(scene: Scene, t: int) -> str:
    """Write what was read at timestep t."""
    x = scene.inputs[t]
    return (
        feature_on(x, () if scene.view.names else scene.preset.features)
        or f"x = {short(x[0]) if len(x) == 1 else vector(x)}"
    )


def steps(scene: Scene) -> list[str]:
    """Tell what happened at each step, from 0, before anything is read."""
    start = ", ".join(f"{name} = {vector(values)}" for name, values in scene.initial.items())
    return [f"Nothing has been read yet; the state starts at {start}.", *(step(scene, t) for t in range(len(scene.h)))]


def step(scene: Scene, t: int) -> str:
    """Tell what happened at timestep t (from 0)."""
    trace, before, after = scene.trace, scene.trace.before("h")[0, t], scene.h[t]
    if not np.isfinite(after).all():
        return f"Step {t + 1} reads {read(scene, t)}. The state has left the range of floating point: {vector(after)}."
    moved = np.abs(after - before)
    most = np.flatnonzero(moved >= moved.max() - NEAR)
    unit = int(most[np.argmax(after[most])])
    text = f"Step {t + 1} reads {read(scene, t)}. "
    if moved.max() < NEAR:
        text += "No unit changes. " if not moved.any() else "No unit changes by as much as 10⁻⁹. "
    else:
        others = ", ".join(str(other) for other in most if other != unit)
        text += f"Unit {unit} moves most{f' (as does {others})' if others else ''}, "
        text += f"from {' to '.join(apart(before[unit], after[unit]))}: {why(trace, t, unit)}. "
    ending = f"Now {said(scene, t)}." if t in scene.shown_outputs else ""
    return (text + ending).strip()


def why(trace: Trace, t: int, unit: int) -> str:
    """Tell what made the unit's new value, in the cell's own terms."""
    if trace.cell.kind == "simple_rnn":
        from_x = float(trace.inputs[0, t] @ trace.weights.kernel[:, unit])
        from_h = float(trace.before("h")[0, t] @ trace.weights.recurrent_kernel[:, unit])
        bias = float(trace.weights.bias[unit])
        parts = f"the input brings {short(from_x)}, the memory {short(from_h)}"
        parts += f", the bias {short(bias)}" if bias else ""
        if trace.cell.activation == "linear":
            return parts
        total = short(trace["pre_h"][0, t, unit])
        return f"{parts}, together {total}, and {trace.cell.activation.replace('_', ' ')} of that is the new value"
    if trace.cell.recurrent_activation not in ("sigmoid", "hard_sigmoid"):
        return "its gates are not held between 0 and 1 by this activation, so they do not only let through"
    if trace.cell.kind == "lstm":
        f, i, o = (written(trace[name][0, t, unit], 2) for name in ("f", "i", "o"))
        return f"its forget gate keeps {f} of c, its input gate lets in {i} of the candidate, its output gate shows {o}"
    z = trace["z"][0, t, unit]
    return f"its update gate keeps {written(z, 2)} of the old value and takes {written(1 - z, 2)} of the candidate"


def weights_from(scene: Scene) -> str:
    """Tell where the weights on the screen come from, and whether what is known of them holds here."""
    view = scene.view
    if scene.as_made:
        return scene.preset.source
    weights = [name for name, _ in view.edits if name in WEIGHTS]
    if len(weights) == len(WEIGHTS):
        return "Every table of weights was brought here, or changed here."
    yours = f", with your changes in {', '.join(weights)}" if weights else ""
    if scene.given:
        return f"The example's own weights{yours}, used otherwise than they were made for."
    seed = DEFAULT_SEED if view.seed is None else view.seed
    return f"Untrained weights, drawn as Keras draws them by default, with seed {seed}{yours}."


def story(scene: Scene) -> str:
    """Tell what the example is, and whether other weights than its own are shown."""
    has_own = scene.preset.weights is not None
    is_brought = {name for name, _ in scene.view.edits} >= set(WEIGHTS)
    is_untrained = has_own and not (scene.given or is_brought)
    return scene.preset.story + (" **Here the weights are untrained.**" if is_untrained else "")


CARRIES = {
    "simple_rnn": "What is left of the memory?",
    "lstm": "What does c still carry?",
    "gru": "What does z still keep?",
}
"""What to ask of a cell without w_h."""


def proposal(scene: Scene, step: int) -> Proposal:
    """Propose a step on at the beginning, then to take the memory away, then to give it back.

    A reader's own w_h is not taken away, because it would not come back: then there is a state to predict.
    """
    wh, is_edited = scene.table("wh"), "wh" in dict(scene.view.edits)
    if step < min(2, scene.view.timesteps):
        memory = f"what it remembers, h{subscript(step)}"
        plain = scene.view.cell == "simple_rnn"
        happens = f"{memory}, enters the sum" if plain else f"the gates read {memory}"
        happens = happens if step else "the first input is read"
        return Proposal(f"Next: go to step {step + 1}, where {happens}", lambda view: go_to(view, step))
    if is_edited and wh.any():
        return Proposal("Next: predict the next state yourself", lambda view: replace(view, predict=True))
    if is_edited:
        return Proposal("Next: give w_h back. What returns?", lambda view: view.edited("wh", None))
    zeros = tuple(map(tuple, np.zeros_like(wh).tolist()))
    label = f"Next: set w_h to 0. {CARRIES[scene.view.cell]}"
    return Proposal(label, lambda view: view.edited("wh", zeros))


def next_question(view: View) -> Proposal | None:
    """Propose the state after the selected one, to who has just predicted that; None after the last."""
    name, timestep, unit = view.selected
    if name == "y" or timestep + 1 == view.timesteps:
        return None
    return Proposal(f"Next: predict {name}{subscript(timestep + 2)}[{unit}]", lambda view: go_to(view, timestep + 1))


def go_to(view: View, timestep: int) -> View:
    """Return the view at a timestep, with the same unit of the state selected."""
    name, _, unit = view.selected
    return replace(view, step=timestep + 1, selected=Selected("h" if name == "y" else name, timestep, unit))


def subscript(number: int) -> str:
    """Write a number as a subscript."""
    return str(number).translate(SUBSCRIPT)


def to_notice(scene: Scene) -> list[str]:
    """Tell a few things that are true of exactly what is on the screen."""
    found = [forecast(scene), without_memory(scene), same_input(scene), flat(scene), state_and_output(scene)]
    return [each for each in found if each]


def forecast(scene: Scene) -> str | None:
    """Put the forecast beside what came and what repeating the last value would have said."""
    preset, y = scene.preset, float(scene.y[-1, 0])
    if preset.following is None or not scene.as_made:
        return None
    actual, last, unit = preset.following(len(scene.inputs)), float(scene.inputs[-1, 0]), preset.outputs[0]
    better = "nearer" if abs(y - actual) < abs(last - actual) else "no nearer"
    said_, came = short(y), short(actual)
    return (
        f"**The forecast.** The output says {said_} ({unit}). What came was {came}; "
        f"repeating the last value says {short(last)}. The network is {better}, which proves nothing yet."
    )


def without_memory(scene: Scene) -> str | None:
    """Tell what the last output would be if nothing were carried from step to step."""
    last = len(scene.h) - 1
    cut = run_network(scene.network, scene.inputs[None, last:]).outputs[0, -1]
    y = scene.y[last]
    if not (np.isfinite(y).all() and np.isfinite(cut).all()) or last == 0:
        return None
    k = int(np.argmax(np.abs(y - cut)))
    name = "y" if len(y) == 1 else f"the output for {scene.preset.outputs[k]}" if scene.preset.outputs else f"y[{k}]"
    if np.allclose(y, cut, rtol=1e-9, atol=1e-9):
        return (
            "Reading the last step alone, from a state of zero, gives the same output: here the past does not matter."
        )
    alone, now = apart(cut[k], y[k])
    return (
        f"**The past matters.** Had the network read only the last step, from a state of zero, {name} would be "
        f"{alone} instead of {now}."
    )


def same_input(scene: Scene) -> str | None:
    """Find two timesteps with equal inputs and different states."""
    inputs, h = scene.inputs, scene.h
    for second in range(len(inputs) - 1, 0, -1):
        for first in range(second - 1, -1, -1):
            if not (np.array_equal(inputs[first], inputs[second]) and np.isfinite(h[[first, second]]).all()):
                continue
            difference = np.abs(h[first] - h[second]).max()
            if difference < NEAR:
                continue
            text = (
                f"**Same input, different state.** Steps {first + 1} and {second + 1} read the same, "
                f"{read(scene, first)}, yet their states differ by up to {short(difference)}."
            )
            if {first, second} <= set(scene.shown_outputs):
                text += f" After step {first + 1} {said(scene, first)}; after step {second + 1} {said(scene, second)}."
            return text
    return None


def flat(scene: Scene) -> str | None:
    """Tell how many states sit where tanh or a sigmoid is nearly flat."""
    low, high = {"tanh": (-0.95, 0.95), "sigmoid": (0.05, 0.95)}.get(scene.view.activation, (-np.inf, np.inf))
    count = int(((scene.h < low) | (scene.h > high)).sum())
    if not count or scene.view.cell != "simple_rnn" or not np.isfinite(scene.h).all():
        return None
    return (
        f"**Saturation.** {count} of the {scene.h.size} states lie beyond {short(low)}…{short(high)}, where "
        f"{scene.view.activation} is nearly flat: there a change of the input changes h little."
    )


def state_and_output(scene: Scene) -> str:
    """Tell h from y."""
    units, outputs = (plural(each.shape[1], "number") for each in (scene.h, scene.y))
    carried = " and ".join(STATES[scene.view.cell])
    return (
        f"**h is not y.** h has {units}, y {outputs}. y is computed from h and goes nowhere else; "
        f"what the next step receives is {carried}."
    )
