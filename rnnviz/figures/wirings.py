"""The five ways to wire a recurrent cell, as tables: which steps read an input, which give an output."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wiring:
    """One way to wire a cell; ``reads`` and ``gives`` are steps counted from 0."""

    name: str
    use: str
    steps: int
    reads: tuple[int, ...]
    gives: tuple[int, ...]


WIRINGS = (
    Wiring("one to one", "No sequence: a plain layer.", 1, (0,), (0,)),
    Wiring("one to many", "One start, a sequence out: a caption for a picture.", 4, (0,), (0, 1, 2, 3)),
    Wiring("many to one", "A sequence in, one answer: tomorrow's value, a sentiment.", 4, (0, 1, 2, 3), (3,)),
    Wiring(
        "many to many, in step",
        "An answer at each step: the next letter, a tag for each word.",
        4,
        (0, 1, 2, 3),
        (0, 1, 2, 3),
    ),
    Wiring("encoder and decoder", "Read it all, then write: translation.", 6, (0, 1, 2), (3, 4, 5)),
)
