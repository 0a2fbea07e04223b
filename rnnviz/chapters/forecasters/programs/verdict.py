"""Who wins, computed in a program: the network under every seed beside the rule that it is held to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rnnviz.chapters.forecasters.programs.in_numpy import named_weights
from rnnviz.chapters.forecasters.programs.windows import moved
from rnnviz.export.text import array, number
from rnnviz.training.baselines import Baseline
from rnnviz.training.runs import Run, sizes_of
from rnnviz.training.scores import Row, baseline_row, best_row
from rnnviz.training.verdicts import CONFIDENCE, MIN_POINTS, Verdict, judged

MAX_WEIGHTS = 20_000
"""Numbers that the networks of all other seeds may have together: a program of more is no reading matter."""

LEAST, CLOSE = 1e-8, 1e-9
"""How closely the shares must be met at most, and the errors of two rules that are as good as each other."""

JUDGE = '''\
def student_t(share, freedom):
    """A quantile of Student's t, by its expansion about the normal (Abramowitz and Stegun 26.7.5)."""
    z, n = NormalDist().inv_cdf(share), freedom
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )


def variance_of_mean(d):
    """Diebold and Mariano's variance, corrected as by Harvey and others, or Newey and West's where that is more."""
    n = len(d)
    wide = max(ahead - 1, int(np.ceil(n ** (1 / 3))))
    d = d - d.mean()
    covariances = np.array([d[lag:] @ d[: n - lag] for lag in range(min(wide, n - 1) + 1)]) / n
    falling = 1 - np.arange(len(covariances)) / (wide + 1)
    flat = covariances[0] + 2 * covariances[1:ahead].sum()
    weighted = covariances[0] + 2 * (falling[1:] * covariances[1:]).sum()
    correction = (n + 1 - 2 * ahead + ahead * (ahead - 1) / n) / n
    return max(flat, weighted, 0) / n / max(correction, 1 / n)


def judge(errors, rule_errors):
    """Who wins, and by how much the mean squared error of the networks differs from the rule's, as a share of it.

    errors are (seeds, points) of the networks, rule_errors (points,). The share is between its lower and upper end.
    """
    losses = errors**2 - rule_errors**2
    seeds, points = losses.shape
    over_points = variance_of_mean(losses.mean(axis=0))
    over_seeds = losses.mean(axis=1).var(ddof=1) / seeds if seeds > 1 else 0.0
    variance, half = over_points + over_seeds, 0.0
    if variance > 0:
        freedom = over_points**2 / (points - 1) + (over_seeds**2 / (seeds - 1) if seeds > 1 else 0.0)
        half = student_t(0.5 + {confidence} / 2, variance**2 / freedom) * variance**0.5
    mean = losses.mean()
    winner = "network" if mean + half < 0 else "rule" if mean - half > 0 else "open"
    difference = np.array([mean - half, mean, mean + half]) / np.mean(rule_errors**2)
    return winner, np.maximum(difference, -1.0)'''


def others_of(run: Run, seeds: Sequence[Run]) -> tuple[Run, ...]:
    """Return the runs of other seeds that a program can carry: all that did not diverge, or none where that is much."""
    others = tuple(each for each in seeds if each.fit.seed != run.fit.seed and each.ending != "diverged")
    return others if sum(each.weights[-1].size for each in others) <= MAX_WEIGHTS else ()


def verdict_of(runs: Sequence[Run], made: Sequence[Baseline], chosen: str) -> Verdict:
    """Return the verdict on runs that look at the same forecasts, beside the rule that was chosen, or the best."""
    prepared = runs[0].prepared
    test, actual = prepared.parts["test"], prepared.actual
    rules = [(each.title, (each.predictions - actual)[test]) for each in made]
    with np.errstate(over="ignore", invalid="ignore"):
        errors = np.array([(run.forecast() - actual)[test] for run in runs])
    return judged(errors, rules, prepared.horizon, chosen)[0]


def moved_run(run: Run) -> Run:
    """Return a run whose last forecasts are those of weights and windows that one rounding error has moved."""
    from rnnviz.training.kernels.epoch import predict

    said = predict(moved(run.weights[-1]), moved(run.prepared.inputs), sizes_of(run.model))
    return replace(run, predictions=said[None])


def verdict_code(
    run: Run, baselines: Mapping[str, Baseline], seeds: Sequence[Run] = (), again: Run | None = None
) -> str:
    """Write the errors of every seed's network, the rule that is chosen, and the verdict, which is asserted.

    Args:
        run: the network of the program, looking at the forecasts that are judged.
        baselines: the rules, as ``rules_code`` writes them before.
        seeds: the runs of all seeds, looking at the same; () for ``run`` alone.
        again: where the program trains its network itself, what that came to from weights that were moved.

    Returns:
        "" where there is nothing to judge: no rule, too few test points, an error that is no number, or a verdict that
        hangs on rounding.
    """
    prepared, others = run.prepared, others_of(run, seeds)
    test = prepared.parts["test"]
    made = [each for each in baselines.values() if each.predictions is not None]
    best = best_row(rows := [baseline_row(each, prepared) for each in made])
    if best is None or test.stop - test.start < MIN_POINTS or run.ending == "diverged":
        return ""
    near = moved_run(run) if again is None else replace(again, prepared=prepared)
    found, other = (verdict_of((each, *others), made, best.title) for each in (run, near))
    if found.rule != best.title or found.winner != other.winner or not np.isfinite(found.difference).all():
        return ""
    apart = max(abs(one - two) for one, two in zip(found.difference, other.difference, strict=True))
    within = max(LEAST * max(1.0, *map(abs, found.difference)), 100.0 * apart)
    expected = ", ".join(number(float(each)) for each in found.difference)
    lines = [
        "# Who wins on the test part: the network, the best of the rules, or nobody by more than chance.",
        "from statistics import NormalDist",
        "",
        "",
        JUDGE.format(confidence=CONFIDENCE),
        "",
        "",
        *seeds_code(run, others, len(seeds), again is not None),
        "",
        *chosen_code(best, rows, prepared.output),
        "winner, difference = judge(np.array(errors), rules[chosen] - values[at])",
        'shares = ", ".join(f"{100 * each:+.3g} %" for each in difference)',
        'print("Beside", chosen, {"open": "nobody"}.get(winner, f"the {winner}"), "wins")',
        'print("Mean squared error beside that of the rule:", shares, "(lower end, difference, upper end)")',
        f"assert winner == {found.winner!r}",
        f"np.testing.assert_allclose(difference, [{expected}], rtol=0, atol={within:.0e})",
        'print("That is what rnnviz said.")',
    ]
    return "\n".join(lines)


def chosen_code(best: Row, rows: Sequence[Row], output: int) -> list[str]:
    """Write how the best rule is chosen; where another is as good but for rounding, its name alone."""
    near = [row for row in rows if row.choice.rmse <= best.choice.rmse * (1.0 + CLOSE)]
    if len(near) > 1:
        return [f"chosen = {best.title!r}  # another is as good, but for rounding"]
    if best.validation is None:
        lines = ["chosen = min(rules, key=lambda rule: rmse(rules[rule], values[at]))  # on the test part itself"]
    else:
        lines = [
            f'held_out = samples["validation"][-1][:, {output}]  # the best on the validation part is held against it',
            "validated = forecasts(held_out)",
            "chosen = min(validated, key=lambda rule: rmse(validated[rule], values[held_out]))",
        ]
    return [*lines, f"assert chosen == {best.title!r}"]


def seeds_code(run: Run, others: Sequence[Run], seeds: int, trained: bool) -> list[str]:
    """Write the errors of the program's own network, then those of the networks of other seeds."""
    names = ", ".join(named_weights(run.model, run.weights[-1]))
    head = [
        "def test_errors():",
        '    """The errors of the network on the test part, original units."""',
        '    inputs, _, places = samples["test"]',
        f"    return unscaled(predict(inputs), places)[:, {run.prepared.output}] - values[at]",
        "",
        "",
        "errors = [test_errors()]",
    ]
    if not others:
        return [*head, *(["# rnnviz judges several seeds: their networks are too large to be carried."] * (seeds > 1))]
    shapes = ", ".join(str(shape) for layer in run.model.shapes for shape in layer)
    return [
        *head,
        "",
        f"# The networks of {len(others)} other seeds, as rnnviz trained them.",
        f"shapes = [{shapes}]",
        "ends = np.cumsum([np.prod(shape) for shape in shapes])[:-1]",
        array("others", np.array([each.weights[-1] for each in others]), "all weights of each, one after the other"),
        "for theta in others:",
        "    pieces = [piece.reshape(shape) for piece, shape in zip(np.split(theta, ends), shapes, strict=True)]",
        "    model.set_weights(pieces)" if trained else f"    {names} = pieces",
        "    errors.append(test_errors())",
    ]
