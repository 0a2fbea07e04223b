"""What a reader gives, bytes or text → a text to learn from, with notes, or a sentence that says what is wrong."""

import re
import unicodedata
from typing import NamedTuple

MAX_BYTES = 5_000_000

MIN_CHARACTERS = 1000
"""The shortest text to learn from: its tenth, which is held out, is longer than the longest window of a preset, 64."""

MAX_DIFFERENT = 2000
"""Different characters in a text: a network of characters has weights for each, and says a probability of each."""

LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

DIRECTIONS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

MARKS = {
    "\ufeff": "a byte order mark",
    "\u200b": "a zero-width space",
    "\u2060": "a word joiner",
    "\u00ad": "a soft hyphen",
    **dict.fromkeys(DIRECTIONS, "a mark of direction"),
}
"""Marks without width that change no letter. Joiners (U+200C, U+200D) are not here: scripts and emoji need them."""

KINDS = (
    (b"%PDF", "a PDF; save its text as a .txt file"),
    (b"PK\x03\x04", "a ZIP archive, an e-book or an Office document; save its text as a .txt file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file; save its text as a .txt file"),
    (b"{\\rtf", "rich text (RTF); save it as plain text, .txt"),
    (b"\x1f\x8b", "compressed (gzip); unpack it"),
    (b"\x89PNG", "a picture (PNG); a text is needed"),
    (b"\xff\xd8\xff", "a picture (JPEG); a text is needed"),
)
"""How files that are no text begin, what they are, and what to do."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins."""


class Read(NamedTuple):
    """A text to learn from, and sentences about what was left out of what the reader gave."""

    text: str
    notes: tuple[str, ...]


def read(given: bytes | str) -> Read:
    r"""Return the text of a file, or of what was pasted.

    It is UTF-8, with or without a byte order mark, or UTF-16 with one. Line ends become newlines; control characters
    and marks without width are left out, which a note says.

    Raises:
        ValueError: with a sentence that names what is wrong and what is allowed.

    >>> read("one\r\ntwo\0 " * 200).notes
    ('200 characters were left out: U+0000 (a control character) 200 times.',)
    """
    found = cleaned(given)
    check(found.text)
    return found


def cleaned(given: bytes | str) -> Read:
    """Return the text of a file, or of what was pasted, whatever it is to be used for; as ``read`` of any length."""
    size = len(given) if isinstance(given, bytes) else len(given.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise ValueError(
            f"The text has {size / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are allowed: take a part."
        )
    text = LINE_ENDS.sub("\n", decode(given) if isinstance(given, bytes) else given)
    left_out: dict[str, int] = {}
    for character in set(text):
        if is_left_out(character):
            left_out[character] = text.count(character)
    text = text.translate({ord(character): None for character in left_out})
    return Read(text, (note_of(left_out),) if left_out else ())


def decode(data: bytes) -> str:
    """Return the text of bytes; ValueError with a sentence where they are none."""
    for beginning, kind in KINDS:
        if data.startswith(beginning):
            raise ValueError(f"This file is {kind}.")
    encoding = "UTF-16" if data.startswith(UTF_16) else "UTF-8"
    try:
        return data.decode("utf-16" if encoding == "UTF-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"The file is not {encoding}: byte {data[error.start]:02X} at position {error.start + 1} is part of no "
            "character. Save it as UTF-8."
        ) from None


def is_left_out(character: str) -> bool:
    """Whether a character is no part of a text to learn from."""
    return character in MARKS or (character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs"))


def note_of(left_out: dict[str, int]) -> str:
    """Return a sentence about characters that were left out, the most frequent first."""
    total, few = sum(left_out.values()), sorted(left_out, key=lambda each: (-left_out[each], each))[:3]
    named = [f"{name_of(each)} {left_out[each]} time{'s' * (left_out[each] != 1)}" for each in few]
    more = len(left_out) - len(few)
    others = f" and {more} other{'s' * (more != 1)}" if more else ""
    verb = "character was" if total == 1 else "characters were"
    return f"{total} {verb} left out: {', '.join(named)}{others}."


def name_of(character: str) -> str:
    """Return what a character without a shape is called."""
    half = unicodedata.category(character) == "Cs"
    kind = MARKS.get(character, "half of a pair" if half else "a control character")
    return f"U+{ord(character):04X} ({kind})"


def check(text: str) -> None:
    """Raise ValueError with a sentence where a text is none to learn letters from."""
    if not text.strip():
        raise ValueError(f"There is no text: at least {MIN_CHARACTERS} characters are needed.")
    if len(text) < MIN_CHARACTERS:
        raise ValueError(
            f"The text has {len(text)} character{'s' * (len(text) != 1)}; at least {MIN_CHARACTERS} are needed."
        )
    if len(set(text)) == 1:
        raise ValueError(f"The text is {text[0]!r} over and over; at least two different characters are needed.")
    if len(set(text)) > MAX_DIFFERENT:
        raise ValueError(
            f"The text has {len(set(text)):,} different characters; at most {MAX_DIFFERENT:,} are allowed, as a "
            "network of characters has weights for each: take a part."
        )
    if not any(map(str.isalpha, text)):
        raise ValueError("The text has no letters: digits and signs alone are not read; at least one letter is needed.")


def folded(text: str) -> str:
    r"""Return a text as the tutorial reads *Alice*: in small letters, its lines one after the other, without margins.

    Lines with nothing in them are left out. Spaces within a line stay, however many.

    >>> folded("  The Cat,\n\n said \n")
    'the cat, said'
    """
    lines = (line.strip().lower() for line in text.split("\n"))
    return " ".join(line for line in lines if line)
