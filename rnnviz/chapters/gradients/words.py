"""Sentences about gradients, each computed from what is shown."""

from dataclasses import dataclass

import numpy as np

from rnnviz.chapters.gradients.initial import spectral_radius
from rnnviz.chapters.gradients.product import Product
from rnnviz.chapters.gradients.scene import Scene
from rnnviz.layers import NAMES
from rnnviz.numbers import written

DIGITS = 3


@dataclass(frozen=True)
class Verdict:
    """What becomes of the last state's dependence on earlier ones.

    ``word`` is "vanishes", "is kept", "explodes" or "is no number"; ``ratio`` the stretch of ∂h_T/∂h_1;
    ``half_life`` the steps back until it is first at most ½, and ``doubling`` until it is first at least 2; None
    where that does not happen.
    """

    word: str
    ratio: float
    half_life: int | None
    doubling: int | None


def verdict(reached: np.ndarray) -> Verdict:
    """The verdict on the last row of ``jacobians.reach``: 1 at its end, then step by step further back."""
    back = reached[-1, ::-1]
    ratio = float(back[-1])
    first = lambda found: int(np.argmax(found)) if found.any() else None  # noqa: E731
    half_life, doubling = first(back <= 0.5), first(back >= 2.0)
    if np.isnan(ratio):
        return Verdict("is no number", ratio, half_life, doubling)
    word = "vanishes" if ratio <= 0.5 else "explodes" if ratio >= 2.0 else "is kept"
    return Verdict(word, ratio, half_life, doubling)


def verdict_sentence(scene: Scene, state: str, reached: np.ndarray) -> str:
    """The verdict on one cell, with its numbers."""
    state = state if state in scene.cell.states else "h"
    found, steps = verdict(reached), len(scene.inputs) - 1
    name = called(scene)
    if steps == 0:
        return f"**{name}**: a single step has no past."
    if found.word == "is no number":
        return f"**{name}**: {state} **is no number** (NaN): the states themselves have left floating point."
    text = f"**{name}**: {state} **{found.word}**, ×{written(found.ratio, DIGITS)} over {plural(steps)}. "
    if found.half_life:
        text += f"Half-life: {plural(found.half_life)}."
    elif found.doubling:
        text += f"Doubled after {plural(found.doubling)}."
    else:
        text += "It never falls to half."
    return text


def called(scene: Scene) -> str:
    """The cell's name, as a sentence begins with it."""
    name = NAMES[scene.cell.kind]
    return name[0].upper() + name[1:]


def plural(steps: int) -> str:
    """1 step, 2 steps."""
    return f"{steps} step" + ("" if steps == 1 else "s")


def flow(scene: Scene) -> str:
    """Where ∂L/∂h_t is largest, where smallest, and how far apart they are."""
    sizes, name = scene.flow("h"), called(scene)
    if not np.isfinite(sizes).all():
        bad = int(np.flatnonzero(~np.isfinite(sizes))[-1]) + 1
        return f"{name}: ∂L/∂h is not finite from step {bad} back."
    zero = np.flatnonzero(sizes == 0)
    text = f"{name}: from {written(sizes[-1], DIGITS)} at the last step to {written(sizes[0], DIGITS)} at the first"
    return text + (f"; exactly 0 at {plural(len(zero))}" if len(zero) else "") + "."


def explosion(scene: Scene) -> str | None:
    """At which step the states, the loss or the gradients leave floating point, and why; None where none does."""
    h = scene.trace["h"][0]
    for name, test in (("∞", np.isinf), ("NaN", np.isnan)):
        steps = np.flatnonzero(test(h).any(axis=-1))
        if len(steps):
            return forward_explosion(scene, int(steps[0]), name)
    steps = np.flatnonzero(~np.isfinite(scene.flow("h")))
    if not len(steps):
        return None
    last = int(steps[-1])
    return (
        f"**The gradient leaves floating point at step {last + 1}**, going back: the states are finite, but each step "
        "back multiplies by the Jacobian once more, and the product has passed 1.8×10³⁰⁸."
    )


def forward_explosion(scene: Scene, step: int, name: str) -> str:
    """Why the states left floating point."""
    h = scene.trace["h"][0]
    before = float(np.abs(h[step - 1]).max()) if step else float(np.abs(scene.inputs[0]).max())
    nan = np.flatnonzero(np.isnan(h).any(axis=-1))
    text = f"**At step {step + 1} a state is {name}.** One step before, the largest was {written(before, DIGITS)}"
    if scene.cell.kind == "simple_rnn":
        radius = spectral_radius(scene.trace.weights.recurrent_kernel)
        text += f", and U, whose spectral radius is {written(radius, DIGITS)}, multiplies once more"
    text += ": beyond 1.8×10³⁰⁸ float64 has only ∞."
    if len(nan):
        text += f" From step {int(nan[0]) + 1} on there is NaN: ∞ − ∞, or 0 × ∞, is no number."
    loss = scene.loss.value
    return text + ("" if np.isfinite(loss) else f" So the loss is {written(loss)}, and no gradient means anything.")


def bound_sentence(found: Product) -> str:
    """The largest singular value of the opened product beside its bounds."""
    if found.steps == 0:
        return "t = k: a state depends on itself exactly, and the product of no factors is the identity."
    if not np.isfinite(found.singular_values).all():
        return "The product is not finite, so it has no singular values."
    largest, bound = found.singular_values[0], found.bounds[-1]
    text = f"{plural(found.steps)} back, the direction that is stretched most is multiplied by "
    text += f"{written(largest, DIGITS)}; the norms of the factors multiply to {written(bound, DIGITS)}"
    if found.activation_bounds is not None:
        allowed = written(found.activation_bounds[-1], DIGITS)
        text += f", and σ_max(U) times the largest slope of each step to {allowed}"
    return text + ". It can never be more."


def reach_sentence(name: str, state: str, reached: np.ndarray, pair: tuple[int, int]) -> str:
    """One number of the T×T matrix, and how far the whole of it goes."""
    t, k = pair
    past = reached[np.tri(len(reached), dtype=bool)]
    finite = past[np.isfinite(past)]
    here = written(reached[t, k], DIGITS)
    text = f"{name}: from step {k + 1} to step {t + 1} a small push of {state} is stretched ×{here} on average"
    text += f"; the whole matrix goes from {written(finite.min(), DIGITS)} to {written(finite.max(), DIGITS)}"
    return text + (f", and {np.count_nonzero(~np.isfinite(past))} are not finite." if len(finite) < len(past) else ".")


def factor_sentence(found: Product, first: int) -> str:
    """How large the factors of the opened product are."""
    if found.steps == 0:
        return "There are no factors: t = k."
    if not np.isfinite(found.norms).all():
        return "A factor is not finite."
    above = int((found.norms > 1.0).sum())
    low, high = (written(each, DIGITS) for each in (found.norms.min(), found.norms.max()))
    return (
        f"{found.steps} Jacobians, of steps {first} to {first + found.steps - 1}, with norms from {low} to {high}; "
        f"{above} of them above 1."
    )


def eigen_sentence(by_block: dict[str, np.ndarray]) -> str:
    """The spectral radius of each block, and how many eigenvalues are beyond the unit circle."""
    radii = ", ".join(
        f"{'U' if len(by_block) == 1 else f'U_{name}'} {written(np.abs(values).max(), DIGITS)}"
        for name, values in by_block.items()
    )
    beyond = sum(int((np.abs(values) > 1 + 1e-9).sum()) for values in by_block.values())
    count = sum(len(values) for values in by_block.values())
    return f"Spectral radius: {radii}. {beyond} of {count} eigenvalues are outside the unit circle."


def contribution_sentence(sizes: np.ndarray) -> str:
    """Which timestep adds most to the gradient of the recurrent kernel, and how much the first half adds."""
    if not np.isfinite(sizes).all():
        return "Some contributions are not finite."
    if not sizes.any():
        return "Nothing is added at any step: no h before is other than 0, or no gradient arrives."
    most = int(np.argmax(sizes))
    half = sizes[: len(sizes) // 2].sum() / sizes.sum()
    return f"Step {most + 1} adds most; the first half of the sequence has {half:.1%} of the sizes' sum."


def clipping_sentence(before: float, after: float, how: str, threshold: float) -> str:
    """What clipping does to the norm of all gradients together."""
    if not np.isfinite(before):
        return (
            "The gradient is not finite: clipping cannot mend it." if how != "none" else "The gradient is not finite."
        )
    if how == "none":
        return f"All gradients together have norm {written(before, DIGITS)}; nothing is clipped."
    kept = "what is larger was cut" if after < before else "nothing was large enough to be cut"
    return (
        f"Clipping by {how} at {threshold:g}: the norm of all together goes from {written(before, DIGITS)} to "
        f"{written(after, DIGITS)}; {kept}."
    )


def extent(values: np.ndarray) -> str:
    """From the smallest to the largest of some numbers."""
    if not np.isfinite(values).all():
        return "not finite"
    return f"from {written(values.min(), DIGITS)} to {written(values.max(), DIGITS)}"


def ranges(panels: list[tuple[str, np.ndarray]]) -> str:
    """How large some matrices of one shape are, each from its smallest to its largest number."""
    rows, columns = panels[0][1].shape
    return f"Matrices of {rows} × {columns}. " + "; ".join(f"{name}: {extent(values)}" for name, values in panels) + "."
