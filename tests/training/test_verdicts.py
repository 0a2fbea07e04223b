"""Who wins, and that chance does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.training.verdicts import (
    MIN_POINTS,
    evidence,
    headline,
    judge,
    judged,
    said_of_simplest,
    student_t,
    variance_of_mean,
)


def normal(rng, points):
    return rng.normal(size=points)


def heavy(rng, points):
    return rng.standard_t(3, size=points)


def hanging_together(rng, points):
    steps, errors = rng.normal(size=points + 50), np.zeros(points + 50)
    for t in range(1, len(errors)):
        errors[t] = 0.5 * errors[t - 1] + steps[t]
    return errors[50:]


@pytest.mark.parametrize("points", [MIN_POINTS, 100, 400])
@pytest.mark.parametrize("draw", [normal, heavy, hanging_together])
def test_of_equal_forecasters_hardly_ever_one_wins(draw, points):
    """Of 200 pairs at most 6 %, whichever of the two it is."""
    rng = np.random.default_rng(points)
    won = [judge(draw(rng, points)[None], "rule", draw(rng, points)).winner != "open" for _ in range(200)]
    assert np.mean(won) <= 0.06


def test_of_equal_forecasters_with_seeds_that_differ_hardly_ever_one_wins():
    """Each network is as good as the rule on the average over its seeds; five of them are drawn."""
    rng, won = np.random.default_rng(5), 0
    for _ in range(200):
        sizes = np.sqrt(rng.uniform(0.2, 1.8, 5))
        won += judge(sizes[:, None] * rng.normal(size=(5, 400)), "rule", rng.normal(size=400)).winner != "open"
    assert won <= 12


@pytest.mark.parametrize(("factor", "winner"), [(0.6, "network"), (1.6, "rule")])
def test_a_real_difference_is_said(factor, winner):
    rng = np.random.default_rng(1)
    found = [judge(factor * rng.normal(size=(3, 100)), "rule", rng.normal(size=100)).winner for _ in range(50)]
    assert found.count(winner) >= 45


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 4), st.floats(1e-6, 1e6), st.floats(0.3, 3.0))
def test_the_words_follow_from_the_interval_and_no_unit_matters(seed, seeds, horizon, unit, factor):
    rng = np.random.default_rng(seed)
    errors, rule = factor * rng.normal(size=(seeds, 60)), rng.normal(size=60)
    found, scaled = judge(errors, "AR(2)", rule, horizon), judge(unit * errors, "AR(2)", unit * rule, horizon)
    low, middle, high = found.difference
    assert scaled.difference == pytest.approx(found.difference) and scaled.winner == found.winner
    assert middle == pytest.approx(np.mean(errors**2) / np.mean(rule**2) - 1) and low <= middle <= high
    assert found.winner == ("network" if high < 0 else "rule" if low > 0 else "open")
    title = headline(found)
    assert ("Nobody wins" in title) == (low <= 0 <= high) and (title == "The network wins") == (high < 0)
    assert (title == "AR(2) wins") == (low > 0) and ("one seed" in evidence(found)) == (seeds == 1)


def test_no_error_is_less_than_none():
    rng = np.random.default_rng(0)
    found = judge(1e-3 * rng.normal(size=(1, 40)), "AR(1)", rng.standard_t(3, size=40))
    assert found.winner == "network" and found.difference[0] == -1.0 < found.difference[1]


def test_too_few_points_say_nothing():
    found = judge(np.full((3, MIN_POINTS - 1), 0.1), "AR(1)", np.ones(MIN_POINTS - 1) + np.arange(29))
    assert found.winner == "few" and headline(found).startswith("Too few to judge: 29")


def test_the_variance_is_that_of_diebold_and_mariano_with_the_small_sample_correction():
    """Where the differences swing, which Newey and West's weights make less of, it is theirs at any horizon."""
    differences = np.cos(np.arange(60.0) * 1.3) + np.random.default_rng(0).normal(size=60)
    centred, n = differences - differences.mean(), 60
    plain = (centred @ centred) / n**2 * n / (n - 1)
    assert variance_of_mean(differences, 1) >= plain * (1 - 1e-12)
    swinging = np.tile([1.0, -1.0], 30)
    assert variance_of_mean(swinging, 1) == pytest.approx(1 / 59)
    assert student_t(0.975, 29) == pytest.approx(2.04523, abs=1e-4)


def test_what_cannot_be_compared_is_said():
    rule = np.random.default_rng(0).normal(size=40)
    lost = judge(np.full((1, 40), np.nan), "AR(1)", rule)
    assert lost.winner == "diverged" and headline(lost).startswith("Training diverged")
    part = judge(np.array([rule, np.full(40, np.inf), 2 * rule]), "AR(1)", rule)
    assert part.seeds == 2 and "1 of 3 seeds diverged and is not counted." in evidence(part)
    assert headline(judge(rule[None])) == "There is no rule to compare with"
    assert judge(rule[None], "AR(1)", rule).winner == "open"
    assert judge(np.zeros((2, 40)), "AR(1)", np.zeros(40)).winner == "open"
    exact = judge(rule[None], "AR(1)", np.zeros(40))
    assert exact.winner == "rule" and "%" not in evidence(exact)


def test_the_best_rule_is_the_one_with_the_least_error_and_the_simplest_is_named_beside_it():
    rng = np.random.default_rng(2)
    rule = rng.normal(size=300)
    rules = [("last", 3.0 * rule), ("AR(2)", 0.3 * rule), ("broken", rule * np.nan)]
    best, simplest = judged(rng.normal(size=(2, 300)), rules)
    assert (best.rule, best.winner, simplest.rule, simplest.winner) == ("AR(2)", "rule", "last", "network")
    assert said_of_simplest(simplest, best, "the network").startswith("But the network beats last, ")
    assert said_of_simplest(best, best, "the network") == ""


def test_a_rule_that_was_chosen_on_the_validation_part_is_the_one_to_beat_and_is_called_so():
    rng = np.random.default_rng(2)
    rule = rng.normal(size=300)
    best, _ = judged(0.5 * rng.normal(size=(1, 300)), [("last", rule), ("AR(2)", 0.9 * rule)], chosen="last")
    assert (best.rule, best.chosen_on) == ("last", "validation")
