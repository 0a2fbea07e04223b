"""Bytes that a reader uploads → the text of a table, or a sentence that says what the file is instead."""

import re

MAX_BYTES = 12_000_000

EMPTY = "The file is empty: a table with a column of numbers is needed."

KINDS = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel or Word file (.xls, .doc), or one with a password; save the sheet as .xlsx or CSV",
    ),
    (b"%PDF", "a PDF; copy its table into a CSV file"),
    (b"\x1f\x8b", "compressed (gzip); unpack it"),
    (b"BZh", "compressed (bzip2); unpack it"),
    (b"\xfd7zXZ", "compressed (xz); unpack it"),
    (b"PAR1", "a Parquet file; write it as CSV"),
    (b"\x93NUMPY", "a NumPy array (.npy); write it as text with np.savetxt"),
    (b"SQLite format 3", "an SQLite database; export its table as CSV"),
    (b"\x89PNG", "a picture (PNG); a table of numbers is needed"),
    (b"\xff\xd8\xff", "a picture (JPEG); a table of numbers is needed"),
    (b"GIF8", "a picture (GIF); a table of numbers is needed"),
)
"""How files that are no text begin, what they are, and what to do."""

CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes) -> tuple[str, list[str]]:
    """Return the text of a file, and notes about how it was read.

    UTF-8 and UTF-16, with or without a byte order mark; what is neither is read as Windows-1252 (Latin-1 with a few
    more letters).

    Raises:
        ValueError: if there is nothing, too much, or no text.

    >>> decode("Jahr;Höhe".encode("latin-1"))
    ('Jahr;Höhe', ['The file is not UTF-8; it was read as Latin-1 (Windows-1252).'])
    """
    if len(data) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(data) / 1e6:.1f} MB; at most {MAX_BYTES / 1e6:.0f} MB are allowed: keep fewer rows or "
            "columns."
        )
    if not data.strip():
        raise ValueError(EMPTY)
    for beginning, kind in KINDS:
        if data.startswith(beginning):
            raise ValueError(f"This file is {kind}.")
    text, notes = in_some_encoding(data)
    text = text.removeprefix("\ufeff").rstrip("\x1a")  # DOS ends a text with 1A
    found = CONTROL.search(text)
    if found:
        raise ValueError(
            f"The file is not text: it has the byte {ord(found[0]):02X} at position {found.start() + 1}. A CSV file "
            "is needed."
        )
    if not text.strip():
        raise ValueError(EMPTY)
    if text.lstrip()[:1] == "<":
        raise ValueError("This is a web page or XML, not a table: download the CSV file itself.")
    if re.fullmatch(r"\[[-+0-9.eE,\s]+\]", text.strip()):
        text = text.strip()[1:-1]  # a list of numbers
    if text.strip()[0] + text.strip()[-1] in ("{}", "[]"):
        raise ValueError("This looks like JSON, not a table: write it as CSV, one row a line.")
    return text, notes


def in_some_encoding(data: bytes) -> tuple[str, list[str]]:
    """Return the text, and a note where it is not UTF-8."""
    utf_16 = utf_16_of(data)
    if utf_16:
        try:
            return data.decode(utf_16), ["The file was read as UTF-16."]
        except UnicodeDecodeError:
            raise ValueError("The file begins as UTF-16 text but is damaged: save it as UTF-8.") from None
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    note = ["The file is not UTF-8; it was read as Latin-1 (Windows-1252)."]
    try:
        return data.decode("cp1252"), note
    except UnicodeDecodeError:
        return data.decode("latin-1"), note


def utf_16_of(data: bytes) -> str | None:
    """Return the name of the UTF-16 encoding, by its byte order mark or by zeros in every other byte; else None."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    beginning = data[:2000]
    zeros = [beginning[offset::2].count(0) for offset in (0, 1)]
    most = len(beginning) // 2
    if zeros[0] == 0 and zeros[1] > 0.8 * most:
        return "utf-16-le"
    if zeros[1] == 0 and zeros[0] > 0.8 * most:
        return "utf-16-be"
    return None
