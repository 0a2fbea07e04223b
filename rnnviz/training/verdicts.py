"""Who forecasts better, and whether that is more than chance: one judgement, from which all words follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from rnnviz.core.numbers import plural
from rnnviz.training.scores import measured, short

NETWORK = "the network"
"""Its title in tables of scores."""

MIN_POINTS = 30
"""Of fewer test points nothing is said."""

CONFIDENCE = 0.98
"""Of the interval of a difference: with errors that hang together, or with the best of many rules chosen on the very
test part, the usual 95 % would call chance a victory more often than one time in twenty."""


@dataclass(frozen=True)
class Verdict:
    """What is known of a network beside a rule, on the test part.

    Args:
        winner: "network" or "rule" where the difference is more than chance, "open" where it may be chance, "few" where
            there are too few test points, "diverged" where no seed has a finite error, "alone" where there is no rule.
        rule: the title of the rule; "" where there is none.
        network_rmse: over all test points and seeds that did not diverge, original units.
        rule_rmse: the rule's.
        points: test points.
        seeds: seeds that did not diverge.
        lost: seeds that diverged.
        difference: of the mean squared errors, the network's less the rule's, as a share of the rule's: the lower end
            of the interval, the difference, the upper end. None is below -1, for no error is less than none. NaN where
            there is none.
        chosen_on: the part on which the rule was chosen among all rules: "test" or "validation"; "" where nobody chose.
    """

    winner: str
    rule: str
    network_rmse: float
    rule_rmse: float
    points: int
    seeds: int
    lost: int
    difference: tuple[float, float, float] = (np.nan,) * 3
    chosen_on: str = "test"

    @property
    def winner_title(self) -> str | None:
        """The title of who wins, as every table and sentence has it; None where nobody does."""
        return {"network": NETWORK, "rule": self.rule}.get(self.winner)


def judge(errors: np.ndarray, rule: str = "", rule_errors: np.ndarray | None = None, horizon: int = 1) -> Verdict:
    """Compare the squared errors of a network under several seeds with those of a rule, at the same test points.

    The variance of their mean difference over the points is that of Diebold and Mariano (1995) with the small-sample
    correction of Harvey, Leybourne and Newbold (1997), for which errors hang together over ``horizon`` - 1 steps; or,
    where that is more, Newey and West's (1987) over the cube root of the points. The variance over the seeds is added,
    and the degrees of freedom are Welch and Satterthwaite's.

    Args:
        errors: (seeds, points), original units; a seed whose errors are not all finite diverged and is not counted.
        rule: its title.
        rule_errors: (points,); None where there is no rule.
        horizon: how many steps ahead the forecasts look.
    """
    finite = errors[np.isfinite(errors).all(axis=1)]
    lost, points = len(errors) - len(finite), errors.shape[1]
    with np.errstate(over="ignore"):
        network = float(np.sqrt(np.square(finite).mean())) if finite.size else np.nan
    other = np.nan if rule_errors is None else float(np.sqrt(np.square(rule_errors).mean()))
    told = rule, network, other, points, len(finite), lost
    if not np.isfinite(network):
        return Verdict("diverged", *told)
    if rule_errors is None:
        return Verdict("alone", *told)
    if points < MIN_POINTS:
        return Verdict("few", *told)
    unit = max(network, other)
    if unit == 0.0:
        return Verdict("open", *told)
    losses = np.square(finite / unit) - np.square(rule_errors / unit)  # (seeds, points), free of units
    mean = float(losses.mean())
    over_points = variance_of_mean(losses.mean(axis=0), horizon)
    over_seeds = float(losses.mean(axis=1).var(ddof=1)) / len(finite) if len(finite) > 1 else 0.0
    variance = over_points + over_seeds
    half = 0.0
    if variance > 0.0:
        freedom = over_points**2 / (points - 1) + (over_seeds**2 / (len(finite) - 1) if over_seeds else 0.0)
        half = student_t(0.5 + CONFIDENCE / 2.0, variance**2 / freedom) * float(np.sqrt(variance))
    winner = "network" if mean + half < 0.0 else "rule" if mean - half > 0.0 else "open"
    share = (unit / other) ** 2 if other > 0.0 else np.nan
    return Verdict(winner, *told, tuple(max(share * each, -1.0) for each in (mean - half, mean, mean + half)))


def variance_of_mean(differences: np.ndarray, horizon: int) -> float:
    """Return the variance of the mean of ``differences`` (n,), which follow one another in time; see ``judge``."""
    n = len(differences)
    wide = max(horizon - 1, int(np.ceil(n ** (1.0 / 3.0))))
    centred = differences - differences.mean()
    covariances = np.array([centred[lag:] @ centred[: n - lag] for lag in range(min(wide, n - 1) + 1)]) / n
    falling = 1.0 - np.arange(len(covariances)) / (wide + 1.0)
    flat = covariances[0] + 2.0 * covariances[1:horizon].sum()
    weighted = covariances[0] + 2.0 * (falling[1:] * covariances[1:]).sum()
    correction = (n + 1.0 - 2.0 * horizon + horizon * (horizon - 1.0) / n) / n
    return float(max(flat, weighted, 0.0) / n / max(correction, 1.0 / n))


def student_t(share: float, freedom: float) -> float:
    """Return a quantile of Student's t, by its expansion about the normal (Abramowitz and Stegun 26.7.5).

    It is off by less than 1 % from three degrees of freedom on.

    >>> round(student_t(0.975, 4), 2), round(student_t(0.99, 46), 3)
    (2.78, 2.41)
    """
    z, n = NormalDist().inv_cdf(share), freedom
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )


def brief(title: str) -> str:
    """Return the title of a rule in few words, for a figure, a table or a headline.

    >>> brief("repeating the last season with drift"), brief("exponential smoothing ETS(A,N,N)"), brief("AR(2)")
    ('last season with drift', 'ETS(A,N,N)', 'AR(2)')
    """
    return title.removeprefix("repeating the ").removeprefix("exponential smoothing ")


def headline(verdict: Verdict, network: str = "the network") -> str:
    """Say who wins on the test part, in a few words.

    >>> headline(Verdict("rule", "AR(2)", 23.0, 20.2, 46, 3, 0))
    'AR(2) wins'
    >>> headline(Verdict("open", "AR(2)", 21.0, 20.2, 46, 3, 0))
    'Nobody wins: AR(2) is ahead, perhaps by chance'
    """
    match verdict.winner:
        case "network":
            return f"{network[:1].upper()}{network[1:]} wins"
        case "rule":
            return f"{brief(verdict.rule)[:1].upper()}{brief(verdict.rule)[1:]} wins"
        case "few":
            points = plural(verdict.points, "test point")
            return f"Too few to judge: {points}, and {MIN_POINTS} are the least"
        case "diverged":
            return f"Training diverged: the error of {network} is not a number"
        case "alone":
            return "There is no rule to compare with"
        case _:
            ahead = brief(verdict.rule) if verdict.rule_rmse < verdict.network_rmse else network
            return f"Nobody wins: {ahead} is ahead, perhaps by chance"


def evidence(verdict: Verdict, network: str = "the network") -> str:
    """Say how large the difference is, how sure that is, and of how many seeds.

    >>> text = evidence(Verdict("rule", "AR(2)", 23.0, 20.2, 46, 3, 0, (0.1, 0.296, 0.5)))
    >>> print(text.replace("\N{NO-BREAK SPACE}", " "))
    Over the 46 test points the network's mean squared error is 29.6 % more than that of AR(2) (98 % interval: from \
10.0 % more to 50.0 % more).
    """
    sentences = []
    if np.isfinite(verdict.difference).all():
        low, middle, high = map(compared, verdict.difference)
        sentences.append(
            f"Over the {verdict.points:,} test points {network}'s mean squared error is {middle} than that of "
            f"{verdict.rule} ({100 * CONFIDENCE:.0f}\u00a0% interval: from {low} to {high})."
        )
    if verdict.seeds == 1 and verdict.winner != "alone":
        sentences.append("That is one seed: how much of it is luck, more seeds would tell.")
    if verdict.lost:
        lost, every = verdict.lost, verdict.lost + verdict.seeds
        sentences.append(f"{lost} of {every} seeds diverged and {'is' if lost == 1 else 'are'} not counted.")
    return " ".join(sentences)


def compared(share: float) -> str:
    """Say a difference as a share."""
    return f"{short(100.0 * abs(share))}\u00a0% {'less' if share < 0 else 'more'}"


def said_of_simplest(verdict: Verdict, best: Verdict, network: str, unit: str = "") -> str:
    """Say how a network stands beside the simplest rule, where it wins nothing from the best, which is another."""
    if verdict.rule == best.rule or best.winner not in ("rule", "open"):
        return ""
    bar = f"{verdict.rule}, {measured(verdict.rule_rmse, unit)}"
    return {
        "network": f"But {network} beats {bar}.",
        "rule": f"Nor does {network} beat {bar}: that wins as well.",
        "open": f"Nor does {network} beat {bar}, by more than chance.",
    }.get(verdict.winner, "")


def judged(
    errors: np.ndarray, rules: Sequence[tuple[str, np.ndarray]], horizon: int = 1, chosen: str = ""
) -> tuple[Verdict, Verdict]:
    """Return the verdicts beside the best of the rules, and beside the first of them.

    Args:
        errors: of the network, as for ``judge``.
        rules: title and errors (points,) of each.
        horizon: as for ``judge``.
        chosen: the title of the best rule on the validation part; "" where there is none: then the best has the least
            error here.
    """
    rules = [(title, each) for title, each in rules if np.isfinite(each).all()]
    if not rules:
        return (judge(errors, horizon=horizon),) * 2
    best = min(rules, key=lambda each: float(np.square(each[1]).mean()))
    named = next((each for each in rules if each[0] == chosen), None)
    verdict = judge(errors, *(named or best), horizon)
    return replace(verdict, chosen_on="validation" if named else "test"), judge(errors, *rules[0], horizon)
