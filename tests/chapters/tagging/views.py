"""Views of the chapter, at random."""

from dataclasses import replace

from hypothesis import strategies as st

from rnnviz.chapters.tagging.presets import LONG, PAIRS, SENTENCES
from rnnviz.chapters.tagging.view import View, fitted
from rnnviz.text.tagged import grammar_corpus

WORDS = st.sampled_from("the film her opened that bored us , . goblin 3,5 don't Ünïcode 猫 I in Paris and".split())


@st.composite
def sentences(draw, most: int = 45):
    """A sentence that a reader may read: of the grammar, of the chapter, or of any words."""
    held_out = grammar_corpus().held_out
    kind = draw(st.sampled_from(["grammar", "offered", "any", "any"]))
    if kind == "grammar":
        return " ".join(held_out[draw(st.integers(0, len(held_out) - 1))].words)
    if kind == "offered":
        return draw(st.sampled_from(sorted(SENTENCES.values())))
    return " ".join(draw(st.lists(WORDS, min_size=1, max_size=most)))


@st.composite
def views(draw):
    """Any view that a reader can make without training."""
    view = View(
        preset=draw(st.sampled_from(sorted(LONG))),
        sentence=draw(sentences()),
        position=draw(st.integers(0, 60)),
        beside=draw(st.sampled_from(sorted(LONG))),
        pair=draw(st.sampled_from(sorted(PAIRS))),
    )
    tags = view.tagger.tags
    return fitted(replace(view, tag=draw(st.sampled_from(["", *tags, "?"]))))[0]
