"""What a table does not tell and its reader must: a refusal that names every reading, and can be answered."""

from collections.abc import Mapping

Answers = Mapping[tuple[str, str], str]
"""The answers to questions: (what is asked, column) → one of the question's readings."""


class Question(ValueError):
    """What the data do not tell.

    Args:
        about: what is asked, and of which column.
        words: a sentence that names the readings and how to write the file so that nothing need be asked.
        readings: each answer, and what it means in words.
    """

    def __init__(self, about: tuple[str, str], words: str, readings: Mapping[str, str]):
        super().__init__(words)
        self.about, self.readings = about, dict(readings)
