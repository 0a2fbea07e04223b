"""Sentences of the gates chapter, each computed from what is shown."""

import numpy as np

from rnnviz.chapters.gates import scenes
from rnnviz.chapters.gates.memory import HalfLife, change, half_life
from rnnviz.chapters.gates.view import Scene, View, captions_of, inputs_of, operations
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import written
from rnnviz.core.weights import Cell

MOVES = 0.05
"""By how much a gate's average must differ for a sentence to speak of it."""

DIGITS = 3
"""Decimals in sentences; the arithmetic panel has them all."""


def short(value: float) -> str:
    """A number in a sentence."""
    return written(value, DIGITS)


def read(x: np.ndarray, caption: str) -> str:
    """What is read at a timestep: a number, or a letter."""
    return short(x[0]) if len(x) == 1 else caption


def step(kind: str, numbers: dict[str, np.ndarray], t: int, said: str) -> str:
    """What one unit of a cell does at timestep ``t`` (from 0) with what it reads."""
    n = {name: short(values[t]) for name, values in numbers.items()}
    opening = f"Timestep {t + 1} reads {said}. "
    if kind == "simple_rnn":
        return opening + (
            f"Input, state and bias add up to {n['pre_h']}; tanh of that is the new h = {n['h']}. "
            f"Nothing keeps the old {n['h_before']}."
        )
    if kind == "gru":
        return opening + (
            f"r lets {n['r']} of the recurrent sum {n['recurrent_n']} into the candidate. z keeps {n['z']} of "
            f"h = {n['h_before']}, which is {n['kept']}; 1 − z takes {n['one_minus_z']} of the "
            f"candidate {n['n']}, which is {n['added']}. Together: h = {n['h']}."
        )
    i = "i, which is 1 − f," if kind == "coupled_lstm" else "i"
    return opening + (
        f"f keeps {n['f']} of c = {n['c_before']}, which is {n['kept']}; {i} lets in {n['i']} of the candidate "
        f"{n['g']}, which is {n['added']}. Together: c = {n['c']}. o shows {n['o']} of tanh c = {n['act_c']}: "
        f"h = {n['h']}."
    )


def cell_alt(scene: Scene, names: tuple[str, ...]) -> str:
    """What the picture of one cell over time shows."""
    ranges, count = [], len(scene.inputs)
    for name in names:
        values = scene.values(name)
        finite = values[np.isfinite(values)]
        ranges.append(f"{name} from {short(finite.min())} to {short(finite.max())}")
    return f"{NAMES[scene.kind]} over {count} timestep{'s' * (count != 1)}: {', '.join(ranges)}."


def size_line(view: View, kind: str) -> str:
    """How large a cell is."""
    units = view.sizes[kind]
    parameters = Cell(kind, units).parameters(view.features)
    return f"{units} unit{'s' * (units != 1)}, {parameters} parameters"


def weights_from(view: View) -> str:
    """Where the weights come from."""
    if view.weights == "trained":
        facts = scenes.recall()[scenes.task_of(view.features)]
        task = (
            "hold the last of one or two pulses among noise, over 30 timesteps"
            if view.features == 1
            else "say the letter that follows in JAZZ"
        )
        reached = ", ".join(f"{NAMES[kind]} {recall_line(view, kind)}" for kind in view.cells)
        return (
            f"Trained to {task}: {facts['steps']:,} steps of Adam. {facts['loss'].capitalize()}: {reached}; saying the "
            f"same always, {short(facts['baseline'])}. Each is the median of {len(facts['seeds'])} seeds."
        )
    if view.weights == "fresh":
        return f"Untrained weights, drawn as Keras draws them by default, with seed {view.seed}."
    point = scenes.HAND_SET[view.weights].point
    return f"Before the operations below: {point}" if view.operated else point


def recall_line(view: View, kind: str) -> str:
    """How well a trained cell does what it was trained on."""
    task = scenes.task_of(view.features)
    facts = scenes.recall()[task]
    own = facts["networks"][f"recall_{task}_{kind}_{view.sizes[kind]}"]
    return f"{short(own['loss_reached'])} (seed {own['seed']})"


def half_lives(view: View, found: dict[str, Scene]) -> dict[str, HalfLife]:
    """The half-life of the nudge in each cell."""
    nudged = view.nudged - 1
    return {
        kind: half_life(change(scene.values("h", "nudged"), scene.values("h"))[0], nudged)
        for kind, scene in found.items()
    }


def memory_lines(view: View, lives: dict[str, HalfLife]) -> list[str]:
    """The half-lives in words."""
    after = view.timesteps - view.nudged
    return [f"**{NAMES[kind]}**: {life.said(after)}." for kind, life in lives.items()]


def nudged_input(view: View) -> str:
    """What the nudge raises: x, or the first of its numbers."""
    return "x" if view.features == 1 else "x[0], the entry of J,"


def memory_alt(view: View, lives: dict[str, HalfLife]) -> str:
    """What the figure of the half-lives shows."""
    after = view.timesteps - view.nudged
    said = "; ".join(f"{NAMES[kind]} {life.said(after)}" for kind, life in lives.items())
    return (
        f"The largest change of h in each cell, on a log axis, after {nudged_input(view)} at timestep {view.nudged} "
        f"was raised by {view.delta}. Half-lives: {said}."
    )


def surgery_lines(view: View, found: dict[str, Scene]) -> list[str]:
    """What the operations did to the last output of each cell."""
    if not view.operated:
        return ["Nothing is operated on yet: hold a gate, silence a unit or cut the recurrence."]
    lines = []
    for kind, scene in found.items():
        done = operations(view, kind)
        if not done:
            lines.append(f"**{NAMES[kind]}** is untouched: it has no gate {view.held} of its own.")
            continue
        shown, before = scene.values("y")[-1], scene.values("y", "untouched")[-1]
        unit = int(np.argmax(np.abs(shown - before)))
        name = f"y[{unit}]" if len(shown) > 1 else "y"
        lines.append(
            f"**{NAMES[kind]}**, {done}: the last {name} goes from {short(before[unit])} to {short(shown[unit])}, "
            f"a change of {short(shown[unit] - before[unit])}."
        )
    return lines


def to_notice(view: View, found: dict[str, Scene]) -> list[str]:
    """A few things that are true of exactly what is on the screen."""
    said = [gates_move(view, scene) for scene in found.values()]
    said += [target(view, found), carried(found)]
    return [each for each in said if each]


def gates_move(view: View, scene: Scene) -> str | None:
    """What the keeping gate does where the largest input comes, against elsewhere."""
    name = {"gru": "z"}.get(scene.kind, "f")
    if scene.kind == "simple_rnn" or view.timesteps < 2:
        return None
    gate = scene.values(name).mean(axis=-1)
    sizes = np.abs(scene.inputs).max(axis=-1)
    at = int(np.argmax(sizes))
    elsewhere = np.delete(gate, at).mean()
    if np.ptp(gate) < MOVES:
        average = written(gate.mean(), 2)
        return f"**{NAMES[scene.kind]}**: {name}, which keeps, hardly moves; it averages {average}."
    if (sizes == sizes[at]).sum() > 1 or abs(gate[at] - elsewhere) < MOVES:
        return None
    verb = "keeps more" if gate[at] > elsewhere else "keeps less"
    called = read(scene.inputs[at], captions_of(view)[at])
    return (
        f"**{NAMES[scene.kind]} {verb}** when {called}, the largest input, comes at timestep {at + 1}: its {name} "
        f"averages {written(gate[at], 2)} over the units there, and {written(elsewhere, 2)} elsewhere."
    )


def target(view: View, found: dict[str, Scene]) -> str | None:
    """How near the trained cells come to the pulse that they are to hold."""
    if view.weights != "trained" or view.input not in ("two", "impulse") or view.operated:
        return None
    x = inputs_of(view)[:, 0]
    large = np.flatnonzero(np.abs(x) >= 0.6)
    if not len(large):
        return None
    wanted = x[large[-1]]
    said = ", ".join(f"{NAMES[kind]} says {short(scene.values('y')[-1, 0])}" for kind, scene in found.items())
    best = min(found, key=lambda kind: abs(found[kind].values("y")[-1, 0] - wanted))
    return (
        f"**What they were trained for.** At the end the output should still be the last pulse, {short(wanted)}: "
        f"{said}. Nearest is {NAMES[best]}; another input may favour another."
    )


def carried(found: dict[str, Scene]) -> str | None:
    """c is not bounded as h is."""
    for scene in found.values():
        if "c" in scene.trace.values and scene.kind != "coupled_lstm":  # there c is a mean of candidates, within ±1
            c, h = np.abs(scene.values("c")).max(), np.abs(scene.values("h")).max()
            return (
                f"**c is not h.** In {NAMES[scene.kind]} c reaches {short(c)} in size, h only {short(h)}: c is carried "
                "by × and + alone and has no bound of 1; h is what the output gate shows of tanh c."
            )
    return None
