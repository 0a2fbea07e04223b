"""The ways to wire a recurrent cell, as tables: which steps read an input, which give an output."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wiring:
    """One way to wire a cell; steps count from 0.

    ``reads`` are the steps that read an input of their own, ``gives`` those that give an output, ``repeats`` those that
    read one vector again and again, and ``feeds`` those that read the output of the step before.
    """

    name: str
    use: str
    steps: int
    reads: tuple[int, ...]
    gives: tuple[int, ...]
    repeats: tuple[int, ...] = ()
    feeds: tuple[int, ...] = ()


WIRINGS = (
    Wiring("one to one", "No sequence: a plain layer.", 1, (0,), (0,)),
    Wiring(
        "one to many, repeated",
        "One vector, read again at every step (RepeatVector): a caption for a picture.",
        4,
        (),
        (0, 1, 2, 3),
        repeats=(0, 1, 2, 3),
    ),
    Wiring(
        "one to many, fed back",
        "Read once; then each output is the next input: writing letter by letter. A loop, no layer of Keras.",
        4,
        (0,),
        (0, 1, 2, 3),
        feeds=(1, 2, 3),
    ),
    Wiring("many to one", "A sequence in, one answer: tomorrow's value, a sentiment.", 4, (0, 1, 2, 3), (3,)),
    Wiring(
        "many to many, in step",
        "An answer at each step: the next letter, a tag for each word.",
        4,
        (0, 1, 2, 3),
        (0, 1, 2, 3),
    ),
    Wiring(
        "encoder and decoder",
        "Read it all, then write: translation. The decoder begins with the last state, and reads it at every step.",
        6,
        (0, 1, 2),
        (3, 4, 5),
        repeats=(3, 4, 5),
    ),
)
