"""What is asked of a network beyond the text that it writes: its units, and which letters mattered."""

from typing import NamedTuple

import numpy as np

from rnnviz.chapters.generation.scene import Written, letter_of, position_of, written
from rnnviz.chapters.generation.view import View, text_of
from rnnviz.text.attribution import Attribution, Memory, attribute, remember
from rnnviz.text.corpus import python_topics
from rnnviz.text.rules import parse_rule
from rnnviz.text.silencing import Silencing, silence_units
from rnnviz.text.trained import Trained
from rnnviz.text.units import READABLE, Finding, check_count, find
from rnnviz.text.writing import after_each
from rnnviz.ui.cache import cached
from rnnviz.ui.computation import Computation

STUDIED = 2500
"""Characters of the held-out part that units are looked at on."""

SHOWN = 234
"""Of them, in the strip."""

SILENCED = 3
"""How many of the units whose h follows a rule best are silenced together: it is h that is taken away."""

SECONDS_OF_FINDING, SECONDS_OF_SILENCING, SECONDS_OF_ATTRIBUTION = 1.0, 3.0, 0.5
"""What they take, roughly."""


class Found(NamedTuple):
    """Units that follow a rule, on the text that is studied.

    Args:
        text: it.
        shown: where the stretch begins that is shown, in which the rule holds and fails most evenly.
        holds: (characters,), where the rule holds.
        finding: which units separate that.
        best: (characters,), the values of the one that does so best.
    """

    text: str
    shown: int
    holds: np.ndarray
    finding: Finding
    best: np.ndarray


@cached
def studied(model: Trained) -> str:
    """Return the beginning of the held-out part, as a network reads it."""
    text = model.about.get("held_out_text") or model.settings.read(python_topics()).held_out
    return model.vocabulary.known(text)[0][:STUDIED]


@cached
def held(model: Trained, rule: str) -> np.ndarray:
    """Return where a rule holds in the text that is studied, (characters,)."""
    return parse_rule(rule)(studied(model))


def units_finding(view: View) -> Computation:
    """Return the search for units that follow the view's rule.

    It raises ValueError where the rule holds for too few characters, or for too many.
    """
    model, text, holds = view.model, studied(view.model), held(view.model, view.rule)
    check_count(int(holds.sum()), len(holds))

    def make(progress, stop) -> Found:
        tokens = model.vocabulary.encode(text)
        values = after_each(model.network, tokens, model.settings.rereads, READABLE)
        finding = find(values, holds, tokens)
        best = finding.overall.best
        return Found(text, most_even(holds), holds, finding, values[best.array][:, best.unit].copy())

    seconds = SECONDS_OF_FINDING * (2 if model.settings.rereads else 1)
    return Computation(("units", view.model, view.rule), seconds, make)


def most_even(holds: np.ndarray) -> int:
    """Return where the stretch of ``SHOWN`` characters begins in which a rule holds nearest to half of the time."""
    counts = np.convolve(holds, np.ones(min(SHOWN, len(holds))), "valid")
    return int(np.abs(counts - SHOWN / 2).argmin())


def silencing(view: View, found: Found) -> Computation:
    """Return the proof that the network uses the units that follow the rule best, or that it does not."""

    def make(progress, stop) -> Silencing:
        tokens = view.model.vocabulary.encode(found.text)
        chosen = found.finding.overall.best_units(SILENCED, ["h"])
        return silence_units(view.model.network, tokens, found.holds, chosen, window=window)

    window = view.model.settings.rereads
    return Computation(("silencing", view.model, view.rule), SECONDS_OF_SILENCING * (window or 1), make)


def other_than(shown: Written, position: int) -> int:
    """Return the letter that the network thought likeliest there, if it is another than came; else the second."""
    came, letters = int(shown.tokens[position]), shown.probabilities.shape[1]
    if position == 0:
        return (came + 1) % letters
    first, second = np.argsort(-shown.probabilities[position - 1], kind="stable")[:2].tolist()
    return second if first == came else first


class Mattered(NamedTuple):
    """Which letters before the one that is looked at mattered for the probability that is opened."""

    attribution: Attribution
    memory: Memory | None


def mattering(view: View) -> Computation:
    """Return the answers for the letter that is looked at and the one whose probability is opened."""
    position, following = position_of(view), letter_of(view)

    def make(progress, stop) -> Mattered:
        shown, model = written(view), view.model
        read = shown.tokens[: position + 1]
        window = model.settings.rereads
        if window is not None:
            return Mattered(attribute(model.network, read[-window:], following), None)
        other = other_than(shown, position)
        return Mattered(
            attribute(model.network, read, following), remember(model.network, shown.tokens, position, [other])
        )

    return Computation(("mattering", text_of(view), position, following), SECONDS_OF_ATTRIBUTION, make)
