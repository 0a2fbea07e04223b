"""Find the scene of a question, a symptom or a pasted error message: by the words that they share, rare ones first."""

import math
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from rnnviz.chapters.clinic.question import Question
from rnnviz.chapters.clinic.scenes import QUESTIONS

MAX_READ = 6000
"""Characters of what is pasted that are read: half from its beginning, half from its end."""

KNOWN, AHEAD = 0.6, 1.5
"""A scene is found if so large a share of an entry, or of what was typed, is met, by weight; or if it is so many times
as near as the next one."""

WORD = re.compile(r"[a-z]+|\d+")

COMMON = frozenset(
    "a an the is are was i my me do does did can to of for in on at it its and or that this be with by from "
    "how what why which when not no if as so there has have had get gets got error valueerror file line".split()
)
"""Words that say nothing of what a question is about."""


class Found(NamedTuple):
    """What a search found: the nearest scenes, best first, whether the first is it, and how much was read."""

    nearest: tuple[Question, ...]
    is_known: bool
    length: int
    read: int

    @property
    def cut(self) -> bool:
        """Whether some of it was not read."""
        return self.length > self.read


class Near(NamedTuple):
    """How near an entry is: its score, the share that is met of it or of what was asked, and the weight of that."""

    score: float
    share: float
    met: float


NOTHING = Near(0.0, 0.0, 0.0)


def tokens(text: str) -> list[str]:
    """Return the words of a text: identifiers in their parts, numbers as they are up to 9, larger ones alike.

    >>> tokens("Layer 'lstm_12': expected ndim=3, found (None, 128)")
    ['layer', 'lstm', '#', 'expect', 'ndim', '3', 'found', 'none', '#']
    """
    words = WORD.findall(re.sub(r"([a-z])([A-Z])", r"\1 \2", text).lower())
    words = ["#" if each.isdigit() and len(each) > 1 else each for each in words]
    return [stemmed(each) for each in words if each not in COMMON]


def stemmed(word: str) -> str:
    """Return a word without the endings of English that change no meaning here."""
    for ending in ("ing", "ed", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending) and not word.endswith("ss"):
            word = word.removesuffix(ending)
            return word[:-1] if word[-1] == word[-2] and word[-1] not in "ls" else word
    return word


def features(text: str) -> frozenset[str]:
    """Return a text's words and pairs of neighbours."""
    found = tokens(text)
    return frozenset(found) | frozenset(map(" ".join, zip(found, found[1:], strict=False)))


@cache
def index() -> tuple[list[tuple[Question, frozenset[str]]], dict[str, float]]:
    """Return what scenes are found by, as features, and the weight of each feature: the rarer over scenes, the more."""
    entries = [
        (each, features(text))
        for each in QUESTIONS.values()
        for text in (*each.found_by, each.title, each.question, each.asked)
    ]
    scenes = Counter()
    for question in QUESTIONS.values():
        scenes.update(frozenset().union(*(found for each, found in entries if each is question)))
    return entries, {name: math.log(1 + len(QUESTIONS) / count) for name, count in scenes.items()}


def find(text: str, most: int = 3) -> Found:
    """Return the scenes nearest to a question, a symptom or a message, of any length."""
    length = len(text)
    if length > MAX_READ:
        text = f"{text[: MAX_READ // 2]} {text[-MAX_READ // 2 :]}"
    entries, weights = index()
    asked, unknown = features(text), math.log(1 + len(QUESTIONS))
    whole = sum(weights.get(each, unknown) for each in asked)
    best: dict[str, Near] = {}
    for question, entry in entries:
        met = sum(weights[each] for each in asked & entry)
        size = sum(weights[each] for each in entry)
        if met:
            share = max(met / size if met > 2 * unknown else 0.0, met / whole)
            best[question.key] = max(best.get(question.key, NOTHING), Near(met / math.sqrt(size), share, met))
    ranked = sorted(QUESTIONS.values(), key=lambda each: best.get(each.key, NOTHING), reverse=True)
    first, second = (best.get(each.key, NOTHING) for each in ranked[:2])
    says_something = first.met > 0.7 * unknown
    is_known = says_something and (first.share >= KNOWN or first.score > AHEAD * second.score)
    return Found(tuple(ranked[:most]), is_known, length, min(length, MAX_READ))
