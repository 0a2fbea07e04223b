"""Sentences about films from a grammar: each with the tag of every word, and with whether it recommends.

The sentences are synthetic: nobody wrote them, and what they say of a film follows from rules that are known. A
negation turns round what it stands before; of two clauses with "but", "although" or "even though" it is the main
point that counts; what is told of days, places and people counts nothing. Tags are those of the Penn Treebank. Many
words have several: "her" and "that" are decided by the words behind them, and in "the show opened in Paris bored us"
the tag of "opened" by a word that is farther away (a garden path).
"""

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import NamedTuple

from rnnviz.text import lexicon
from rnnviz.text.lexicon import Verb

Phrase = list[tuple[str, str]]
"""Words with their tags."""


class Sentence(NamedTuple):
    """A sentence of the grammar.

    Args:
        words: its words; commas and the full stop are words as well.
        tags: of each word.
        label: 1 where it recommends, 0 where it warns.
    """

    words: tuple[str, ...]
    tags: tuple[str, ...]
    label: int


TAGS = {
    "CC": "a conjunction: and, but",
    "CD": "a number",
    "DT": "a determiner: the, a, this, that",
    "IN": "a preposition or a subordinating conjunction: in, of, that, although",
    "JJ": "an adjective",
    "MD": "a modal verb: will, could",
    "NN": "a noun, one",
    "NNP": "a name",
    "NNS": "a noun, several",
    "PRP": "a pronoun: I, they, her",
    "PRP$": "a possessive pronoun: my, her",
    "RB": "an adverb: not, very, never",
    "TO": "to",
    "VB": "a verb, its base form: to see",
    "VBD": "a verb, past: saw, opened",
    "VBG": "a verb, -ing: seeing",
    "VBN": "a verb, past participle: seen, opened",
    "VBP": "a verb, present, not of he, she, it: I see",
    "VBZ": "a verb, present, of he, she, it: sees",
    "WDT": "which or that, which begins a relative clause",
    ",": "a comma",
    ".": "the end of the sentence",
}
"""The tags that the grammar gives, and what they mean."""


@cache
def sentences(count: int, seed: int) -> tuple[Sentence, ...]:
    """Return different sentences, under a seed the same ones always; as many recommend as warn, give or take."""
    draw, found = Random(seed), {}
    while len(found) < count:
        made = Grammar(draw).sentence()
        found.setdefault(made.words, made)
    return tuple(found.values())


class Grammar:
    """The rules; each method writes one phrase, at random.

    Args:
        draw: what decides.
    """

    def __init__(self, draw: Random):
        self.draw = draw

    def sentence(self) -> Sentence:
        """Write a whole sentence."""
        good = self.chance(0.5)
        phrase = self.verdict(good)
        if self.chance(0.25):
            phrase = self.event() + [(",", ","), ("and", "CC")] + phrase
        words, tags = zip(*phrase, (".", "."), strict=True)
        return Sentence((words[0][:1].upper() + words[0][1:], *words[1:]), tags, int(good))

    def verdict(self, good: bool) -> Phrase:
        """Say what is to be thought of a film."""
        so, comma = self.clause, [(",", ",")]
        return self.one(
            (0.45, lambda: so(good)),
            (0.12, lambda: so(good) + [("and", "CC")] + so(good)),
            (0.17, lambda: so(not good) + comma + [("but", "CC")] + so(good)),
            (0.13, lambda: [(self.any("although though"), "IN")] + so(not good) + comma + so(good)),
            (0.13, lambda: so(good) + comma + [("even", "RB"), ("though", "IN")] + so(not good)),
        )

    def clause(self, good: bool) -> Phrase:
        """Say one thing for or against a film."""
        return self.one(
            (0.45, lambda: self.described(good)),
            (0.28, lambda: self.felt(good)),
            (0.17, lambda: self.pleased(good)),
            (0.10, lambda: self.told(good)),
        )

    def described(self, good: bool) -> Phrase:
        """Say that something was good, or not bad."""
        many = self.chance(0.2)
        now = self.chance(0.25)
        verb = {(0, 0): ("was", "VBD"), (0, 1): ("is", "VBZ"), (1, 0): ("were", "VBD"), (1, 1): ("are", "VBP")}[
            many, now
        ]
        subject = self.subject(many)
        plainly, other = (lexicon.GOOD, lexicon.BAD) if good else (lexicon.BAD, lexicon.GOOD)
        return self.one(
            (0.6, lambda: subject + [verb] + self.degree() + [(self.any(plainly), "JJ")]),
            (0.2, lambda: subject + [verb, ("not", "RB")] + self.degree(0.2) + [(self.any(other), "JJ")]),
            (0.1, lambda: subject + [verb, (self.any(lexicon.HARDLY), "RB"), (self.any(other), "JJ")]),
            (0.1, lambda: subject + [verb, ("anything", "NN"), ("but", "IN"), (self.any(other), "JJ")]),
        )

    def felt(self, good: bool) -> Phrase:
        """Say that somebody liked it, or did not hate it."""
        plainly, other = (lexicon.LIKE, lexicon.DISLIKE) if good else (lexicon.DISLIKE, lexicon.LIKE)
        who, many = self.someone()
        said, turned = self.any(plainly), self.any(other)
        return self.one(
            (0.4, lambda: who + [(said.past, "VBD")] + self.thing()),
            (0.2, lambda: who + self.present(said, many) + self.thing()),
            (0.25, lambda: who + [("did", "VBD"), ("not", "RB"), (turned.base, "VB")] + self.thing()),
            (
                0.15,
                lambda: who + [(self.any("could would"), "MD"), ("never", "RB"), (turned.base, "VB")] + self.thing(),
            ),
        )

    def pleased(self, good: bool) -> Phrase:
        """Say that something charmed somebody, or failed to bore them."""
        plainly, other = (lexicon.PLEASE, lexicon.BORE) if good else (lexicon.BORE, lexicon.PLEASE)
        said, turned = self.any(plainly), self.any(other)
        subject = self.subject(False)
        whom = [(self.any("me us them him her"), "PRP")] if self.chance(0.8) else [("everyone", "NN")]
        return self.one(
            (0.5, lambda: subject + self.degree(0.2) + [(said.past, "VBD")] + whom),
            (0.25, lambda: subject + [("failed", "VBD"), ("to", "TO"), (turned.base, "VB")] + whom),
            (0.25, lambda: subject + [("did", "VBD"), ("not", "RB"), (turned.base, "VB")] + whom),
        )

    def told(self, good: bool) -> Phrase:
        """Say what somebody thinks of it."""
        who, many = self.someone()
        verb = self.any(lexicon.THINK)
        said = self.present(verb, many) if self.chance(0.4) else [(verb.past, "VBD")]
        that = [("that", "IN")] if self.chance(0.7) else []
        return who + said + that + self.described(good)

    def event(self) -> Phrase:
        """Tell something that is neither for nor against a film."""
        who, many = self.someone()
        watch, talk, change = self.any(lexicon.WATCH), self.any(lexicon.TALK), self.any(lexicon.CHANGE)
        leave = Verb("leave", "leaves", "left", "left", "leaving")
        return self.one(
            (0.2, lambda: who + [(watch.past, "VBD")] + self.thing() + self.circumstance()),
            (0.05, lambda: who + [("had", "VBD"), (watch.participle, "VBN")] + self.thing() + self.circumstance()),
            (0.05, lambda: who + [("kept", "VBD"), (watch.gerund, "VBG")] + self.thing()),
            (0.12, lambda: who + self.present(watch, many) + self.thing() + self.circumstance()),
            (0.12, lambda: who + [("will", "MD"), (watch.base, "VB")] + self.thing() + self.circumstance()),
            (0.12, lambda: who + self.any(([(talk.past, "VBD")], self.present(talk, many))) + self.circumstance()),
            (0.12, lambda: self.noun(False) + [(change.past, "VBD")] + self.circumstance()),
            (0.12, lambda: who + [("saw", "VBD")] + self.seen(self.any((talk, leave)))),
            (
                0.1,
                lambda: (
                    who + [(self.any("wanted planned tried"), "VBD"), ("to", "TO"), (watch.base, "VB")] + self.thing()
                ),
            ),
        )

    def seen(self, verb: Verb) -> Phrase:
        """Write "her leave" or "her play": which it is, the word behind "her" decides."""
        if self.chance(0.5):
            return [(self.any("her him them us"), "PRP"), (verb.base, "VB")] + self.circumstance()
        return [("her", "PRP$")] + self.adjectives() + [(self.any(lexicon.THING), "NN")] + self.circumstance()

    def subject(self, many: bool) -> Phrase:
        """Write what is spoken of, with a clause of its own sometimes."""
        if not many and self.chance(0.15):
            return self.one((0.4, lambda: [(self.any("that this"), "DT")]), (0.6, lambda: [("it", "PRP")]))
        noun = self.noun(many)
        who, plural = self.someone()
        watch, change = self.any(lexicon.WATCH), self.any(lexicon.CHANGE)
        return self.one(
            (0.64, lambda: noun),
            (0.1, lambda: noun + [("of", "IN")] + self.noun(False)),
            (0.1, lambda: noun + [("that", "WDT")] + who + [(watch.past, "VBD")] + self.circumstance(0.5)),
            (0.08, lambda: noun + [(change.participle, "VBN")] + self.where()),
            (0.08, lambda: noun + [("that", "WDT")] + self.present(change, many) + self.where()),
        )

    def noun(self, many: bool) -> Phrase:
        """Write a noun with what belongs before it."""
        nouns, tag = (lexicon.THINGS, "NNS") if many else (lexicon.THING, "NN")
        before = self.one(
            (0.5, lambda: [("the", "DT")]),
            (0.2, lambda: [("these" if many else self.any("this that"), "DT")]),
            (0.25, lambda: [(self.any(lexicon.WHOSE), "PRP$")]),
            (0.05, lambda: [("the", "DT"), (self.any(lexicon.NUMBER), "CD")] if many else [("another", "DT")]),
        )
        return before + self.adjectives() + [(self.any(nouns), tag)]

    def thing(self) -> Phrase:
        """Write what is liked or watched."""
        return self.one(
            (0.75, lambda: self.noun(self.chance(0.25))),
            (0.1, lambda: [(self.any("it them her him"), "PRP")]),
            (0.15, lambda: self.noun(False) + [("of", "IN")] + self.noun(False)),
        )

    def someone(self) -> tuple[Phrase, bool]:
        """Write who does something, and whether it is one of whom verbs say "sees"."""
        return self.one(
            (0.35, lambda: ([(self.any("I we they you"), "PRP")], True)),
            (0.1, lambda: ([(self.any("he she"), "PRP")], False)),
            (0.15, lambda: ([(self.any(lexicon.NAME), "NNP")], False)),
            (0.2, lambda: (self.owned() + [(self.any(lexicon.PERSON), "NN")], False)),
            (0.2, lambda: (self.owned() + [(self.any(lexicon.PEOPLE), "NNS")], True)),
        )

    def owned(self) -> Phrase:
        """Write "the" or "my"."""
        return [("the", "DT")] if self.chance(0.4) else [(self.any(lexicon.WHOSE), "PRP$")]

    def present(self, verb: Verb, many: bool) -> Phrase:
        """Write a verb in the present."""
        return [(verb.base, "VBP") if many else (verb.third, "VBZ")]

    def circumstance(self, chance: float = 0.8) -> Phrase:
        """Write where, when or with whom, or nothing."""
        if not self.chance(chance):
            return []
        return self.one(
            (0.4, self.where),
            (0.3, lambda: [("on", "IN"), (self.any(lexicon.DAY), "NNP")]),
            (0.1, lambda: [("with", "IN")] + self.someone_named()),
            (0.2, lambda: [(self.any(lexicon.WHEN), "RB")]),
        )

    def someone_named(self) -> Phrase:
        """Write a name, or "her friend"."""
        if self.chance(0.4):
            return [(self.any(lexicon.NAME), "NNP")]
        return [(self.any(lexicon.WHOSE), "PRP$"), (self.any(lexicon.PERSON), "NN")]

    def where(self) -> Phrase:
        """Write where or in which month."""
        return self.one(
            (0.4, lambda: [("in", "IN"), (self.any(lexicon.PLACE), "NNP")]),
            (0.3, lambda: [("in", "IN"), (self.any(lexicon.MONTH), "NNP")]),
            (0.3, lambda: [(self.any("at near behind"), "IN"), ("the", "DT"), (self.any(lexicon.SPOT), "NN")]),
        )

    def adjectives(self) -> Phrase:
        """Write an adjective that is neither for nor against, or none."""
        return [(self.any(lexicon.PLAIN), "JJ")] if self.chance(0.25) else []

    def degree(self, chance: float = 0.35) -> Phrase:
        """Write "very", or nothing."""
        return [(self.any(lexicon.VERY), "RB")] if self.chance(chance) else []

    def chance(self, probability: float) -> bool:
        """Return True with a probability."""
        return self.draw.random() < probability

    def any(self, choices: str | Sequence):
        """Return one of several, or of the words of a text."""
        return self.draw.choice(choices.split() if isinstance(choices, str) else choices)

    def one(self, *ways):
        """Return what one of several writes, each with its probability."""
        (chosen,) = self.draw.choices([write for _, write in ways], [weight for weight, _ in ways])
        return chosen()
