"""How probabilities, accuracies, tags and words are written in the chapter."""

from rnnviz.text.grammar import TAGS
from rnnviz.text.tag_scores import Interval
from rnnviz.text.taggers import PADDING


def share(probability: float) -> str:
    """Return a probability as it is read: percent where it is not tiny."""
    return f"{100 * probability:.3g}\N{NO-BREAK SPACE}%"


def meaning(tag: str) -> str:
    """Return a tag with what it means, where the grammar gives it."""
    if tag == PADDING:
        return "PAD (no word at all)"
    return f"{tag} ({TAGS[tag]})" if tag in TAGS else tag


def plain(tag: str) -> str:
    """Return a tag as it is read within a sentence: those of punctuation in quotation marks."""
    return tag if tag[:1].isalnum() else quoted(tag)


def quoted(word: str) -> str:
    """Return a word in quotation marks."""
    return f"“{word}”"


def percent(value: float, decimals: int = 1) -> str:
    """Return a share in percent: "95.6 %"."""
    return f"{100 * value:.{decimals}f}\N{NO-BREAK SPACE}%"


def interval(found: Interval) -> str:
    """Return an accuracy with its interval: "95.6 % (95.3 to 95.9)"."""
    if found.value != found.value:
        return "–"
    return f"{percent(found.value)} ({100 * found.low:.1f} to {100 * found.high:.1f})"


def points(found: Interval) -> str:
    """Return a difference of two accuracies in points of percent, with its interval.

    >>> points(Interval(0.021, 0.0149, 0.0271)), points(Interval(-0.001, -0.003, 0.001))
    ('+2.1 (+1.5 to +2.7)', '−0.1 (−0.3 to +0.1)')
    """
    if found.value != found.value:
        return "–"
    value, low, high = (f"{100 * each:+.1f}".replace("-", "−") for each in found)
    return f"{value} ({low} to {high})"


def verdict(found: Interval, one: str, other: str) -> str:
    """Say whether one is better than another, by more than chance.

    >>> verdict(Interval(0.02, 0.01, 0.03), "The GRU", "the table")
    'The GRU is ahead of the table by 2.0 points (1.0 to 3.0)'
    """
    if not found.is_certain:
        return f"{one} and {other} differ by no more than chance: {points(found)} points"
    low, high = sorted((abs(found.low), abs(found.high)))
    ahead = "ahead of" if found.value > 0 else "behind"
    return f"{one} is {ahead} {other} by {100 * abs(found.value):.1f} points ({100 * low:.1f} to {100 * high:.1f})"


def stretch(first: int, last: int) -> str:
    """Return some lengths, "4" or "4–6"."""
    return str(first) if first == last else f"{first}–{last}"


def listed(parts: list[str]) -> str:
    """Return parts of a sentence with commas, and "and" before the last.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
