"""Sentences of the gates chapter, each computed from what is shown."""

import numpy as np

from rnnviz.chapters.gates.presets.weights import HAND_SET
from rnnviz.chapters.gates.scene import (
    answers,
    captions_of,
    half_lives,
    inputs_of,
    keeping_gate,
    most_changed,
    scales,
    targets_of,
    values,
)
from rnnviz.chapters.gates.scene.comparison import SEEDS, kept_by_gates, left_of_nudge, losses
from rnnviz.chapters.gates.scene.memory import HalfLife
from rnnviz.chapters.gates.view import View, cells_of, shown_names
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import plural, short, written
from rnnviz.core.weights import GATES, STATES, Cell
from rnnviz.store.recall import task_facts, trained_name
from rnnviz.ui.cache import cached

MOVES = 0.05
"""By how much a gate's average must differ for a sentence to speak of it."""


def read(x: np.ndarray, caption: str) -> str:
    """Write what is read at a timestep: a number, or a letter."""
    return short(x[0]) if len(x) == 1 else caption


def step(kind: str, numbers: dict[str, np.ndarray], t: int, said: str) -> str:
    """Tell what one unit of a cell does at timestep ``t`` (from 0) with what it reads."""
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


def cell_alt(view: View, kind: str) -> str:
    """Describe one cell over time."""
    ranges = []
    for name in shown_names(kind):
        finite = values(view, kind, name)
        finite = finite[np.isfinite(finite)]
        ranges.append(f"{name} from {short(finite.min())} to {short(finite.max())}")
    return f"{NAMES[kind]} over {plural(view.timesteps, 'timestep')}: {', '.join(ranges)}."


def task_line(view: View) -> str:
    """Tell what the cells are asked to say after each step."""
    if targets_of(view) is None:
        why = "the weights are set by hand" if view.weights in HAND_SET else "no cell was trained on such an input"
        return f"**What they say** :small[no target: {why}]"
    asked = "the last pulse so far" if view.features == 1 else "1 for the next letter"
    return f"**The task** :small[y: {asked}, dashed]"


def outputs_alt(view: View) -> str:
    """Describe the figure of what the cells say."""
    what = "y" if view.features == 1 else "The probability of the next letter"
    said = "; ".join(
        f"{NAMES[kind]} from {short(each.min())} to {short(each.max())}, {short(each[-1])} at the end"
        for kind, each in ((kind, answers(view, kind)) for kind in view.cells)
    )
    targets = targets_of(view)
    end = "" if targets is None else f" The target at the end is {short(targets[-1])}."
    return f"{what} of each cell over {plural(view.timesteps, 'timestep')}: {said}.{end}"


def colour_ends(view: View, is_hidden: bool) -> dict[str, str]:
    """Write where the colours of x, c and y end; only of x where numbers are to be predicted."""
    told = {name: f"±{written(largest, 2)}" for name, largest in scales(view).items()}
    return told | ({"c": "", "y": ""} if is_hidden else {})


def size_line(view: View, kind: str) -> str:
    """Tell how large a cell is."""
    units = view.sizes[kind]
    return f"{plural(units, 'unit')}, {Cell(kind, units).parameters(view.features)} parameters"


def weights_from(view: View) -> str:
    """Tell where the weights come from."""
    if view.weights == "trained":
        facts = task_facts(view.features)
        task = (
            "hold the last of one or two pulses among noise, over 30 timesteps"
            if view.features == 1
            else "say the letter that follows in JAZZ"
        )
        found = {kind: facts["networks"][trained_name(kind, view.sizes[kind], view.features)] for kind in view.cells}
        reached = ", ".join(f"{NAMES[kind]} {short(each['loss_reached'])}" for kind, each in found.items())
        return (
            f"Trained to {task}. {facts['loss'].capitalize()}: {reached}; saying the same always, "
            f"{short(facts['baseline'])}."
        )
    if view.weights == "fresh":
        return f"Untrained weights, drawn as Keras draws them by default, with seed {view.seed}."
    point = HAND_SET[view.weights].point
    if view.weights == "carry":
        point += f" {lets_in(view)}"
    return f"Before the operations below: {point}" if view.operated else point


def lets_in(view: View) -> str:
    """Tell when the cells that forget nothing but what comes in let this input in."""
    kind = next((each for each in view.cells if each != "simple_rnn"), None)
    if kind is None:
        return ""
    gate, takes = {"gru": ("z", "1 − z")}.get(kind, ("f", "1 − f") if kind == "coupled_lstm" else ("i", "i"))
    gates = values(view, kind, gate, "untouched")
    opened = ((gates if takes == gate else 1 - gates) > 0.5).any(axis=-1)
    whose = f"in {NAMES[kind]} {takes}"
    if opened.all():
        return f"Here {whose} is above ½ at every timestep: whatever is read comes in."
    if not opened.any():
        return f"Here no input is large enough: {whose} is nowhere above ½."
    steps, more = np.flatnonzero(opened) + 1, ", …" if opened.sum() > 6 else ""
    at = f"{'timestep' if len(steps) == 1 else 'timesteps'} {', '.join(map(str, steps[:6]))}{more}"
    return f"Here {whose} is above ½ at {at} alone: what is read then comes in."


def half_life(life: HalfLife, after: int, state: str) -> str:
    """Tell the half-life of a state in a sequence that goes on for ``after`` steps."""
    if not life.reached:
        return f"never: the nudge does not reach {state} at its own step, so there is nothing to halve"
    if not after:
        return "none: nothing follows the nudge; choose an earlier timestep"
    if life.steps is None:
        return f"never within the {plural(after, 'step')} that follow: × {short(life.left)} is left at the end"
    return plural(life.steps, "step")


def memory_lines(view: View) -> list[str]:
    """Tell the half-life of each cell, in c first where it keeps its memory there."""
    after, lives = view.timesteps - view.nudged, half_lives(view)
    lines = []
    for kind in view.cells:
        said = [f"{state}: {half_life(lives[kind, state], after, state)}" for state in reversed(STATES[kind])]
        lines.append(f"**{NAMES[kind]}**, {'; '.join(said)}.")
        if len(said) > 1:
            lines[-1] += unseen(view, kind)
    return lines


def unseen(view: View, kind: str) -> str:
    """Tell why h hides a nudge that c still keeps at the end; empty where it does not."""
    in_h, in_c = (half_lives(view)[kind, state] for state in STATES[kind])
    if not in_c.left > 0.5 or not in_h.left <= 0.5:
        return ""
    last = view.timesteps - 1
    unit = most_changed(view, kind, "c", last)
    c, o = (values(view, kind, name, "nudged")[last, unit] for name in ("c", "o"))
    rounded = ", which is rounding" if in_h.left == 0 else ""
    return (
        f" At the end c still holds × {short(in_c.left)} of the nudge and h shows × {short(in_h.left)}{rounded}: "
        f"while o stays as it is, a small change of c[{unit}] = {short(c)} moves h by o · (1 − tanh² c) = "
        f"{short(o / np.cosh(c) ** 2)} of itself."
    )


def nudged_input(view: View) -> str:
    """Name what the nudge raises: x, or the first of its numbers."""
    return "x" if view.features == 1 else "x[0], the entry of J,"


def memory_alt(view: View) -> str:
    """Describe the figure of the half-lives."""
    after = view.timesteps - view.nudged
    said = "; ".join(
        f"{NAMES[kind]}, {state}: {half_life(life, after, state)}" for (kind, state), life in half_lives(view).items()
    )
    return (
        f"The largest change of each state, on a log axis, after {nudged_input(view)} at timestep {view.nudged} "
        f"was raised by {view.delta}. Half-lives: {said}."
    )


def operations(view: View, kind: str) -> str:
    """Name the operations that concern a kind of cell; empty where none does."""
    done = []
    if view.held in GATES[kind]:
        done.append(f"{view.held} held at {written(view.value / 100, 2)}")
    if view.silenced != "none":
        done.append(f"unit {view.silenced} silenced")
    if view.cut:
        done.append("the recurrence cut")
    return ", ".join(done)


@cached(by=cells_of)
def surgery_lines(view: View) -> list[str]:
    """Tell what the operations did to the last output of each cell."""
    if not view.operated:
        return ["Nothing is operated on yet: hold a gate, silence a unit or cut the recurrence."]
    lines = []
    for kind in view.cells:
        done = operations(view, kind)
        if not done:
            lines.append(f"**{NAMES[kind]}** is untouched: it has no gate {view.held} of its own.")
            continue
        shown, before = (values(view, kind, "y", run)[-1] for run in ("shown", "untouched"))
        unit = int(np.argmax(np.abs(shown - before)))
        name = f"y[{unit}]" if len(shown) > 1 else "y"
        lines.append(
            f"**{NAMES[kind]}**, {done}: the last {name} goes from {short(before[unit])} to {short(shown[unit])}, "
            f"a change of {short(shown[unit] - before[unit])}."
        )
    return lines


def spread(name: str, each: np.ndarray) -> str:
    """Describe a spread over seeds, of those in which the nudge reached anything."""
    reached = each[np.isfinite(each)]
    if not len(reached):
        return f"{name} nothing to compare, in no seed does the nudge reach h"
    low, middle, high = (short(value) for value in (reached.min(), np.median(reached), reached.max()))
    missed = len(each) - len(reached)
    note = f" (in {missed} of {len(each)} seeds it reaches nothing)" if missed else ""
    return f"{name} {low} to {high}, median {middle}{note}"


def fresh_alt(view: View) -> str:
    """Describe the figure of the untrained cells."""
    said = "; ".join(spread(NAMES[kind], each) for kind, each in left_of_nudge(view).items())
    return (
        f"What is left of the nudge in h at the last step, as a share of what it first was, for {len(SEEDS)} seeds: "
        f"{said}."
    )


def fresh_why(view: View) -> str:
    """Tell why untrained cells keep as much as they do."""
    gates = [
        f"{NAMES[kind]}'s {keeping_gate(kind)} averages {written(kept, 2)}"
        for kind, kept in kept_by_gates(view).items()
    ]
    said = f"Untrained, {', '.join(gates)}: so much of the old state each step keeps by itself. " if gates else ""
    if "simple_rnn" in view.cells:
        said += (
            "SimpleRNN has no such gate: Keras draws its U orthogonal, which keeps the length of a change of h, and "
            "what is lost of it is lost in tanh."
        )
    return said


def trained_alt(view: View) -> str:
    """Describe the figure of the trained cells."""
    facts = task_facts(view.features)
    said = "; ".join(spread(NAMES[kind], each) for kind, each in losses(view).items())
    return (
        f"The loss ({facts['loss']}) of {len(facts['seeds'])} seeds: {said}. Saying the same always scores "
        f"{short(facts['baseline'])}, the dashed line."
    )


@cached(by=cells_of)
def to_notice(view: View) -> list[str]:
    """Tell a few things that are true of exactly what is on the screen."""
    said = [*(gates_move(view, kind) for kind in view.cells), target(view), carried(view)]
    return [each for each in said if each]


def gates_move(view: View, kind: str) -> str | None:
    """Tell what the keeping gate of each unit does where the largest input comes, against elsewhere."""
    name = keeping_gate(kind)
    if name is None or view.timesteps < 2:
        return None
    inputs, gates = inputs_of(view), values(view, kind, name)
    sizes = np.abs(inputs).max(axis=-1)
    at = int(np.argmax(sizes))
    elsewhere = np.delete(gates, at, axis=0).mean(axis=0)
    if np.ptp(gates, axis=0).max() < MOVES:
        return f"**{NAMES[kind]}**: {name}, which keeps, hardly moves; it averages {written(gates.mean(), 2)}."
    more, less = (gates[at] - elsewhere > MOVES), (elsewhere - gates[at] > MOVES)
    if (sizes == sizes[at]).sum() > 1 or not (more.any() or less.any()):
        return None
    comes = f"at timestep {at + 1}, where the input largest in size comes, {read(inputs[at], captions_of(view)[at])}"
    if more.all() or less.all():
        every = "its one unit keeps" if len(more) == 1 else f"each of its {len(more)} units keeps"
        return (
            f"**{NAMES[kind]}**: {comes}, {every} {'more' if more.all() else 'less'} than elsewhere: {name} averages "
            f"{written(gates[at].mean(), 2)} there, and {written(elsewhere.mean(), 2)} elsewhere."
        )
    counts = [(more.sum(), "more"), (less.sum(), "less"), ((~more & ~less).sum(), "about as much")]
    (first, how), *others = [(count, how) for count, how in counts if count]
    said = "".join(f", {count} {how}" for count, how in others)
    keep = "keeps" if first == 1 else "keep"
    return f"**{NAMES[kind]}**'s {len(more)} units split {comes}: {first} {keep} {how} than elsewhere{said}."


def target(view: View) -> str | None:
    """Tell how near the trained cells come to the pulse that they are to hold."""
    targets = targets_of(view)
    if view.weights != "trained" or view.features > 1 or targets is None or view.operated:
        return None
    wanted, last = targets[-1], {kind: answers(view, kind)[-1] for kind in view.cells}
    said = ", ".join(f"{NAMES[kind]} says {short(y)}" for kind, y in last.items())
    best = min(last, key=lambda kind: abs(last[kind] - wanted))
    nearest = f" Nearest is {NAMES[best]}; another input may favour another." if len(last) > 1 else ""
    return f"**What they were trained for.** At the end the target is {short(wanted)}: {said}.{nearest}"


def carried(view: View) -> str | None:
    """Tell how far c goes beyond h, which is bounded."""
    for kind in view.cells:
        if "c" in STATES[kind] and kind != "coupled_lstm":  # there c is a mean of candidates, within ±1
            c, h = (np.abs(values(view, kind, name)).max() for name in ("c", "h"))
            return (
                f"**c is not h.** In {NAMES[kind]} c reaches {short(c)} in size, h only {short(h)}: c is carried "
                "by × and + alone and has no bound of 1; h is what the output gate shows of tanh c."
            )
    return None
