"""Why each cell keeps what it keeps, and how that varies over seeds."""

from collections import Counter

import numpy as np

from rnnviz.chapters.gradients.scene.reasons import factors, held, memory, norm_of_u, whole
from rnnviz.chapters.gradients.scene.seeds import seeds_of, spread
from rnnviz.chapters.gradients.view.choices import View
from rnnviz.chapters.gradients.words.writing import in_float64, rounded, short, titled
from rnnviz.core.activations import sigmoid
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import plural


def reasons(view: View) -> list[str]:
    """Say of each cell why it keeps what it keeps, with the numbers of it."""
    return [f"**{titled(kind)}**: {reason(view, kind)}" for kind in view.kinds]


def reason(view: View, kind: str) -> str:
    """Say why a cell keeps what it keeps from step 1 to T: its own way from step to step, and the ways round."""
    last, steps = view.timesteps, view.timesteps - 1
    if not steps:
        return "a single step has no past."
    mean, alone, found = factors(view, kind)[1:].mean(), held(view, kind)[0], whole(view, kind)[0]
    over = f"on average over {plural(view.units, 'unit')} and steps 2 to {last}"
    if kind == "simple_rnn":
        text = f"σ_max(U) is {short(norm_of_u(view))}; U alone, {steps} times, would keep {in_float64(alone[0])}."
        if view.activation == "linear":
            return f"{text} The activation is linear, its slope 1: there is nothing else, and σ_max is {short(found)}."
        slopes = f"Each step also multiplies by the slope of {view.activation}, {short(mean)} {over}"
        return f"{text} {slopes}: σ_max is {short(found)}."
    state = memory(kind)
    held_back, gate = ("h held", "f") if state == "c" else ("gates and candidate held", "z")
    begun = not view.updates and view.are_drawn
    text = f"{gate} is {short(mean)} {over}"
    if kind == "peephole_lstm":
        text = f"f and what the peepholes add come to {short(mean)} {over}"
    elif begun:
        bias = view.forget if gate == "f" else 0.0
        text += f" (its bias alone gives σ({bias:g}) = {short(sigmoid(np.array(bias)))})".replace("-", "−")
    text += (
        f". With {held_back}, ∂{state}_{last}/∂{state}_1 is the product of these in each unit: {in_float64(alone[0])}"
    )
    if view.units > 1:
        text += f" where it is largest, {in_float64(np.median(alone))} in the median unit"
    text += f". With {'h' if state == 'c' else 'them'} following, σ_max is {short(found)}"
    way = "h and U" if state == "c" else "U"
    more, less = rounded(found) > rounded(alone[0]), rounded(found) < rounded(alone[0])
    return text + (
        f": the rest goes round through {way}." if more else f": the ways through {way} take away." if less else "."
    )


def reasons_alt(view: View) -> str:
    """Say what the figure of reasons shows."""
    return (
        f"Solid: σ_max of ∂/∂ of the state at step k, by step {view.timesteps}, with all that follows from the push. "
        "Dotted: what the cell's own way would keep alone, in the unit that keeps most."
    )


def seeds(view: View) -> list[str]:
    """Say of each cell what it keeps over the seeds, and which keeps most."""
    found = {kind: spread(view, kind)[:, 0] for kind in view.kinds}
    said = [
        f"**{titled(kind)}**, {memory(kind)}: median {short(np.median(values))}, from {short(values.min())} to "
        f"{short(values.max())}"
        for kind, values in found.items()
    ]
    return said if view.timesteps == 1 else [*said, order_sentence({NAMES[kind]: each for kind, each in found.items()})]


def order_sentence(found: dict[str, np.ndarray]) -> str:
    """Say which of the cells keeps most in how many seeds, and which whole order is the most frequent."""
    values = np.array(list(found.values()))  # (cells, seeds)
    names, count = list(found), values.shape[1]
    ordered = [
        tuple(np.argsort(-each)) for each in values.T if not np.isnan(each).any() and len(set(each)) == len(each)
    ]
    if not ordered:
        return "No order: in every seed two cells keep the same, or what one keeps is no number."
    first = Counter(order[0] for order in ordered).most_common()
    text = "Keeps most: " + ", ".join(f"the {names[cell]} in {times}" for cell, times in first) + f" of {count} seeds"
    order, times = Counter(ordered).most_common(1)[0]
    return f"{text}. The order {' > '.join(names[cell] for cell in order)} holds in {times}."


def seeds_drawn(view: View) -> str:
    """Say which seeds there are, and what is another for each."""
    last = seeds_of(view)[-1]
    random = view.inputs in ("noise", "pulse")
    if not view.are_drawn:
        what = "draw the input alone: the weights are no seed's" if random else "change nothing here"
    else:
        what = "draw weights and input" if random else "draw the weights; the input stays"
    before = ", before any update" if view.updates else ""
    return f"Seeds 1 to {last} {what}{before}."


def seeds_alt(view: View) -> str:
    """Say what the figure over seeds shows."""
    return f"{seeds_drawn(view)} Lines are medians; bands go from the least to the greatest of the seeds."
