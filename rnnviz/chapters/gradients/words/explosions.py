"""Where numbers leave floating point, and what has overflowed."""

import numpy as np

from rnnviz.chapters.gradients.scene import Scene, scene
from rnnviz.chapters.gradients.scene.initial import spectral_radius
from rnnviz.chapters.gradients.view.choices import View
from rnnviz.chapters.gradients.words.writing import short
from rnnviz.core.jacobians import last_singular_values, step_jacobians
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import written


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
