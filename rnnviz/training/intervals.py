"""How sure a forecast is: intervals around it, and how many of the test values they hold."""

import math
from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass

import numpy as np

from rnnviz.core.numbers import plural
from rnnviz.training import cost
from rnnviz.training.free_running import continue_from, first_start
from rnnviz.training.runs import Run

LEVELS = (0.5, 0.8, 0.95)
"""How much of what comes an interval shall hold."""

METHODS = {
    "adaptive": "conformal, adapting as it goes",
    "conformal": "split conformal, on the validation part",
    "residuals": "residuals of the training part",
}
"""How intervals are made, the one that is drawn first."""

ADAPTATION = 0.05
"""How far every hit or miss moves the level of the adapting interval."""

MIN_RESIDUALS = 10
"""Of fewer errors no interval is made."""

DRAWS = 200
"""Paths of a free-running forecast."""

MIN_DRAWS = 50
"""Of fewer paths no interval is made."""

STARTS, DRAWS_EACH = 20, 80
"""Starts in the test part over which the coverage of free-running intervals is counted, and paths from each."""

MAX_SECONDS = 0.5
"""The estimated work that free-running intervals may take: beyond it there are fewer paths, and at last none."""


@dataclass(frozen=True, eq=False)
class Interval:
    """Intervals around the forecasts of the test part.

    Args:
        method: a name in ``METHODS``.
        level: how much of the test part they shall hold.
        low: (tested,) original units, and so ``high``.
        high: (tested,).
        held: (tested,) bools: whether the value that came lies in it.
    """

    method: str
    level: float
    low: np.ndarray
    high: np.ndarray
    held: np.ndarray

    @property
    def coverage(self) -> float:
        """The share of the test values that they hold."""
        return float(self.held.mean())

    @property
    def width(self) -> float:
        """How wide they are, on the average, original units."""
        return float((self.high - self.low).mean())

    @property
    def is_off(self) -> bool:
        """Whether the coverage is further from the level than chance explains, were misses independent: two errors."""
        error = math.sqrt(self.level * (1.0 - self.level) / len(self.held))
        return abs(self.coverage - self.level) > 2.0 * error


def residuals(run: Run, frame: int = -1) -> dict[str, np.ndarray]:
    """Return what was measured less what was forecast, of each part, original units."""
    with np.errstate(over="ignore", invalid="ignore"):
        errors = run.prepared.actual - run.forecast(frame)
    return {name: errors[part] for name, part in run.prepared.parts.items()}


def known_residuals(run: Run, frame: int = -1) -> tuple[str, np.ndarray]:
    """Return the part whose residuals tell of those to come, the validation part or the training part, and these.

    Raises:
        ValueError: if they are too few, or not finite.
    """
    found = residuals(run, frame)
    part = "validation" if len(found.get("validation", ())) >= MIN_RESIDUALS else "training"
    if not np.isfinite(found[part]).all():
        raise ValueError("The forecasts of this run are not all finite: there is nothing to make intervals of.")
    if len(found[part]) < MIN_RESIDUALS:
        raise ValueError(
            f"Intervals are made of at least {MIN_RESIDUALS} errors; the {part} part has {len(found[part])}."
        )
    return part, found[part]


def rank(level: float, n: int) -> int:
    """Return which of ``n`` sorted errors, from 1, so much of what comes does not exceed; at most the last.

    Of ``n`` and one more, all as likely in any order, the new one is among the first k with probability k / (n + 1)
    (Vovk, Gammerman and Shafer 2005).

    >>> rank(0.8, 9), rank(0.95, 9)
    (8, 9)
    """
    return min(max(math.ceil((n + 1) * level - 1e-9), 1), n)


def intervals(run: Run, level: float, frame: int = -1) -> dict[str, Interval]:
    """Return the intervals around the forecasts of the test part, by method.

    "residuals" adds the quantiles of the training part's errors to the forecast: what a bootstrap that draws from them
    comes to. "conformal" is as wide as the errors of the validation part, which the network has not learned; there is
    none without such a part. "adaptive" begins there, or with the errors of the training part, takes in each error of
    the test part as soon as it is known, letting the oldest go, and moves its level after every hit and miss (Gibbs and
    Candès 2021): it holds what it promises also where the errors change.

    Raises:
        ValueError: if there are too few errors to make them of, or some are not finite.
    """
    part, known = known_residuals(run, frame)
    found, test = residuals(run, frame), run.prepared.parts["test"]
    errors, middle = found["test"], run.forecast(frame)[test]
    if not np.isfinite(errors).all():
        raise ValueError("The forecasts of this run are not all finite: there is nothing to make intervals of.")
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(found["training"], [tail, 1.0 - tail])
    ends, positions = run.prepared.ends[test], run.prepared.positions[test]
    half = adapted(np.abs(known), np.abs(errors), np.searchsorted(positions, ends, side="right"), level)
    made = {"adaptive": (-half, half)}
    if part == "validation":
        width = np.sort(np.abs(known))[rank(level, len(known)) - 1]
        made["conformal"] = (-width, width)
    made["residuals"] = (low, high)
    return {
        method: Interval(method, level, middle + below, middle + above, (errors >= below) & (errors <= above))
        for method, (below, above) in made.items()
    }


def adapted(known: np.ndarray, errors: np.ndarray, told: np.ndarray, level: float) -> np.ndarray:
    """Return how far the adapting interval reaches on either side of each forecast, (tested,).

    Args:
        known: (k,) sizes of errors that are known at first.
        errors: (tested,) those of the test part, in time.
        told: (tested,) how many of ``errors`` are known when each forecast is made.
        level: how many of them it shall hold.
    """
    window, ordered = deque(known), sorted(known)
    half, now, next_told = np.empty(len(errors)), level, 0
    for sample, count in enumerate(told.tolist()):
        for error in errors[next_told:count].tolist():
            now += ADAPTATION * (level - (error <= half[next_told]))
            next_told += 1
            del ordered[bisect_left(ordered, window.popleft())]
            window.append(error)
            insort(ordered, error)
        half[sample] = ordered[rank(now, len(ordered)) - 1]
    return half


@dataclass(frozen=True, eq=False)
class Paths:
    """A free-running forecast as a fan: what the middle of its paths lies between.

    Args:
        part: whose errors were drawn: "validation" or "training".
        low: (steps,) original units, and so ``high``.
        high: (steps,).
    """

    part: str
    low: np.ndarray
    high: np.ndarray


def paths(
    run: Run,
    windows: np.ndarray,
    steps: int,
    level: float,
    frame: int = -1,
    most: int = DRAWS,
    starts: np.ndarray | None = None,
) -> Paths:
    """Return intervals (starts, steps) of free-running forecasts, by bootstrap.

    Each of many paths adds to every output of the network an error that is drawn from those it made, and the sum is fed
    back: so the intervals grow as errors feed on themselves. The draws are the same every time.

    Args:
        run: trained with a horizon of 1.
        windows: (starts, memory), original units: see ``Preparation.memory``.
        steps: how many values to forecast.
        level: how much of what comes the intervals shall hold.
        frame: which of the run's kept epochs.
        most: paths from each start; fewer where so many would take too long.
        starts: (starts,) position of each first forecast; a calendar needs it.

    Raises:
        ValueError: if there are too few errors to draw from, the horizon is not 1, or it would take too long.
    """
    part, _ = known_residuals(run, frame)
    known = (run.prepared.targets - run.predictions[frame])[:, 0][run.prepared.parts[part]]  # scaled, as its outputs
    each = cost.forward_seconds(run.model, steps, run.prepared.preparation.window, most) * len(windows)
    draws = min(most, int(MAX_SECONDS / each))
    if draws < MIN_DRAWS:
        raise ValueError(
            "Intervals of so many steps take this network too long: fewer steps, a shorter window or fewer units take "
            "less."
        )
    rng = np.random.default_rng(0)
    shocks = rng.choice(known - known.mean(), (draws * len(windows), steps))
    found = continue_from(
        run,
        np.repeat(windows, draws, axis=0),
        steps,
        frame,
        shocks,
        None if starts is None else np.repeat(starts, draws),
    )
    found = found.reshape(len(windows), draws, steps)
    tail = (1.0 - level) / 2.0
    return Paths(part, *np.quantile(found, [tail, 1.0 - tail], axis=1))


def free_coverage(run: Run, steps: int, level: float, frame: int = -1) -> np.ndarray:
    """Return (steps,) the share of test values that free-running intervals hold so many steps ahead.

    Raises:
        ValueError: as ``paths``, or if the test part leaves no room for so many steps.
    """
    prepared = run.prepared
    values, memory = prepared.values, prepared.preparation.memory
    first, last = first_start(prepared), len(values) - steps
    if last < first:
        raise ValueError(f"The test part leaves no room for {plural(steps, 'step')}.")
    starts = np.unique(np.linspace(first, last, min(STARTS, last - first + 1)).astype(int))
    fan = paths(run, values[starts[:, None] - memory + np.arange(memory)], steps, level, frame, DRAWS_EACH, starts)
    actual = prepared.measured[starts[:, None] + np.arange(steps)]
    known = ~np.isnan(actual)
    held = (actual >= fan.low) & (actual <= fan.high)
    return np.where(known.any(axis=0), held.sum(axis=0) / np.maximum(known.sum(axis=0), 1), np.nan)


def said(found: Interval) -> str:
    """Say how much an interval holds, beside what it shall.

    >>> text = said(Interval("adaptive", 0.8, np.zeros(9), np.ones(9), np.arange(9) < 7))
    >>> print(text.replace("\N{NO-BREAK SPACE}", " "))
    The 80 % interval (conformal, adapting as it goes) holds 7 of 9 test values, 78 %.
    """
    held, points = int(found.held.sum()), len(found.held)
    text = f"The {found.level:.0%} interval ({METHODS[found.method]}) holds {held:,} of {points:,} test values, "
    return f"{text}{found.coverage:.0%}".replace("%", "\N{NO-BREAK SPACE}%") + "."


def why(made: dict[str, Interval]) -> str:
    """Say what the methods are, and why they hold what they hold."""
    text = (
        "The band is as wide as the network's latest errors were, those of the test part among them once their values "
        "are known, and its level moves with every hit and miss (Gibbs and Candès 2021). "
    )
    if "conformal" not in made:
        text += "Without a validation part it begins with the errors of the training part. "
    else:
        text += (
            "Split conformal takes the errors of the validation part, once: it holds what it promises as long as "
            "errors stay as they were there. "
        )
        if made["conformal"].is_off:
            text += "Here they did not stay so. "
    narrow = made["residuals"]
    text += "Errors of the training part are those that training made small"
    if narrow.coverage < narrow.level and narrow.is_off:
        return text + ": intervals from them are too narrow, as here."
    return text + ", so intervals from them tend to be too narrow; here they are not, by more than chance."
