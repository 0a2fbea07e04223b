"""What is said of trained networks: who is better, by more than the seeds make of it, and what was cut."""

import numpy as np

from rnnviz.chapters.stateful.scene.one_sequence import OneSequence
from rnnviz.core.numbers import plural, written
from rnnviz.training.stateful_studies import PULSES, Study

RULES = {"last": "repeat the last value", "yesterday": "the same time yesterday", "best": "the best without a memory"}
"""What needs no network, by name."""


def percent(value: float, decimals: int = 2) -> str:
    """Return a share of the range: "5.15 %"; "no number" of NaN."""
    return f"{100 * value:.{decimals}f}\N{NO-BREAK SPACE}%" if value == value else "no number"


def spread(values: np.ndarray, decimals: int = 2) -> str:
    """Return the median of errors, with the least and the greatest."""
    low, high = 100 * values.min(), 100 * values.max()
    return f"{percent(float(np.median(values)), decimals)} ({low:.{decimals}f} to {high:.{decimals}f})"


def compared(found: Study) -> str:
    """Say which network is better, and whether that is more than the seeds make of it."""
    count = len(found.stateful)
    parts = [f"Over {plural(count, 'seed')}: stateless {spread(found.stateless)}, stateful {spread(found.stateful)}."]
    better = "stateful" if np.median(found.stateful) < np.median(found.stateless) else "stateless"
    if found.is_certain:
        parts.append(f"The {better} network is ahead under every seed, by more than either varies between seeds.")
    else:
        parts.append(
            f"The difference is **within the spread of the seeds**: the stateful network is ahead under {found.ahead} "
            f"of {count}."
        )
    return " ".join(parts)


def beside_rules(found: Study) -> str:
    """Say how both stand to what needs no network."""
    best = min(found.networks, key=lambda name: np.median(found.networks[name]))
    error = float(np.median(found.networks[best]))
    last, yesterday = found.rules["last"], found.rules["yesterday"]
    ahead = [name for name, rule in (("repeating the last value", last), ("yesterday", yesterday)) if error < rule]
    said = f"Repeating the last value: {percent(last)}; the same time yesterday: {percent(yesterday)}."
    if len(ahead) == 2:
        return f"{said} The {best} network's median is below both."
    if not ahead:
        return f"{said} **Neither network beats either of them.**"
    other = "the same time yesterday" if ahead[0] != "yesterday" else "repeating the last value"
    return f"{said} The better median, {percent(error)}, beats {ahead[0]}, **but not {other}**."


def both_alt(found: Study) -> str:
    """Say what the figure of both networks shows."""
    ranges = ", ".join(
        f"{name} from {percent(float(values.min()))} to {percent(float(values.max()))}"
        for name, values in found.networks.items()
    )
    lines = ", ".join(f"{RULES[name]} {percent(value)}" for name, value in found.rules.items())
    return f"A dot is a training, a bar the median: {ranges}. Dashed: {lines}."


def lane(found: Study) -> str:
    """Say what a state has read when it is handed on, in this setting."""
    setup = found.setup
    if setup.gap == 0:
        return (
            f"Windows are cut value by value, so in batches of {setup.batch} a state that has read a window of "
            f"{setup.window} goes on exactly where it stopped."
        )
    if setup.gap < 0:
        return (
            f"Windows are cut value by value, so in batches of {setup.batch} a state that has read a window of "
            f"{setup.window} goes on {plural(-setup.gap, 'value')} back: those are read twice."
        )
    day = ""
    if setup.batch == setup.season:
        day = (
            " A batch is a day, so it is the state of **the same time yesterday**: of every day it knows these "
            f"{setup.window} values and none of the {setup.gap} others."
        )
    return (
        f"Windows are cut value by value, so in batches of {setup.batch} a state that has read a window of "
        f"{setup.window} is handed on over **a gap of {plural(setup.gap, 'value')}**.{day}"
    )


def cut(found: Study) -> str:
    """Say what was left out to fill whole batches."""
    (train, test), (n_train, n_test) = found.cut, found.rows
    left = (
        f"cut to fill whole batches of {found.setup.batch}: the last {plural(train, 'row')} of the training part and "
        f"the last {plural(test, 'row')} of the test part"
        if train or test
        else f"nothing had to be cut to fill whole batches of {found.setup.batch}"
    )
    updates = found.setup.epochs * n_train // found.setup.batch
    return (
        f"{n_train:,} rows to train on, {n_test:,} to test on; {left}. All are scored on the same rows. RMSE in "
        f"percent of the range of the whole series, by which the tutorial scales; {updates:,} updates of Adam, in "
        "order."
    )


def carried(traced: dict[str, np.ndarray]) -> str:
    """Say what the carried state changes by the end of a window, and in what the network says."""
    batches = traced["said"].shape[1]
    window = len(traced["carried"]) // batches
    difference = np.abs(traced["carried"] - traced["emptied"]).max(axis=-1).reshape(batches, window)[1:]
    said = float(np.abs(traced["said"][0] - traced["said"][1])[1:].mean())
    first, last = difference[:, 0].mean(), difference[:, -1].mean()
    return (
        f"Carried or emptied, the same network's states differ by {written(float(first), 3)} after the first step of "
        f"a window and by {written(float(last), 3)} after its last (the unit that differs most, on average); what it "
        f"says differs by {percent(said)} of the range. By the end of a window {last / first:.0%} of the difference "
        "is left."
    )


def fault_rows(found: Study) -> str:
    """Say how many rows of zeros are scored."""
    inside, outside = found.empty
    if not inside + outside:
        return "none"
    return f"{inside} of {inside + outside} scored" if outside else f"{inside} scored"


DOCUMENT = (140_256, 20, 96)
"""Values, window and batch of the tutorial's own series."""


def document_zeros() -> str:
    """Say what its zeros did in the tutorial's own program, from its sizes alone."""
    values, window, batch = DOCUMENT
    tests = values - int(0.7 * values)
    cut_off, empty = tests % batch, window + 1
    return (
        f"In the tutorial, {values:,} values leave {tests:,} test rows, the last {empty} of them zeros. To fill "
        f"batches of {batch} the stateful network's test part is cut by {cut_off}: all {empty} zeros are gone. The "
        "stateless network is not cut and is scored on all of them. So **its two scores, 6.2 and 5.9 %, are not of "
        "the same rows**."
    )


def faults(found: dict[tuple[bool, bool], Study | None]) -> str:
    """Say what the faults do to the scores, as far as all are known."""
    right, late, zeros = (found[pair] for pair in ((False, False), (True, False), (False, True)))
    if right is None or late is None or zeros is None:
        return ""
    both = [
        f"{name} {percent(float(np.median(right.networks[name])))} → {percent(float(np.median(late.networks[name])))}"
        for name in right.networks
    ]
    rule = f"repeating the last value {percent(right.rules['last'])} → {percent(late.rules['last'])}"
    rows = zeros.empty[0]
    effect = [
        f"{name} {percent(float(np.median(right.networks[name])))} → {percent(float(np.median(zeros.networks[name])))}"
        for name in right.networks
    ]
    return (
        f"**The late target** asks for the value after the next: {'; '.join(both)}; {rule}. "
        f"**The zeros** are {rows} of {zeros.rows[1]:,} rows scored here: {'; '.join(effect)}."
    )


def faults_alt(found: dict[tuple[bool, bool], Study | None]) -> str:
    """Say what the figure of faults shows."""
    known = [each for each in found.values() if each is not None]
    medians = [float(np.median(values)) for each in known for values in each.networks.values()]
    return (
        f"{len(known)} of {len(found)} combinations are known; the medians of both networks lie between "
        f"{percent(min(medians))} and {percent(max(medians))}."
    )


def one_alt(found: OneSequence) -> str:
    """Say what the figure of gradients shows."""
    steps, window = len(found.whole), len(found.whole) // len(found.tickets)
    return (
        f"Of the loss at step {steps}: in one go ‖∂L/∂hₜ‖ is {written(float(found.whole[0]), 3)} at step 1 and "
        f"{written(float(found.whole[-1]), 3)} at the end; in windows it reaches back to step {steps - window + 1}."
    )


def pulses(found: Study) -> str:
    """Say what both reach on pulses, beside the best that is possible without a memory."""
    period, window, best = found.setup.season, found.setup.window, found.rules["best"]
    networks = f"stateless {spread(found.stateless)}, stateful {spread(found.stateful)}"
    if best < 0.01:
        return (
            f"A pulse every {period} values can be told from a window of {window} alone: nothing has to be carried. "
            f"Over {plural(len(found.stateful), 'seed')}: {networks}."
        )
    blind = period - window
    below = int((found.stateful < best).sum())
    verdict = (
        f"**All {below} stateful networks are below it**: they know what no window shows."
        if below == len(found.stateful)
        else f"{below} of {len(found.stateful)} stateful networks are below it"
        + (
            ": the state is there for all, but to count across windows must be learned, from a gradient that ends "
            "with each of them."
        )
    )
    return (
        f"A pulse every {period} values, windows of {window}: {blind} of {period} windows are all zeros, after one of "
        f"which a pulse comes. Whatever says the same whenever it reads the same cannot get below {percent(best, 1)} "
        f"on these very rows. Over {plural(len(found.stateful), 'seed')}: {networks}. {verdict}"
    )


PULSE_SETTING = (
    f"LSTM({PULSES.units}), Adam at {PULSES.learning_rate}, {PULSES.epochs} epochs, in batches of {PULSES.batch} "
    f"windows of {PULSES.window} that are cut value by value: B × step is a window, so every state goes on exactly."
)


def one(found: OneSequence, sequences: bool, stateful: bool = True) -> str:
    """Say what is the same, and what is another, when a lane is read in one go."""
    count = len(found.tickets)
    if count == 1 and not stateful:
        return "Without stateful=True every window is a sequence of its own: there is no lane to read in one go."
    if count == 1:
        return (
            "Its state was empty, so this window is all of its lane: choose one further to the right, that receives "
            "a state."
        )
    same = (
        f"The {count} windows of this lane, read in one go: the largest difference of any h is "
        f"{written(found.difference, 3)}."
    )
    windows, whole = found.norms
    lost = (
        " Of the loss at the very last step, ‖∂L/∂h₁‖ at the first of the lane is "
        f"{written(float(found.whole[0]), 3)} in "
        "one go; in windows nothing arrives there."
    )
    angle = "" if found.cosine != found.cosine else f", and they point {degrees(found.cosine)} apart"
    return (
        f"{same} **Backwards they differ**: in windows the gradient stops at every border.{lost} Of the loss at "
        f"{'every step' if sequences else 'the end of every window'}, ∂L/∂recurrent_kernel has the norm "
        f"{written(windows, 4)} in windows and {written(whole, 4)} in one go{angle}."
    )


def degrees(cosine: float) -> str:
    """Return an angle.

    >>> degrees(1.0), degrees(0.0)
    ('0.0°', '90.0°')
    """
    return f"{np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))):.1f}°"
