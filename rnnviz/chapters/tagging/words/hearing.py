"""What is said of which words each tag goes by."""

import numpy as np

from rnnviz.chapters.tagging.view import View
from rnnviz.chapters.tagging.words.numbers import percent, quoted
from rnnviz.core.numbers import written
from rnnviz.text.hearing import OTHERS, Hearing


def how(found: Hearing) -> str:
    """Say what is done."""
    named = ", ".join(map(quoted, found.others))
    return (
        f"Each word in turn is replaced by {OTHERS} others ({named}, or the next one drawn), and the sentence is read "
        "again. How far an answer moves is the total variation between what was said and what is said now: 0 the same, "
        "1 nothing in common; the mean over the replacements."
    )


def moved(view: View, found: Hearing) -> str:
    """Say whether a tag goes by its own word, and what else it hears."""
    moved, wiring = found.moved, view.tagger.wiring
    own = np.flatnonzero(moved.argmax(axis=0) == np.arange(len(moved)))
    text = f"{len(own)} of {len(moved)} answers move most when their own word is changed."
    off = moved * ~np.eye(len(moved), dtype=bool)
    if len(moved) > 1 and off.max() > 0:
        changed, answered = np.unravel_index(off.argmax(), off.shape)
        words = view.words[found.start :]
        text += (
            f" Of other words, {quoted(words[changed])} matters most: change it, and the answer at "
            f"{quoted(words[answered])} moves by {off[changed, answered]:.2f}."
        )
    if wiring.in_step and not wiring.both_ways:
        rounding = np.tril(moved, -1).max()
        by = f", but for rounding, {written(rounding, 1)} at most" if rounding > 0 else ""
        text += f" Below the diagonal nothing moves{by}: no answer hears a word that comes later."
    return text


def vector(view: View, found: Hearing) -> str:
    """Say how much of each word is left in the vector."""
    most, least = int(found.vector.argmax()), int(found.vector.argmin())
    words = view.words[found.start :]
    units = view.tagger.wiring.units * (2 if view.tagger.wiring.both_ways else 1)
    return (
        f"The whole sentence is these {units} numbers. Changing {quoted(words[most])}, word {found.start + most + 1}, "
        f"moves them most, by {percent(found.vector[most], 0)} of their length; {quoted(words[least])}, word "
        f"{found.start + least + 1}, least, by {percent(found.vector[least], 0)}."
    )
