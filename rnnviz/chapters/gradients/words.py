"""Sentences about gradients, each computed from what is shown."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from rnnviz.chapters.gradients.scene import Scene, growth, sampled, scene, stretches, trace_of
from rnnviz.chapters.gradients.scene.descent import BATCH, Descent, clipping_of
from rnnviz.chapters.gradients.scene.initial import spectral_radius
from rnnviz.chapters.gradients.scene.product import Product
from rnnviz.chapters.gradients.scene.reasons import factors, held, memory, norm_of_u, whole
from rnnviz.chapters.gradients.scene.seeds import seeds_of, spread
from rnnviz.chapters.gradients.view import Pair, View
from rnnviz.core.activations import sigmoid
from rnnviz.core.derivatives import slope
from rnnviz.core.jacobians import last_singular_values, step_jacobians
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import RAISED, plural, written
from rnnviz.core.optimizers import clip, norm
from rnnviz.core.trace import Trace
from rnnviz.core.weights import STATES


def short(value: float) -> str:
    """Write a number with the three digits that count, always three.

    >>> short(0.0056789), short(0.5), short(100.0), short(123456.0), short(1e40)
    ('0.00568', '0.500', '100', '1.23×10⁵', '1.00×10⁴⁰')
    """
    if value == 0 or not np.isfinite(value):
        return written(value)
    mantissa, exponent = f"{value:.2e}".split("e")
    power = int(exponent)
    if -4 <= power <= 2:
        return f"{float(f'{value:.2e}'):.{2 - power}f}".replace("-", "−")
    return f"{mantissa}×10{str(power).translate(RAISED)}".replace("-", "−")


def rounded(values: np.ndarray) -> np.ndarray:
    """Return numbers as ``short`` writes them: to three digits that count."""
    return np.vectorize(lambda value: float(f"{value:.2e}"), otypes=[float])(values)


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
    stretched = stretches(view, kind, state)
    text = verdict_sentence(kind, state, stretched)
    if view.timesteps == 1 or np.isnan(stretched[0, 0]):
        return text
    if stretched[0, 0] == 0:
        text += f" ({zero_sentence(trace_of(view, kind))})"
    return text + elsewhere(stretched[:, 0], sampled(view), growth(view, kind, state))


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
    text = f"**{name}**: {of} **{found.word}**: σ_max {short(found.ratio)} over {plural(steps, 'step')}{rate}; "
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


def push_sentence(state: str) -> str:
    """Say what ∂state_t/∂state_k means in a cell that carries h and c."""
    other = "c" if state == "h" else "h"
    return (
        f"J is of (h, c) together; this is its block of {state}: at step k {state} is pushed alone, and from the next "
        f"step on {other} follows. (With h held instead, ∂c is the product of the forget gates: see “Why”.)"
    )


def stretch(found: Product) -> float:
    """Return the root mean square of the singular values of an opened product, which the T×T matrix shows."""
    return float(np.sqrt(np.mean(np.square(found.singular_values))))


def reasons(view: View) -> list[str]:
    """Say of each cell why it keeps what it keeps, with the numbers of it."""
    return [f"**{titled(kind)}**: {reason(view, kind)}" for kind in view.kinds]


def titled(kind: str) -> str:
    """Return what a kind of cell is called at the beginning of a sentence."""
    return NAMES[kind][0].upper() + NAMES[kind][1:]


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
    begun = not view.updates and view.weights == "drawn"
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
    if view.weights == "trained":
        what = "draw the input alone: the weights are the trained ones" if random else "change nothing here"
    else:
        what = "draw weights and input" if random else "draw the weights; the input stays"
    before = ", before any update" if view.updates else ""
    return f"Seeds 1 to {last} {what}{before}."


def seeds_alt(view: View) -> str:
    """Say what the figure over seeds shows."""
    return f"{seeds_drawn(view)} Lines are medians; bands go from the least to the greatest of the seeds."


def in_float64(value: float) -> str:
    """Write a number of which a 0 is what float64 makes of something smaller than it holds."""
    return "0 in float64" if value == 0 else short(value)


def reasons_alt(view: View) -> str:
    """Say what the figure of reasons shows."""
    return (
        f"Solid: σ_max of ∂/∂ of the state at step k, by step {view.timesteps}, with all that follows from the push. "
        "Dotted: what the cell's own way would keep alone, in the unit that keeps most."
    )


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


def notices(view: View) -> list[str]:
    """Say which cells explode, and why."""
    found = [(kind, explosion(scene(view, kind))) for kind in view.kinds]
    return [f"{NAMES[kind]}. {text}" for kind, text in found if text]


def explosion(scene: Scene) -> str | None:
    """Say at which step the states, the loss or the gradients leave floating point, and why; None where none does."""
    if not all(np.isfinite(weight).all() for weight in scene.weights.values()):
        return "**The last update left weights that are not finite**: its gradient was not. Begin again."
    h = scene.trace["h"][0]
    for name, test in (("∞", np.isinf), ("NaN", np.isnan)):
        steps = np.flatnonzero(test(h).any(axis=-1))
        if len(steps):
            return forward_explosion(scene, int(steps[0]), name)
    loss = "" if np.isfinite(scene.loss.value) else f" The loss itself, a square, is {written(scene.loss.value)}."
    sizes = scene.flow("h")
    steps = np.flatnonzero(~np.isfinite(sizes))
    if not len(steps):
        return loss.strip() or None
    left = f"**The gradient leaves floating point at step {steps[-1] + 1}**, going back. "
    return left + factors_sentence(scene, int(steps[-1])) + loss


def factors_sentence(scene: Scene, step: int) -> str:
    """Say how large the two factors of ∂L/∂h at a step, from 0, are: the loss's slope and the product of Jacobians."""
    last = max(scene.loss.timesteps)
    jacobians = step_jacobians(scene.trace)[0, : last + 1]
    stretched = last_singular_values(jacobians, slice(0, scene.cell.units), np.array([step]))[0, 0]
    return (
        f"The states are finite. ∂L/∂h is {short(scene.flow('h')[last])} at step {last + 1}, because the error there "
        f"is {short(scene.loss.error[0, last, 0])}; the Jacobians from there back to step {step + 1} stretch by up to "
        f"{short(stretched)}. Float64 ends at 1.8×10³⁰⁸."
    )


def forward_explosion(scene: Scene, step: int, name: str) -> str:
    """Say why the states left floating point."""
    h = scene.trace["h"][0]
    before = np.abs(h[step - 1]).max() if step else 0.0
    nan = np.flatnonzero(np.isnan(h).any(axis=-1))
    text = f"**At step {step + 1} a state is {name}.** One step before, the largest was {short(before)}"
    if scene.cell.kind == "simple_rnn":
        radius = spectral_radius(scene.trace.weights.recurrent_kernel)
        text += f", and U, whose spectral radius is {short(radius)}, multiplies once more"
    text += ": beyond 1.8×10³⁰⁸ float64 has only ∞."
    if len(nan):
        text += f" From step {int(nan[0]) + 1} on there is NaN: ∞ − ∞, or 0 × ∞, is no number."
    loss = scene.loss.value
    return text + ("" if np.isfinite(loss) else f" So the loss is {written(loss)}, and no gradient means anything.")


def bound_sentence(found: Product) -> str:
    """Say the largest singular value of the opened product beside its bounds."""
    if found.steps == 0:
        return "t = k: a state depends on itself exactly, and the product of no factors is the identity."
    if not np.isfinite(found.singular_values).all():
        return "The product is not finite, so it has no singular values."
    largest, bound = found.singular_values[0], found.bounds[-1]
    text = f"σ_max {short(largest)} over {plural(found.steps, 'step')}; never more than the norms multiplied, "
    text += short(bound)
    if found.activation_bounds is not None:
        text += f", or σ_max(U) times each step's largest slope, {short(found.activation_bounds[-1])}"
    return text + "."


def sensitivity_sentence(name: str, state: str, matrix: np.ndarray, pair: Pair) -> str:
    """Say one number of the T×T matrix, and how far the whole of it goes."""
    past = matrix[np.tri(len(matrix), dtype=bool)]
    finite = past[np.isfinite(past)]
    text = f"{name}, {state} from step {pair.k + 1} to {pair.t + 1}: ×{short(matrix[pair])}. All: from "
    text += f"{short(finite.min())} to {short(finite.max())}"
    flat = {"grey is 0 in float64": past == 0, "pink ∞": np.isposinf(past), "ochre NaN": np.isnan(past)}
    shown = [words for words, found in flat.items() if found.any()]
    return text + (f"; {', '.join(shown)}." if shown else ".")


def colours_sentence(farthest: dict[str, float]) -> str:
    """Say whether the T×T matrices share their colours, from the power of ten at which each one's are full."""
    if len(set(farthest.values())) == 1:
        return "The colours are the same in all."
    return "**The colours of one map are not those of another**: each bar says how far its own go."


def factor_sentence(found: Product, first: int) -> str:
    """Say how large the factors of the opened product are, of which there is one at least."""
    if not np.isfinite(found.norms).all():
        return "A factor is not finite."
    low, high = (short(each) for each in (found.norms.min(), found.norms.max()))
    above = int((found.norms > 1.0 + 1e-9).sum())
    if found.steps == 1:
        return f"1 Jacobian, of step {first}, with norm {high}, {'above' if above else 'not above'} 1."
    return (
        f"{found.steps} Jacobians, of steps {first} to {first + found.steps - 1}, with norms from {low} to {high}; "
        f"{above} of them above 1."
    )


def eigen_sentence(by_block: dict[str, np.ndarray]) -> str:
    """Say the spectral radius of each block, and how many eigenvalues are beyond the unit circle."""
    sizes = np.abs(np.concatenate(list(by_block.values())))
    if not np.isfinite(sizes).all():
        return "U is not finite, so it has no eigenvalues."
    radii = ", ".join(
        f"{'U' if len(by_block) == 1 else f'U_{name}'}: {short(np.abs(values).max())}"
        for name, values in by_block.items()
    )
    beyond = int((sizes > 1 + 1e-9).sum())
    if len(sizes) == 1:
        return f"Spectral radius of {radii}; the only eigenvalue is {'' if beyond else 'not '}outside the unit circle."
    return f"Spectral radius of {radii}; {beyond or 'none'} of {len(sizes)} eigenvalues outside the unit circle."


def contribution_sentence(sizes: np.ndarray) -> str:
    """Say which timestep adds most to the gradient of the recurrent kernel, and how much the first half adds."""
    if not np.isfinite(sizes).all():
        return "Some contributions are not finite."
    if not sizes.any():
        return "Nothing is added at any step, in float64: no h before is other than 0, or no gradient arrives."
    most = int(np.argmax(sizes))
    shares = sizes / sizes[most]
    half = shares[: len(sizes) // 2].sum() / shares.sum()
    return f"Step {most + 1} adds most; the first half of the sequence has {half:.1%} of the sizes' sum."


def clipping_sentence(gradients: dict[str, np.ndarray], how: str, threshold: float) -> str:
    """Say what clipping does to the gradients, and to the norm of all of them together."""
    arrays = list(gradients.values())
    clipped = clip(arrays, how, threshold)
    before, after = (norm(np.array([norm(each) for each in some])) for some in (arrays, clipped))
    if not np.isfinite(before):
        return f"The gradient is not finite{'' if how == 'none' else ': clipping cannot mend it'}."
    if how == "none":
        return f"All gradients together have norm {short(before)}; nothing is clipped."
    text = f"Clipping by {how} at {threshold:g}: "
    if how == "value":
        many = sum(int((np.abs(each) > threshold).sum()) for each in arrays)
        text += f"{many:,} of {sum(each.size for each in arrays):,} numbers are larger and were cut"
    elif how == "norm":
        many = sum(bool(norm(each) > threshold) for each in arrays)
        text += f"{many} of {len(arrays)} arrays have a larger norm; each was scaled down to it by itself"
    elif before > threshold:
        text += f"all arrays were multiplied by {short(threshold / before)}, so the direction stays"
    else:
        text += "the norm of all together is not larger, and nothing is changed"
    return f"{text}. The norm of all together goes from {short(before)} to {short(after)}."


def course(losses: list[float]) -> str:
    """Say where losses begin and end: the last finite one, and after how many updates there is none, if so."""
    finite = np.flatnonzero(np.isfinite(losses))
    if not len(finite):
        return "is not finite from the beginning"
    text = f"goes from {short(losses[0])} to {short(losses[finite[-1]])}"
    left = len(losses) - 1 - finite[-1]
    return f"{text} and is not finite from update {finite[-1] + 1} on" if left else text


def learning(view: View, one: Descent, batch: Descent) -> list[str]:
    """Say what updates on one sequence do to it and to others, and what those on a batch do."""
    updates = plural(len(one.losses) - 1, "update")
    own, unseen = (np.array(each) for each in (one.losses, one.unseen_losses))
    text = f"**{updates} on this one sequence**: its loss {course(one.losses)}; that of {BATCH} never seen "
    text += f"{course(one.unseen_losses)}."
    if own[-1] <= 0.5 * own[0] and unseen[-1] > 0.5 * unseen[0]:
        text += " The sequence is **memorised**: what is learned of it is of little use for others."
    many = f"**{updates} on a batch of {BATCH}** others, from the same weights: its loss {course(batch.losses)}; that "
    many += f"of the {BATCH} never seen {course(batch.unseen_losses)}."
    if batch.losses[-1] < batch.losses[0]:
        gained = batch.unseen_losses[-1] < batch.unseen_losses[0]
        many += f" Of use for others{', too' if gained else ' it is not, so far'}."
    return [text, many]


def learning_alt(view: View) -> str:
    """Say what the figure of learning shows."""
    what = "a pulse, then noise" if view.inputs == "pulse" else "standard normal noise"
    return (
        f"Faint: trained on the sequence of this page; full: on {BATCH} others, {what}. Dotted: {BATCH} more of these, "
        f"never trained on. Learning rate {view.learning_rate:g}, {clipping_text(view.clipping, view.threshold)}."
    )


def clipping_text(how: str, threshold: float) -> str:
    """Say how gradients are clipped."""
    return "nothing clipped" if how == "none" else f"clipped by {how} at {threshold:g}"


def clipped_runs(view: View, free: Descent, clipped: Descent) -> str:
    """Say what becomes of the losses of a run without clipping and of one with it."""
    updates = plural(len(free.losses) - 1, "update")
    how = clipping_text(clipping_of(view), view.threshold)
    text = f"{updates} at a rate of {view.run_rate:g} from the same weights: the loss without clipping "
    text += f"{course(free.losses)}; {how} it {course(clipped.losses)}."
    diverged, as_well = (not each[-1] <= each[0] for each in (free.losses, clipped.losses))
    if not np.isfinite(free.losses[0]):
        return f"{text} Clipping changes updates, and the loss is not finite before any."
    if diverged and not as_well:
        return f"{text} One ends higher than it began, the other does not: **clipping keeps it from diverging.**"
    if diverged:
        return f"{text} Both end higher than they began: try a lower threshold or rate."
    return f"{text} Without clipping it does not end higher than it began: try a higher rate."


def clipped_runs_alt(view: View) -> str:
    """Say what the figure of runs shows."""
    how = clipping_text(clipping_of(view), view.threshold)
    default = (
        " (nothing is clipped in the step of training; here this stands for it)" if view.clipping == "none" else ""
    )
    return f"The {NAMES[view.cell]} on a batch of {BATCH} sequences. Faint: not clipped; full: {how}{default}."


def ranges(panels: dict[str, np.ndarray]) -> str:
    """Say how large some matrices of one shape are, each from its smallest to its largest number."""
    rows, columns = next(iter(panels.values())).shape
    each = [
        f"{name}: from {short(values.min())} to {short(values.max())}"
        if np.isfinite(values).all()
        else f"{name}: not finite"
        for name, values in panels.items()
    ]
    return f"Matrices of {rows} × {columns}. {'; '.join(each)}."
