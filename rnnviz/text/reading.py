"""What a reader gives, bytes or text → a text to learn from, with notes, or a sentence that says what is wrong."""


def folded(text: str) -> str:
    r"""Return a text as the tutorial reads *Alice*: in small letters, its lines one after the other, without margins.

    Lines with nothing in them are left out. Spaces within a line stay, however many.

    >>> folded("  The Cat,\n\n said \n")
    'the cat, said'
    """
    lines = (line.strip().lower() for line in text.split("\n"))
    return " ".join(line for line in lines if line)
