"""What is said of accuracies: what padding makes of them, who is ahead by more than chance, and where."""

import numpy as np

from rnnviz.chapters.tagging.contest import (
    ALWAYS,
    BOTH_WAYS,
    FREQUENT,
    ONE_WAY,
    OfWords,
    contest,
    counterpart,
    difference,
    lengths,
    title_of,
    with_padding_counted,
)
from rnnviz.chapters.tagging.view import View
from rnnviz.chapters.tagging.words.numbers import interval, listed, percent, points, stretch, verdict
from rnnviz.core.numbers import plural
from rnnviz.text.tag_scores import COVERED, ambiguous
from rnnviz.ui.link import OWN, verbatim


def padding_told(view: View) -> str:
    """Say what counting padding makes of an accuracy, and what is left without."""
    found = contest(view)
    words, sentences, length = len(found.asked.words), len(found.asked.lengths), found.length
    name = view.preset if view.preset == OWN or view.preset.startswith("document") else "document_gru"
    padding = 1.0 - found.asked.lengths.clip(max=length).sum() / (sentences * length)
    said = "" if found.rows[name].with_padding is not None else ", if it said PAD there,"
    padded, always = (percent(with_padding_counted(view, each)) for each in (name, ALWAYS))
    mine, table = (interval(found.asked.share(found.rows[each].right)) for each in (name, FREQUENT))
    return (
        f"Sentences are filled up to {length} words: **{percent(padding, 0)} of what is tagged is padding**. The "
        f"tutorial counts it: so {title_of(view, name)}{said} reaches {padded}. But who says "
        f"“{verbatim(found.table.common)}” of every word, and PAD at padding, reaches {always} as well. "
        f"**Of words alone** {title_of(view, name)} has {mine} right, the most frequent tag of each word "
        f"{table}. That is {words:,} words of {plural(sentences, 'sentence')} that nobody learned from; in brackets, "
        f"the {percent(COVERED, 0)} interval over sentences."
    )


def chance_told(view: View) -> str:
    """Say who is ahead of whom, of the network that is looked at, by more than chance."""
    others = [each for each in (FREQUENT, counterpart(view), view.beside) if each and each != view.preset]
    if view.preset == OWN:
        others = [FREQUENT]
    said = [
        verdict(difference(view, view.preset, other), first_capital(title_of(view, view.preset)), title_of(view, other))
        for other in dict.fromkeys(others)
    ]
    curve = view.tagger.saved.curves["held_out_loss"]
    still = f" After its {plural(len(curve), 'epoch')} this network was still improving." if rising(curve) else ""
    return (
        ". ".join(said) + ". Each is one network of one training: the interval says how far the sentences decide it, "
        f"not what another seed would make of it.{still}"
    )


def rising(curve: np.ndarray) -> bool:
    """Whether the held-out loss was lowest at the end."""
    return int(np.argmin(curve)) == len(curve) - 1


def first_capital(text: str) -> str:
    """Return a text with a capital letter first."""
    return text[:1].upper() + text[1:]


def by_length(view: View) -> str:
    """Say how accuracy goes with the length of the sentence."""
    stretches, other = lengths(view), counterpart(view)
    first, last = stretches[0], stretches[-1]
    parts = []
    for name in [view.preset, *([other] if other else [])]:
        a, b = first.shares[name], last.shares[name]
        parts.append(f"{title_of(view, name)} has {interval(a)} right in the shortest and {interval(b)} in the longest")
    lead = (
        f"The shortest sentences have {stretch(first.first, first.last)} words, the longest "
        f"{stretch(last.first, last.last)}"
    )
    text = f"{lead}: {listed(parts)}."
    vector = next((each for each in (view.preset, other) if each and each.startswith("document")), None)
    if vector and first.shares[vector].low > last.shares[vector].high:
        text += (
            " Through one vector, a bottleneck, as many numbers must hold a long sentence as a short one: the "
            "longer it is, the smaller the share of tags that is right."
        )
    return text


def of_ambiguous(rows: list[OfWords]) -> str:
    """Say on which words reading backwards as well helps, by more than chance."""
    helped = [each for each in rows if each.ahead.low > 0]
    rest = [each for each in rows if not each.ahead.is_certain]
    parts = []
    if helped:
        named = listed([f"{named_words(each)} ({' or '.join(each.tags)}: {points(each.ahead)})" for each in helped])
        parts.append(f"Reading backwards as well helps, in points: {named}")
    if rest:
        named = listed([f"{named_words(each)} ({' or '.join(each.tags)})" for each in rest])
        parts.append(f"No difference beyond chance: {named}")
    return ". ".join(parts) + "." if parts else "No word with several tags is asked often enough."


def named_words(row: OfWords) -> str:
    """Return some of the words of a row."""
    return "/".join(row.words[:2]) + (" …" if len(row.words) > 2 else "")


def future_told() -> str:
    """Say what both ways are worth over all words, and over those with several tags."""
    view = View()
    found = contest(view)
    several = sum(ambiguous(found.table, found.asked).values())
    over_all, over_these, rest = (
        difference(view, BOTH_WAYS, ONE_WAY, among) for among in (None, several, 1.0 - several)
    )
    return (
        f"Over all {len(found.asked.words):,} held-out words: Bidirectional against GRU, both in step, "
        f"{points(over_all)} points. On the {int(several.sum()):,} words that have several tags: "
        f"{points(over_these)}; on all others: {points(rest)}. In brackets: {percent(COVERED, 0)} intervals, both "
        "asked about the same sentences."
    )
