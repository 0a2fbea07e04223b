"""Views of the chapter, at random."""

from dataclasses import replace

from hypothesis import strategies as st

from rnnviz.chapters.generation.presets import PRESETS
from rnnviz.chapters.generation.view import LETTERS, NOTHING, TEMPERATURES, P, View, colours_of, fitted
from rnnviz.text.drawing import KEEPS


@st.composite
def views(draw, most: int = 60):
    """Any view that a reader can make, of at most so many letters to be written."""
    preset = draw(st.sampled_from(sorted(PRESETS)))
    known = View(preset).model.vocabulary.characters
    view = replace(
        View.of(preset),
        beginning=draw(st.text(st.sampled_from(known), min_size=1, max_size=12)),
        letters=draw(st.sampled_from([each for each in LETTERS.options if each <= most])),
        temperature=draw(st.sampled_from(TEMPERATURES)),
        keep=draw(st.sampled_from(KEEPS)),
        k=draw(st.integers(1, 20)),
        p=draw(st.sampled_from(P.options)),
        draws=draw(st.integers(0, 9999)),
        position=draw(st.integers(-1, 80)),
        letter=draw(st.sampled_from(["", *known])),
        unit=draw(st.integers(0, 127)),
    )
    return fitted(replace(view, colour=draw(st.sampled_from((NOTHING, *colours_of(view))))))[0]
