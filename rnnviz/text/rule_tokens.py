"""The tokens of a rule: names, numbers, characters in quotation marks and signs, and the errors that name a place."""

import re
from typing import NamedTuple

KEYWORDS = ("and", "or", "not", "in")
OTHERWISE_WRITTEN = {"=": "==", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!="}
CLOSED_BY = {"'": "'", '"': '"', "“": "”", "‘": "’"}
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"} | {each: each for each in "'\"“”‘’"}

TOKEN = re.compile(
    r"(?P<number>[-−+]?[0-9]+(\.[0-9]+)?)|(?P<word>[^\W\d]\w*)|(?P<quoted>['\"“‘])|(?P<sign><=|>=|==|!=|<>|[=<>≤≥≠()])"
)


class Token(NamedTuple):
    """A number, a word, a text in quotation marks, a sign, or the end; where it begins, from 0; as it was written."""

    kind: str
    value: str
    place: int
    written: str


def tokens(source: str) -> list[Token]:
    """Return the tokens of a rule, the end as the last; words that follow one another are one name."""
    found, place = [], 0
    while place < len(source):
        if source[place].isspace():
            place += 1
            continue
        match = TOKEN.match(source, place)
        if match is None:
            raise problem(
                place,
                f"“{shown(source[place])}” is not understood: a rule is made of names, numbers, characters in "
                "quotation marks, = != < <= > >=, and, or, not, in, and parentheses.",
            )
        kind, written = match.lastgroup, match.group()
        value, end = written, match.end()
        if kind == "quoted":
            value, end = quoted(source, place)
            written = source[place:end]
        elif kind == "word":
            value = value.lower()
            last = found[-1] if found else None
            if last and last.kind == "word" and value not in KEYWORDS and last.value not in KEYWORDS:
                found.pop()
                value, written, place = f"{last.value}_{value}", source[last.place : end], last.place
        elif kind == "sign":
            value = OTHERWISE_WRITTEN.get(value, value)
        found.append(Token(kind, value, place, written))
        place = end
    return [*found, Token("end", "", len(source), "the end")]


def quoted(source: str, place: int) -> tuple[str, int]:
    """Return the text in the quotation marks that open at ``place``, and where it goes on after them."""
    closing, characters, k = CLOSED_BY[source[place]], [], place + 1
    while k < len(source) and source[k] != closing:
        if source[k] == "\\":
            k += 1
            if source[k : k + 1] not in ESCAPED:
                raise problem(k - 1, "a backslash stands before n, t, r, a quotation mark or another backslash.")
            characters.append(ESCAPED[source[k]])
        else:
            characters.append(source[k])
        k += 1
    if k >= len(source):
        raise problem(place, f"the quotation mark {source[place]} is not closed: end it with {closing}.")
    if not characters:
        raise problem(place, "there is nothing between the quotation marks: write a character, or some.")
    return "".join(characters), k + 1


def shown(written: str) -> str:
    """Return what was written, short, and fit to be printed."""
    written = "".join(each if each.isprintable() else f"U+{ord(each):04X}" for each in written)
    return written[:24] + ("…" if len(written) > 24 else "")


def problem(place: int, what: str) -> ValueError:
    """Return the error that says what is wrong at a place, counted from 0."""
    return ValueError(f"At character {place + 1}, {what}")
