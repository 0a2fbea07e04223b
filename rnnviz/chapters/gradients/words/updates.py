"""What the weights are told, what updates do, and what clipping changes."""

import numpy as np

from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.scene.descent import BATCH, Descent, clipping_of
from rnnviz.chapters.gradients.view.choices import View
from rnnviz.chapters.gradients.words.writing import short
from rnnviz.core.layers import NAMES
from rnnviz.core.numbers import plural
from rnnviz.core.optimizers import clip, norm


def story(view: View) -> str:
    """Say what the view begins with."""
    if view.given:
        cell, timesteps = f"{NAMES[view.cell]}({view.units})", plural(view.timesteps, "number")
        return f"Begins with a network that was brought here, {cell}, and the {timesteps} that it reads."
    return PRESETS[view.preset].story


def loss_sentence(view: View) -> str:
    """Say what the loss is, and over how many steps it is averaged."""
    steps = len(view.loss_steps)
    return "The loss L is (y − the first input)²" + (f", averaged over {steps} steps." if steps > 1 else ".")


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


def course(losses: list[float]) -> str:
    """Say where losses begin and end: the last that is finite, and from which update on none is."""
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
    default = " (in the step of training nothing is clipped)" if view.clipping == "none" else ""
    return f"The {NAMES[view.cell]} on a batch of {BATCH} sequences. Faint: not clipped; full: {how}{default}."


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
