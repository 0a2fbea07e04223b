"""Which units of a recurrent layer follow a rule about characters: how well each separates it, and whether by luck.

A unit is scored by its AUC: of two characters, one where the rule holds and one where it does not, how often its value
is higher at the first, ties counted half; this is the U statistic of Mann and Whitney (1947) over the number of pairs.
It asks for no threshold, and one below ½ separates as well, the other way round.

With many units one of them always separates well, and neighbouring characters are alike, in the rule as in the state,
so that as few as a dozen stretches of a text may be all that is independent. Labels that are shuffled one by one know
nothing of this (Yule 1926 calls what follows "nonsense correlations"): with random networks and the labels of another
text they called a quarter to two thirds of it a find, where one in twenty was promised. Here the labels are shifted in
a circle, which keeps their stretches and breaks only what they have to do with the units, and each shift is represented
by its best unit of all, in all arrays (Westfall and Young 1993): a find must beat that. A p-value counts the true
labels among the shifts (Phipson and Smyth 2010). Shifting assumes that the text is much the same from its beginning to
its end: where both unit and rule drift, it is fooled as well (Harris 2020, bioRxiv 2020.11.29.402719).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rnnviz.core.numbers import plural, written
from rnnviz.text.auc import aucs, ranks, tied_ranks

MIN_CHARACTERS = 10
"""How many characters a rule must hold for, and not hold for, before anything is said."""

SHIFTS = 200
"""How often the labels are shifted."""

LUCK = 0.05
"""The p-value at which something counts as more than luck."""

READABLE = ("h", "c", "i", "f", "g", "o", "z", "r", "n")
"""The arrays of a trace that units are sought in: states first, then gates and candidates."""


class Unit(NamedTuple):
    """A unit in one array, how it separates a rule, and the p-value of that, corrected for how many were looked at."""

    array: str
    unit: int
    auc: float
    p: float

    @property
    def score(self) -> float:
        """The AUC in the direction in which it separates: from ½ to 1."""
        return max(self.auc, 1.0 - self.auc)


@dataclass(frozen=True, eq=False)
class Separation:
    """How well units separate where a rule holds from where it does not.

    Args:
        arrays: the names of the arrays.
        auc: (arrays, units), from 0 to 1.
        chance: (shifts,), the best score of any unit in any array, each time with the labels shifted.
    """

    arrays: tuple[str, ...]
    auc: np.ndarray
    chance: np.ndarray

    @cached_property
    def scores(self) -> np.ndarray:
        """(arrays, units), the AUC in the direction in which each separates: from ½ to 1."""
        return np.maximum(self.auc, 1.0 - self.auc)

    @cached_property
    def p(self) -> np.ndarray:
        """(arrays, units): the share of labellings, the true one among them, whose best unit separates as well."""
        luckier = np.searchsorted(np.sort(self.chance), self.scores - ROUNDING)
        return (len(self.chance) - luckier + 1.0) / (len(self.chance) + 1.0)

    @property
    def band(self) -> float:
        """The score that the best unit of shifted labels stays below in 95 of 100 shifts."""
        return float(np.quantile(self.chance, 1.0 - LUCK, method="higher"))

    def at(self, array: str, unit: int) -> Unit:
        """Return what is known of one unit in one array."""
        k = self.arrays.index(array)
        return Unit(array, unit, float(self.auc[k, unit]), float(self.p[k, unit]))

    @cached_property
    def ranked(self) -> list[Unit]:
        """Every unit in every array, the one that separates best first."""
        order = np.argsort(-self.scores, axis=None, kind="stable").tolist()
        return [self.at(self.arrays[k], unit) for k, unit in (divmod(each, self.auc.shape[1]) for each in order)]

    @property
    def best(self) -> Unit:
        """The one that separates best."""
        return self.ranked[0]

    def best_units(self, count: int, arrays: Sequence[str] | None = None) -> tuple[int, ...]:
        """Return the ``count`` units that separate best in any of the arrays; all where None.

        To silence a unit is to take its h away: what it follows in h alone is what others may read.
        """
        rows = [k for k, name in enumerate(self.arrays) if arrays is None or name in arrays]
        return tuple(np.argsort(-self.scores[rows].max(axis=0), kind="stable")[:count].tolist())


ROUNDING = 1e-12
"""Scores that differ by less are the same."""


class Finding(NamedTuple):
    """How well units separate a rule, and what of it the character just read explains.

    Args:
        overall: among all characters.
        among_equal: each compared only with the same character elsewhere, so that nothing is left to the character
            just read; None where there are too few to compare.
        by_character: the AUC of the share of the rule's cases at each character, in this very text. No function of the
            character just read has a higher one (the lemma of Neyman and Pearson).
    """

    overall: Separation
    among_equal: Separation | None
    by_character: float


def find(
    values: Mapping[str, np.ndarray], holds: np.ndarray, characters: np.ndarray, shifts: int = SHIFTS, seed: int = 0
) -> Finding:
    """Look for units that follow a rule.

    Args:
        values: arrays of a recurrent layer by name, (timesteps, units) each, after each character was read.
        holds: (timesteps,), where the rule holds.
        characters: (timesteps,), whole numbers: which character was read.
        shifts: how often the labels are shifted.
        seed: of the shifts.

    Raises:
        ValueError: as ``separate``.
    """
    characters = np.unique(characters, return_inverse=True)[1]
    overall = separate(values, holds, shifts=shifts, seed=seed)
    try:
        among_equal = separate(values, holds, characters, shifts, seed)
    except TooFewError:
        among_equal = None
    share = np.bincount(characters, holds) / np.bincount(characters)
    by_character = aucs(tied_ranks(share[characters][None]).T, np.asarray(holds, dtype=bool)[None], 0 * characters)
    return Finding(overall, among_equal, by_character.item())


class TooFewError(ValueError):
    """Too few characters satisfy a rule, or too few do not."""


def separate(
    values: Mapping[str, np.ndarray],
    holds: np.ndarray,
    groups: np.ndarray | None = None,
    shifts: int = SHIFTS,
    seed: int = 0,
) -> Separation:
    """Return how well each unit separates where a rule holds from where it does not.

    Args:
        values: arrays by name, (timesteps, units) each.
        holds: (timesteps,).
        groups: (timesteps,), whole numbers: only characters of the same group are compared, and AUC is over all these
            pairs (van Elteren 1960); all are compared where None.
        shifts: how often the labels are shifted in a circle, each time by another number of characters drawn at random.
        seed: of the shifts.

    Raises:
        TooFewError: if the rule holds, or does not hold, for too few characters that can be compared.
        ValueError: if shapes do not fit, or a value is not a number.
    """
    holds = np.asarray(holds, dtype=bool)
    groups = np.zeros(len(holds), dtype=np.int64) if groups is None else np.unique(groups, return_inverse=True)[1]
    check(values, holds, groups)
    drawn = 1 + np.random.default_rng(seed).permutation(len(holds) - 1)[:shifts]
    labels = holds[(np.arange(len(holds)) - np.array([0, *drawn])[:, None]) % len(holds)]
    found, chance = [], np.full(len(drawn), 0.5)
    for array in values.values():
        auc = aucs(ranks(array, groups), labels, groups)
        found.append(auc[0])
        chance = np.maximum(chance, np.maximum(auc[1:], 1.0 - auc[1:]).max(axis=1))
    return Separation(tuple(values), np.array(found), chance)


def check(values: Mapping[str, np.ndarray], holds: np.ndarray, groups: np.ndarray) -> None:
    """Raise ValueError where nothing can be said; arguments as ``separate``."""
    for name, array in values.items():
        if array.ndim != 2 or len(array) != len(holds) or len(groups) != len(holds):
            raise ValueError(
                f"{name} must be (timesteps, units), with as many timesteps as the rule has characters, {len(holds)}; "
                f"received {array.shape}."
            )
        lost = np.isnan(array).any(axis=1)
        if lost.any():
            raise ValueError(f"{name} is not a number from timestep {int(lost.argmax())} on: the state exploded.")
    total, held = len(holds), int(holds.sum())
    if held in (0, total):
        raise TooFewError(
            f"The rule holds for {'all' if held else 'none'} of {plural(total, 'character')}: there is nothing that a "
            "unit could separate."
        )
    mixed = (np.bincount(groups, holds) > 0) & (np.bincount(groups, ~holds) > 0)
    compared = mixed[groups]
    check_count(int((holds & compared).sum()), int(compared.sum()))


def check_count(held: int, total: int) -> None:
    """Raise TooFewError where a rule holds for fewer than ``MIN_CHARACTERS`` of the total, or for all but fewer."""
    if min(held, total - held) < MIN_CHARACTERS:
        raise TooFewError(
            f"The rule holds for {held:,} of {plural(total, 'character')}: something can be said where it holds for at "
            f"least {MIN_CHARACTERS}, and does not hold for as many."
        )


def said(finding: Finding, rule: str) -> str:
    """Say which unit follows a rule best, whether that is more than luck, and what the character just read explains."""
    best, band = finding.overall.best, finding.overall.band
    shifts = plural(len(finding.overall.chance), "shift")
    where, share = "higher" if best.auc >= 0.5 else "lower", percent(best.score)
    opening = (
        f"{best.array} of unit {best.unit} separates “{rule}” best: of a character where it holds and one where it "
        f"does not, it is {where} at the first in {share} of all pairs, ties counted half (AUC {written(best.auc, 2)})."
    )
    luck = f"the best unit of labels that are shifted reaches {written(band, 2)} in one of twenty ({shifts})"
    if best.p > LUCK:
        return f"{opening} That may be luck: {luck}, p = {written(best.p, 3)}."
    return f"{opening} That is more than luck: {luck}, p = {written(best.p, 3)}. {said_of_character(finding)}"


def said_of_character(finding: Finding) -> str:
    """Say whether the unit that separates best knows more than the character just read."""
    best, bound = finding.overall.best, finding.by_character
    if bound >= 1.0 - ROUNDING:
        return "The character just read decides this rule: no memory is needed to follow it."
    opening = f"From the character just read alone nobody gets beyond {written(bound, 2)}"
    if finding.among_equal is None:
        return f"{opening}; there are too few equal characters with and without the rule to say what memory adds."
    equal = finding.among_equal.at(best.array, best.unit)
    same_way = (equal.auc >= 0.5) == (best.auc >= 0.5)
    if equal.p <= LUCK and same_way:
        return (
            f"{opening}; among equal characters this unit still separates {percent(equal.score)} of pairs "
            f"(p = {written(equal.p, 3)}): it remembers."
        )
    return f"{opening}; among equal characters nothing shows that this unit knows more than which one was just read."


def percent(share: float) -> str:
    """Write a share of pairs; all of them only where it is all."""
    if 0.995 <= share < 1.0 - ROUNDING:
        return "more than 99\N{NO-BREAK SPACE}%"
    return f"{100.0 * share:.0f}\N{NO-BREAK SPACE}%"
