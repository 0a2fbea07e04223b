"""Views of the chapter, at random."""

from dataclasses import replace

from hypothesis import strategies as st

from rnnviz.chapters.sentiment.presets import PRESETS
from rnnviz.chapters.sentiment.view import GATES, SCORE, View, fitted
from rnnviz.text import sentiment

WORDS = (
    "the",
    "film",
    "was",
    "not",
    "bad",
    ",",
    "but",
    "wonderful",
    "Paris",
    "zeitgeisty",
    "猫",
    "\\*x\\*",
    "<b>",
    ".",
)


def sentences(most: int = 60):
    """Sentences of known and unknown words, none of any at all among them."""
    return st.lists(st.sampled_from(WORDS), max_size=most).map(" ".join) | st.text(max_size=40)


@st.composite
def views(draw, most: int = 60):
    """Any view that a reader can make."""
    preset = draw(st.sampled_from([*PRESETS, "own"]))
    sentence = draw(sentences(most)) if preset == "own" else PRESETS[preset].sentence
    return fitted(
        replace(
            View(preset, sentence),
            network=draw(st.sampled_from(sorted(sentiment.PRESETS))),
            unfold=draw(st.booleans()),
            position=draw(st.integers(-1, 39)),
            number=draw(st.sampled_from([SCORE, *GATES])),
            squares=draw(st.sampled_from(["mean", "unit"])),
            unit=draw(st.integers(0, 127)),
            steps=draw(st.sampled_from([4, 32])),
        )
    )[0]
