r"""Rules about characters, in a small language of its own: read from what a reader types, never evaluated.

    rule        yes, or yes and rule, yes or rule, not yes, in parentheses as needed
    yes         a name of ``HOLDS``; numbers compared with = != < <= > >=; characters compared with = and !=;
                a character in a set of them, "in 'aeiou'", or "not in"
    number      a name of ``COUNTS``; since('.!?'), how many characters ago the last of these was; 12
    character   char, previous, next; 'e' in quotation marks, in which \n is the end of a line and \t a tab

Names may be written with spaces. A rule at a character is what a reader knows who has just read it; but next, the last
of a word, and what an apostrophe or a quotation mark is, need the character after it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from rnnviz.core.numbers import parse_number, plural
from rnnviz.text import marks
from rnnviz.text.rule_tokens import KEYWORDS, Token, problem, shown, tokens

MAX_LENGTH = 200
"""Characters of a rule."""

MAX_DEPTH = 20
"""How deep parentheses and "not" may stand within one another."""

HOLDS: dict[str, Callable[[str], np.ndarray]] = {
    "letter": lambda text: marks.where(text, marks.is_letter),
    "vowel": lambda text: marks.where(text, marks.is_vowel),
    "capital": lambda text: marks.where(text, marks.is_capital),
    "digit": lambda text: marks.where(text, str.isdecimal),
    "punctuation": lambda text: marks.where(text, marks.is_punctuation),
    "space": lambda text: marks.where(text, marks.is_space),
    "newline": marks.line_ends,
    "after_space": lambda text: marks.before(marks.where(text, marks.is_space)),
    "after_newline": lambda text: marks.before(marks.line_ends(text)),
    "part_of_word": marks.in_words,
    "first_of_word": lambda text: marks.counted(marks.in_words(text)) == 1.0,
    "last_of_word": lambda text: marks.in_words(text) & ~marks.after(marks.in_words(text)),
    "first_of_line": lambda text: marks.line_positions(text) == 1.0,
    "inside_quotes": marks.in_quotes,
    "inside_brackets": lambda text: marks.bracket_depths(text) > 0.0,
}
"""What holds of a character or does not."""

COUNTS: dict[str, Callable[[str], np.ndarray]] = {
    "word_position": lambda text: marks.counted(marks.in_words(text)),
    "line_position": marks.line_positions,
    "bracket_depth": marks.bracket_depths,
    "since_space": lambda text: marks.since(marks.where(text, marks.is_space)),
    "since_newline": lambda text: marks.since(marks.line_ends(text)),
}
"""Numbers. Positions are counted from 1, so that they are also the length so far; outside words that in the word is 0.

Since says how many characters ago: 0 at the space itself; before the first one it is infinite.
"""

CHARACTERS: dict[str, Callable[[str], np.ndarray]] = {
    "char": marks.code_points,
    "previous": lambda text: marks.before(marks.code_points(text), marks.NONE),
    "next": lambda text: marks.after(marks.code_points(text), marks.NONE),
}
"""Characters. Before the first and after the last there is none, which equals nothing."""

EXAMPLES = {
    "inside quotation marks": "inside quotes",
    "after a space": "after space",
    "a vowel": "vowel",
    "a capital letter": "capital",
    "a digit": "digit",
    "punctuation": "punctuation",
    "the first letter of a word": "first of word",
    "from the fifth letter of a word on": "word position >= 5",
    "within brackets": "inside brackets",
    "among the first five characters of a line": "line position <= 5",
    "late in a line": "line position > 60",
    "the same letter twice": "letter and char = previous",
}
"""Rules to choose from: how a sentence names where they hold, and the rule."""

COMPARISONS = {"<=": np.less_equal, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal} | {
    "<": np.less,
    ">": np.greater,
}


class Value(NamedTuple):
    """A part of a rule: "yes", "number", "character", or a "set" of characters; what it is at each of a text."""

    kind: str
    of: Callable[[str], np.ndarray]
    token: Token


@dataclass(frozen=True)
class Rule:
    """A rule as it was written. Call it with a text: a bool for each of its characters."""

    source: str
    holds: Callable[[str], np.ndarray]

    def __call__(self, text: str) -> np.ndarray:
        """Return where the rule holds, (characters,)."""
        return np.broadcast_to(self.holds(text), len(text)).astype(bool)


def parse_rule(source: str) -> Rule:
    """Return the rule that a reader typed.

    Raises:
        ValueError: a sentence that names what is not understood, where, and what is allowed.

    >>> parse_rule("vowel and not first of word")("an idea").astype(int)
    array([0, 0, 0, 0, 0, 1, 1])
    >>> parse_rule("char in 'xyz' or previous = ' '")("x in").astype(int)
    array([1, 0, 1, 0])
    >>> parse_rule("vowel and wovel")
    Traceback (most recent call last):
    ...
    ValueError: At character 11, “wovel” is not known. Did you mean “vowel”?
    """
    if len(source) > MAX_LENGTH:
        raise ValueError(f"That is {len(source):,} characters; a rule may have {MAX_LENGTH} at most.")
    if not source.strip():
        raise ValueError("There is no rule yet: write one such as “vowel”, or “line position > 60 and not space”.")
    return Rule(source.strip(), Parser(tokens(source)).whole())


class Parser:
    """Reads tokens from first to last, a method for each part of the language, which returns a value."""

    def __init__(self, found: list[Token]):
        self.tokens = iter(found)
        self.next = next(self.tokens)
        self.depth = 0

    def whole(self) -> Callable[[str], np.ndarray]:
        """Read all of it."""
        rule = self.yes(self.either())
        if self.next.kind != "end":
            raise self.unexpected("“and”, “or” or the end is expected here")
        return rule.of

    def take(self, *values: str) -> Token | None:
        """Return the next token and go on, if it is a word or a sign of these; else None."""
        token = self.next
        if token.kind not in ("word", "sign") or token.value not in values:
            return None
        self.next = next(self.tokens)
        return token

    def unexpected(self, expected: str) -> ValueError:
        """Return the error of a token that cannot stand here."""
        if self.next.kind == "end":
            return problem(self.next.place, f"the rule ends too early: {expected}.")
        return problem(self.next.place, f"“{shown(self.next.written)}” cannot stand: {expected}.")

    def deeper(self, token: Token) -> None:
        """Count one more level."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise problem(token.place, f"parentheses and “not” stand more than {MAX_DEPTH} deep.")

    def yes(self, value: Value) -> Value:
        """Return a value that is a yes or no."""
        if value.kind == "yes":
            return value
        name = shown(value.token.written)
        example = f"{name} > 3" if value.kind == "number" else "char = 'e'"
        article = "characters" if value.kind == "set" else f"a {value.kind}"
        raise problem(value.token.place, f"“{name}” is {article}, no yes or no: compare it, as in “{example}”.")

    def either(self) -> Value:
        """Read yes or yes or …."""
        value = self.both()
        while token := self.take("or"):
            value = joined(np.logical_or, self.yes(value), self.yes(self.both()), token)
        return value

    def both(self) -> Value:
        """Read yes and yes and …."""
        value = self.negated()
        while token := self.take("and"):
            value = joined(np.logical_and, self.yes(value), self.yes(self.negated()), token)
        return value

    def negated(self) -> Value:
        """Read not yes."""
        if token := self.take("not"):
            self.deeper(token)
            value = self.yes(self.negated())
            self.depth -= 1
            return Value("yes", lambda text: ~value.of(text), token)
        return self.compared()

    def compared(self) -> Value:
        """Read a value, or values that are compared: each with the next."""
        values, signs = [self.value()], []
        while sign := self.take(*COMPARISONS, "in", "not"):
            if sign.value == "not" and not self.take("in"):
                raise self.unexpected("“in” is expected after “not” here")
            signs.append(sign)
            values.append(self.value())
        if not signs:
            return values[0]
        parts = [comparison(*pair, sign) for pair, sign in zip(pairwise(values), signs, strict=True)]
        return Value("yes", lambda text: np.logical_and.reduce([each(text) for each in parts]), signs[0])

    def value(self) -> Value:
        """Read a name, a number, characters, or what stands in parentheses."""
        if token := self.take("("):
            self.deeper(token)
            value = self.either()
            if not self.take(")"):
                raise self.unexpected("“)” is expected here")
            self.depth -= 1
            return value
        token = self.next
        if token.kind in ("sign", "end") or token.value in KEYWORDS and token.kind == "word":
            raise self.unexpected("a name, a number or a character in quotation marks is expected here")
        self.next = next(self.tokens)
        if token.kind == "number":
            return constant("number", number(token), token)
        if token.kind == "quoted":
            points = marks.code_points(token.value)
            return constant("character", points[0], token) if len(points) == 1 else constant("set", points, token)
        return self.since(token) if token.value == "since" else named(token)

    def since(self, token: Token) -> Value:
        """Read what follows the word: ('.!?')."""
        opened, characters = self.take("("), self.next
        if not opened or characters.kind != "quoted":
            raise self.unexpected("“since” is followed by characters, as in “since('.!?') < 10”")
        self.next = next(self.tokens)
        if not self.take(")"):
            raise self.unexpected("“)” is expected here")
        return Value("number", lambda text: marks.since(marks.where(text, characters.value.__contains__)), token)


def named(token: Token) -> Value:
    """Return the value that has a name."""
    for kind, names in (("yes", HOLDS), ("number", COUNTS), ("character", CHARACTERS)):
        if token.value in names:
            return Value(kind, names[token.value], token)
    names = [*HOLDS, *COUNTS, *CHARACTERS, "since"]
    close = get_close_matches(token.value, names, n=1)
    known = f"Did you mean “{spaced(close[0])}”?" if close else f"Known are {', '.join(map(spaced, names))}."
    raise problem(token.place, f"“{shown(token.written)}” is not known. {known}")


def spaced(name: str) -> str:
    """Return a name as a reader writes it."""
    return name.replace("_", " ")


def number(token: Token) -> float:
    """Return the number that was written."""
    try:
        return parse_number(token.value)
    except ValueError as error:
        raise problem(token.place, str(error)) from None


def constant(kind: str, value, token: Token) -> Value:
    """Return a value that is the same at every character."""
    return Value(kind, lambda text: np.asarray(value), token)


def joined(how: np.ufunc, left: Value, right: Value, token: Token) -> Value:
    """Return two yes-or-no values joined."""
    return Value("yes", lambda text: how(left.of(text), right.of(text)), token)


def comparison(left: Value, right: Value, sign: Token) -> Callable[[str], np.ndarray]:
    """Return what two values have to do with each other; ValueError where they cannot be compared."""
    kinds = left.kind, right.kind
    if sign.value in ("in", "not"):
        if left.kind != "character" or right.kind not in ("character", "set") or right.token.kind != "quoted":
            raise problem(sign.place, "“in” stands between a character and some in quotation marks: “char in 'aeiou'”.")
        wanted = sign.value == "in"
        return lambda text: np.isin(left.of(text), right.of(text)) == wanted
    compare = COMPARISONS[sign.value]
    if kinds == ("number", "number"):
        return lambda text: compare(left.of(text), right.of(text))
    if kinds == ("character", "character") and sign.value in ("==", "!="):
        return lambda text: compare(same(left.of(text), right.of(text)), True)
    if kinds == ("character", "character"):
        raise problem(sign.place, "characters have no order here: compare them with = or !=, or with “in”.")
    if "set" in kinds:
        many = left if left.kind == "set" else right
        count = plural(len(many.token.value), "character")
        raise problem(
            many.token.place, f"“{shown(many.token.value)}” has {count}: to look for any of them, write “in”."
        )
    what = " with ".join({"yes": "a yes or no"}.get(kind, f"a {kind}") for kind in kinds)
    raise problem(sign.place, f"{what} cannot be compared: compare numbers with numbers, characters with characters.")


def same(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return where two characters are the same; where there is none it equals nothing."""
    return (left == right) & (left != marks.NONE)


def said(rule: Rule, holds: np.ndarray) -> str:
    """Say how often a rule holds in a text.

    >>> print(said(rule := parse_rule("vowel"), rule("a network")).replace("\N{NO-BREAK SPACE}", " "))
    “vowel” holds for 3 of 9 characters (33 %).
    """
    if not holds.size:
        return f"“{shown_rule(rule)}” has nothing to hold for: the text is empty."
    count, share = int(holds.sum()), 100.0 * holds.mean()
    percent = "less than 1" if 0 < share < 1 else "more than 99" if 99 < share < 100 else f"{share:.0f}"
    return (
        f"“{shown_rule(rule)}” holds for {count:,} of {plural(holds.size, 'character')} ({percent}\N{NO-BREAK SPACE}%)."
    )


def shown_rule(rule: Rule) -> str:
    """Return a rule as a sentence quotes it: on one line."""
    return " ".join(rule.source.split())
