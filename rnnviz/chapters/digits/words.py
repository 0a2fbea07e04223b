"""Sentences of the chapter, computed from what is shown."""

from collections.abc import Mapping

import numpy as np

from rnnviz.chapters.digits.scene import Marked, beliefs, dropped, mind, picture, regression, timestep_of, unit_of
from rnnviz.chapters.digits.view import ANSWER, KIND_NAMES, View
from rnnviz.core.layers import Dropout
from rnnviz.core.numbers import plural
from rnnviz.images import logistic
from rnnviz.images.digits import HELD_OUT, held_out, learned_from
from rnnviz.images.networks import CELLS, ImageNetwork
from rnnviz.images.readings import READINGS
from rnnviz.images.scores import Spread, chance
from rnnviz.ui.link import OWN

NO_BREAK = "\N{NO-BREAK SPACE}"

HONEST = (
    "The network was trained on its answer after the last step alone: what it would say before is what the same last "
    "layer makes of h there."
)

STEP = {"rows": "row", "bottom": "row", "columns": "column", "random_rows": "row", "random_pixels": "pixel"}
"""What is read in a step."""

TITLES = dict(zip(CELLS, KIND_NAMES, strict=True))


def percent(share: float, digits: int = 0) -> str:
    r"""Write a share as percent.

    >>> percent(0.9656), percent(0.004), percent(0.9999)
    ('97\xa0%', 'below 1\xa0%', 'above 99\xa0%')
    """
    rounded = f"{100 * share:.{digits}f}"
    if digits == 0 and 0 < share < 1 and rounded in ("0", "100"):
        return f"{'below 1' if rounded == '0' else 'above 99'}{NO_BREAK}%"
    return f"{rounded}{NO_BREAK}%"


def step_name(view: View, step: int) -> str:
    """Return what a step is called: the row, column or pixel that is read in it, and when.

    >>> step_name(View(), 2), step_name(View(reading="bottom"), 0)
    ('row 3', 'row 8 (step 1)')
    """
    name = STEP[view.reading]
    if view.reading in ("rows", "columns"):
        return f"{name} {step + 1}"
    if view.reading == "bottom":
        return f"row {view.size - step} (step {step + 1})"
    return f"{name} at step {step + 1}"


def turned(view: View) -> str:
    """Say after which step it changed its mind for good, or that it never did."""
    found = mind(view)
    if len(found.tied) > 1:
        also = " and ".join(map(str, found.tied))
        return f"In the end {also} are exactly as likely as each other: there is no one answer."
    first = step_name(view, 0)
    if found.before is None:
        return f"It says **{found.answer}** from the first step on ({first}) and never changes its mind."
    where = step_name(view, found.step)
    last = ", the very last step" if found.step == view.timesteps - 1 else ""
    often = "" if found.changes == 1 else f", after {plural(found.changes - 1, 'change')} before"
    return f"It changes its mind for good at **{where}**{last}: from {found.before} to **{found.answer}**{often}."


def told(view: View) -> str:
    """Say what the picture is, what the network answers and what logistic regression does."""
    found, label = mind(view), picture(view).label
    sure = percent(beliefs(view)[-1, found.answer])
    beside = regression(view)
    other = int(beside.argmax())
    agrees = "says the same" if other == found.answer else f"says {other}"
    truth = "" if label is None else f" It is a {label}: {'right' if label == found.answer else 'wrong'}."
    return (
        f"{turned(view)} After all {plural(view.timesteps, 'step')} {found.answer} has {sure}.{truth} Logistic "
        f"regression on the same pixels, which knows no order, {agrees} ({percent(beside[other])})."
    )


def reached(view: View) -> str:
    """Say how good the network is, beside what needs none."""
    model = view.model
    held, learned = model.about["images"]["held_out"], model.about["images"]["training"]
    own = f"{'It' if view.preset != OWN else 'Your network'} is right on {percent(model.accuracy, 1)} of "
    plain = logistic.shipped(model.setting.size)
    beside = (
        f"logistic regression on {percent(plain.accuracy, 1)}, always saying {plain.frequent}, the most frequent "
        f"digit, on {percent(plain.frequent_accuracy, 1)}."
    )
    seeds = list(model.about.get("seeds", {}).values())
    best = (
        f", the best on these very digits of {len(seeds)} from {percent(min(seeds), 1)} to {percent(max(seeds), 1)}"
        if seeds
        else ""
    )
    of = "held-out digits" if model.setting.size == 8 else f"held-out digits ({model.about['source']})"
    order = f", read {READINGS[model.setting.reading]}" if model.setting.reading != view.reading else ""
    return f"{own}{held:,} {of}{order} (seed {model.seed}{best}; it learned from {learned:,}); {beside}"


def mismatch(view: View) -> str:
    """Say where a network reads in an order that it was not trained in; "" where it does not."""
    trained = view.model.setting.reading
    if trained == view.reading:
        return ""
    return (
        f"This network was trained to read {READINGS[trained]} and now reads {READINGS[view.reading]}: it has never "
        "met such a sequence, so its answers are no sign of what it has learned."
    )


def foreign(view: View) -> str:
    """Say where the picture comes from another data set than the network's."""
    if view.ink or picture(view).raw is None:
        return ""
    if view.size == 8:
        return "A digit of MNIST, prepared as the 8×8 digits were: other people wrote those, in another country."
    return "A digit of the 8×8 set, enlarged: in MNIST no digit is as coarse."


def asked(view: View) -> str:
    """Say what number is opened."""
    step, unit = timestep_of(view), unit_of(view)
    where = step_name(view, step)
    if view.number != ANSWER:
        return f"**{view.number}** of unit {unit} after {where}:"
    marked = " It changed its mind there." if step == mind(view).step and step else ""
    return f"How likely is a **{unit}** after {where}?{marked}"


def reads(view: View) -> str:
    """Say what the network reads."""
    size = f"{view.size}×{view.size}"
    if not view.ink and picture(view).raw is None:
        return f"It reads this {picture(view).label}, {size}"
    done = [name for name, on in (("scaled", view.scaled), ("centred", view.centred)) if on]
    return f"It reads: {' and '.join(done) or 'as drawn'}, {size}"


def spread(found: Spread) -> str:
    """Write accuracies of several seeds."""
    return f"{percent(found.median, 1)} ({percent(found.low, 1)} to {percent(found.high, 1)})"


def compared(rows: Mapping[str, Mapping[str, Spread]], reading: str) -> str:
    """Say what the seeds of each cell reach in an order, how they overlap, and what chance does on so few digits."""
    count, beside = len(held_out()), logistic.shipped(8).accuracy
    cells = {kind: rows[kind][reading] for kind in CELLS}
    parts = ", ".join(f"{TITLES[kind]} {spread(each)}" for kind, each in cells.items())
    above = [TITLES[kind] for kind, each in cells.items() if each.low > beside]
    reach = [TITLES[kind] for kind, each in cells.items() if each.low <= beside <= each.high]
    if above:
        verdict = f"every seed of {' and of '.join(above)} is above it"
    elif reach:
        verdict = f"some seeds of {' and of '.join(reach)} reach it"
    else:
        verdict = "no seed of any cell reaches it"
    error = percent(chance(beside, count), 1)
    return (
        f"{READINGS[reading].capitalize()}, median of five seeds and their range: {parts}. Logistic regression, for "
        f"which no order makes a difference: {percent(beside, 1)}; {verdict}. Of {count} held-out digits, chance alone "
        f"moves a share by about {error} (standard error)."
    )


def pairs_told(rows: Mapping[str, Mapping[str, Spread]], reading: str) -> str:
    """Say in how many of all pairs of seeds one cell is ahead of another."""
    told = []
    for number, first in enumerate(CELLS):
        for second in CELLS[number + 1 :]:
            a, b = (np.array(rows[kind][reading].all) for kind in (first, second))
            ahead, behind = int((a[:, None] > b).sum()), int((a[:, None] < b).sum())
            told.append(f"{TITLES[first]} is ahead of {TITLES[second]} in {ahead}, behind in {behind}")
    return f"Of the 25 pairs of their seeds, {'; '.join(told)}. Five seeds are few: a range is no interval."


def split_told() -> str:
    """Say which digits are held out."""
    return (
        f"Held out is always the last {percent(HELD_OUT)} of the file, {len(held_out())} digits; "
        f"{len(learned_from()):,} are learned from. In the file digits of the same hand stand near each other: a fifth "
        "drawn at random is easier, because its neighbours are learned from. Logistic regression is right on 95.5 to "
        "96.7 % of such a fifth (three draws)."
    )


def confused(found: Marked, truth: int, answer: int) -> str:
    """Say how many digits are in a cell of the confusion matrix."""
    count = int(((found.digits.labels == truth) & (found.answers == answer)).sum())
    of = int((found.digits.labels == truth).sum())
    said = "rightly" if truth == answer else "wrongly"
    return f"{count} of {plural(of, f'held-out {truth}')} {'is' if count == 1 else 'are'} {said} called {answer}."


def matrix(found: Marked) -> str:
    """Say what is confused most."""
    wrong = (~found.right).sum()
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (found.digits.labels[~found.right], found.answers[~found.right]), 1)
    if not wrong:
        return f"All {len(found.digits):,} held-out digits are right."
    truth, answer = np.unravel_index(counts.argmax(), counts.shape)
    both = int((~found.right & (found.regression != found.digits.labels)).sum())
    return (
        f"{wrong:,} of {len(found.digits):,} are wrong; most often a {truth} is called {answer}, {counts.max()} times. "
        f"Logistic regression is wrong on {both:,} of the same."
    )


def dropout_told(model: ImageNetwork) -> str:
    """Say what dropout does in training and here."""
    rates = [f"{each.rate:g}" for each in model.network.layers if isinstance(each, Dropout)]
    curves = model.curves
    read, held = float(curves["accuracy"][-1]), float(curves["held_out_accuracy"][-1])
    return (
        f"In training each Dropout ({', '.join(rates)}) sets that share of what it receives to 0, drawn anew for every "
        "batch, and divides the rest by 1 − rate; here, as whenever a network is asked, it hands on what it receives. "
        f"In the last epoch Keras counted {percent(read, 1)} with dropout on what it learned from, and "
        f"{percent(held, 1)} without it on what was held out."
    )


def under_masks(view: View) -> str:
    """Say how the answer moves under the masks of training."""
    draws, found = dropped(view), mind(view)
    same = int((draws.argmax(axis=1) == found.answer).sum())
    shares = draws[:, found.answer]
    return (
        f"In training this picture would be called {found.answer} under {same} of {len(draws)} draws, with "
        f"{percent(shares.min())} to {percent(shares.max())}; here, where Dropout hands on what it receives, always "
        f"with {percent(beliefs(view)[-1, found.answer])}."
    )


def reached_by(model: ImageNetwork) -> str:
    """Say what a training came to."""
    images, seconds = model.about["images"], model.about["seconds"]
    first = model.about["epoch_seconds"][0]
    return (
        f"After {plural(len(model.curves['losses']), 'epoch')} on {images['training']:,} digits it is right on "
        f"{percent(model.accuracy, 1)} of {images['held_out']:,} held-out ones; logistic regression, on all, on "
        f"{percent(logistic.shipped(model.setting.size).accuracy, 1)}. It took {seconds:.0f} s, the first epoch "
        f"{first:.0f} s."
    )


def graded(view: View, guess: int) -> str:
    """Say whether a step that was named is the one at which it changed its mind for good, and what happened there."""
    found = mind(view)
    if guess == found.step:
        return f"Right. {turned(view)}"
    before = f"{found.best[guess - 1]}" if guess else "nothing yet"
    here = (
        f"At {step_name(view, guess)} it went from {before} to {found.best[guess]}"
        if not guess or found.best[guess] != found.best[guess - 1]
        else f"At {step_name(view, guess)} it stayed with {before}"
    )
    later = ", and changed again later" if guess < found.step else ", its answer already"
    return f"Not there. {here}{later}. {turned(view)}"
