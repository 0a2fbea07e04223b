"""What each character of a text is and where it stands: what rules are about. Each (characters,), in reading order.

A character is a code point, as a vocabulary of characters has it. Right-to-left scripts are read as they are stored.
"""

import unicodedata
from collections.abc import Callable

import numpy as np

VOWELS = frozenset("aeiouæœøı" + "αεηιουω" + "аеёиоуыэюяіїє")
"""Of Latin, Greek and Cyrillic script, in lower case and without accents; y is none."""

LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")

QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", "'": "'", "‘": "’"}
"""Opening quotation marks, each with what closes it."""

APOSTROPHES = frozenset("'’")

NONE = -1
"""In the place of a code point where there is no character: before the first and after the last."""


def code_points(text: str) -> np.ndarray:
    """Return the number of each character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)


def where(text: str, holds: Callable[[str], bool]) -> np.ndarray:
    """Return where a test of one character holds; each distinct character is tested once."""
    distinct, places = np.unique(code_points(text), return_inverse=True)
    return np.array([holds(chr(each)) for each in distinct], dtype=bool)[places]


def is_vowel(character: str) -> bool:
    """Whether a character is a vowel, with or without an accent."""
    return unicodedata.normalize("NFD", character.lower())[:1] in VOWELS


def is_letter(character: str) -> bool:
    """Whether a character is a letter, or a mark that belongs to one."""
    return unicodedata.category(character)[0] in "LM"


def is_space(character: str) -> bool:
    """Whether a character is white space within a line."""
    return character.isspace() and character not in LINE_ENDS


def is_capital(character: str) -> bool:
    """Whether a character is a capital letter; scripts without capitals have none."""
    return unicodedata.category(character) in ("Lu", "Lt")


def is_punctuation(character: str) -> bool:
    """Whether Unicode calls a character punctuation; signs such as + or $ are none."""
    return unicodedata.category(character)[0] == "P"


def before(values: np.ndarray, outside: int | bool = False) -> np.ndarray:
    """Return what the character before had; ``outside`` at the first."""
    return np.concatenate([np.full(1, outside, values.dtype), values])[:-1]


def after(values: np.ndarray, outside: int | bool = False) -> np.ndarray:
    """Return what the next character has; ``outside`` at the last."""
    return np.concatenate([values, np.full(1, outside, values.dtype)])[1:]


def since(marked: np.ndarray) -> np.ndarray:
    """Return how many characters ago the last marked one was: 0 at itself, infinite where there was none yet."""
    places = np.arange(len(marked), dtype=np.float64)
    return places - np.maximum.accumulate(np.where(marked, places, -np.inf))


def counted(within: np.ndarray) -> np.ndarray:
    """Return 1, 2, 3, … along each stretch of True, and 0 elsewhere."""
    places = np.arange(1.0, len(within) + 1.0)
    return places - np.maximum.accumulate(np.where(within, 0.0, places))


def in_words(text: str) -> np.ndarray:
    """Return where words are: letters, digits, and an apostrophe between two letters."""
    letters = where(text, is_letter)
    apostrophes = where(text, APOSTROPHES.__contains__) & before(letters) & after(letters)
    return letters | where(text, str.isalnum) | apostrophes


def line_ends(text: str) -> np.ndarray:
    """Return where lines end; a carriage return before a newline is part of the line."""
    returns, newlines = where(text, "\r".__contains__), where(text, "\n".__contains__)
    return where(text, LINE_ENDS.__contains__) & ~(returns & after(newlines))


def line_positions(text: str) -> np.ndarray:
    """Return the position in the line, from 1; what ends a line is its last character."""
    return since(before(line_ends(text), outside=True)) + 1.0


def empty_lines(text: str) -> np.ndarray:
    """Return where a line ends that is empty: the end of a paragraph."""
    first = line_positions(text) == 1.0
    return line_ends(text) & (first | before(first & where(text, "\r".__contains__)))


def lasting(places: np.ndarray, values: list, length: int) -> np.ndarray:
    """Return what holds at each of ``length`` characters if it becomes ``values`` at ``places``, and is 0 before."""
    return np.array([0, *values])[np.searchsorted(places, np.arange(length), side="right")]


def in_quotes(text: str) -> np.ndarray:
    """Return what stands inside quotation marks: from the opening mark to the last character before the closing one.

    So it is what a reader knows who has just read that character. Quotations may stand within each other. A single mark
    between two letters is an apostrophe; one that is both, as in "the dogs' tails", may be taken wrongly. A quotation
    that nobody closes ends with its paragraph, at an empty line.
    """
    ends = empty_lines(text)
    places = np.flatnonzero(where(text, lambda each: each in QUOTES or each in QUOTES.values()) | ends)
    closing, inside = [], []
    for k in places:
        character, left, right = text[k], text[k - 1 : k], text[k + 1 : k + 2]
        single = character in "'‘’"
        if ends[k]:
            closing = []
        elif single and left.isalnum() and right.isalnum():
            pass
        elif any(character in each for each in closing) and not (single and left.isspace()):
            while character not in closing.pop():
                pass
        elif character in QUOTES and not (character == "'" and (left.isalnum() or not right.strip())):
            closing.append(QUOTES[character])
        inside.append(bool(closing))
    return lasting(places, inside, len(text)).astype(bool)


def bracket_depths(text: str) -> np.ndarray:
    """Return within how many brackets a character stands; the opening one counts as inside, the closing one does not.

    A bracket that nobody closes ends with its paragraph; one that closes what was not opened is passed over.
    """
    opens = where(text, lambda each: unicodedata.category(each) == "Ps" and each not in QUOTES)
    closes = where(text, lambda each: unicodedata.category(each) == "Pe" and each not in QUOTES.values())
    ends = empty_lines(text)
    places, depths = np.flatnonzero(opens | closes | ends), [0]
    for k in places:
        depths.append(0 if ends[k] else depths[-1] + 1 if opens[k] else max(depths[-1] - 1, 0))
    return lasting(places, depths[1:], len(text)).astype(np.float64)
