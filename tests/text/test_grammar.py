"""The synthetic sentences: what they are promised to be, and a second reading of their rules."""

from collections import Counter, defaultdict

import pytest

from rnnviz.text import lexicon
from rnnviz.text.grammar import TAGS, sentences
from rnnviz.text.lexicon import Verb, irregular, regular

MANY = sentences(4000, 3)

FOR = {*lexicon.GOOD, *(form for each in (*lexicon.LIKE, *lexicon.PLEASE) for form in each)}
AGAINST = {*lexicon.BAD, *(form for each in (*lexicon.DISLIKE, *lexicon.BORE) for form in each)}
TURNS = {"not", "failed", "anything", *lexicon.HARDLY}


def label_of(words: list[str]) -> int:
    """Read a sentence once more by its rules: the verdicts in their order, each turned round by what is before it."""
    verdicts, turned = [], False
    for word in words:
        if word in TURNS:
            turned = True
        elif word in FOR or word in AGAINST:
            verdicts.append((word in FOR) != turned)
            turned = False
    return int(verdicts[0] if "though" in words and words[words.index("though") - 1] == "even" else verdicts[-1])


def test_a_seed_writes_the_same_and_more_of_it():
    assert sentences(50, 1) == sentences(80, 1)[:50] and sentences(50, 1) != sentences(50, 2)
    assert len({each.words for each in MANY}) == len(MANY)


def test_the_label_is_what_the_rules_say():
    for each in MANY:
        assert label_of([word.lower() for word in each.words]) == each.label, " ".join(each.words)
    assert 0.47 < sum(each.label for each in MANY) / len(MANY) < 0.53


def test_every_word_has_a_tag_that_is_explained():
    assert {tag for each in MANY for tag in each.tags} == set(TAGS)
    for each in MANY:
        assert len(each.words) == len(each.tags) and each.words[-1] == each.tags[-1] == "."
        assert 3 <= len(each.words) <= 40


def test_no_word_is_both_for_and_against():
    assert not FOR & AGAINST and not (FOR | AGAINST) & TURNS


@pytest.mark.parametrize(
    ("word", "tags"),
    [
        ("her", {"PRP", "PRP$"}),
        ("that", {"DT", "IN", "WDT"}),
        ("opened", {"VBD", "VBN"}),
        ("dance", {"NN", "VB", "VBP"}),
    ],
)
def test_words_have_several_tags(word, tags):
    found = Counter(tag for each in MANY for said, tag in zip(each.words, each.tags, strict=True) if said == word)
    assert set(found) == tags and found.most_common(1)[0][1] < 0.95 * found.total()


def test_the_most_frequent_tag_of_a_word_is_often_but_not_always_right():
    seen = defaultdict(Counter)
    for each in MANY:
        for word, tag in zip(each.words, each.tags, strict=True):
            seen[word.lower()][tag] += 1
    right = sum(counts.most_common(1)[0][1] for counts in seen.values())
    assert 0.93 < right / sum(counts.total() for counts in seen.values()) < 0.98


def test_the_forms_of_verbs():
    assert regular("try play stop+ watch move") == (
        Verb("try", "tries", "tried", "tried", "trying"),
        Verb("play", "plays", "played", "played", "playing"),
        Verb("stop", "stops", "stopped", "stopped", "stopping"),
        Verb("watch", "watches", "watched", "watched", "watching"),
        Verb("move", "moves", "moved", "moved", "moving"),
    )
    assert irregular("see sees saw seen seeing") == (Verb("see", "sees", "saw", "seen", "seeing"),)
